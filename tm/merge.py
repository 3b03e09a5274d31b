"""Merge entries into the tables of a memory; `tm.add` states the rules."""

import sqlite3
from collections import Counter
from dataclasses import fields
from operator import attrgetter
from typing import Any

from align.bead import Parts
from corpora.fold import fold
from tm.entry import Entry, Status
from tm.keys import key_hash
from tm.place import Place, PlaceFinder, is_exact

_BATCH = 1000  # sightings held back, to be written by one statement; units remembered
_PARTS = attrgetter(*(part.name for part in fields(Parts)))
_UNKNOWN_PARTS = (None,) * len(fields(Parts))

_UNIT = (
    "INSERT INTO unit (id, source, target, source_key, target_key, source_hash, target_hash, score,"
    " status, reviewer, reviewed, added, changed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_SIGHTING = (
    "INSERT INTO sighting (id, unit_id, origin_id, document_id, signature_id, best, number, tuid,"
    " source, target, source_inline, target_inline, source_language, target_language,"
    " source_start, source_stop, target_start, target_stop, moved, score, coverage_source,"
    " coverage_target, cosine, length, numbers, margin, status, reviewer, reviewed, extra)"
    f" VALUES ({','.join('?' * 30)})"
)
# A unit that was merged into another gives way to it; a rejected one does not: what replaces it is
# another text, which a person wrote.
_FIND = (
    "SELECT k.id, k.source, k.target, k.score, k.status, k.reviewed, k.id = u.id FROM unit u"
    " JOIN unit k ON k.id ="
    " CASE u.status WHEN 'rejected' THEN u.id ELSE coalesce(u.replaced_by, u.id) END"
    " WHERE u.source_hash = ? AND u.target_hash = ?"
)
_FIND_PLACE = (
    "SELECT 1 FROM sighting WHERE unit_id = ? AND document_id = ? AND signature_id IS ?"
    " AND source_start IS ? AND source_stop IS ? AND target_start IS ? AND target_stop IS ?"
)


class _Unit:
    """What a merge must know of a unit that stands."""

    __slots__ = ("id", "reviewed", "same", "score", "source", "status", "target")

    def __init__(
        self,
        id: int,
        source: str,
        target: str,
        score: float | None,
        status: Status,
        reviewed: str | None,
        same: bool = True,
    ) -> None:
        """Take a row of the table; not `same`: it stands for a near duplicate that gave way."""
        self.id = id
        self.source = source
        self.target = target
        self.score = score
        self.status = status
        self.reviewed = reviewed
        self.same = same


