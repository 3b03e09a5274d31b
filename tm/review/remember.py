"""Let a memory learn what a person decided: verdicts, wordings, and what they replace."""

import datetime
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.fold import fold
from tm.entry import Entry
from tm.keys import key_hash
from tm.memory import Memory
from tm.merge import Merge
from tm.review.document import ReviewDocument
from tm.segment import xml_text
from tm.select import StoredUnit

# A unit that was merged into another gives way to it, as when files are added (`tm.merge`).
_FIND = (
    "SELECT k.id, k.source, k.target, k.status, coalesce(k.reviewed, ''), k.id = u.id"
    " FROM unit u JOIN unit k ON k.id ="
    " CASE u.status WHEN 'rejected' THEN u.id ELSE coalesce(u.replaced_by, u.id) END"
    " WHERE u.source_hash = ? AND u.target_hash = ?"
)
_REVIEW = (
    "UPDATE unit SET status = ?, reviewer = ?, reviewed = ?, changed = ?, replaced_by = NULL"
    " WHERE id = ?"
)
_REPLACE = (
    "UPDATE unit SET status = 'rejected', reviewer = ?, reviewed = ?, changed = ?, replaced_by = ?"
    " WHERE id = ? AND id <> ?"
)
# Units that only this document has, and that nobody reviewed.
_OWN = (
    "SELECT u.id, s.source_start, s.source_stop, s.target_start, s.target_stop"
    " FROM sighting s JOIN unit u ON u.id = s.unit_id JOIN document d ON d.id = s.document_id"
    " WHERE d.name = ? AND d.source_url = ? AND d.target_url = ? AND u.status = 'machine'"
    " AND u.replaced_by IS NULL AND s.source_start IS NOT NULL AND s.target_start IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM sighting o WHERE o.unit_id = u.id"
    " AND o.document_id IS NOT s.document_id) ORDER BY u.id, s.id"
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a memory learned: units that are `new`, `changed` by a verdict, and `replaced`."""

    new: int
    changed: int
    replaced: int


def remember(
    memory: Memory, document: ReviewDocument, units: Sequence[StoredUnit], *, now: datetime.datetime
) -> Remembered:
    """Write reviewed units into a memory, in one transaction.

    A unit that the memory has takes the verdict, unless a later one stands there. A wording that
    differs makes a new unit, to which the old one points. Units of this document whose sentences a
    person joined otherwise are rejected; they point to the unit that holds their sentences now.
    Saving twice changes nothing the second time. `now` is the time to note, with its zone.
    """
    noted = f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
    with memory.transaction() as connection:
        new, changed, ids = 0, 0, []
        missing = []
        for number, unit in enumerate(units, start=1):
            entry = _entry(unit, number, noted)
            found = _find(connection, entry.source, entry.target)
            if found is None:
                missing.append(entry)
            else:
                changed += _review(connection, found, entry, noted)
        if missing:
            name = xml_text(document.source_url or document.title or document.name)
            merge = Merge(connection, f"review: {name}", "build", noted)
            for entry in missing:
                new += merge.add(entry)
            merge.finish()
        for unit in units:
            found = _find(connection, xml_text(unit.source), xml_text(unit.target))
            ids.append(found[0] if found else None)
        replaced = _replace_wordings(connection, document, units, ids, noted)
        replaced += _replace_regrouped(connection, document, units, ids, noted)
    return Remembered(new, changed, replaced)


def _entry(unit: StoredUnit, number: int, noted: str) -> Entry:
    return Entry(
        xml_text(unit.source),
        xml_text(unit.target),
        number,
        unit.score if unit.scored else None,
        unit.parts,
        unit.source_positions,
        unit.target_positions,
        unit.moved,
        xml_text(unit.source_url),
        xml_text(unit.target_url),
        xml_text(unit.document),
        unit.date.isoformat() if unit.date else "",
        xml_text(unit.signature),
        status=unit.status,
        reviewer=xml_text(unit.reviewer),
        reviewed=unit.reviewed or noted,
    )


_Found = tuple[int, str, str, str, str, int]


def _find(connection: sqlite3.Connection, source: str, target: str) -> _Found | None:
    pair = key_hash(fold(source)), key_hash(fold(target))
    found: _Found | None = connection.execute(_FIND, pair).fetchone()
    return found


def _review(connection: sqlite3.Connection, found: _Found, entry: Entry, noted: str) -> bool:
    """Let a unit take a verdict that is not older than its own; tell whether it changed."""
    id, source, target, status, reviewed, same = found
    differs = entry.status != "rejected" and (source, target) != (entry.source, entry.target)
    if entry.reviewed < reviewed or (entry.reviewed == reviewed and entry.status == status):
        return False
    run = connection.execute
    run(_REVIEW, (entry.status, entry.reviewer or None, entry.reviewed, noted, id))
    if differs and same:  # the key is the same, the print is not
        for side, old in (("source", source), ("target", target)):
            run(f"UPDATE sighting SET {side} = ? WHERE unit_id = ? AND {side} IS NULL", (old, id))
            run(f"UPDATE unit SET {side} = ? WHERE id = ?", (getattr(entry, side), id))
    return True


def _replace_wordings(
    connection: sqlite3.Connection,
    document: ReviewDocument,
    units: Sequence[StoredUnit],
    ids: Sequence[int | None],
    noted: str,
) -> int:
    """Let the units as they were printed point to the wordings that a person gave them."""
    replaced = 0
    reviewed = [b for b in document.beads if not b.is_null and b.verdict != "open"]
    for bead, unit, id in zip(reviewed, units, ids, strict=True):
        if id is None or unit.status != "edited":
            continue
        printed = (
            xml_text(" ".join(document.source[i] for i in bead.source)),
            xml_text(" ".join(document.target[j] for j in bead.target)),
        )
        found = _find(connection, *printed)
        if found and found[0] != id and found[3] == "machine":
            replaced += _replace(connection, found[0], id, unit, noted)
    return replaced


def _replace_regrouped(
    connection: sqlite3.Connection,
    document: ReviewDocument,
    units: Sequence[StoredUnit],
    ids: Sequence[int | None],
    noted: str,
) -> int:
    """Reject the document's units whose sentences stand in other beads now."""
    if document.memory:
        return 0
    now_paired = {(tuple(bead.source), tuple(bead.target)) for bead in document.beads}
    holder = {i: at for at, unit in enumerate(units) for i in unit.source_positions}
    key = tuple(map(xml_text, (document.name, document.source_url, document.target_url)))
    replaced = 0
    for old, *places in connection.execute(_OWN, key).fetchall():
        source, target = range(places[0], places[1]), range(places[2], places[3])
        at = next((holder[i] for i in source if i in holder), None)
        if (tuple(source), tuple(target)) in now_paired or at is None:
            continue
        id = ids[at] if units[at].approved else None
        replaced += _replace(connection, old, id, units[at], noted)
    return replaced


def _replace(
    connection: sqlite3.Connection, old: int, new: int | None, unit: StoredUnit, noted: str
) -> int:
    said = (unit.reviewer or None, unit.reviewed or noted, noted, new, old, new or 0)
    return connection.execute(_REPLACE, said).rowcount
