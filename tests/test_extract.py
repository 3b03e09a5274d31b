"""From a page to its article: exactly the paragraphs that belong to it, each kind, once."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.article import Article
from corpora.blocks import read_blocks
from corpora.extract import NoText, extract
from corpora.html_parser import parse_html
from corpora.page import Page
from tests.pages import (
    ARABIC,
    ENGLISH,
    MARKUPS,
    STORIES,
    Story,
    inside_the_box,
    plain,
)
from tests.snippets import URL, P, article, paragraphs, texts

EXAMPLES = Path(__file__).parents[1] / "examples"


def kinds(article: Article) -> list[tuple[str, str]]:
    """Return the kind of each paragraph with the beginning of its text."""
    return [(paragraph.kind, paragraph.text[:9]) for paragraph in article.paragraphs]


@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.__name__)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_the_model_article(markup: Callable[[Story], Page], story: Story) -> None:
    """Title, caption once and body, and nothing else, in every markup and both languages."""
    found = extract(markup(story))
    caption = [] if markup is plain else [story.caption]
    assert texts(found) == [story.title, *caption, *story.body]
    assert found.paragraphs[0].kind == "title"
    assert {p.kind for p in found.paragraphs if p.text in story.body} == {"paragraph"}
    assert found.language == story.language
    assert found.title == story.title
    assert found.url == story.url


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_reasons(story: Story) -> None:
    """What is left out of the content box is told with its reason."""
    reasons = {line.text: line.reason for line in extract(inside_the_box(story)).dropped}
    assert reasons[story.byline] == "byline"
    assert reasons[story.date] == "date line"
    assert reasons[story.read_also] == "read also"
    assert reasons[story.caption] == "repeated"
    assert reasons[story.anchor] == "language link"
    assert reasons[story.related_heading] == "related articles"
    assert reasons[story.related[1]] == "after the article"
    assert reasons[story.appeal[1]] in ("appeal for support", "after the article")


@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.__name__)
def test_every_line_is_accounted_for(markup: Callable[[Story], Page]) -> None:
    """Each visible line is a paragraph or dropped with a reason; only the title may repeat."""
    page = markup(ENGLISH)
    found = extract(page)
    root = parse_html(page.html)
    assert root is not None
    body = root.find("body")
    assert body is not None
    told = Counter(texts(found)) + Counter(line.text for line in found.dropped)
    told.subtract(block.text for block in read_blocks(body))
    assert set(filter(told.get, told)) <= {ENGLISH.title}
    assert all(line.reason for line in found.dropped)


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in EXAMPLES.glob("*/en.html")), ids=lambda path: path.name
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_examples(folder: Path, language: str) -> None:
    """Every example page yields exactly the words of its text file."""
    raw = (folder / f"{language}.html").read_bytes()
    try:
        html = raw.decode()
    except UnicodeDecodeError:
        html = raw.decode("cp1256")
    found = extract(Page("", html))
    expected = (folder / f"{language}.txt").read_text(encoding="utf-8")
    assert " ".join(texts(found)).split() == expected.split()
    assert found.language == language


def test_kinds() -> None:
    """Headings, items, quotes and captions keep their kind and their place."""
    found = article(
        f"<h1>The oven</h1>{paragraphs(*P[:2])}<h2>The evening</h2><p>{P[2]}</p>"
        "<ul><li>First, one carries the wood in.</li><li><p>Then one lights <b>the</b> fire.</p>"
        "</li></ul>"
        f"<blockquote><p>Bread is a matter of wood, and of nothing else, my mother said.</p>"
        f"</blockquote>"
        f"<figure><img src='x.jpg'><figcaption>The oven at noon</figcaption></figure><p>{P[3]}</p>"
    )
    assert kinds(found) == [
        ("title", "The oven"),
        ("paragraph", "The oven "),
        ("paragraph", "Nobody ha"),
        ("heading", "The eveni"),
        ("paragraph", "In the ev"),
        ("item", "First, on"),
        ("item", "Then one "),
        ("quote", "Bread is "),
        ("caption", "The oven "),
        ("paragraph", "The flour"),
    ]


def test_line_breaks() -> None:
    """Two breaks part paragraphs, one is white space, and a link alone on its line stands alone."""
    found = article(
        f"<h1>The oven</h1><p>{P[0]}<br>{P[1]}<br> <br/>{P[2]}<br>"
        f"<a href='/ar/1'>النسخة العربية</a></p>"
        f"<p>  {P[3]}\n\t</p>"
    )
    assert texts(found) == ["The oven", f"{P[0]} {P[1]}", P[2], P[3]]
    assert ("النسخة العربية", "language link") in [(d.text, d.reason) for d in found.dropped]


def test_inline_elements_part_no_words() -> None:
    """Text is as printed: no blank comes in at inline elements, and entities are characters."""
    found = article(
        f"<h1>The oven</h1><p>"
        f"<span>T</span>he “<em>oven</em>”&nbsp;&amp; its <a href='/x'>wood</a>, "
        f"which the boy brought in from the yard before dawn.</p>{paragraphs(*P)}"
    )
    assert texts(found)[1] == (
        "The “oven” & its wood, which the boy brought in from the yard before dawn."
    )


def test_repeats_and_appeals_in_the_text() -> None:
    """Repeated lines are kept once; appeals and other articles inside the text go."""
    found = article(
        f"<h1>The oven</h1><p>{P[0]}</p><p>{P[1]}</p>"
        "<p>If you value our work, please consider making a donation to this newspaper today.</p>"
        "<div class='inline-newsletter'>"
        "<p>One letter a week, with the best of our stories in it.</p></div>"
        "<p><a href='/x'>Read also: Why the old quarter is losing its courtyards</a></p>"
        f"<p>{P[2]}</p><p>{P[0]}</p><p>{P[3]}</p>"
    )
    assert texts(found) == ["The oven", *P]


def test_a_paragraph_that_is_mostly_link_stays() -> None:
    """A short sentence with a link between paragraphs is text; extractors tend to drop it."""
    link = "The list is <a href='/list'>here</a>."
    found = article(f"<h1>The oven</h1>{paragraphs(P[0], P[1], link, P[2], P[3])}")
    assert texts(found) == ["The oven", P[0], P[1], "The list is here.", P[2], P[3]]


def test_short_news() -> None:
    """An item of two sentences amid a large frame is found whole."""
    menu = "".join(f"<li><a href='/{n}'>Section number {n}</a></li>" for n in range(40))
    html = (
        f"<html><body><nav><ul>{menu}</ul></nav><div class='content'><h1>Oven lit</h1>"
        "<p>The oven on Lemon Street was lit on Monday.</p><p>It had been cold since May.</p></div>"
        f"<footer><ul>{menu}</ul></footer></body></html>"
    )
    assert texts(extract(Page(URL, html))) == [
        "Oven lit",
        "The oven on Lemon Street was lit on Monday.",
        "It had been cold since May.",
    ]


def test_many_teasers_after_a_short_article() -> None:
    """More text in teasers than in the article does not draw them in."""
    cards = "".join(
        f"<div class='card'><h3><a href='/{n}'>Another story, number {n}</a></h3>"
        f"<p>A teaser, number {n}, tells of boats and of the harbour and of nothing else at "
        f"all.</p></div>"
        for n in range(40)
    )
    html = f"<body><article><h1>The oven</h1>{paragraphs(*P)}</article><div>{cards}</div></body>"
    assert texts(extract(Page(URL, html))) == ["The oven", *P]


def test_standfirst() -> None:
    """The line under the title that sums the article up belongs to it."""
    found = article(
        f"<header><h1>The oven</h1><p class='standfirst'>How a street was fed by one fire.</p>"
        f"</header>"
        f"<div>{paragraphs(*P)}</div>"
    )
    assert texts(found) == ["The oven", "How a street was fed by one fire.", *P]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<html></html>",
        "<html><head><title>x</title></head><body></body></html>",
        "<html><body><script>app()</script><noscript>Please enable JavaScript.</noscript></body>"
        "</html>",
        "<html><body><nav><a href='/1'>News</a></nav></body></html>",
        "<p>Печь снова затопили утром, и вся улица пахла хлебом и дымом до самого вечера.</p>",
        "\x00\x01",
        "<?xml version='1.0' encoding='utf-16'?>",
        "<div>" * 100_000 + "deep" + "</div>" * 100_000,
    ],
)
def test_no_text(html: str) -> None:
    """Pages without an article raise one clear line that names the address."""
    with pytest.raises(NoText, match=f"no article text found in {URL}: ") as caught:
        extract(Page(URL, html))
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_deep_nesting_around_text() -> None:
    """An article at a depth that no site reaches is read, or refused in one line."""
    html = "<div>" * 200 + paragraphs(*P) + "</div>" * 200
    assert texts(extract(Page(URL, html))) == P
    with pytest.raises(NoText):
        extract(Page(URL, "<div>" * 5000 + paragraphs(*P)))


def test_a_wrong_declaration_does_not_matter() -> None:
    """The page is text already: what it says of its encoding is not asked."""
    html = (
        "<?xml version='1.0' encoding='ascii'?><html><head><meta charset='latin-1'></head>"
        f"<body>{paragraphs(*ARABIC.body)}</body></html>"
    )
    assert texts(extract(Page(URL, html))) == list(ARABIC.body)


def test_the_same_page_gives_the_same_article() -> None:
    """Extraction depends on nothing but the page."""
    page = inside_the_box(ARABIC)
    first = extract(page)
    extract(plain(ENGLISH))
    assert extract(page) == first


NAMES = "p div ul li a b br h1 h2 table tr td figure figcaption blockquote aside script"
TAGS = st.sampled_from(
    [f"<{tag}>" for tag in NAMES.split()]
    + [
        "</p>",
        "</div>",
        "</ul>",
        "</a>",
        "</table>",
        "</script>",
        P[0],
        ENGLISH.body[0],
        ARABIC.body[0],
        "x",
    ]
    + [
        "<p class='wp-caption-text'>",
        "<a href='/1'>",
        "<div class='related'>",
        "Related articles",
        "&lt;p&gt;",
    ]
)


@given(st.lists(TAGS, max_size=25).map("".join))
def test_any_markup_gives_an_article_or_no_text(html: str) -> None:
    """No markup raises anything else, and no paragraph is empty or has raw white space."""
    try:
        found = extract(Page(URL, html))
    except NoText:
        return
    assert all(text and text == " ".join(text.split()) for text in texts(found))
