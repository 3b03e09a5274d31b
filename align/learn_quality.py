"""Learn the score's weights: a logistic regression on beads judged right or wrong.

Needs SciPy, which the extra `train` brings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from align.bead import Bead
from align.quality import QUALITY_FEATURES, quality_features
from align.side import Doubles

# Weights under which a bead's score is its bare probability among all paths.
BARE: Mapping[str, float] = dict.fromkeys(QUALITY_FEATURES, 0.0) | {"path": 1.0}


@dataclass(frozen=True, slots=True)
class Judged:
    """The features of a bead, by QUALITY_FEATURES, and whether the gold holds the same bead."""

    values: tuple[float, ...]
    right: bool


def judged_beads(beads: Iterable[Bead], gold: Iterable[Bead]) -> Iterator[Judged]:
    """Yield the beads that are no nulls, judged; their scores must come from the weights BARE."""
    right = {(bead.source, bead.target) for bead in gold}
    for bead in beads:
        if bead.parts is not None:
            sentences = len(bead.source) + len(bead.target)
            chance = log(max(bead.score, 1e-12))
            values = quality_features(bead.parts, chance, sentences, bead.moved)
            yield Judged(values, (bead.source, bead.target) in right)


def learn_quality(judged: Sequence[Judged], *, ridge: float = 1.0) -> dict[str, float]:
    """Return the weights under which the judgements are the most probable.

    Raises ValueError where all beads are right, or all wrong; ImportError without SciPy.
    """
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise ImportError('learning needs SciPy: pip install "muwazi[train]"') from error
    values = np.array([one.values for one in judged], np.float64)
    right = np.array([one.right for one in judged], np.float64)
    if not 0 < right.sum() < len(right):
        raise ValueError("a score is learned from right and wrong beads; give documents with both")

    def objective(weights: Doubles) -> tuple[float, Doubles]:
        logits = values @ weights
        loss = np.logaddexp(0.0, logits) - right * logits
        chance = 1.0 / (1.0 + np.exp(-logits))
        held = weights[1:]  # the intercept is free
        slope = values.T @ (chance - right)
        slope[1:] += ridge * held
        return float(loss.sum() + ridge * (held @ held) / 2), slope

    found = minimize(objective, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B")
    return dict(zip(QUALITY_FEATURES, found.x.tolist(), strict=True))
