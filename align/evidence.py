"""What speaks for and against a bead: a vector of features for each bead two texts could have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.coverage import (
    Explained,
    Matches,
    Range,
    cosine_range,
    cosines,
    edge_coverage,
    explain,
    matches,
    order_agreement,
    order_factors,
    stretch,
)
from align.embedder import Floats
from align.lattice import LONGEST, SHAPES, Lattice
from align.side import Doubles, Side, reweighted, running

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

_COLUMN = {name: column for column, name in enumerate(BEAD_FEATURES)}
_EDGES = ((3, 5), (6, 10), (12, 18))  # tokens looked for, among how many
_WEIGHT = 0.1  # total token weight for each character, whatever the encoder's own scale


@dataclass(frozen=True, slots=True)
class Scale:
    """What a pair of documents is measured by: taken from the whole, good for each piece of it.

    ratio: source characters a target character; weight: factor that brings the weights of tokens
    to .1 a character; cosines: the range of the encoder's cosines.
    """

    ratio: float
    weight: float
    cosines: Range


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two texts, scaled, and what the words of each find in the other.

    similarity: (t, u) in [0, 1], of the distinct tokens; turned: the same, transposed; forth:
    matches of the source's tokens; back: of the target's.
    """

    source: Side
    target: Side
    similarity: Floats
    turned: Floats
    forth: Matches
    back: Matches
    scale: Scale


def compare(source: Side, target: Side, scale: Scale | None = None) -> Comparison:
    """Return what the words of two texts find in each other; without `scale` it is measured."""
    ours, theirs = source.tokens, target.tokens
    found = cosines(ours, theirs)
    turned = np.ascontiguousarray(found.T)
    forth, back = matches(turned, ours, theirs), matches(found, theirs, ours)
    if scale is None:
        length = source.length.sum() + target.length.sum()
        scale = Scale(
            float(source.length.sum() / max(target.length.sum(), 1.0)),
            float(_WEIGHT * length / max(source.weight.sum() + target.weight.sum(), 1e-9)),
            cosine_range(forth.best, back.best, ours, theirs),
        )
    for values in (found, turned, forth.best, back.best):
        stretch(values, scale.cosines)
    return Comparison(
        reweighted(source, scale.weight),
        reweighted(target, scale.weight),
        found,
        turned,
        replace(forth, weight=forth.weight * np.float32(scale.weight)),
        replace(back, weight=back.weight * np.float32(scale.weight)),
        scale,
    )


def mean_scale(scales: Sequence[Scale]) -> Scale:
    """Return the mean of the scales of some pieces of two texts."""
    ratio, weight, background, top = np.mean(
        [(one.ratio, one.weight, one.cosines.background, one.cosines.top) for one in scales], axis=0
    ).tolist()
    return Scale(ratio, weight, Range(background, top))


def features(
    source: Side, target: Side
) -> tuple[Iterator[tuple[int, Floats]], dict[str, Doubles], dict[str, Doubles]]:
    """Return the features of all beads, of source nulls and of target nulls.

    The first yields (shape, values): values is (bead features, n - a + 1, m - b + 1), at (i, k)
    the bead that starts at source sentence i and target sentence k. The null features are (n,)
    and (m,) by name.
    """
    each = np.eye(len(BEAD_FEATURES), dtype=np.float32)
    return _evidence(compare(source, target), each)


def score_lattice(compared: Comparison, weights: Mapping[str, float]) -> Lattice:
    """Return the scores of all beads and nulls of two texts: the weighted sums of their features.

    `weights` gives every name of FEATURES its weight. Memory: 4 · shapes · n · m bytes.
    """
    n, m = len(compared.source), len(compared.target)
    by_feature = np.array([[weights[name] for name in BEAD_FEATURES]], np.float32)
    beads, null_source, null_target = _evidence(compared, by_feature)
    scores = np.full((n + 1, len(SHAPES), m + 1), -np.inf, np.float32)
    for s, values in beads:
        a, b = SHAPES[s]
        scores[a:, s, b:] = values[0]
    return Lattice(
        scores,
        sum((weights[name] * value for name, value in null_source.items()), np.zeros(n)),
        sum((weights[name] * value for name, value in null_target.items()), np.zeros(m)),
    )


def _evidence(
    compared: Comparison, weights: Floats
) -> tuple[Iterator[tuple[int, Floats]], dict[str, Doubles], dict[str, Doubles]]:
    """Return sums of the features of beads, one for each row of `weights` (k, bead features)."""
    source, target = compared.source, compared.target
    forth = explain(compared.forth, source.tokens, target.tokens, LONGEST)
    back = explain(compared.back, target.tokens, source.tokens, LONGEST)
    return (
        _bead_sums(compared, forth, back, weights),
        _null_features(source, forth[0], "source"),
        _null_features(target, back[0], "target"),
    )


