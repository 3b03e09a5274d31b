"""From a page to the address of its version in the other language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.links import Link, NoTranslation, find_translation, translation_links
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

EN = "https://news.example/en/2016/the-oven"
AR = "https://news.example/ar/2016/attannur"
BODY = (
    "<p>"
    + "The oven was lit again this morning, and the whole street smelled of bread. " * 3
    + "</p>"
)


def page(body: str = "", head: str = "", url: str = EN, header: str = "") -> Page:
    """Return an English page of an article with `body` after its text."""
    return Page(
        url,
        f"<html><head>{head}</head><body><main><h1>The oven</h1>{BODY}{body}</main></body></html>",
        header,
    )


def found(page: Page) -> list[tuple[str, str]]:
    """Return what leads to the Arabic version, as pairs."""
    return [(link.url, link.signal) for link in translation_links(page, "ar")]


def other(story: Story) -> str:
    """Return the language that a version of `story` is wanted in."""
    return "ar" if story.language == "en" else "en"


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
def test_the_model_pages(markup: object, signal: str, story: Story) -> None:
    """In each markup, both ways, the version is found, with the query of its link."""
    assert callable(markup)
    wanted = "ar" if story.language == "en" else "en"
    assert find_translation(markup(story), wanted) == Link(story.other_url, signal)  # type: ignore[arg-type]  # a plain str here


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
    head = f'<script type="application/ld+json">{{broken</script><script type="application/ld+json">{json}</script>'
    assert found(page(head=head)) == [(AR, "json-ld")]


def test_json_ld_of_another_language() -> None:
    """A translation into a third language is not ours."""
    head = f'<script type="application/ld+json">{{"workTranslation":{{"@id":"{AR}","inLanguage":"fr"}}}}</script>'
    assert found(page(head=head)) == []


@pytest.mark.parametrize(
    "body",
    [
        f'<p><a href="{AR}">النسخة العربية من المقال</a></p>',
        f'<p><a href="{AR}"><span>النسخة</span> <b>العربية</b><br>من المقال</a></p>',
        f'<a href="{AR}"><div><p>Read this article in Arabic</p></div></a>',
        f'<p>لقراءة المادة بالعربية اضغط <a href="{AR}">هنا</a></p>',
        f'<p>Read this article <a href="{AR}">in Arabic</a></p>',
        f'<p>[<a href="{AR}">In Arabic</a>]</p>',
        f'<p>النسخة العربية من <a href="{AR}">المقال</a></p>',
        f'<a href="{AR}"><img src="/ar.png" alt="Arabic version"></a>',
        f'<a href="{AR}" title="اقرأ بالعربية"><img src="/ar.png"></a>',
        f'<a href="{AR}"><img src="/ar.png" title="Read in Arabic"></a>',
        '<p><a href="../../ar/2016/attannur">Read in Arabic</a></p>',
        f'{BODY}<p>and the last sentence.<br><a href="{AR}">النسخة العربية</a></p>',
    ],
)
def test_anchor_phrases(body: str) -> None:
    """The phrase is found in text, children, images, titles and the line around a bare "here"."""
    assert found(page(body)) == [(AR, "anchor")]


@pytest.mark.parametrize(
    "href",
    [
        "/",
        "/ar/",
        "/ar",
        "/en",
        "/ar/index.html",
        "https://ar.news.example/",
        "/?lang=ar",
        "/tag/bread",
        "/ar/category/city/",
        "/ar/author/rima",
        "/وسم/خبز",
        "/search?q=arabic",
        "javascript:go()",
        "mailto:desk@news.example",
        "#arabic",
        "",
        EN,
        f"{EN}?utm_medium=social",
        "https://translate.google.com/translate?u=https://news.example/en/2016/the-oven",
    ],
)
def test_anchors_that_lead_to_no_article(href: str) -> None:
    """Home pages, sections, scripts, mail, fragments and the page itself are never taken."""
    assert found(page(f'<p><a href="{href}">Read in Arabic</a></p>')) == []


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="related-posts"><a href="{AR}">Read in Arabic</a></div>',
        f'<section id="comments"><p><a href="{AR}">Read in Arabic</a></p></section>',
        f'<aside><a href="{AR}">Read in Arabic</a></aside>',
        f'<div class="sidebar"><a href="{AR}">Read in Arabic</a></div>',
        f'<h3>Related articles</h3><ul><li><a href="/en/1">One</a></li><li><a href="{AR}">Read in Arabic</a></li></ul>',
        f'<div><h4>مقالات ذات صلة</h4><a href="/1">x</a> <a href="{AR}">اقرأ بالعربية</a></div>',
        f'<p>The minister said that <a href="{AR}">أعلنت البلدية عن افتتاح فرن جديد</a> was wrong.</p>',
        f'<p>His first novel, written <a href="{AR}">in Arabic</a> in 1990, sold 40 copies.</p>',
        f'<p>She told <a href="{AR}">العربية</a> that the oven was hers.</p>',
        f'<p>He told <a href="https://channel.example/2016/12345">العربية</a></p>',
        f'<p><a href="https://channel.example/2016/12345">العربية</a></p>',
        f'<p><a href="{AR}">{"word " * 30} Read in Arabic</a></p>',
        f'<noscript><a href="{AR}">Read in Arabic</a></noscript>',
        f'<ul class="gtranslate"><li><a class="glink" href="{AR}">Arabic</a></li></ul>',
        '<ul><li class="lang-item lang-item-ar no-translation"><a hreflang="ar" href="/ar/x-123">العربية</a></li></ul>',
        '<ul><li><a hreflang="ar" href="/ar/news">العربية</a></li></ul>',
        '<ul><li><a hreflang="ar" href="/ar/">العربية</a></li></ul>',
        f'<p>as <a hreflang="ar" href="{AR}">the ministry wrote</a> on Monday</p>',
    ],
)
def test_decoys(body: str) -> None:
    """Links in lists of other articles, comments, sidebars, sentences and machine switchers."""
    assert found(page(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        f'<ul><li class="wpml-ls-slot-1 wpml-ls-item wpml-ls-item-ar"><a href="{AR}"><span class="wpml-ls-native">العربية</span></a></li></ul>',
        f'<ul><li class="menu-item menu-item-wpml-ls-12-ar"><a href="{AR}" title="Arabic"><img src="ar.png"></a></li></ul>',
        f'<ul><li class="lang-item lang-item-7 lang-item-ar"><a lang="ar" hreflang="ar" href="{AR}"><img alt="x"></a></li></ul>',
        f'<div class="trp-language-switcher"><a href="{AR}" title="Arabic">AR</a></div>',
        f'<ul class="qtranxs_language_chooser"><li class="lang-ar"><a hreflang="ar" href="{AR}">العربية</a></li></ul>',
        f'<ul class="language-switcher-language-url"><li hreflang="ar"><a class="language-link" hreflang="ar" href="{AR}">العربية</a></li></ul>',
        f'<div class="top"><a href="{AR}">عربي</a></div>',
        f'<aside class="sidebar"><div class="wpml-ls-sidebars"><a class="wpml-ls-link" hreflang="ar" href="{AR}">العربية</a></div></aside>',
        '<p><a href="/ar/2016/the-oven">ع</a></p>',
    ],
)
def test_switchers(body: str) -> None:
    """The switchers of the usual plugins, and bare language names, lead to the version."""
    ((url, signal),) = found(page(body))
    assert signal == "switcher"
    assert url in (AR, "https://news.example/ar/2016/the-oven")


def test_the_strongest_comes_first_and_each_once() -> None:
    """Signals are ordered, and one address told by several is listed once, by the strongest."""
    one, two, three, four, five = (f"https://news.example/ar/2016/{n}" for n in range(11, 16))
    links = found(
        page(
            f'<ul><li class="lang-item-ar lang-item"><a hreflang="ar" href="{five}">العربية</a></li></ul>'
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


@pytest.mark.parametrize("first", [True, False])
def test_the_same_phrase_many_times(first: bool) -> None:
    """Of many equal phrases the one at the article's own text wins over teasers on either side."""
    own = f'<p><a href="{AR}">النسخة العربية من المقال</a></p>'
    cards = "".join(
        f'<div class="card"><p><a href="/en/{n}">Another story</a></p>'
        f'<p><a href="/ar/2016/{n}">النسخة العربية من المقال</a></p></div>'
        for n in range(5)
    )
    text = f'<div class="text">{BODY}{own}</div>'
    body = f"{text}<div>{cards}</div>" if first else f"<div>{cards}</div>{text}"
    html = f"<html><body><h1>The oven</h1>{body}</body></html>"
    assert find_translation(Page(EN, html), "ar").url == AR


