"""Measure look-up on a memory of one's own: how long it takes, and what it misses.

What look-up should find is known for certain by comparing a query with every unit.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from corpora.article import Language
from corpora.fold import fold
from tm.fuzzy import discount, percent, tokens
from tm.lookup import CHARACTERS, SIDES, lookup, near_keys
from tm.memory import Memory


@dataclass(frozen=True, slots=True)
class Bench:
    """What look-up came to on a memory of `units` units, over `queries` queries.

    p50 and p95 are CPU milliseconds a query, brute_p50 those of RapidFuzz's `process.extract` over
    all keys. Recall is the share of the `limit` best of all units that was found, or others as
    good, taken over all queries; 1.0 where there was nothing to find. recall_characters: of those
    at least `minimum` alike by characters, whether they were among the candidates;
    recall_words: of those at least `minimum` per cent by words, the highest `match` first, whether
    `lookup` returned them.
    `missed` are the queries of which something was missed.
    """

    units: int
    queries: int
    p50: float
    p95: float
    brute_p50: float
    recall_characters: float
    recall_words: float
    missed: tuple[str, ...] = ()


def bench(
    memory: Memory,
    *,
    queries: int = 200,
    seed: int = 0,
    language: Language = "en",
    limit: int = 5,
    minimum: float = 70.0,
    progress: Callable[[int, int], None] | None = None,
) -> Bench:
    """Look up texts drawn from the memory, as they are or edited, and compare with brute force.

    A sixth of the queries are units' texts as they are, a sixth are new texts (halves of two units
    joined), the others have 5 to 30 per cent of their words replaced, dropped or doubled. All keys
    of one side are held in memory: about 200 MB for a million. Raises ValueError for an empty
    memory.
    """
    side = SIDES[language]
    name = ("source_key", "target_key")[side]
    rows = memory.connection.execute(
        f"SELECT id, {name}, score, status FROM unit"
        " WHERE status != 'rejected' AND replaced_by IS NULL"
    ).fetchall()
    if not rows:
        raise ValueError(f"{memory.path}: nothing to look up in an empty memory")
    keys = [row[1] for row in rows]
    place = {row[0]: number for number, row in enumerate(rows)}
    times, brute, missed = [], [], []
    by_characters, by_words = _Share(), _Share()
    texts = _queries(memory, side, [row[0] for row in rows], queries, random.Random(seed))
    for number, query in enumerate(texts):
        if progress:
            progress(number, queries)
        begin = time.process_time_ns()
        found = lookup(memory, query, language=language, limit=limit, minimum=minimum)
        times.append((time.process_time_ns() - begin) / 1e6)
        key = fold(query)
        begin = time.process_time_ns()
        process.extract(
            key,
            keys,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=minimum / 100,
            limit=limit,
        )
        brute.append((time.process_time_ns() - begin) / 1e6)
        alike: NDArray[np.float32] = process.cdist(
            [key],
            keys,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=CHARACTERS * minimum / 100,
            dtype=np.float32,
        )[0]
        near = near_keys(memory, side, key, minimum)
        whole = by_characters.count(
            alike[alike >= minimum / 100].tolist(),
            [float(alike[place[row[0]]]) for row in near],
            limit,
        )
        truth = []
        for other in np.flatnonzero(alike >= CHARACTERS * minimum / 100).tolist():
            _, text, score, status = rows[other]
            by_word = percent(tokens(key), tokens(text))
            if by_word >= minimum:
                truth.append(discount(by_word, score, status))
        # Here 100 and 101 per cent are one: the same key is the same for both.
        values = [discount(min(match.percent, 100), match.score, match.status) for match in found]
        if not (by_words.count(truth, values, limit) and whole):
            missed.append(query)
    return Bench(
        units=len(rows),
        queries=len(times),
        p50=float(np.percentile(times, 50)),
        p95=float(np.percentile(times, 95)),
        brute_p50=float(np.percentile(brute, 50)),
        recall_characters=by_characters.value,
        recall_words=by_words.value,
        missed=tuple(missed),
    )


@dataclass(slots=True)
class _Share:
    """How many of the best were found, over many queries."""

    found: int = 0
    wanted: int = 0

    def count(self, truth: list[float], values: list[float], limit: int) -> bool:
        """Count the `limit` best of `truth` that are among `values`, equal ones being as good."""
        best = sorted(truth, reverse=True)[:limit]
        hits = min(sum(value >= best[-1] for value in values), len(best)) if best else 0
        self.found += hits
        self.wanted += len(best)
        return hits == len(best)

    @property
    def value(self) -> float:
        """The share, 1.0 of nothing."""
        return self.found / self.wanted if self.wanted else 1.0


def _queries(
    memory: Memory, side: int, ids: list[int], count: int, draw: random.Random
) -> Iterator[str]:
    """Yield texts to look up: units' own, new ones, and edited ones."""
    name = ("source", "target")[side]

    def words() -> list[str]:
        row = memory.connection.execute(
            f"SELECT {name} FROM unit WHERE id = ?", (draw.choice(ids),)
        ).fetchone()
        return str(row[0]).split()

    for number in range(count):
        text, other = words(), words()
        if number % 6 == 1:
            text = text[: (len(text) + 1) // 2] + other[len(other) // 2 :]
        elif number % 6:
            edits = max(1, round(len(text) * draw.uniform(0.05, 0.3)))
            for at in sorted(draw.sample(range(len(text)), min(edits, len(text))), reverse=True):
                text[at : at + 1] = draw.choice(
                    ([draw.choice(other)], [draw.choice(other)], [], [text[at], text[at]])
                )
        yield " ".join(text)
