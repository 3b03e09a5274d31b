"""Packed 4-gram postings: which units share the rarest runs of four letters with a text.

They live in the memory's table `gram`. A segment of the index holds the postings of a range of
unit ids; small segments are merged into larger ones as a memory grows, so that there are few
(a log-structured merge). Postings that are too long to be read are not kept, only counted.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.memory import Memory

GRAM = 4
# Reading more postings than this finds nothing more (measured, docs/lookup.md), so a list that is
# longer by itself is never read.
BUDGET = 20_000
# Of the rarest grams some belong to the words that differ: fewer than FEWEST say too little, more
# than MOST only cost time.
FEWEST, MOST = 8, 32
# Up to this many characters a key stands in an index of its own, for what is too short for grams.
SHORT = 40
# Units are told apart by the length of their keys, in characters: up to 32, to 64, and longer.
# A short text has all its grams in many long ones, which would crowd out those of its own length.
CLASSES = (32, 64)
BRIEF = 14  # keys shorter than this have too few grams to count
CANDIDATES = 100  # units of a class that are compared in full

MARK = "postings_upto"
_SEGMENTS = "postings_segments"
_ASKED = 900  # of a long text as many grams are looked at: as a hash orders them, so at random
_SELDOM = 4  # a unit that shares so many times fewer grams than another is not compared
_PAIRS = 1 << 24  # (gram, unit) pairs sorted at once: 128 MiB
_BATCH = 20_000  # units read at once
_KEY = ("source_key", "target_key")

Ids = NDArray[np.uint32]


def grams(
    keys: list[str], classes: NDArray[np.intp] | None = None
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the 4-grams of folded texts and, for each, the index of its text; repeats stay.

    A text is taken between two blanks. A gram is a hash of 31 bits of the four characters and of
    the class of its text, `classes`, by default that of its own length. Two that share a hash only
    make a few candidates more.
    """
    if classes is None:
        classes = np.searchsorted(CLASSES, [len(key) for key in keys])
    text = "\n".join(f" {key} " for key in keys) + "\n"
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    places = max(len(codes) - GRAM + 1, 0)
    found = np.zeros(places, np.uint64)
    broken = np.zeros(places, np.bool_)
    for offset in range(GRAM):
        window = codes[offset : offset + places]
        found = (found ^ window) * np.uint64(0x9E3779B97F4A7C15)
        found ^= found >> np.uint64(29)
        broken |= window == ord("\n")
    ends = np.flatnonzero(codes == ord("\n"))
    owner = np.repeat(np.arange(len(keys), dtype=np.uint32), np.diff(ends, prepend=-1))[:places]
    found ^= classes.astype(np.uint64)[owner] << np.uint64(40)
    return (found[~broken] >> np.uint64(33)).astype(np.uint32), owner[~broken]


def index_units(memory: Memory, progress: Callable[[int, int], None] | None = None) -> int:
    """Bring the postings up to the last unit, in one transaction; return how many units were new.

    `progress` is told how many steps of how many are done. It needs a memory that is open for
    writing. The work is in proportion to the new units, now and then to all of them.
    """
    if memory.watermark(MARK) >= memory.last_unit():
        return 0
    with memory.transaction() as connection:
        # Again, now that nobody else can write.
        upto, last = memory.watermark(MARK), memory.last_unit()
        if upto >= last:
            return 0
        _short_keys(connection)
        segments = _segments(connection) if upto else []
        start, merged = upto + 1, list[tuple[int, int]]()
        while segments and start - segments[-1] <= 2 * (last - start + 1):
            merged.append((segments[-1], start - 1))
            start = segments.pop()
        if segments:
            for first, stop in merged:
                _drop(connection, first, stop)
        else:
            connection.execute("DELETE FROM gram")  # all is built anew
        _build(connection, start, last, progress)
        memory.advance(MARK, last)
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (_SEGMENTS, json.dumps([*segments, start])),
        )
    return last - upto


def drop_index(memory: Memory) -> None:
    """Empty the postings; look-up then reads every unit until they are built again."""
    with memory.transaction() as connection:
        connection.execute("DELETE FROM gram")
        connection.execute("DELETE FROM meta WHERE key = ?", (_SEGMENTS,))
        memory.advance(MARK, 0)


def candidates(memory: Memory, key: str, side: int, minimum: float = 70.0) -> list[int] | None:
    """Return the ids of the units that share the most of the rarest grams of `key`.

    Of each class of length that may hold units `minimum` per cent alike, and only of units that the
    index covers, at most CANDIDATES. None where the text has too few grams that are rare enough to
    say anything: then all units of a like length are the candidates.
    """
    if len(key) < BRIEF:
        return None
    share = max(minimum / 100, 0.5)
    first, last = np.searchsorted(CLASSES, [int(share * len(key)), int(len(key) / share)])
    found: list[int] = []
    for number in range(first, last + 1):
        ids = _of_class(memory, key, side, np.array([number]))
        if ids is None:
            return None
        found += ids.tolist()
    return found


