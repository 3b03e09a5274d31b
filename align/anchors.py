"""Cut a long pair of texts into pieces, at sentences that surely translate each other.

Coarse first: sentence vectors over the full rectangle, so that a missing quarter does no harm;
pairs that are each other's nearest neighbour and lie on one increasing chain are anchors. Each
piece between two cuts is then searched exactly.
"""

from bisect import bisect_left

import numpy as np

from align.embedder import Floats, Tokens

PIECE = 250  # sentences: a piece is cut after this many on a side, at the next anchor
CELLS = 400 * 400  # texts of fewer sentence pairs are searched whole
_LARGEST = 600_000  # pairs in a piece, at most: 39 shapes of 4 bytes each, 100 MB
_BLOCK = 512  # rows of the rectangle at a time
_NEAR = 4  # how far an anchor may stand from the line of its neighbours

Piece = tuple[int, int, int, int]  # source start, source end, target start, target end


def sentence_vectors(tokens: Tokens) -> Floats:
    """Return (n, d) unit vectors: the weighted mean of a sentence's tokens, the text's taken off.

    Centring by the text's own mean is what makes weak vectors tell neighbours apart.
    """
    weighted = tokens.types * tokens.weights[:, None]
    summed: Floats = np.add.reduceat(weighted[tokens.of], tokens.starts[:-1], axis=0)
    summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)
    summed -= summed.mean(0)
    summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)
    return summed


def find_anchors(source: Floats, target: Floats) -> list[tuple[int, int]]:
    """Return pairs (i, j), increasing in both, that are anchors; vectors are unit rows."""
    n, m = len(source), len(target)
    row_best = np.zeros(n, np.int64)
    row_value = np.zeros(n, np.float32)
    column_value = np.full(m, -np.inf, np.float32)
    column_best = np.zeros(m, np.int64)
    for first in range(0, n, _BLOCK):
        cosines = source[first : first + _BLOCK] @ target.T
        row_best[first : first + _BLOCK] = cosines.argmax(1)
        row_value[first : first + _BLOCK] = cosines.max(1)
        highest = cosines.argmax(0)
        value = cosines[highest, np.arange(m)]
        better = value > column_value
        column_value = np.where(better, value, column_value)
        column_best = np.where(better, highest + first, column_best)
    mutual = [(i, int(row_best[i])) for i in range(n) if column_best[row_best[i]] == i]
    chain = _heaviest_chain(mutual, [float(row_value[i]) for i, _ in mutual])
    return [pair for k, pair in enumerate(chain) if _in_line(chain, k)]


def _heaviest_chain(pairs: list[tuple[int, int]], weights: list[float]) -> list[tuple[int, int]]:
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


def cut(source: Floats, target: Floats) -> list[Piece]:
    """Return the pieces that a pair of texts is searched in; together they tile both sides."""
    n, m = len(source), len(target)
    if n * m <= CELLS:
        return [(0, n, 0, m)]
    pieces: list[Piece] = []
    start = (0, 0)
    last = (-1, -1)
    for anchor in find_anchors(source, target):
        long_enough = max(anchor[0] - start[0], anchor[1] - start[1]) >= PIECE
        # Between two anchors that follow each other on both sides a cut is safe.
        if long_enough and anchor == (last[0] + 1, last[1] + 1):
            pieces.append((start[0], anchor[0], start[1], anchor[1]))
            start = anchor
        last = anchor
    pieces.append((start[0], n, start[1], m))
    return [part for piece in pieces for part in _halve(piece)]


def _halve(piece: Piece) -> list[Piece]:
    """Cut a piece that is too large in the middle: only where texts share hardly an anchor."""
    i, i_end, j, j_end = piece
    if (i_end - i) * (j_end - j) <= _LARGEST:
        return [piece]
    middle, centre = (i + i_end) // 2, (j + j_end) // 2
    return _halve((i, middle, j, centre)) + _halve((middle, i_end, centre, j_end))
