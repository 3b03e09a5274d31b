"""Memories and a small embedding for the tests of look-up."""

import datetime
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from align.embedder import Floats, Tokens
from corpora.fold import fold
from tm.add import add_units
from tm.memory import Memory
from tm.unit import TranslationUnit

NOW = datetime.datetime(2024, 5, 1, 9, 0, tzinfo=datetime.UTC)


def unit(
    source: str, target: str, score: float = 1.0, *, at: int | None = None, document: str = ""
) -> TranslationUnit:
    """Return a unit; `at` is the place of its one sentence in both documents."""
    place = range(0) if at is None else range(at, at + 1)
    return TranslationUnit(
        source,
        target,
        score,
        source_positions=place,
        target_positions=place,
        document=document,
        source_url=f"https://example.org/en/{document}" if document else "",
        target_url=f"https://example.org/ar/{document}" if document else "",
        date=datetime.date(2024, 1, 31) if document else None,
    )


def opened(path: Path, units: Iterable[TranslationUnit] = ()) -> Memory:
    """Return a new memory that holds `units`, open for writing."""
    memory = Memory(path, write=True)
    add_units(memory, units, origin="test", now=NOW)
    return memory


class HashedWords:
    """An embedding for tests: each word is a fixed random vector, a text their unit mean.

    Words that `meanings` knows count as what it says they mean, so that two languages can meet.
    """

    def __init__(self, meanings: dict[str, str], name: str = "hashed@1", size: int = 32) -> None:
        """Remember the words that mean another."""
        self.name = name
        self.size = size
        self.meanings = {fold(word): fold(meaning) for word, meaning in meanings.items()}

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return a unit vector for each sentence, zeros for none."""
        rows = np.zeros((len(sentences), self.size), np.float32)
        for row, sentence in zip(rows, sentences, strict=True):
            for word in fold(sentence).split():
                meaning = self.meanings.get(word, word)
                seed = int.from_bytes(blake2b(meaning.encode(), digest_size=8).digest(), "big")
                row += np.random.default_rng(seed).standard_normal(self.size, np.float32)
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Look-up asks for no tokens."""
        raise NotImplementedError
