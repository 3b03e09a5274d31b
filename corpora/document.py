"""What archives hold: pages and texts with their places, and what could not be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpora.article import Article, Language
from corpora.extract import NoText, extract_tree
from corpora.fingerprint import Fingerprint, fingerprint
from corpora.links import tree_links
from corpora.page import SIZE_LIMIT, BadPage, Page, saved_page
from corpora.page_tree import read_tree
from corpora.read import read_article

PAGES = (".html", ".htm", ".xhtml")
"""How the names of saved pages end."""

_OURS = b'<meta name="generator" content="muwazi">'


@dataclass(frozen=True, slots=True)
class Document:
    """One page or one text of a dump, and where it stood ("pages.zip!en/1.html", "a.warc.gz@512").

    Two documents of the same `pair`, one after the other, were given as a pair; "" is none.
    """

    source: str
    content: Page | Article
    pair: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read, and why."""

    source: str
    reason: str


Read = Document | Skipped


def fingerprinted(content: Page | Article) -> tuple[Article, Fingerprint]:
    """Return the article of a page or a text, and its fingerprint with what the page links to.

    Raises NoText where a page holds no article.
    """
    if isinstance(content, Article):
        return content, fingerprint(content)
    tree = read_tree(content)
    article = extract_tree(tree)
    other: Language = "ar" if article.language == "en" else "en"
    return article, fingerprint(article, tree_links(tree, other))


def read_document(path: Path) -> Read:
    """Return the page or the text of one file, or why there is none; never raises."""
    reader = page_file if path.name.lower().endswith(PAGES) else text_file
    return next(safely(path, reader))


def safely(path: Path, reader: Callable[[Path], Iterator[Read]]) -> Iterator[Read]:
    """Read a file among others: one that the disk does not give is told."""
    try:
        yield from reader(path)
    except OSError as error:
        yield Skipped(str(path), f"cannot be read: {error.strerror or error}")


def page_file(path: Path) -> Iterator[Read]:
    """Yield the page of a saved HTML file; raises OSError."""
    with path.open("rb") as file:
        yield page_document(file.read(SIZE_LIMIT + 1), str(path))


def text_file(path: Path) -> Iterator[Read]:
    """Yield the article of a text with one paragraph a line; raises OSError."""
    try:
        yield Document(str(path), read_article(path))
    except (BadPage, NoText) as error:
        yield Skipped(str(path), str(error).removeprefix(f"{path}: "))


def page_document(body: bytes, name: str) -> Read:
    """Return the page in the bytes of a saved file of that name, or why there is none."""
    if _OURS in body[:2000]:
        return Skipped(name, "is a report that muwazi wrote")
    try:
        return Document(name, saved_page(body, name))
    except BadPage as error:
        return Skipped(name, str(error).removeprefix(f"{name}: "))
