"""What speaks for and against a bead: a vector of features for each bead two texts could have."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.coverage import (
    Doubles,
    Matches,
    edge_coverage,
    matches,
    order_agreement,
    order_moments,
    similarities,
    spans,
)
from align.embedder import Floats, Tokens
from align.lattice import LONGEST, SHAPES, Lattice
from corpora.numbers import numbers

BEAD_FEATURES = (
    "coverage_source",  # weight of the words that the other side explains, above background
    "coverage_target",
    "close_source",  # the same, for close matches only
    "close_target",
    "uncovered_source",  # weight of the words that nothing explains, against background
    "uncovered_target",
    "length",  # ln² of the length ratio, in the document's own ratio, times the length
    "length_ratio",  # ln² of the length ratio
    "size",  # sentences beyond one a side
    "many_to_many",
    "large",  # four sentences or more on a side
    "numbers_agree",
    "numbers_alone",
    "questions",  # question marks without a counterpart
    "exclamations",
    "first_3",  # do the first words match the first words, the last ones the last ones
    "last_3",
    "first_6",
    "last_6",
    "first_12",
    "last_12",
    "order_source",  # matches come in the order of the words
    "order_target",
    "weight_source",  # of all words: what a path gains by leaving nothing out
    "weight_target",
)
NULL_FEATURES = (
    "null_source",
    "null_target",
    "null_weight_source",
    "null_weight_target",
    "null_best_source",  # the best coverage that the sentence finds anywhere
    "null_best_target",
)
FEATURES = BEAD_FEATURES + NULL_FEATURES

_CURVES: tuple[Callable[[Floats], Floats], ...] = (
    lambda c: c**1.5,
    lambda c: c**4,
    lambda c: np.maximum(np.float32(0.4) - c, 0),
)
_EDGES = ((3, 5), (6, 10), (12, 18))  # tokens looked for, among how many
_WEIGHT = 0.1  # total token weight for each character, whatever the encoder's own scale


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text: its tokens, and of each sentence the length, the numbers and the marks."""

    tokens: Tokens
    weight: Doubles  # (n,) of all its tokens
    length: Doubles  # (n,) in characters
    questions: Doubles
    exclamations: Doubles
    numbers: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.length)


def read_side(sentences: Sequence[str], tokens: Tokens) -> Side:
    """Return what the features need to know of a text's sentences."""
    return Side(
        tokens=tokens,
        weight=np.add.reduceat(tokens.weights[tokens.of], tokens.starts[:-1]).astype(np.float64),
        length=np.array([len(text) for text in sentences], np.float64),
        questions=np.array([len(re.findall("[?؟]", text)) for text in sentences], np.float64),
        exclamations=np.array([text.count("!") for text in sentences], np.float64),
        numbers=tuple(numbers(text) for text in sentences),
    )


def scaled(source: Side, target: Side) -> tuple[Side, Side]:
    """Return both sides with weights scaled to .1 a character, the same factor for both."""
    weight = source.weight.sum() + target.weight.sum()
    factor = _WEIGHT * (source.length.sum() + target.length.sum()) / max(weight, 1e-9)
    return _times(source, factor), _times(target, factor)


def _times(side: Side, factor: float) -> Side:
    tokens = replace(side.tokens, weights=(side.tokens.weights * factor).astype(np.float32))
    return replace(side, tokens=tokens, weight=side.weight * factor)


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """What one side's words find on the other, by span length and curve; sums over sentences."""

    gains: list[list[Doubles]]  # [curve][b - 1]: (n + 1, m - b + 1)
    order: list[Doubles]


def _half(found: Matches, own: Tokens) -> _Half:
    gains: list[list[Doubles]] = [[] for _ in _CURVES]
    for coverage, _ in spans(found, LONGEST):
        for curve, values in zip(_CURVES, gains, strict=True):
            gain = curve(coverage)
            values.append(_running(found.weight @ (gain - gain.mean(1, keepdims=True))))
    return _Half(gains, order_moments(found, own, LONGEST))


