"""Units as rows: TSV for the shell and for spreadsheets, JSONL for programs.

Both carry the columns of `COLUMNS`, in that order, in UTF-8 with "\\n" at the end of each line.
Scores have four decimals.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import BinaryIO

from align.bead import Parts
from tm.segment import one_line, tidy_source, tidy_target
from tm.tmx import Unit, span
from tm.unit import TranslationUnit

_PARTS = tuple(part.name for part in fields(Parts))
_PRINTED = ("source_url", "target_url", "document", "signature")
COLUMNS = (
    "score",
    "source",
    "target",
    "type",
    "source_positions",
    "target_positions",
    "moved",
    "source_url",
    "target_url",
    "document",
    "date",
    *_PARTS,
    "signature",
)

Columns = Mapping[str, Callable[[Unit], object]]
_NO_MORE: Columns[TranslationUnit] = MappingProxyType({})

# UTF-8 has no lone surrogates, and many readers end a line at the other three.
_UNSAFE = re.compile("[\ud800-\udfff\u0085\u2028\u2029]")


def write_tsv(units: Iterable[Unit], stream: BinaryIO, *, columns: Columns[Unit] = _NO_MORE) -> int:
    """Write a line of column names and a line a unit; return how many units were written.

    `columns` are more columns, with what gives a unit's value, None for nothing; one that `COLUMNS`
    has already is given that value instead.

    Fields hold no tab and no line end, so nothing is quoted (the IANA form of
    text/tab-separated-values): read it with quoting off. The texts are tidied as for TMX
    (`tm.segment`); what is not known is empty; positions are "3-4", from 0.
    """
    names = tuple(dict.fromkeys((*COLUMNS, *columns)))
    stream.write(("\t".join(names) + "\n").encode())
    written = 0
    for unit in units:
        row = unit_row(unit) | {
            "score": f"{unit.score:.4f}",
            "source": tidy_source(unit.source),
            "target": tidy_target(unit.target),
            "source_positions": span(unit.source_positions),
            "target_positions": span(unit.target_positions),
            "moved": "moved" if unit.moved else "",
        }
        row |= {name: one_line(str(row[name] or "")) for name in _PRINTED}
        if unit.parts:
            row |= {name: f"{getattr(unit.parts, name):.4f}" for name in _PARTS}
        for name, value in columns.items():
            given = value(unit)
            row[name] = "" if given is None else one_line(str(given))
        line = "\t".join(str(row[name] or "") for name in names)
        stream.write((line + "\n").encode())
        written += 1
    return written


def write_jsonl(
    units: Iterable[Unit], stream: BinaryIO, *, columns: Columns[Unit] = _NO_MORE
) -> int:
    """Write a JSON object a unit, one a line; return how many were written.

    `columns` are as in `write_tsv`.

    The texts are kept as the site printed them (a lone surrogate becomes U+FFFD). Positions are
    lists of sentence indices from 0; what is not known is null.
    """
    written = 0
    for unit in units:
        row = unit_row(unit) | {name: value(unit) for name, value in columns.items()}
        line = json.dumps(row, ensure_ascii=False, allow_nan=False)
        stream.write((_UNSAFE.sub(_safe, line) + "\n").encode())
        written += 1
    return written


def _safe(match: re.Match[str]) -> str:
    """Return a line separator as JSON escapes it, and U+FFFD for a lone surrogate."""
    character = match[0]
    return "\ufffd" if character >= "\ud800" else f"\\u{ord(character):04x}"


def unit_row(unit: TranslationUnit) -> dict[str, object]:
    """Return the columns of a unit, None for what is not known."""
    placed = unit.source_positions or unit.target_positions
    return {
        "score": round(unit.score, 4),
        "source": unit.source,
        "target": unit.target,
        "type": unit.bead_type if placed else None,
        "source_positions": list(unit.source_positions),
        "target_positions": list(unit.target_positions),
        "moved": unit.moved,
        "source_url": unit.source_url or None,
        "target_url": unit.target_url or None,
        "document": unit.document or None,
        "date": unit.date.isoformat() if unit.date else None,
        **{name: round(getattr(unit.parts, name), 4) if unit.parts else None for name in _PARTS},
        "signature": unit.signature or None,
    }
