"""Training pairs as token numbers, and the batches that a step learns from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from align.pairs import PairSet

Ids = NDArray[np.int64]
_RUN = 16  # neighbours of a document that stay together in a batch
_POOL = 60  # batches whose pairs are sorted by length together


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Where a set of pairs stands in a corpus, and how it is to be drawn."""

    pairs: range
    weight: float
    ordered: bool


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Pairs of token numbers, none of them empty; equal texts have equal keys."""

    source: list[Ids]
    target: list[Ids]
    source_key: Ids
    target_key: Ids
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.source)


def encode_pairs(tokenizer: Tokenizer, sets: Sequence[PairSet]) -> Corpus:
    """Return the sets as token numbers, without [PAD] and [UNK] and pairs left empty by that."""
    source: list[Ids] = []
    target: list[Ids] = []
    parts = []
    for one in sets:
        first = len(source)
        sides = [_encode(tokenizer, [pair[side] for pair in one.pairs]) for side in (0, 1)]
        for english, arabic in zip(*sides, strict=True):
            if len(english) and len(arabic):
                source.append(english)
                target.append(arabic)
        parts.append(Part(range(first, len(source)), one.weight, one.ordered))
    return Corpus(source, target, _keys(source), _keys(target), tuple(parts))


def idf(corpus: Corpus, size: int) -> NDArray[np.float64]:
    """Return ln((n + 1) / (df + 1)) of `size` tokens over all texts, the rarest at 1."""
    texts = corpus.source + corpus.target
    rows = np.concatenate([np.unique(ids) for ids in texts])
    documents = np.bincount(rows, minlength=size)
    weights = np.log((len(texts) + 1) / (documents + 1))
    # A token of every text still says a little: a weight of 0 could never grow again.
    scaled: NDArray[np.float64] = np.maximum(weights / np.log(len(texts) + 1), 0.02)
    return scaled


def counts(corpus: Corpus, size: int) -> NDArray[np.int64]:
    """Return how often each of `size` tokens stands in the texts."""
    return np.bincount(np.concatenate(corpus.source + corpus.target), minlength=size)


def mixed_batches(corpus: Corpus, rng: np.random.Generator, size: int) -> list[Ids]:
    """Return an epoch of batches of about `size` pairs, drawn at random over all sets."""
    drawn = np.concatenate(
        [_copies(np.asarray(part.pairs), part.weight, rng) for part in corpus.parts]
    )
    return np.array_split(rng.permutation(drawn), max(1, len(drawn) // size))


def document_batches(corpus: Corpus, rng: np.random.Generator, size: int) -> list[Ids]:
    """Return an epoch of batches of about `size` pairs with neighbours of a document together.

    Sets that are ordered give runs of 16 neighbours, several runs to a batch; what is left, and
    the other sets, are put together by length, which spares padding and makes harder negatives.
    """
    batches: list[Ids] = []
    loose: list[Ids] = []
    for part in corpus.parts:
        own = np.asarray(part.pairs)
        if not part.ordered:
            loose.append(_copies(own, part.weight, rng))
            continue
        starts = rng.permutation(_copies(own[::_RUN], part.weight, rng))
        runs = [np.arange(start, min(start + _RUN, part.pairs.stop)) for start in starts]
        per = max(1, size // _RUN)
        whole = len(runs) - len(runs) % per
        batches += [np.concatenate(runs[at : at + per]) for at in range(0, whole, per)]
        loose += runs[whole:]
    rest = rng.permutation(np.concatenate([np.zeros(0, np.int64), *loose]))
    lengths = np.array([len(corpus.source[i]) + len(corpus.target[i]) for i in rest])
    for first in range(0, len(rest), size * _POOL):
        pool = rest[first : first + size * _POOL]
        pool = pool[np.argsort(lengths[first : first + size * _POOL], kind="stable")]
        batches += np.array_split(pool, max(1, len(pool) // size))
    return [batches[i] for i in rng.permutation(len(batches))]


def same_text(corpus: Corpus, batch: Ids) -> NDArray[np.bool_]:
    """Return (n, n): whether two different pairs of a batch share a side, so are no negatives."""
    source, target = corpus.source_key[batch], corpus.target_key[batch]
    same: NDArray[np.bool_] = (source[:, None] == source) | (target[:, None] == target)
    np.fill_diagonal(same, False)
    return same


def _encode(tokenizer: Tokenizer, texts: list[str]) -> Iterator[Ids]:
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        ids = np.asarray(encoding.ids, np.int64)
        yield ids[ids > 1]


def _keys(texts: list[Ids]) -> Ids:
    known: dict[bytes, int] = {}
    return np.array([known.setdefault(ids.tobytes(), len(known)) for ids in texts], np.int64)


def _copies(pairs: Ids, weight: float, rng: np.random.Generator) -> Ids:
    """Return each pair ⌊weight⌋ times, and once more for a random share of the rest."""
    return np.repeat(pairs, int(weight) + (rng.random(len(pairs)) < weight % 1))
