"""How well the words of one text are explained by spans of the other.

A bead is scored by coverage, not by the cosine of two means: for each token of one side, the best
similarity that any token of a span of the other side reaches. A sentence then joins a bead only
if it explains words that nothing else explained. Design and measurements: docs/architecture.md.

Similarities and matches have a row for each token or sentence of the other text and a column for
each distinct token of the own: maxima then run along rows that lie together in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from align.embedder import Floats, Tokens
from align.side import Doubles

Places = NDArray[np.int64]

_FLOOR = 0.5  # of the background: similarity below this share of it is none
_TOP = 0.8  # where the document's typical best match is put
_AT_ONCE = 2**17  # similarities looked at together, 512 kB


@dataclass(frozen=True, slots=True)
class Range:
    """The cosines of a document: what a token finds in any sentence on average, and at best."""

    background: float
    top: float


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The best match that each distinct token finds in each sentence of the other text.

    best: (m, t) in [0, 1]; at: (m, t) the position of the match in the other text; starts: (m,)
    where the other text's sentences begin; weight: (n, t), how much each distinct token weighs in
    each sentence of its own text, all its occurrences together.
    """

    best: Floats
    at: Floats
    starts: NDArray[np.int64]
    weight: Floats


def cosine_range(forth: Floats, back: Floats, source: Tokens, target: Tokens) -> Range:
    """Return the range of the cosines of two texts.

    forth: (m, t), the best cosine of each source token in each target sentence; back: (n, u).
    """
    return Range(
        (_mean(forth.mean(0), source) + _mean(back.mean(0), target)) / 2,
        (_mean(forth.max(0), source) + _mean(back.max(0), target)) / 2,
    )


def cosines(source: Tokens, target: Tokens) -> Floats:
    """Return (t, u): the cosine of each distinct token with each of the other text, at least 0."""
    found: Floats = source.types @ target.types.T
    return np.maximum(found, 0.0, out=found)


def stretch(cosines: Floats, within: Range) -> None:
    """Make similarities in [0, 1] of cosines, so that every encoder and document has one range.

    Half of the background becomes 0, and the typical best match .8.
    """
    low = _FLOOR * within.background
    cosines -= np.float32(low)
    cosines *= np.float32(_TOP / max(within.top - low, 1e-6))
    np.clip(cosines, 0, 1, out=cosines)


def _mean(values: Floats, of: Tokens) -> float:
    """Return the mean over all tokens, by their weight, of a value for each distinct token."""
    weight = of.weights * np.bincount(of.of, minlength=len(of.types))
    return float(values @ weight / max(weight.sum(), 1e-9))


def matches(similarity: Floats, own: Tokens, other: Tokens) -> Matches:
    """Return where the tokens of `own` are best matched; similarity is (other types, own types)."""
    best = np.empty((len(other.starts) - 1, len(own.types)), np.float32)
    at = np.empty_like(best)
    # The first place that reaches the best has the most to come: small numbers compare fast.
    longest = int(np.diff(other.starts).max())
    to_come = np.arange(longest, 0, -1).astype(np.min_scalar_type(longest))[:, None]
    for j, (first, end) in enumerate(pairwise(other.starts.tolist())):
        rows = similarity.take(other.of[first:end], 0)
        np.maximum.reduce(rows, 0, out=best[j])
        reached = (rows == best[j]).view(np.uint8)
        most = np.maximum.reduce(reached * to_come[first - end :], 0)
        np.subtract(np.float32(end), most, out=at[j])
    return Matches(best, at, other.starts[:-1], weight_matrix(own, own.weights[own.of]))


def weight_matrix(own: Tokens, weights: NDArray[np.floating]) -> Floats:
    """Return (n, t): the sum of the given weights, one a token, by sentence and distinct token."""
    sentences, types = len(own.starts) - 1, len(own.types)
    sentence = np.repeat(np.arange(sentences), np.diff(own.starts))
    summed = np.bincount(sentence * types + own.of, weights, minlength=sentences * types)
    return summed.reshape(sentences, types).astype(np.float32)


