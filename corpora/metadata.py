"""What a page says about its article outside the text: title, address and authors."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from corpora.address import is_home, resolve, same_page, site_host, url_language
from corpora.article import Language
from corpora.blocks import Block
from corpora.fold import fold
from corpora.links import hreflang_links
from corpora.markup import json_ld, meta, visible

_SEPARATOR = re.compile(r"\s+[-–—|·•»«:]+\s+|\s*[|»«]\s*")
_BY = re.compile(r"^\W*(?:(?:written |reported )?by|بقلم|كتبت?|إعداد|الكاتبة?|تقرير)\s*:?\s+", re.I)


def page_title(root: HtmlElement, blocks: Sequence[Block], url: str) -> str:
    """Return the article's title without the outlet's name, or "" when the page has none.

    The first `<h1>` that og:title or `<title>` repeats, else og:title, else the only `<h1>`, else
    `<title>`. " - Outlet" and " | Outlet" go where the page itself, or its host, bears that name.
    """
    sites = _site_names(root, url)
    head = [
        meta(root, "og:title", "twitter:title")[:1],
        [visible(one) for one in root.iter("title")][:1],
    ]
    stated = [_without_site(text, sites) for texts in head for text in texts]
    stated = [text for text in stated if text and fold(text) not in sites]
    headings = [
        block.text
        for block in blocks
        if block.kind == "heading"
        and any(up.tag == "h1" for up in (block.element, *block.element.iterancestors()))
    ]
    headings = [text for text in headings if fold(text) not in sites]
    for heading in headings:
        if any(fold(heading) in fold(text) or fold(text) in fold(heading) for text in stated):
            return _without_site(heading, sites)
    og_title = meta(root, "og:title")
    if len(headings) == 1 and not og_title:
        return headings[0]
    return next(iter([*stated, *headings]), "")


def _site_names(root: HtmlElement, url: str) -> set[str]:
    names = {fold(name) for name in meta(root, "og:site_name", "application-name", "twitter:site")}
    for thing in json_ld(root):
        publisher = thing.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            names.add(fold(publisher["name"]))
        if thing.get("@type") in ("WebSite", "Organization", "NewsMediaOrganization"):
            names.add(fold(str(thing.get("name") or "")))
    labels = [label for label in site_host(url).split(".") if len(label) > 3]
    return {name.lstrip("@") for name in names | set(labels)} - {""}


def _without_site(title: str, sites: set[str]) -> str:
    """Return `title` without the outlet's name before or after a separator, however often."""
    title = " ".join(title.split())
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            return title
        first, last = cuts[0], cuts[-1]
        head, tail = title[: first.start()], title[last.end() :]
        if _is_site(tail, sites) or fold(tail) == fold(title[: last.start()]):
            title = title[: last.start()].strip()
        elif _is_site(head, sites):
            title = title[first.end() :].strip()
        else:
            return title


def _is_site(text: str, sites: set[str]) -> bool:
    key = fold(text)
    return key in sites or "".join(key.split()) in {"".join(name.split()) for name in sites}


def page_address(root: HtmlElement, url: str, language: Language) -> str:
    """Return the canonical address of a page in `language`: canonical link, og:url, else `url`.

    Not believed: a home page, and an address that names the other language or that hreflang gives
    to it; sites that translate pages often forget to change these.
    """
    other: Language = "en" if language == "ar" else "ar"
    foreign = [resolve(url, link) for link in hreflang_links(root, other)]
    own = [resolve(url, link) for link in hreflang_links(root, language)]
    stated = [
        link.get("href") or ""
        for link in root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for text in [*stated, *meta(root, "og:url")]:
        address = resolve(url, text) if text else ""
        if not address or (is_home(address) and not (url and is_home(url))):
            continue
        if url and url_language(address) == other and url_language(url) != other:
            continue
        if any(same_page(address, link) for link in foreign) and not any(
            same_page(address, link) for link in own
        ):
            continue
        return address
    return url


def page_authors(root: HtmlElement, bylines: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the names of the authors, each once.

    From JSON-LD, else `<meta>`, else `rel=author`, else elements called byline or author, else the
    lines of the page that are `bylines` ("By …").
    """
    names: list[str] = []
    for thing in json_ld(root):
        value = thing.get("author")
        for author in value if isinstance(value, list) else [value]:
            name = author.get("name") if isinstance(author, dict) else author
            if isinstance(name, str):
                names.append(name)
    if not names:
        names = meta(root, "author", "article:author", "dc.creator", "citation_author")
    if not any(_name(name) for name in names):
        names = [
            visible(link) for link in root.iter("a") if "author" in (link.get("rel") or "").split()
        ]
    if not any(_name(name) for name in names):
        names = [
            visible(element)
            for element in root.iter("span", "p", "div", "a", "address")
            if re.search(
                r"(?:^|\s)(?:byline|author|author-?name|by-author)(?:\s|$)",
                element.get("class") or "",
            )
        ]
    if not any(_name(name) for name in names):
        names = [line for line in bylines if _BY.match(line)]
    return tuple(dict.fromkeys(filter(None, map(_name, names))))


def _name(text: str) -> str:
    text = _BY.sub("", " ".join(text.split())).strip(" ,|-–")
    return "" if len(text) > 80 or text.startswith("http") or "@" in text else text
