"""TSV and JSONL: one line a unit, the columns always in the same order."""

import io
import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.units import UNIT, UNITS
from tm.rows import COLUMNS, write_jsonl, write_tsv
from tm.segment import tidy_source, tidy_target
from tm.unit import TranslationUnit


def tsv(*units: TranslationUnit) -> str:
    """Return the TSV of `units`."""
    stream = io.BytesIO()
    assert write_tsv(units, stream) == len(units)
    return stream.getvalue().decode()


def jsonl(*units: TranslationUnit) -> str:
    """Return the JSONL of `units`."""
    stream = io.BytesIO()
    assert write_jsonl(units, stream) == len(units)
    return stream.getvalue().decode()


def test_tsv_to_the_letter() -> None:
    """A unit with all that is known about it gives exactly these two lines."""
    assert tsv(UNIT) == (
        "score\tsource\ttarget\ttype\tsource_positions\ttarget_positions\tmoved\tsource_url\t"
        "target_url\tdocument\tdate\tcoverage_source\tcoverage_target\tcosine\tlength\tnumbers\t"
        "margin\tsignature\n"
        "0.9731\tThe council met on Monday.\tاجتمع المجلس يوم الاثنين.\t1-2\t3-3\t4-5\t\t"
        "https://example.org/en/1?a=1&b=2\thttps://example.org/ar/1\t1f0c\t2024-01-31\t"
        "0.9100\t0.8800\t0.8000\t1.0000\t1.0000\t0.2500\t"
        "model:static|search:coverage|score:platt|version:0.1.0\n"
    )


def test_jsonl_to_the_letter() -> None:
    """The same unit gives exactly this line; what is not known is null."""
    assert jsonl(replace(UNIT, parts=None, date=None, source_url="")) == (
        '{"score": 0.9731, "source": "The council met on Monday.", '
        '"target": "اجتمع المجلس يوم الاثنين.", "type": "1-2", "source_positions": [3], '
        '"target_positions": [4, 5], "moved": false, "source_url": null, '
        '"target_url": "https://example.org/ar/1", "document": "1f0c", "date": null, '
        '"coverage_source": null, "coverage_target": null, "cosine": null, "length": null, '
        '"numbers": null, "margin": null, '
        '"signature": "model:static|search:coverage|score:platt|version:0.1.0"}\n'
    )


def test_zero_is_not_unknown() -> None:
    """A score or a part of 0 is printed as such."""
    assert UNIT.parts is not None
    zero = replace(UNIT, score=0.0, parts=replace(UNIT.parts, margin=0.0))
    row = dict(zip(COLUMNS, tsv(zero).splitlines()[1].split("\t"), strict=True))
    assert (row["score"], row["margin"]) == ("0.0000", "0.0000")
    assert json.loads(jsonl(zero))["margin"] == 0


@given(st.lists(UNITS, max_size=3))
def test_tsv_is_one_line_a_unit(units: list[TranslationUnit]) -> None:
    """No text of a page can break a line or a column, and each is found tidied in its own."""
    lines = tsv(*units).splitlines()
    assert len(lines) == len(units) + 1
    for unit, line in zip(units, lines[1:], strict=True):
        row = dict(zip(COLUMNS, line.split("\t"), strict=True))
        assert row["source"] == tidy_source(unit.source)
        assert row["target"] == tidy_target(unit.target)


@given(st.lists(UNITS, max_size=3))
def test_jsonl_keeps_the_text(units: list[TranslationUnit]) -> None:
    """Every line is one object in the order of the columns, its text as the page printed it."""
    lines = jsonl(*units).splitlines()
    assert len(lines) == len(units)
    for unit, line in zip(units, lines, strict=True):
        row = json.loads(line)
        assert tuple(row) == COLUMNS
        assert row["source"] == "".join(
            "\ufffd" if "\ud800" <= c <= "\udfff" else c for c in unit.source
        )
        assert row["target_positions"] == list(unit.target_positions)
