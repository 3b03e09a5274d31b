"""Tell a difference from luck: bootstrap intervals and paired tests over counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.evaluate import Evaluation, Measure, evaluate
from align.ladder import AnyBead
from align.neighbourhoods import neighbourhoods

_BLOCK = 1_000_000  # numbers drawn at a time: 8 MB


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured F1 and the interval that holds `level` of the resampled ones."""

    f1: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The F1 of a second system less that of the first, and how easily luck alone does as much.

    `low` and `high` are the paired bootstrap interval of the difference; `p_value` is from
    approximate randomisation, two-sided.
    """

    difference: float
    low: float
    high: float
    level: float
    p_value: float


def split_evaluation(
    gold: Sequence[AnyBead], *predictions: Sequence[AnyBead]
) -> tuple[list[Evaluation], ...]:
    """Return an evaluation of each neighbourhood of one document, a list per prediction.

    The lists are paired and each adds up to the evaluation of the whole document: what to resample
    where there is one document only.
    """
    parts = neighbourhoods(gold, *predictions)
    return tuple(
        [evaluate(part[0], part[place]) for part in parts]
        for place in range(1, len(predictions) + 1)
    )


def bootstrap_interval(
    evaluations: Sequence[Evaluation],
    measure: Measure = "strict",
    *,
    seed: int,
    samples: int = 10_000,
    level: float = 0.95,
) -> Interval:
    """Return the F1 of the documents together with its percentile bootstrap interval.

    Documents are drawn with replacement (Efron 1979; for alignment and translation Koehn 2004).
    Raises ValueError for fewer than two documents: use `split_evaluation` for one.
    """
    counts = _counts(evaluations, measure)
    rng = np.random.default_rng(seed)
    drawn = np.concatenate([_f1(weights @ counts) for weights in _draws(len(counts), samples, rng)])
    low, high = _middle(drawn, level)
    return Interval(float(_f1(counts.sum(axis=0))), low, high, level)


def compare(
    first: Sequence[Evaluation],
    second: Sequence[Evaluation],
    measure: Measure = "strict",
    *,
    seed: int,
    samples: int = 10_000,
    level: float = 0.95,
) -> Comparison:
    """Return whether the second system beats the first on the same documents, in the same order.

    The interval is from the paired bootstrap (the same documents are drawn for both), the p-value
    from approximate randomisation (Noreen 1989; Yeh 2000): the share of random exchanges of the
    two systems' documents, the measured one included, whose difference is at least as large.
    Raises ValueError where the two lists do not match, or for fewer than two documents.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} documents against {len(second)}; give the same ones twice")
    one, two = _counts(first, measure), _counts(second, measure)
    rng = np.random.default_rng(seed)
    difference = float(_f1(two.sum(axis=0)) - _f1(one.sum(axis=0)))
    drawn = np.concatenate(
        [_f1(weights @ two) - _f1(weights @ one) for weights in _draws(len(one), samples, rng)]
    )
    low, high = _middle(drawn, level)
    reached = 0
    both, change = one.sum(axis=0), two - one
    for size in _blocks(len(one), samples):
        exchanged = rng.integers(0, 2, (size, len(one))) @ change
        # A little slack, for equal differences that rounding made unequal.
        by_luck = np.abs(_f1(two.sum(axis=0) - exchanged) - _f1(both + exchanged))
        reached += int((by_luck >= abs(difference) - 1e-12).sum())
    return Comparison(difference, low, high, level, (reached + 1) / (samples + 1))


def _counts(evaluations: Sequence[Evaluation], measure: Measure) -> np.ndarray:
    """Return right, predicted, found and gold: an array of documents × 4."""
    if len(evaluations) < 2:
        raise ValueError(
            "resampling needs two documents or more; cut one up with split_evaluation(gold, beads)"
        )
    rows = [getattr(evaluation, measure) for evaluation in evaluations]
    return np.array([(row.right, row.predicted, row.found, row.gold) for row in rows], np.int64)


def _blocks(documents: int, samples: int) -> list[int]:
    """Return how many samples to draw at a time, so that memory stays bounded."""
    size = max(1, _BLOCK // documents)
    return [min(size, samples - start) for start in range(0, samples, size)]


def _draws(documents: int, samples: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    even = np.full(documents, 1 / documents)
    for size in _blocks(documents, samples):
        yield rng.multinomial(documents, even, size)


def _f1(counts: np.ndarray) -> np.ndarray:
    """Return the F1 of counts (…, 4); shares of nothing are 0."""
    right, predicted, found, gold = np.moveaxis(counts.astype(np.float64), -1, 0)
    precision = np.divide(right, predicted, out=np.zeros_like(right), where=predicted > 0)
    recall = np.divide(found, gold, out=np.zeros_like(found), where=gold > 0)
    both = precision + recall
    f1: np.ndarray = np.zeros_like(both)
    np.divide(2 * precision * recall, both, out=f1, where=both > 0)
    return f1


def _middle(values: np.ndarray, level: float) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
