"""Coverage and word order, each against a double loop that anyone can check."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from align.coverage import (
    Matches,
    cosine_range,
    cosines,
    edge_coverage,
    explain,
    matches,
    order_agreement,
    order_factors,
    spans,
    stretch,
    weight_matrix,
)
from align.embedder import Floats, Tokens
from tests.word_vectors import WordVectors, parallel

MODEL = WordVectors(60, 8)


@pytest.fixture(scope="module")
def texts() -> tuple[Tokens, Tokens]:
    """Return the tokens of two texts of 7 and 6 sentences that partly translate each other."""
    source, target = parallel(7, seed=3, words=60)
    return MODEL.tokens(source), MODEL.tokens([*target[1:4], "", target[0], target[5]])


@pytest.fixture(scope="module")
def similarity(texts: tuple[Tokens, Tokens]) -> Floats:
    """Return similarities in [0, 1], a row for each distinct token of the source."""
    found = cosines(*texts)
    forth, back = matches(found.T.copy(), *texts), matches(found, texts[1], texts[0])
    stretch(found, cosine_range(forth.best, back.best, *texts))
    return found


@pytest.fixture(scope="module")
def found(texts: tuple[Tokens, Tokens], similarity: Floats) -> Matches:
    """Return what the source's tokens find in the target."""
    return matches(np.ascontiguousarray(similarity.T), *texts)


def words(tokens: Tokens, sentence: int) -> list[int]:
    """Return the distinct tokens of one sentence, in its order."""
    return [int(t) for t in tokens.of[tokens.starts[sentence] : tokens.starts[sentence + 1]]]


def test_the_range_is_stretched(texts: tuple[Tokens, Tokens]) -> None:
    """Half of the background becomes 0, the mean best match .8, and all stays in [0, 1]."""
    found = cosines(*texts)
    forth = matches(found.T.copy(), *texts).best
    back = matches(found, texts[1], texts[0]).best
    within = cosine_range(forth, back, *texts)
    means, tops = [], []
    for best, own in ((forth, texts[0]), (back, texts[1])):
        weights = own.weights[own.of]
        means.append(np.average([best[:, t].mean() for t in own.of], weights=weights))
        tops.append(np.average([best[:, t].max() for t in own.of], weights=weights))
    assert within.background == pytest.approx(np.mean(means), abs=1e-6)
    assert within.top == pytest.approx(np.mean(tops), abs=1e-6)
    points = np.array([[0, within.background / 2, within.top, 2]], np.float32)
    stretch(points, within)
    np.testing.assert_allclose(points, [[0, 0, 0.8, 1]], atol=1e-6)


def test_matches_are_the_best_of_each_sentence(
    texts: tuple[Tokens, Tokens], similarity: Floats, found: Matches
) -> None:
    """The best similarity in a sentence, and the first place that reaches it."""
    own, other = texts
    for t in range(len(own.types)):
        for j in range(6):
            row = [similarity[t, u] for u in words(other, j)]
            assert found.best[j, t] == max(row)
            assert found.at[j, t] == other.starts[j] + row.index(max(row))


def test_weights_add_up_by_sentence_and_word() -> None:
    """A word that comes twice counts twice; worked by hand."""
    tokens = Tokens(
        np.eye(2, dtype=np.float32), np.ones(2, np.float32), np.array([0, 1, 0, 1]),
        np.array([0, 3, 4]),
    )  # fmt: skip
    assert weight_matrix(tokens, np.array([1.0, 2, 4, 8])).tolist() == [[5, 2], [0, 8]]


def test_spans_join_sentences(found: Matches) -> None:
    """A span's coverage is the best in its sentences, its place that of the first best one."""
    lengths = []
    for b, (coverage, at) in enumerate(spans(found, 4), 1):
        lengths.append(len(coverage))
        for k in range(len(coverage)):
            for t in range(coverage.shape[1]):
                rows = found.best[k : k + b, t]
                assert coverage[k, t] == rows.max()
                assert at[k, t] == found.at[k + rows.argmax(), t]
    assert lengths == [6, 5, 4, 3]
    assert len(list(spans(found, 99))) == 6


@pytest.mark.parametrize("last", [False, True])
def test_edges_match_edges(texts: tuple[Tokens, Tokens], similarity: Floats, last: bool) -> None:
    """First words are looked for among first words, last among last, above their background."""
    own, other = texts
    edges = ((3, 5), (6, 10))
    got = edge_coverage(np.ascontiguousarray(similarity.T), own, other, edges, last=last)
    for e, (count, reach) in enumerate(edges):

        def best(t: int, j: int, reach: int = reach) -> float:
            there = words(other, j)[-reach:] if last else words(other, j)[:reach]
            highest = max(float(similarity[t, u]) for u in there)
            return highest * math.sqrt(highest)

        for i in range(7):
            mine = words(own, i)[-count:] if last else words(own, i)[:count]
            for j in range(6):
                expected = sum(
                    own.weights[t] * (best(t, j) - np.mean([best(t, k) for k in range(6)]))
                    for t in mine
                )
                assert got[e, i, j] == pytest.approx(expected, abs=1e-4)


def test_gains_and_order_are_sums_over_words(texts: tuple[Tokens, Tokens], found: Matches) -> None:
    """For every bead: curves of coverage above background, and c · (1/6 − (u − v)²)."""
    own, other = texts
    curves: list[Callable[[float], float]] = [
        lambda c: c * math.sqrt(c),
        lambda c: c**4,
        lambda c: max(0.4 - c, 0.0),
    ]
    explained = list(explain(found, own, other, 3))
    assert len(explained) == 3
    for b, (one, (coverage, at)) in enumerate(zip(explained, spans(found, 3), strict=True), 1):
        for a in range(1, 5):
            every = order_agreement(one, *order_factors(own, 4))
            assert every.shape == (8, 4, 7 - b)
            order = every[a:, a - 1]
            for i in range(8 - a):
                for k in range(7 - b):
                    tokens = range(own.starts[i], own.starts[i + a])
                    height = other.starts[k + b] - other.starts[k]
                    gains, agreement = np.zeros(3), 0.0
                    for x in tokens:
                        t, weight = own.of[x], float(own.weights[own.of[x]])
                        for c, curve in enumerate(curves):
                            background = np.mean([curve(float(v)) for v in coverage[:, t]])
                            gains[c] += weight * (curve(float(coverage[k, t])) - background)
                        u = (x - own.starts[i] + 0.5) / len(tokens)
                        v = (at[k, t] - other.starts[k] + 0.5) / height
                        agreement += weight * float(coverage[k, t]) ** 1.5 * (1 / 6 - (u - v) ** 2)
                    np.testing.assert_allclose(
                        one.gains[i + a, :, k] - one.gains[i, :, k], gains, atol=2e-4
                    )
                    assert order[i, k] == pytest.approx(agreement, abs=2e-4)


def test_texts_without_known_words_are_alike_nowhere() -> None:
    """Zero vectors of weight 0 give similarity 0 everywhere, and no warning."""
    silent = MODEL.tokens(["日本", ""]), MODEL.tokens(["🙂"])
    found = cosines(*silent)
    best = matches(found.T.copy(), *silent).best
    stretch(found, cosine_range(best, matches(found, silent[1], silent[0]).best, *silent))
    assert not found.any()
