"""The search over paths, against every path written out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.lattice import (
    LONGEST,
    SHAPES,
    Lattice,
    Span,
    bead_log_probabilities,
    best_path,
    null_probabilities,
    path_sums,
)

Path = tuple[Span, ...]


def random_lattice(n: int, m: int, seed: int, *, without: float = 0.2) -> Lattice:
    """Return a lattice of random scores; a share of the beads cannot be."""
    rng = np.random.default_rng(seed)
    beads = rng.normal(size=(n + 1, len(SHAPES), m + 1)).astype(np.float32)
    beads[rng.random(beads.shape) < without] = -np.inf
    for s, (a, b) in enumerate(SHAPES):
        beads[:a, s] = -np.inf
        beads[:, s, :b] = -np.inf
    return Lattice(beads, rng.normal(size=n) - 1, rng.normal(size=m) - 1)


def all_paths(lattice: Lattice) -> list[tuple[Path, float]]:
    """Return every path with its score."""
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    found: list[tuple[Path, float]] = []

    def walk(i: int, j: int, path: Path, score: float) -> None:
        if (i, j) == (n, m):
            found.append((path, score))
        if i < n:
            walk(i + 1, j, (*path, (i, i + 1, j, j)), score + lattice.source_nulls[i])
        if j < m:
            walk(i, j + 1, (*path, (i, i, j, j + 1)), score + lattice.target_nulls[j])
        for s, (a, b) in enumerate(SHAPES):
            if i + a <= n and j + b <= m and np.isfinite(value := lattice.beads[i + a, s, j + b]):
                walk(i + a, j + b, (*path, (i, i + a, j, j + b)), score + float(value))

    walk(0, 0, (), 0.0)
    return found


def is_bead(span: Span) -> bool:
    """Whether neither side is empty."""
    return span[0] < span[1] and span[2] < span[3]


SIZES = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10**6))


@settings(max_examples=60, deadline=None)
@given(SIZES)
def test_the_best_path_is_the_best_of_all(case: tuple[int, int, int]) -> None:
    """Viterbi returns the path of the highest score, in order, and that score."""
    lattice = random_lattice(*case)
    path, score = best_path(lattice)
    best, highest = max(all_paths(lattice), key=lambda item: item[1])
    assert score == pytest.approx(highest, abs=1e-9)
    # Two nulls side by side, one of each text, may change places.
    assert [span for span in path if is_bead(span)] == [span for span in best if is_bead(span)]
    assert [i for a, b, _, _ in path for i in range(a, b)] == list(range(case[0]))
    assert [j for _, _, a, b in path for j in range(a, b)] == list(range(case[1]))


@settings(max_examples=40, deadline=None)
@given(SIZES)
def test_sums_and_probabilities_are_those_of_all_paths(case: tuple[int, int, int]) -> None:
    """The total is the sum over all paths; a bead's chance is the share of the paths through it."""
    lattice = random_lattice(*case)
    paths = all_paths(lattice)
    sums = path_sums(lattice)
    total = math.log(sum(math.exp(score) for _, score in paths))
    assert sums.total == pytest.approx(total, abs=1e-9)
    assert sums.backward[0, 0] == pytest.approx(total, abs=1e-9)
    chances = np.exp(bead_log_probabilities(lattice, sums))
    expected = np.zeros_like(chances)
    left_out = np.zeros(case[0]), np.zeros(case[1])
    for path, score in paths:
        share = math.exp(score - total)
        for i, i_end, j, j_end in path:
            if i == i_end:
                left_out[1][j] += share
            elif j == j_end:
                left_out[0][i] += share
            else:
                expected[i_end, SHAPES.index((i_end - i, j_end - j)), j_end] += share
    np.testing.assert_allclose(chances, expected, atol=1e-9)
    for got, one in zip(null_probabilities(lattice, sums), left_out, strict=True):
        np.testing.assert_allclose(got, one, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 25), st.integers(0, 25), st.integers(0, 10**6))
def test_every_sentence_is_somewhere(n: int, m: int, seed: int) -> None:
    """Over beads and nulls the chances of each sentence add up to 1, in longer texts too."""
    lattice = random_lattice(n, m, seed)
    sums = path_sums(lattice)
    chances = np.exp(bead_log_probabilities(lattice, sums))
    source, target = null_probabilities(lattice, sums)
    for s, (a, b) in enumerate(SHAPES):
        for i in range(a, n + 1):
            source[i - a : i] += chances[i, s].sum()
        for j in range(b, m + 1):
            target[j - b : j] += chances[:, s, j].sum()
    np.testing.assert_allclose(source, 1, atol=1e-8)
    np.testing.assert_allclose(target, 1, atol=1e-8)
    # A bead on the best path is no surer than certain, and its path no better than all together.
    assert best_path(lattice)[1] <= sums.total + 1e-9


def test_beads_are_of_any_shape_up_to_eight_by_three() -> None:
    """8-3, 3-8 and 3-3 can be; 4-4 cannot."""
    assert {(8, 3), (3, 8), (3, 3), (1, 1), (8, 1)} <= set(SHAPES)
    assert not {(4, 4), (9, 1), (0, 1)} & set(SHAPES)
    for shape in [(8, 3), (3, 8)]:
        n, m = shape
        beads = np.full((n + 1, len(SHAPES), m + 1), -np.inf, np.float32)
        beads[n, SHAPES.index(shape), m] = 0
        path, score = best_path(Lattice(beads, np.full(n, -1.0), np.full(m, -1.0)))
        assert (path, score) == ([(0, n, 0, m)], 0)
    assert LONGEST == 8
