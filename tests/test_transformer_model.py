"""Sentence Transformers: the same static folder, and a tiny transformer with random weights."""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from align.model import load_model
from align.static_model import save_static
from align.tokenizer import train_tokenizer
from align.transformer_model import Backend, TransformerModel
from tests.pair_corpus import PAIRS
from tests.tiny_transformer import save_tiny_transformer

os.environ["HF_HUB_OFFLINE"] = "1"  # before the import below reads it
MISSING = 'pip install "muwazi[transformers]"'
sentence_transformers: Any = pytest.importorskip("sentence_transformers", reason=MISSING)
library: Any = pytest.importorskip(
    "sentence_transformers.sentence_transformer.modules", reason="needs sentence-transformers>=6"
)
torch: Any = pytest.importorskip("torch", reason=MISSING)
TEXTS = [side for pair in PAIRS for side in pair]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny BERT."""
    return save_tiny_transformer(tmp_path_factory.mktemp("sentence") / "tiny-bert")


@pytest.fixture(scope="module")
def model(folder: Path) -> TransformerModel:
    """Return that model through the front door, on the CPU."""
    loaded = load_model(folder, device="cpu", batch=4)
    assert isinstance(loaded, TransformerModel)
    return loaded


def test_the_static_folder_gives_the_same_vectors(tmp_path: Path) -> None:
    """Sentence Transformers loads our folder, and its vectors are ours; an empty text is zero."""
    tokenizer = train_tokenizer(TEXTS, 300)
    rng = np.random.default_rng(0)
    ours = save_static(
        tmp_path / "tiny",
        tokenizer,
        rng.normal(size=(300, 16)),
        rng.uniform(0.05, 2, 300),
        name="tiny",
    )
    theirs = sentence_transformers.SentenceTransformer(str(tmp_path / "tiny"), device="cpu")
    ids = [i for text in TEXTS for i in tokenizer.encode(text).ids]
    assert theirs[0].preprocess(TEXTS)["input_ids"].tolist() == ids
    vectors = theirs.encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(vectors, ours.encode(TEXTS), rtol=0, atol=2e-3)
    assert not theirs.encode([""]).any()


def test_our_loader_reads_what_they_save(tmp_path: Path) -> None:
    """A static model saved by Sentence Transformers, in float32, loads without torch's help."""
    tokenizer = train_tokenizer(TEXTS, 300)
    static = library.StaticEmbedding(
        tokenizer, embedding_weights=np.random.default_rng(0).normal(size=(300, 8)).astype("f4")
    )
    theirs = sentence_transformers.SentenceTransformer(modules=[static], device="cpu")
    theirs.save(str(tmp_path / "theirs"))
    ours = load_model(tmp_path / "theirs")
    np.testing.assert_allclose(
        ours.encode(TEXTS), theirs.encode(TEXTS, normalize_embeddings=True), rtol=0, atol=1e-5
    )
    assert ours.name.startswith("theirs@")


def test_sentences_are_those_of_the_library(folder: Path, model: TransformerModel) -> None:
    """Vectors are the library's own at length 1, whatever the batches."""
    theirs = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    expected = theirs.encode(TEXTS[:9], normalize_embeddings=True)
    np.testing.assert_allclose(model.encode(TEXTS[:9]), expected, rtol=0, atol=1e-5)
    assert model.encode([]).shape == (0, 16)
    assert model.name.startswith("tiny-bert@")


def test_tokens_leave_out_the_special_ones(model: TransformerModel) -> None:
    """Each word piece is a unit row of its own; [CLS], [SEP] and padding are gone."""
    tokens = model.tokens(["The port reopened on Tuesday morning.", "The port", ""])
    lengths = np.diff(tokens.starts)
    assert lengths[1] == 2
    assert lengths[2] == 1
    assert tokens.weights[-1] == 0
    assert tokens.of.tolist() == list(range(len(tokens.types)))
    np.testing.assert_allclose(np.linalg.norm(tokens.types[:-1], axis=1), 1, rtol=1e-5)
    one = model.tokens(["The port"])
    np.testing.assert_allclose(
        one.types, tokens.types[lengths[0] : lengths[0] + 2], rtol=0, atol=1e-5
    )
    assert one.weights.tolist() == [1, 1]
    assert model.tokens([]).starts.tolist() == [0]


def test_weights_are_inverse_document_frequencies(model: TransformerModel) -> None:
    """A word of every sentence weighs ln 2 / ln (n + 1), one of a single sentence 1."""
    tokens = model.tokens(["the port", "the sea", "the"])
    weights = [tokens.weights[a] for a in tokens.starts[:-1]]
    np.testing.assert_allclose(weights, [np.log(2) / np.log(4)] * 3, rtol=1e-6)
    assert tokens.weights[1] == 1


def test_what_is_no_number_is_told(folder: Path) -> None:
    """A model that overflows is an error with the sentence and the way out."""
    theirs = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    with torch.no_grad():
        next(theirs.parameters()).fill_(float("nan"))
    broken = TransformerModel(theirs, "broken")
    for ask in (broken.encode, broken.tokens):
        with pytest.raises(ValueError, match="not a number for 'The port'"):
            ask(["The port"])


def test_another_model_has_another_name(folder: Path, model: TransformerModel) -> None:
    """The digest in the name changes with the weights."""
    theirs = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    same = TransformerModel(theirs, "tiny-bert")
    assert same.name == model.name
    with torch.no_grad():
        next(theirs.parameters()).add_(0.01)
    assert TransformerModel(theirs, "tiny-bert").name != model.name


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    """What Sentence Transformers cannot load is one line that names it."""
    with pytest.raises(OSError, match="no model that can be loaded"):
        load_model(tmp_path)


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_a_backend_that_is_missing_is_told(
    folder: Path, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Optimum the error is the line of pip."""
    for missing in ("optimum", "optimum.onnxruntime", "optimum.intel", "onnxruntime"):
        monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=rf"sentence-transformers\[{backend}\]"):
        load_model(folder, backend=backend, device="cpu")
