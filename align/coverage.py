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
_CURVES = [4, 0, 1]  # of what is summed for each span: close, uncovered, …, c^1.5


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
    found: Floats = np.maximum(source.types @ target.types.T, 0.0)
    return found


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
    for j, (first, end) in enumerate(pairwise(other.starts.tolist())):
        rows = similarity[other.of[first:end]]
        np.maximum.reduce(rows, 0, out=best[j])
        place = np.arange(first, end, dtype=np.float32)[:, None]
        np.minimum.reduce(np.where(rows == best[j], place, np.float32(np.inf)), 0, out=at[j])
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
            at = np.where(new > coverage[:-1], found.at[b - 1 :], at[:-1])
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
    best = np.zeros((len(edges), len(other.starts) - 1, len(own.types)), np.float32)
    weight = np.zeros((len(own.starts) - 1, len(own.types)), np.float32)
    covered = np.empty((len(edges), len(own.starts) - 1, len(other.starts) - 1), np.float32)
    sentences = np.arange(len(own.starts) - 1)
    reached = counted = 0
    for e, (count, reach) in enumerate(edges):
        if e:
            best[e] = best[e - 1]
        for k in range(reached, reach):
            # A sentence that is shorter shows a token again, which changes no maximum.
            np.maximum(best[e], similarity[other.of[_from_end(other, k, last)]], out=best[e])
        for k in range(counted, count):
            there = np.diff(own.starts) > k
            tokens = own.of[_from_end(own, k, last)][there]
            weight[sentences[there], tokens] += own.weights[tokens]
        reached, counted = reach, count
        gain = best[e] * np.sqrt(best[e])
        covered[e] = weight @ (gain - gain.mean(0)).T
    return covered


def _from_end(tokens: Tokens, k: int, last: bool) -> Places:
    """Return the places of the `k`th token from an end of each sentence, the farthest if fewer."""
    if last:
        return np.maximum(tokens.starts[1:] - 1 - k, tokens.starts[:-1])
    return np.minimum(tokens.starts[:-1] + k, tokens.starts[1:] - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What the words of each sentence find in spans of one length; running sums from the top.

    gains: (n + 1, curves, m - b + 1), weight times a curve of the coverage, above background;
    order: (n + 1, 6, m - b + 1), sums of c, cX, cX², cv, cXv, cv², where c is weight times
    coverage^1.5, X the token's position in its text and v that of its match in the span, in [0, 1].
    """

    gains: Doubles
    order: Doubles


def explain(found: Matches, own: Tokens, other: Tokens, longest: int) -> list[Explained]:
    """Return, for each span length, what the gains and the word order of beads are made of.

    The curves of coverage c are c^1.5, c^4 and max(.4 - c, 0), what is not covered.
    """
    weight = own.weights[own.of]
    # Within the sentence, which keeps numbers small while they are float32.
    offset = np.arange(len(own.of)) + 0.5 - own.starts[:-1].repeat(np.diff(own.starts))
    ones, ramp, square = (weight_matrix(own, weight * offset**power) for power in range(3))
    begins = own.starts[:-1, None].astype(np.float64)
    ends = np.append(found.starts, len(other.of))
    result = []
    for b, (coverage, at) in enumerate(spans(found, longest), 1):
        count, types = coverage.shape
        height = (ends[b:] - ends[:-b]).astype(np.float32)[:, None]
        v = (at - (ends[:-b].astype(np.float32)[:, None] - np.float32(0.5))) / height
        stack = np.empty((5, count, types), np.float32)
        close, uncovered, matched_square, matched, c = stack
        np.multiply(coverage, coverage, out=close)
        np.multiply(close, close, out=close)
        np.maximum(np.float32(0.4) - coverage, 0, out=uncovered)
        np.multiply(coverage, np.sqrt(coverage), out=c)
        np.multiply(c, v, out=matched)
        np.multiply(matched, v, out=matched_square)
        first = (ones @ stack.reshape(-1, types).T).reshape(-1, 5, count)
        second = (ramp @ stack[3:].reshape(-1, types).T).reshape(-1, 2, count)
        gains = np.zeros((len(ones) + 1, 3, count))
        np.subtract(first[:, _CURVES], first[:, _CURVES].mean(2, keepdims=True), out=gains[1:])
        order = np.zeros((len(ones) + 1, 6, count))
        s, sx, sxx, sv, sxv, svv = order[1:].swapaxes(0, 1)
        s[:], sv[:], svv[:] = first[:, 4], first[:, 3], first[:, 2]
        np.add(second[:, 1], begins * s, out=sx)
        np.add(square @ c.T, begins * (second[:, 1] + sx), out=sxx)
        np.add(second[:, 0], begins * sv, out=sxv)
        result.append(Explained(gains.cumsum(0), order.cumsum(0)))
    return result


def order_factors(own: Tokens, a: int) -> Doubles:
    """Return (n - a + 1, 6): what the sums of `Explained.order` count in a bead's word order.

    For the bead of `a` sentences from i and the span of b from k, the sum over its tokens of
    c · (1/6 − (u − v)²), where u and v are the relative positions in [0, 1] of a token and its
    match. Places drawn at random have (u − v)² = 1/6 on average, so that chance gives 0.
    """
    start = own.starts[:-a].astype(np.float64)
    width = own.starts[a:] - start
    # u = (X − start) / width; multiplied out, each sum counts with a factor of its row.
    u = start / width
    one = np.ones_like(u)
    factors: Doubles = np.stack(
        [1 / 6 - u * u, 2 * u / width, -1 / width**2, -2 * u, 2 / width, -one], axis=1
    )
    return factors


def order_agreement(explained: Explained, factors: Doubles) -> Doubles:
    """Return (n - a + 1, m - b + 1): whether words and their matches come in the same order.

    factors: `order_factors` of a.
    """
    a = len(explained.order) - len(factors)
    sums = explained.order[a:] - explained.order[:-a]
    agreement: Doubles = np.einsum("ip,ipk->ik", factors, sums)
    return agreement
