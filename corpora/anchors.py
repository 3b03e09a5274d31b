"""The anchors of a page that lead to its version in another language, by words or by switcher."""

import re
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, get_args

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
from corpora.blocks import INVISIBLE, Block, holder
from corpora.boilerplate import is_related_heading
from corpora.markup import visible
from corpora.page_tree import PageTree
from corpora.phrases import LONGEST, names_language, names_version, points_on

# Machine translation on the fly is no version that an author or translator wrote.
_MACHINE = re.compile(r"translate\.(?:google|goog|yandex|bing)|translate\.goog|microsofttranslator")
_MACHINE_CLASS = re.compile(r"\b(?:glink|gt[-_]\w+|gtranslate|gflag)\b")
_SWITCHERS = re.compile(
    r"wpml|lang-item|pll-|polylang|trp[-_]l|trp-language|qtranxs|qtx|lang(?:uage)?-switch"
    r"|language-(?:link|chooser)|\blang(?:uage)?s?(?:-(?:menu|list|nav))?\b|\btranslations?\b"
)
_TAGGED: Mapping[Language, re.Pattern[str]] = {
    language: re.compile(rf"\b(?:lang-item|wpml-ls-item|ls-\d+|lang|language)-{language}\b")
    for language in get_args(Language)
}
_LONG = 120  # characters; a paragraph of this length is text, not a teaser or a menu
_LIST = 1500  # characters; what holds more is the article, or the page
_SWITCHER = 300
_OUT = frozenset(
    {"related articles", "comments", "sidebar", "tags", "byline", "newsletter", "share buttons"}
)


def anchor_links(
    tree: PageTree, own: str, base: str, language: Language
) -> list[tuple[Literal["anchor", "switcher"], str]]:
    """Return the addresses of anchors that offer this text, then of switchers, best placed first.

    `own` is the page's address ("" when unknown, then no switcher is believed), `base` the one that
    relative links start from. Home pages, sections and `own` itself are never among them.
    """
    blocks, region_of = tree.blocks, tree.region_of
    place = {
        anchor: n for n, block in reversed(list(enumerate(blocks))) for anchor in block.anchors
    }
    body = [n for n, block in enumerate(blocks) if _is_text(block)]
    inside = holder([blocks[n] for n in body], 0.6)
    after_related = _after_related(blocks)
    in_related_list = _related_list_finder()
    phrases: list[tuple[tuple[bool, ...], int, int, str]] = []
    switchers: list[tuple[bool, int, str]] = []
    for order, anchor in enumerate(tree.root.iter("a")):
        # Wording first: most anchors of a page end here, and addresses are slow to take apart.
        text = _words(anchor)
        number = place.get(anchor, -1)
        block = blocks[number] if number >= 0 else None
        offers = _offers(text, block, language)
        if not offers and not (own and _switches(anchor, text, block, language)):
            continue
        url = resolve(base, anchor.get("href") or "")
        if not url or is_home(url) or is_section(url) or _MACHINE.search(url):
            continue
        above = set(anchor.iterancestors())
        if (own and same_page(url, own)) or any(up.tag in INVISIBLE for up in above):
            continue
        if offers:
            region = region_of(anchor)
            if region in _OUT or in_related_list(anchor):
                continue
            doubts = (
                url_language(url) not in (None, language),
                number >= 0 and after_related[number],
                region not in (None, "language link"),
                inside is not None and inside not in above,
                bool(own) and not same_site(url, own),
            )
            # Nearest to the body's long paragraphs, and there the last: versions end articles.
            at = bisect(body, number)
            distance = min((abs(number - n) for n in body[max(0, at - 1) : at + 1]), default=0)
            phrases.append((doubts, distance, -order, url))
        elif same_site(url, own):
            marked = _is_marked(anchor)
            if (is_specific(url, own) and (marked or region_of(anchor) not in _OUT)) or (
                marked and same_depth(url, own)
            ):
                switchers.append((not marked, order, url))
    found: list[tuple[Literal["anchor", "switcher"], str]] = [
        ("anchor", url) for *_, url in sorted(phrases)
    ]
    return found + [("switcher", url) for *_, url in sorted(switchers)]


