"""Sitemaps are read as sites write them, and speak for their own site alone."""

import contextlib
import datetime
import gzip

import pytest
from hypothesis import given, strategies

from corpora.safe_xml import BadXML
from corpora.sitemap import Entry, Sitemap, read_sitemap, read_time

HERE = "https://www.example.org/sitemap.xml"
UTC = datetime.UTC


def urlset(*urls: str) -> bytes:
    """Return a sitemap of what stands in its `<url>` elements."""
    body = "".join(f"<url>{url}</url>" for url in urls)
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="http://www.google.com/i"'
        f' xmlns:news="http://www.google.com/news">{body}</urlset>'
    ).encode()


def test_an_entry_has_its_time_and_versions() -> None:
    """Address, lastmod and hreflang pairs are kept, the address of an image in it is not taken."""
    body = urlset(
        "<loc> https://www.example.org/en/1 </loc><lastmod>2024-05-01T10:00:00+03:00</lastmod>"
        '<xhtml:link rel="alternate" hreflang="ar" href="https://ar.example.org/1"/>'
        '<xhtml:link rel="alternate" hreflang="EN" href="/en/1"/>'
        "<image:image><image:loc>https://www.example.org/i.jpg</image:loc></image:image>"
    )
    entry = Entry(
        "https://www.example.org/en/1",
        datetime.datetime(2024, 5, 1, 7, tzinfo=UTC),
        (("ar", "https://ar.example.org/1"), ("en", "https://www.example.org/en/1")),
    )
    assert read_sitemap(body, HERE) == Sitemap((entry,))
    assert read_sitemap(gzip.compress(body, mtime=0), HERE) == Sitemap((entry,))


def test_news_have_the_date_of_their_publication() -> None:
    """A news sitemap says when an article appeared; lastmod wins where both stand."""
    news = "<news:news><news:publication_date>2024-05-01</news:publication_date></news:news>"
    place = "<loc>https://example.org/1</loc>"
    day = datetime.datetime(2024, 5, 1, tzinfo=UTC)
    assert read_sitemap(urlset(place + news), HERE).pages[0].changed == day
    later = read_sitemap(urlset(f"{place}{news}<lastmod>2024-06</lastmod>"), HERE)
    assert later.pages[0].changed == datetime.datetime(2024, 6, 1, tzinfo=UTC)


def test_an_index_names_sitemaps() -> None:
    """The entries of an index are sitemaps, with their own times."""
    body = (
        b"<sitemapindex><sitemap><loc>https://example.org/a.xml.gz</loc>"
        b"<lastmod>2024-05-01</lastmod></sitemap><sitemap/></sitemapindex>"
    )
    day = datetime.datetime(2024, 5, 1, tzinfo=UTC)
    assert read_sitemap(body, HERE) == Sitemap((), (Entry("https://example.org/a.xml.gz", day),))


def test_a_list_of_addresses_is_a_sitemap() -> None:
    """Plain text, one address a line, as the protocol allows."""
    body = b"\xef\xbb\xbfhttps://example.org/1\r\n\r\nhttps://example.org/2\n"
    assert [e.url for e in read_sitemap(body, HERE).pages] == [
        "https://example.org/1",
        "https://example.org/2",
    ]


def test_nobody_speaks_for_others() -> None:
    """Addresses of other sites are refused and counted, except of the site that named the map."""
    body = urlset(
        "<loc>https://example.org/1</loc>",
        "<loc>https://other.example/1</loc>",
        "<loc>file:///etc/passwd</loc>",
        "<loc>https://example.org.evil.example/</loc>",
    )
    read = read_sitemap(body, HERE)
    assert ([e.url for e in read.pages], read.refused) == (["https://example.org/1"], 3)
    elsewhere = read_sitemap(body, "https://cdn.example.net/map.xml", "https://example.org/")
    assert [e.url for e in elsewhere.pages] == ["https://example.org/1"]


def test_slips_are_passed_over() -> None:
    """A bare "&", a name without its namespace and a file that breaks off give what they have."""
    body = urlset("<loc>https://example.org/?a=1&b=2</loc>", "<loc>https://example.org/2</loc>")
    urls = ["https://example.org/?a=1&b=2", "https://example.org/2"]
    assert [entry.url for entry in read_sitemap(body, HERE).pages] == urls
    cdata = urlset(f"<loc><![CDATA[{urls[0]}]]></loc>")
    assert [entry.url for entry in read_sitemap(cdata, HERE).pages] == urls[:1]
    assert len(read_sitemap(body[:-40], HERE).pages) == 1
    assert len(read_sitemap(gzip.compress(body, mtime=0)[:-9], HERE).pages) == 2


def test_a_sitemap_is_cut_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """More entries than the protocol allows are not read, and that is said."""
    monkeypatch.setattr("corpora.sitemap.MOST_ENTRIES", 2)
    read = read_sitemap(urlset(*["<loc>https://example.org/1</loc>"] * 3), HERE)
    assert (len(read.pages), read.cut) == (2, True)


def test_external_entities_are_refused() -> None:
    """A parameter entity, which loads without being named in the text, is refused too."""
    for declaration in (
        '<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;',
        '<!ENTITY x "y">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
    ):
        body = f"<!DOCTYPE urlset [{declaration}]><urlset/>".encode()
        with pytest.raises(BadXML, match="declares entities"):
            read_sitemap(body, HERE)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2024", (2024, 1, 1)),
        ("2024-05", (2024, 5, 1)),
        ("2024-05-03", (2024, 5, 3)),
        ("2024-05-03T01:00:00+03:00", (2024, 5, 2, 22)),
        ("2024-05-03T01:00Z", (2024, 5, 3, 1)),
        ("Fri, 03 May 2024 01:00:00 GMT", (2024, 5, 3, 1)),
        ("Fri, 03 May 2024 01:00:00 +0300", (2024, 5, 2, 22)),
        ("yesterday", None),
        ("", None),
        ("2024-13-45", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_times_are_read(text: str, time: tuple[int, int, int] | None) -> None:
    """The forms of W3C and of RFC 822, in UTC; what is no time is none."""
    assert read_time(text) == (datetime.datetime(*time, tzinfo=UTC) if time else None)


@given(strategies.one_of(strategies.binary(), strategies.text().map(str.encode)))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Nothing but BadXML is raised."""
    for each in (body, b"<urlset><url><loc>" + body, b"\x1f\x8b" + body):
        with contextlib.suppress(BadXML):
            read_sitemap(each, HERE)
