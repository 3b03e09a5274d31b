"""Aligning whole texts: every sentence once, whatever comes in, and the same each time."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from align import anchors
from align.bead import Bead
from align.document import align_sentences, in_order
from align.embedder import Embedder, Tokens
from align.evaluate import evaluate, total
from align.gold_documents import read_texts
from align.ladder import read_ladder
from align.model import load_model
from tests.word_vectors import WEIGHTS, WordVectors, parallel, sentence

MODEL = WordVectors()
EXAMPLES = sorted(Path(__file__).parents[1].glob("examples/*/gold.txt"))


def align(
    source: Sequence[str], target: Sequence[str], model: Embedder = MODEL
) -> tuple[Bead, ...]:
    """Return the beads; check that they tile both sides, and that no value is out of range."""
    beads = align_sentences(source, target, model, weights=WEIGHTS).beads
    assert sorted(i for bead in beads for i in bead.source) == list(range(len(source)))
    assert sorted(j for bead in beads for j in bead.target) == list(range(len(target)))
    for bead in beads:
        assert bead.source or bead.target
        assert 0 <= bead.score <= 1
        assert (bead.parts is None) == bead.is_null
    starts = [bead.source.start for bead in beads if bead.source]
    assert starts == sorted(starts)
    return beads


def any_text(draw: random.Random, size: int, language: str, words: int) -> list[str]:
    """Return sentences of known, unknown and no words, numbers and marks."""
    odd = ["", " ", "日本語", "🙂🙂", "1990", "؟", "!!!", "٣٬٥٠٠"]
    return [
        draw.choice(odd)
        if draw.random() < 0.15
        else sentence(language, [draw.randrange(words) for _ in range(draw.randint(1, 9))])
        for _ in range(size)
    ]


def test_random_texts_tile() -> None:
    """Hundreds of small texts of random words, some alike by chance."""
    draw = random.Random(1)
    for _ in range(600):
        sizes = draw.randrange(5), draw.randrange(5)
        words = draw.choice([3, 30, 600])
        align(any_text(draw, sizes[0], "en", words), any_text(draw, sizes[1], "ar", words))


def test_random_longer_texts_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to 60 sentences, with blocks moved and left out; half of them cut into small pieces."""
    draw = random.Random(2)
    for case in range(60):
        monkeypatch.setattr(anchors, "CELLS", 100 if case % 2 else 160_000)
        monkeypatch.setattr(anchors, "PIECE", 5)
        source, target = parallel(draw.randrange(61), seed=case)
        for _ in range(draw.randrange(4)):
            at, length = draw.randrange(len(target) + 1), draw.randrange(8)
            block, target[at : at + length] = target[at : at + length], []
            if draw.random() < 0.6:
                place = draw.randrange(len(target) + 1)
                target[place:place] = block
        align(source, target)


def test_translations_are_found() -> None:
    """One to one, merged, left out and moved: each is what was done to the text."""
    source, target = parallel(40, seed=5)
    gold = [Bead(range(i, i + 1), range(i, i + 1)) for i in range(40)]
    assert evaluate(gold, align(source, target)).strict.f1 == 1
    merged = [*target[:10], f"{target[10]} {target[11]}", *target[12:]]
    beads = align(source, merged)
    assert (range(10, 12), range(10, 11)) in [(bead.source, bead.target) for bead in beads]
    lacking = align(source, target[:20] + target[23:])
    assert [bead.source.start for bead in lacking if bead.is_null] == [20, 21, 22]
    swapped = align(source, target[:5] + target[20:25] + target[5:20] + target[25:])
    assert {bead.type for bead in swapped} == {"1-1"}
    assert 0 < sum(bead.moved for bead in swapped) <= 15


def test_cut_or_whole_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where anchors are certain, pieces give the beads of the whole, and progress is told."""
    source, target = parallel(150, seed=6)
    target = [*target[:30], f"{target[30]} {target[31]}", *target[32:60], *target[61:]]
    whole = align(source, target)
    monkeypatch.setattr(anchors, "CELLS", 2500)
    monkeypatch.setattr(anchors, "PIECE", 20)
    shares: list[float] = []
    pieces = align_sentences(source, target, MODEL, weights=WEIGHTS, progress=shares.append).beads
    assert [(bead.source, bead.target) for bead in pieces] == [
        (bead.source, bead.target) for bead in whole
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 5


def test_a_missing_part_does_no_harm_to_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of the target gone in one block: nearly all else is found in pieces."""
    monkeypatch.setattr(anchors, "CELLS", 2500)
    monkeypatch.setattr(anchors, "PIECE", 20)
    source, target = parallel(150, seed=6)
    gold = [Bead(range(i, i + 1), range(i, i + 1)) for i in range(60)]
    gold += [Bead(range(i, i + 1), range(0)) for i in range(60, 110)]
    gold += [Bead(range(i, i + 1), range(i - 50, i - 49)) for i in range(110, 150)]
    found = evaluate(gold, align(source, target[:60] + target[110:]))
    assert found.strict.f1 > 0.97
    assert found.null.f1 > 0.95


