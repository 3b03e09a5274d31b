"""The anchors of a page that lead to its version in another language, by words or by switcher."""

import re
from typing import Any, Literal

from lxml.html import HtmlElement

from corpora.address import (
    is_home,
    is_section,
    is_specific,
    resolve,
    same_depth,
    same_page,
    same_site,
    url_language,
)
from corpora.article import Language
from corpora.blocks import INVISIBLE, Block, holder, read_blocks
from corpora.boilerplate import is_related_heading, region_of
from corpora.markup import visible
from corpora.phrases import LONGEST, names_language, names_version, points_on

# Machine translation on the fly is no version that an author or translator wrote.
_MACHINE = re.compile(r"translate\.(?:google|goog|yandex|bing)|translate\.goog|microsofttranslator")
_MACHINE_CLASS = re.compile(r"\b(?:glink|gt[-_]\w+|gtranslate|gflag)\b")
_SWITCHERS = re.compile(
    r"wpml-ls|wpml|lang-item|pll-|polylang|trp[-_]l|trp-language|qtranxs|qtx|language-switch|lang-switch"
    r"|language-link|language-chooser|langs?-(?:menu|list|nav)|languages?(?:-menu|-list|-nav)?\b|translations?\b"
)
_LONG = 120  # characters; a paragraph of this length is text, not a teaser or a menu
_OUT = frozenset(
    {"related articles", "comments", "sidebar", "tags", "byline", "newsletter", "share buttons"}
)


def anchor_links(
    root: HtmlElement, own: str, base: str, language: Language
) -> list[tuple[Literal["anchor", "switcher"], str]]:
    """Return the addresses of anchors that offer this text, then of switchers, best placed first.

    `own` is the page's address ("" when unknown, then no switcher is believed), `base` the one that
    relative links start from. Home pages, sections and `own` itself are never among them.
    """
    blocks = read_blocks(root)
    place = {
        id(anchor): n for n, block in reversed(list(enumerate(blocks))) for anchor in block.anchors
    }
    body = [n for n, block in enumerate(blocks) if len(block.text) > _LONG and block.linked < 0.5]
    inside = holder([blocks[n] for n in body], 0.6)
    regions: dict[HtmlElement, str | None] = {}
    phrases: list[tuple[tuple[bool, ...], int, int, str]] = []
    switchers: list[tuple[bool, int, str]] = []
    for order, anchor in enumerate(root.iter("a")):
        url = resolve(base, anchor.get("href") or "")
        if not url or is_home(url) or is_section(url) or _MACHINE.search(url):
            continue
        above = set(anchor.iterancestors())
        if (own and same_page(url, own)) or any(up.tag in INVISIBLE for up in above):
            continue
        text = _words(anchor)
        number = place.get(id(anchor), -1)
        block = blocks[number] if number >= 0 else None
        if _offers(anchor, text, block, language):
            region = region_of(anchor, regions)
            if region in _OUT or _in_related_list(anchor):
                continue
            doubts = (
                url_language(url) not in (None, language),
                number >= 0 and _follows_related(blocks, number),
                region not in (None, "language link"),
                inside is not None and inside not in above,
                bool(own) and not same_site(url, own),
            )
            # Nearest to the body's long paragraphs, and there the last: versions end articles.
            distance = min((abs(number - n) for n in body), default=0)
            phrases.append((doubts, distance, -order, url))
        elif own and same_site(url, own) and _switches(anchor, text, block, language):
            marked = _marked(anchor)
            outside = region_of(anchor, regions) in _OUT
            if (is_specific(url, own) and (marked or not outside)) or (
                marked and same_depth(url, own)
            ):
                switchers.append((not marked, order, url))
    found: list[tuple[Literal["anchor", "switcher"], str]] = [
        ("anchor", url) for *_, url in sorted(phrases)
    ]
    return found + [("switcher", url) for *_, url in sorted(switchers)]


