"""How alike two segments are, in the numbers translators know, and what trust does to them.

`percent` is the third of the three that OmegaT shows ("adjusted"): Levenshtein's distance over all
tokens, blanks, numbers and punctuation among them, no stemming, letter case ignored,
100 · (longest − distance) / longest, rounded down (docs/lookup.md).
"""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from tm.entry import Status

# Words as OmegaT cuts them (Unicode Standard Annex 29, and a hyphen joins): between letters a
# point, colon, apostrophe or hyphen stays inside, between digits a point, comma, semicolon or
# apostrophe. Each other character, a blank too, is a token of its own.
_TOKEN = re.compile(
    r"\w+(?:(?:(?<=[^\W\d_])['.:-](?=[^\W\d_])|(?<=\d)['.,;](?=\d))\w+)*|.", re.DOTALL
)
# A pair that is no complete translation is seldom worthless: it is taken as half of one.
_INCOMPLETE = 0.5


def tokens(key: str) -> list[str]:
    """Return the tokens of a folded text: words, numbers, and each blank and punctuation mark."""
    return _TOKEN.findall(key)


def percent(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how alike two lists of tokens are, in whole per cent from 0 to 100."""
    longest = max(len(one), len(other))
    if not longest:
        return 100
    return 100 * (longest - Levenshtein.distance(one, other)) // longest


def characters(one: str, other: str) -> float:
    """Return how alike two folded texts are by characters, 0 to 100: 100 · (1 − distance/longest).

    This is the quality that translate-toolkit's and Weblate's memories report.
    """
    return 100.0 * Levenshtein.normalized_similarity(one, other)


def trust(score: float | None, status: Status) -> float:
    """Return the factor, 0.5 to 1, by which a unit's score lowers its matches.

    It is score + (1 − score)/2, the worth to expect where the score is the probability of a
    complete translation and an incomplete one is worth half. It is 1 for a unit that a person
    accepted or edited, and where no score is known.
    """
    if score is None or status in ("accepted", "edited"):
        return 1.0
    return score + _INCOMPLETE * (1.0 - score)


def discount(similarity: float, score: float | None, status: Status) -> float:
    """Return `similarity` times the unit's trust, to two decimals: what matches are sorted by."""
    return round(similarity * trust(score, status), 2)