def _of_class(memory: Memory, key: str, side: int, number: NDArray[np.intp]) -> Ids | None:
    """Return the candidates among the units of one class of length, None as `candidates` does."""
    wanted = np.unique(grams([key], number)[0])[:_ASKED]
    marks = ",".join("?" * len(wanted))
    counted = memory.connection.execute(
        f"SELECT gram, sum(df), max(df) FROM gram WHERE side = ? AND gram IN ({marks})"
        " GROUP BY gram",
        (side, *wanted.tolist()),
    ).fetchall()
    rarest = sorted((total, gram) for gram, total, longest in counted if longest <= BUDGET)
    chosen: list[int] = []
    spent = 0
    for total, gram in rarest[:MOST]:
        if spent + total > BUDGET and len(chosen) >= FEWEST:
            break
        spent += total
        chosen.append(gram)
    # What no unit has cannot be shared; but where nearly all is too common, nothing is known.
    if len(chosen) < FEWEST and len(rarest) < len(counted):
        return None
    blobs = memory.connection.execute(
        f"SELECT ids FROM gram WHERE side = ? AND gram IN ({','.join('?' * len(chosen))})",
        (side, *sorted(chosen)),
    ).fetchall()
    return _most_frequent(np.frombuffer(b"".join(blob for (blob,) in blobs), "<u4"), CANDIDATES)


def _most_frequent(ids: Ids, most: int) -> Ids:
    """Return the ids that occur most often, at most `most`, ascending; of equal ones the lower.

    None that occurs less than a quarter as often as the most frequent.
    """
    if not len(ids):
        return ids
    # Most units occur once. Those that do not even share a 16-bit hash are put aside unsorted,
    # which takes a third of the time (measured).
    bucket = ids & np.uint32(0xFFFF)
    units, count = np.unique(ids[np.bincount(bucket)[bucket] > 1], return_counts=True)
    if not len(units) or count.max() < 2 * _SELDOM:  # then one gram may be enough
        units, count = np.unique(ids, return_counts=True)
    kept = count >= max(count.max() // _SELDOM, 1)
    units, count = units[kept], count[kept]
    return np.sort(units[np.argsort(-count, kind="stable")[:most]])


def _starts(ascending: NDArray[Any]) -> NDArray[np.intp]:
    """Return where each run of equal values begins."""
    if not len(ascending):
        return np.zeros(0, np.intp)
    return np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))


def _segments(connection: sqlite3.Connection) -> list[int]:
    """Return the first unit id of each segment, ascending."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_SEGMENTS,)).fetchone()
    return [int(start) for start in json.loads(row[0])] if row else []


def _short_keys(connection: sqlite3.Connection) -> None:
    """Make the index of short keys by length."""
    for side in ("source", "target"):
        connection.execute(
            f"CREATE INDEX IF NOT EXISTS unit_{side}_short"
            f" ON unit (length({side}_key), {side}_key) WHERE length({side}_key) <= {SHORT}"
        )


def _keys(
    connection: sqlite3.Connection, side: int, start: int, last: int
) -> Iterator[tuple[NDArray[np.uint32], list[str]]]:
    """Yield ids and keys of a range of units, a batch at a time."""
    for low in range(start, last + 1, _BATCH):
        rows = connection.execute(
            f"SELECT id, {_KEY[side]} FROM unit WHERE id BETWEEN ? AND ? ORDER BY id",
            (low, min(low + _BATCH - 1, last)),
        ).fetchall()
        if rows:
            ids, keys = zip(*rows, strict=True)
            yield np.array(ids, np.uint32), list(keys)


def _drop(connection: sqlite3.Connection, start: int, last: int) -> None:
    """Take away the segment of a range of units; its rows are found by the units' own grams."""
    for side in (0, 1):
        for _, keys in _keys(connection, side, start, last):
            connection.executemany(
                "DELETE FROM gram WHERE side = ? AND gram = ? AND segment = ?",
                ((side, gram, start) for gram in np.unique(grams(keys)[0]).tolist()),
            )


def _build(
    connection: sqlite3.Connection,
    start: int,
    last: int,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Write the postings of a range of units as one segment, in the order of the table's key.

    The grams are taken a range of hashes at a time, so that memory stays bounded however many
    units there are.
    """
    total = [
        connection.execute(
            f"SELECT coalesce(sum(length({key})), 0) FROM unit WHERE id BETWEEN ? AND ?",
            (start, last),
        ).fetchone()[0]
        for key in _KEY
    ]
    passes = [1 + characters // _PAIRS for characters in total]
    done = 0
    for side in (0, 1):
        edges = np.linspace(0, 1 << 31, passes[side] + 1).astype(np.uint32)
        for low, high in pairwise(edges):
            connection.executemany(
                "INSERT INTO gram VALUES (?, ?, ?, ?, ?)",
                _rows(connection, side, start, last, low, high),
            )
            done += 1
            if progress:
                progress(done, sum(passes))


def _rows(
    connection: sqlite3.Connection,
    side: int,
    start: int,
    last: int,
    low: np.uint32,
    high: np.uint32,
) -> Iterator[tuple[int, int, int, int, bytes]]:
    """Yield the table's rows for the grams from `low` up to but not with `high`, ascending."""
    parts = [np.zeros(0, np.uint64)]
    for ids, keys in _keys(connection, side, start, last):
        found, owner = grams(keys)
        if high - low < 1 << 31:
            inside = (found >= low) & (found < high)
            found, owner = found[inside], owner[inside]
        parts.append(found.astype(np.uint64) << np.uint64(32) | ids[owner])
    pairs = np.concatenate(parts)
    parts.clear()
    pairs.sort()
    pairs = pairs[_starts(pairs)]
    gram = (pairs >> np.uint64(32)).astype(np.uint32)
    units = pairs.astype("<u4")
    first = _starts(gram)
    stops = np.append(first[1:], len(gram))[: len(first)]  # a pass may find nothing
    for value, begin, end in zip(gram[first].tolist(), first.tolist(), stops.tolist(), strict=True):
        df = end - begin
        yield side, value, start, df, units[begin:end].tobytes() if df <= BUDGET else b""
