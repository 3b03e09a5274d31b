"""Choose units of a memory and read them one by one, always in the same order."""

import datetime
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, groupby

from align.bead import Parts
from corpora.split import split
from tm.entry import Status
from tm.memory import Memory
from tm.unit import TranslationUnit

_UNIT = """
SELECT u.source, u.target, u.score, u.status, u.reviewer, u.reviewed, s.source AS printed,
    u.replaced_by, s.best, s.source_start, s.source_stop, s.target_start, s.target_stop, s.moved,
    s.coverage_source, s.coverage_target, s.cosine, s.length, s.numbers, s.margin,
    (SELECT text FROM signature WHERE id = s.signature_id) AS signature,
    (SELECT count(*) FROM unit AS other WHERE other.source_hash = u.source_hash
        AND other.id <> u.id AND other.status <> 'rejected' AND other.replaced_by IS NULL
        AND (other.status <> 'machine' OR u.status = 'machine')
    ) AS alternatives
"""
# Every sighting of the document, not only the best ones: the rest are a unit's neighbours too.
_OF_DOCUMENT = f"""{_UNIT}
FROM sighting AS s JOIN unit AS u ON u.id = s.unit_id WHERE s.document_id = ?
ORDER BY s.source_start IS NULL, s.source_start, s.source_stop, s.target_start, u.id, s.id
"""
_OF_NONE = f"""{_UNIT}
FROM unit AS u LEFT JOIN sighting AS s ON s.unit_id = u.id AND s.best = 1
WHERE s.document_id IS NULL ORDER BY u.id
"""
_DOCUMENTS = """
SELECT id, name, source_url, target_url, source_host, target_host, date FROM document
ORDER BY name, source_url, target_url
"""


@dataclass(frozen=True, slots=True)
class StoredUnit(TranslationUnit):
    """A unit as a memory holds it; document, positions and parts are those of its best sighting.

    `scored` is false where no score is known (`score` is 0 then). `reviewed` is a UTC time,
    "2024-01-31T09:00:00Z". `alternatives` counts the other translations that the memory has of the
    same English: not those that were rejected nor, beside an approved one, those that nobody
    approved. `previous` and `following` are the English sentences
    before and after it in its document, "" where the memory does not hold them.
    """

    scored: bool = True
    status: Status = "machine"
    reviewer: str = ""
    reviewed: str = ""
    alternatives: int = 0
    previous: str = ""
    following: str = ""

    @property
    def approved(self) -> bool:
        """Whether a person accepted or edited it."""
        return self.status in ("accepted", "edited")

    @property
    def confidence(self) -> float | None:
        """What a tool should trust: 1 for what a person approved, else the score, else None."""
        if self.approved:
            return 1.0
        return self.score if self.scored else None


def select(
    memory: Memory,
    *,
    min_score: float = 0.0,
    reviewed: bool = False,
    domain: str = "",
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    document: str = "",
) -> Iterator[StoredUnit]:
    """Yield the units of a memory that meet every condition, document by document.

    `min_score`: units that a person approved always pass; of the rest those with this score or a
    better one, and where it is above 0 none without a score. `reviewed`: only what a person
    accepted or edited. `domain`: one of the two pages is of this host or of one below it.
    `since`, `until`: the article is dated, and not before or after these days. `document`: its name
    or one of its two addresses. Rejected and replaced units are never yielded.

    Documents come by name and address, a document's units as they stand in the English text; units
    of no document come last, in the order in which they were added. What other programs write
    meanwhile is not seen.

    Raises ValueError for a `min_score` that is not within [0, 1].
    """
    if not 0 <= min_score <= 1:
        raise ValueError(f"the least score must lie within 0 and 1, not {min_score}")
    return _select(
        memory.connection, min_score, reviewed, domain.lower().strip("."), since, until, document
    )