def spans(found: Matches, longest: int) -> Iterator[tuple[Floats, Floats]]:
    """Yield (coverage, position), each (m - b + 1, t), for spans of b = 1 … `longest` sentences.

    Row k is the span that starts at sentence k: the best match in it, and where it stands.
    """
    coverage, at = found.best, found.at
    for b in range(1, min(longest, len(found.best)) + 1):
        if b > 1:
            new = found.best[b - 1 :]
            # Later places are greater: the greater one, where the later sentence matches better.
            at = np.maximum(at[:-1], found.at[b - 1 :] * (new > coverage[:-1]))
            coverage = np.maximum(coverage[:-1], new)
        yield coverage, at


def edge_coverage(
    similarity: Floats,
    own: Tokens,
    other: Tokens,
    edges: Sequence[tuple[int, int]],
    *,
    last: bool,
) -> Floats:
    """Return (edges, n, m): how well the first or last tokens of sentences match, background 0.

    For each edge (count, reach), both increasing: of each sentence of `own` the `count` tokens at
    that end are looked for among the `reach` tokens at the same end of each sentence of `other`.
    similarity is (other types, own types).
    """
    sentences, others, types = len(own.starts) - 1, len(other.starts) - 1, len(own.types)
    best = np.empty((len(edges), others, types), np.float32)
    farthest = edges[-1][1]
    step = max(_AT_ONCE // (farthest * types), 1)
    tokens = other.of[_from_end(other, np.arange(farthest)[:, None], last)]
    for first in range(0, others, step):
        some = slice(first, first + step)
        # A sentence that is shorter shows a token again, which changes no maximum.
        rows = similarity.take(tokens[:, some], 0)
        reached = 0
        for e, (_, reach) in enumerate(edges):
            np.maximum.reduce(rows[reached:reach], 0, out=best[e, some])
            if e:
                np.maximum(best[e, some], best[e - 1, some], out=best[e, some])
            reached = reach
    # Of how much weight each token is among those looked for.
    places = np.arange(edges[-1][0])[:, None]
    tokens = own.of[_from_end(own, places, last)]
    weight = np.where(np.diff(own.starts) > places, own.weights[tokens], 0)
    cells = tokens + types * np.arange(sentences)
    weights = np.stack(
        [
            np.bincount(cells[:count].ravel(), weight[:count].ravel(), sentences * types)
            for count, _ in edges
        ]
    ).reshape(len(edges), sentences, types)
    gain = best * np.sqrt(best)
    gain -= gain.mean(1, keepdims=True)
    covered: Floats = (gain @ weights.astype(np.float32).swapaxes(1, 2)).swapaxes(1, 2)
    return covered


def _from_end(tokens: Tokens, k: NDArray[np.int64], last: bool) -> Places:
    """Return the places of the `k`th token from an end of each sentence, the farthest if fewer."""
    starts, ends = tokens.starts[:-1], tokens.starts[1:]
    places: Places = np.maximum(ends - 1 - k, starts) if last else np.minimum(starts + k, ends - 1)
    return places


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What the words of each sentence find in spans of one length; running sums from the top.

    gains: (n + 1, curves, m - b + 1), weight times a curve of the coverage, above background;
    order: (n + 1, 6, m - b + 1), sums of cv², cv, c, cXv, cX, cX², where c is weight times
    coverage^1.5, X the token's position in its text and v that of its match in the span, in [0, 1].
    """

    gains: Doubles
    order: Doubles


def explain(found: Matches, own: Tokens, other: Tokens, longest: int) -> Iterator[Explained]:
    """Yield, for each span length up to `longest`, what gains and word order are made of.

    The curves of coverage c are c^1.5, c^4 and max(.4 - c, 0), what is not covered.
    """
    weight = own.weights[own.of]
    # Within the sentence, which keeps numbers small while they are float32.
    offset = np.arange(len(own.of)) + 0.5 - own.starts[:-1].repeat(np.diff(own.starts))
    ones, ramp, square = (weight_matrix(own, weight * offset**power).T for power in range(3))
    begins = own.starts[:-1, None, None].astype(np.float64)
    ends = np.append(found.starts, len(other.of)).astype(np.float32)[:, None]
    types, sentences = ones.shape
    room = np.empty(5 * found.best.size, np.float32)
    for b, (coverage, at) in enumerate(spans(found, longest), 1):
        count = len(coverage)
        v = at - (ends[:-b] - np.float32(0.5))
        v /= ends[b:] - ends[:-b]
        stack = room[: 5 * count * types].reshape(5, count, types)
        matched_square, matched, c, close, uncovered = stack
        np.multiply(coverage, coverage, out=close)
        np.multiply(close, close, out=close)
        np.subtract(np.float32(0.4), coverage, out=uncovered)
        np.maximum(uncovered, 0, out=uncovered)
        np.sqrt(coverage, out=c)
        np.multiply(coverage, c, out=c)
        np.multiply(c, v, out=matched)
        np.multiply(matched, v, out=matched_square)
        # Spans in the rows, which are many, sentences in the columns: twice as fast as turned.
        by_weight = (stack.reshape(-1, types) @ ones).reshape(5, count, sentences).T.swapaxes(1, 2)
        by_place = (stack[1:3].reshape(-1, types) @ ramp).reshape(2, count, sentences)
        by_place = by_place.transpose(2, 0, 1)
        sums = np.zeros((sentences + 1, 9, count))
        gains, order = sums[:, :3], sums[:, 3:]
        curves = np.ascontiguousarray(by_weight[:, 2:])
        np.subtract(curves, np.add.reduce(curves, 2, keepdims=True) / count, out=gains[1:])
        order[1:, :3] = by_weight[:, :3]
        np.add(by_place, begins * order[1:, 1:3], out=order[1:, 3:5])
        twice = begins[:, 0] * (by_place[:, 1] + order[1:, 4])
        np.add((c @ square).T, twice, out=order[1:, 5])
        for row, before in zip(sums[1:], sums, strict=False):  # as cumsum, but along memory
            row += before
        yield Explained(gains, order)


def order_factors(own: Tokens, longest: int) -> tuple[Doubles, Doubles]:
    """Return what the sums of `Explained.order` count in the word order of beads.

    Both are (n + 1, longest, 6), for beads of 1 … `longest` own sentences: the first by where they
    start, the second by where they end.

    For the bead of `a` sentences from i and the span of b from k, the sum over its tokens of
    c · (1/6 − (u − v)²), where u and v are the relative positions in [0, 1] of a token and its
    match. Places drawn at random have (u − v)² = 1/6 on average, so that chance gives 0.
    """
    places, lengths = np.arange(len(own.starts))[:, None], np.arange(longest)
    starts = own.starts.astype(np.float64)
    start = starts[np.maximum(places - lengths - 1, 0)]
    width = np.maximum(starts[:, None] - start, 1)
    # u = (X − start) / width; multiplied out, each sum counts with a factor of its row.
    u = start / width
    one = np.ones_like(u)
    by_end = np.stack([-one, -2 * u, 1 / 6 - u * u, 2 / width, 2 * u / width, -1 / width**2], -1)
    return by_end[np.minimum(places + lengths + 1, len(starts) - 1), lengths], by_end


def order_agreement(explained: Explained, by_start: Doubles, by_end: Doubles) -> Doubles:
    """Return (n + 1, longest, m - b + 1): whether words and their matches come in the same order.

    At [i, a - 1, k], for the bead of the `a` own sentences before i and the span from k.
    by_start, by_end: `order_factors` of the own side.
    """
    rows, longest, _ = by_end.shape
    begun = np.zeros((longest + rows, longest, explained.order.shape[2]))
    np.matmul(by_start, explained.order, out=begun[longest:])
    down, deeper, along = begun.strides
    shape, steps = begun[longest:].shape, (down, deeper - down, along)
    agreement: Doubles = by_end @ explained.order
    agreement -= np.ndarray(shape, begun.dtype, begun, (longest - 1) * down, steps)
    return agreement
