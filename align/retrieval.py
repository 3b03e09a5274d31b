"""Measure an embedding by retrieval: does each sentence find its own translation?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.embedder import Embedder
from align.pairs import Pair
from corpora.fold import fold

_ROWS = 1024  # rows of similarities at a time


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The share of sentences, in [0, 1], whose nearest vector is that of their translation.

    `count` pairs; `forward` from English to Arabic, `backward` from Arabic to English.
    """

    count: int
    forward: float
    backward: float

    @property
    def accuracy(self) -> float:
        """The mean of both directions."""
        return (self.forward + self.backward) / 2


def retrieval(model: Embedder, pairs: Sequence[Pair]) -> Retrieval:
    """Return top-1 accuracy among `pairs`, by cosine of the sentence vectors.

    Of pairs that share a side once folded, only the first counts: the others have no one right
    answer. Of equal similarities the worst place counts, so that zeros never hit.
    Raises ValueError where there is no pair.
    """
    kept = distinct(pairs)
    if not kept:
        raise ValueError("no pair to measure retrieval on; give at least one")
    english = model.encode([pair[0] for pair in kept])
    arabic = model.encode([pair[1] for pair in kept])
    return Retrieval(len(kept), _top1(english, arabic), _top1(arabic, english))


def distinct(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs of which neither side, folded, has come before."""
    seen: tuple[set[str], set[str]] = set(), set()
    kept = []
    for pair in pairs:
        keys = [fold(side) for side in pair]
        if keys[0] not in seen[0] and keys[1] not in seen[1]:
            kept.append(pair)
        for key, side in zip(keys, seen, strict=True):
            side.add(key)
    return kept


def _top1(queries: np.ndarray, answers: np.ndarray) -> float:
    hits = 0
    for first in range(0, len(queries), _ROWS):
        found = queries[first : first + _ROWS] @ answers.T
        own = np.arange(len(found))
        right = found[own, first + own].copy()
        found[own, first + own] = -np.inf
        hits += int((right > found.max(axis=1)).sum())
    return hits / len(queries)
