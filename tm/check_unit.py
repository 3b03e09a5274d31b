"""What can be wrong with one unit: its attributes, its props, its variants, their languages."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tm.check_segment import check_segment, shown, x_numbers
from tm.element import Element
from tm.language_code import is_well_formed, key, primary, two_letters
from tm.tmx_schema import ANY_LANGUAGE, BLANKS, DATES, SEGTYPES, Remark, is_date, unknown_attributes

_RESERVED = frozenset(("id", "prev", "next", "path", "x-ice", "x-100pc"))
_PLAIN = re.compile("[a-z]{2,3}")


def check_unit(unit: Element, srclang: str) -> Iterator[Remark]:
    """Yield what is wrong with a tu on its own; `srclang` is the source language outside it."""
    variants = list(unit.elements("tuv"))
    yield from _check_tu(unit, srclang)
    yield from _check_order(unit, "tuv", "prop-after-tuv")
    own = source_language(unit, srclang)
    for variant in variants:
        yield from _check_variant(variant, own)
    if not variants:
        yield "no-variants", unit.line, "there is no tuv"
        return
    codes = [key(code) for code in map(language_of, variants) if code]
    if len(codes) == len(variants):
        if key(own) not in codes:
            yield "no-source", unit.line, f"no tuv in {own}, only in {', '.join(sorted(codes))}"
        if len(set(codes)) == 1:
            yield "one-language", unit.line, f"there is only {codes[0]}"
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            yield "language-twice", unit.line, f"more than one tuv in {', '.join(twice)}"
    yield from _check_sides(unit, own)


def language_of(variant: Element) -> str:
    """Return the code of a tuv as it stands, "" without one."""
    return variant.attributes.get("xml:lang", "")


def source_language(unit: Element, srclang: str) -> str:
    """Return the unit's own srclang where it has one, else `srclang`."""
    own = unit.attributes.get("srclang", ANY_LANGUAGE)
    return srclang if own == ANY_LANGUAGE or not is_well_formed(own) else own


def guessed_source(unit: Element) -> str:
    """Return the language of a unit that is most likely its source: English, or the first."""
    codes = [code for code in map(language_of, unit.elements("tuv")) if code]
    return next((code for code in codes if primary(code) in ("en", "eng")), (codes or [""])[0])


def texts(unit: Element, srclang: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the source text ("" if there is none) and the other languages' codes and texts."""
    own = key(source_language(unit, srclang))
    source, others = "", []
    for variant in unit.elements("tuv"):
        text = " ".join(seg.text() for seg in variant.elements("seg"))
        code = key(language_of(variant))
        if code == own and not source:
            source = text
        else:
            others.append((code, text))
    return source, others


def _check_tu(unit: Element, srclang: str) -> Iterator[Remark]:
    yield from check_attributes(unit)
    own = unit.attributes.get("srclang", srclang)
    if own != ANY_LANGUAGE and own != srclang and not is_well_formed(own):
        yield "srclang", unit.line, f"srclang={own!r} on the tu"


def check_attributes(element: Element) -> Iterator[Remark]:
    """Yield what is wrong with the attributes that header, tu and tuv share."""
    yield from unknown_attributes(element)
    attributes = element.attributes
    for name in DATES:
        if name in attributes and not is_date(attributes[name]):
            yield "date", element.line, f"{name}={attributes[name]!r}"
    if "usagecount" in attributes and not re.fullmatch("[0-9]+", attributes["usagecount"]):
        yield "usagecount", element.line, f"usagecount={attributes['usagecount']!r}"
    segtype = attributes.get("segtype", "sentence")
    if segtype not in SEGTYPES:
        yield "segtype", element.line, f"segtype={segtype!r}"


def _check_order(parent: Element, last: str, rule: str) -> Iterator[Remark]:
    """Yield what is wrong with the children of a tu or tuv: notes and props, then `last`."""
    seen = False
    for child in parent.children:
        if isinstance(child, str):
            yield "stray-text", parent.line, f"in {parent.tag}: {shown(child)}"
        elif child.tag == last:
            seen = True
        elif child.tag in ("note", "prop"):
            if seen:
                yield rule, child.line, f"{child.tag} after {last}"
            yield from check_note(child, reserved=True)
        else:
            yield "unexpected-element", child.line, f"{child.tag} in {parent.tag}"


def check_note(element: Element, *, reserved: bool = False) -> Iterator[Remark]:
    """Yield what is wrong with a note or prop; `reserved` asks for types that a tool keeps."""
    yield from unknown_attributes(element)
    for child in element.elements():
        yield "unexpected-element", child.line, f"{child.tag} in {element.tag}"
    for name in ("xml:lang", "lang"):
        code = element.attributes.get(name)
        if code is not None and not is_well_formed(code):
            yield "language-code", element.line, f"{name}={code!r} on {element.tag}"
    if element.tag == "note":
        return
    kind, value = element.attributes.get("type"), element.text()
    if kind is None:
        yield "prop-type", element.line, f"a prop without type: {shown(value)}"
    elif not kind.strip(BLANKS) or not value.strip(BLANKS):
        yield "prop-empty", element.line, f"type={kind!r} with the value {shown(value)!r}"
    elif reserved and kind == "file":
        yield "prop-file", element.line, f"type='file' with the value {shown(value)!r}"
    elif reserved and kind in _RESERVED:
        yield "prop-reserved", element.line, f"type={kind!r}"
    elif reserved and kind == "x-context":
        yield "prop-context", element.line, "type='x-context'"
    elif kind.startswith("score-") and not _is_share(value):
        yield "score", element.line, f"{kind} is {shown(value)}"


def _is_share(value: str) -> bool:
    try:
        return 0 <= float(value) <= 1
    except ValueError:
        return False


def _check_variant(variant: Element, srclang: str) -> Iterator[Remark]:
    yield from check_attributes(variant)
    yield from _check_order(variant, "seg", "prop-after-seg")
    code = variant.attributes.get("xml:lang")
    if code is None:
        old = variant.attributes.get("lang")
        detail = "no xml:lang" if old is None else f"lang={old!r} instead of xml:lang"
        yield "language-missing", variant.line, detail
        code = old or ""
    else:
        if "lang" in variant.attributes:
            yield "lang-attribute", variant.line, "lang beside xml:lang"
        yield from _check_code(code, variant.line)
    segs = list(variant.elements("seg"))
    if len(segs) != 1:
        yield "seg-count", variant.line, f"{len(segs)} seg in the tuv"
    for seg in segs:
        yield from unknown_attributes(seg)
        yield from check_segment(seg, code, source=key(code) == key(srclang))


def _check_code(code: str, line: int) -> Iterator[Remark]:
    if not is_well_formed(code):
        yield "language-code", line, f"xml:lang={code!r}"
    elif short := two_letters(code):
        yield "three-letter-code", line, f"{code} instead of {short}"
    elif not _PLAIN.fullmatch(code):
        yield "regional-code", line, f"{code} instead of {primary(code)}"


def _check_sides(unit: Element, srclang: str) -> Iterator[Remark]:
    source, others = texts(unit, srclang)
    letters = any(map(str.isalpha, source))
    if letters and any(text == source for _, text in others):
        yield "same-text", unit.line, shown(source)
    segs = [seg for variant in unit.elements("tuv") for seg in variant.elements("seg")]
    if all(all(isinstance(child, str) for child in seg.children) for seg in segs):
        return
    if any(sorted(x_numbers(a)) != sorted(x_numbers(b)) for a, b in pairwise(segs)):
        yield "inline-x", unit.line, "the languages have different x"
