"""How much two articles say the same, with vectors that can be worked out by hand."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from align.article_similarity import (
    SENTENCES,
    ArticleSimilarity,
    ArticleVectors,
    embed_articles,
    first_sentences,
    join_vectors,
)
from align.embedder import Floats, Tokens
from corpora.article import Article, Paragraph
from tm.batch.stored_article import pack_vectors, spool_vectors


class Words:
    """An embedder with one dimension for each of eight words."""

    name = "words"
    _KNOWN = ("sea", "port", "rain", "bread", "road", "court", "match", "school")

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return which of the words each sentence has."""
        rows = [[float(word in sentence) for word in self._KNOWN] for sentence in sentences]
        vectors = np.array(rows, np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Nobody asks."""
        raise NotImplementedError


def text(*sentences: str) -> Article:
    """Return an article of these sentences, a paragraph each."""
    return Article("en", "", tuple(Paragraph(sentence) for sentence in sentences))


SIDE = [
    text("The sea.", "The port."),
    text("The rain.", "The bread."),
    text("The road.", "The court."),
    text(),
    text("The match.", "The school.", "The road."),
]


def test_an_article_is_nearest_to_its_version() -> None:
    """Both measures put the version first; a text without sentences is like nothing."""
    side = embed_articles(SIDE, Words())
    alike = ArticleSimilarity(side, side)
    for at in (0, 1, 2, 4):
        scores = np.asarray(alike.scores(at, range(5)))
        assert scores.argmax() == at
        assert scores[3] == 0
        assert alike.nearest([at], range(5), 1) == {at: [at]}
    assert np.asarray(alike.scores(3, [0, 1])).tolist() == [0, 0]


def test_scores_are_the_mean_of_best_cosines() -> None:
    """Half of a text found there, all found back: the mean of both, on centred vectors."""
    source = ArticleVectors(np.array([[1, 0], [0, 1]], np.float16), np.array([0, 2]))
    target = ArticleVectors(np.array([[1, 0]], np.float16), np.array([0, 1]))
    alike = ArticleSimilarity(source, target)
    centred = np.array([[1, 0], [0, 1]]) - np.array([0.5, 0.5]) / 11
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    cosines = centred @ np.array([1, 0])
    wanted = (cosines.mean() + cosines.max()) / 2
    np.testing.assert_allclose(alike.scores(0, [0]), [wanted], atol=2e-3)


def test_vectors_may_lie_in_a_file(tmp_path: Path) -> None:
    """Compared in place, from a file, they tell the same, articles without text among them."""
    whole = embed_articles(SIDE, Words())
    rows = [pack_vectors(embed_articles([one], Words())) for one in SIDE]
    with (tmp_path / "vectors").open("w+b") as file, (tmp_path / "none").open("w+b") as empty:
        spooled = spool_vectors(rows, file)
        np.testing.assert_array_equal(whole.vectors, spooled.vectors)
        np.testing.assert_array_equal(whole.starts, spooled.starts)
        alike = ArticleSimilarity(spooled, whole, in_place=True)
        again = embed_articles(SIDE, Words())
        wanted = ArticleSimilarity(again, again)
        for at in range(5):
            np.testing.assert_array_equal(alike.scores(at, range(5)), wanted.scores(at, range(5)))
        assert alike.nearest(range(5), range(5), 2) == wanted.nearest(range(5), range(5), 2)
        assert spool_vectors([(1, b""), (1, b"")], empty).starts.tolist() == [0, 0, 0]


def test_vectors_of_parts_are_those_of_the_whole() -> None:
    """Embedding in parts, joining and taking changes nothing."""
    whole = embed_articles(SIDE, Words())
    joined = join_vectors([embed_articles(SIDE[:2], Words()), embed_articles(SIDE[2:], Words())])
    np.testing.assert_array_equal(whole.vectors, joined.vectors)
    np.testing.assert_array_equal(whole.starts, joined.starts)
    taken = whole.take([4, 0])
    again = embed_articles([SIDE[4], SIDE[0]], Words())
    np.testing.assert_array_equal(taken.vectors, again.vectors)
    np.testing.assert_array_equal(taken.starts, again.starts)


def test_only_the_beginning_is_looked_at() -> None:
    """Of a long article the first sentences count, of a short one all."""
    assert len(first_sentences(text(*["One sentence."] * 40))) == SENTENCES
    assert first_sentences(text("One. Two.", "Three.")) == ["One.", "Two.", "Three."]
    assert len(embed_articles([], Words()).starts) == 1
