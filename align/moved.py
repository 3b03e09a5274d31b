"""Find sentences and paragraphs that moved: blocks that translate each other out of order.

A monotone path must leave one of two exchanged blocks out. Pairs of sentences that are each
other's best match and lie off the path are gathered into blocks; a block is lifted out of both
texts where the rest and the block together score better than the path did.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.lattice import SHAPES, Lattice, Span, best_path
from align.side import Doubles

COST = 6.0  # log score that a block must earn beyond what it replaces (docs/experiments.md)
_SEED = 0.25  # the least affinity of a pair that a block may begin with
_REACH = 4  # sentences between two seeds of one block, at most, on either side
_GROW = 2  # sentences by which a block may grow at each end


@dataclass(frozen=True, slots=True)
class Block:
    """Source sentences from i to i_end and target ones from j to j_end, out of order."""

    i: int
    i_end: int
    j: int
    j_end: int

    def meets(self, other: "Block") -> bool:
        """Whether the two share a sentence of either side."""
        return (self.i < other.i_end and other.i < self.i_end) or (
            self.j < other.j_end and other.j < self.j_end
        )


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The blocks that moved, the path of what is left, and a path for each block."""

    blocks: tuple[Block, ...]
    rest: list[Span]
    inside: tuple[list[Span], ...]
    score: float


def find_layout(lattice: Lattice, affinity: NDArray[np.floating]) -> Layout:
    """Return the best path with the moved blocks taken out of it, the greatest gains first.

    affinity: (n, m) in [0, 1], how well two sentences match each other by themselves.
    """
    path, score = best_path(lattice)
    layout = Layout((), path, (), score)
    for block in _candidates(affinity, path):
        if any(block.meets(other) for other in layout.blocks):
            continue
        if _most(lattice, layout, block) <= layout.score:
            continue
        longer = _lift(lattice, (*layout.blocks, block))
        if longer.score <= layout.score:
            continue
        layout = _grow(lattice, longer)
    return layout


def _candidates(affinity: NDArray[np.floating], path: list[Span]) -> list[Block]:
    """Return blocks of seeds that lie off the path, the strongest first."""
    row, column = affinity.argmax(1), affinity.argmax(0)
    on_path = np.zeros(affinity.shape, bool)
    for i, i_end, j, j_end in path:
        on_path[i:i_end, j:j_end] = True
    seeds = [
        (i, int(j))
        for i, j in enumerate(row)
        if column[j] == i and affinity[i, j] >= _SEED and not on_path[i, j]
    ]
    blocks: list[list[tuple[int, int]]] = []
    for i, j in seeds:
        for block in reversed(blocks):
            last_i, last_j = block[-1]
            if i - last_i <= _REACH and 0 < j - last_j <= _REACH:
                block.append((i, j))
                break
        else:
            blocks.append([(i, j)])
    blocks.sort(key=lambda block: -sum(affinity[i, j] for i, j in block))
    return [Block(block[0][0], block[-1][0] + 1, block[0][1], block[-1][1] + 1) for block in blocks]


def _most(lattice: Lattice, layout: Layout, block: Block) -> float:
    """Return a bound on the score with one more block lifted; cheap, and it rules out most.

    A path without the block's sentences is one that leaves them out: it wins their costs at most.
    """
    costs = lattice.source_nulls[block.i : block.i_end].sum()
    costs += lattice.target_nulls[block.j : block.j_end].sum()
    return layout.score - float(costs) + best_path(inner(lattice, block))[1] - COST


def _lift(lattice: Lattice, blocks: tuple[Block, ...]) -> Layout:
    rest, score = best_path(without(lattice, blocks))
    inside = []
    for block in blocks:
        path, gain = best_path(inner(lattice, block))
        inside.append([(i + block.i, e + block.i, j + block.j, f + block.j) for i, e, j, f in path])
        score += gain - COST
    return Layout(blocks, _visible(rest, blocks), tuple(inside), score)


def _visible(path: list[Span], blocks: tuple[Block, ...]) -> list[Span]:
    """Return the path without the nulls that stand for the sentences of blocks."""
    return [
        (i, i_end, j, j_end)
        for i, i_end, j, j_end in path
        if not any(
            (j == j_end and block.i <= i < block.i_end)
            or (i == i_end and block.j <= j < block.j_end)
            for block in blocks
        )
    ]


def _grow(lattice: Lattice, layout: Layout) -> Layout:
    """Return the layout with the ends of its newest block moved to where the score is best."""
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    improved = True
    while improved:
        improved = False
        *others, block = layout.blocks
        before = best_path(inner(lattice, block))[1]
        for step in range(1, _GROW + 1):
            for wider in (
                replace(block, i=block.i - step),
                replace(block, i_end=block.i_end + step),
                replace(block, j=block.j - step),
                replace(block, j_end=block.j_end + step),
                replace(block, i=block.i - step, j=block.j - step),
                replace(block, i_end=block.i_end + step, j_end=block.j_end + step),
            ):
                inside = wider.i >= 0 and wider.j >= 0 and wider.i_end <= n and wider.j_end <= m
                if not inside or any(wider.meets(other) for other in others):
                    continue
                # The rest wins the costs of the sentences that it loses, at most.
                more = lattice.source_nulls[wider.i : wider.i_end].sum()
                more += lattice.target_nulls[wider.j : wider.j_end].sum()
                more -= lattice.source_nulls[block.i : block.i_end].sum()
                more -= lattice.target_nulls[block.j : block.j_end].sum()
                gain = best_path(inner(lattice, wider))[1] - before
                if gain <= more:
                    continue
                other = _lift(lattice, (*others, wider))
                if other.score > layout.score + 1e-9:
                    layout, improved = other, True
            if improved:
                break
    return layout


def without(lattice: Lattice, blocks: tuple[Block, ...]) -> Lattice:
    """Return the lattice in which the sentences of the blocks are left out at no cost.

    No bead may hold one of them, nor reach over them.
    """
    beads = lattice.beads.copy()
    source, target = lattice.source_nulls.copy(), lattice.target_nulls.copy()
    for block in blocks:
        source[block.i : block.i_end] = 0.0
        target[block.j : block.j_end] = 0.0
        for s, (a, b) in enumerate(SHAPES):
            beads[block.i + 1 : block.i_end + a, s] = -np.inf
            beads[:, s, block.j + 1 : block.j_end + b] = -np.inf
    return Lattice(beads, source, target)


def inner(lattice: Lattice, block: Block) -> Lattice:
    """Return the lattice of the block's own sentences."""
    beads = lattice.beads[block.i : block.i_end + 1, :, block.j : block.j_end + 1].copy()
    for s, (a, b) in enumerate(SHAPES):
        beads[:a, s] = -np.inf
        beads[:, s, :b] = -np.inf
    source: Doubles = lattice.source_nulls[block.i : block.i_end]
    return Lattice(beads, source, lattice.target_nulls[block.j : block.j_end])
