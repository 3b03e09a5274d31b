"""How well the words of one text are explained by spans of the other.

A bead is scored by coverage, not by the cosine of two means: for each token of one side, the best
similarity that any token of a span of the other side reaches. A sentence then joins a bead only
if it explains words that nothing else explained. Design and measurements: docs/architecture.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.embedder import Floats, Tokens

Doubles = NDArray[np.float64]

_FLOOR = 0.5  # of the background: similarity below this share of it is none
_TOP = 0.8  # where the document's typical best match is put


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The best match that each distinct token finds in each sentence of the other text.

    best: (t, m) in [0, 1]; at: (t, m) the position of the match in the other text; starts: (m,)
    where the other text's sentences begin; weight: (n, t), how much each distinct token weighs in
    each sentence of its own text, all its occurrences together.
    """

    best: Floats
    at: Floats
    starts: NDArray[np.int64]
    weight: Floats


def similarities(source: Tokens, target: Tokens) -> Floats:
    """Return (t, u) in [0, 1]: the similarity of each distinct token to each of the other text.

    Cosines are stretched so that every encoder and document has one range: half of the
    background (what a token finds in any sentence, on average) becomes 0, and the typical best
    match .8.
    """
    cosines = np.maximum(source.types @ target.types.T, 0.0)
    forth = np.maximum.reduceat(cosines[:, target.of], target.starts[:-1], axis=1)
    back = np.maximum.reduceat(cosines.T[:, source.of], source.starts[:-1], axis=1)
    background = (_mean(forth.mean(1), source) + _mean(back.mean(1), target)) / 2
    top = (_mean(forth.max(1), source) + _mean(back.max(1), target)) / 2
    low = _FLOOR * background
    stretched: Floats = (cosines - low) * np.float32(_TOP / max(top - low, 1e-6))
    return np.clip(stretched, 0, 1, out=stretched)


def _mean(values: Floats, of: Tokens) -> float:
    """Return the mean over all tokens, by their weight, of a value for each distinct token."""
    weight = of.weights * np.bincount(of.of, minlength=len(of.types))
    return float(values @ weight / max(weight.sum(), 1e-9))


def matches(similarity: Floats, own: Tokens, other: Tokens) -> Matches:
    """Return where the tokens of `own` are best matched; similarity is (own types, other types)."""
    best = np.empty((len(own.types), len(other.starts) - 1), np.float32)
    at = np.empty_like(best)
    rows = np.arange(len(own.types))
    for j in range(best.shape[1]):
        first, end = other.starts[j], other.starts[j + 1]
        columns = similarity[:, other.of[first:end]]
        where = columns.argmax(1)
        best[:, j] = columns[rows, where]
        at[:, j] = first + where
    return Matches(best, at, other.starts[:-1], weight_matrix(own, own.weights[own.of]))


def weight_matrix(own: Tokens, weights: NDArray[np.floating]) -> Floats:
    """Return (n, t): the sum of the given weights, one a token, by sentence and distinct token."""
    sentences, types = len(own.starts) - 1, len(own.types)
    sentence = np.repeat(np.arange(sentences), np.diff(own.starts))
    summed = np.bincount(sentence * types + own.of, weights, minlength=sentences * types)
    return summed.reshape(sentences, types).astype(np.float32)


def spans(found: Matches, longest: int) -> Iterator[tuple[Floats, Floats]]:
    """Yield (coverage, position), each (t, m - b + 1), for spans of b = 1 … `longest` sentences.

    Column k is the span that starts at sentence k: the best match in it, and where it stands.
    """
    coverage, at = found.best, found.at
    for b in range(1, min(longest, found.best.shape[1]) + 1):
        if b > 1:
            new, where = found.best[:, b - 1 :], found.at[:, b - 1 :]
            better = new > coverage[:, :-1]
            at = np.where(better, where, at[:, :-1])
            coverage = np.where(better, new, coverage[:, :-1])
        yield coverage, at


def edge_coverage(
    similarity: Floats, own: Tokens, other: Tokens, count: int, reach: int, *, last: bool
) -> Floats:
    """Return (n, m): how well the first (or last) tokens of two sentences match, background 0.

    Of each sentence of `own` the `count` tokens at that end are looked for among the `reach`
    tokens at the same end of each sentence of `other`.
    """
    theirs, lengths = _ends(other, reach, last=last)
    starts = np.concatenate([[0], lengths.cumsum()[:-1]])
    best: Floats = np.maximum.reduceat(similarity[:, other.of[theirs]], starts, axis=1) ** 1.5
    best -= best.mean(1, keepdims=True)
    ours, lengths = _ends(own, count, last=last)
    sentences, types = len(lengths), len(own.types)
    tokens = own.of[ours]
    cell = np.repeat(np.arange(sentences), lengths) * types + tokens
    weight = np.bincount(cell, own.weights[tokens], minlength=sentences * types)
    product: Floats = weight.reshape(sentences, types).astype(np.float32) @ best
    return product


def _ends(tokens: Tokens, count: int, *, last: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of up to `count` tokens at an end of each sentence, and how many."""
    lengths = np.minimum(np.diff(tokens.starts), count)
    first = tokens.starts[1:] - lengths if last else tokens.starts[:-1]
    step = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    return np.repeat(first, lengths) + step, lengths


def order_moments(found: Matches, own: Tokens, longest: int) -> list[Doubles]:
    """Return, for each span length, the sums from which a bead's word order is judged.

    Each item is (6, n, m - b + 1): sums over the tokens of a sentence of c, c·x, c·y, c·x·y,
    c·x², c·y², where c is weight times coverage^1.5, x the token's position in its sentence and
    y the position of its match, counted from the start of the span.
    """
    sentence = np.repeat(np.arange(len(own.starts) - 1), np.diff(own.starts))
    x = np.arange(len(own.of)) - own.starts[sentence] + 0.5
    weight = own.weights[own.of]
    ones, ramp, square = (weight_matrix(own, weight * x**power) for power in range(3))
    moments = []
    for coverage, at in spans(found, longest):
        y = at - found.starts[: coverage.shape[1]].astype(np.float32) + 0.5
        c = coverage**1.5
        cy = c * y
        sums = [ones @ c, ramp @ c, ones @ cy, ramp @ cy, square @ c, ones @ (cy * y)]
        moments.append(np.stack(sums).astype(np.float64))
    return moments


def order_agreement(moments: Doubles, own: Tokens, other: Tokens, a: int, b: int) -> Doubles:
    """Return (n - a + 1, m - b + 1): whether words and their matches come in the same order.

    For the bead of `a` sentences from i and `b` from k: the sum over its tokens of
    c · (1/6 − (x − y)²), where x and y are the relative positions in [0, 1] of a token and its
    match. Places drawn at random have (x − y)² = 1/6 on average, so that chance gives 0.
    """
    rows = len(own.starts) - a
    starts = own.starts.astype(np.float64)
    one, x, y, xy, xx, yy = (np.zeros((rows, moments.shape[2])) for _ in range(6))
    for q in range(a):  # sentences that join on the left, moved by where they start in the bead
        s, sx, sy, sxy, sxx, syy = moments[:, q : rows + q]
        d = (starts[q : rows + q] - starts[:rows])[:, None]
        one += s
        x += sx + d * s
        y += sy
        xy += sxy + d * sy
        xx += sxx + 2 * d * sx + d * d * s
        yy += syy
    width = (starts[a:] - starts[:-a])[:, None]
    height = (other.starts[b:] - other.starts[:-b]).astype(np.float64)[None]
    agreement: Doubles = one / 6 - (xx / width**2 - 2 * xy / (width * height) + yy / height**2)
    return agreement
