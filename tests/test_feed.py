"""RSS and Atom feeds name a site's newest articles."""

import datetime

import pytest

from corpora.feed import Feed, read_feed
from corpora.safe_xml import BadXML
from corpora.sitemap import Entry

HERE = "https://example.org/feed"
DAY = datetime.datetime(2024, 5, 3, 1, tzinfo=datetime.UTC)


def test_rss_is_read() -> None:
    """Link and date of each item; a permanent guid stands in for a link that is missing."""
    body = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
    <link>https://example.org/</link>
    <item><title>One</title><link> https://example.org/1 </link>
    <pubDate>Fri, 03 May 2024 01:00:00 GMT</pubDate></item>
    <item><guid>https://example.org/2</guid></item>
    <item><guid isPermaLink="false">7</guid><title>None</title></item>
    <item><link>https://other.example/3</link></item>
    </channel></rss>"""
    pages = (Entry("https://example.org/1", DAY), Entry("https://example.org/2"))
    assert read_feed(body.encode(), HERE) == Feed(pages, "", 2)


def test_atom_is_read() -> None:
    """The alternate link of each entry, its versions, and the next, older page of the feed."""
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/>
    <link rel="next" href="/feed?page=2"/>
    <entry><link rel="enclosure" href="/1.mp3"/><link href="/1"/>
    <link rel="alternate" hreflang="ar" href="/ar/1"/>
    <published>2024-05-01T00:00:00Z</published><updated>2024-05-03T01:00:00Z</updated></entry>
    </feed>"""
    version = (("ar", "https://example.org/ar/1"),)
    entry = Entry("https://example.org/1", DAY, version)
    assert read_feed(body.encode(), HERE) == Feed((entry,), "https://example.org/feed?page=2", 0)


def test_rss_1_is_read() -> None:
    """The RDF form, with its dates of Dublin Core."""
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel/><item><link>https://example.org/1</link><dc:date>2024-05-03T01:00Z</dc:date></item>
    </rdf:RDF>"""
    assert read_feed(body.encode(), HERE).pages == (Entry("https://example.org/1", DAY),)


def test_a_next_page_elsewhere_is_not_followed() -> None:
    """A feed cannot send us on to another site."""
    body = b'<feed><link rel="next" href="http://169.254.169.254/"/></feed>'
    assert read_feed(body, HERE).older == ""


@pytest.mark.parametrize("body", [b"", b"<html/>", b"nothing", b"\x1f\x8bx"])
def test_what_is_no_feed_is_told(body: bytes) -> None:
    """Anything else is one line."""
    with pytest.raises(BadXML, match=r"^[^\n]+$"):
        read_feed(body, HERE)
