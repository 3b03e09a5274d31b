"""Blocks that moved: found, lifted, and left alone where nothing moved."""

import numpy as np
import pytest

from align.lattice import SHAPES, Lattice, best_path
from align.moved import COST, Block, find_layout, inner, without
from tests.test_lattice import random_lattice

ONE = SHAPES.index((1, 1))


def ones(pairs: dict[tuple[int, int], float], n: int, m: int) -> Lattice:
    """Return a lattice of 1-1 beads alone, with these scores; a null costs 2."""
    beads = np.full((n + 1, len(SHAPES), m + 1), -np.inf, np.float32)
    for (i, j), score in pairs.items():
        beads[i + 1, ONE, j + 1] = score
    return Lattice(beads, np.full(n, -2.0), np.full(m, -2.0))


def affinity(
    pairs: dict[tuple[int, int], float], n: int, m: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return .9 for these pairs, 0 for others."""
    found = np.zeros((n, m))
    for pair in pairs:
        found[pair] = 0.9
    return found


def test_exchanged_blocks_are_found() -> None:
    """Sentences 0-2 and 3-5 change places: one block moved, the other one stays; by hand."""
    pairs = {(i, (i + 3) % 6): 10.0 for i in range(6)}
    layout = find_layout(ones(pairs, 6, 6), affinity(pairs, 6, 6))
    assert len(layout.blocks) == 1
    assert sorted([*layout.rest, *layout.inside[0]]) == [
        (i, i + 1, j, j + 1) for i, j in sorted(pairs)
    ]
    assert layout.score == pytest.approx(60 - COST)


def test_a_block_must_earn_its_cost() -> None:
    """What gains less than COST over leaving its sentences out stays where it is."""
    pairs = {(0, 0): 9.0, (1, 3): COST - 4.5, (2, 2): 9.0, (3, 4): 9.0}
    lattice = ones(pairs, 4, 5)
    assert find_layout(lattice, affinity(pairs, 4, 5)).blocks == ()


def test_nothing_moves_in_order() -> None:
    """A text in order has no block, and its path is the best one."""
    pairs = {(i, i): 5.0 for i in range(6)}
    lattice = ones(pairs, 6, 6)
    layout = find_layout(lattice, affinity(pairs, 6, 6))
    assert (layout.blocks, layout.rest) == ((), best_path(lattice)[0])


@pytest.mark.parametrize("seed", range(30))
def test_layouts_tile_and_never_lose(seed: int) -> None:
    """Whatever the scores, each sentence stands once, and blocks only raise the score."""
    rng = np.random.default_rng(seed)
    n, m = rng.integers(2, 14, 2)
    lattice = random_lattice(n, m, seed, without=0.0)
    lattice = Lattice(lattice.beads * 4, lattice.source_nulls * 4, lattice.target_nulls * 4)
    layout = find_layout(lattice, rng.random((n, m)))
    spans = [*layout.rest, *(span for path in layout.inside for span in path)]
    assert sorted(i for a, b, _, _ in spans for i in range(a, b)) == list(range(n))
    assert sorted(j for _, _, a, b in spans for j in range(a, b)) == list(range(m))
    assert layout.score >= best_path(lattice)[1] - 1e-6


def test_the_bound_on_a_block_holds() -> None:
    """Lifting a block never scores more than the cheap bound that rules most blocks out."""
    from align.moved import Layout, _lift, _most

    for seed in range(40):
        lattice = random_lattice(6, 6, seed)
        path, score = best_path(lattice)
        i, j = seed % 4, seed // 4 % 4
        block = Block(i, i + 2, j, j + 2)
        lifted = _lift(lattice, (block,))
        assert lifted.score <= _most(lattice, Layout((), path, (), score), block) + 1e-6


def test_without_and_inner_part_a_lattice() -> None:
    """No bead of the rest holds a lifted sentence; the block keeps only its own."""
    lattice = random_lattice(6, 5, 1, without=0.0)
    block = Block(2, 4, 1, 3)
    rest, own = without(lattice, (block,)), inner(lattice, block)
    for s, (a, b) in enumerate(SHAPES):
        for i in range(a, 7):
            for j in range(b, 6):
                touches = (i - a < 4 and i > 2) or (j - b < 3 and j > 1)
                assert np.isneginf(rest.beads[i, s, j]) == touches
    assert rest.source_nulls[2:4].tolist() == [0, 0]
    assert rest.target_nulls[1:3].tolist() == [0, 0]
    assert own.beads.shape == (3, len(SHAPES), 3)
    assert own.beads[1, ONE, 1] == lattice.beads[3, ONE, 2]
    assert np.isneginf(own.beads[1, SHAPES.index((2, 1))]).all()