def _words(anchor: HtmlElement) -> str:
    """Return what an anchor says: its text, else its image's alt or title, else its own title."""
    text = visible(anchor)
    if text:
        return text
    images = [image.get(key) for image in anchor.iter("img") for key in ("alt", "title")]
    said = [*images, anchor.get("title"), anchor.get("aria-label")]
    return next((" ".join(words.split()) for words in said if words and words.strip()), "")


_WEAK = re.compile(
    r"\W*(?:in )?(?:arabic|english)\W*|\W*(?:باللغة )?(?:ب?ال)?\w*(?:عربية|نجليزية|نكليزية)\W*",
    re.I,
)


def _offers(anchor: HtmlElement, text: str, block: Block | None, language: Language) -> bool:
    """Tell whether an anchor, or the short line that it is the only link of, offers the version.

    "In Arabic" inside a sentence tells of a book; as a line of its own, of this article.
    """
    line = block.text if block is not None and len(block.text) <= LONGEST else ""
    weak = bool(_WEAK.fullmatch(text))
    if names_version(text, language) and not (weak and block is not None):
        return True
    targets = {link.get("href") for link in block.anchors} if block is not None else set()
    alone = len(targets) == 1 and bool(line)
    return alone and (weak or points_on(text)) and names_version(line, language)


def _in_related_list(anchor: HtmlElement) -> bool:
    """Tell whether the anchor stands in a list, or a box, under a heading of other articles."""
    for up in anchor.iterancestors():
        if up.tag in ("ul", "ol", "div", "section", "table"):
            links = sum(1 for _ in up.iter("a"))
            if links < 2:
                continue
            if len(visible(up)) > 1500:
                return False
            before = up.getprevious()
            first = next((child for child in up if visible(child)), None)
            for heading in (before, first):
                if (
                    heading is not None
                    and heading is not anchor
                    and is_related_heading(visible(heading))
                ):
                    return True
    return False


def _follows_related(blocks: list[Block], number: int) -> bool:
    """Tell whether only links and short lines lie between a heading of other articles and this."""
    for block in reversed(blocks[:number]):
        if is_related_heading(block.text):
            return True
        if len(block.text) > 120 and block.linked < 0.5:
            return False
    return False


def _marked(anchor: HtmlElement) -> bool:
    """Tell whether a multilingual plugin has put its mark on an anchor or close around it."""
    near = [anchor, *(up for _, up in zip(range(4), anchor.iterancestors(), strict=False))]
    return any(
        _SWITCHERS.search(f"{up.get('class') or ''} {up.get('id') or ''}".lower())
        for up in near
        if up.tag not in ("html", "body")
    )


def _switches(anchor: HtmlElement, text: str, block: Block | None, language: Language) -> bool:
    """Tell whether an anchor is the entry of `language` in a language switcher."""
    near = [anchor, *(up for _, up in zip(range(2), anchor.iterancestors(), strict=False))]
    classes = " ".join((up.get("class") or "").lower() for up in near)
    if _MACHINE_CLASS.search(classes) or "no-translation" in classes.split():
        return False
    named = names_language(text, language) or names_language(anchor.get("title") or "", language)
    tagged = is_tag_of(anchor.get("hreflang"), language) or bool(
        re.search(rf"\b(?:lang-item|wpml-ls-item|ls-\d+|lang|language)-{language}\b", classes)
    )
    if not (named or tagged):
        return False
    if _marked(anchor):
        return True
    # A bare name amid other words is a channel or a subject: "told <a>العربية</a> that".
    alone = block is None or block.linked > 0.9
    return alone and (named or not text)


def is_tag_of(tag: Any, language: Language) -> bool:
    """Tell whether a language tag ("ar", "ar-SY", "ar_AR") or name ("Arabic") is of `language`."""
    if not isinstance(tag, str):
        return False
    tag = tag.strip().lower()
    return bool(re.fullmatch(rf"{language}(?:[-_].*)?", tag)) or names_language(tag, language)
