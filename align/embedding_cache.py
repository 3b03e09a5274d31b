"""Vectors of Sentence Transformers models kept on disk, so that no sentence is embedded twice."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np

from align.embedder import Embedder, Floats, Tokens
from align.transformer_model import Pieces, join_pieces

LIMIT = 2 << 30  # bytes of vectors; about 20 000 sentences of 35 tokens in 768 dimensions
_WAIT = 10.0  # seconds to wait for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    added INTEGER PRIMARY KEY,
    sentence BLOB NOT NULL,
    kind TEXT NOT NULL,
    width INTEGER NOT NULL,
    ids BLOB NOT NULL,
    numbers BLOB NOT NULL,
    UNIQUE (sentence, kind)
)
"""


class PieceModel(Embedder, Protocol):
    """An embedder that gives the token vectors of each sentence by themselves, before weights."""

    @property
    def dimensions(self) -> int:
        """The length of a sentence's vector."""

    def pieces(self, sentences: Sequence[str], /) -> list[Pieces]:
        """Return the tokens of each sentence, which no other sentence changes."""


class CachedModel:
    """A model that asks the cache first, and embeds in one call what is missing there."""

    __slots__ = ("_cache", "_limit", "_model")

    def __init__(self, model: PieceModel, folder: Path, limit: int) -> None:
        """Wrap the model; see `cached`."""
        self._model = model
        self._cache: Path | None = folder / "embeddings.db"
        self._limit = limit

    @property
    def name(self) -> str:
        """The name of the model itself: signatures do not tell whether there was a cache."""
        return self._model.name

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return what the model's own `encode` does."""
        found = self._recall("sentence", sentences, self._vectors)
        if not found:
            return np.zeros((0, self._model.dimensions), np.float32)
        return np.concatenate([pieces.vectors for pieces in found])

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Return what the model's own `tokens` does; weights are those of the sentences given."""
        found = self._recall("tokens", sentences, self._model.pieces)
        return join_pieces(found, self._model.dimensions)

    def _vectors(self, sentences: Sequence[str]) -> list[Pieces]:
        none = np.zeros(1, np.int64)
        return [Pieces(none, vector[None]) for vector in self._model.encode(sentences)]

    def _recall(
        self, kind: str, sentences: Sequence[str], embed: Callable[[Sequence[str]], list[Pieces]]
    ) -> list[Pieces]:
        """Return the pieces of each sentence, and keep those that were not there."""
        keys = {sentence: self._key(sentence) for sentence in sentences}
        found: dict[str, Pieces] = {}

        def read(connection: sqlite3.Connection) -> None:
            for sentence, key in keys.items():
                row = connection.execute(
                    "SELECT width, ids, numbers FROM vectors WHERE sentence = ? AND kind = ?",
                    (key, kind),
                ).fetchone()
                pieces = _unpack(*row) if row else None
                if pieces:
                    found[sentence] = pieces

        self._try(read)
        missing = [sentence for sentence in keys if sentence not in found]
        if missing:
            fresh = dict(zip(missing, embed(missing), strict=True))
            found |= fresh
            self._try(
                lambda connection: _store(
                    connection,
                    [(keys[text], kind, *_pack(pieces)) for text, pieces in fresh.items()],
                    self._limit,
                )
            )
        return [found[sentence] for sentence in sentences]

    def _key(self, sentence: str) -> bytes:
        text = f"{self._model.name}\0{sentence}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def _try(self, use: Callable[[sqlite3.Connection], None]) -> None:
        """Use the file; after an error, do without it, so that nobody waits for a lock twice."""
        if self._cache is None:
            return
        try:
            self._cache.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._cache, timeout=_WAIT)) as connection, connection:
                connection.execute(_SCHEMA)
                use(connection)
        except (sqlite3.Error, OSError):
            self._cache = None


def cached(model: PieceModel, folder: Path, *, limit: int = LIMIT) -> Embedder:
    """Return the model with its vectors kept in `folder`/embeddings.db, float32, by content.

    A sentence's key is the SHA-256 of the model's name, NUL and the sentence. What comes from the
    file is what was once computed; against a new computation it can differ in the last bits, as
    the model's own vectors do when other sentences share their batch. Beyond `limit` bytes the
    older half is dropped; an answer that is larger than that is not kept. Processes may share the
    folder. A file that is damaged, locked or cannot be written is left alone, and no error.
    """
    return CachedModel(model, folder, limit)


def cache_folder() -> Path | None:
    """Return the folder for the cache, None where it is switched off or there is no home.

    $MUWAZI_CACHE, where "" switches it off; else muwazi in $XDG_CACHE_HOME, or in ~/.cache.
    """
    told = os.environ.get("MUWAZI_CACHE")
    try:
        if told is not None:
            return Path(told).expanduser() if told else None
        base = Path(os.environ.get("XDG_CACHE_HOME", ""))
        # The XDG specification: a relative path is to be ignored.
        return (base if base.is_absolute() else Path.home() / ".cache") / "muwazi"
    except RuntimeError:
        return None


def _pack(pieces: Pieces) -> tuple[int, bytes, bytes]:
    numbers = pieces.vectors.astype("<f4", copy=False).tobytes()
    return pieces.vectors.shape[1], pieces.ids.astype("<i8", copy=False).tobytes(), numbers


def _unpack(width: int, ids: bytes, numbers: bytes) -> Pieces | None:
    """Return the pieces, None where the row is no such thing."""
    if len(ids) % 8 or len(numbers) != 4 * width * (len(ids) // 8):
        return None
    own = np.frombuffer(ids, "<i8").astype(np.int64)
    vectors = np.frombuffer(numbers, "<f4").astype(np.float32)
    return Pieces(own, vectors.reshape(len(own), width))


def _store(
    connection: sqlite3.Connection, rows: list[tuple[bytes, str, int, bytes, bytes]], limit: int
) -> None:
    """Add the rows; first drop the older half, again and again, until they fit."""
    size = sum(len(ids) + len(numbers) + 200 for *_, ids, numbers in rows)
    if size > limit:
        return
    connection.execute("BEGIN IMMEDIATE")  # an upgraded read lock would not wait for its turn
    while _used(connection) + size > limit:
        dropped = connection.execute(
            "DELETE FROM vectors WHERE added <= (SELECT added FROM vectors ORDER BY added"
            " LIMIT 1 OFFSET (SELECT count(*) / 2 FROM vectors))"
        )
        if not dropped.rowcount:
            break
    connection.executemany(
        "INSERT OR REPLACE INTO vectors (sentence, kind, width, ids, numbers)"
        " VALUES (?, ?, ?, ?, ?)",
        rows,
    )


def _used(connection: sqlite3.Connection) -> int:
    """Return the bytes of the pages in use."""
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
