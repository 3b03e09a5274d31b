"""Weights that follow the translator: what a merge costs in a document of many merges.

A first path shows how freely the document translates: how many of its beads are not one to one.
The cost of large beads then moves with that. Measured in docs/experiments.md: one set of constants
fits either law or novels.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from align.lattice import SHAPES, Lattice, Span

HABITS = ("merges",)
# The features that depend on a bead's shape alone, and their values by shape.
SHAPED: Mapping[str, tuple[float, ...]] = {
    "size": tuple(-float(a + b - 2) for a, b in SHAPES),
    "many_to_many": tuple(float(a > 1 and b > 1) for a, b in SHAPES),
    "large": tuple(float(max(a, b) >= 4) for a, b in SHAPES),
}
ADAPTED = tuple(f"{name}_by_{habit}" for name in SHAPED for habit in HABITS)


def habits(path: Sequence[Span]) -> tuple[float, ...]:
    """Return the habits that a path shows: the log rate of larger beads to 1-1 beads, smoothed."""
    spans = [(i_end - i, j_end - j) for i, i_end, j, j_end in path]
    nulls = sum(not a or not b for a, b in spans)
    ones = spans.count((1, 1))
    others = len(spans) - nulls - ones
    return (math.log((others + 1) / (ones + 5)),)


def shape_shifts(away: Sequence[float], weights: Mapping[str, float]) -> tuple[float, ...]:
    """Return what each shape's score changes by; away: the habits less their mean in learning."""
    factors = [
        weights[f"{name}_by_{habit}"] * distance
        for name in SHAPED
        for habit, distance in zip(HABITS, away, strict=True)
    ]
    columns = [values for values in SHAPED.values() for _ in HABITS]
    return tuple(
        sum(factor * value for factor, value in zip(factors, row, strict=True))
        for row in zip(*columns, strict=True)
    )


def adapted(lattice: Lattice, path: Sequence[Span], weights: Mapping[str, float]) -> Lattice:
    """Return the lattice with the costs of large beads moved to the habits that `path` shows."""
    away = [
        habit - weights[f"mean_{name}"] for name, habit in zip(HABITS, habits(path), strict=True)
    ]
    shifts = np.array(shape_shifts(away, weights), np.float32)
    return Lattice(lattice.beads + shifts[:, None], lattice.source_nulls, lattice.target_nulls)
