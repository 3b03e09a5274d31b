"""Loading models by folder or name."""

import sys
from pathlib import Path

import numpy as np
import pytest

from align import model as module
from align.model import load_model
from align.static_model import StaticModel, save_static
from align.tokenizer import train_tokenizer
from tests.pair_corpus import PAIRS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a tiny static model."""
    tokenizer = train_tokenizer([side for pair in PAIRS for side in pair], 200)
    vectors = np.random.default_rng(0).normal(size=(200, 4))
    save_static(tmp_path / "tiny", tokenizer, vectors, np.ones(200), name="tiny")
    return tmp_path / "tiny"


def test_a_static_folder_needs_no_torch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A static folder, given as a path or as text, loads where Sentence Transformers cannot."""
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    assert load_model(folder).name == load_model(str(folder)).name
    assert isinstance(load_model(folder), StaticModel)


def test_the_shipped_model_is_the_default(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No path, and "default", mean the folder beside the module."""
    monkeypatch.setattr(module, "SHIPPED", folder)
    assert load_model().name == load_model("default").name == load_model(folder).name


def test_a_missing_shipped_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package's data is gone, the message says what to do."""
    monkeypatch.setattr(module, "SHIPPED", tmp_path / "gone")
    with pytest.raises(FileNotFoundError, match="install muwazi again"):
        load_model()


@pytest.mark.parametrize("name", ["./gone", "/gone/model"])
def test_a_missing_folder_is_told(name: str) -> None:
    """A path that is not there is not looked up on a hub."""
    with pytest.raises(FileNotFoundError, match="no such folder"):
        load_model(name)


def test_the_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Sentence Transformers the message is the line to type."""
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ImportError, match=r'LaBSE needs .*: pip install "muwazi\[transformers\]"'):
        load_model("LaBSE")
