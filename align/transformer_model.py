"""Any Sentence Transformers model as an embedder; needs the extra `transformers`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from align.embedder import Floats, Tokens

Backend = Literal["torch", "onnx", "openvino"]

_BLOCK = 512  # sentences whose token vectors are on the device at a time
_SAMPLED = 4096  # numbers of each tensor that go into the digest


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The tokens of one sentence: ids (k,) in the vocabulary, vectors (k, d) of any length."""

    ids: NDArray[np.int64]
    vectors: Floats


class TransformerModel:
    """A Sentence Transformers model: whole sentences for `encode`, its tokens for `tokens`.

    A token in context is a vector of its own, so none is held for two places. Special tokens are
    dropped; a token's weight is its inverse document frequency among the sentences given,
    ln(1 + n / df) / ln(1 + n), in (0, 1].
    """

    __slots__ = ("_batch", "_model", "_name")

    def __init__(self, model: Any, name: str, *, batch: int = 32) -> None:
        """Wrap a loaded SentenceTransformer; `batch` sentences run at a time."""
        self._model = model
        self._batch = batch
        self._name = f"{name}@{_digest(model)}"

    @property
    def name(self) -> str:
        """The name with a digest of the weights: "LaBSE@3f2a90c1"."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of a sentence's vector."""
        # get_embedding_dimension is the newer name; the older one warns where both exist.
        ask = getattr(self._model, "get_embedding_dimension", None)
        return int((ask or self._model.get_sentence_embedding_dimension)())

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return (n, d) float32, a unit vector for each sentence.

        Raises ValueError where the model gives what is no number.
        """
        if not sentences:
            return np.zeros((0, self.dimensions), np.float32)
        vectors = np.asarray(
            self._model.encode(list(sentences), batch_size=self._batch, show_progress_bar=False),
            dtype=np.float32,
        )
        self._check(vectors, sentences)
        return _unit(vectors)[0]

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Return the token vectors of each sentence; one without words is a token of weight 0.

        Raises ValueError for a model without token vectors, or one that gives what is no number.
        """
        return join_pieces(self.pieces(sentences), self.dimensions)

    def pieces(self, sentences: Sequence[str], /) -> list[Pieces]:
        """Return the tokens of each sentence, none for one without words; raises as `tokens`."""
        silent = np.asarray(getattr(self._model.tokenizer, "all_special_ids", []), np.int64)
        found: list[Pieces] = []
        for first in range(0, len(sentences), _BLOCK):
            for row in self._features(sentences[first : first + _BLOCK]):
                ids = np.asarray(row["input_ids"].cpu(), np.int64)
                mask = np.asarray(row["attention_mask"].cpu(), bool) & ~np.isin(ids, silent)
                vectors = np.asarray(row["token_embeddings"].float().cpu(), np.float32)
                found.append(Pieces(ids[mask], vectors[mask]))
        for sentence, own in zip(sentences, found, strict=True):
            self._check(own.vectors.sum(axis=1, keepdims=True), [sentence] * len(own.ids))
        return found

    def _features(self, sentences: Sequence[str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._model.encode(
            list(sentences), batch_size=self._batch, show_progress_bar=False, output_value=None
        )
        if not {"input_ids", "attention_mask", "token_embeddings"} <= rows[0].keys():
            raise ValueError(f"{self._name} gives no token vectors; choose a transformer model")
        return rows

    def _check(self, vectors: Floats, sentences: Sequence[str]) -> None:
        bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
        if len(bad):
            raise ValueError(
                f"{self._name} gives a vector that is not a number for {sentences[bad[0]][:60]!r}; "
                "load it in float32, or choose another model"
            )


def load_transformer(
    name_or_path: str, *, backend: Backend = "torch", device: str | None = None, batch: int = 32
) -> TransformerModel:
    """Return the Sentence Transformers model of that name, or in that folder.

    `backend` says what runs it; device: "cpu", "cuda", "mps", or None for the best one
    there is. A name that is no folder is fetched from the Hugging Face hub, once.
    Raises ImportError without the extra `transformers` or what the backend needs, OSError where
    there is no such model.
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ImportError(
            f'{name_or_path} needs Sentence Transformers: pip install "muwazi[transformers]"'
        ) from error
    try:
        model = SentenceTransformer(name_or_path, device=device, backend=backend)
    except (OSError, ValueError) as error:
        first = str(error).strip().partition("\n")[0]
        raise OSError(f"{name_or_path}: no model that can be loaded ({first})") from error
    except Exception as error:
        # What misses a backend is a bare Exception in Sentence Transformers 6.
        if backend == "torch" or not isinstance(error.__context__, ModuleNotFoundError):
            raise
        raise ImportError(
            f"{name_or_path} needs more for {backend}: "
            f'pip install "sentence-transformers[{backend}]"'
        ) from error
    folder = Path(name_or_path)
    return TransformerModel(
        model, folder.resolve().name if folder.is_dir() else name_or_path, batch=batch
    )


def join_pieces(pieces: Sequence[Pieces], dimensions: int) -> Tokens:
    """Join the sentences' tokens and weigh them by inverse document frequency.

    A sentence without any gets a zero vector of weight 0. `dimensions` counts if there is no
    sentence.
    """
    if not pieces:
        empty = np.zeros(0, np.int64)
        return Tokens(
            np.zeros((0, dimensions), np.float32),
            np.zeros(0, np.float32),
            empty,
            np.zeros(1, np.int64),
        )
    count = len(pieces)
    documents = np.bincount(np.concatenate([np.unique(sentence.ids) for sentence in pieces]))
    parts, weights = [], []
    for sentence in pieces:
        own, rows = sentence.ids, sentence.vectors
        unit, norms = _unit(rows if len(own) else np.zeros((1, rows.shape[1]), np.float32))
        idf = np.log1p(count / documents[own]) / np.log1p(count) if len(own) else np.zeros(1)
        parts.append(unit)
        weights.append(np.where(norms > 0, idf, 0).astype(np.float32))
    starts = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return Tokens(
        np.concatenate(parts),
        np.concatenate(weights),
        np.arange(starts[-1], dtype=np.int64),
        starts,
    )


def _unit(vectors: Floats) -> tuple[Floats, Floats]:
    """Return the vectors (n, d) at length 1, zeros where they are zero, and their norms (n,)."""
    norms = np.linalg.norm(vectors, axis=1)
    unit = np.zeros(vectors.shape, np.float32)
    np.divide(vectors, norms[:, None], out=unit, where=norms[:, None] > 0)
    return unit, norms


def _digest(model: Any) -> str:
    """Return eight hexadecimal digits that change with the weights: a sample of each tensor."""
    digest = hashlib.sha256(repr(model).encode())
    for name, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().flatten()
        sample = flat[:: max(1, len(flat) // _SAMPLED)].float().cpu().numpy()
        digest.update(f"{name} {tuple(tensor.shape)}".encode())
        digest.update(sample.tobytes())
    return digest.hexdigest()[:8]
