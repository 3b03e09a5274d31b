"""Beads that a person has fixed stay; the rest is aligned around them."""

import random

import pytest

from align import anchors
from align.bead import Bead
from align.document import align_sentences
from tests.word_vectors import WEIGHTS, WordVectors, parallel

MODEL = WordVectors()


def random_locks(draw: random.Random, n: int, m: int) -> list[Bead]:
    """Return beads that share no sentence: in order and out of it, nulls, large ones."""
    source, target = list(range(n)), list(range(m))
    locks = []
    for _ in range(draw.randrange(6)):
        a, b = draw.choice([(1, 1), (1, 1), (2, 1), (1, 0), (0, 2), (4, 4), (1, 9)])
        i, j = draw.randrange(n + 1), draw.randrange(m + 1)
        rows, columns = range(i, i + a), range(j, j + b)
        if set(rows) <= set(source) and set(columns) <= set(target):
            source = [k for k in source if k not in rows]
            target = [k for k in target if k not in columns]
            locks.append(Bead(rows, columns, draw.random(), moved=draw.random() < 0.2))
    return locks


def test_locked_beads_stay_and_the_rest_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random locks in random texts, whole and in pieces: each is returned as it was given."""
    for seed in range(150):
        draw = random.Random(seed)
        monkeypatch.setattr(anchors, "CELLS", 100 if seed % 3 == 0 else 160_000)
        monkeypatch.setattr(anchors, "PIECE", 5)
        source, target = parallel(draw.randrange(1, 30), seed)
        target = target[draw.randrange(3) :]
        locks = random_locks(draw, len(source), len(target))
        beads = align_sentences(source, target, MODEL, weights=WEIGHTS, locked=locks).beads
        assert set(locks) <= set(beads)
        assert sorted(i for bead in beads for i in bead.source) == list(range(len(source)))
        assert sorted(j for bead in beads for j in bead.target) == list(range(len(target)))


def test_no_bead_crosses_a_lock() -> None:
    """A wrong lock in order parts the texts: what stands before it stays before it."""
    source, target = parallel(20, seed=1)
    lock = Bead(range(10, 11), range(4, 5), 1.0)
    beads = align_sentences(source, target, MODEL, weights=WEIGHTS, locked=[lock]).beads
    assert lock in beads
    for bead in beads:
        if not bead.is_null and not bead.moved and bead != lock:
            assert (bead.source.stop <= 10) == (bead.target.stop <= 4)


def test_right_locks_change_nothing_else() -> None:
    """With what it found itself locked, the search finds the rest again."""
    source, target = parallel(30, seed=2)
    target = target[:12] + target[14:]
    free = align_sentences(source, target, MODEL, weights=WEIGHTS).beads
    locks = free[::3]
    held = align_sentences(source, target, MODEL, weights=WEIGHTS, locked=locks).beads
    assert [(bead.source, bead.target) for bead in held] == [
        (bead.source, bead.target) for bead in free
    ]


def test_a_crossing_lock_is_lifted() -> None:
    """Locked out of order, two sentences leave the others as they were."""
    source, target = parallel(20, seed=3)
    moved = target[:3] + target[4:15] + [target[3]] + target[15:]
    locks = [Bead(range(3, 4), range(14, 15), 0.8, moved=True)]
    beads = align_sentences(source, moved, MODEL, weights=WEIGHTS, locked=locks).beads
    assert {bead.type for bead in beads} == {"1-1"}
    assert [bead.target.start for bead in beads] == [0, 1, 2, 14, *range(3, 14), *range(15, 20)]


@pytest.mark.parametrize(
    ("locks", "message"),
    [
        ([Bead(range(0), range(0))], "holds no sentence"),
        ([Bead(range(2, 4), range(0, 1))], "the text has 3"),
        ([Bead(range(0, 1), range(-1, 1))], "target sentences -1"),
        ([Bead(range(0, 2), range(0, 1)), Bead(range(1, 2), range(0))], "source sentence 1 is in"),
        ([Bead(range(0, 1), range(1)), Bead(range(2, 3), range(1))], "target sentence 0 is in"),
        ([Bead(range(0, 3, 2), range(0, 1))], "the text has 3"),
    ],
)
def test_locks_that_do_not_fit(locks: list[Bead], message: str) -> None:
    """Nothing, beyond the text, twice the same sentence, a hole: a ValueError says which."""
    with pytest.raises(ValueError, match=message):
        align_sentences(["en1"] * 3, ["ar1"] * 2, MODEL, weights=WEIGHTS, locked=locks)
