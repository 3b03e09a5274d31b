"""The one plug point of the aligner: what turns sentences into vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a list of sentences, each distinct vector held once.

    types: (t, d) float32, unit rows, the distinct token vectors; weights: (t,) float32, how much
    a token says, 0 for one that says nothing; of: (k,) int, the row of each token, sentence after
    sentence; starts: (n + 1,) int, where each sentence begins in `of`; every sentence has at
    least one token.
    """

    types: Floats
    weights: Floats
    of: NDArray[np.int64]
    starts: NDArray[np.int64]


class Embedder(Protocol):
    """What the aligner and the memory ask of a model; `name` goes into signatures."""

    @property
    def name(self) -> str:
        """A name with a digest of the weights: "muwazi-1@3f2a90c1"."""

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return (n, d) float32, a unit vector for each sentence (zeros where nothing is known)."""

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Return the token vectors of each sentence."""
