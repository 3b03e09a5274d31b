"""The noun that fetching and reading hand over, one decoded web page, and pages saved as files."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from corpora.charset import decode
from corpora.sniff import why_binary, why_not_html

SIZE_LIMIT = 10_000_000  # bytes of one page, decoded

_ELEMENT = re.compile(r"<(link|meta)\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url\s*=\s*\(\d+\)\s*|Page saved with SingleFile\s+url:\s*)(\S+)", re.I
)
_HEAD = 262_144  # characters searched for an address; saved pages carry whole style sheets in front


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
        body = file.read(SIZE_LIMIT + 1)
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
    found = {}
    for element in _ELEMENT.finditer(html[:_HEAD]):
        values = {
            name.lower(): unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(element[2])
        }
        if "canonical" in values.get("rel", "").lower().split():
            found.setdefault("canonical", values.get("href", ""))
        if values.get("property", values.get("name", "")).lower() == "og:url":
            found.setdefault("og:url", values.get("content", ""))
    if saved := _SAVED_FROM.search(html[:_HEAD]):
        found["saved"] = unescape(saved[1])
    return next(filter(_is_web_address, map(found.get, ("canonical", "og:url", "saved"))), "") or ""


def _is_web_address(url: str | None) -> bool:
    try:
        return bool(url) and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
