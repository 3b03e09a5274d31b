"""Training on sixty pairs: it learns, repeats itself, adapts, and guards what is there."""

from pathlib import Path

import numpy as np
import pytest

from align.batches import encode_pairs, idf
from align.pairs import PairSet
from align.retrieval import retrieval
from align.static_model import load_static
from align.tokenizer import train_tokenizer
from align.train import BetterModel, Training, train
from align.train_late import _best, train_late
from tests.pair_corpus import PAIRS

torch = pytest.importorskip("torch", reason='training needs the extra: pip install "muwazi[train]"')
torch.set_num_threads(1)  # more of them only wait for each other on such small matrices
SETS = [PairSet("news", PAIRS, licence="MIT", credit="Written for these tests.")]


def tiny(out: Path, **options: object) -> Training:
    """Train a model of 500 pieces and 16 dimensions."""
    settings: dict[str, object] = {"vocabulary": 500, "dimensions": 16, "pooled_epochs": 20}
    # Options of several types go through one dictionary.
    return train(SETS, out, **(settings | options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Training:
    """Return a model trained on all but a tenth of the pairs."""
    return tiny(tmp_path_factory.mktemp("train") / "tiny")


def test_it_learns(trained: Training) -> None:
    """Nearly every sentence that it saw finds its translation; figures are on those it did not."""
    assert retrieval(trained.model, PAIRS).accuracy > 0.9
    assert trained.pairs + trained.held_out == 60
    assert trained.before is None
    assert trained.after is not None
    assert trained.after.retrieval.count == trained.held_out == 6


def test_it_repeats_itself(trained: Training, tmp_path: Path) -> None:
    """The same pairs and seed give the same model; another seed gives another."""
    again = tiny(tmp_path / "tiny")
    assert again.model.name == trained.model.name
    assert tiny(tmp_path / "other", name="tiny", seed=1).model.name != again.model.name


def test_the_folder_is_loaded_as_trained(tmp_path: Path) -> None:
    """What is returned is what the folder holds, and its card names data, licence and seed."""
    result = tiny(tmp_path / "tiny", pooled_epochs=1, late_epochs=1, seed=5)
    assert load_static(tmp_path / "tiny").name == result.model.name
    card = (tmp_path / "tiny" / "README.md").read_text(encoding="utf-8")
    for text in ("| news | 54 | 1 | MIT |", "Written for these tests.", "| seed | 5 |", "after"):
        assert text in card


def test_progress_is_told(tmp_path: Path) -> None:
    """Each step reports its name, a share that ends at 1, and a finite loss."""
    told: list[tuple[str, float, float]] = []
    tiny(
        tmp_path / "tiny",
        pooled_epochs=2,
        progress=lambda step, share, loss: told.append((step, share, loss)),
    )
    assert [step for step, share, _ in told if share == 1] == ["pooled", "late interaction"]
    assert all(0 < share <= 1 and np.isfinite(loss) for _, share, loss in told)


def test_adapting_keeps_the_tokenizer_and_helps(tmp_path: Path) -> None:
    """A model of half of the pairs, adapted to the rest, finds more of these; its card is kept."""
    half = tmp_path / "half"
    first = train(
        [PairSet("half", PAIRS[:30], credit="First half.")],
        half,
        vocabulary=500,
        dimensions=16,
        pooled_epochs=25,
        held_out=0,
    )
    rest = [PairSet("rest", PAIRS[30:])]
    result = train(rest, tmp_path / "both", start=half, late_epochs=150)
    assert result.model.tokenizer.to_str() == first.model.tokenizer.to_str()
    assert result.before is not None
    assert (
        retrieval(result.model, PAIRS[30:]).accuracy > retrieval(first.model, PAIRS[30:]).accuracy
    )
    card = (tmp_path / "both" / "README.md").read_text(encoding="utf-8")
    assert f"| adapted from | {first.model.name} |" in card
    assert "- **half**: First half." in card


def test_weights_keep_their_mean_over_running_text() -> None:
    """However weights change, their mean over the tokens of the texts does not."""
    tokenizer = train_tokenizer([side for pair in PAIRS for side in pair], 500)
    corpus = encode_pairs(tokenizer, SETS)
    size = tokenizer.get_vocab_size()
    weights = idf(corpus, size)
    vectors = np.random.default_rng(0).normal(size=(size, 8))
    _, learned = train_late(corpus, vectors, weights, epochs=3)
    ids = np.concatenate(corpus.source + corpus.target)
    assert learned[ids].mean() == pytest.approx(weights[ids].mean(), rel=1e-4)
    assert np.abs(learned - weights).max() > 0.01


def test_a_better_model_is_not_overwritten(trained: Training, tmp_path: Path) -> None:
    """A worse model, or one that was not measured, replaces a better one by force only."""
    out = tmp_path / "tiny"
    good = tiny(out, pooled_epochs=25, held_out=0)
    with pytest.raises(BetterModel, match=r"finds 100\.0%"):
        tiny(out, pooled_epochs=0, late_epochs=0)
    with pytest.raises(FileExistsError, match="nothing held out"):
        tiny(out, held_out=0)
    assert load_static(out).name == good.model.name
    assert tiny(out, pooled_epochs=0, late_epochs=0, force=True).model.name != good.model.name


def test_other_folders_are_not_touched(tmp_path: Path) -> None:
    """A folder that holds something else is refused, force or not, before any work."""
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="no model's folder"):
        tiny(tmp_path, force=True)


def test_best_place_is_that_of_a_plain_search() -> None:
    """One maximum over marked bits finds what argmax finds."""
    rng = np.random.default_rng(0)
    cosines = rng.uniform(-0.5, 1, (40, 23)).astype(np.float32)
    texts = [rng.permutation(40)[:length] for length in (1, 7, 40)]
    plain = np.stack([text[cosines[text].argmax(axis=0)] for text in texts])
    positive = np.stack([cosines[text].max(axis=0) for text in texts]) > 0
    assert (_best(cosines, texts) == plain)[positive].all()
    assert positive.mean() > 0.8


def test_late_interaction_is_the_formula() -> None:
    """The score of two texts is that of the definition, written out token by token."""
    from align.train_late import _score, _side

    rng = np.random.default_rng(0)
    unit = rng.normal(size=(9, 4)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    weights = rng.uniform(0.1, 2, 9).astype(np.float32)
    source = [np.array([2, 3, 3]), np.array([4])]
    target = [np.array([5, 6]), np.array([7, 3, 8])]
    one, two = _side(source), _side(target)
    similar = torch.from_numpy(unit[one.types] @ unit[two.types].T)
    found = _score(
        similar,
        one,
        two,
        torch.from_numpy(weights[one.types]),
        torch.from_numpy(weights[two.types]),
        1.5,
    )

    def covered(text: np.ndarray, by: np.ndarray) -> float:
        best = [max(1e-4, *(float(unit[t] @ unit[s]) for s in by)) ** 1.5 for t in text]
        return float(np.average(best, weights=weights[text]))

    expected = [[covered(x, y) + covered(y, x) for y in target] for x in source]
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5)
