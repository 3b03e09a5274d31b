"""Find units that are the same but for punctuation, and make one of each group.

A memory holds a pair once by its folded texts already (`tm.add`); what is left are copies that
differ in punctuation: with and without a full stop, straight and curly quotation marks, a dash.
"""

import datetime
import sqlite3
from dataclasses import dataclass
from typing import Literal

from tm.filter import near_key
from tm.keys import key_hash
from tm.memory import Memory

Keep = Literal["best", "first", "last"]

_RANKS: dict[Keep, str] = {
    "best": "status NOT IN ('accepted', 'edited'), score IS NULL, score DESC, sightings DESC, id",
    "first": "id",
    "last": "id DESC",
}


@dataclass(frozen=True, slots=True)
class Deduped:
    """What deduplication came to: `groups` of copies, of which `merged` units went into others."""

    groups: int
    merged: int


def near_duplicates(memory: Memory, *, keep: Keep = "best") -> list[tuple[int, int]]:
    """Return (copy, kept) pairs: the ids of a unit and of the one to keep instead, by group.

    `keep`: "best" (reviewed before not, then score, then sightings, then the oldest), "first" or
    "last" by id. Rejected and replaced units take no part.
    """
    memory.connection.create_function("near_hash", 2, _near_hash, deterministic=True)
    return memory.connection.execute(
        "SELECT id, kept FROM (SELECT id, first_value(id) OVER"
        f" (PARTITION BY near ORDER BY {_RANKS[keep]}) AS kept FROM"
        " (SELECT id, status, score, sightings, near_hash(source_key, target_key) AS near FROM unit"
        " WHERE replaced_by IS NULL AND status <> 'rejected') WHERE near IS NOT NULL)"
        " WHERE id <> kept ORDER BY kept, id"
    ).fetchall()


def _near_hash(source_key: str, target_key: str) -> int | None:
    """Return 64 bits that near duplicates share; None where a text is punctuation only."""
    source, target = near_key(source_key), near_key(target_key)
    return key_hash(f"{source}\n{target}") if source and target else None


def dedupe(memory: Memory, *, now: datetime.datetime, keep: Keep = "best") -> Deduped:
    """Merge near duplicates, in one transaction; nothing is deleted.

    The unit that is kept takes the sightings of the others, each with its own text, and so their
    count; its score becomes the best of them, its review the latest (as `tm.add` merges). The
    others point to it (`replaced_by`) and are no longer shown. `now` is the time to note, with its
    zone.

    Raises ValueError for a `now` without a zone, and what `Memory.transaction` raises.
    """
    if now.tzinfo is None:
        raise ValueError("now must know its time zone")
    time = f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
    with memory.transaction() as connection:
        pairs = near_duplicates(memory, keep=keep)
        for copy, kept in pairs:
            _merge(connection, copy, kept, time)
        for kept in dict.fromkeys(kept for _, kept in pairs):
            _settle(connection, kept, time)
    return Deduped(len({kept for _, kept in pairs}), len(pairs))


def _merge(connection: sqlite3.Connection, copy: int, kept: int, time: str) -> None:
    """Give one unit's sightings and review to another, and point to it."""
    run = connection.execute
    run(
        "UPDATE sighting SET unit_id = ?, best = 0,"
        " source = coalesce(source, (SELECT source FROM unit WHERE id = ?)),"
        " target = coalesce(target, (SELECT target FROM unit WHERE id = ?)) WHERE unit_id = ?",
        (kept, copy, copy, copy),
    )
    run(
        "UPDATE unit SET status = c.status, reviewer = c.reviewer, reviewed = c.reviewed"
        " FROM (SELECT status, reviewer, reviewed FROM unit WHERE id = ?) AS c WHERE unit.id = ?"
        " AND c.reviewed IS NOT NULL AND (unit.reviewed IS NULL OR c.reviewed > unit.reviewed)",
        (copy, kept),
    )
    run(
        "UPDATE unit SET sightings = sightings + (SELECT sightings FROM unit WHERE id = ?)"
        " WHERE id = ?",
        (copy, kept),
    )
    run("UPDATE unit SET replaced_by = ? WHERE replaced_by = ?", (kept, copy))
    run(
        "UPDATE unit SET replaced_by = ?, sightings = 0, changed = ? WHERE id = ?",
        (kept, time, copy),
    )


def _settle(connection: sqlite3.Connection, kept: int, time: str) -> None:
    """Mark the best of a unit's sightings, and give the unit its score."""
    run = connection.execute
    best = run(
        "SELECT id, score FROM sighting WHERE unit_id = ?"
        " ORDER BY score IS NULL, score DESC, best DESC, id LIMIT 1",
        (kept,),
    ).fetchone()
    if best:
        run("UPDATE sighting SET best = (id = ?) WHERE unit_id = ?", (best[0], kept))
        run(
            "UPDATE unit SET score = coalesce(max(score, ?), score, ?) WHERE id = ?",
            (best[1], best[1], kept),
        )
    run("UPDATE unit SET changed = ? WHERE id = ?", (time, kept))
