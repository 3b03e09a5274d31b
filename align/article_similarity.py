"""How much two articles say the same, by the vectors of their first sentences.

Two measures. The cosine of mean vectors is quick, and proposes candidates. The mean over the
sentences of both sides of the best cosine on the other side decides between them: unlike a mean
vector, it tells two articles on one subject from two versions of one article.
Both are taken after the mean of a side's whole archive is subtracted, since what every article of
a side shares tells nothing, and unrelated articles then come near 0 with any model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from align.embedder import Embedder, Floats
from corpora.article import Article
from corpora.split import split

SENTENCES = 16
"""Sentences of an article that are looked at, from its beginning."""

_FEW = 10
_BATCH = 256  # articles embedded together
_BLOCK = 512  # source articles whose mean vectors are compared together


@dataclass(frozen=True, slots=True, eq=False)
class ArticleVectors:
    """The vectors of the first sentences of many articles.

    vectors: (k, d) float16, unit rows, article after article; starts: (n + 1,) int, where each
    article begins. An article without sentences has none.
    """

    vectors: NDArray[np.float16]
    starts: NDArray[np.int64]

    def take(self, positions: Sequence[int]) -> "ArticleVectors":
        """Return the vectors of the articles at `positions`, in that order."""
        if list(positions) == list(range(len(self.starts) - 1)):
            return self
        rows = [np.arange(self.starts[at], self.starts[at + 1]) for at in positions]
        chosen = np.concatenate([np.zeros(0, np.int64), *rows])
        return ArticleVectors(self.vectors[chosen], np.cumsum([0, *map(len, rows)]))


def embed_articles(articles: Iterable[Article], embedder: Embedder) -> ArticleVectors:
    """Return the vectors of the first `SENTENCES` sentences of each article.

    The articles pass one batch at a time and are not kept: 8 kB an article at 256 dimensions.
    """
    parts: list[NDArray[np.float16]] = []
    counts = [0]
    articles = iter(articles)
    while batch := list(islice(articles, _BATCH)):
        texts = [first_sentences(article) for article in batch]
        counts += [len(sentences) for sentences in texts]
        if flat := [sentence for sentences in texts for sentence in sentences]:
            parts.append(embedder.encode(flat).astype(np.float16))
    vectors = np.concatenate(parts) if parts else np.zeros((0, 1), np.float16)
    return ArticleVectors(vectors, np.cumsum(counts))


def join_vectors(parts: Sequence[ArticleVectors]) -> ArticleVectors:
    """Return the vectors of all the parts' articles, one part after another."""
    filled = [part.vectors for part in parts if len(part.vectors)]
    counts = [np.diff(part.starts) for part in parts]
    vectors = np.concatenate(filled) if filled else np.zeros((0, 1), np.float16)
    return ArticleVectors(vectors, np.cumsum(np.concatenate([[0], *counts])))


def first_sentences(article: Article) -> list[str]:
    """Return the first `SENTENCES` sentences of an article, its title among them."""
    every = (
        sentence
        for paragraph in article.paragraphs
        for sentence in split(paragraph.text, article.language)
    )
    return list(islice(every, SENTENCES))


class ArticleSimilarity:
    """Compares the articles of two sides; `corpora.match_articles` asks it."""

    def __init__(
        self, sources: ArticleVectors, targets: ArticleVectors, *, in_place: bool = False
    ) -> None:
        """Prepare to compare by position on each side.

        With `in_place` the vectors that are given are changed, which saves the memory of a copy.
        """
        self._source, self._target = (
            _centred(side, side.vectors if in_place else np.empty_like(side.vectors))
            for side in (sources, targets)
        )
        self._starts, self._target_starts = sources.starts, targets.starts

    def nearest(
        self, sources: Sequence[int], targets: Sequence[int], limit: int
    ) -> dict[int, list[int]]:
        """Return for each of `sources` the `limit` of `targets` with the nearest mean vectors."""
        allowed = np.asarray(targets, np.int64)
        if not len(allowed):
            return {}
        means = _means(self._target, self._target_starts, targets)
        limit = min(limit, len(allowed))
        found: dict[int, list[int]] = {}
        for at in range(0, len(sources), _BLOCK):
            block = sources[at : at + _BLOCK]
            cosines = _means(self._source, self._starts, block) @ means.T
            best = np.argpartition(-cosines, limit - 1, axis=1)[:, :limit]
            found |= {
                one: sorted(allowed[row].tolist()) for one, row in zip(block, best, strict=True)
            }
        return found

    def scores(self, source: int, targets: Sequence[int]) -> Floats:
        """Return how alike a source article is to each of `targets`, in [-1, 1]; 0 for no text."""
        mine = self._source[self._starts[source] : self._starts[source + 1]].astype(np.float32)
        chosen = np.asarray(targets, np.int64)
        counts = self._target_starts[chosen + 1] - self._target_starts[chosen]
        result = np.zeros(len(chosen), np.float32)
        filled = np.flatnonzero(counts)
        if not len(mine) or not len(filled):
            return result
        theirs = np.concatenate(
            [
                self._target[self._target_starts[c] : self._target_starts[c + 1]]
                for c in chosen[filled]
            ]
        ).astype(np.float32)
        starts = np.cumsum([0, *counts[filled][:-1]])
        cosines = mine @ theirs.T
        there = np.maximum.reduceat(cosines, starts, axis=1).mean(axis=0)
        back = np.add.reduceat(cosines.max(axis=0), starts) / counts[filled]
        result[filled] = (there + back) / 2
        return result


def _centred(side: ArticleVectors, out: NDArray[np.float16]) -> NDArray[np.float16]:
    """Write the unit vectors of a side, after its mean is subtracted, to `out`, and return it."""
    if not len(side.vectors):
        return side.vectors
    count = len(side.starts) - 1
    # The mean of a few articles is mostly their own subject, which must not be taken away.
    mean = side.vectors.mean(axis=0, dtype=np.float32) * (count / (count + _FEW))
    for at in range(0, len(out), 65_536):  # in pieces: half the memory
        piece = side.vectors[at : at + 65_536].astype(np.float32) - mean
        piece /= np.maximum(np.linalg.norm(piece, axis=1, keepdims=True), 1e-6)
        out[at : at + 65_536] = piece
    return out


def _means(
    vectors: NDArray[np.float16], starts: NDArray[np.int64], articles: Sequence[int]
) -> Floats:
    """Return (articles, d) float32, the unit mean vector of each, zeros for one without text."""
    result = np.zeros((len(articles), vectors.shape[1]), np.float32)
    for row, at in enumerate(articles):
        if starts[at + 1] > starts[at]:
            result[row] = vectors[starts[at] : starts[at + 1]].mean(axis=0, dtype=np.float32)
    norms = np.linalg.norm(result, axis=1, keepdims=True)
    return np.asarray(result / np.maximum(norms, 1e-6), np.float32)
