"""The static model on numpy: what is saved is what is read, and what the vectors are."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from align.static_model import StaticModel, _single, load_static, save_static, static_rows
from align.tokenizer import train_tokenizer
from tests.pair_corpus import PAIRS

TEXTS = [side for pair in PAIRS for side in pair]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Return a tokenizer of 300 pieces."""
    return train_tokenizer(TEXTS, 300)


@pytest.fixture
def model(tmp_path: Path, tokenizer: Tokenizer) -> StaticModel:
    """Return a model with random vectors and weights, saved under tmp_path / "tiny"."""
    rng = np.random.default_rng(1)
    return save_static(
        tmp_path / "tiny",
        tokenizer,
        rng.normal(size=(300, 8)).astype(np.float32),
        rng.uniform(0.1, 2, 300).astype(np.float32),
        name="tiny",
    )


def test_encode_is_the_weighted_mean(model: StaticModel, tokenizer: Tokenizer) -> None:
    """A sentence's vector is the sum of weight · unit vector of its tokens, at length 1."""
    text = "The port reopened."
    total = sum(model.rows[i] for i in tokenizer.encode(text).ids)
    np.testing.assert_allclose(
        model.encode([text])[0], total / np.linalg.norm(total), rtol=0, atol=1e-6
    )


def test_tokens_hold_each_type_once(model: StaticModel, tokenizer: Tokenizer) -> None:
    """Types are distinct unit rows; `of` and `starts` say where each token stands."""
    texts = ["The port reopened.", "The port was closed."]
    tokens = model.tokens(texts)
    ids = [tokenizer.encode(text).ids for text in texts]
    assert tokens.starts.tolist() == [0, len(ids[0]), len(ids[0]) + len(ids[1])]
    assert len(tokens.types) == len({*ids[0], *ids[1]})
    rows = (tokens.types * tokens.weights[:, None])[tokens.of]
    np.testing.assert_allclose(rows, model.rows[ids[0] + ids[1]], rtol=0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(tokens.types, axis=1), 1, rtol=1e-5)


def test_halves_become_the_singles_that_they_are() -> None:
    """Every float16 that there is, with the infinite ones, and numbers of other precision."""
    halves = np.arange(2**16, dtype=np.uint16).view(np.float16).reshape(256, 256)
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(_single(halves), halves.astype(np.float32))
    np.testing.assert_array_equal(
        _single(np.array([[0.1, 2.0]])), np.array([[0.1, 2.0]], np.float32)
    )


def test_nothing_known_is_zero(model: StaticModel) -> None:
    """An empty sentence is one token of weight 0; it and unknown text have the zero vector."""
    texts = ["", "日本", "The port reopened."]
    assert model.encode(texts).any(axis=1).tolist() == [False, False, True]
    tokens = model.tokens(texts[:1])
    assert (tokens.of.tolist(), tokens.starts.tolist()) == ([0], [0, 1])
    assert tokens.weights.tolist() == [0]
    assert not tokens.types.any()


def test_no_sentence_gives_no_row(model: StaticModel) -> None:
    """An empty list is encoded as zero rows of the model's width."""
    assert model.encode([]).shape == (0, 8)
    assert model.tokens([]).starts.tolist() == [0]


def test_many_sentences_are_encoded_like_each(model: StaticModel) -> None:
    """Where the work is cut into blocks, no vector changes."""
    many = [TEXTS[i % len(TEXTS)] for i in range(1100)]
    each = np.stack([model.encode([text])[0] for text in many[-5:]])
    np.testing.assert_allclose(model.encode(many)[-5:], each, rtol=0, atol=1e-6)