class Merge:
    """One import into a memory, within its transaction: entries in, counts out.

    Rows wait until there are many, or until a merge must change one of them.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        format: str,
        now: str,
        sha256: str | None = None,
    ) -> None:
        """Note the origin, and where the ids begin: nobody else can write before we end."""
        self.read = self.new = self.repeated = 0
        self._connection = connection
        self._now = now
        self._origin = connection.execute(
            "INSERT INTO origin (name, format, sha256, added) VALUES (?, ?, ?, ?)",
            (name, format, sha256, now),
        ).lastrowid
        ids = "SELECT coalesce((SELECT max(id) FROM unit), 0), coalesce(max(id), 0) FROM sighting"
        self._last_unit, self._last_sighting = connection.execute(ids).fetchone()
        self._seen: dict[tuple[int, int], _Unit] = {}
        self._places: set[tuple[int | None, ...]] = set()
        self._units: list[tuple[object, ...]] = []
        self._sightings: list[tuple[object, ...]] = []
        self._others: list[tuple[int, str, str]] = []
        self._counts: Counter[int] = Counter()
        self._place = PlaceFinder(connection)

    def header(self, said: str) -> None:
        """Keep a file's header, as JSON."""
        self._connection.execute("UPDATE origin SET header = ? WHERE id = ?", (said, self._origin))

    def add(self, entry: Entry) -> bool:
        """Add an entry; return False, and add nothing, where a text has no letter or sign."""
        source_key, target_key = fold(entry.source), fold(entry.target)
        if not source_key or not target_key:
            return False
        self.read += 1
        reviewed = None
        if entry.status not in (None, "machine"):
            reviewed = entry.reviewed or self._now
        pair = key_hash(source_key), key_hash(target_key)
        unit = self._seen.get(pair)
        if unit is None and (row := self._connection.execute(_FIND, pair).fetchone()):
            unit = self._seen[pair] = _Unit(*row)
        if unit and not unit.same:
            self._write()  # it may be remembered, and changed, under its own pair
            unit = _Unit(*self._connection.execute(_FIND, pair).fetchone())
            self._merge(unit, entry, reviewed)
            self._write()
        elif unit:
            self._merge(unit, entry, reviewed)
        else:
            self.new += 1
            self._last_unit += 1
            status = entry.status or "machine"
            self._seen[pair] = _Unit(
                self._last_unit, entry.source, entry.target, entry.score, status, reviewed
            )
            self._units.append(
                (
                    self._last_unit,
                    entry.source,
                    entry.target,
                    source_key,
                    target_key,
                    *pair,
                    entry.score,
                    status,
                    entry.reviewer or None,
                    reviewed,
                    self._now,
                    self._now,
                )
            )
            place = self._place.find(entry)
            if is_exact(place):
                self._places.add((self._last_unit, *place))
            self._sight(self._last_unit, entry, place, reviewed, best=True)
        if len(self._sightings) >= _BATCH or len(self._seen) >= _BATCH:
            self._write()
        return True

    def finish(self) -> None:
        """Write what waits, and the counts."""
        self._write()
        self._connection.execute(
            "UPDATE origin SET units = ?, new = ? WHERE id = ?", (self.read, self.new, self._origin)
        )

    def _merge(self, unit: _Unit, entry: Entry, reviewed: str | None) -> None:
        """Add a sighting to a unit that stands, and what it brings."""
        differs = entry.source != unit.source or entry.target != unit.target
        takes_review = reviewed is not None and (
            unit.reviewed is None
            or reviewed > unit.reviewed
            or (reviewed == unit.reviewed and (differs or entry.status != unit.status))
        )
        place = self._place.find(entry)
        if is_exact(place) and not takes_review and self._is_known(unit, place):
            self.repeated += 1
            return
        takes_score = entry.score is not None and (unit.score is None or entry.score > unit.score)
        if takes_review:
            takes_text = differs and entry.status != "rejected"
        else:
            takes_text = differs and takes_score and unit.reviewed is None
        takes_text = takes_text and unit.same  # or its text would leave its key
        self._counts[unit.id] += 1
        if takes_review or takes_score:
            self._write()  # what follows changes rows that may still wait
            self._take(unit, entry, reviewed if takes_review else None, takes_score, takes_text)
        if is_exact(place):
            self._places.add((unit.id, *place))
        self._sight(
            unit.id,
            entry,
            place,
            reviewed,
            best=takes_score,
            source=entry.source if entry.source != unit.source else None,
            target=entry.target if entry.target != unit.target else None,
        )

    def _is_known(self, unit: _Unit, place: Place) -> bool:
        """Tell whether a unit was found at a place before."""
        if (unit.id, *place) in self._places:
            return True
        known = self._connection.execute(_FIND_PLACE, (unit.id, *place))
        return known.fetchone() is not None

    def _take(
        self, unit: _Unit, entry: Entry, reviewed: str | None, score: bool, text: bool
    ) -> None:
        """Let a unit take the review, the score and the texts of an entry, each if it is to."""
        run = self._connection.execute
        if text:  # earlier sightings that say "as the unit has it" now say what that was
            for side, old in (("source", unit.source), ("target", unit.target)):
                if getattr(entry, side) != old:
                    run(
                        f"UPDATE sighting SET {side} = ? WHERE unit_id = ? AND {side} IS NULL",
                        (old, unit.id),
                    )
            unit.source, unit.target = entry.source, entry.target
        if score:
            run("UPDATE sighting SET best = 0 WHERE unit_id = ? AND best = 1", (unit.id,))
            unit.score = entry.score
        if reviewed:
            unit.status, unit.reviewed = entry.status or "machine", reviewed
            run("UPDATE unit SET reviewer = ? WHERE id = ?", (entry.reviewer or None, unit.id))
        run(
            "UPDATE unit SET source = ?, target = ?, score = ?, status = ?, reviewed = ?"
            " WHERE id = ?",
            (unit.source, unit.target, unit.score, unit.status, unit.reviewed, unit.id),
        )

    def _sight(
        self,
        unit: int,
        entry: Entry,
        place: Place,
        reviewed: str | None,
        *,
        best: bool,
        source: str | None = None,
        target: str | None = None,
    ) -> None:
        """Let a sighting wait to be written."""
        self._last_sighting += 1
        document, signature, *positions = place
        self._sightings.append(
            (
                self._last_sighting,
                unit,
                self._origin,
                document,
                signature,
                best,
                entry.number,
                entry.tuid or None,
                source,
                target,
                entry.source_inline or None,
                entry.target_inline or None,
                entry.source_language or None,
                entry.target_language or None,
                *positions,
                entry.moved,
                entry.score,
                *(_PARTS(entry.parts) if entry.parts else _UNKNOWN_PARTS),
                entry.status,
                entry.reviewer or None,
                reviewed,
                entry.extra or None,
            )
        )
        for code, text in entry.others:
            self._others.append((self._last_sighting, code, text))

    def _write(self) -> None:
        """Write all that waits."""
        run = self._connection.executemany
        run(_UNIT, self._units)
        run(_SIGHTING, self._sightings)
        run("INSERT INTO other_language VALUES (?, ?, ?)", self._others)
        run(
            "UPDATE unit SET sightings = sightings + ?, changed = ? WHERE id = ?",
            [(count, self._now, unit) for unit, count in self._counts.items()],
        )
        waiting: tuple[Any, ...] = (self._units, self._sightings, self._others, self._counts)
        for rows in (*waiting, self._seen, self._places):
            rows.clear()
