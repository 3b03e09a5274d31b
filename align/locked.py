"""Beads that a person has fixed: the search goes around them and they stay as they are."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.anchors import heaviest_chain
from align.bead import Bead
from align.lattice import SHAPES, Lattice, Span

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Locks:
    """What is taken out of a pair of texts: source (n,) and target (m,) say which sentences.

    chain: the locked beads that stand in order, which nothing may cross, in order.
    """

    source: Mask
    target: Mask
    chain: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is a lock at all."""
        return bool(self.source.any() or self.target.any())

    def allow(self, i: int, j: int) -> bool:
        """Whether the texts may be cut before source sentence i and target sentence j."""
        place = bisect_right(self.chain, i, key=lambda span: span[0])
        before, after = self.chain[:place][-1:], self.chain[place : place + 1]
        return all(
            (i <= start and j <= first) or (i >= end and j >= stop)
            for start, end, first, stop in (*before, *after)
        )

    def part(self, start: int, end: int, first: int, stop: int) -> "Locks":
        """Return the locks of one piece of the texts."""
        chain = tuple(
            (i - start, i_end - start, j - first, j_end - first)
            for i, i_end, j, j_end in self.chain
            if (i_end > start and i < end) or (j_end > first and j < stop)
        )  # fmt: skip
        return Locks(self.source[start:end], self.target[first:stop], chain)

    def hide(self, path: Sequence[Span]) -> list[Span]:
        """Return the path without the nulls that stand for locked sentences."""
        return [
            (i, i_end, j, j_end)
            for i, i_end, j, j_end in path
            if not (j == j_end and self.source[i:i_end].all())
            and not (i == i_end and self.target[j:j_end].all())
        ]


def read_locks(locked: Sequence[Bead], n: int, m: int) -> Locks:
    """Return the locks of two texts of n and m sentences.

    Raises ValueError for a bead of no sentence, beyond a text, or that shares a sentence with
    another.
    """
    held = {"source": np.zeros(n, bool), "target": np.zeros(m, bool)}
    for bead in locked:
        if not bead.source and not bead.target:
            raise ValueError("a locked bead holds no sentence; leave it out")
        for name, span in (("source", bead.source), ("target", bead.target)):
            if not span:
                continue
            mask = held[name]
            if span.step != 1 or span.start < 0 or span.stop > len(mask):
                raise ValueError(
                    f"a locked bead holds {name} sentences {span.start} to {span.stop - 1}, and "
                    f"the text has {len(mask)}, counted from 0; give the locks of these texts"
                )
            if mask[span.start : span.stop].any():
                twice = span.start + int(mask[span.start : span.stop].argmax())
                raise ValueError(
                    f"{name} sentence {twice} is in two locked beads; lock it in one of them"
                )
            mask[span.start : span.stop] = True
    spans = {
        (bead.source.start, bead.target.start): _span(bead)
        for bead in sorted(locked, key=lambda bead: bead.source.start)
        if not bead.is_null and not bead.moved
    }
    chain = heaviest_chain(list(spans), [1.0] * len(spans))
    return Locks(held["source"], held["target"], tuple(spans[pair] for pair in chain))


def _span(bead: Bead) -> Span:
    return bead.source.start, bead.source.stop, bead.target.start, bead.target.stop


def around(lattice: Lattice, locks: Locks) -> Lattice:
    """Return the lattice in which no bead holds or crosses locked sentences, which cost nothing."""
    if not locks:
        return lattice
    beads = lattice.beads.copy()
    for s, (a, b) in enumerate(SHAPES):
        beads[:, s][_touched(locks.source, a)] = -np.inf
        beads[:, s, _touched(locks.target, b)] = -np.inf
    for i, i_end, j, j_end in locks.chain:
        beads[: max(i, 0) + 1, :, max(j_end, 0) + 1 :] = -np.inf
        beads[max(i_end, 0) + 1 :, :, : max(j, 0) + 1] = -np.inf
    return Lattice(
        beads,
        np.where(locks.source, 0.0, lattice.source_nulls),
        np.where(locks.target, 0.0, lattice.target_nulls),
    )


def _touched(mask: Mask, length: int) -> Mask:
    """Return (n + 1,): whether a run of so many sentences that ends before i holds a locked one."""
    count = np.concatenate([[0], np.cumsum(mask)])
    touched = np.zeros(len(count), bool)
    touched[length:] = count[length:] > count[: max(len(count) - length, 0)]
    return touched
