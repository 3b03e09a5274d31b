"""Look-up: the units of a memory whose text is, or is nearly, what a translator has before them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from corpora.article import Language
from corpora.fold import fold
from tm.entry import Status
from tm.fuzzy import characters, discount, percent, tokens
from tm.keys import key_hash
from tm.match import Match
from tm.memory import Memory
from tm.postings import CANDIDATES, MARK, SHORT, candidates
from tm.segment import tidy_source, tidy_target, xml_text

SIDES: dict[Language, int] = {"en": 0, "ar": 1}
_TEXT = ("source", "target")
_TIDY = (tidy_source, tidy_target)
# The least similarity by characters, as a share of the least percent: two texts that have only
# their blanks and small words in common may be 70 per cent alike by words, and are no match.
CHARACTERS = 0.75
# Words differ more in length than their number does: how much wider the window of lengths is.
_SLACK = 0.85
_STANDS = "unit.status != 'rejected' AND unit.replaced_by IS NULL"


def lookup(
    memory: Memory,
    text: str,
    *,
    language: Language = "en",
    limit: int = 5,
    minimum: float = 70.0,
    previous: str = "",
    following: str = "",
) -> list[Match]:
    """Return the best matches of `text`, at most `limit`, the highest `match` first.

    `language` is that of `text`: "en" looks in the sources, "ar" in the targets. `minimum` is the
    least `percent`, and three quarters of it the least similarity by characters. `previous` and
    `following` are the segments around the text; where one or both are given and a unit has once
    stood between the same, it is a context match of 101 per cent. Rejected and replaced units are
    never found. Of equal matches the higher percent, then the higher similarity by characters,
    the reviewed, the more frequent, the older comes first.
    """
    side = SIDES[language]
    text, previous, following = (xml_text(one) for one in (text, previous, following))
    key = fold(text)
    if not key or limit < 1:
        return []
    found = _exact(memory, side, key, text, previous, following)
    if sum(match.match >= 99 for match in found) < limit:  # what is not the same text has less
        found += _fuzzy(memory, side, key, limit, minimum)
    found = [match for match in found if match.percent >= minimum]
    found.sort(key=rank)
    return found[:limit]


def found_units(memory: Memory, ids: Iterable[int]) -> dict[int, Match]:
    """Return the units of the ids, with what the memory knows of where they come from.

    Their percent, characters and match are 0 and are to be filled in. Rejected and replaced units
    are left out.
    """
    wanted = list(ids)
    rows = memory.connection.execute(
        "SELECT unit.id, unit.source, unit.target, unit.score, unit.status, unit.sightings,"
        " document.source_url, document.target_url, document.name, document.date, origin.name"
        " FROM unit LEFT JOIN sighting ON sighting.unit_id = unit.id AND sighting.best = 1"
        " LEFT JOIN document ON document.id = sighting.document_id"
        " LEFT JOIN origin ON origin.id = sighting.origin_id"
        f" WHERE unit.id IN ({','.join('?' * len(wanted))}) AND {_STANDS}",
        wanted,
    )
    return {
        unit: Match(
            source=source,
            target=target,
            kind="fuzzy",
            percent=0,
            characters=0.0,
            match=0.0,
            score=score,
            status=status,
            unit=unit,
            count=count,
            source_url=source_url or "",
            target_url=target_url or "",
            document=document or "",
            date=date or "",
            origin=origin or "",
        )
        for (
            unit, source, target, score, status, count,
            source_url, target_url, document, date, origin,
        ) in rows
    }  # fmt: skip


def rank(match: Match) -> tuple[float, int, float, bool, int, int]:
    """Return what matches are sorted by."""
    return (
        -match.match,
        -match.percent,
        -match.characters,
        not match.reviewed,
        -match.count,
        match.unit,
    )


def _exact(
    memory: Memory, side: int, key: str, text: str, previous: str, following: str
) -> list[Match]:
    """Return the units of the same key: 101 in context, 100 for the same text, else 99."""
    name = _TEXT[side]
    rows = memory.connection.execute(
        f"SELECT id FROM unit WHERE {name}_hash = ? AND {name}_key = ? AND {_STANDS}"
        " ORDER BY status IN ('accepted', 'edited') DESC, coalesce(score, 1) DESC,"
        " sightings DESC, id LIMIT ?",
        (key_hash(key), key, CANDIDATES),
    ).fetchall()
    same = _TIDY[side](text)
    found = []
    for match in found_units(memory, (unit for (unit,) in rows)).values():
        if _TIDY[side]((match.source, match.target)[side]) != same:
            filled = replace(match, percent=99)
        elif _in_context(memory, side, match.unit, fold(previous), fold(following)):
            filled = replace(match, percent=101, kind="context")
        else:
            filled = replace(match, percent=100, kind="exact")
        found.append(
            replace(
                filled,
                characters=100.0,
                match=discount(filled.percent, match.score, match.status),
            )
        )
    return found


def _in_context(memory: Memory, side: int, unit: int, previous: str, following: str) -> bool:
    """Whether a unit has stood between the two keys; an empty one is not asked for.

    Neighbours are sightings that follow each other in one file or run, of one document, with no
    sentence between them where positions are known.
    """
    if not previous and not following:
        return False
    name = _TEXT[side]
    joins, values = "", list[int | str]()
    for other, step, key in (("before", -1, previous), ("after", 1, following)):
        if not key:
            continue
        first, second = (other, "here") if step < 0 else ("here", other)
        joins += (
            f" JOIN sighting AS {other} ON {other}.id = here.id + ({step})"
            f" AND {other}.origin_id = here.origin_id AND {other}.document_id IS here.document_id"
            f" AND coalesce({first}.{name}_stop = {second}.{name}_start, 1)"
            f" JOIN unit AS unit_{other} ON unit_{other}.id = {other}.unit_id"
            f" AND unit_{other}.{name}_hash = ? AND unit_{other}.{name}_key = ?"
        )
        values += [key_hash(key), key]
    return (
        memory.connection.execute(
            f"SELECT 1 FROM sighting AS here{joins} WHERE here.unit_id = ? LIMIT 1", (*values, unit)
        ).fetchone()
        is not None
    )


def _fuzzy(memory: Memory, side: int, key: str, limit: int, minimum: float) -> list[Match]:
    """Return the best `limit` units of a similar key, those of the same key left out."""
    rows = [row for row in near_keys(memory, side, key, minimum) if row[1] != key]
    alike = _alike(key, [row[1] for row in rows], CHARACTERS * minimum / 100)
    asked = tokens(key)
    near: dict[int, tuple[int, float]] = {}
    order = []
    for place in np.flatnonzero(alike).tolist():
        unit, other, score, status = rows[place]
        per_cent = min(percent(asked, tokens(other)), 99)
        if per_cent >= minimum:
            near[unit] = per_cent, characters(key, other)
            order.append((-discount(per_cent, score, status), -per_cent, -near[unit][1], unit))
    # As many as share the last place: what else decides is known only of whole units.
    order.sort()
    last = order[limit - 1][:3] if len(order) >= limit else ()
    kept = [unit for *rank, unit in order if not last or tuple(rank) <= last]
    return [
        replace(
            match,
            percent=near[unit][0],
            characters=near[unit][1],
            match=discount(near[unit][0], match.score, match.status),
        )
        for unit, match in found_units(memory, kept).items()
    ]


def near_keys(
    memory: Memory, side: int, key: str, minimum: float
) -> list[tuple[int, str, float | None, Status]]:
    """Return id, key, score and status of the units that may be similar to `key`."""
    run = memory.connection.execute
    wanted = f"SELECT id, {_TEXT[side]}_key, score, status FROM unit WHERE {_STANDS} AND id"
    ids = candidates(memory, key, side, minimum)
    rows: list[tuple[int, str, float | None, Status]] = []
    if ids is None:
        chosen = _like_length(memory, side, key, minimum)
    else:
        chosen = ids
        # What was added since is read in full.
        rows = run(f"{wanted} > ?", (memory.watermark(MARK),)).fetchall()
    rows += run(f"{wanted} IN ({','.join('?' * len(chosen))})", chosen).fetchall()
    return rows


def _like_length(memory: Memory, side: int, key: str, minimum: float) -> list[int]:
    """Return the ids of the most similar of all keys whose length is not too far from this one's.

    For keys of few grams. It reads an index of short keys, and the whole table for longer ones.
    """
    share = _SLACK * minimum / 100
    low, high = int(len(key) * share), int(len(key) / max(share, 0.2)) + 1
    name = f"{_TEXT[side]}_key"
    short = f" AND length({name}) <= {SHORT}" if high <= SHORT else ""
    rows = memory.connection.execute(
        f"SELECT id, {name} FROM unit WHERE length({name}) BETWEEN ? AND ?{short}", (low, high)
    ).fetchall()
    alike = _alike(key, [row[1] for row in rows], CHARACTERS * minimum / 100)
    # Of the ids as SQLite gives them: by length, key and id, or by id.
    best = np.argsort(-alike, kind="stable")[:CANDIDATES].tolist()
    return [rows[place][0] for place in best if alike[place] > 0]


def _alike(key: str, others: list[str], least: float = 0.0) -> NDArray[np.float32]:
    """Return the similarity by characters, 0 to 1, of a key and others; 0 what is below `least`."""
    if not others:
        return np.zeros(0, np.float32)
    similarity: NDArray[np.float32] = process.cdist(
        [key],
        others,
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=least,
        dtype=np.float32,
    )[0]
    return similarity
