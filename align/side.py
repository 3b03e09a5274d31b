"""One text as the search sees it: tokens, and of each sentence length, numbers and marks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from align.embedder import Tokens
from corpora.numbers import numbers

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One text of n sentences: weight of all its tokens, length in characters, marks, numbers."""

    tokens: Tokens
    weight: Doubles  # (n,), like length, questions and exclamations
    length: Doubles
    questions: Doubles
    exclamations: Doubles
    numbers: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self.length)


def read_side(sentences: Sequence[str], tokens: Tokens) -> Side:
    """Return what the features need to know of a text's sentences."""
    return Side(
        tokens=tokens,
        weight=np.add.reduceat(tokens.weights[tokens.of], tokens.starts[:-1]).astype(np.float64),
        length=np.array([len(text) for text in sentences], np.float64),
        questions=np.array([text.count("?") + text.count("؟") for text in sentences], np.float64),
        exclamations=np.array([text.count("!") for text in sentences], np.float64),
        numbers=tuple(numbers(text) for text in sentences),
    )


def part(side: Side, start: int, end: int) -> Side:
    """Return the sentences of a text from `start` to `end`."""
    if (start, end) == (0, len(side)):
        return side
    tokens = side.tokens
    types, of = np.unique(tokens.of[tokens.starts[start] : tokens.starts[end]], return_inverse=True)
    held = Tokens(
        tokens.types[types],
        tokens.weights[types],
        of.astype(np.int64),
        tokens.starts[start : end + 1] - tokens.starts[start],
    )
    rows = slice(start, end)
    return Side(
        held,
        side.weight[rows],
        side.length[rows],
        side.questions[rows],
        side.exclamations[rows],
        side.numbers[rows],
    )


def reweighted(side: Side, factor: float) -> Side:
    """Return the text with the weight of all tokens multiplied by `factor`."""
    tokens = replace(side.tokens, weights=(side.tokens.weights * factor).astype(np.float32))
    return replace(side, tokens=tokens, weight=side.weight * factor)


def running(values: NDArray[np.floating]) -> Doubles:
    """Return the running sum of (k,) numbers, beginning with zero: (k + 1,)."""
    total = np.zeros(len(values) + 1)
    np.cumsum(values, out=total[1:])
    return total
