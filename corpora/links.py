"""The address of the other-language version of a page, from what the page itself says.

Signals, strongest first: `<link rel=alternate hreflang>`, the HTTP `Link` header, JSON-LD
(`workTranslation`, `translationOfWork`), anchors whose words offer this text in the other
language, and language switchers. `og:locale:alternate` tells only that a version exists.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from lxml.html import HtmlElement

from corpora.address import is_home, page_base, page_key, resolve, same_page
from corpora.anchors import anchor_links, is_tag_of
from corpora.article import Language
from corpora.markup import json_ld, meta
from corpora.page import Page
from corpora.page_tree import PageTree, read_tree

Signal = Literal["hreflang", "http-link", "json-ld", "anchor", "switcher"]
_ENGLISH_NAME = {"ar": "Arabic", "en": "English"}


@dataclass(frozen=True, slots=True)
class Link:
    """The absolute address of a page's version in the wanted language, and what told of it."""

    url: str
    signal: Signal


class NoTranslation(LookupError):
    """Raised when a page leads to no version of itself in the wanted language."""


def find_translation(page: Page, language: Language) -> Link:
    """Return the strongest link from `page` to its version in `language`, the language wanted.

    Raises `NoTranslation` when no signal leads anywhere but to home pages, sections or `page`.
    """
    tree = read_tree(page)
    links = tree_links(tree, language)
    if links:
        return links[0]
    name, where = _ENGLISH_NAME[language], page.url or "the page"
    locales = meta(tree.root, "og:locale:alternate")
    known = any(locale.lower().startswith(language) for locale in locales)
    raise NoTranslation(
        f"no link to the {name} version in {where}: looked for hreflang, the HTTP Link header,"
        " JSON-LD, anchor phrases and language switchers"
        + ("; its og:locale:alternate says that one exists" if known else "")
        + "; give both addresses yourself"
    )


def translation_links(page: Page, language: Language) -> tuple[Link, ...]:
    """Return every link from `page` to its version in `language`, strongest first, each once."""
    return tree_links(read_tree(page), language)


def tree_links(tree: PageTree, language: Language) -> tuple[Link, ...]:
    """Do as `translation_links`, for a page that was taken apart already."""
    root = tree.root
    own = tree.page.url or next(iter(_said_addresses(root)), "")
    base = page_base(root, own)
    found: list[tuple[Signal, str]] = []
    found += [("hreflang", url) for url in hreflang_links(root, language)]
    found += [("http-link", url) for url in _http_links(tree.page.link_header, language)]
    found += [("json-ld", url) for url in _json_ld_links(root, language)]
    found = [(signal, resolve(base, url)) for signal, url in found]
    found += anchor_links(tree, own, base, language)
    links: dict[Hashable, Link] = {}
    for signal, url in found:
        url = resolve(own, url)
        if url and not is_home(url) and not (own and same_page(url, own)):
            links.setdefault(page_key(url), Link(url, signal))
    return tuple(links.values())


def _said_addresses(root: HtmlElement) -> Iterator[str]:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield (link.get("href") or "").strip()
    yield from meta(root, "og:url")


def hreflang_links(root: HtmlElement, language: Language) -> list[str]:
    """Return the addresses, as written, of `<link rel=alternate hreflang>` for `language`."""
    return [
        link.get("href") or ""
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and is_tag_of(link.get("hreflang"), language)
        and not _is_feed(link.get("type"))
    ]


def _is_feed(kind: str | None) -> bool:
    return bool(re.search(r"rss|atom|json|xml(?<!html\+xml)", kind or "", re.I))


_PART = re.compile(r"<([^<>]*)>([^<]*)")
_PARAMETER = re.compile(r"""([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""")


def _http_links(header: str, language: Language) -> Iterator[str]:
    for url, text in _PART.findall(header):
        said = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(text)}
        if (
            "alternate" in said.get("rel", "").lower().split()
            and is_tag_of(said.get("hreflang"), language)
            and not _is_feed(said.get("type"))
        ):
            yield url.strip()


def _json_ld_links(root: HtmlElement, language: Language) -> Iterator[str]:
    things = json_ld(root)
    by_id = {
        thing["@id"]: thing
        for thing in things
        if isinstance(thing.get("@id"), str) and len(thing) > 1
    }
    for thing in things:
        for key in ("workTranslation", "translationOfWork"):
            value = thing.get(key)
            for work in value if isinstance(value, list) else [value]:
                yield from _work(work, by_id, language)


def _work(work: Any, by_id: dict[str, dict[str, Any]], language: Language) -> Iterator[str]:
    if isinstance(work, str):
        work = {"@id": work}
    if not isinstance(work, dict):
        return
    work = {**by_id.get(str(work.get("@id")), {}), **work}
    tongue = work.get("inLanguage")
    tongues = tongue if isinstance(tongue, list) else [tongue]
    names = [
        name
        for one in tongues
        for name in (
            (one.get("alternateName"), one.get("name")) if isinstance(one, dict) else (one,)
        )
        if isinstance(name, str)
    ]
    if names and not any(is_tag_of(name, language) for name in names):
        return
    main = work.get("mainEntityOfPage")
    if isinstance(main, dict):
        main = main.get("@id") or main.get("url")
    for url in (work.get("url"), main, work.get("@id")):
        if isinstance(url, str) and url:
            yield url
            return
