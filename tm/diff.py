"""What two memories have and have not in common.

Both are read by their index of folded texts, side by side: no more than the units of one source
text are held, whatever the size of the memories.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from heapq import merge
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Literal

from tm.memory import Memory
from tm.segment import one_line

Kind = Literal["only-first", "only-second", "target", "score", "status"]
KINDS: tuple[Kind, ...] = ("only-first", "only-second", "target", "score", "status")

_LIVE = "replaced_by IS NULL AND status <> 'rejected'"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; what a memory does not have is None.

    "only-first", "only-second": a unit of one memory; "target": the same source with one
    translation in the first and another in the second; "score", "status": the same unit with
    another score or review. Texts are the same where they fold to the same key.
    """

    kind: Kind
    source: str
    first_target: str | None
    second_target: str | None
    first_score: float | None = None
    second_score: float | None = None
    first_status: str | None = None
    second_status: str | None = None


def diff(first: Path, second: Path, *, tolerance: float = 0.0005) -> Iterator[Difference]:
    """Yield the differences of two memories: units first, by source, then scores and reviews.

    Scores that differ by no more than `tolerance` are the same. Rejected and replaced units count
    as not there; a unit that only one memory rejects is therefore found in the other only. The
    order depends on the texts alone. Writers of either memory wait until the last is drawn.

    Raises what opening a Memory raises, for either path, before the first difference is drawn.
    """
    with Memory(second):
        pass  # say in its words what is wrong with it
    memory = Memory(first)
    try:
        memory.connection.execute("ATTACH ? AS second", (f"{second.resolve().as_uri()}?mode=ro",))
    except BaseException:
        memory.close()
        raise
    return _differences(memory, tolerance)


def _differences(memory: Memory, tolerance: float) -> Iterator[Difference]:
    with closing(memory):
        yield from _units(memory.connection)
        yield from _changes(memory.connection, tolerance)


def _units(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Yield what only one memory has; of the same source, translations are paired in order."""
    # Two walks along an index that is in order already: nothing is sorted, nothing kept.
    both = merge(
        *(connection.execute(_alone(*names)) for names in (("main", "second"), ("second", "main"))),
        key=lambda row: int(row[0]),
    )
    for _, group in groupby(both, key=lambda row: row[0]):
        rows: dict[str, list[tuple[str, str, float | None, str]]] = {"main": [], "second": []}
        for _, side, *row in group:
            rows[side].append((row[0], row[1], row[2], row[3]))
        for one, other in zip_longest(rows["main"], rows["second"]):
            kind: Kind = "target" if one and other else "only-first" if one else "only-second"
            _, target, score, status = one or (None, None, None, None)
            _, other_target, other_score, other_status = other or (None, None, None, None)
            yield Difference(
                kind,
                (one or other)[0],
                target,
                other_target,
                score,
                other_score,
                status,
                other_status,
            )


def _alone(here: str, there: str) -> str:
    """Return the SQL for the units of one memory that the other does not have, by source."""
    return (
        f"SELECT source_hash, '{here}', source, target, score, status FROM {here}.unit AS u"
        f" WHERE {_LIVE} AND NOT EXISTS (SELECT 1 FROM {there}.unit AS v"
        " WHERE v.source_hash = u.source_hash AND v.target_hash = u.target_hash"
        " AND v.replaced_by IS NULL AND v.status <> 'rejected')"
        " ORDER BY source_hash, target_hash"
    )


def _changes(connection: sqlite3.Connection, tolerance: float) -> Iterator[Difference]:
    """Yield the units of both memories whose score or status differs."""
    for source, *rest in connection.execute(
        "SELECT u.source, u.target, v.target, u.score, v.score, u.status, v.status"
        " FROM main.unit AS u JOIN second.unit AS v"
        " ON v.source_hash = u.source_hash AND v.target_hash = u.target_hash"
        " WHERE u.replaced_by IS NULL AND u.status <> 'rejected'"
        " AND v.replaced_by IS NULL AND v.status <> 'rejected'"
        " AND (u.status <> v.status OR u.score IS NOT v.score)"
        " ORDER BY u.source_hash, u.target_hash"
    ):
        one, other = rest[2], rest[3]
        if one != other and (one is None or other is None or abs(one - other) > tolerance):
            yield Difference("score", source, *rest)
        if rest[4] != rest[5]:
            yield Difference("status", source, *rest)


def difference_text(difference: Difference) -> str:
    """Return a difference as lines of text, in the manner of diff: - first, + second, = both."""
    rows = [f"{difference.kind}  {one_line(difference.source)}"]
    first, second = difference.first_target, difference.second_target
    if difference.kind in ("score", "status"):
        rows.append(f"= {one_line(first or '')}")
        one, other = (
            (_score(difference.first_score), _score(difference.second_score))
            if difference.kind == "score"
            else (difference.first_status, difference.second_status)
        )
        rows.append(f"  {one} → {other}")
    else:
        rows += [
            f"{sign} {one_line(text)}  ({_score(score)})"
            for sign, text, score in (
                ("-", first, difference.first_score),
                ("+", second, difference.second_score),
            )
            if text is not None
        ]
    return "\n".join(rows) + "\n"


def _score(score: float | None) -> str:
    return "no score" if score is None else f"{score:.4f}"


def difference_json(difference: Difference) -> str:
    """Return a difference as one JSON object, on one line, with the fields of Difference."""
    text = json.dumps(asdict(difference), ensure_ascii=False, allow_nan=False)
    text = text.replace("\u0085", "\\u0085").replace("\u2028", "\\u2028")
    return text.replace("\u2029", "\\u2029").encode("utf-8", "backslashreplace").decode()


def summary(differences: Iterable[Difference]) -> dict[Kind, int]:
    """Return how many differences there are of each kind, all kinds named."""
    counts = Counter(difference.kind for difference in differences)
    return {kind: counts[kind] for kind in KINDS}
