"""Title, address, date and authors of a page."""

import datetime

import pytest

from corpora.extract import extract
from tests.pages import (
    STORIES,
    Story,
    inside_the_box,
    plain,
    polylang,
    sibling_boxes,
    wordpress_wpml,
)
from tests.snippets import URL, P, article, paragraphs, texts


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (
            "<title>The Oven - Harbour Weekly</title>"
            "<meta property='og:site_name' content='Harbour Weekly'>",
            "",
            "The Oven",
        ),
        (
            "<title>The Oven | Harbour Weekly</title>"
            "<meta property='og:site_name' content='Harbour Weekly'>",
            "",
            "The Oven",
        ),
        (
            "<title>Harbour Weekly » The Oven</title>"
            "<meta property='og:site_name' content='Harbour Weekly'>",
            "",
            "The Oven",
        ),
        (
            "<title>The Oven – News Example</title><meta property='og:title' content='The Oven'>",
            "",
            "The Oven",
        ),
        ("<title>The Oven - News - News</title>", "", "The Oven"),
        ("<title>Bread - a matter of wood</title>", "", "Bread - a matter of wood"),
        (
            "<meta property='og:title' content='The oven that fed'>",
            "<h1>The oven that fed a street</h1>",
            "The oven that fed a street",
        ),
        (
            "<meta property='og:title' content='The Oven'>"
            "<meta property='og:site_name' content='Harbour'>",
            "<h1>Harbour</h1><h2>x</h2>",
            "The Oven",
        ),
        ("", "<h1>The Oven</h1>", "The Oven"),
        (
            "<title>التنور | أسبوعية المرفأ</title>"
            "<meta property='og:site_name' content='أسبوعية المرفأ'>",
            "",
            "التنور",
        ),
    ],
)
def test_title(head: str, heading: str, title: str) -> None:
    """The title stands without the outlet's name; a dash of its own stays."""
    assert article(heading + paragraphs(*P), head).title == title


def test_the_title_is_there_once() -> None:
    """A body that repeats the title, in another case, does not double it."""
    found = article(f"<h1>The Oven</h1><p>THE OVEN</p>{paragraphs(*P)}")
    assert texts(found) == ["The Oven", *P]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", URL),
        ("<link rel='canonical' href='/2016/oven'>", "https://news.example/2016/oven"),
        (
            "<link rel='canonical' href='https://other.example/2016/oven'>",
            "https://other.example/2016/oven",
        ),
        (
            "<meta property='og:url' content='https://news.example/2016/oven'>",
            "https://news.example/2016/oven",
        ),
        ("<link rel='canonical' href='https://other.example/'>", URL),
        ("<link rel='canonical' href='/'>", URL),
        ("<link rel='canonical' href='https://news.example/ar/2016/oven'>", URL),
        (
            "<link rel='canonical' href='/2016/x1'>"
            "<link rel='alternate' hreflang='ar' href='/2016/x1'>",
            URL,
        ),
        ("<link rel='canonical' href='javascript:x'>", URL),
    ],
)
def test_address(head: str, url: str) -> None:
    """The canonical address is taken, but not a home page or the other language's page."""
    assert article(f"<h1>The oven</h1>{paragraphs(*P)}", head).url == url


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_date_and_authors(story: Story) -> None:
    """Date and author are read from JSON-LD, from elements and from plain lines alike."""
    for markup in (wordpress_wpml, sibling_boxes, inside_the_box, plain):
        found = extract(markup(story))
        assert found.date == datetime.date(2016, 11, 25)
        assert found.authors == (story.author,)
    assert extract(polylang(story)).date is None
