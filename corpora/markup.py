"""The few things that every reader of a page's elements needs: text, `<meta>`, JSON-LD."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

_INLINE_TAGS = "a abbr b bdi bdo cite code em font i mark q s small span strong sub sup time u wbr"
_INLINE = frozenset(_INLINE_TAGS.split())
_CDATA = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")


def visible(element: HtmlElement, most: int | None = None) -> str:
    """Return the text under `element`, white space collapsed; line breaks and blocks part words.

    Reading stops once `most` characters are passed, so that a question about a short text costs
    little on a long one.
    """
    pieces: list[str] = []
    length = 0
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if part.tag not in _INLINE:
            pieces.append(" ")
        text = part.text if event == "start" else part.tail
        if text and not (event == "end" and part is element) and part.tag != "script":
            pieces.append(text)
            length += len(text) if most is None else len(text.strip())
            if most is not None and length > most:
                break
    return " ".join("".join(pieces).split())


def meta(root: HtmlElement, *names: str) -> list[str]:
    """Return the contents of the `<meta>` elements of these names (name, property or itemprop).

    In the order of `names`, then of the page; names are lower case.
    """
    found: dict[str, list[str]] = {name: [] for name in names}
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        keys = {
            (element.get(key) or "").strip().lower() for key in ("name", "property", "itemprop")
        }
        for key in keys & found.keys():
            if content:
                found[key].append(content)
    return [content for name in names for content in found[name]]


def json_ld(root: HtmlElement) -> list[dict[str, Any]]:
    """Return every object of the page's JSON-LD, outer before inner; broken blocks are skipped."""
    objects: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            # Not strict: real pages carry raw line breaks inside JSON strings.
            value = json.loads(_CDATA.sub("", script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        objects += _objects(value)
    return objects


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)
