"""The last step of a batch: pairs become units of the memory, in the order of the plan."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import islice

from tm.add import add_built
from tm.batch.event import Event, Tell
from tm.batch.manifest import Manifest
from tm.batch.work import PairResult, PairTask, build_pairs
from tm.batch.workers import Lost, Workers

_CHUNK = 2  # pairs that travel to a worker together


def build_memory(
    manifest: Manifest,
    workers: Workers,
    *,
    model: str | None,
    signature: str,
    min_score: float,
    now: datetime,
    tell: Tell,
    stopping: Callable[[], bool],
) -> bool:
    """Build the pairs that have no result yet; return whether it came to the end.

    Units reach the memory in the order of the plan, whichever worker is first, and each pair in
    the same transaction as its result. `signature` is what the alignments must have: another
    muwazi among the workers raises ValueError. Raises as `Memory.transaction` does.
    """
    rows = manifest.pending()
    tasks = (PairTask(key, *manifest.texts(pages)) for key, *pages in (row[:3] for row in rows))
    work = partial(build_pairs, model=model, min_score=min_score)
    done = 0
    places = iter(rows)
    for task, result in workers.map(work, tasks, chunk=_CHUNK, stopping=stopping):
        if isinstance(result, Lost):
            result = PairResult(task.key, "failed", result.reason)
        _check(result, signature)
        manifest.keep_pair(result, partial(_add, result=result, now=now))
        done += 1
        ((*_, source, target),) = islice(places, 1)
        tell(
            Event(
                "build",
                result.outcome,
                f"{source} {target}",
                result.reason,
                units=len(result.units),
                seconds=result.seconds,
                done=done,
                total=len(rows),
                share=done / len(rows),
            )
        )
    manifest.flush()
    return done == len(rows)


def _add(connection: sqlite3.Connection, *, result: PairResult, now: datetime) -> None:
    if result.source is not None and result.target is not None:
        add_built(connection, result.units, result.source, result.target, now=now)


def _check(result: PairResult, signature: str) -> None:
    """Refuse the units of another muwazi, or another model, than this one."""
    for unit in result.units[:1]:
        made = [field for field in unit.signature.split("|") if not field.startswith("split:")]
        if "|".join(made) != signature:
            raise ValueError(
                f"a worker has another muwazi or model ({unit.signature}): install the same"
                " version everywhere"
            )
