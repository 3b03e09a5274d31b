"""The noun that fetching and reading hand over, one decoded web page, and pages saved as files."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml.etree import Comment
from lxml.html import HtmlElement

from corpora.charset import decode
from corpora.html_parser import parse_html
from corpora.sniff import why_binary, why_not_html

SIZE_LIMIT = 10_000_000  # bytes of one page, decoded

_SAVED_FROM = re.compile(r"saved from url\s*=\s*\(\d+\)\s*(\S+)|SingleFile\s+url:\s*(\S+)", re.I)
_HEAD = 262_144  # characters in which markup must begin; saved pages may open with long scripts


@dataclass(frozen=True, slots=True)
class Page:
    """A web page as text, before anything has been extracted from it.

    `url` is the final address, after redirects, or "" where nobody knows it.
    `link_header` is the HTTP `Link` header, several of them joined by ", ".
    """

    url: str
    html: str
    link_header: str = ""


class BadPage(ValueError):
    """A file or an answer that is no HTML page; the message is one line."""


def read_page(path: Path) -> Page:
    """Read a page that was saved as a file; raises BadPage, and OSError where it cannot be read.

    The address is that of `<link rel=canonical>`, or og:url, or the comment that browsers and
    SingleFile leave ("saved from url"); "" where the file has none of them.
    """
    with path.open("rb") as file:
        return saved_page(file.read(SIZE_LIMIT + 1), str(path))


def saved_page(body: bytes, path: str) -> Page:
    """Return the page in the bytes of a file, as `read_page`; `path` is named in a BadPage."""
    if len(body) > SIZE_LIMIT:
        raise BadPage(f"{path}: is larger than {SIZE_LIMIT:,} bytes; save the article alone")
    if not body.strip():
        raise BadPage(f"{path}: is empty; save the page again")
    if what := why_binary(body):
        raise BadPage(f"{path}: is {what}, not HTML; save the page as HTML")
    html = decode(body)
    if what := why_not_html("", html[:_HEAD].lstrip()) and why_not_html("", html[-4096:]):
        raise BadPage(f"{path}: is {what}, not HTML; save the page as HTML")
    return Page(_stated_address(html), html)


def _stated_address(html: str) -> str:
    """Return the address that a page states as its own, the most deliberate statement first."""
    # All of the head, into which some programs write whole style sheets, but not all of the rest.
    tree = parse_html(html[: max(_HEAD, html.find("<body"))], comments=True)
    if tree is None:
        return ""
    found: list[str | None] = [
        link.get("href") for link in tree.iter("link") if "canonical" in _words(link, "rel")
    ]
    found += [
        meta.get("content") for meta in tree.iter("meta") if "og:url" in _words(meta, "property")
    ]
    for comment in (*tree.itersiblings(Comment, preceding=True), *tree.iter(Comment)):
        if saved := _SAVED_FROM.search(comment.text or ""):
            found.append(saved[1] or saved[2])
    return next((url for url in found if url and _is_web_address(url)), "")


def _words(element: HtmlElement, name: str) -> list[str]:
    return (element.get(name) or "").lower().split()


def _is_web_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
