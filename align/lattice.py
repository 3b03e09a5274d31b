"""The search: the best way through all beads of two texts, and how sure it is.

A path is a sequence of beads and nulls that tiles both sides; its score is the sum of theirs. The
scores are log-linear (a semi-Markov conditional random field, Sarawagi and Cohen 2004), so that
sums over all paths give each bead's probability.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from align.side import Doubles

LONGEST = 8  # sentences on one side of a bead
SHAPES = tuple(
    (a, b) for a in range(1, LONGEST + 1) for b in range(1, LONGEST + 1) if min(a, b) <= 3
)
# They are two blocks, in each of which every a meets every b: (first a, last a, last b, shapes).
BLOCKS = (
    (1, 3, LONGEST, slice(0, 3 * LONGEST)),
    (4, LONGEST, 3, slice(3 * LONGEST, len(SHAPES))),
)
_STEPS = (*SHAPES, (1, 0), (0, 1))  # those of a path: beads, a source null, a target null
_SOURCE_NULL, _TARGET_NULL = len(SHAPES), len(SHAPES) + 1
_LOWEST = -1e300  # less than any score, and finite

Score = TypeVar("Score", bound=np.floating)
Span = tuple[int, int, int, int]  # source start, source end, target start, target end


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The scores of all beads of two texts of n and m sentences.

    beads: (n + 1, shapes, m + 1), float32 in a search, the score of the bead of that shape that
    ends before source sentence i and target sentence j, -inf where there is none;
    source_nulls: (n,), target_nulls: (m,), the scores of leaving a sentence out.
    """

    beads: NDArray[np.floating]
    source_nulls: Doubles
    target_nulls: Doubles


def padded(*shape: int, fill: float = -np.inf) -> Doubles:
    """Return room for (n + 1, …, m + 1) values; that of (i, j) stands at [i + 8, …, j + 8].

    A bead may then reach back beyond where the texts begin, and finds `fill` there.
    """
    rows, *between, columns = shape
    return np.full((rows + LONGEST, *between, columns + LONGEST), fill)


def before(padded: NDArray[Score]) -> list[NDArray[Score]]:
    """Return two views, one a block: [i, a - first, b - 1, …, j] is the sum to (i - a, j - b).

    They see what is written to `padded` later.
    """
    down, *within, along = padded.strides
    rows, *between, columns = padded.shape
    return [
        np.ndarray(
            (rows - LONGEST, last - first + 1, longest, *between, columns - LONGEST),
            padded.dtype,
            padded,
            (LONGEST - first) * down + (LONGEST - 1) * along,
            (down, -down, -along, *within, along),
        )
        for first, last, longest, _ in BLOCKS
    ]


def no_beads(n: int, m: int) -> NDArray[np.bool_]:
    """Return (n + 1, shapes, m + 1): where no bead ends, since it would begin before the texts."""
    a, b = np.array(SHAPES).T[..., None]
    early: NDArray[np.bool_] = (np.arange(n + 1) < a).T[..., None] | (np.arange(m + 1) < b)
    return early


def by_block(values: NDArray[Score], axis: int) -> list[NDArray[Score]]:
    """Return two views, one a block, in which the axis of the shapes is one of a and one of b."""
    front, back = values.shape[:axis], values.shape[axis + 1 :]
    every = (slice(None),) * axis
    return [
        values[(*every, shapes)].reshape(*front, last - first + 1, longest, *back)
        for first, last, longest, shapes in BLOCKS
    ]


def best_path(lattice: Lattice) -> tuple[list[Span], float]:
    """Return the path of the highest score (Viterbi, exact), and that score."""
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    room = padded(n + 1, m + 1)
    score = room[LONGEST:, LONGEST:]
    score[0] = skipped = np.concatenate([[0.0], np.cumsum(lattice.target_nulls)])
    # The best path to (i, j) that ends in a bead, in a source null, in either of the two.
    by_bead, by_null, level = np.full((3, n + 1, m + 1), -np.inf)
    level[0, 0] = 0.0
    choice = np.zeros((n + 1, m + 1), np.int64)
    options, columns = np.empty((len(SHAPES), m + 1)), np.arange(m + 1)
    blocks = by_block(options, 0), by_block(lattice.beads, 1), before(room)
    parts = list(zip(*blocks, strict=True))
    for i, null in enumerate(lattice.source_nulls.tolist(), 1):
        for part, beads, earlier in parts:
            np.add(beads[i], earlier[i], out=part)
        options.argmax(0, out=choice[i])
        by_bead[i] = options[choice[i], columns]
        np.add(score[i - 1], null, out=by_null[i])
        # Leaving target sentences out moves along the row: a prefix maximum.
        np.maximum(by_bead[i], by_null[i], out=level[i])
        level[i] -= skipped
        np.maximum.accumulate(level[i], out=score[i])
        score[i] += skipped
    choice[by_null > by_bead] = _SOURCE_NULL
    choice[np.maximum.accumulate(level, 1) > level] = _TARGET_NULL
    return _trace(choice, n, m), float(score[n, m])


