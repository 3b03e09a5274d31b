"""Long texts are cut where their sentences surely translate each other."""

import random
from itertools import pairwise

import numpy as np
import pytest

from align import anchors
from align.anchors import cut, find_anchors, heaviest_chain, sentence_vectors
from tests.word_vectors import WordVectors, parallel

MODEL = WordVectors()


def test_sentence_vectors_are_centred_means() -> None:
    """A slow reference: weighted mean, unit, less the text's mean, unit."""
    tokens = MODEL.tokens([*parallel(300, seed=1)[0], "日本"])
    rows = []
    for start, end in pairwise(tokens.starts):
        total = sum(tokens.types[t] * tokens.weights[t] for t in tokens.of[start:end])
        rows.append(total / max(np.linalg.norm(total), 1e-9))
    expected = np.array(rows) - np.mean(rows, axis=0)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(sentence_vectors(tokens), expected, atol=1e-4)


@pytest.mark.parametrize("block", [1, 2**22])
def test_anchors_lie_on_the_diagonal(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a text translated one to one nearly every pair is an anchor, in whatever blocks."""
    monkeypatch.setattr(anchors, "_BLOCK", block)
    shares: list[float] = []
    one, two = (sentence_vectors(MODEL.tokens(text)) for text in parallel(200, seed=2))
    found = find_anchors(one, two, shares.append)
    assert set(found) <= {(i, i) for i in range(200)}
    assert len(found) > 190
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_the_heaviest_chain_is_the_heaviest() -> None:
    """Against all increasing chains, on random pairs."""
    for seed in range(200):
        draw = random.Random(seed)
        pairs = sorted({(i, draw.randrange(8)) for i in range(7)})
        weights = [draw.random() for _ in pairs]

        def best(k: int, i: int, j: int) -> float:
            if k == len(pairs):  # noqa: B023  # called before the loop goes on
                return 0.0
            here = pairs[k]  # noqa: B023
            rest = best(k + 1, i, j)
            if here[0] > i and here[1] > j:
                rest = max(rest, weights[k] + best(k + 1, *here))  # noqa: B023
            return rest

        chain = heaviest_chain(pairs, weights)
        assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(chain))
        total = sum(weights[pairs.index(pair)] for pair in chain)
        assert total == pytest.approx(best(0, -1, -1))


def test_pieces_tile_and_stay_small() -> None:
    """Random anchors: pieces follow each other on both sides and no piece is too large."""
    for seed in range(300):
        draw = random.Random(seed)
        n, m = draw.randrange(3000), draw.randrange(3000)
        found, i, j = [], 0, 0
        while i < n and j < m:
            found.append((i, j))
            i, j = i + draw.choice([1, 1, 1, 1, 2, 90]), j + draw.choice([1, 1, 1, 1, 2, 90])
        place = (0, 0)
        for start, end, first, stop in cut(n, m, found):
            assert (start, first) == place
            assert start <= end
            assert first <= stop
            assert (end - start) * (stop - first) <= anchors.CELLS
            place = (end, stop)
        assert place == (n, m)


def test_what_is_missing_has_a_piece_of_its_own() -> None:
    """A gap of 500 sentences is cut off at both ends, so that nothing else is in its piece."""
    found = [(i, i) for i in range(100)] + [(i, i - 500) for i in range(600, 800)]
    pieces = cut(800, 300, found)
    gap = max(pieces, key=lambda piece: piece[1] - piece[0])
    assert gap == (99, 601, 99, 101)


def test_no_anchors_no_cut() -> None:
    """Unrelated texts are halved until a piece can be held."""
    assert cut(300, 300, []) == [(0, 300, 0, 300)]
    assert len(cut(1000, 1000, [])) == 4