def _running(values: NDArray[np.floating]) -> Doubles:
    """Return the running sum over the first axis, beginning with a row of zeros."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    return total


def _both_ways(first: Floats, second: Floats) -> Floats:
    total: Floats = first + second.T
    return total


def features(
    source: Side, target: Side
) -> tuple[Iterator[tuple[int, Floats]], dict[str, Doubles], dict[str, Doubles]]:
    """Return the features of all beads, of source nulls and of target nulls.

    The first yields (shape, values): values is (bead features, n - a + 1, m - b + 1), at (i, k)
    the bead that starts at source sentence i and target sentence k. The null features are (n,)
    and (m,) by name.
    """
    source, target = scaled(source, target)
    similarity = similarities(source.tokens, target.tokens)
    forth = matches(similarity, source.tokens, target.tokens)
    back = matches(similarity.T, target.tokens, source.tokens)
    halves = _half(forth, source.tokens), _half(back, target.tokens)
    edges = [
        _both_ways(
            edge_coverage(similarity, source.tokens, target.tokens, count, reach, last=last),
            edge_coverage(similarity.T, target.tokens, source.tokens, count, reach, last=last),
        )
        for count, reach in _EDGES
        for last in (False, True)
    ]
    null_source = _null_features(source, halves[0], "source")
    null_target = _null_features(target, halves[1], "target")
    return _bead_features(source, target, halves, edges), null_source, null_target


def _null_features(side: Side, half: _Half, name: str) -> dict[str, Doubles]:
    best = np.diff(half.gains[0][0], axis=0).max(1)
    return {
        f"null_{name}": np.ones(len(side)),
        f"null_weight_{name}": side.weight / 10,
        f"null_best_{name}": best / np.maximum(side.weight, 1e-6),
    }


def _bead_features(
    source: Side, target: Side, halves: tuple[_Half, _Half], edges: list[Floats]
) -> Iterator[tuple[int, Floats]]:
    n, m = len(source), len(target)
    forth, back = halves
    ratio = source.length.sum() / max(target.length.sum(), 1.0)
    lengths = _running(source.length), _running(target.length * ratio)
    weights = _running(source.weight / 10), _running(target.weight / 10)
    questions = _running(source.questions), _running(target.questions)
    exclamations = _running(source.exclamations), _running(target.exclamations)
    shared = np.array([[len(x & y) for y in target.numbers] for x in source.numbers], np.float64)
    shared = np.pad(shared.reshape(n, m).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    numbers_of = tuple(
        _running(np.array([len(x) for x in side.numbers], np.float64)) for side in (source, target)
    )
    for s, (a, b) in enumerate(SHAPES):
        if a > n or b > m:
            continue

        def across(sums: tuple[Doubles, ...], a: int = a, b: int = b) -> tuple[Doubles, Doubles]:
            return (sums[0][a:] - sums[0][:-a])[:, None], (sums[1][b:] - sums[1][:-b])[None]

        values = np.empty((len(BEAD_FEATURES), n - a + 1, m - b + 1), np.float32)
        for c in range(len(_CURVES)):
            gain, other = forth.gains[c][b - 1], back.gains[c][a - 1]
            values[2 * c] = gain[a:] - gain[:-a]
            values[2 * c + 1] = (other[b:] - other[:-b]).T
        mine, theirs = across(lengths)
        logarithm = np.log((mine + 10) / (theirs + 10)) ** 2
        values[6] = -logarithm * (mine + theirs) / 50
        values[7] = -logarithm
        values[8] = -(a + b - 2)
        values[9] = a > 1 and b > 1
        values[10] = max(a, b) >= 4
        agree = shared[a:, b:] - shared[:-a, b:] - shared[a:, :-b] + shared[:-a, :-b]
        values[11] = np.minimum(agree, 3)
        printed = np.add(*across(numbers_of))
        values[12] = -np.clip(printed - 2 * agree, 0, 3)
        for f, marks in ((13, questions), (14, exclamations)):
            values[f] = -np.minimum(np.abs(np.subtract(*across(marks))), 2)
        for e, edge in enumerate(edges):
            last = e % 2
            values[15 + e] = edge[a - 1 :, b - 1 :] if last else edge[: n - a + 1, : m - b + 1]
        values[21] = order_agreement(forth.order[b - 1], source.tokens, target.tokens, a, b)
        values[22] = order_agreement(back.order[a - 1], target.tokens, source.tokens, b, a).T
        values[23], values[24] = across(weights)
        yield s, values


def score_lattice(source: Side, target: Side, weights: Mapping[str, float]) -> Lattice:
    """Return the scores of all beads and nulls of two texts: the weighted sums of their features.

    `weights` gives every name of FEATURES its weight. Memory: 4 · shapes · n · m bytes.
    """
    n, m = len(source), len(target)
    by_feature = np.array([weights[name] for name in BEAD_FEATURES], np.float32)
    beads, null_source, null_target = features(source, target)
    scores = np.full((n + 1, len(SHAPES), m + 1), -np.inf, np.float32)
    for s, values in beads:
        a, b = SHAPES[s]
        scores[a:, s, b:] = np.tensordot(by_feature, values, 1)
    return Lattice(
        scores,
        sum((weights[name] * value for name, value in null_source.items()), np.zeros(n)),
        sum((weights[name] * value for name, value in null_target.items()), np.zeros(m)),
    )
