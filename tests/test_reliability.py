"""Calibration figures, against hand-made examples and slow loops."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.reliability import calibration


def test_worked_example() -> None:
    """Two bins of three units give the figures computed by hand."""
    result = calibration(
        [0.9, 0.1, 0.8, 0.2, 1.0, 0.3], [True, False, False, False, True, True], bins=2
    )
    assert [(row.low, row.high, row.count) for row in result.bins] == [(0.1, 0.3, 3), (0.8, 1.0, 3)]
    assert [row.score for row in result.bins] == pytest.approx([0.2, 0.9], abs=1e-12)
    assert [row.right for row in result.bins] == pytest.approx([1 / 3, 2 / 3], abs=1e-12)
    assert result.ece == pytest.approx((abs(0.2 - 1 / 3) + abs(0.9 - 2 / 3)) / 2, abs=1e-12)
    assert result.brier == pytest.approx((0.01 + 0.01 + 0.64 + 0.04 + 0 + 0.49) / 6, abs=1e-12)
    # Of 9 pairs right × wrong, only .3 under .8 is in the wrong order.
    assert result.auc == pytest.approx(8 / 9, abs=1e-12)
    assert (result.kept, result.kept_right, result.count) == (2, 1.0, 6)


UNITS = st.lists(
    st.tuples(st.sampled_from([0, 0.1, 0.25, 0.5, 0.9, 1]), st.booleans()), min_size=1, max_size=30
)


@given(UNITS, st.integers(1, 20))
def test_slow_reference(units: list[tuple[float, bool]], bins: int) -> None:
    """Brier and AUC equal loops over units and pairs; the bins hold every unit once."""
    scores, right = [score for score, _ in units], [hit for _, hit in units]
    result = calibration(scores, right, bins)
    assert result.brier == pytest.approx(sum((s - r) ** 2 for s, r in units) / len(units))
    pairs = [(a, b) for a, hit in units if hit for b, other in units if not other]
    if pairs:
        wins = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs)
        assert result.auc == pytest.approx(wins / len(pairs), abs=1e-12)
    else:
        assert math.isnan(result.auc)
    assert sum(row.count for row in result.bins) == len(units)
    assert sum(row.count * row.right for row in result.bins) == pytest.approx(sum(right))
    assert len(result.bins) <= bins
    for row in result.bins:
        inside = [hit for score, hit in units if row.low <= score <= row.high]
        assert row.count == len(inside)
        assert row.right == pytest.approx(sum(inside) / len(inside))


@given(UNITS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(
    units: list[tuple[float, bool]], shuffler: random.Random
) -> None:
    """The same units in another order give the same figures, equal scores included."""
    other = units[:]
    shuffler.shuffle(other)
    one, two = (
        calibration([s for s, _ in some], [r for _, r in some], 3) for some in (units, other)
    )
    assert one.ece == pytest.approx(two.ece, abs=1e-12)
    assert [row.count for row in one.bins] == [row.count for row in two.bins]


def test_bins_hold_equally_many() -> None:
    """Distinct scores fall into bins whose sizes differ by one at most."""
    result = calibration([i / 100 for i in range(100)], [i % 3 > 0 for i in range(100)], bins=15)
    assert len(result.bins) == 15
    assert {row.count for row in result.bins} == {6, 7}


def test_perfect_scores() -> None:
    """A score that is always the truth has no error at all."""
    result = calibration([0, 1, 1, 0], [False, True, True, False])
    assert (result.ece, result.brier, result.auc) == (0, 0, 1)
    assert math.isnan(calibration([0.1, 0.2], [True, False]).kept_right)


@pytest.mark.parametrize(
    ("scores", "right", "bins", "message"),
    [([0.5], [], 15, "1 scores and 0"), ([], [], 15, "no unit"), ([1.5], [True], 15, "outside"),
     ([float("nan"), 0.1], [True, True], 15, "outside"), ([0.5], [True], 0, "bins is 0")],
)  # fmt: skip
def test_wrong_wishes(scores: list[float], right: list[bool], bins: int, message: str) -> None:
    """Lists that do not match and scores that are no probabilities are refused."""
    with pytest.raises(ValueError, match=message):
        calibration(scores, right, bins)