def test_the_same_model_gives_the_same_bytes(
    tmp_path: Path, model: StaticModel, tokenizer: Tokenizer
) -> None:
    """Saving again what was loaded writes the same file, so the name keeps its digest."""
    rows = model.rows
    again = save_static(
        tmp_path / "again", tokenizer, rows, np.linalg.norm(rows, axis=1), name="tiny"
    )
    assert np.abs(again.rows - rows).max() < 2e-3
    copy = save_static(
        tmp_path / "copy", tokenizer, again.rows, np.linalg.norm(again.rows, axis=1), name="tiny"
    )
    assert copy.name == again.name
    assert model.name.startswith("tiny@")


def test_the_name_changes_with_the_weights(tmp_path: Path, tokenizer: Tokenizer) -> None:
    """Two models of one name have two digests."""
    vectors, weights = np.eye(300, 8, dtype=np.float32) + 1, np.ones(300, np.float32)
    one = save_static(tmp_path / "a", tokenizer, vectors, weights, name="tiny")
    two = save_static(tmp_path / "b", tokenizer, vectors, weights * 2, name="tiny")
    assert one.name != two.name


def test_silent_rows_are_zero() -> None:
    """[PAD] and [UNK] say nothing, and neither does a token of weight 0."""
    rows = static_rows(np.ones((4, 2), np.float32), np.array([1, 1, 0, 3], np.float32))
    assert rows.dtype == np.float16
    np.testing.assert_allclose(np.linalg.norm(rows.astype(float), axis=1), [0, 0, 0, 3], atol=2e-3)


def test_what_fails_leaves_the_folder_as_it_was(tmp_path: Path, tokenizer: Tokenizer) -> None:
    """Values that are no numbers, and shapes that do not fit, are refused before writing."""
    weights = np.ones(300, np.float32)
    for vectors, match in (
        (np.full((300, 4), np.nan, np.float32), "not a number"),
        (np.ones((299, 4), np.float32), "299 vectors"),
    ):
        with pytest.raises(ValueError, match=match):
            save_static(tmp_path / "out", tokenizer, vectors, weights, name="tiny")
    assert not (tmp_path / "out").exists()


def test_saving_leaves_other_files(tmp_path: Path, tokenizer: Tokenizer) -> None:
    """What else lies in the folder stays, and nothing half-written is left beside."""
    (tmp_path / "search.json").write_text("{}")
    save_static(tmp_path, tokenizer, np.ones((300, 4)), np.ones(300), name="tiny", card="# tiny\n")
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "README.md",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "search.json",
        "tokenizer.json",
    ]


@pytest.mark.usefixtures("model")
def test_damage_is_told(tmp_path: Path) -> None:
    """A missing, cut or foreign file is a ValueError that names it."""
    folder = tmp_path / "tiny"
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:1000])
    with pytest.raises(ValueError, match=r"model\.safetensors: damaged"):
        load_static(folder)
    save_file({"other": np.ones((2, 2), np.float32)}, weights)
    with pytest.raises(ValueError, match=r"no matrix embedding\.weight"):
        load_static(folder)
    save_file({"embedding.weight": np.ones((2, 2), np.float32)}, weights)
    with pytest.raises(ValueError, match="vocabulary of 300"):
        load_static(folder)
    weights.unlink()
    with pytest.raises(ValueError, match=r"model\.safetensors is missing"):
        load_static(folder)
    weights.write_bytes(whole)
    tokenizer.write_text("{}")
    with pytest.raises(ValueError, match=r"tokenizer\.json: damaged"):
        load_static(folder)
    tokenizer.unlink()
    with pytest.raises(ValueError, match=r"tokenizer\.json is missing"):
        load_static(folder)


def test_no_way_out_of_the_folder(tmp_path: Path, model: StaticModel) -> None:
    """A modules.json cannot point at files outside of its folder."""
    del model
    out = tmp_path / "out"
    out.mkdir()
    module = {"idx": 0, "name": "0", "path": "../tiny", "type": "x.StaticEmbedding"}
    (out / "modules.json").write_text(json.dumps([module]))
    with pytest.raises(ValueError, match="no static embedding model"):
        load_static(out)