def _select(
    connection: sqlite3.Connection,
    min_score: float,
    reviewed: bool,
    domain: str,
    since: datetime.date | None,
    until: datetime.date | None,
    document: str,
) -> Iterator[StoredUnit]:
    """Yield the chosen units within one transaction, so that all is of one moment."""
    own = not connection.in_transaction
    if own:
        connection.execute("BEGIN")
    try:
        for unit in _units(connection, domain.removeprefix("www."), since, until, document):
            if reviewed and not unit.approved:
                continue
            if unit.approved or not min_score or (unit.scored and unit.score >= min_score):
                yield unit
    finally:
        if own and connection.in_transaction:
            connection.execute("COMMIT")


def _units(
    connection: sqlite3.Connection,
    domain: str,
    since: datetime.date | None,
    until: datetime.date | None,
    document: str,
) -> Iterator[StoredUnit]:
    """Yield the units of the documents that are asked for, whatever their score."""
    for identity, name, source_url, target_url, *hosts, date in connection.execute(_DOCUMENTS):
        day = _day(date)
        if document and document not in (name, source_url, target_url):
            continue
        if domain and not any(f".{host}".endswith(f".{domain}") for host in hosts):
            continue
        if (since or until) and day is None:
            continue
        if day and ((since and day < since) or (until and day > until)):
            continue
        rows = connection.cursor()
        rows.row_factory = sqlite3.Row
        for row, previous, following in _neighbours(rows.execute(_OF_DOCUMENT, (identity,))):
            if row["best"] and _in_use(row):
                yield _unit(row, name, source_url, target_url, day, previous, following)
    if domain or since or until or document:
        return
    rows = connection.cursor()
    rows.row_factory = sqlite3.Row
    for row in rows.execute(_OF_NONE):
        if _in_use(row):
            yield _unit(row)


def _in_use(row: sqlite3.Row) -> bool:
    return row["status"] != "rejected" and row["replaced_by"] is None


def _neighbours(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[sqlite3.Row, str, str]]:
    """Yield each row with the sentences before and after it, "" where a row does not touch."""
    before: list[sqlite3.Row] = []
    here: list[sqlite3.Row] = []
    groups = groupby(rows, key=lambda row: (row["source_start"], row["source_stop"]))
    for after in chain((list(group) for _, group in groups), ([],)):
        for row in here:
            previous = following = ""
            if before and before[0]["source_stop"] == row["source_start"]:
                previous = _sentences(before[0])[-1]
            if after and after[0]["source_start"] == row["source_stop"]:
                following = _sentences(after[0])[0]
            yield row, previous, following
        before, here = here, after


def _sentences(row: sqlite3.Row) -> list[str]:
    """Return the English sentences of a row as its document prints them, at least one."""
    text = str(row["printed"] or row["source"])
    if row["source_start"] is None or row["source_stop"] - row["source_start"] <= 1:
        return [text]
    return split(text, "en") or [text]


def _unit(
    row: sqlite3.Row,
    name: str = "",
    source_url: str = "",
    target_url: str = "",
    date: datetime.date | None = None,
    previous: str = "",
    following: str = "",
) -> StoredUnit:
    """Return a row as a unit."""
    shares = tuple(row[part] for part in Parts.__dataclass_fields__)
    return StoredUnit(
        source=row["source"],
        target=row["target"],
        score=row["score"] or 0.0,
        parts=None if None in shares else Parts(*shares),
        source_positions=_positions(row["source_start"], row["source_stop"]),
        target_positions=_positions(row["target_start"], row["target_stop"]),
        moved=bool(row["moved"]),
        source_url=source_url,
        target_url=target_url,
        document=name,
        date=date,
        signature=row["signature"] or "",
        scored=row["score"] is not None,
        status=row["status"],
        reviewer=row["reviewer"] or "",
        reviewed=row["reviewed"] or "",
        alternatives=row["alternatives"],
        previous=previous,
        following=following,
    )


def _positions(start: int | None, stop: int | None) -> range:
    return range(0) if start is None or stop is None else range(start, stop)


def _day(date: str | None) -> datetime.date | None:
    """Return a date of the memory, None where it is unknown or no date."""
    with suppress(ValueError):
        return datetime.date.fromisoformat(date) if date else None
    return None
