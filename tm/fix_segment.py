"""A seg repaired: its text tidied, its inline codes made valid."""

import re
import unicodedata

from tm.check_segment import CODE, flat, pairing
from tm.element import Element
from tm.segment import balanced, tidy_source, xml_text
from tm.tmx_schema import ATTRIBUTES, CODES


def fix_segment(seg: Element, *, source: bool) -> None:
    """Repair one seg in place; the source's blanks too, the target's only where bidi is broken."""
    for top in list(seg.elements()):
        top.children = _inside(top)
    seg.children = _unwrapped(seg)
    _pair(seg)
    for element in list(seg.descendants()):
        _fix_attributes(element)
    text = flat(seg)
    if text.count(CODE) != sum(child.tag in CODES for child in seg.elements()):
        return  # the text itself holds the noncharacter that stands for codes
    tidied = tidy_source(text) if source else balanced(unicodedata.normalize("NFC", text))
    if tidied != text:
        codes: list[Element] = list(seg.elements())
        seg.children = []
        for number, piece in enumerate(xml_text(tidied).split(CODE)):
            if number:
                seg.children.append(codes[number - 1])
            if piece:
                seg.children.append(piece)


def _unwrapped(parent: Element) -> list[Element | str]:
    """Return the children with hi, sub and unknown elements replaced by what they hold."""
    children: list[Element | str] = []
    for child in parent.children:
        if isinstance(child, str) or child.tag in CODES:
            children.append(child)
        else:
            children.extend(_unwrapped(child))
    return children


def _inside(element: Element) -> list[Element | str]:
    """Return the children of a code element: text and sub; of another: what may stand in seg."""
    if element.tag not in CODES:
        for child in element.elements():
            child.children = _inside(child)
        return element.children
    children: list[Element | str] = []
    for part in element.children:
        if isinstance(part, str):
            children.append(part)
        elif part.tag == "sub":
            for inner in part.elements():
                inner.children = _inside(inner)
            part.children = _unwrapped(part)
            children.append(part)
        else:
            children.extend(_inside(part) if part.tag in CODES else [part.text()])
    return children


def _pair(seg: Element) -> None:
    """Number pairs of bpt and ept anew, by nesting, where they are not in order."""
    elements = list(seg.descendants())
    if not pairing(elements):
        return
    opened: list[Element] = []
    pairs = 0
    for element in elements:
        if element.tag == "bpt":
            opened.append(element)
        elif element.tag == "ept" and opened:
            pairs += 1
            opened.pop().attributes["i"] = element.attributes["i"] = str(pairs)
        elif element.tag == "ept":
            element.tag = "it"
            element.attributes["pos"] = "end"
    for element in opened:
        element.tag = "it"
        element.attributes["pos"] = "begin"


def _fix_attributes(element: Element) -> None:
    if element.tag == "it" and element.attributes.get("pos") not in ("begin", "end"):
        element.tag = "ph"
    known = ATTRIBUTES[element.tag]
    element.attributes = {
        name: value for name, value in element.attributes.items() if name in known
    }
    if not re.fullmatch("[0-9]*", element.attributes.get("x", "")):
        del element.attributes["x"]
