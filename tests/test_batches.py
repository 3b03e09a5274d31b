"""Batches to learn from: every pair comes as often as it should, neighbours stay together."""

import numpy as np
import pytest

from align.batches import (
    Corpus,
    counts,
    document_batches,
    encode_pairs,
    idf,
    mixed_batches,
    same_text,
)
from align.pairs import PairSet
from align.tokenizer import train_tokenizer
from tests.pair_corpus import PAIRS


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Return an ordered set of 60, 20 pairs of weight 3 and 20 of weight 1/4."""
    tokenizer = train_tokenizer([side for pair in PAIRS for side in pair], 400)
    return encode_pairs(
        tokenizer,
        [
            PairSet("ordered", PAIRS),
            PairSet("thrice", PAIRS[:20], 3.0, False),
            PairSet("rare", PAIRS[20:40], 0.25, False),
        ],
    )


def test_what_holds_no_known_token_is_left_out() -> None:
    """Pairs with an empty side, or an unknown one, are dropped; [UNK] is no token."""
    tokenizer = train_tokenizer(["abc", "def"], 20)
    corpus = encode_pairs(tokenizer, [PairSet("x", (("abc", "日"), ("日 abc", "def")))])
    assert len(corpus) == 1
    assert corpus.source[0].min() > 1


@pytest.mark.parametrize("draw", [mixed_batches, document_batches])
def test_pairs_come_as_often_as_their_weight_says(corpus: Corpus, draw: object) -> None:
    """Weight 1 comes once an epoch, weight 3 three times, weight 1/4 in a quarter of them."""
    rng = np.random.default_rng(0)
    times = np.zeros(100)
    for _ in range(40):
        for batch in draw(corpus, rng, 32):  # type: ignore[operator] # one of two functions
            np.add.at(times, batch, 1)
    assert (times[:60] == 40).all()
    assert (times[60:80] == 120).all()
    assert times[80:].mean() == pytest.approx(10, abs=2)


def test_neighbours_stay_together(corpus: Corpus) -> None:
    """In document batches a run of sixteen neighbours is in one batch."""
    batches = document_batches(corpus, np.random.default_rng(0), 32)
    home = {int(pair): number for number, batch in enumerate(batches) for pair in batch}
    together = [home[i] == home[i + 1] for i in range(31) if i % 16 != 15]
    assert sum(together) >= 15


def test_batches_are_repeatable(corpus: Corpus) -> None:
    """The same seed draws the same batches."""
    for draw in (mixed_batches, document_batches):
        one, two = (draw(corpus, np.random.default_rng(7), 32) for _ in range(2))
        assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def test_equal_texts_are_no_negatives(corpus: Corpus) -> None:
    """Pairs with an equal side are marked, each pair with itself is not."""
    same = same_text(corpus, np.array([0, 60, 1]))
    assert same.tolist() == [[False, True, False], [True, False, False], [False] * 3]


def test_idf_by_hand() -> None:
    """A token of every text weighs least, one of no text 1."""
    tokenizer = train_tokenizer(["a b", "a c"], 10)
    corpus = encode_pairs(tokenizer, [PairSet("x", (("a b", "a c"), ("a", "a")))])
    weights = idf(corpus, tokenizer.get_vocab_size())
    found = {piece: weights[i] for piece, i in tokenizer.get_vocab().items()}
    assert found["a"] == pytest.approx(0.02)
    assert found["b"] == pytest.approx(np.log(5 / 2) / np.log(5))
    assert counts(corpus, tokenizer.get_vocab_size())[tokenizer.token_to_id("a")] == 4
