"""How well the words of one text are explained by spans of the other.

A bead is scored by coverage, not by the cosine of two means: for each token of one side, the best
similarity that any token of a span of the other side reaches. A sentence then joins a bead only
if it explains words that nothing else explained. Design and measurements: docs/architecture.md.

Similarities and matches have a row for each token or sentence of the other text and a column for
each distinct token of the own: maxima then run along rows that lie together in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.embedder import Floats, Tokens
from align.side import Doubles

Places = NDArray[np.int64]

_FLOOR = 0.5  # of the background: similarity below this share of it is none
_TOP = 0.8  # where the document's typical best match is put
_CELLS = 2**20  # numbers in hand at a time, 4 MB


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


def _blocks(columns: int, rows: int) -> Iterator[slice]:
    """Yield slices of the columns so narrow that all rows of one fit into _CELLS."""
    width = max(_CELLS // max(rows, 1), 16)
    for first in range(0, columns, width):
        yield slice(first, first + width)


def best_in_sentences(similarity: Floats, other: Tokens) -> Floats:
    """Return (m, t): the best of each column in each sentence; similarity is (other types, t)."""
    best = np.empty((len(other.starts) - 1, similarity.shape[1]), np.float32)
    for block in _blocks(similarity.shape[1], len(other.of)):
        rows = similarity[:, block][other.of]
        np.maximum.reduceat(rows, other.starts[:-1], axis=0, out=best[:, block])
    return best


def matches(similarity: Floats, best: Floats, own: Tokens, other: Tokens) -> Matches:
    """Return where the tokens of `own` are best matched.

    similarity: (other types, own types); best: what `best_in_sentences` finds in it.
    """
    at = np.empty_like(best)
    position = np.arange(len(other.of), dtype=np.float32)[:, None]
    lengths = np.diff(other.starts)
    for block in _blocks(len(own.types), len(other.of)):
        rows = similarity[:, block][other.of]
        hit = rows == np.repeat(best[:, block], lengths, axis=0)
        first = np.where(hit, position, np.float32(np.inf))
        np.minimum.reduceat(first, other.starts[:-1], axis=0, out=at[:, block])
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
    for block in _blocks(len(own.types), len(other.starts) * edges[-1][1]):
        columns = similarity[:, block]
        reached = 0
        for e, (_, reach) in enumerate(edges):
            if e:
                best[e, :, block] = best[e - 1, :, block]
            places, starts, sentences = _ring(other, reached, reach, last=last)
            reached = reach
            if len(starts):
                new = np.maximum.reduceat(columns[other.of[places]], starts, axis=0)
                best[e, sentences, block] = np.maximum(best[e, sentences, block], new)
    best *= np.sqrt(best)
    best -= best.mean(1, keepdims=True)
    weight = np.zeros((len(own.starts) - 1) * len(own.types), np.float32)
    covered = np.empty((len(edges), len(own.starts) - 1, len(other.starts) - 1), np.float32)
    counted = 0
    for e, (count, _) in enumerate(edges):
        places, starts, sentences = _ring(own, counted, count, last=last)
        counted = count
        lengths = np.diff(np.append(starts, len(places)))
        cells = np.repeat(sentences, lengths) * len(own.types) + own.of[places]
        np.add.at(weight, cells, own.weights[own.of[places]])
        covered[e] = weight.reshape(-1, len(own.types)) @ best[e].T
    return covered


def _ring(tokens: Tokens, inner: int, outer: int, *, last: bool) -> tuple[Places, Places, Places]:
    """Return the tokens from the `inner`th to before the `outer`th from an end of each sentence.

    Their places, where each sentence's begin among these, and which sentences have any.
    """
    length = np.diff(tokens.starts)
    near, far = np.minimum(length, inner), np.minimum(length, outer)
    first = tokens.starts[1:] - far if last else tokens.starts[:-1] + near
    sentences = np.flatnonzero(far > near)
    lengths = (far - near)[sentences]
    starts = lengths.cumsum() - lengths
    places = np.repeat(first[sentences] - starts, lengths) + np.arange(lengths.sum())
    return places, starts, sentences


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What the words of each sentence find in spans of one length; running sums from the top.

    gains: (curves, n + 1, m - b + 1), weight times a curve of the coverage, above background;
    order: (6, n + 1, m - b + 1), sums of c, cX, cX², cv, cXv, cv², where c is weight times
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
        first = (ones @ stack.reshape(-1, types).T).reshape(-1, 5, count).swapaxes(0, 1)
        second = (ramp @ stack[3:].reshape(-1, types).T).reshape(-1, 2, count).swapaxes(0, 1)
        third = square @ c.T
        gains = first[[4, 0, 1]]
        gains -= gains.mean(2, keepdims=True)
        s, sv, svv = first[4].astype(np.float64), first[3].astype(np.float64), first[2]
        sx = second[1] + begins * s
        sxx = third + 2 * begins * second[1] + begins**2 * s
        order = np.stack([s, sx, sxx, sv, second[0] + begins * sv, svv])
        result.append(Explained(running(gains, 1), running(order, 1)))
    return result


def running(values: NDArray[np.floating], axis: int = 0) -> Doubles:
    """Return the running sum over an axis, beginning with zeros."""
    shape = list(values.shape)
    shape[axis] += 1
    total: Doubles = np.zeros(shape)
    after = (slice(None),) * axis + (slice(1, None),)
    np.cumsum(values, axis=axis, out=total[after])
    return total


def order_agreement(explained: Explained, own: Tokens, a: int) -> Doubles:
    """Return (n - a + 1, m - b + 1): whether words and their matches come in the same order.

    For the bead of `a` sentences from i and the span of b from k: the sum over its tokens of
    c · (1/6 − (u − v)²), where u and v are the relative positions in [0, 1] of a token and its
    match. Places drawn at random have (u − v)² = 1/6 on average, so that chance gives 0.
    """
    sums = explained.order[:, a:] - explained.order[:, :-a]
    start = own.starts[:-a].astype(np.float64)
    width = own.starts[a:] - start
    # u = (X − start) / width; multiplied out, each sum counts with a factor of its row.
    u = start / width
    factors = np.stack(
        [1 / 6 - u * u, 2 * u / width, -1 / width**2, -2 * u, 2 / width, np.full_like(u, -1)]
    )
    agreement: Doubles = np.einsum("pi,pik->ik", factors, sums)
    return agreement
