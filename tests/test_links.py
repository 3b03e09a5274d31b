"""From a page to the address of its version in the other language."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.article import Language
from corpora.links import Link, NoTranslation, Signal, find_translation, translation_links
from corpora.page import Page
from tests.pages import (
    MARKUPS,
    STORIES,
    Story,
    inside_the_box,
    one_box_with_breaks,
    plain,
    polylang,
    sibling_boxes,
    wordpress_wpml,
)
from tests.snippets import AR, EN, found, page


@pytest.mark.parametrize(
    ("markup", "signal"),
    [
        (inside_the_box, "anchor"),
        (sibling_boxes, "anchor"),
        (one_box_with_breaks, "anchor"),
        (wordpress_wpml, "hreflang"),
        (polylang, "switcher"),
        (plain, "anchor"),
    ],
)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_the_model_pages(markup: Callable[[Story], Page], signal: Signal, story: Story) -> None:
    """In each markup, both ways, the version is found, with the query of its link."""
    wanted: Language = "ar" if story.language == "en" else "en"
    assert find_translation(markup(story), wanted) == Link(story.other_url, signal)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f'<link rel="alternate" hreflang="ar" href="{AR}">', AR),
        (f'<link rel="alternate" hreflang="AR-sy" href="{AR}">', AR),
        (f'<link rel="alternate" hreflang="ar_EG" type="text/html" href="{AR}">', AR),
        ('<link rel="alternate" hreflang="ar" href="/ar/2016/attannur">', AR),
        ('<base href="/ar/2016/"><link rel="alternate" hreflang="ar" href="attannur">', AR),
        (
            f'<link rel="alternate" hreflang="ar" href="{AR}?utm_source=x&amp;p=1#top">',
            f"{AR}?utm_source=x&p=1",
        ),
    ],
)
def test_hreflang(head: str, url: str) -> None:
    """An alternate link is resolved against the page or its base and keeps its query."""
    assert found(page(head=head)) == [(url, "hreflang")]


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="alternate" hreflang="ar" type="application/rss+xml" href="/ar/feed.xml">',
        '<link rel="alternate" hreflang="ar" type="application/json" href="/wp-json/2">',
        f'<link rel="alternate" hreflang="ar" href="{EN}/?utm_source=feed#x">',
        '<link rel="alternate" hreflang="ar" href="/">',
        '<link rel="alternate" hreflang="ar" href="/ar/">',
        '<link rel="alternate" hreflang="ar" href="https://ar.news.example/index.html">',
        '<link rel="alternate" hreflang="ar" href="/?lang=ar">',
        '<link rel="alternate" hreflang="fr" href="/fr/2016/four">',
        '<link rel="alternate" hreflang="x-default" href="/2016/x">',
        '<link rel="canonical" hreflang="ar" href="/ar/2016/attannur">',
        '<link rel="alternate" hreflang="ar" href="javascript:void(0)">',
        '<link rel="alternate" hreflang="ar" href="http://[broken">',
    ],
)
def test_hreflang_decoys(head: str) -> None:
    """Feeds, the page itself, home pages, other languages and broken addresses are not taken."""
    assert found(page(head=head)) == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f'<{AR}>; rel="alternate"; hreflang="ar"', [(AR, "http-link")]),
        (f"</x>; rel=shortlink, <{AR}>; hreflang=ar; rel=alternate", [(AR, "http-link")]),
        (
            '</ar/2016/attannur>; rel="alternate"; hreflang="ar-LB"; title="a, b; c"',
            [(AR, "http-link")],
        ),
        (f'<{AR}>; rel="alternate"; hreflang="en"', []),
        (f'<{AR}>; rel="alternate"; hreflang="ar"; type="application/json"', []),
        ("<" * 1000 + '; rel="alternate"' * 1000, []),
    ],
)
def test_http_link(header: str, expected: list[tuple[str, str]]) -> None:
    """The HTTP Link header is read like alternate links."""
    assert found(page(header=header)) == expected


@pytest.mark.parametrize(
    "json",
    [
        f'{{"@type":"NewsArticle","workTranslation":"{AR}"}}',
        f'{{"@type":"NewsArticle","workTranslation":{{"@id":"{AR}","inLanguage":"ar"}}}}',
        f'{{"@graph":[{{"@type":"WebPage"}},{{"translationOfWork":{{"url":"{AR}","inLanguage":"Arabic"}}}}]}}',
        f'[{{"workTranslation":[{{"@id":"/fr/2016/four","inLanguage":"fr"}},{{"url":"{AR}","inLanguage":"ar-SY"}}]}}]',
        f'{{"@graph":[{{"workTranslation":{{"@id":"#t"}}}},{{"@id":"#t","url":"{AR}","inLanguage":{{"@type":"Language","alternateName":"ar"}}}}]}}',
        f'{{"workTranslation":{{"mainEntityOfPage":{{"@id":"{AR}"}}}},\n"x":"raw\nbreak"}}',
    ],
)
def test_json_ld(json: str) -> None:
    """Translations are read from objects, graphs, lists and references between them."""
    script = '<script type="application/ld+json">{}</script>'
    head = script.format("{broken") + script.format(json)
    assert found(page(head=head)) == [(AR, "json-ld")]


def test_json_ld_of_another_language() -> None:
    """A translation into a third language is not ours."""
    work = f'{{"workTranslation":{{"@id":"{AR}","inLanguage":"fr"}}}}'
    head = f'<script type="application/ld+json">{work}</script>'
    assert found(page(head=head)) == []


def test_the_strongest_comes_first_and_each_once() -> None:
    """Signals are ordered, and one address told by several is listed once, by the strongest."""
    one, two, three, four, five = (f"https://news.example/ar/2016/{n}" for n in range(11, 16))
    links = found(
        page(
            f'<ul><li class="lang-item-ar lang-item"><a hreflang="ar" href="{five}">العربية</a>'
            f"</li></ul>"
            f'<p><a href="{four}">Read in Arabic</a></p><p><a href="{one}/">Arabic version</a></p>',
            f'<link rel="alternate" hreflang="ar" href="{one}">'
            f'<script type="application/ld+json">{{"workTranslation":"{three}"}}</script>',
            header=f"<{two}>; rel=alternate; hreflang=ar",
        )
    )
    assert links == [
        (one, "hreflang"),
        (two, "http-link"),
        (three, "json-ld"),
        (four, "anchor"),
        (five, "switcher"),
    ]


def test_without_an_address_the_canonical_one_serves() -> None:
    """A saved page resolves its links by its canonical address."""
    head = f'<link rel="canonical" href="{EN}">'
    links = found(page('<a href="/ar/2016/attannur">Read in Arabic</a>', head, url=""))
    assert links == [(AR, "anchor")]


def test_the_message_of_no_translation() -> None:
    """The error is one line that names page, language and signals, and what og:locale says."""
    with pytest.raises(NoTranslation, match=r"hreflang.*switchers") as caught:
        find_translation(page(), "ar")
    assert EN in str(caught.value)
    assert "Arabic" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "og:locale" not in str(caught.value)
    head = '<meta property="og:locale:alternate" content="ar_AR">'
    with pytest.raises(LookupError, match="og:locale:alternate says that one exists"):
        find_translation(page(head=head), "ar")


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<html>", "\x00", "<!-- x -->", "<?xml version='1.0'?>"]
)
def test_pages_of_nothing(html: str) -> None:
    """Empty and broken pages lead nowhere, and say so."""
    with pytest.raises(NoTranslation):
        find_translation(Page(EN, html), "ar")


def test_an_empty_page_still_has_its_header() -> None:
    """The HTTP header speaks for a page without a body."""
    link = f"<{AR}>; rel=alternate; hreflang=ar"
    assert find_translation(Page(EN, "", link), "ar") == Link(AR, "http-link")


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<a href='/x/1'>",
        "<a href='http://['>",
        "</a>",
        "<ul>",
        "<li>",
        "<br>",
        "<base href='//['>",
        "<div class='related'>",
        "</div>",
        "<script>",
        "&#0;",
        "Read in Arabic",
        "Related articles",
        "العربية",
        "هنا",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40))
def test_hostile_pages_are_safe(html: str, header: str) -> None:
    """No page raises anything, and no link leads to the page or off the web."""
    for link in translation_links(Page(EN, html, header), "ar"):
        assert link.url.startswith(("http://", "https://"))
        assert link.url != EN


def test_every_markup_has_a_test() -> None:
    """No markup of tests/pages.py is forgotten here."""
    assert {
        inside_the_box,
        sibling_boxes,
        one_box_with_breaks,
        wordpress_wpml,
        polylang,
        plain,
    } == set(MARKUPS)
