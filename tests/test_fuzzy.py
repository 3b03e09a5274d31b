"""The numbers of a fuzzy match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.fold import fold
from tm.entry import Status
from tm.fuzzy import characters, discount, percent, tokens, trust

_words = st.lists(st.sampled_from(["the", "council", " ", ",", "مجلس", "10"]), max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on monday, it met.", ["on", " ", "monday", ",", " ", "it", " ", "met", "."]),
        ("don't", ["don't"]),
        ("1,250.5 tons", ["1,250.5", " ", "tons"]),
        ("semi-good", ["semi-good"]),
        ("10-12", ["10", "-", "12"]),
        ("(a)", ["(", "a", ")"]),
        ("see example.org.", ["see", " ", "example.org", "."]),
        ("قال: نعم", ["قال", ":", " ", "نعم"]),
        ("", []),
    ],
)
def test_a_token_is_a_word_a_blank_or_a_mark(text: str, expected: list[str]) -> None:
    """Words and numbers stay whole, every blank and every mark is a token of its own."""
    assert tokens(text) == expected


def test_percent_by_hand() -> None:
    """One of ten tokens replaced is 90; one of nine is 88, rounded down."""
    one = tokens("the council met on monday.")
    assert len(one) == 10
    assert percent(one, tokens("the council met on tuesday.")) == 90
    assert percent(one[:-1], tokens("the council met on tuesday")) == 88
    assert percent(one, tokens("the council met.")) == 60
    assert percent([], []) == 100
    assert percent(one, []) == 0


def slow_distance(one: list[str], other: list[str]) -> int:
    """Levenshtein's distance by its definition."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        above, row = row, [i]
        for j, right in enumerate(other, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != right)))
    return row[-1]


@given(_words, _words)
def test_percent_is_that_of_the_definition(one: list[str], other: list[str]) -> None:
    """100 · (longest − distance) / longest, rounded down, the same both ways."""
    longest = max(len(one), len(other))
    expected = 100 * (longest - slow_distance(one, other)) // longest if longest else 100
    assert percent(one, other) == expected == percent(other, one)


@given(st.text(max_size=40))
def test_no_character_is_lost_in_tokens(text: str) -> None:
    """The tokens of a key, joined, are the key."""
    key = fold(text)
    assert "".join(tokens(key)) == key


def test_characters_by_hand() -> None:
    """Three of 14 characters replaced leave 11/14."""
    assert characters("the ten houses", "the six houses") == pytest.approx(100 * 11 / 14)


@pytest.mark.parametrize(
    ("score", "status", "factor"),
    [
        (1.0, "machine", 1.0),
        (0.9, "machine", 0.95),
        (0.0, "machine", 0.5),
        (None, "machine", 1.0),
        (0.1, "accepted", 1.0),
        (0.1, "edited", 1.0),
    ],
)
def test_trust(score: float | None, status: Status, factor: float) -> None:
    """An incomplete pair is worth half; review, or no score at all, leaves a match as it is."""
    assert trust(score, status) == pytest.approx(factor)
    assert discount(80, score, status) == pytest.approx(80 * factor)


@given(st.floats(0, 101), st.floats(0, 1), st.floats(0, 1))
def test_more_trust_is_never_less_match(similarity: float, one: float, other: float) -> None:
    """The discount keeps the order of the scores and never raises a match."""
    low, high = sorted((one, other))
    assert discount(similarity, low, "machine") <= discount(similarity, high, "machine")
    assert discount(similarity, high, "machine") <= round(similarity, 2)
