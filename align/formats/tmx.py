"""Beads from a TMX: by the positions that we write into it, or by looking its texts up."""

import re
from collections.abc import Sequence

from lxml import etree

from align.formats.texts import find_texts
from align.formats.xml import parse_xml
from align.ladder import BadGold, RawBead, read_score

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_LONGEST = 10_000  # sentences in one unit; more is a broken file


def read_tmx(
    data: bytes, source: Sequence[str] | None = None, target: Sequence[str] | None = None
) -> list[RawBead]:
    """Return a bead per unit that has an English and an Arabic variant, in the file's order.

    Positions are read from x-muwazi-source-positions and x-muwazi-target-positions where every
    unit has them; otherwise the texts are looked up in the sentences of both documents.
    The score is that of score-aligner. A TMX holds no null beads.
    Raises BadGold for another root, texts that are not found, or sentences that are needed.
    """
    root = parse_xml(data)
    if root.tag != "tmx":
        raise BadGold(f"the root element is <{root.tag}>, not <tmx>; name the file's format")
    units = []
    for unit in root.iter("tu"):
        texts = {language: variant_text(unit, language) for language in ("en", "ar")}
        if texts["en"] is not None and texts["ar"] is not None:
            units.append((unit, f"line {unit.sourceline}", texts["en"], texts["ar"]))
    scores = [read_score(_property(unit, "score-aligner"), where) for unit, where, _, _ in units]
    spans = [
        [_span(unit, f"x-muwazi-{side}-positions", where) for unit, where, _, _ in units]
        for side in ("source", "target")
    ]
    if any(span is None for side in spans for span in side):
        if source is None or target is None:
            raise BadGold(
                "the TMX does not say where its units stand; "
                "give the sentences of both documents to look the texts up"
            )
        spans = [
            [*find_texts([(where, english) for _, where, english, _ in units], source)],
            [*find_texts([(where, arabic) for _, where, _, arabic in units], target)],
        ]
    return [RawBead(i or (), j or (), score) for i, j, score in zip(*spans, scores, strict=True)]


def variant_text(unit: etree._Element, language: str) -> str | None:
    """Return the unit's text in a language ("en", "ar", whatever the region), or None."""
    for variant in unit.iter("tuv"):
        name = variant.get(_LANGUAGE, variant.get("lang", "")).lower().replace("_", "-")
        segment = variant.find("seg")
        if name.split("-")[0] == language and segment is not None:
            return _plain(segment)
    return None


def _plain(segment: etree._Element) -> str:
    """Return the text without inline codes, keeping what `hi` marks."""
    text = segment.text or ""
    for child in segment:
        text += (_plain(child) if child.tag == "hi" else "") + (child.tail or "")
    return text


def _property(unit: etree._Element, name: str) -> str | None:
    for prop in unit.iter("prop"):
        if prop.get("type") == name:
            return (prop.text or "").strip()
    return None


def _span(unit: etree._Element, name: str, where: str) -> tuple[int, ...] | None:
    text = _property(unit, name)
    if text is None:
        return None
    match = _SPAN.fullmatch(text)
    if match is None or not 0 <= int(match.group(2)) - int(match.group(1)) < _LONGEST:
        raise BadGold(f"{where}: {name} is {text[:40]!r}; write the first and last index, as 3-4")
    return tuple(range(int(match.group(1)), int(match.group(2)) + 1))
