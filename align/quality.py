"""The score of a bead: the probability that its sides are complete translations of each other."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from align.bead import Parts
from align.comparison import Comparison
from align.coverage import Places
from align.embedder import Floats
from align.lattice import Span
from align.side import running

QUALITY_FEATURES = (
    "intercept",
    "path",  # log odds of the bead among all paths
    "coverage",  # the lower of the two
    "coverage_mean",
    "cosine",
    "length",
    "numbers",
    "margin",
    "sentences",
    "moved",
)
_LIMIT = 7.0  # log odds beyond this say no more: a model is never surer than one in a thousand


def bead_parts(
    compared: Comparison, beads: Sequence[Span], margins: Sequence[float]
) -> list[Parts]:
    """Return what the scores of some beads of two texts are made of.

    margins: for each the probability of the bead minus that of its best alternative.
    """
    if not beads:
        return []
    source, target = compared.source, compared.target
    start, end, first, stop = np.array(beads).T
    weight = _joined(np.add, compared.forth.weight, start, end)
    other = _joined(np.add, compared.back.weight, first, stop)
    vectors, answers = weight @ source.tokens.types, other @ target.tokens.types
    norms = np.linalg.norm(vectors, axis=1) * np.linalg.norm(answers, axis=1)
    cosines = np.einsum("bd,bd->b", vectors, answers) / np.where(norms > 0, norms, 1.0)
    lengths, expected = running(source.length), running(target.length * compared.scale.ratio)
    mine = lengths[end] - lengths[start] + 10
    theirs = expected[stop] - expected[first] + 10
    columns = (
        _covered(weight, _joined(np.maximum, compared.forth.best, first, stop)),
        _covered(other, _joined(np.maximum, compared.back.best, start, end)),
        cosines,
        np.minimum(mine, theirs) / np.maximum(mine, theirs),
        np.array([_shared(source.numbers[i:e], target.numbers[j:f]) for i, e, j, f in beads]),
        np.array(margins),
    )
    return [Parts(*row) for row in np.clip(np.stack(columns, 1), 0.0, 1.0).tolist()]


def _joined(join: np.ufunc, rows: Floats, starts: Places, ends: Places) -> Floats:
    """Return the rows from each start to its end, joined by `join`."""
    joined = rows[starts]
    for step in range(1, int((ends - starts).max())):
        longer = np.flatnonzero(ends - starts > step)
        joined[longer] = join(joined[longer], rows[starts[longer] + step])
    return joined


def _covered(weight: Floats, best: Floats) -> Floats:
    """Return for each bead the share of its tokens' weight that the other text explains."""
    covered: Floats = np.einsum("bt,bt->b", weight, best) / np.maximum(weight.sum(1), 1e-9)
    return covered


def _shared(printed: Sequence[frozenset[str]], answered: Sequence[frozenset[str]]) -> float:
    """Return the share of the numbers of both sides that both print, 1 where there is none."""
    mine, theirs = frozenset[str]().union(*printed), frozenset[str]().union(*answered)
    either = mine | theirs
    return len(mine & theirs) / len(either) if either else 1.0


def quality_features(
    parts: Parts, log_probability: float, sentences: int, moved: bool
) -> tuple[float, ...]:
    """Return the values of QUALITY_FEATURES; log_probability: of the bead among all paths."""
    probability = math.exp(log_probability)
    odds = log_probability - math.log(max(1.0 - probability, 1e-9))
    return (
        1.0,
        min(max(odds, -_LIMIT), _LIMIT),
        min(parts.coverage_source, parts.coverage_target),
        (parts.coverage_source + parts.coverage_target) / 2,
        parts.cosine,
        parts.length,
        parts.numbers,
        parts.margin,
        float(sentences - 2),
        float(moved),
    )


def bead_score(values: tuple[float, ...], weights: Mapping[str, float]) -> float:
    """Return the probability in [0, 1] that the weights give these features (logistic)."""
    logit = sum(weights[name] * x for name, x in zip(QUALITY_FEATURES, values, strict=True))
    return 1.0 / (1.0 + math.exp(-max(min(logit, 30.0), -30.0)))
