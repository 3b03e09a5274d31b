"""The embedded model: one vector and one weight for each token, on numpy alone."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from align.embedder import Floats, Tokens
from align.model_folder import static_module, write_folder
from align.word_tokens import Ids, WordTokens

_BATCH = 1024  # sentences at a time: bounds the memory of a book to some 100 MB
_SILENT = 2  # the first rows, [PAD] and [UNK], say nothing

with np.errstate(invalid="ignore"):  # some are no numbers
    _HALVES = np.arange(2**16, dtype=np.uint16).view(np.float16).astype(np.float32)


class StaticModel:
    """A static token embedding: a sentence is the weighted mean of its tokens' vectors.

    Row t of the matrix is weight · unit vector of token t: its norm is the weight, and the plain
    mean of rows, which Sentence Transformers takes, is the weighted mean. Rows stay float16 until
    they are asked for.
    """

    __slots__ = ("_name", "_rows", "_tokenizer", "_words")

    def __init__(self, tokenizer: Tokenizer, rows: NDArray[np.floating], name: str) -> None:
        """Hold `rows` (v, d), a row for each of the tokenizer's v tokens.

        Raises ValueError where the numbers of tokens and rows differ.
        """
        size = tokenizer.get_vocab_size()
        if rows.ndim != 2 or len(rows) != size:
            raise ValueError(f"a matrix of shape {rows.shape} for a vocabulary of {size} tokens")
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._words = WordTokens(tokenizer)
        # One row more, of zeros: the token of an empty sentence.
        self._rows = np.concatenate([rows, np.zeros_like(rows[:1])])
        self._name = name

    @property
    def name(self) -> str:
        """The name with a digest of weights and tokenizer: "muwazi-1@3f2a90c1"."""
        return self._name

    @property
    def tokenizer(self) -> Tokenizer:
        """What turns text into the numbers of rows; it holds all text preparation."""
        return self._tokenizer

    @property
    def rows(self) -> Floats:
        """A copy of the matrix (v, d), float32: weight · unit vector of each token."""
        return self._rows[:-1].astype(np.float32)

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return (n, d) float32, a unit vector for each sentence (zeros where nothing is known)."""
        vectors = np.zeros((len(sentences), self._rows.shape[1]), np.float32)
        for first in range(0, len(sentences), _BATCH):
            flat, starts = self._ids(sentences[first : first + _BATCH])
            types, of = self._distinct(flat)
            rows = _single(self._rows[types])
            vectors[first : first + _BATCH] = np.add.reduceat(rows[of], starts[:-1], axis=0)
        return _unit(vectors, np.linalg.norm(vectors, axis=1))

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Return the token vectors of each sentence; an empty one is a token of weight 0."""
        flat, starts = self._ids(sentences)
        types, of = self._distinct(flat)
        rows = _single(self._rows[types])
        weights = np.linalg.norm(rows, axis=1)
        return Tokens(_unit(rows, weights), weights, of, starts)

    def _distinct(self, flat: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the distinct tokens, sorted, and the place of each token among them."""
        there = np.zeros(len(self._rows), bool)
        there[flat] = True
        types = np.flatnonzero(there)
        place = np.empty(len(there), np.int64)
        place[types] = np.arange(len(types))
        return types, place[flat]

    def _ids(self, sentences: Sequence[str]) -> tuple[Ids, NDArray[np.int64]]:
        """Return the tokens of all sentences in one row, and where each sentence starts."""
        empty = np.array([len(self._rows) - 1], np.int32)
        ids = [np.zeros(0, np.int32)]
        for first in range(0, len(sentences), _BATCH):
            found = self._words.ids(sentences[first : first + _BATCH])
            ids += [row if len(row) else empty for row in found]
        return np.concatenate(ids), np.cumsum([len(row) for row in ids])


def load_static(folder: Path) -> StaticModel:
    """Return the static model in `folder`, written by us, Sentence Transformers or Model2Vec.

    Raises ValueError where the folder holds no static model or a damaged one.
    """
    module = static_module(folder)
    if module is None:
        raise ValueError(f"{folder}: no static embedding model; its modules.json names none")
    weights, text = module / "model.safetensors", module / "tokenizer.json"
    try:
        with safe_open(weights, "np") as tensors:
            keys = set(tensors.keys())
            named = keys & {"embedding.weight", "embeddings"}
            if len(named) != 1 or "mapping" in keys:
                raise ValueError(f"{weights}: no matrix embedding.weight in this file")
            rows = tensors.get_tensor(named.pop())
            name = (tensors.metadata() or {}).get("name", folder.resolve().name)
        definition = text.read_bytes()
    except FileNotFoundError as error:
        raise ValueError(f"{folder}: {Path(error.filename or weights).name} is missing") from error
    except SafetensorError as error:
        raise ValueError(f"{weights}: damaged ({error}); fetch or train it again") from error
    try:
        tokenizer = Tokenizer.from_buffer(definition)
    except Exception as error:  # tokenizers raises bare Exception too
        raise ValueError(f"{text}: damaged ({error}); fetch or train it again") from error
    with weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    digest.update(definition)
    try:
        return StaticModel(tokenizer, rows, f"{name}@{digest.hexdigest()[:8]}")
    except ValueError as error:
        raise ValueError(f"{folder}: {error}") from error


def save_static(
    folder: Path,
    tokenizer: Tokenizer,
    vectors: NDArray[np.floating],
    weights: NDArray[np.floating],
    *,
    name: str,
    card: str | None = None,
) -> StaticModel:
    """Write the model into `folder`, in Sentence Transformers' layout, and return it loaded.

    The matrix is `static_rows(vectors, weights)`, `card` becomes README.md. The other files of the
    folder stay as they are; the same model gives the same bytes.
    Raises ValueError for shapes that do not fit, and for values that are no numbers.
    """
    size = tokenizer.get_vocab_size()
    if len(vectors) != size:
        raise ValueError(f"{len(vectors)} vectors for a vocabulary of {size} tokens")
    rows = static_rows(vectors, weights)
    write_folder(folder, tokenizer, rows, name=name, card=card)
    return load_static(folder)


def static_rows(
    vectors: NDArray[np.floating], weights: NDArray[np.floating]
) -> NDArray[np.float16]:
    """Return weight · unit vector of each token, (v, d) float16.

    vectors: (v, d), any length but 0; weights: (v,), at least 0; a weight of 0 makes a zero row.
    The rows of [PAD] and [UNK], 0 and 1, become zero.
    Raises ValueError for shapes that do not fit, and for values that are no numbers.
    """
    if vectors.ndim != 2 or weights.shape != vectors.shape[:1]:
        raise ValueError(f"vectors of shape {vectors.shape}, weights of shape {weights.shape}")
    if not np.isfinite(vectors).all() or not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("a vector or a weight is not a number, or a weight is below 0")
    rows = _unit(vectors.astype(np.float32), np.linalg.norm(vectors, axis=1))
    rows *= weights.astype(np.float32)[:, None]
    rows[:_SILENT] = 0
    return rows.astype(np.float16)


def _single(rows: NDArray[np.floating]) -> Floats:
    """Return the rows in single precision."""
    if rows.dtype != np.float16:
        return rows.astype(np.float32)
    # There are 65,536 halves: to look them up takes half the time of converting them.
    return _HALVES.take(rows.view(np.uint16))


def _unit(vectors: Floats, norms: NDArray[np.floating]) -> Floats:
    """Return the vectors (n, d) over their norms (n,), zeros where the norm is 0."""
    unit: Floats = vectors / np.where(norms > 0, norms, 1).astype(np.float32)[:, None]
    return unit
