"""The likeliest other versions of each article, by an inverted index over fingerprints.

A pair scores the cosine of its two vectors of features. A feature weighs its kind times how rare it
is on its own side, so that a shared surname says much and a shared "2016" little. Features that
only one side has count for nothing, since an Arabic text offers every word as a name. The score is
lowered where the lengths or the dates of the two do not fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpora.fingerprint import Fingerprint

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEIGHT = {"d": 2.0, "n": 1.6, "l": 1.6, "k": 1.0, "m": 0.5}
"""How much a kind of feature says, next to how rare it is."""

_COMMON = 0.02  # features in more than this share of a side's articles are skipped,
_FEW = 200  # but not those of so few articles
_LEAST_SIZE = 100  # articles that a side is taken to have, so that few articles are no surprise
_DOUBT = 100.0  # added to the square of a vector's length: one shared name proves little
_LENGTH_RATIO = 0.87  # characters of Arabic to those of English, measured on dev documents
_LENGTH_SPREAD = 0.6  # of the logarithm of the ratio of lengths: a version may be abridged
_WINDOW = (-3, 21)  # days from the target's date to the source's that are usual
_FADE = 30.0  # days outside the window that halve the score


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Possible pairs: positions on both sides and a score in [0, 1], three arrays of one length.

    They are ordered by source, then by score, the best first, then by target.
    """

    source: Ints
    target: Ints
    score: Floats


class Index:
    """Two sides of fingerprints as numbers, the features of the target side inverted."""

    def __init__(self, sources: Sequence[Fingerprint], targets: Sequence[Fingerprint]) -> None:
        """Index both sides; a feature that many articles have (2 % of either side) is skipped."""
        number: dict[str, int] = {}
        self._starts, self._held = _numbered(sources, number)
        target_starts, target_held = _numbered(targets, number)
        kind = np.array([WEIGHT[feature[0]] for feature in number])
        df = np.bincount(self._held, minlength=len(number))
        target_df = np.bincount(target_held, minlength=len(number))
        used = (df > 0) & (target_df > 0)
        used &= (df <= _most(len(sources))) & (target_df <= _most(len(targets)))
        weight = kind * used * _rarity(df, len(sources))
        target_weight = kind * used * _rarity(target_df, len(targets))
        self._used = used
        self._worth = weight * target_weight
        self._target_starts, self._target_held = target_starts, target_held
        self._norms = _norms(self._starts, weight[self._held])
        self._target_norms = _norms(target_starts, target_weight[target_held])
        kept = used[target_held]
        owners = np.repeat(np.arange(len(targets)), np.diff(target_starts))[kept]
        order = np.argsort(target_held[kept], kind="stable")
        self._owners = owners[order].astype(np.int32)
        self._lists = np.concatenate(([0], np.cumsum(np.where(used, target_df, 0))))
        self._lengths, self._target_lengths = _lengths(sources), _lengths(targets)
        self._days, self._target_days = _days(sources), _days(targets)

    def score(self, source: int, target: int) -> float:
        """Return the score of one source article with one target article, in [0, 1]."""
        mine = self._held[self._starts[source] : self._starts[source + 1]]
        theirs = self._target_held[self._target_starts[target] : self._target_starts[target + 1]]
        shared = mine[self._used[mine] & np.isin(mine, theirs)]
        if not len(shared):
            return 0.0
        worth = np.cumsum(self._worth[shared])[-1:]  # added up in the order in which `scores` does
        worth /= self._norms[source] * self._target_norms[target]
        return float((worth * self._fit(source, slice(target, target + 1)))[0])

    def scores(self, source: int) -> Floats:
        """Return the scores of one source article with every target article, each in [0, 1]."""
        mine = self._held[self._starts[source] : self._starts[source + 1]]
        mine = mine[self._used[mine]]
        if not len(mine):
            return np.zeros(len(self._target_norms))
        lists = [self._owners[self._lists[one] : self._lists[one + 1]] for one in mine]
        worth = np.repeat(self._worth[mine], [len(one) for one in lists])
        scores: Floats = np.bincount(np.concatenate(lists), worth, len(self._target_norms)).astype(
            np.float64
        )
        scores /= self._norms[source] * self._target_norms
        scores *= self._fit(source, slice(None))
        return scores

    def _fit(self, source: int, targets: slice) -> Floats:
        """Return how well lengths and dates fit those of some target articles, in [0, 1]."""
        off = self._target_lengths[targets] - self._lengths[source]
        apart = self._days[source] - self._target_days[targets]
        outside = np.maximum(np.maximum(_WINDOW[0] - apart, apart - _WINDOW[1]), 0)
        fit: Floats = np.exp(-(off**2) / (2 * _LENGTH_SPREAD**2))
        fit *= 0.5 ** (np.nan_to_num(outside) / _FADE)
        return fit

    def worth(self, source: int) -> dict[int, float]:
        """Return how much each feature of a source article adds where the target has it too.

        Keys are positions in the article's own features.
        """
        mine = self._held[self._starts[source] : self._starts[source + 1]]
        return {at: float(worth) for at, worth in enumerate(self._worth[mine]) if worth > 0}


