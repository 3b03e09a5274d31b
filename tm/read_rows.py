"""Read units from rows: TSV and JSONL as `tm.rows` writes them, and plain TSV of two columns."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, BinaryIO

from align.bead import Parts
from tm.entry import STATUSES, Entry
from tm.rows import COLUMNS
from tm.segment import xml_text
from tm.tmx_properties import utc_time

MAX_ROW = 8 << 20  # bytes
MAX_TEXT = 100_000  # characters of one text
_PARTS = tuple(part.name for part in fields(Parts))
_REVIEW = ("status", "reviewer", "reviewed")
_PLAIN = ("source_url", "target_url", "document", "signature", "reviewer", "reviewed")
_KNOWN = frozenset((*COLUMNS, *_REVIEW))
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")


class BadRows(ValueError):
    """A file that is not the rows it should be; the message names file, line and unit."""


def read_tsv(stream: BinaryIO, name: str) -> Iterator[Entry]:
    """Yield the units of a TSV file.

    Either the first line names columns, `source` and `target` among them (those of
    `tm.rows.COLUMNS` are understood, others kept in `extra`), or there are two columns, English and
    Arabic in either order, told by the first row that has Arabic letters on one side only. Nothing
    is quoted. UTF-8 or, with a byte order mark, UTF-16 (what spreadsheets call Unicode text).

    Raises BadRows.
    """
    columns: list[str] | None = None
    reversed_ = None
    waiting: list[tuple[int, int, list[str]]] = []
    number = 0
    for line, text in _lines(stream, name):
        cells = text.split("\t")
        if line == 1 and {"source", "target"} <= set(cells):
            columns = cells
            if len(set(columns)) < len(columns):
                raise BadRows(f"{name}, line 1: two columns of the same name")
            continue
        if not text.strip():
            continue
        number += 1
        where = f"{name}, line {line}, unit {number}"
        if columns:
            if len(cells) != len(columns):
                raise BadRows(
                    f"{where}: {len(cells)} columns, but the first line names {len(columns)}"
                )
            said = {key: value for key, value in zip(columns, cells, strict=True) if value}
            yield _entry(said, number, where)
            continue
        if len(cells) != 2:
            raise BadRows(
                f"{where}: {len(cells)} columns where two are expected, English and Arabic;"
                " more need a first line that names them (source, target …)"
            )
        if reversed_ is None:
            arabic = [bool(_ARABIC.search(cell)) for cell in cells]
            waiting.append((number, line, cells))
            if arabic[0] == arabic[1] and len(waiting) < 1000:
                continue
            reversed_ = arabic[0] and not arabic[1]
        else:
            waiting.append((number, line, cells))
        yield from _pairs(waiting, name, reversed_)
        waiting.clear()
    yield from _pairs(waiting, name, False)


def read_jsonl(stream: BinaryIO, name: str) -> Iterator[Entry]:
    """Yield the units of a JSONL file: one object a line, with `source` and `target` at least.

    The keys of `tm.rows.COLUMNS` are understood, others kept in `extra`. Raises BadRows.
    """
    number = 0
    for line, text in _lines(stream, name):
        if not text.strip():
            continue
        number += 1
        where = f"{name}, line {line}, unit {number}"
        try:
            said = json.loads(text, parse_constant=_refuse)
        except RecursionError:
            raise BadRows(f"{where}: nested too deeply") from None
        except ValueError as error:
            raise BadRows(f"{where}: not JSON ({error})") from None
        if not isinstance(said, dict):
            raise BadRows(f"{where}: not a JSON object")
        yield _entry({k: v for k, v in said.items() if v is not None}, number, where)


def _refuse(constant: str) -> float:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(f"{constant} is not a number")


def _pairs(rows: list[tuple[int, int, list[str]]], name: str, reversed_: bool) -> Iterator[Entry]:
    """Yield rows of two columns as entries."""
    for number, line, cells in rows:
        source, target = reversed(cells) if reversed_ else cells
        yield _entry(
            {"source": source, "target": target}, number, f"{name}, line {line}, unit {number}"
        )


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, str]]:
    """Yield line numbers, from 1, and lines without their ends, decoded."""
    head = stream.read(2)
    if head in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16-le" if head == b"\xff\xfe" else "utf-16-be"
        end = "\n".encode(codec)
        head = b""
    else:
        codec, end = "utf-8", b"\n"
    rest = head
    line = 0
    while True:
        chunk = stream.read(1 << 16)
        rest += chunk
        rows = _split(rest, end)
        rest = rows.pop() if chunk else b""
        if not chunk and not rows[-1]:
            rows.pop()
        for row in rows:
            line += 1
            try:
                text = row.decode(codec)
            except UnicodeDecodeError as error:
                what = f"not {codec.upper()} (byte {error.start + 1} of the line)"
                raise BadRows(f"{name}, line {line}: {what}: save the file as UTF-8") from None
            if line == 1:
                text = text.removeprefix("\ufeff")
            yield line, text.removesuffix("\r")
        if not chunk:
            return
        if len(rest) > MAX_ROW:
            raise BadRows(f"{name}, line {line + 1}: longer than {MAX_ROW >> 20} MiB")


def _split(data: bytes, end: bytes) -> list[bytes]:
    """Split at line ends, in UTF-16 only at even offsets."""
    if len(end) == 1:
        return data.split(end)
    rows, start, at = [], 0, data.find(end)
    while at >= 0:
        if at % 2:
            at = data.find(end, at + 1)
            continue
        rows.append(data[start:at])
        start = at + 2
        at = data.find(end, start)
    return [*rows, data[start:]]


def _entry(said: dict[str, Any], number: int, where: str) -> Entry:
    """Return the entry that a row's known columns give; `said` holds no empty one."""
    for column in ("source", "target"):
        text = said.get(column, "")
        if not isinstance(text, str):
            raise BadRows(f"{where}: {column} is not text")
        if not xml_text(text).strip():
            raise BadRows(f"{where}: {column} is empty")
        if len(text) > MAX_TEXT:
            raise BadRows(f"{where}: {column} is longer than {MAX_TEXT} characters")
    row: dict[str, Any] = {}
    if "score" in said:
        row["score"] = _share(said["score"], "score", where)
    if all(part in said for part in _PARTS):
        row["parts"] = Parts(*(_share(said[part], part, where) for part in _PARTS))
    for column in ("source_positions", "target_positions"):
        if said.get(column):
            row[column] = _positions(said[column], column, where)
    for column in _PLAIN:
        if column in said:
            if not isinstance(said[column], str):
                raise BadRows(f"{where}: {column} is not text")
            row[column] = xml_text(said[column])
    if "moved" in said:
        row["moved"] = said["moved"] in (True, "moved")
    if "date" in said:
        if not isinstance(said["date"], str) or not _DATE.fullmatch(said["date"]):
            raise BadRows(f"{where}: date is not like 2024-01-31")
        row["date"] = said["date"]
    if "reviewed" in row:
        row["reviewed"] = utc_time(row["reviewed"])
        if not row["reviewed"]:
            raise BadRows(f"{where}: reviewed is not a time like 2024-01-31T09:00:00Z")
    if "status" in said:
        if said["status"] not in STATUSES:
            raise BadRows(f"{where}: status is none of {', '.join(STATUSES)}")
        row["status"] = said["status"]
    if extra := {key: value for key, value in said.items() if key not in _KNOWN}:
        row["extra"] = xml_text(json.dumps(extra, ensure_ascii=False))
    return Entry(xml_text(said["source"]), xml_text(said["target"]), number, **row)


def _share(value: object, column: str, where: str) -> float:
    """Return a number within [0, 1]."""
    number = math.nan
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
    if not 0 <= number <= 1:
        raise BadRows(f"{where}: {column} is not a number from 0 to 1")
    return number


def _positions(value: object, column: str, where: str) -> range:
    """Return the sentences that "3-4" or [3, 4] names."""
    if isinstance(value, str) and (match := _SPAN.fullmatch(value)):
        span = range(int(match[1]), int(match[2]) + 1)
    elif isinstance(value, list) and all(type(index) is int for index in value):
        span = range(value[0], value[-1] + 1)
        if list(span) != value:
            span = range(0)
    else:
        span = range(0)
    if not span or span.start < 0 or span.stop > 1 << 31:
        raise BadRows(f"{where}: {column} does not name sentences in a row, like 3-4")
    return span
