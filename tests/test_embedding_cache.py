"""Vectors kept on disk: the same answers, nothing embedded twice, and never an error."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from align.embedder import Embedder, Floats, Tokens
from align.embedding_cache import CachedModel, cache_folder, cached
from align.model import load_model
from align.transformer_model import Pieces, TransformerModel, join_pieces
from tests.command_line import ROOT
from tests.pair_corpus import PAIRS

TEXTS = ["The port reopened.", "The port", "", "عاد الميناء إلى العمل.", "The port", "\ud800"]


class Counting:
    """A model of letters that writes down each call."""

    dimensions = 3

    def __init__(self, name: str = "letters@1") -> None:
        """Start with no call written down."""
        self.name = name
        self.asked: list[list[str]] = []

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return (n, 3): the length, and a constant that tells the models apart."""
        self.asked.append(list(sentences))
        rows = [[len(text) + 0.1, 1, len(self.name)] for text in sentences]
        return np.asarray(rows, np.float32).reshape(-1, 3)

    def pieces(self, sentences: Sequence[str], /) -> list[Pieces]:
        """Return a token of five dimensions for each letter."""
        self.asked.append(list(sentences))
        ids = [np.array([ord(letter) for letter in text], np.int64) for text in sentences]
        return [Pieces(own, np.sin(own[:, None] * np.arange(1, 6)).astype("f4")) for own in ids]

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Return the tokens, without a cache."""
        return join_pieces(self.pieces(sentences), self.dimensions)


def same(model: Embedder, other: Embedder, sentences: list[str], tolerance: float = 0) -> None:
    """Check that two models give the same for the sentences."""
    np.testing.assert_allclose(
        model.encode(sentences), other.encode(sentences), rtol=0, atol=tolerance
    )
    ours, theirs = model.tokens(sentences), other.tokens(sentences)
    for name in ("types", "weights", "of", "starts"):
        mine, wanted = getattr(ours, name), getattr(theirs, name)
        assert mine.dtype == wanted.dtype
        np.testing.assert_allclose(mine, wanted, rtol=0, atol=tolerance)


def test_nothing_is_embedded_twice(tmp_path: Path) -> None:
    """One call for what is missing, each sentence once; later, and in another process, none."""
    model = Counting()
    kept = cached(model, tmp_path / "deep" / "folder")
    same(kept, Counting(), TEXTS)
    distinct = list(dict.fromkeys(TEXTS))
    assert model.asked == [distinct, distinct]
    same(kept, Counting(), [*TEXTS[:3], "new"])
    assert model.asked[2:] == [["new"], ["new"]]
    later = Counting()
    same(cached(later, tmp_path / "deep" / "folder"), Counting(), TEXTS)
    same(kept, Counting(), [])
    assert [asked for asked in later.asked if asked] == []


def test_models_do_not_mix(tmp_path: Path) -> None:
    """Another name, that is another digest, has vectors of its own."""
    cached(Counting(), tmp_path).encode(TEXTS)
    same(cached(Counting("letters@22"), tmp_path), Counting("letters@22"), TEXTS)


def test_the_file_stays_within_its_limit(tmp_path: Path) -> None:
    """Old sentences make room for new ones; an answer beyond the limit is given, not kept."""
    limit, model = 100_000, Counting()
    kept = cached(model, tmp_path, limit=limit)
    for turn in range(40):
        kept.tokens([f"{turn} {place} {'x' * 300}" for place in range(3)])
    assert (tmp_path / "embeddings.db").stat().st_size <= limit * 1.2
    model.asked.clear()
    kept.tokens([f"39 {place} {'x' * 300}" for place in range(3)])
    assert model.asked == []
    long = "y" * limit
    same(kept, Counting(), [long])
    kept.tokens([long])
    assert model.asked[-1] == [long]


def test_a_broken_file_is_no_error(tmp_path: Path) -> None:
    """No database, another table, a row cut short, a folder that is a file: the model answers."""
    file = tmp_path / "embeddings.db"
    file.write_bytes(b"no database at all" * 100)
    same(cached(Counting(), tmp_path), Counting(), TEXTS)
    assert file.read_bytes() == b"no database at all" * 100
    same(cached(Counting(), file), Counting(), TEXTS)
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE vectors (something)")
    connection.close()
    same(cached(Counting(), tmp_path), Counting(), TEXTS)
    file.unlink()
    cached(Counting(), tmp_path).encode(TEXTS)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE vectors SET numbers = substr(numbers, 1, 7)")
    connection.close()
    same(cached(Counting(), tmp_path), Counting(), TEXTS)


def test_a_locked_file_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the file, the model answers, and waits no second time."""
    monkeypatch.setattr("align.embedding_cache._WAIT", 0.01)
    cached(Counting(), tmp_path).encode(TEXTS[:1])
    holder = sqlite3.connect(tmp_path / "embeddings.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    kept = cached(Counting(), tmp_path)
    same(kept, Counting(), TEXTS)
    holder.close()
    model = Counting()
    cached(model, tmp_path).encode(TEXTS[:2])
    assert model.asked == [TEXTS[1:2]]


def test_two_processes_share_the_file(tmp_path: Path) -> None:
    """Both write at the same time, and all that they wrote is there."""
    code = (
        "import sys; from pathlib import Path; from align.embedding_cache import cached\n"
        "from tests.test_embedding_cache import Counting\n"
        "kept = cached(Counting(), Path(sys.argv[1]))\n"
        "for turn in range(50): kept.encode([f'{sys.argv[2]} {turn}', f'both {turn}'])\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), side], cwd=ROOT)
        for side in ("left", "right")
    ]
    assert [process.wait() for process in running] == [0, 0]
    model = Counting()
    names = [f"{side} {turn}" for side in ("left", "right", "both") for turn in range(50)]
    same_model = cached(model, tmp_path)
    np.testing.assert_array_equal(same_model.encode(names), Counting().encode(names))
    assert model.asked == []


def test_the_folder_is_the_one_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """$MUWAZI_CACHE wins, "" switches off; then $XDG_CACHE_HOME, if absolute; then ~/.cache."""
    assert cache_folder() is None  # what the tests run with
    monkeypatch.setenv("MUWAZI_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("MUWAZI_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "muwazi"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    assert cache_folder() == tmp_path / "me" / ".cache" / "muwazi"


def test_a_transformer_is_cached_by_the_loader(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A real model answers the same with the cache, empty and full, and then is not asked."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # before the import below reads it
    pytest.importorskip("sentence_transformers.sentence_transformer.modules")
    from tests.tiny_transformer import save_tiny_transformer

    folder = save_tiny_transformer(tmp_path / "tiny-bert")
    plain = load_model(folder, device="cpu")
    assert isinstance(plain, TransformerModel)
    monkeypatch.setenv("MUWAZI_CACHE", str(tmp_path / "cache"))
    kept = load_model(folder, device="cpu")
    assert isinstance(kept, CachedModel)
    assert kept.name == plain.name
    texts = [*(side for pair in PAIRS[:8] for side in pair), "", "The port"]
    same(kept, plain, texts)
    same(kept, plain, texts)
    same(kept, plain, texts[::-2], 1e-5)  # other batches for the one that is not cached
    monkeypatch.setattr(TransformerModel, "encode", None)
    monkeypatch.setattr(TransformerModel, "pieces", None)
    kept.encode(texts)
    kept.tokens(texts)
