"""Cut a long pair of texts into pieces, at sentences that surely translate each other.

Coarse first: sentence vectors over the full rectangle, so that a missing quarter does no harm;
pairs that are each other's nearest neighbour and lie on one increasing chain are anchors. Each
piece between two cuts is then searched exactly.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np

from align.embedder import Floats, Tokens

PIECE = 40  # sentences: a piece is cut after this many on a side, at the next anchor
CELLS = 400 * 400  # texts of fewer sentence pairs are searched whole; no piece has more
_BLOCK = 2**22  # cosines at a time, 16 MB
_SENTENCES = 256  # summed up at a time
_NEAR = 4  # how far an anchor may stand from the line of its neighbours

Piece = tuple[int, int, int, int]  # source start, source end, target start, target end


def sentence_vectors(tokens: Tokens) -> Floats:
    """Return (n, d) unit vectors: the weighted mean of a sentence's tokens, the text's taken off.

    Centring by the text's own mean is what makes weak vectors tell neighbours apart.
    """
    weighted = tokens.types * tokens.weights[:, None]
    summed = np.empty((len(tokens.starts) - 1, weighted.shape[1]), np.float32)
    for first in range(0, len(summed), _SENTENCES):
        starts = tokens.starts[first : first + _SENTENCES + 1]
        rows = weighted[tokens.of[starts[0] : starts[-1]]]
        np.add.reduceat(
            rows, starts[:-1] - starts[0], axis=0, out=summed[first : first + _SENTENCES]
        )
    summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)
    summed -= summed.mean(0)
    summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)
    return summed


def find_anchors(
    source: Floats, target: Floats, progress: Callable[[float], None] | None = None
) -> list[tuple[int, int]]:
    """Return pairs (i, j), increasing in both, that are anchors; vectors are unit rows.

    `progress` is told the share that is done.
    """
    n, m = len(source), len(target)
    row_best = np.zeros(n, np.int64)
    row_value = np.zeros(n, np.float32)
    column_value = np.full(m, -np.inf, np.float32)
    block = max(_BLOCK // max(m, 1), 1)
    for first in range(0, n, block):
        cosines = source[first : first + block] @ target.T
        best = cosines.argmax(1)
        row_best[first : first + block] = best
        row_value[first : first + block] = cosines[np.arange(len(best)), best]
        np.maximum(column_value, cosines.max(0), out=column_value)
        if progress is not None:
            progress(min(first + block, n) / n)
    mutual = np.flatnonzero(row_value >= column_value[row_best])
    pairs = list(zip(mutual.tolist(), row_best[mutual].tolist(), strict=True))
    chain = heaviest_chain(pairs, row_value[mutual].tolist())
    return [pair for k, pair in enumerate(chain) if _in_line(chain, k)]


def heaviest_chain(pairs: list[tuple[int, int]], weights: list[float]) -> list[tuple[int, int]]:
    """Return the increasing chain of the greatest weight (pairs are sorted by i)."""
    ends: list[int] = []  # target positions of chain ends, increasing, as are their weights
    totals: list[float] = []
    members: list[int] = []
    before = [-1] * len(pairs)
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        total = max(weights[k], 0.0) + (totals[at - 1] if at else 0.0)
        before[k] = members[at - 1] if at else -1
        stop = at
        while stop < len(ends) and totals[stop] <= total:
            stop += 1
        if at < len(ends) and ends[at] == j and stop == at:
            continue
        ends[at:stop], totals[at:stop], members[at:stop] = [j], [total], [k]
    chain: list[tuple[int, int]] = []
    k = members[-1] if members else -1
    while k >= 0:
        chain.append(pairs[k])
        k = before[k]
    return chain[::-1]


def _in_line(chain: list[tuple[int, int]], k: int) -> bool:
    """Whether an anchor stands near the line of at least two of its four neighbours."""
    i, j = chain[k]
    near = 0
    for other in range(max(k - 2, 0), min(k + 3, len(chain))):
        if other != k:
            across, down = chain[other][0] - i, chain[other][1] - j
            near += abs(across - down) <= _NEAR and abs(across) <= 3 * _NEAR
    return near >= 2


def cut(n: int, m: int, anchors: Sequence[tuple[int, int]]) -> list[Piece]:
    """Return the pieces that a pair of long texts is searched in; together they tile both sides.

    A piece is cut at the first safe place after PIECE sentences. Before a jump of as many, where
    one text lacks a part, it is cut too: what is missing has a piece of its own.
    """
    pieces: list[Piece] = []
    start = safe = (0, 0)
    last = (-1, -1)
    for anchor in anchors:
        # Between two anchors that follow each other on both sides a cut is safe.
        if anchor == (last[0] + 1, last[1] + 1):
            if _longer_side(safe, anchor) >= PIECE and safe != start:
                pieces.append((start[0], safe[0], start[1], safe[1]))
                start = safe
            if _longer_side(start, anchor) >= PIECE:
                pieces.append((start[0], anchor[0], start[1], anchor[1]))
                start = anchor
            safe = anchor
        last = anchor
    pieces.append((start[0], n, start[1], m))
    return [part for piece in pieces for part in _halve(piece)]


def _longer_side(start: tuple[int, int], end: tuple[int, int]) -> int:
    return max(end[0] - start[0], end[1] - start[1])


def _halve(piece: Piece) -> list[Piece]:
    """Cut a piece that is too large in the middle: only where texts share hardly an anchor."""
    i, i_end, j, j_end = piece
    if (i_end - i) * (j_end - j) <= CELLS:
        return [piece]
    middle, centre = (i + i_end) // 2, (j + j_end) // 2
    return _halve((i, middle, j, centre)) + _halve((middle, i_end, centre, j_end))
