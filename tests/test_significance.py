"""Resampling: what must be certain is certain, and luck is told as luck."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bead import Bead
from align.evaluate import Counts, Evaluation, evaluate, total
from align.ladder import RawBead, read_ladder
from align.neighbourhoods import neighbourhoods
from align.significance import bootstrap_interval, compare, split_evaluation


def document(right: int, of: int) -> Evaluation:
    """Return an evaluation with `right` of `of` beads right."""
    return Evaluation(strict=Counts(right, of, right, of))


def test_equal_documents_leave_no_doubt() -> None:
    """Where every document scores the same, the interval is a point."""
    result = bootstrap_interval([document(8, 10)] * 5, seed=1)
    assert (result.f1, result.low, result.high) == pytest.approx((0.8, 0.8, 0.8))


def test_interval_is_as_wide_as_theory_says() -> None:
    """Over 400 documents of one bead the interval is that of a binomial share, .5 ± .049."""
    evaluations = [document(i % 2, 1) for i in range(400)]
    result = bootstrap_interval(evaluations, seed=2)
    assert result.f1 == 0.5
    assert result.low == pytest.approx(0.451, abs=0.006)
    assert result.high == pytest.approx(0.549, abs=0.006)


def test_the_same_seed_gives_the_same_figures() -> None:
    """Figures can be repeated."""
    evaluations = [document(i, 10) for i in range(10)]
    assert bootstrap_interval(evaluations, seed=3) == bootstrap_interval(evaluations, seed=3)
    assert bootstrap_interval(evaluations, seed=3) != bootstrap_interval(evaluations, seed=4)


def test_a_system_does_not_beat_itself() -> None:
    """No difference: the interval is 0 and the p-value 1."""
    evaluations = [document(i, 10) for i in range(10)]
    result = compare(evaluations, evaluations, seed=5)
    assert (result.difference, result.low, result.high, result.p_value) == (0, 0, 0, 1)


def test_p_value_is_that_of_all_exchanges() -> None:
    """The randomised p-value is close to the exact one, from all 2⁸ exchanges."""
    one = [document(k, 12) for k in (5, 7, 6, 9, 4, 8, 7, 6)]
    two = [document(k, 12) for k in (7, 8, 6, 8, 6, 9, 9, 7)]

    def difference(exchanged: tuple[bool, ...]) -> float:
        first = total(b if x else a for a, b, x in zip(one, two, exchanged, strict=True))
        second = total(a if x else b for a, b, x in zip(one, two, exchanged, strict=True))
        return second.strict.f1 - first.strict.f1

    measured = difference((False,) * 8)
    every = [abs(difference(each)) >= measured - 1e-12 for each in product((False, True), repeat=8)]
    result = compare(one, two, seed=6)
    assert result.difference == pytest.approx(measured)
    assert result.p_value == pytest.approx(np.mean(every), abs=0.015)
    assert compare(two, one, seed=6).difference == pytest.approx(-measured)


def test_a_clear_winner() -> None:
    """Better in each of twenty documents is not luck."""
    one = [document(10 + i % 3, 20) for i in range(20)]
    two = [document(15 + i % 4, 20) for i in range(20)]
    result = compare(one, two, seed=7)
    assert result.low > 0
    assert result.p_value < 0.001


def test_other_measures() -> None:
    """The measure that is named is the one that is resampled."""
    evaluations = [Evaluation(strict=Counts(1, 2, 1, 2), null=Counts(3, 3, 3, 3))] * 3
    assert bootstrap_interval(evaluations, "null", seed=1).f1 == 1
    assert bootstrap_interval(evaluations, "link", seed=1).f1 == 0


def test_one_document_is_refused_with_advice() -> None:
    """One document cannot be resampled, and the message names what to do."""
    with pytest.raises(ValueError, match="split_evaluation"):
        bootstrap_interval([document(1, 2)], seed=1)
    with pytest.raises(ValueError, match="2 documents against 1"):
        compare([document(1, 2)] * 2, [document(1, 2)], seed=1)


SIDES = st.sets(st.integers(0, 9), max_size=3).map(lambda side: tuple(sorted(side)))
BEADS = st.lists(st.builds(RawBead, SIDES, SIDES), max_size=8)


@given(BEADS, BEADS, BEADS)
def test_parts_of_a_document_add_up(
    gold: list[RawBead], one: list[RawBead], two: list[RawBead]
) -> None:
    """The neighbourhoods of a document add up to the whole, paired for both systems."""
    first, second = split_evaluation(gold, one, two)
    assert len(first) == len(second)
    for parts, beads in ((first, one), (second, two)):
        assert total(parts) == evaluate(gold, beads)


def test_neighbourhoods_in_reading_order() -> None:
    """Groups come as a reader meets them, a target sentence of its own behind the one before it."""
    gold = read_ladder("[0]:[0]\n[]:[1]\n[1]:[3]\n[2]:[2]\n[]:[4]")
    predicted = [Bead(range(1), range(1)), Bead(range(1, 3), range(2, 4))]
    places = [
        [(list(bead.source), list(bead.target)) for part in group for bead in part]
        for group in neighbourhoods(gold, predicted)
    ]
    assert places == [
        [([0], [0]), ([0], [0])],
        [([], [1])],
        [([1], [3]), ([2], [2]), ([1, 2], [2, 3])],
        [([], [4])],
    ]
