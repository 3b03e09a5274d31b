"""Anchors and switchers that lead to the other version, and the many that do not."""

import pytest

from corpora.links import find_translation
from corpora.page import Page
from tests.snippets import AR, BODY, EN, found, page


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
        f'<h3>Related articles</h3><ul><li><a href="/en/1">One</a></li><li>'
        f'<a href="{AR}">Read in Arabic</a></li></ul>',
        f'<div><h4>مقالات ذات صلة</h4><a href="/1">x</a> <a href="{AR}">اقرأ بالعربية</a></div>',
        f'<p>The minister said that <a href="{AR}">أعلنت البلدية عن افتتاح فرن جديد</a> was '
        f"wrong.</p>",
        f'<p>His first novel, written <a href="{AR}">in Arabic</a> in 1990, sold 40 copies.</p>',
        f'<p>She told <a href="{AR}">العربية</a> that the oven was hers.</p>',
        '<p>He told <a href="https://channel.example/2016/12345">العربية</a></p>',
        '<p><a href="https://channel.example/2016/12345">العربية</a></p>',
        f'<p><a href="{AR}">{"word " * 30} Read in Arabic</a></p>',
        f'<noscript><a href="{AR}">Read in Arabic</a></noscript>',
        f'<ul class="gtranslate"><li><a class="glink" href="{AR}">Arabic</a></li></ul>',
        '<ul><li class="lang-item lang-item-ar no-translation">'
        '<a hreflang="ar" href="/ar/x-123">العربية</a></li></ul>',
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
        f'<ul><li class="wpml-ls-slot-1 wpml-ls-item wpml-ls-item-ar"><a href="{AR}">'
        f'<span class="wpml-ls-native">العربية</span></a></li></ul>',
        f'<ul><li class="menu-item menu-item-wpml-ls-12-ar"><a href="{AR}" title="Arabic">'
        f'<img src="ar.png"></a></li></ul>',
        f'<ul><li class="lang-item lang-item-7 lang-item-ar">'
        f'<a lang="ar" hreflang="ar" href="{AR}"><img alt="x"></a></li></ul>',
        f'<div class="trp-language-switcher"><a href="{AR}" title="Arabic">AR</a></div>',
        f'<ul class="qtranxs_language_chooser"><li class="lang-ar">'
        f'<a hreflang="ar" href="{AR}">العربية</a></li></ul>',
        f'<ul class="language-switcher-language-url"><li hreflang="ar">'
        f'<a class="language-link" hreflang="ar" href="{AR}">العربية</a></li></ul>',
        f'<div class="top"><a href="{AR}">عربي</a></div>',
        f'<aside class="sidebar"><div class="wpml-ls-sidebars">'
        f'<a class="wpml-ls-link" hreflang="ar" href="{AR}">العربية</a></div></aside>',
        '<p><a href="/ar/2016/the-oven">ع</a></p>',
    ],
)
def test_switchers(body: str) -> None:
    """The switchers of the usual plugins, and bare language names, lead to the version."""
    ((url, signal),) = found(page(body))
    assert signal == "switcher"
    assert url in (AR, "https://news.example/ar/2016/the-oven")


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
        "A sentence that is long enough to be a paragraph of the article and no teaser, with "
        "bread. " * 2,
        f'<a href="{AR}">Read in Arabic</a>',
        "Related articles",
        '<a href="/en/7">Another story</a>',
        '<a href="/ar/2016/777">Read in Arabic</a>',
    ]
    html = f"<html><body><h1>x</h1><div>{'<br><br>'.join(lines)}</div></body></html>"
    assert find_translation(Page(EN, html), "ar").url == AR
