"""What a site sends becomes a page, or one clear line on why it does not."""

import gzip
import zlib

import pytest

from corpora.fetch import Fetcher
from corpora.page import Page
from tests.outlet import Answer, Outlet, slug
from tests.visitor import polite, reason

ARABIC = (
    "<html><body><p>وصلت السفينة إلى الميناء قبل الفجر، وكان الأهالي في انتظارها.</p></body></html>"
)
HTML = "<html><body><p>The ship reached the port before dawn.</p></body></html>"


def test_a_page_arrives(outlet: Outlet) -> None:
    """A page comes with its address, its text and its Link header."""
    link = '</ar/1>; rel="alternate"; hreflang="ar"'
    url = outlet.put("/en/1", Answer(HTML, headers={"Link": link}))
    with polite() as fetcher:
        assert fetcher.get(url) == Page(url, HTML, link)


def test_we_say_who_we_are(outlet: Outlet) -> None:
    """The User-Agent names muwazi, its version and the contact."""
    url = outlet.put("/", HTML)
    with polite(contact="https://example.org/bot") as fetcher:
        fetcher.get(url)
    for _, headers in outlet.requests:
        assert headers["User-Agent"].startswith("muwazi/")
        assert headers["User-Agent"].endswith(" (+https://example.org/bot)")


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "بريد"])
def test_a_contact_is_plain(contact: str) -> None:
    """A contact that would break the header is refused at once."""
    with pytest.raises(ValueError, match="plain ASCII"):
        Fetcher(contact=contact)


def test_arabic_slugs_are_encoded_once(outlet: Outlet) -> None:
    """An Arabic path arrives whole, written out or already encoded."""
    outlet.put("/أخبار/وصول السفينة", ARABIC)
    with polite() as fetcher:
        written = fetcher.get(outlet.url("/أخبار/وصول السفينة"))
        assert written.url == outlet.url(slug("/أخبار/وصول السفينة"))
        assert written == fetcher.get(written.url)
    assert outlet.paths == ["/أخبار/وصول السفينة"] * 2


@pytest.mark.parametrize("real", ["cp1256", "iso8859-6", "utf-8"])
@pytest.mark.parametrize("said", ["windows-1256", "iso-8859-6", "utf-8"])
def test_old_arabic_encodings_are_read(outlet: Outlet, real: str, said: str) -> None:
    """Pages in the old encodings come out right under a wrong header too."""
    label = {"Content-Type": f"text/html; charset={said}"}
    url = outlet.put("/", Answer(ARABIC.encode(real), headers=label))
    with polite() as fetcher:
        assert fetcher.get(url).html == ARABIC


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(HTML.encode(), mtime=0)), ("deflate", zlib.compress(HTML.encode()))],
)
def test_compressed_pages_are_unpacked(outlet: Outlet, encoding: str, body: bytes) -> None:
    """What we said we accept, we read."""
    url = outlet.put("/", Answer(body, headers={"Content-Encoding": encoding}))
    with polite() as fetcher:
        assert fetcher.get(url).html == HTML


def test_chunked_pages_are_joined(outlet: Outlet) -> None:
    """A body in chunks comes out in one piece."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    url = outlet.put("/", Answer(head + b"9\r\n<p>One an\r\n5\r\nd two\r\n0\r\n\r\n", raw=True))
    with polite() as fetcher:
        assert fetcher.get(url).html == "<p>One and two"


@pytest.mark.parametrize(
    ("label", "body", "said"),
    [
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ("text/html", b"%PDF-1.7 ...", "a PDF file"),
        ("image/png", b"\x89PNG\r\n", "image/png"),
        ("", b"\x89PNG\r\n\x1a\n", "an image"),
        ("text/html", b"MZ\x90\x00\x03\x00", "binary data"),
        ("application/json", b"{}", "application/json"),
        ("application/xml", b"<rss><channel/></rss>", "application/xml"),
        ("text/plain", b"Only words.", "text/plain"),
        ("application/octet-stream", b"Only words.", "text without markup"),
    ],
)
def test_what_is_not_html_is_named(outlet: Outlet, label: str, body: bytes, said: str) -> None:
    """Other media are refused by their label or by their first bytes, and named."""
    url = outlet.put("/", Answer(body, headers={"Content-Type": label}))
    assert reason(polite(), url).startswith(f"is {said}, not HTML")


@pytest.mark.parametrize("label", ["", "text/plain", "application/xhtml+xml", "application/xml"])
def test_html_under_a_vague_label_is_read(outlet: Outlet, label: str) -> None:
    """A label that says little does not keep a page from us."""
    url = outlet.put("/", Answer(HTML, headers={"Content-Type": label}))
    with polite() as fetcher:
        assert fetcher.get(url).html == HTML


@pytest.mark.parametrize("body", [b"", b" \n\t\n"])
def test_an_empty_page_is_an_error(outlet: Outlet, body: bytes) -> None:
    """A page with nothing in it is reported."""
    assert "is empty" in reason(polite(), outlet.put("/", body))


@pytest.mark.parametrize(
    ("status", "said"), [(404, "404"), (410, "410"), (403, "403"), (500, "500")]
)
def test_an_error_status_is_named(outlet: Outlet, status: int, said: str) -> None:
    """A refusal of the server is told with its number, and is not asked again."""
    url = outlet.put("/", Answer(HTML, status=status))
    assert said in reason(polite(), url)
    assert len(outlet.paths) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 403),
        Answer("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 503),
        Answer("<script src='https://ct.captcha-delivery.com/c.js'></script>", 200),
        Answer("", 202, {"X-Amzn-Waf-Action": "challenge"}),
        Answer("<p>One moment", 403, {"Cf-Mitigated": "challenge"}),
    ],
)
def test_a_bot_wall_is_reported(outlet: Outlet, answer: Answer) -> None:
    """A challenge is never taken for the article, and not knocked at twice."""
    assert "challenge to robots" in reason(polite(), outlet.put("/", answer))
    assert len(outlet.paths) == 1


def test_an_article_about_bot_walls_is_no_wall(outlet: Outlet) -> None:
    """A long page that mentions a vendor is an article."""
    page = f"<p>{'How captcha-delivery.com works. ' * 3000}"
    with polite() as fetcher:
        assert fetcher.get(outlet.put("/", page)).html == page