def _is_text(block: Block) -> bool:
    """Tell whether a block is a paragraph of text and no teaser, menu or list of links."""
    return len(block.text) > _LONG and block.linked < 0.5


def _words(anchor: HtmlElement) -> str:
    """Return what an anchor says: its text, else its image's alt or title, else its own title."""
    text = visible(anchor) if len(anchor) else " ".join((anchor.text or "").split())
    if text:
        return text
    images = [image.get(key) for image in anchor.iter("img") for key in ("alt", "title")]
    said = [*images, anchor.get("title"), anchor.get("aria-label")]
    return next((" ".join(words.split()) for words in said if words and words.strip()), "")


_WEAK = re.compile(
    r"\W*(?:in )?(?:arabic|english)\W*|\W*(?:باللغة )?(?:ب?ال)?\w*(?:عربية|نجليزية|نكليزية)\W*",
    re.I,
)


def _offers(text: str, block: Block | None, language: Language) -> bool:
    """Tell whether an anchor, or the short line that it is the only link of, offers the version.

    "In Arabic" inside a sentence tells of a book; as a line of its own, of this article.
    """
    weak = bool(_WEAK.fullmatch(text))
    if names_version(text, language) and not (weak and block is not None):
        return True
    if block is None or len(block.text) > LONGEST or not (weak or points_on(text)):
        return False
    alone = len({link.get("href") for link in block.anchors}) == 1
    return alone and names_version(block.text, language)


def _related_list_finder() -> Callable[[HtmlElement], bool]:
    """Return a function that tells whether an anchor stands in a list of other articles.

    That is a list, or a box of several links, under or after a heading of other articles.
    """
    known: dict[HtmlElement, bool] = {}

    def is_list(box: HtmlElement) -> bool:
        if len(list(islice(box.iter("a"), 2))) < 2:
            return False
        opening = next((child for child in box if visible(child, 1)), None)
        return any(
            heading is not None and heading.tag != "a" and is_related_heading(visible(heading, 200))
            for heading in (box.getprevious(), opening)
        )

    def in_related_list(anchor: HtmlElement) -> bool:
        for up in anchor.iterancestors("ul", "ol", "div", "section", "table"):
            if up not in known:
                known[up] = len(visible(up, _LIST)) <= _LIST and is_list(up)
            if known[up]:
                return True
        return False

    return in_related_list


def _after_related(blocks: Sequence[Block]) -> list[bool]:
    """Tell of each block if only links and short lines part it from a heading of other articles."""
    after, result = False, []
    for block in blocks:
        result.append(after)
        after = is_related_heading(block.text) or (after and not _is_text(block))
    return result


def _is_marked(anchor: HtmlElement) -> bool:
    """Tell whether a multilingual plugin has put its mark on an anchor or close around it."""
    return any(
        _SWITCHERS.search(f"{up.get('class') or ''} {up.get('id') or ''}".lower())
        and len(visible(up, _SWITCHER)) <= _SWITCHER
        for up in [anchor, *islice(anchor.iterancestors(), 4)]
    )


def _switches(anchor: HtmlElement, text: str, block: Block | None, language: Language) -> bool:
    """Tell whether an anchor is the entry of `language` in a language switcher."""
    near = [anchor, *islice(anchor.iterancestors(), 2)]
    classes = " ".join([(up.get("class") or "").lower() for up in near])
    named = names_language(text, language) or names_language(anchor.get("title") or "", language)
    tagged = is_tag_of(anchor.get("hreflang"), language) or bool(_TAGGED[language].search(classes))
    if not (named or tagged):
        return False
    if _MACHINE_CLASS.search(classes) or "no-translation" in classes.split():
        return False
    if _is_marked(anchor):
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
