"""Parts of a page that are not its article, told by the names that sites give to elements."""

import re
from collections.abc import Callable

from lxml.html import HtmlElement

from corpora.blocks import INVISIBLE

# Words of class and id names, "-", "_" and camel case taken apart.
_REGIONS = {
    "related articles": r"related|relatedposts|recommend\w*|popular|trending|yarpp|outbrain"
    r"|taboola|teasers?"
    r"|more (?:stories|news|articles|posts|from|on)|most (?:read|viewed)|latest (?:news|posts"
    r"|articles)"
    r"|read (?:also|more|next)|also read|(?:may|might) (?:also )?like|next (?:post|article)"
    r"|prev(?:ious)? (?:post|article)|post navigation|see also",
    "appeal for support": r"donat\w+|support us|membership|patreon|crowdfund\w*|fundrais\w+",
    "newsletter": r"newsletters?|subscri\w+|sign ?up|mailchimp|mc4wp",
    "share buttons": r"share|sharing|sharedaddy|sharethis|social|addtoany|a2a|follow us",
    "tags": r"tags|tagcloud|tag (?:list|cloud|links)|keywords|cat links|categories",
    "comments": r"comments?|commentlist|respond|disqus",
    "byline": r"authors?|byline|by line|contributors?",
    "date line": r"(?:post|entry|article|publish(?:ed)?|byline) (?:date|time|meta|info)|dateline"
    r"|timestamp|meta",
    "breadcrumbs": r"breadcrumbs?",
    "sidebar": r"sidebar|side bar|widget area",
    "advertisement": r"ads?|advert\w*|sponsor\w*|promo",
    "consent notice": r"cookies?|gdpr|consent",
    "embedded post": r"twitter tweet|instagram media|fb post|tiktok embed",
    "language link": r"language switch\w*|lang switch\w*|wpml ls|pll switcher|polylang"
    r"|language chooser"
    r"|trp language",
    "pull quote": r"pull ?quote",
    "table of contents": r"toc|table of contents",
}
_REASONS = tuple(_REGIONS)
_NAMED = re.compile("|".join(f" ({words})(?= )" for words in _REGIONS.values()))
# "content-with-sidebar" tells of a layout; "no-comments" of something that is missing.
_LAYOUT = re.compile(r" (?:has|with|without|no|not|is|hide) ")
_TAGS = {"nav": "navigation", "aside": "sidebar", "footer": "page footer", "dialog": "dialog"}
_ROLES = {
    "navigation": "navigation",
    "complementary": "sidebar",
    "contentinfo": "page footer",
    "dialog": "dialog",
    "search": "search",
}
FRAMING = frozenset(_TAGS.values()) | frozenset(_ROLES.values())
"""The regions that HTML itself has elements or roles for."""

_WORD_EDGE = re.compile(r"(?<=[a-z])(?=[A-Z])|[-_:\s]+")
# Frames of the whole page: WordPress writes "tag-syria" and "author-x" on them.
_FRAMES = frozenset({"html", "body", "main", "article"})
_MOST = 0.4


def region_finder(root: HtmlElement) -> Callable[[HtmlElement], str | None]:
    """Return a function that tells why the part of the page around an element is not the article.

    It returns None for what may be. A part that holds an `<h1>` or more than 40 % of the page's
    text is never left out, whatever its name.
    """
    known: dict[HtmlElement, str | None] = {}
    most = _MOST * _weight(root)

    def region_of(element: HtmlElement) -> str | None:
        climbed = []
        at: HtmlElement | None = element
        while at is not None and at not in known:
            climbed.append(at)
            at = at.getparent()
        reason = known[at] if at is not None else None
        for step in reversed(climbed):
            reason = reason or _own_region(step, most)
            known[step] = reason
        return reason

    return region_of


def _own_region(element: HtmlElement, most: float) -> str | None:
    tag = element.tag
    if tag in _FRAMES or not isinstance(tag, str):
        return None
    reason = _TAGS.get(tag) or _ROLES.get(element.get("role") or "")
    if reason == "page footer" and element.getparent().tag == "blockquote":
        reason = None
    if reason is None:
        for name in [*(element.get("class") or "").split(), element.get("id") or ""]:
            words = f" {_WORD_EDGE.sub(' ', name).lower()} "
            found = _NAMED.search(words)
            if found and not _LAYOUT.search(words):
                reason = _REASONS[(found.lastindex or 1) - 1]
                break
    if reason is None or element.find(".//h1") is not None:
        return None
    return reason if _weight(element) <= most else None


def _weight(element: HtmlElement) -> int:
    return sum(
        len((part.text or "").strip()) + len((part.tail or "").strip())
        for part in element.iter()
        if part.tag not in INVISIBLE
    )
