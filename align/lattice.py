"""The search: the best way through all beads of two texts, and how sure it is.

A path is a sequence of beads and nulls that tiles both sides; its score is the sum of theirs. The
scores are log-linear (a semi-Markov conditional random field, Sarawagi and Cohen 2004), so that
sums over all paths give each bead's probability.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.side import Doubles

LONGEST = 8  # sentences on one side of a bead
SHAPES = tuple(
    (a, b) for a in range(1, LONGEST + 1) for b in range(1, LONGEST + 1) if min(a, b) <= 3
)
_A = np.array([a for a, _ in SHAPES])
_B = np.array([b for _, b in SHAPES])
_BY_WIDTH = [np.flatnonzero(b == _B) for b in range(1, LONGEST + 1)]
_ROWS = LONGEST + 1

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


def best_path(lattice: Lattice) -> tuple[list[Span], float]:
    """Return the path of the highest score (Viterbi, exact), and that score."""
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    shifted = np.full((n + _ROWS, _ROWS, m + 1), -np.inf)  # row i + 8, moved right by b
    back = np.zeros((n + 1, m + 1), np.int16)
    skipped = np.concatenate([[0.0], np.cumsum(lattice.target_nulls)])
    columns = np.arange(m + 1)
    for i in range(n + 1):
        if i == 0:
            score = np.full(m + 1, -np.inf)
            score[0] = 0.0
            choice = np.zeros(m + 1, np.int64)
        else:
            options = lattice.beads[i] + shifted[i + LONGEST - _A, _B]
            choice = options.argmax(0)
            score = options[choice, columns]
            left_out = shifted[i + LONGEST - 1, 0] + lattice.source_nulls[i - 1]
            choice = np.where(left_out > score, -1, choice)
            score = np.maximum(score, left_out)
        # Leaving target sentences out moves along the row: a prefix maximum.
        level = score - skipped
        highest = np.maximum.accumulate(level)
        back[i] = np.where(highest > level, -2, choice)
        score = highest + skipped
        for b in range(min(_ROWS, m + 1)):
            shifted[i + LONGEST, b, b:] = score[: m + 1 - b]
    return _trace(back, n, m), float(shifted[n + LONGEST, 0, m])


def _trace(back: NDArray[np.int16], n: int, m: int) -> list[Span]:
    path: list[Span] = []
    i, j = n, m
    while i or j:
        choice = int(back[i, j])
        a, b = (1, 0) if choice == -1 else (0, 1) if choice == -2 else SHAPES[choice]
        path.append((i - a, i, j - b, j))
        i, j = i - a, j - b
    return path[::-1]


def _log_sum(scores: Doubles) -> Doubles:
    """Return the log of the sums over the first axis, which `scores` is overwritten for."""
    top = scores.max(0)
    np.copyto(top, 0.0, where=np.isinf(top))
    scores -= top
    np.exp(scores, out=scores)
    total: Doubles = np.log(scores.sum(0))
    total += top
    return total


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Log sums over all paths: from the start to (i, j), from (i, j) to the end, and in all."""

    forward: Doubles
    backward: Doubles
    total: float


def path_sums(lattice: Lattice) -> Sums:
    """Return the forward and backward sums, each (n + 1, m + 1)."""
    with np.errstate(divide="ignore"):
        forward, backward = _forward(lattice), _backward(lattice)
    return Sums(forward, backward, float(forward[-1, -1]))


def _forward(lattice: Lattice) -> Doubles:
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    skipped = np.concatenate([[0.0], np.cumsum(lattice.target_nulls)])
    shifted = np.full((n + _ROWS, _ROWS, m + 1), -np.inf)  # row i + 8, moved right by b
    forward = np.full((n + 1, m + 1), -np.inf)
    options = np.empty((len(SHAPES) + 1, m + 1))
    for i in range(n + 1):
        if i == 0:
            score = np.full(m + 1, -np.inf)
            score[0] = 0.0
        else:
            np.add(lattice.beads[i], shifted[i + LONGEST - _A, _B], out=options[:-1])
            np.add(shifted[i + LONGEST - 1, 0], lattice.source_nulls[i - 1], out=options[-1])
            score = _log_sum(options)
        score -= skipped
        np.logaddexp.accumulate(score, out=forward[i])
        forward[i] += skipped
        for b in range(min(_ROWS, m + 1)):
            shifted[i + LONGEST, b, b:] = forward[i, : m + 1 - b]
    return forward


def _backward(lattice: Lattice) -> Doubles:
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    skipped = np.concatenate([[0.0], np.cumsum(lattice.target_nulls)])
    # The beads that end at (i, j), with what follows them, moved left to where they start: a ring
    # of the rows that a bead can reach.
    onward = np.full((_ROWS, len(SHAPES), m + 1), -np.inf)
    backward = np.full((n + 1, m + 1), -np.inf)
    options = np.empty((len(SHAPES) + 1, m + 1))
    every = np.arange(len(SHAPES))
    for i in range(n, -1, -1):
        if i == n:
            score = np.full(m + 1, -np.inf)
            score[m] = 0.0
        else:
            options[:-1] = onward[(i + _A) % _ROWS, every]
            np.add(backward[i + 1], lattice.source_nulls[i], out=options[-1])
            score = _log_sum(options)
        score += skipped
        np.logaddexp.accumulate(score[::-1], out=backward[i, ::-1])
        backward[i] -= skipped
        after = lattice.beads[i] + backward[i]
        here = onward[i % _ROWS]
        here[:] = -np.inf
        for b, shapes in enumerate(_BY_WIDTH, 1):
            if b <= m:
                here[shapes, : m + 1 - b] = after[shapes, b:]
    return backward


def bead_log_probabilities(lattice: Lattice, sums: Sums) -> Doubles:
    """Return the log probability of each bead of the lattice, in the lattice's own shape."""
    n, m = len(lattice.source_nulls), len(lattice.target_nulls)
    chances = np.full(lattice.beads.shape, -np.inf)
    for s, (a, b) in enumerate(SHAPES):
        if a <= n and b <= m:
            before = sums.forward[: n + 1 - a, : m + 1 - b]
            chances[a:, s, b:] = before + lattice.beads[a:, s, b:] + sums.backward[a:, b:]
    return np.minimum(chances - sums.total, 0.0)


def null_probabilities(lattice: Lattice, sums: Sums) -> tuple[Doubles, Doubles]:
    """Return (n,) and (m,): the probability that each sentence is left out."""
    before, after = sums.forward, sums.backward
    source = before[:-1] + lattice.source_nulls[:, None] + after[1:] - sums.total
    target = before[:, :-1] + lattice.target_nulls + after[:, 1:] - sums.total
    return (
        np.minimum(np.exp(source).sum(1), 1.0),
        np.minimum(np.exp(target).sum(0), 1.0),
    )
