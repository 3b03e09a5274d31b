"""TMX 1.4b, the format in which translation memories travel between CAT tools.

Layout, element order and attributes follow the TMX 1.4b specification (OSCAR, 2005). What single
tools trip over is kept out: no regional language codes, no inline elements, no line break inside a
seg, and none of the property names that OmegaT and Weblate keep for themselves (`file`, `id`,
`prev`, `next`, `path`, `x-context`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from hashlib import sha256
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from align.bead import Parts
from tm.segment import one_line, tidy_source, tidy_target
from tm.unit import TranslationUnit

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="muwazi" creationtoolversion={version} segtype="sentence" \
o-tmf="muwazi" adminlang="en" srclang="en" datatype="plaintext"/>
  <body>
"""
_TAIL = """\
  </body>
</tmx>
"""


def write_tmx(units: Iterable[TranslationUnit], stream: BinaryIO, *, version: str) -> int:
    """Write `units` to `stream` as one TMX 1.4 file in UTF-8; return how many were written.

    `version` is the writing program's. Units pass one by one; of each only a hash is kept, to make
    every tuid unique (75 bytes a unit, measured). The text is tidied (`tm.segment`); a unit with no
    visible text on one side is left out, since an empty seg is an error to every CAT tool. No units
    make a valid file with an empty body. Nothing is taken from the clock: same units, same bytes.

    Raises ValueError, with the unit's number from 1, for a score that is not within [0, 1].
    """
    stream.write(_HEAD.format(version=quoteattr(one_line(version))).encode())
    seen: set[int] = set()
    repeats: Counter[int] = Counter()
    written = 0
    for number, unit in enumerate(units, start=1):
        source, target = tidy_source(unit.source), tidy_target(unit.target)
        if not source or not target:
            continue
        if not 0 <= unit.score <= 1:  # false for NaN too
            raise ValueError(f"unit {number}: the score must lie within 0 and 1, not {unit.score}")
        digest = _digest(unit, source, target)
        tuid = f"{digest:016x}"
        if digest in seen:
            repeats[digest] += 1
            tuid += f"-{repeats[digest] + 1}"
        seen.add(digest)
        stream.write("".join(_lines(unit, source, target, tuid)).encode())
        written += 1
    stream.write(_TAIL.encode())
    return written


def _digest(unit: TranslationUnit, source: str, target: str) -> int:
    """Return 64 bits that stand for the texts, the document and the positions of a unit."""
    place = [[r.start, r.stop] for r in (unit.source_positions, unit.target_positions)]
    key = json.dumps([source, target, one_line(unit.document), *place])
    return int.from_bytes(sha256(key.encode()).digest()[:8])


def _lines(unit: TranslationUnit, source: str, target: str, tuid: str) -> Iterator[str]:
    """Yield one tu element, line by line; seg never spans lines."""
    day = unit.date.isoformat().replace("-", "") if unit.date else ""
    date = f' creationdate="{day}T000000Z"' if day else ""
    yield f'    <tu tuid="{tuid}"{date}>\n'
    for name, value in _properties(unit):
        yield f'      <prop type="{name}">{escape(value)}</prop>\n'
    for language, text, url in (
        ("en", source, one_line(unit.source_url)),
        ("ar", target, one_line(unit.target_url)),
    ):
        yield f'      <tuv xml:lang="{language}">\n'
        if url:
            yield f'        <prop type="source-document">{escape(url)}</prop>\n'
        yield f"        <seg>{escape(text)}</seg>\n"
        yield "      </tuv>\n"
    yield "    </tu>\n"


def _properties(unit: TranslationUnit) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a unit's properties, those that are known, in a fixed order."""
    yield "score-aligner", f"{unit.score:.4f}"
    if unit.parts:
        for part in fields(Parts):
            name = part.name.replace("_", "-")
            yield f"x-muwazi-{name}", f"{getattr(unit.parts, part.name):.4f}"
    if unit.source_positions or unit.target_positions:
        yield "x-muwazi-bead", unit.bead_type
    if unit.moved:
        yield "x-muwazi-moved", "yes"
    if document := one_line(unit.document):
        yield "x-document", document
    if unit.source_positions:
        yield "x-muwazi-source-positions", span(unit.source_positions)
    if unit.target_positions:
        yield "x-muwazi-target-positions", span(unit.target_positions)
    if signature := one_line(unit.signature):
        yield "x-muwazi-signature", signature


def span(positions: range) -> str:
    """Return the first and the last sentence's index, from 0: "3-4"; "" where none is known."""
    return f"{positions[0]}-{positions[-1]}" if positions else ""
