"""Each rule drops what its name says, and nothing near it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.fold import fold
from tm import filter as rules
from tm.filter import Candidate, Rule, first_reason, near_key, numbers


def candidate(source: str, target: str, score: float | None = 0.9) -> Candidate:
    """Return a unit as rules see it."""
    return Candidate(source, target, fold(source), fold(target), score)


GOOD = candidate("The council met on Monday.", "اجتمع المجلس يوم الاثنين.")


@pytest.mark.parametrize(
    ("rule", "dropped", "kept"),
    [
        (rules.empty(), candidate("…", "نص"), candidate("5", "٥")),
        (rules.rejected(), replace(GOOD, status="rejected"), GOOD),
        (rules.low_score(0.5), replace(GOOD, score=0.49), replace(GOOD, score=0.5)),
        (rules.low_score(0.5), replace(GOOD, score=0.0), replace(GOOD, score=None)),
        (rules.untranslated(), candidate("Reuters, Paris", "REUTERS  Paris"), GOOD),
        (rules.untranslated(), candidate("All rights reserved", "All rights reserved."), GOOD),
        (rules.untranslated(), candidate("x", "x"), candidate("2024", "٢٠٢٤")),
        (rules.wrong_script(), candidate("He left.", "Il est parti."), GOOD),
        (
            rules.wrong_script(),
            candidate("المجلس", "المجلس"),
            candidate("Use pip", "استخدموا الأداة pip"),
        ),
        (rules.wrong_script(), candidate("Он ушёл.", "غادر."), candidate("12", "١٢")),
        (rules.length_ratio(2.5), candidate("He left.", "غادر " * 12), GOOD),
        (
            rules.length_ratio(2.5),
            candidate("He left home. " * 9, "غادر."),
            candidate("Yes.", "نعم"),
        ),
        (
            rules.numbers_disagree(),
            candidate("It fell by 45% in 2015.", "انخفض بنسبة ٥٤٪ عام ٢٠١٦."),
            candidate("It cost 1,500.5 in 2015.", "كلّف ١٬٥٠٠٫٥ عام ٢٠١٥."),
        ),
        (
            rules.numbers_disagree(),
            candidate("About 300 people came.", "جاء كثيرون."),
            candidate("The 2 men left.", "غادر الرجلان."),
        ),
        (rules.boilerplate(5), replace(GOOD, documents=5), replace(GOOD, documents=4)),
        (rules.duplicate(), replace(GOOD, better=True), GOOD),
    ],
)
def test_rules(rule: Rule, dropped: Candidate, kept: Candidate) -> None:
    """A rule drops what it is for and keeps what is just not it."""
    assert rule.drops(dropped)
    assert not rule.drops(kept)


def test_the_first_reason_counts() -> None:
    """A unit that several rules would drop goes under the first; a reviewed one always stays."""
    bad = candidate("Same", "Same", 0.1)
    order = (rules.low_score(), rules.untranslated())
    assert first_reason(bad, order) is order[0]
    assert first_reason(bad, order[::-1]) is order[1]
    assert first_reason(replace(bad, status="accepted"), order) is None
    assert first_reason(replace(bad, status="edited"), order) is None
    assert first_reason(GOOD, rules.default_rules()) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: rules.low_score(1.5),
        lambda: rules.length_ratio(0.5),
        lambda: rules.boilerplate(1),
    ],
)
def test_limits_that_mean_nothing_are_refused(make: object) -> None:
    """A limit outside its range is an error when the rule is made."""
    assert callable(make)
    with pytest.raises(ValueError, match=r"must|at least"):
        make()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 2015, 1,500 people", {"2015": 1, "1500": 1}),
        ("عام ٢٠١٥ و١٬٥٠٠", {"2015": 1, "1500": 1}),
        ("9 of 10, 07, 11", {"11": 1}),
        ("3.5 and 3.5", {"35": 2}),
        ("2024-01-31", {"2024": 1, "31": 1}),
    ],
)
def test_numbers(text: str, found: dict[str, int]) -> None:
    """Numbers are the same however a language writes them, small ones are left out."""
    assert dict(numbers(fold(text))) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("He said: “Yes”.", 'He said, "yes"', True),
        ("It is -5 degrees", "It is 5 degrees", False),
        ("It grew 1.5", "It grew 15", False),
        ("They re-cover it", "They recover it", False),
    ],
)
def test_near_keys(one: str, other: str, same: bool) -> None:
    """Punctuation makes no difference, a sign, a decimal point or a hyphen does."""
    assert (near_key(fold(one)) == near_key(fold(other))) is same


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_judged(source: str, target: str) -> None:
    """No text makes a rule fail, and every rule has a name of its own."""
    first_reason(candidate(source, target), rules.default_rules())
    names = [rule.name for rule in rules.default_rules()]
    assert len(set(names)) == len(names) == 9
