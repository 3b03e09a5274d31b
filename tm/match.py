"""The noun of a look-up: a unit of the memory, and how near it is to what was asked."""

from dataclasses import dataclass
from typing import Literal

from tm.entry import Status

Kind = Literal["context", "exact", "fuzzy", "meaning"]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that was found. Similarity and trust are two numbers; `match` is made of both.

    percent: similarity in whole per cent, as CAT tools show it: 101 the same text between the same
    neighbours, 100 the same text, 99 and less by words (tm.fuzzy), for a match by meaning the
    cosine. characters: similarity of the folded texts by characters, 0 to 100, not rounded (0.0
    for a match by meaning). score: the unit's own, the probability in [0, 1] that its two sides
    are complete translations, None where none is known. match: `percent` discounted by `score`
    (tm.fuzzy.discount), 0 to 101; what the list is sorted by.

    `unit` is the id in the memory, `count` how often the pair was sighted. Addresses, document and
    date ("2024-01-31") are those of its best sighting, "" where not known; so is `origin`, the
    file or run that brought it.
    """

    source: str
    target: str
    kind: Kind
    percent: int
    characters: float
    match: float
    score: float | None
    status: Status
    unit: int
    count: int = 1
    source_url: str = ""
    target_url: str = ""
    document: str = ""
    date: str = ""
    origin: str = ""

    @property
    def reviewed(self) -> bool:
        """Whether a person accepted or edited the unit."""
        return self.status in ("accepted", "edited")
