"""The score of a bead: the probability that its sides are complete translations of each other."""

import math
from collections.abc import Mapping

import numpy as np

from align.bead import Parts
from align.comparison import Comparison
from align.coverage import Matches, Places
from align.embedder import Floats, Tokens

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


def bead_parts(compared: Comparison, rows: range, columns: range, margin: float) -> Parts:
    """Return what the score of a bead of two texts is made of.

    margin: probability of the bead minus that of its best alternative.
    """
    source, target = compared.source, compared.target
    ours, theirs = _tokens(source.tokens, rows), _tokens(target.tokens, columns)
    weight, other = source.tokens.weights[ours], target.tokens.weights[theirs]
    first = weight @ source.tokens.types[ours]
    second = other @ target.tokens.types[theirs]
    norm = float(np.linalg.norm(first) * np.linalg.norm(second))
    length = float(source.length[rows.start : rows.stop].sum()) + 10
    expected = float(target.length[columns.start : columns.stop].sum()) * compared.scale.ratio + 10
    printed = frozenset[str]().union(*source.numbers[rows.start : rows.stop])
    answered = frozenset[str]().union(*target.numbers[columns.start : columns.stop])
    either = printed | answered
    return Parts(
        coverage_source=_covered(compared.forth, ours, weight, columns),
        coverage_target=_covered(compared.back, theirs, other, rows),
        cosine=_unit(float(first @ second) / norm) if norm else 0.0,
        length=min(length, expected) / max(length, expected),
        numbers=len(printed & answered) / len(either) if either else 1.0,
        margin=_unit(margin),
    )


def _covered(found: Matches, tokens: Places, weight: Floats, span: range) -> float:
    """Return the share of the tokens' weight that sentences of the other text explain."""
    best = found.best[span.start : span.stop, tokens].max(0)
    return _unit(float(weight @ best) / max(float(weight.sum()), 1e-9))


def _tokens(tokens: Tokens, sentences: range) -> Places:
    return tokens.of[tokens.starts[sentences.start] : tokens.starts[sentences.stop]]


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


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
