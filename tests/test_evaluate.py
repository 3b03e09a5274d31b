"""Evaluation: figures computed by hand, and a slow scorer that shares no code."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bead import Bead
from align.evaluate import (
    MEASURES,
    Counts,
    Evaluation,
    evaluate,
    evaluation_json,
    right_beads,
    total,
)
from align.ladder import RawBead, read_ladder

GOLD = read_ladder("[0]:[0]\n[1, 2]:[1]\n[3]:[2, 3]\n[4]:[]\n[5]:[4]\n[]:[5]\n[6]:[6]")
# Right: [0]:[0], the null []:[5]. Lax only: [1]:[1] and [3, 4]:[2, 3]. Wrong: [2]:[], [5]:[],
# []:[4], [6]:[].
PREDICTED = read_ladder("[0]:[0]\n[1]:[1]\n[2]:[]\n[3, 4]:[2, 3]\n[5]:[]\n[]:[4]\n[]:[5]\n[6]:[]")


def test_worked_example() -> None:
    """Every figure of a small document equals the one computed by hand."""
    result = evaluate(GOLD, PREDICTED)
    # 8 predicted beads, 2 right; 5 gold beads with two sides, 1 found.
    assert result.strict == Counts(right=2, predicted=8, found=1, gold=5)
    assert result.strict.precision == pytest.approx(2 / 8, abs=1e-12)
    assert result.strict.recall == pytest.approx(1 / 5, abs=1e-12)
    assert result.strict.f1 == pytest.approx(2 * 0.25 * 0.2 / 0.45, abs=1e-12)
    # Two more touch the gold; of the gold, [0], [1, 2] and [3] are touched.
    assert result.lax == Counts(right=4, predicted=8, found=3, gold=5)
    assert result.lax.f1 == pytest.approx(2 * 0.5 * 0.6 / 1.1, abs=1e-12)
    # Gold pairs: 00 11 21 32 33 54 66; predicted: 00 11 32 33 42 43; common: 00 11 32 33.
    assert result.link == Counts(right=4, predicted=6, found=4, gold=7)
    # Alone in the gold: source 4, target 5; predicted: source 2, 5, 6, target 4, 5, and target 6,
    # which the prediction does not name.
    assert result.null == Counts(right=1, predicted=6, found=1, gold=2)
    assert result.types == {
        "0-1": Counts(right=1, predicted=2, found=1, gold=1),
        "1-0": Counts(right=0, predicted=3, found=0, gold=1),
        "1-1": Counts(right=1, predicted=2, found=1, gold=3),
        "1-2": Counts(gold=1),
        "2-1": Counts(gold=1),
        "2-2": Counts(predicted=1),
    }
    assert list(result.types) == ["0-1", "1-0", "1-1", "1-2", "2-1", "2-2"]


def test_shares_of_nothing_are_zero() -> None:
    """Empty alignments divide by nothing and score 0."""
    result = evaluate([], [])
    assert result == Evaluation()
    assert (result.strict.precision, result.strict.recall, result.strict.f1) == (0, 0, 0)


def test_ranges_and_index_sets_are_the_same() -> None:
    """Our beads, other tools' index sets, another order and doubles all count alike."""
    ours = [
        Bead(range(1, 3), range(1, 2)),
        Bead(range(0, 1), range(0, 1)),
        Bead(range(9), range(0)),
    ]
    theirs = [RawBead((0,), (0,)), RawBead((1, 2), (1,)), RawBead(tuple(range(9)), ())]
    assert evaluate(ours, theirs) == evaluate(ours, ours)
    assert evaluate(theirs + theirs, ours) == evaluate(ours, ours)
    assert evaluate([*ours, RawBead((), ())], ours) == evaluate(ours, ours)
    assert evaluate(ours, ours).strict == Counts(3, 3, 2, 2)


def test_a_hole_is_not_filled() -> None:
    """A gold bead with a hole is right only for the very same set."""
    gold = [RawBead((0, 2), (0,)), RawBead((1,), ())]
    assert evaluate(gold, gold).strict == Counts(2, 2, 1, 1)
    assert evaluate(gold, [Bead(range(3), range(1))]).strict == Counts(0, 1, 0, 1)


def test_right_beads() -> None:
    """Each predicted bead is told right or wrong in its order."""
    assert right_beads(GOLD, PREDICTED) == [True] + [False] * 5 + [True, False]