def test_the_same_text_gives_the_same_beads() -> None:
    """Scores, parts and runners-up are equal to the last bit."""
    source, target = parallel(30, seed=8)
    runs = [
        align_sentences(source, target[4:] + target[:4], MODEL, weights=WEIGHTS, alternatives=True)
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_runners_up_share_a_sentence() -> None:
    """With `alternatives` a bead carries another one that it excludes; else none does."""
    source = [sentence("en", [1, 2, 3]), sentence("en", [4, 5, 6])]
    target = [sentence("ar", [1, 2, 3]), sentence("ar", [1, 2, 4]), sentence("ar", [4, 5, 6])]
    beads = align_sentences(source, target, MODEL, weights=WEIGHTS, alternatives=True).beads
    found = [(bead, bead.alternative) for bead in beads if bead.alternative]
    assert found
    for bead, other in found:
        assert other is not None
        assert (other.source, other.target) != (bead.source, bead.target)
        assert set(other.source) & set(bead.source) or set(other.target) & set(bead.target)
        assert 0 < other.probability < 1
    assert all(bead.alternative is None for bead in align(source, target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ([], []),
        ([], ["ar1"]),
        (["en1", "en2"], []),
        (["en1"], [f"ar{k}" for k in range(1000)]),
        ([f"en{k}" for k in range(1000)], ["ar999"]),
        (["en1"] * 30, ["ar1"] * 30),
        (["", "", ""], ["", ""]),
        (["🙂", "日本"], ["日本", "🙂", "。"]),
        (["en1 " * 2500, "en2"], ["ar1 " * 2500, "ar2"]),
        (parallel(20, 1)[1], parallel(20, 1)[0]),
        (parallel(20, 1)[0], parallel(20, 1)[0]),
        (parallel(40, 1)[0], parallel(30, 99)[1]),
    ],
    ids=[
        "none", "no source", "no target", "one and a thousand", "a thousand and one", "repeated",
        "empty sentences", "unknown words", "long sentences", "swapped", "identical", "unrelated",
    ],
)  # fmt: skip
def test_odd_texts(source: list[str], target: list[str]) -> None:
    """Each gives an alignment that tiles both sides; what is alike is found where it can be."""
    beads = align(source, target)
    if source == target and source:
        assert [bead.type for bead in beads] == ["1-1"] * len(source)


def test_unrelated_texts_are_no_translation() -> None:
    """Random words against others score low: hardly a bead is believed."""
    source, target = parallel(40, 1)[0], parallel(40, 99)[1]
    scores = [bead.score for bead in align(source, target) if not bead.is_null]
    related = [bead.score for bead in align(source, parallel(40, 1)[1])]
    assert np.mean(scores or [0.0]) < np.mean(related) - 0.2


def test_a_model_without_numbers_is_refused() -> None:
    """NaN in vectors or in weights is one error that names the model."""

    class Broken(WordVectors):
        def tokens(self, sentences: Sequence[str], /) -> Tokens:
            tokens = super().tokens(sentences)
            return Tokens(
                tokens.types * np.float32(np.nan), tokens.weights, tokens.of, tokens.starts
            )

    with pytest.raises(ValueError, match="words@00000000 gives vectors that are no numbers"):
        align_sentences(["en1"], ["ar1"], Broken(), weights=WEIGHTS)


def test_an_encoder_of_another_range_aligns_as_well() -> None:
    """The shipped vectors with a constant dimension more, so that all cosines are above .6."""
    shipped = load_model()

    class Raised:
        name = "raised@00000000"

        def encode(
            self, sentences: Sequence[str], /
        ) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            return shipped.encode(sentences)

        def tokens(self, sentences: Sequence[str], /) -> Tokens:
            tokens = shipped.tokens(sentences)
            constant = np.full((len(tokens.types), 1), 1.5, np.float32)
            types = np.hstack([tokens.types, constant])
            types /= np.linalg.norm(types, axis=1, keepdims=True)
            return Tokens(types, tokens.weights, tokens.of, tokens.starts)

    results = {}
    for model in (shipped, Raised()):
        evaluations = []
        for file in EXAMPLES:
            beads = align_sentences(*read_texts(file), model).beads
            evaluations.append(evaluate(read_ladder(file.read_text("utf-8")), beads))
        results[model.name] = total(evaluations).strict.f1
    assert results["raised@00000000"] > results[shipped.name] - 0.03


def test_beads_stand_in_the_order_of_the_source() -> None:
    """A target null follows the bead that holds the sentence before it."""
    beads = [
        Bead(range(0), range(0, 1)),
        Bead(range(1, 2), range(2, 3)),
        Bead(range(0, 1), range(1, 2)),
        Bead(range(0), range(3, 4)),
        Bead(range(2, 3), range(0)),
    ]
    assert [bead.target.start for bead in in_order(beads)] == [0, 1, 2, 3, 0]
