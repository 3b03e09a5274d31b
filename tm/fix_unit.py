"""A header and a unit repaired in place, as far as that needs no guess about the text."""

import re

from tm.check_unit import guessed_source, language_of
from tm.element import Element
from tm.fix_segment import fix_segment
from tm.language_code import is_well_formed, key, primary, repaired
from tm.tmx_schema import (
    ANY_LANGUAGE,
    ATTRIBUTES,
    BLANKS,
    DATES,
    REQUIRED,
    SEGTYPES,
    basic_date,
    is_date,
)

_DEFAULTS = dict.fromkeys(REQUIRED, "unknown") | {"segtype": "sentence", "adminlang": "en"}


def fix_header(header: Element, first: Element | None, *, plain_codes: bool) -> Element:
    """Return a valid header made from `header`; `first` is the first unit, for its languages.

    srclang becomes the code that the units use: *all*, a missing or a broken one is replaced by
    the first unit's source (English, else its first language), "en" by "en-GB" if that is theirs.
    """
    _fix_attributes(header)
    attributes = {name: header.attributes.get(name, _DEFAULTS[name]) for name in REQUIRED}
    attributes |= {n: v for n, v in header.attributes.items() if n not in attributes}
    if attributes["segtype"] not in SEGTYPES:
        attributes["segtype"] = "sentence"
    attributes["adminlang"] = repaired(attributes["adminlang"], plain=plain_codes) or "en"
    attributes["srclang"] = _srclang(
        repaired(header.attributes.get("srclang", ""), plain=plain_codes), first
    )
    notes = _notes(header, rename=False)
    udes = [ude for ude in map(_fixed_ude, header.elements("ude")) if ude]
    return Element("header", attributes, header.line, [*notes, *udes])


def _srclang(srclang: str, first: Element | None) -> str:
    codes = [language_of(variant) for variant in first.elements("tuv")] if first else []
    if not srclang:
        return (guessed_source(first) if first else "") or "en"
    if srclang not in codes:
        return next((code for code in codes if primary(code) == primary(srclang)), srclang)
    return srclang


def fix_unit(unit: Element, *, plain_codes: bool) -> None:
    """Repair a unit's attributes, order and codes in place, as far as srclang plays no part."""
    _fix_attributes(unit)
    if unit.attributes.get("segtype", "sentence") not in SEGTYPES:
        del unit.attributes["segtype"]
    srclang = unit.attributes.pop("srclang", ANY_LANGUAGE)
    if srclang != ANY_LANGUAGE and (srclang := repaired(srclang, plain=plain_codes)):
        unit.attributes["srclang"] = srclang
    variants = list(unit.elements("tuv"))
    unit.children = [*_notes(unit), *variants]
    for variant in variants:
        old = variant.attributes.pop("lang", "")
        code = variant.attributes.pop("xml:lang", "") or old
        _fix_attributes(variant)
        if code := repaired(code, plain=plain_codes):
            variant.attributes = {"xml:lang": code} | variant.attributes
        segs = list(variant.elements("seg"))
        if len(segs) > 1:
            segs = [seg for seg in segs if seg.text().strip()] or segs[:1]
        for seg in segs:
            seg.attributes.clear()
            seg.prefix = ""
        variant.children = [*_notes(variant), *segs]


def fix_texts(unit: Element, srclang: str) -> None:
    """Repair the segs of a unit in place, and give it a srclang of its own where it needs one."""
    variants = list(unit.elements("tuv"))
    codes = [language_of(variant) for variant in variants]
    own = unit.attributes.get("srclang", srclang)
    if key(own) not in map(key, codes):
        near = [code for code in codes if code and primary(code) == primary(own)]
        own = (near or [guessed_source(unit)])[0]
    unit.attributes.pop("srclang", "")
    if own and key(own) != key(srclang):
        unit.attributes["srclang"] = own
    for variant, code in zip(variants, codes, strict=True):
        for seg in variant.elements("seg"):
            fix_segment(seg, source=key(code) == key(own))


def _fix_attributes(element: Element) -> None:
    """Delete what TMX does not have, rewrite dates, delete a wrong usagecount."""
    known = ATTRIBUTES[element.tag]
    attributes = {n: v for n, v in element.attributes.items() if n in known}
    for name in DATES:
        if name in attributes and not is_date(attributes[name]):
            attributes[name] = basic_date(attributes[name])
            if not attributes[name]:
                del attributes[name]
    if not re.fullmatch("[0-9]+", attributes.get("usagecount", "0")):
        del attributes["usagecount"]
    element.attributes = attributes


def _notes(parent: Element, *, rename: bool = True) -> list[Element | str]:
    notes = (_fixed_note(child, rename) for child in parent.elements("note", "prop"))
    return [note for note in notes if note]


def _fixed_note(element: Element, rename: bool) -> Element | None:
    """Return a note or prop made valid, type file renamed if asked; None for one without text."""
    text = element.text()
    if not text.strip(BLANKS):
        return None
    attributes = {n: v for n, v in element.attributes.items() if n in ATTRIBUTES[element.tag]}
    for name in ("xml:lang", "lang"):
        if name in attributes and not is_well_formed(attributes[name]):
            attributes[name] = repaired(attributes[name])
            if not attributes[name]:
                del attributes[name]
    if element.tag == "prop":
        if not attributes.get("type", "").strip(BLANKS):
            attributes["type"] = "x-untyped"
        elif rename and attributes["type"] == "file":
            attributes["type"] = "x-file"
    return Element(element.tag, attributes, element.line, [text])


def _fixed_ude(ude: Element) -> Element | None:
    maps: list[Element | str] = [
        Element("map", {n: v for n, v in m.attributes.items() if n in ATTRIBUTES["map"]}, m.line)
        for m in ude.elements("map")
        if "unicode" in m.attributes
    ]
    if not maps or "name" not in ude.attributes:
        return None
    attributes = {n: v for n, v in ude.attributes.items() if n in ATTRIBUTES["ude"]}
    return Element("ude", attributes, ude.line, maps)