def test_in_one_box_the_list_of_other_articles_yields() -> None:
    """Without any structure, a phrase under "Related articles" comes after the article's own."""
    lines = [
        "A sentence that is long enough to be a paragraph of the article and no teaser, with bread. "
        * 2,
        f'<a href="{AR}">Read in Arabic</a>',
        "Related articles",
        '<a href="/en/7">Another story</a>',
        '<a href="/ar/2016/777">Read in Arabic</a>',
    ]
    html = f"<html><body><h1>x</h1><div>{'<br><br>'.join(lines)}</div></body></html>"
    assert find_translation(Page(EN, html), "ar").url == AR


def test_without_an_address_the_canonical_one_serves() -> None:
    """A saved page resolves its links by its canonical address."""
    head = f'<link rel="canonical" href="{EN}">'
    links = found(page('<a href="/ar/2016/attannur">Read in Arabic</a>', head, url=""))
    assert links == [(AR, "anchor")]


def test_the_message_of_no_translation() -> None:
    """The error is one line that names page, language and signals, and what og:locale says."""
    with pytest.raises(NoTranslation, match="hreflang.*switchers") as caught:
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
        "</a>",
        "<ul>",
        "<li>",
        "<br>",
        "Read in Arabic",
        "العربية",
        "<base href='//['>",
    ]
    + [
        "<div class='related'>",
        "</div>",
        "<script>",
        "&#0;",
        "<a href='http://['>",
        "Related articles",
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
