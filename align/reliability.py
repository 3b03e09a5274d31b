"""Measure a score: does it mean what it says, and does it rank right above wrong?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bin:
    """A row of the reliability table: units with neighbouring scores.

    `score` is their mean score and `right` the share of them that is right; both in [0, 1].
    """

    low: float
    high: float
    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How good a score is as a probability, and as a ranking.

    `ece`: expected calibration error, the mean over units of |score − share right| of their bin;
    0 is best. `brier`: mean squared error; 0 is best. `auc`: the chance that a right unit scores
    above a wrong one, ties half; 1 is best, nan where all are right or all wrong.
    `kept` of `count` units score at least `threshold`, and `kept_right` is the share of those that
    is right (nan for none kept).
    """

    count: int
    ece: float
    brier: float
    auc: float
    threshold: float
    kept: int
    kept_right: float
    bins: tuple[Bin, ...]


def calibration(
    scores: Sequence[float], right: Sequence[bool], bins: int = 15, threshold: float = 0.9
) -> Calibration:
    """Return how well `scores`, each in [0, 1], tell which units are right.

    The bins hold equally many units (equal mass; Nguyen and O'Connor 2015), except that equal
    scores stay together, so that the order of the units makes no difference.
    Raises ValueError for lists of different lengths, no unit, or a score out of [0, 1].
    """
    if len(scores) != len(right):
        raise ValueError(f"{len(scores)} scores and {len(right)} judgements; give one for each")
    if not len(scores):
        raise ValueError("there is no unit to measure; give at least one score")
    if bins < 1:
        raise ValueError(f"bins is {bins}; give at least 1")
    order = np.argsort(np.asarray(scores, dtype=np.float64), kind="stable")
    score = np.asarray(scores, dtype=np.float64)[order]
    hit = np.asarray(right, dtype=np.float64)[order]
    if not (score[0] >= 0 and score[-1] <= 1):  # nan sorts last, and fails here too
        raise ValueError("a score is outside [0, 1]; give probabilities, not costs")
    table = _table(score, hit, bins)
    count = len(score)
    kept = score >= threshold
    return Calibration(
        count,
        sum(row.count * abs(row.score - row.right) for row in table) / count,
        float(np.mean((score - hit) ** 2)),
        _auc(score, hit),
        threshold,
        int(kept.sum()),
        float(hit[kept].mean()) if kept.any() else float("nan"),
        table,
    )


def _table(score: np.ndarray, hit: np.ndarray, bins: int) -> tuple[Bin, ...]:
    """Cut the ascending scores at equal counts, each cut moved behind its run of equal scores."""
    count = len(score)
    wanted = np.arange(1, bins + 1) * count // bins
    cuts = np.searchsorted(score, score[np.maximum(wanted, 1) - 1], side="right")
    rows = []
    start = 0
    for end in np.unique(cuts[wanted > 0]).tolist():
        part = score[start:end]
        share = float(hit[start:end].mean())
        rows.append(Bin(float(part[0]), float(part[-1]), end - start, float(part.mean()), share))
        start = end
    return tuple(rows)


def _auc(score: np.ndarray, hit: np.ndarray) -> float:
    """Return the area under the ROC curve from mean ranks (Mann and Whitney 1947)."""
    positives = hit.sum()
    negatives = len(hit) - positives
    if not positives or not negatives:
        return float("nan")
    first = np.searchsorted(score, score, side="left")
    last = np.searchsorted(score, score, side="right")
    ranks = (first + last + 1) / 2  # of ascending scores, from 1, equal scores share the mean
    above = ranks[hit == 1].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))
