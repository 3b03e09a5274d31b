"""Parquet, read back by pyarrow."""

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stored import STORED
from tests.test_profiles import HOSTILE_UNITS
from tm import parquet
from tm.export import export
from tm.parquet import write_parquet
from tm.rows import COLUMNS
from tm.select import StoredUnit


def read(*units: StoredUnit) -> Any:
    """Return the table of `units`."""
    reader = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    stream = io.BytesIO()
    assert write_parquet(units, stream) == len(units)
    return reader.read_table(io.BytesIO(stream.getvalue()))


def test_a_unit_comes_back() -> None:
    """Columns have the names of the rows and the types of what they hold; unknown is null."""
    (row,) = read(replace(STORED, parts=None, status="edited")).to_pylist()
    assert tuple(row) == (*COLUMNS, "status", "reviewer", "reviewed")
    assert row["score"] == 0.8765
    assert row["source"] == STORED.source
    assert row["target"] == STORED.target
    assert row["target_positions"] == [2, 3]
    assert row["date"] == STORED.date
    assert row["moved"] is False
    assert row["status"] == "edited"
    assert (row["cosine"], row["reviewer"]) == (None, None)


def test_no_units_make_a_table_with_columns() -> None:
    """An empty choice is a table of no rows that has its columns."""
    table = read()
    assert table.num_rows == 0
    assert table.column_names[:3] == ["score", "source", "target"]


def test_units_pass_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """More units than one group holds are all there, in order."""
    monkeypatch.setattr(parquet, "ROW_GROUP", 2)
    units = [replace(STORED, source=str(number)) for number in range(5)]
    assert read(*units).column("source").to_pylist() == list("01234")


@given(st.lists(HOSTILE_UNITS, max_size=3))
def test_any_text_is_kept(units: list[StoredUnit]) -> None:
    """Whatever a page printed is kept, lone surrogates excepted, which no UTF-8 can hold."""
    found = read(*units).column("source").to_pylist()
    assert found == [
        "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in unit.source) for unit in units
    ]


def test_without_pyarrow_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing extra is one line with the command that installs it, and no file is left."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'muwazi\[parquet\]'"):
        export([STORED], tmp_path / "a.parquet", form="parquet", version="1")
    assert not list(tmp_path.iterdir())