def find_candidates(
    index: Index,
    sources: Sequence[int],
    targets: Sequence[int],
    *,
    limit: int = 20,
    also: Mapping[int, Sequence[int]] | None = None,
) -> Candidates:
    """Return the `limit` best candidates among `targets` of each of `sources`.

    `also` adds targets to look at for a source, whatever they share. Targets that share nothing
    are no candidates otherwise. Ties go to the first.
    """
    allowed = np.sort(np.asarray(targets, np.int64))
    parts: list[tuple[Ints, Ints, Floats]] = []
    for source in sorted(sources):
        scores = index.scores(source)[allowed]
        best = np.arange(len(scores))
        if len(scores) > limit:
            least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            best = np.flatnonzero(scores >= least)
        best = best[scores[best] > 0]
        best = best[np.lexsort((best, -scores[best]))][:limit]
        if also and source in also:
            added = np.searchsorted(allowed, np.asarray(also[source], np.int64))
            best = np.union1d(best, added)
            best = best[np.lexsort((best, -scores[best]))]
        parts.append((np.full(len(best), source), allowed[best], scores[best]))
    if not parts:
        return Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    source_part, target_part, score_part = zip(*parts, strict=True)
    return Candidates(
        np.concatenate(source_part), np.concatenate(target_part), np.concatenate(score_part)
    )


def _numbered(side: Sequence[Fingerprint], number: dict[str, int]) -> tuple[Ints, Ints]:
    """Return where the features of each article begin, and the number of each feature."""
    starts = np.cumsum([0, *(len(one.features) for one in side)])
    features = chain.from_iterable(one.features for one in side)
    numbers = (number.setdefault(feature, len(number)) for feature in features)
    return starts, np.fromiter(numbers, np.int64, int(starts[-1]))


def _most(size: int) -> float:
    return max(_FEW, _COMMON * size)


def _rarity(df: Ints, size: int) -> Floats:
    rarity: Floats = np.log1p(max(size, _LEAST_SIZE) / np.maximum(df, 1))
    return rarity


def _norms(starts: Ints, weights: Floats) -> Floats:
    sums = np.concatenate(([0.0], np.cumsum(weights**2)))
    norms: Floats = np.sqrt(sums[starts[1:]] - sums[starts[:-1]] + _DOUBT)
    return norms


def _lengths(side: Sequence[Fingerprint]) -> Floats:
    """Return the logarithms of lengths in characters of English."""
    ratio = {"en": 1.0, "ar": _LENGTH_RATIO}
    return np.log([max(one.length, 1) / ratio[one.language] for one in side])


def _days(side: Sequence[Fingerprint]) -> Floats:
    return np.array([one.date.toordinal() if one.date else np.nan for one in side], np.float64)