def slow(gold: list[RawBead], predicted: list[RawBead]) -> dict[str, tuple[float, float]]:
    """Return precision and recall by measure, straight from the definitions, with loops."""

    def share(beads: list[RawBead], good: Callable[[RawBead], bool]) -> float:
        return sum(map(good, beads)) / len(beads) if beads else 0.0

    def partners(beads: list[RawBead], i: int) -> set[int]:
        return {j for bead in beads if i in bead.source for j in bead.target}

    def near(bead: RawBead, others: list[RawBead]) -> bool:
        return bead in others or any(
            j in partners(others, i) for i in bead.source for j in bead.target
        )

    def alone(beads: list[RawBead]) -> set[str]:
        names = set()
        for bead in gold + predicted:
            for i in bead.source:
                if not partners(beads, i):
                    names.add(f"source {i}")
            for j in bead.target:
                if not any(j in other.target and other.source for other in beads):
                    names.add(f"target {j}")
        return names

    def sets(first: set[str], second: set[str]) -> tuple[float, float]:
        common = len(first & second)
        return (
            common / len(second) if second else 0.0,
            common / len(first) if first else 0.0,
        )

    def links(beads: list[RawBead]) -> set[str]:
        return {f"{i} {j}" for bead in beads for i in bead.source for j in bead.target}

    two_sided = [bead for bead in gold if bead.source and bead.target]
    two_sided_predicted = [bead for bead in predicted if bead.source and bead.target]
    return {
        "strict": (
            share(predicted, lambda bead: bead in gold),
            share(two_sided, lambda bead: bead in two_sided_predicted),
        ),
        "lax": (
            share(predicted, lambda bead: near(bead, gold)),
            share(two_sided, lambda bead: near(bead, two_sided_predicted)),
        ),
        "link": sets(links(gold), links(predicted)),
        "null": sets(alone(gold), alone(predicted)),
    }


SIDES = st.sets(st.integers(0, 6), max_size=3).map(lambda side: tuple(sorted(side)))
BEADS = st.lists(
    st.builds(RawBead, SIDES, SIDES).filter(lambda bead: bool(bead.source or bead.target)),
    max_size=8,
    unique=True,
)


@given(BEADS, BEADS)
def test_equals_the_slow_scorer(gold: list[RawBead], predicted: list[RawBead]) -> None:
    """All four measures equal a scorer written from the definitions, overlaps included."""
    result = evaluate(gold, predicted)
    for measure, (precision, recall) in slow(gold, predicted).items():
        counts: Counts = getattr(result, measure)
        assert counts.precision == pytest.approx(precision, abs=1e-12)
        assert counts.recall == pytest.approx(recall, abs=1e-12)


@given(st.lists(st.tuples(BEADS, BEADS), max_size=3))
def test_documents_add_up(documents: list[tuple[list[RawBead], list[RawBead]]]) -> None:
    """Documents counted together equal one long document with the indices moved apart."""

    def moved(beads: list[RawBead], by: int) -> list[RawBead]:
        return [
            RawBead(tuple(i + by for i in bead.source), tuple(j + by for j in bead.target))
            for bead in beads
        ]

    gold = [b for n, (one, _) in enumerate(documents) for b in moved(one, 100 * n)]
    predicted = [b for n, (_, two) in enumerate(documents) for b in moved(two, 100 * n)]
    result = total(evaluate(one, two) for one, two in documents)
    assert result == evaluate(gold, predicted)
    assert sum(result.types.values(), Counts()).right == result.strict.right
    assert sum(result.types.values(), Counts()).predicted == result.strict.predicted
    two_sided = [counts for name, counts in result.types.items() if "0" not in name.split("-")]
    assert sum(two_sided, Counts()).found == result.strict.found
    assert sum(two_sided, Counts()).gold == result.strict.gold


def test_json() -> None:
    """The JSON holds total and documents, with figures and the counts behind them."""
    figures = json.loads(evaluation_json({"a.txt": evaluate(GOLD, PREDICTED), "ب": Evaluation()}))
    assert set(figures["documents"]) == {"a.txt", "ب"}
    assert figures["total"] == figures["documents"]["a.txt"]
    assert set(figures["total"]) == {*MEASURES, "types"}
    assert figures["total"]["strict"]["precision"] == 0.25
    assert figures["total"]["types"]["1-1"]["gold"] == 3
