"""An embedder for tests of the search: words are numbered, and a number is a vector.

"en7" and "ar7" translate each other: both have vector 7. Other words say nothing.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from align.embedder import Floats, Tokens
from align.learn import START
from align.quality import QUALITY_FEATURES
from align.weights import Weights

# Constants to search by, whatever the shipped ones are.
WEIGHTS = Weights(
    defaultdict(float, START),
    dict.fromkeys(QUALITY_FEATURES, 0.0) | {"intercept": -2.0, "path": 0.5, "coverage": 3.0},
    "test",
)


class WordVectors:
    """Vectors for words that end in a number below `words`; `shift` is added before they are cut
    to length 1, so that all cosines rise."""

    name = "words@00000000"

    def __init__(self, words: int = 500, dimensions: int = 32, shift: float = 0.0) -> None:
        """Draw the vectors; the same sizes give the same ones."""
        drawn = np.random.default_rng(7).normal(size=(words + 1, dimensions)) + shift
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        drawn[words] = 0
        self.vectors = drawn.astype(np.float32)

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return the mean of a sentence's vectors."""
        tokens = self.tokens(sentences)
        vectors = tokens.types * tokens.weights[:, None]
        return np.stack([vectors[tokens.of[a:b]].mean(0) for a, b in pairwise(tokens.starts)])

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Return a token a word; an empty sentence is one that says nothing."""
        silent = len(self.vectors) - 1
        rows = []
        for sentence in sentences:
            found = [re.search(r"\d+$", word) for word in sentence.split()] or [None]
            numbers = [int(match.group()) if match else silent for match in found]
            rows.append([min(number, silent) for number in numbers])
        types, of = np.unique([number for row in rows for number in row], return_inverse=True)
        weights = np.where(types == silent, 0.0, 1.0 + types % 3).astype(np.float32)
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        return Tokens(self.vectors[types], weights, of.astype(np.int64), starts)


def sentence(language: str, numbers: Sequence[int]) -> str:
    """Return the words of these numbers."""
    return " ".join(f"{language}{number}" for number in numbers)


def parallel(size: int, seed: int, words: int = 500) -> tuple[list[str], list[str]]:
    """Return two texts of `size` sentences that translate each other one to one."""
    draw = random.Random(seed)
    numbers = [[draw.randrange(words) for _ in range(draw.randint(4, 12))] for _ in range(size)]
    return [sentence("en", row) for row in numbers], [sentence("ar", row) for row in numbers]
