"""Small pages around a snippet of HTML, for tests of one rule each."""

from corpora.article import Article
from corpora.blocks import Block, read_blocks
from corpora.extract import extract
from corpora.html_parser import parse_html
from corpora.links import translation_links
from corpora.page import Page

URL = "https://news.example/2016/the-oven"
P = [
    "The oven was lit again this morning, and by noon the whole street smelled of bread and of "
    "smoke.",
    "Nobody had asked for permission, and nobody in the office thought of giving one or of "
    "refusing it.",
    "In the evening the children carried the last loaves home on wooden boards, two to a board.",
    "The flour will last until Thursday, said the baker, who counts in days and never in money.",
]
EN = "https://news.example/en/2016/the-oven"
AR = "https://news.example/ar/2016/attannur"
BODY = (
    "<p>"
    + "The oven was lit again this morning, and the whole street smelled of bread. " * 3
    + "</p>"
)
LONG = (
    "<p>"
    + "The oven was lit again this morning and the street smelled of bread, as it did then. " * 3
    + "</p>"
)
SHORT = "<p>A short closing remark.</p>"


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


def article(body: str, head: str = "", url: str = URL) -> Article:
    """Return what is extracted from a page with an article of this body."""
    html = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return extract(Page(url, html))


def paragraphs(*lines: str) -> str:
    """Return lines as `<p>` elements."""
    return "".join(f"<p>{line}</p>" for line in lines)


def texts(article: Article) -> list[str]:
    """Return the texts of the paragraphs."""
    return [paragraph.text for paragraph in article.paragraphs]


def blocks_of(html: str) -> list[Block]:
    """Return the blocks of a body."""
    root = parse_html(f"<html><body>{html}</body></html>")
    assert root is not None
    return read_blocks(root)