def _null_features(side: Side, single: Explained, name: str) -> dict[str, Doubles]:
    best = np.diff(single.gains[:, 0], axis=0).max(1)
    return {
        f"null_{name}": np.ones(len(side)),
        f"null_weight_{name}": side.weight / 10,
        f"null_best_{name}": best / np.maximum(side.weight, 1e-6),
    }


def _bead_sums(
    compared: Comparison, forth: list[Explained], back: list[Explained], weights: Floats
) -> Iterator[tuple[int, Floats]]:
    """Yield (shape, (k, n - a + 1, m - b + 1)): features are summed before they are laid out."""
    source, target, ratio = compared.source, compared.target, compared.scale.ratio
    n, m = len(source), len(target)

    def of(name: str) -> Floats:
        column: Floats = weights[:, _COLUMN[name], None, None]
        return column

    gains = [np.einsum("kc,icj->kij", weights[:, 0:6:2], one.gains) for one in forth]
    other = [np.einsum("kc,jci->kij", weights[:, 1:6:2], one.gains) for one in back]
    first, last = _edge_sums(compared, weights)
    lengths = running(source.length), running(target.length * ratio)
    heaviness = running(source.weight / 10), running(target.weight / 10)
    marks = [
        (name, running(getattr(source, name)), running(getattr(target, name)))
        for name in ("questions", "exclamations")
        if getattr(source, name).any() or getattr(target, name).any()
    ]
    printed = tuple(
        running(np.array([len(x) for x in side.numbers], np.float64)) for side in (source, target)
    )
    factors = [
        [order_factors(side.tokens, a) for a in range(1, min(LONGEST, len(side)) + 1)]
        for side in (source, target)
    ]
    shared = _shared_numbers(source, target)
    for s, (a, b) in enumerate(SHAPES):
        if a > n or b > m:
            continue
        values = np.empty((len(weights), n - a + 1, m - b + 1), np.float32)
        np.subtract(gains[b - 1][:, a:], gains[b - 1][:, :-a], out=values, casting="same_kind")
        values += other[a - 1][:, :, b:] - other[a - 1][:, :, :-b]
        values += first[:, : n - a + 1, : m - b + 1]
        values += last[:, a - 1 :, b - 1 :]
        values += of("order_source") * order_agreement(forth[b - 1], factors[0][a - 1])
        values += of("order_target") * order_agreement(back[a - 1], factors[1][b - 1]).T
        mine, theirs = _across(lengths, a, b)
        logarithm = (np.log(mine + 10) - np.log(theirs + 10)) ** 2
        values -= (of("length") / 50 * (mine + theirs) + of("length_ratio")) * logarithm
        size = of("size") * (a + b - 2) - of("many_to_many") * (min(a, b) > 1)
        size = size - of("large") * (max(a, b) >= 4)
        heavy, weighty = _across(heaviness, a, b)
        values += of("weight_source") * heavy - size
        values += of("weight_target") * weighty
        if printed[0][-1] or printed[1][-1]:
            agree = shared[a:, b:] - shared[:-a, b:] - shared[a:, :-b] + shared[:-a, :-b]
            values += of("numbers_agree") * np.minimum(agree, 3)
            alone = np.add(*_across(printed, a, b)) - 2 * agree
            values -= of("numbers_alone") * np.clip(alone, 0, 3)
        for name, mine, theirs in marks:
            without = np.abs(np.subtract(*_across((mine, theirs), a, b)))
            values -= of(name) * np.minimum(without, 2)
        yield s, values


def _across(sums: tuple[Doubles, ...], a: int, b: int) -> tuple[Doubles, Doubles]:
    """Return (rows, 1) and (1, columns): the sums of `a` source and of `b` target sentences."""
    return (sums[0][a:] - sums[0][:-a])[:, None], (sums[1][b:] - sums[1][:-b])[None]


def _edge_sums(compared: Comparison, weights: Floats) -> tuple[Floats, Floats]:
    """Return (k, n, m) for the first words of two sentences, and for their last ones."""
    source, target = compared.source.tokens, compared.target.tokens
    sums = []
    for last in (False, True):
        found = edge_coverage(compared.turned, source, target, _EDGES, last=last)
        found += edge_coverage(compared.similarity, target, source, _EDGES, last=last).swapaxes(
            1, 2
        )
        columns = [_COLUMN[f"{'last' if last else 'first'}_{count}"] for count, _ in _EDGES]
        sums.append(np.tensordot(weights[:, columns], found, 1))
    return sums[0], sums[1]


def _shared_numbers(source: Side, target: Side) -> Doubles:
    """Return (n + 1, m + 1): running sums over both axes of the numbers two sentences share."""
    shared = np.zeros((len(source) + 1, len(target) + 1))
    holders: dict[str, list[int]] = {}
    for j, printed in enumerate(target.numbers, 1):
        for number in printed:
            holders.setdefault(number, []).append(j)
    for i, printed in enumerate(source.numbers, 1):
        for number in printed:
            for j in holders.get(number, ()):
                shared[i, j] += 1
    total: NDArray[np.float64] = shared.cumsum(0).cumsum(1)
    return total
