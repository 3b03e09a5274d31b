"""Parquet: units as a table for `datasets`, pandas, Polars and DuckDB; needs pyarrow."""

from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO

from tm.rows import unit_row
from tm.select import StoredUnit

ROW_GROUP = 10_000  # units


def write_parquet(units: Iterable[StoredUnit], stream: BinaryIO) -> int:
    """Write `units` as one Parquet file; return how many were written.

    The columns are those of `tm.rows.COLUMNS` and status, reviewer and reviewed. The texts are as
    the site printed them; what is not known is null. Units pass in groups of 10,000. The same units
    and the same pyarrow make the same bytes.

    Raises ModuleNotFoundError, saying what to install, where pyarrow is missing.
    """
    pyarrow, parquet = _pyarrow()
    schema = _schema(pyarrow)
    units = iter(units)
    written = 0
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while group := [_row(unit) for unit in islice(units, ROW_GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            written += len(group)
    return written


def _pyarrow() -> tuple[Any, Any]:
    """Return pyarrow and its module for Parquet."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("Parquet needs pyarrow: pip install 'muwazi[parquet]'") from error


def _row(unit: StoredUnit) -> dict[str, object]:
    """Return a unit's columns, a date as a date."""
    row = unit_row(unit) | {
        "date": unit.date,
        "score": round(unit.score, 4) if unit.scored else None,
        "status": unit.status,
        "reviewer": unit.reviewer or None,
        "reviewed": unit.reviewed or None,
    }
    return {name: _valid(value) if isinstance(value, str) else value for name, value in row.items()}


def _valid(text: str) -> str:
    """Return text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _schema(pyarrow: Any) -> Any:
    """Return the names and types of the columns."""
    text, share, positions = pyarrow.string(), pyarrow.float64(), pyarrow.list_(pyarrow.int32())
    return pyarrow.schema(
        [
            ("score", share),
            ("source", text),
            ("target", text),
            ("type", text),
            ("source_positions", positions),
            ("target_positions", positions),
            ("moved", pyarrow.bool_()),
            ("source_url", text),
            ("target_url", text),
            ("document", text),
            ("date", pyarrow.date32()),
            ("coverage_source", share),
            ("coverage_target", share),
            ("cosine", share),
            ("length", share),
            ("numbers", share),
            ("margin", share),
            ("signature", text),
            ("status", text),
            ("reviewer", text),
            ("reviewed", text),
        ]
    )