def _trace(choice: NDArray[np.int64], n: int, m: int) -> list[Span]:
    path: list[Span] = []
    i, j = n, m
    while i or j:
        a, b = _STEPS[choice[i, j]]
        path.append((i - a, i, j - b, j))
        i, j = i - a, j - b
    return path[::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Log sums over all paths: from the start to (i, j), from (i, j) to the end, and in all."""

    forward: Doubles
    backward: Doubles
    total: float


def path_sums(lattice: Lattice) -> Sums:
    """Return the forward and backward sums, each (n + 1, m + 1)."""
    with np.errstate(divide="ignore"):
        forward, turned = _forward(lattice)
    return Sums(forward, turned[::-1, ::-1], float(forward[-1, -1]))


def _forward(lattice: Lattice) -> tuple[Doubles, Doubles]:
    """Return the forward sums of a lattice, and those of the lattice read from its end.

    Both at once, a row of each at a time: half the calls, which are what short texts cost.
    """
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    skipped = np.zeros((2, m + 1))
    np.cumsum([lattice.target_nulls, lattice.target_nulls[::-1]], axis=1, out=skipped[:, 1:])
    nulls = np.stack([lattice.source_nulls, lattice.source_nulls[::-1]], axis=1)[..., None]
    room = padded(n + 1, 2, m + 1)
    sums = room[LONGEST:, :, LONGEST:]
    sums[0] = skipped
    options = np.empty((len(SHAPES) + 1, 2, m + 1))
    blocks = by_block(options, 0), by_block(_both_ways(lattice.beads), 1), before(room)
    parts = list(zip(*blocks, strict=True))
    top, row = np.empty((2, 2, m + 1))
    for i in range(1, n + 1):
        for part, beads, earlier in parts:
            np.add(beads[i], earlier[i], out=part)
        np.add(sums[i - 1], nulls[i - 1], out=options[-1])
        # The log of the sum, less the largest so that nothing overflows.
        np.maximum.reduce(options, 0, initial=_LOWEST, out=top)
        np.subtract(options, top, out=options)
        np.exp(options, out=options)
        np.add.reduce(options, 0, out=row)
        np.log(row, out=row)
        row += top
        # Leaving target sentences out moves along the row.
        row -= skipped
        np.logaddexp.accumulate(row, 1, out=sums[i])
        sums[i] += skipped
    return sums[:, 0], sums[:, 1]


def _both_ways(beads: NDArray[Score]) -> NDArray[Score]:
    """Return (n + 1, shapes, 2, m + 1): the scores, and those of the texts read from their end."""
    rows, shapes, columns = beads.shape
    both = np.full((rows, shapes, 2, columns), -np.inf, beads.dtype)
    both[:, :, 0] = beads
    for s, (a, b) in enumerate(SHAPES):
        both[a:, s, 1, b:] = beads[a:, s, b:][::-1, ::-1]
    return both


def bead_log_probabilities(lattice: Lattice, sums: Sums) -> Doubles:
    """Return the log probability of each bead of the lattice, in the lattice's own shape."""
    chances = np.empty(lattice.beads.shape)
    room = padded(*sums.forward.shape)
    room[LONGEST:, LONGEST:] = sums.forward
    after = sums.backward[:, None, None]
    parts = zip(by_block(chances, 1), by_block(lattice.beads, 1), before(room), strict=True)
    for part, beads, earlier in parts:
        np.add(earlier, beads, out=part)
        part += after
    chances -= sums.total
    return np.minimum(chances, 0.0, out=chances)


def null_probabilities(lattice: Lattice, sums: Sums) -> tuple[Doubles, Doubles]:
    """Return (n,) and (m,): the probability that each sentence is left out."""
    before, after = sums.forward, sums.backward
    source = before[:-1] + lattice.source_nulls[:, None] + after[1:] - sums.total
    target = before[:, :-1] + lattice.target_nulls + after[:, 1:] - sums.total
    return (
        np.minimum(np.exp(source).sum(1), 1.0),
        np.minimum(np.exp(target).sum(0), 1.0),
    )
