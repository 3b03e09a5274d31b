"""Train a static model from pairs, or adapt one to them; needs the extra `train`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from align.batches import encode_pairs, idf
from align.embedder import Floats
from align.held_out import Aligner, Figures, figures, hold_out
from align.model import SHIPPED
from align.model_card import model_card
from align.model_folder import static_module
from align.pairs import Pair, PairSet
from align.retrieval import retrieval
from align.static_model import StaticModel, load_static, save_static, static_rows
from align.tokenizer import train_tokenizer
from align.train_late import train_late
from align.train_pooled import Progress, train_pooled

_LENGTH = 3.5  # what step 1 gives a vector; the rate of step 2 is right for it

StepProgress = Callable[[str, float, float], None]  # the step, the share done, the loss


class BetterModel(FileExistsError):
    """The folder holds a model that does better on the held-out pairs than the new one."""


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What came of a training: the model, and its figures on the held-out pairs.

    `before` are those of the model that it started from. Both are None where nothing was held out.
    """

    model: StaticModel
    pairs: int
    held_out: int
    before: Figures | None
    after: Figures | None


def train(
    sets: Sequence[PairSet],
    out: Path,
    *,
    start: str | Path | None = None,
    name: str | None = None,
    vocabulary: int = 27_000,
    dimensions: int = 256,
    pooled_epochs: int = 6,
    late_epochs: int | None = None,
    held_out: float = 0.1,
    seed: int = 0,
    align: Aligner | None = None,
    force: bool = False,
    progress: StepProgress | None = None,
) -> Training:
    """Learn a static model from `sets` and write it, with its card, into the folder `out`.

    start: a static model's folder, or "default" for the one that ships: it is adapted, keeping its
    tokenizer, in the late-interaction step alone, of 8 epochs by default. Without it vocabulary,
    vectors and weights are learned from nothing, and `late_epochs` is 2 by default.
    name: what signatures call the model; by default the folder's name. held_out: the share of the
    pairs, in [0, 1), that figures are measured on; with `align`, which aligns two lists of
    sentences by a model, they include beads.
    The same sets and seed give the same model on one machine with one number of threads.

    Raises BetterModel where `out` holds a model that retrieves more of the held-out pairs, unless
    `force`; FileExistsError where it holds anything else, or a model and nothing is held out;
    ValueError for too few pairs; ImportError without the extra `train`.
    """
    _need_torch()
    _check_place(out, force=force, comparable=held_out > 0)
    training, kept = hold_out(sets, held_out, seed)
    first = load_static(_folder(start)) if start else None
    tokenizer, vectors, weights = _begin(
        training, first, vocabulary, dimensions, pooled_epochs, seed, _named(progress, "pooled")
    )
    if late_epochs is None:
        late_epochs = 2 if first is None else 8
    corpus = encode_pairs(tokenizer, training)
    if not len(corpus):
        raise ValueError("no pair holds a token that the model knows; give texts in both languages")
    if late_epochs:
        vectors, weights = train_late(
            corpus,
            vectors,
            weights,
            epochs=late_epochs,
            seed=seed,
            progress=_named(progress, "late interaction"),
        )
    name = name or out.resolve().name
    before = figures(first, kept, align, seed) if first is not None and kept else None
    after = None
    if kept:
        model = StaticModel(tokenizer, static_rows(vectors, weights), name)
        after = figures(model, kept, align, seed)
        if not force:
            _check_better(out, after, kept)
    card = model_card(
        name,
        training,
        settings={
            "vocabulary": tokenizer.get_vocab_size(),
            "dimensions": vectors.shape[1],
            "pooled epochs": 0 if first is not None else pooled_epochs,
            "late-interaction epochs": late_epochs,
            "seed": seed,
        },
        before=before,
        after=after,
        start=first.name if first is not None else None,
        start_card=_card_of(start) if start else "",
    )
    saved = save_static(out, tokenizer, vectors, weights, name=name, card=card)
    return Training(saved, len(corpus), len(kept), before, after)


def _begin(
    sets: Sequence[PairSet],
    first: StaticModel | None,
    vocabulary: int,
    dimensions: int,
    epochs: int,
    seed: int,
    progress: Progress | None,
) -> tuple[Tokenizer, Floats, NDArray[np.floating]]:
    """Return what step 2 starts from: of `first`, or of step 1."""
    if first is not None:
        weights = np.linalg.norm(first.rows, axis=1)
        return first.tokenizer, first.rows * (_LENGTH / np.maximum(weights, 1e-9))[:, None], weights
    tokenizer = train_tokenizer(_texts(sets), vocabulary)
    size = tokenizer.get_vocab_size()
    corpus = encode_pairs(tokenizer, sets)
    vectors = train_pooled(corpus, size, dimensions, epochs=epochs, seed=seed, progress=progress)
    return tokenizer, vectors, idf(corpus, size)


def _folder(start: str | Path) -> Path:
    return SHIPPED if start == "default" else Path(start)


def _card_of(start: str | Path) -> str:
    card = _folder(start) / "README.md"
    return card.read_text(encoding="utf-8") if card.is_file() else ""


def _texts(sets: Sequence[PairSet]) -> Iterator[str]:
    """Yield the texts that the vocabulary is learned from, each as often as its weight says."""
    for one in sets:
        for place, pair in enumerate(one.pairs):
            # Whole numbers that pass by: a weight of 2.5 gives 2 copies and 3 by turns.
            copies = int((place + 1) * one.weight) - int(place * one.weight)
            for _ in range(copies):
                yield from pair


def _named(progress: StepProgress | None, step: str) -> Progress | None:
    return None if progress is None else partial(progress, step)


def _need_torch() -> None:
    if find_spec("torch") is None:
        raise ImportError('training needs PyTorch: pip install "muwazi[train]"')


def _check_place(out: Path, *, force: bool, comparable: bool) -> None:
    """Raise FileExistsError, before hours of work, where the model could not be written."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not out.is_dir() or static_module(out) is None:
        raise FileExistsError(f"{out} exists and is no model's folder; name another one")
    if not force and not comparable:
        raise FileExistsError(
            f"{out} holds a model, and with nothing held out none can tell which is better; "
            "name another folder, or force it"
        )


def _check_better(out: Path, after: Figures, kept: Sequence[Pair]) -> None:
    if static_module(out) is None:
        return
    there = retrieval(load_static(out), kept).accuracy
    if there > after.retrieval.accuracy:
        raise BetterModel(
            f"{out} holds a model that finds {there:.1%} of the held-out translations, the new one "
            f"{after.retrieval.accuracy:.1%}; name another folder, or force it"
        )
