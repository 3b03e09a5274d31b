"""TMX 1.4b, the format in which translation memories travel between CAT tools.

Layout, element order and attributes follow the TMX 1.4b specification (OSCAR, 2005). What single
tools trip over is kept out: no regional language codes, no inline elements, no line break inside a
seg, and none of the property names that OmegaT and Weblate keep for themselves (`file`, `id`,
`prev`, `next`, `path`, `x-context`).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import BinaryIO, Generic, TypeVar
from xml.sax.saxutils import escape, quoteattr

from align.bead import Parts
from tm.segment import one_line, tidy_source, tidy_target
from tm.unit import TranslationUnit

Pairs = tuple[tuple[str, str], ...]  # names and values, in the order in which they are written
Unit = TypeVar("Unit", bound=TranslationUnit)


@dataclass(frozen=True, slots=True)
class Description:
    """What a tu says beside its two texts: its attributes, its props and those of either tuv."""

    attributes: Pairs = ()
    properties: Pairs = ()
    source: Pairs = ()
    target: Pairs = ()


def describe(unit: TranslationUnit) -> Description:
    """Return all that is known about a unit, under the names of docs/omegat.md."""
    day = unit.date.isoformat().replace("-", "") if unit.date else ""
    return Description(
        attributes=(("creationdate", f"{day}T000000Z"),) if day else (),
        properties=tuple(_properties(unit)),
        source=_document(unit.source_url),
        target=_document(unit.target_url),
    )


def write_tmx(
    units: Iterable[Unit],
    stream: BinaryIO,
    *,
    version: str,
    describe: Callable[[Unit], Description] = describe,
    languages: tuple[str, str] = ("en", "ar"),
    o_tmf: str = "muwazi",
    header: Pairs = (),
) -> int:
    """Write `units` to `stream` as one TMX 1.4 file in UTF-8; return how many were written.

    `version` is the writing program's. Units pass one by one; of each only a hash is kept, to make
    every tuid unique (75 bytes a unit, measured). The text is tidied (`tm.segment`); a unit with no
    visible text on one side is left out, since an empty seg is an error to every CAT tool. No units
    make a valid file with an empty body. Nothing is taken from the clock: same units, same bytes.
    `describe` tells what is said beside the texts, `header` are props of the header, `o_tmf` is the
    format that the units are said to come from. Names are written as given, values are escaped.

    Raises ValueError, with the unit's number from 1, for a score that is not within [0, 1].
    """
    file = TMXFile(
        stream,
        version=version,
        describe=describe,
        languages=languages,
        o_tmf=o_tmf,
        header=header,
    )
    for unit in units:
        file.write(unit)
    return file.end()


class TMXFile(Generic[Unit]):
    """A TMX file under way, for who fills several at once: `write` each unit, then `end`.

    The parameters are those of `write_tmx`.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        version: str,
        describe: Callable[[Unit], Description] = describe,
        languages: tuple[str, str] = ("en", "ar"),
        o_tmf: str = "muwazi",
        header: Pairs = (),
    ) -> None:
        """Write the header."""
        self._stream = stream
        self._describe = describe
        self._languages = languages
        self._seen: set[int] = set()
        self._repeats: Counter[int] = Counter()
        self._given = self._written = 0
        tool = quoteattr(one_line(version))
        props = "".join(_prop(name, value, "    ") for name, value in header)
        stream.write(
            (
                '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
                f'  <header creationtool="muwazi" creationtoolversion={tool}'
                f' segtype="sentence" o-tmf={quoteattr(o_tmf)} adminlang="en"'
                f' srclang={quoteattr(languages[0])} datatype="plaintext"'
                + (f">\n{props}  </header>\n" if props else "/>\n")
                + "  <body>\n"
            ).encode()
        )

    def write(self, unit: Unit) -> None:
        """Write one unit; raises ValueError for a score that is not within [0, 1]."""
        self._given += 1
        source, target = tidy_source(unit.source), tidy_target(unit.target)
        if not source or not target:
            return
        if not 0 <= unit.score <= 1:  # false for NaN too
            raise ValueError(
                f"unit {self._given}: the score must lie within 0 and 1, not {unit.score}"
            )
        digest = _digest(unit, source, target)
        tuid = f"{digest:016x}"
        if digest in self._seen:
            self._repeats[digest] += 1
            tuid += f"-{self._repeats[digest] + 1}"
        self._seen.add(digest)
        lines = _lines(self._describe(unit), tuid, self._languages, (source, target))
        self._stream.write("".join(lines).encode())
        self._written += 1

    def end(self) -> int:
        """Write the end of the file; return how many units it holds."""
        self._stream.write(b"  </body>\n</tmx>\n")
        return self._written


def tuid(unit: TranslationUnit) -> str:
    """Return 16 hexadecimal digits that stand for a unit's texts, document and positions."""
    return f"{_digest(unit, tidy_source(unit.source), tidy_target(unit.target)):016x}"


def _digest(unit: TranslationUnit, source: str, target: str) -> int:
    """Return 64 bits that stand for the texts, the document and the positions of a unit."""
    place = [[r.start, r.stop] for r in (unit.source_positions, unit.target_positions)]
    key = json.dumps([source, target, one_line(unit.document), *place])
    return int.from_bytes(sha256(key.encode()).digest()[:8])


def _lines(
    said: Description, tuid: str, languages: tuple[str, str], texts: tuple[str, str]
) -> Iterator[str]:
    """Yield one tu element, line by line; seg never spans lines."""
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in said.attributes)
    yield f'    <tu tuid="{tuid}"{attributes}>\n'
    for name, value in said.properties:
        yield _prop(name, value, "      ")
    for language, text, properties in zip(
        languages, texts, (said.source, said.target), strict=True
    ):
        yield f'      <tuv xml:lang="{language}">\n'
        for name, value in properties:
            yield _prop(name, value, "        ")
        yield f"        <seg>{escape(text)}</seg>\n"
        yield "      </tuv>\n"
    yield "    </tu>\n"


def _prop(name: str, value: str, indent: str) -> str:
    """Return the line of one property."""
    return f'{indent}<prop type="{name}">{escape(value)}</prop>\n'


def _document(url: str) -> Pairs:
    """Return the property of a tuv that says where its text was printed."""
    url = one_line(url)
    return (("source-document", url),) if url else ()


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
