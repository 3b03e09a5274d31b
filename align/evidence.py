"""What speaks for and against a bead: a vector of features for each bead two texts could have."""

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from align.bead_sums import bead_sums
from align.comparison import Comparison, compare
from align.coverage import Explained, explain
from align.embedder import Floats
from align.lattice import LONGEST, SHAPES, Lattice, no_beads
from align.side import Doubles, Side

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


def features(source: Side, target: Side) -> tuple[Floats, dict[str, Doubles], dict[str, Doubles]]:
    """Return the features of all beads, of source nulls and of target nulls.

    The first is (n + 1, shapes, m + 1, bead features), laid out as `Lattice.beads`, and 0 where no
    bead of that shape can end. The null features are (n,) and (m,) by name.
    """
    compared = compare(source, target)
    forth, back = (list(found) for found in _explained(compared))
    found = np.empty(
        (len(source) + 1, len(SHAPES), len(target) + 1, len(BEAD_FEATURES)), np.float32
    )
    none = no_beads(len(source), len(target))
    for column, name in enumerate(BEAD_FEATURES):
        alone = dict.fromkeys(BEAD_FEATURES, 0.0) | {name: 1.0}
        found[..., column] = bead_sums(compared, forth, back, alone)
    found[none] = 0.0
    return found, *_nulls(compared, forth[0], back[0])


def score_lattice(compared: Comparison, weights: Mapping[str, float]) -> Lattice:
    """Return the scores of all beads and nulls of two texts: the weighted sums of their features.

    `weights` gives every name of FEATURES its weight. Memory: 4 · shapes · n · m bytes.
    """
    forth, back = _explained(compared)
    single = next(forth), next(back)
    scores = bead_sums(compared, chain(single[:1], forth), chain(single[1:], back), weights)
    sums = [
        sum((weights[name] * value for name, value in by_name.items()), np.zeros(len(side)))
        for side, by_name in zip(
            (compared.source, compared.target), _nulls(compared, *single), strict=True
        )
    ]
    return Lattice(scores, *sums)


def _explained(compared: Comparison) -> tuple[Iterator[Explained], Iterator[Explained]]:
    """Return what the words of each side find in spans of the other, by the span's length."""
    source, target = compared.source.tokens, compared.target.tokens
    return (
        explain(compared.forth, source, target, LONGEST),
        explain(compared.back, target, source, LONGEST),
    )


def _nulls(
    compared: Comparison, forth: Explained, back: Explained
) -> tuple[dict[str, Doubles], dict[str, Doubles]]:
    """Return the features of nulls; forth and back: what is found in single sentences."""
    return (
        _null_features(compared.source, forth, "source"),
        _null_features(compared.target, back, "target"),
    )


def _null_features(side: Side, single: Explained, name: str) -> dict[str, Doubles]:
    best = np.diff(single.gains[:, 0], axis=0).max(1)
    return {
        f"null_{name}": np.ones(len(side)),
        f"null_weight_{name}": side.weight / 10,
        f"null_best_{name}": best / np.maximum(side.weight, 1e-6),
    }
