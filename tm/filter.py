"""Rules that say which units of a memory are not worth keeping, each with a name.

Units that a person accepted or edited are kept whatever the rules say (`first_reason`).
A rule is asked about one `Candidate` at a time. What a single unit cannot tell (in how many
documents a text stands, whether a better copy exists) is counted first and stands in the candidate.
The limits are starting points for a person to change, not measured optima.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# Digits with the signs that group or part them; folding has made all digits and signs ASCII.
_NUMBER = re.compile(r"\d+(?:[.,'\u066b\u066c]\d+)*")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
# A number keeps its sign, its decimals and its percent, or -1.5 and 15 would be one.
_WORD = re.compile(r"[-+]?\d+(?:[.,]\d+)*%?|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What rules may know of a unit: its texts, folded keys, score, review and company.

    `documents` counts the documents in which the source text stands, with whatever translation.
    `better` says that a better copy exists: a unit whose two texts differ in punctuation only.
    """

    source: str
    target: str
    source_key: str
    target_key: str
    score: float | None
    status: str = "machine"
    documents: int = 1
    better: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A name ("low-score"), one line that says what it drops, and the test that says so."""

    name: str
    meaning: str
    drops: Callable[[Candidate], bool]


def first_reason(unit: Candidate, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule that drops `unit`, None where it stays, as reviewed ones always do."""
    if unit.status in ("accepted", "edited"):
        return None
    return next((rule for rule in rules if rule.drops(unit)), None)


def empty() -> Rule:
    """Drop units of which a side has no letter and no digit."""
    return Rule(
        "empty",
        "a side has no letter and no digit",
        lambda unit: not near_key(unit.source_key) or not near_key(unit.target_key),
    )


def rejected() -> Rule:
    """Drop units that a reviewer rejected."""
    return Rule("rejected", "a reviewer rejected it", lambda unit: unit.status == "rejected")


def low_score(minimum: float = 0.5) -> Rule:
    """Drop units that score below `minimum`, in [0, 1]; those without a score stay.

    Raises ValueError for a minimum outside [0, 1].
    """
    if not 0 <= minimum <= 1:
        raise ValueError(f"the minimum score must lie within 0 and 1, not {minimum}")
    return Rule(
        "low-score",
        f"the score is below {minimum:g}",
        lambda unit: unit.score is not None and unit.score < minimum,
    )


def untranslated(similarity: float = 0.9) -> Rule:
    """Drop units whose two sides are the same text, or nearly (normalised edit similarity, [0, 1]).

    Numbers alone are the same in both languages and stay.
    """

    def drops(unit: Candidate) -> bool:
        if not _LETTER.search(unit.source_key) or not unit.target_key:
            return False
        return bool(
            Levenshtein.normalized_similarity(
                unit.source_key, unit.target_key, score_cutoff=similarity
            )
            >= similarity
        )

    return Rule("untranslated", "both sides are the same text", drops)


def wrong_script(share: float = 0.5) -> Rule:
    """Drop units with less than `share` of a side's letters in its script, Latin or Arabic."""

    def drops(unit: Candidate) -> bool:
        return any(
            letters and len(script.findall(key)) < share * letters
            for key, script in ((unit.source_key, _LATIN), (unit.target_key, _ARABIC))
            for letters in [len(_LETTER.findall(key))]
        )

    return Rule(
        "wrong-script",
        f"less than {100 * share:.0f} % of a side's letters are of its script",
        drops,
    )


def length_ratio(highest: float = 2.5) -> Rule:
    """Drop units of which one side is over `highest` times as long as the other, in characters.

    Ten characters are added to both sides, so that short texts, whose ratios vary most, are safe.
    """
    if highest < 1:
        raise ValueError(f"the highest length ratio must be 1 or more, not {highest}")

    def drops(unit: Candidate) -> bool:
        ratio = (len(unit.source_key) + 10) / (len(unit.target_key) + 10)
        return not 1 / highest <= ratio <= highest

    return Rule("length-ratio", f"one side is over {highest:g} times as long", drops)


def numbers_disagree(share: float = 0.5) -> Rule:
    """Drop units whose sides share less than `share` of the numbers that they print.

    Arabic-Indic digits are digits. Numbers up to 10 do not count, since either language may spell
    them; nor do the signs within a number (1,500 is ١٬٥٠٠ and 1.500).
    """

    def drops(unit: Candidate) -> bool:
        source, target = numbers(unit.source_key), numbers(unit.target_key)
        union = (source | target).total()
        return union > 0 and (source & target).total() < share * union

    return Rule("numbers-disagree", f"less than {100 * share:.0f} % of the numbers agree", drops)


def boilerplate(documents: int = 5) -> Rule:
    """Drop units whose source text stands in `documents` documents or more."""
    if documents < 2:
        raise ValueError(f"boilerplate stands in 2 documents at least, not {documents}")
    return Rule(
        "boilerplate",
        f"the source text stands in {documents} documents or more",
        lambda unit: unit.documents >= documents,
    )


def duplicate() -> Rule:
    """Drop all but the best of units that differ in punctuation, spelling variants or case only."""
    return Rule("duplicate", "a better copy differs in punctuation only", lambda unit: unit.better)


def default_rules() -> tuple[Rule, ...]:
    """Return all rules with their usual limits, in the order in which reasons are given."""
    return (
        rejected(),
        empty(),
        untranslated(),
        wrong_script(),
        duplicate(),
        boilerplate(),
        numbers_disagree(),
        length_ratio(),
        low_score(),
    )


def numbers(key: str) -> Counter[str]:
    """Return the numbers above 10 in a folded text, as digits only, with how often each stands."""
    digits = (re.sub(r"\D", "", found).lstrip("0") for found in _NUMBER.findall(key))
    return Counter(number for number in digits if len(number) > 1 and number != "10")


def near_key(key: str) -> str:
    """Return the words and numbers of a folded key, punctuation left out: near duplicates agree."""
    return " ".join(_WORD.findall(key))
