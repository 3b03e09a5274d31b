"""XLIFF 2.1, in which a bilingual text goes to a reviewer and comes back.

After the OASIS standard "XLIFF Version 2.1" (2018): the core, and the metadata module for what we
know of a unit. Its namespace is that of 2.0, as the standard says.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from tm.segment import one_line, tidy_source, tidy_target
from tm.select import StoredUnit
from tm.tmx import span, tuid


def write_xliff(
    units: Iterable[StoredUnit],
    stream: BinaryIO,
    *,
    version: str,
    languages: tuple[str, str] = ("en", "ar"),
) -> int:
    """Write `units` as one XLIFF 2.1 file in UTF-8; return how many were written.

    Units of one document that follow each other make a `file`, which names the document as its
    `original`. The state of a segment is "reviewed" where a person approved the unit, else
    "translated". Score, bead type and the like are metadata; a note tells the reviewer what to look
    at. The texts are tidied as for TMX, and a unit with no visible text on one side is left out. A
    unit's id is its tuid in TMX. Same units, same bytes.

    Raises ValueError where there is no unit at all: XLIFF has no empty file.
    """
    source, target = languages
    ids: Counter[str] = Counter()
    files = written = 0
    documents = groupby(_visible(units), lambda unit: (unit.document, unit.source_url))
    for files, ((document, url), group) in enumerate(documents, start=1):
        if files == 1:
            stream.write(
                (
                    '<?xml version="1.0" encoding="UTF-8"?>\n'
                    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"'
                    ' xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.1"'
                    f" srcLang={quoteattr(source)} trgLang={quoteattr(target)}>\n"
                ).encode()
            )
        original = one_line(url or document)
        stream.write(
            (
                f'  <file id="f{files}"'
                + (f" original={quoteattr(original)}" if original else "")
                + ' srcDir="ltr" trgDir="rtl">\n'
            ).encode()
        )
        for unit in group:
            name = f"u{tuid(unit)}"
            ids[name] += 1
            if ids[name] > 1:
                name += f"-{ids[name]}"
            stream.write("".join(_lines(unit, name, version)).encode())
            written += 1
        stream.write(b"  </file>\n")
    if not files:
        raise ValueError("nothing was selected, and an XLIFF file holds at least one unit")
    stream.write(b"</xliff>\n")
    return written


def _visible(units: Iterable[StoredUnit]) -> Iterator[StoredUnit]:
    """Yield the units that have visible text on both sides."""
    for unit in units:
        if tidy_source(unit.source) and tidy_target(unit.target):
            yield unit


def _lines(unit: StoredUnit, name: str, version: str) -> Iterator[str]:
    """Yield one unit element, line by line."""
    yield f'    <unit id="{name}">\n      <mda:metadata>\n'
    yield '        <mda:metaGroup category="muwazi">\n'
    for kind, value in _metadata(unit, version):
        yield f'          <mda:meta type="{kind}">{escape(value)}</mda:meta>\n'
    yield "        </mda:metaGroup>\n      </mda:metadata>\n"
    if notes := list(_notes(unit)):
        yield "      <notes>\n"
        for category, text in notes:
            yield f'        <note category="{category}">{escape(text)}</note>\n'
        yield "      </notes>\n"
    state = "reviewed" if unit.approved else "translated"
    yield f'      <segment id="s1" state="{state}">\n'
    yield f"        <source>{escape(tidy_source(unit.source))}</source>\n"
    yield f"        <target>{escape(tidy_target(unit.target))}</target>\n"
    yield "      </segment>\n    </unit>\n"


def _metadata(unit: StoredUnit, version: str) -> Iterator[tuple[str, str]]:
    """Yield what is known of a unit, by name."""
    if unit.scored:
        yield "score", f"{unit.score:.4f}"
    yield "status", unit.status
    if unit.source_positions or unit.target_positions:
        yield "bead", unit.bead_type
    for kind, value in (
        ("document", unit.document),
        ("source-document", unit.source_url),
        ("target-document", unit.target_url),
        ("source-positions", span(unit.source_positions)),
        ("target-positions", span(unit.target_positions)),
        ("signature", unit.signature),
        ("reviewer", unit.reviewer),
        ("reviewed", unit.reviewed),
        ("version", version),
    ):
        if value := one_line(value):
            yield kind, value


def _notes(unit: StoredUnit) -> Iterator[tuple[str, str]]:
    """Yield what a reviewer should look at, in words."""
    if unit.approved:
        if reviewer := one_line(unit.reviewer):
            yield "review", f"Approved by {reviewer}."
    elif unit.scored:
        yield "score", f"Score {unit.score:.2f}."
    if unit.moved:
        yield "order", "The Arabic stands in another place of its article."
    if unit.alternatives:
        others = "one other translation" if unit.alternatives == 1 else "other translations"
        yield "alternatives", f"The memory has {others} of this English text."
