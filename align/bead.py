"""The nouns of an alignment: beads, their parts, and the alignment that holds them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bead's score is made of; each lies in [0, 1] and higher is better.

    coverage_source, coverage_target: share of the weight of a side's words that the other side
    explains; cosine: of the two sides' mean vectors; length: 1 where the two lengths stand in the
    document's own ratio; numbers: share of the numbers that both sides print, 1 where there is
    none; margin: distance to the best other bead that one of the two sides could have had.
    """

    coverage_source: float
    coverage_target: float
    cosine: float
    length: float
    numbers: float
    margin: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """The likeliest other bead that one of a bead's sentences could have, and its probability."""

    source: range
    target: range
    probability: float


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that translate each other: two ranges of indices, never text.

    An empty range on one side is a null: sentences that the other side leaves out. `score` is the
    probability, in [0, 1], that the two sides are complete translations of each other (0 for a
    null); `moved` says that the bead stands out of order; `alternative` is the runner-up.
    """

    source: range
    target: range
    score: float = 0.0
    parts: Parts | None = None
    moved: bool = False
    alternative: Alternative | None = None

    @property
    def is_null(self) -> bool:
        """Whether one side is empty."""
        return not self.source or not self.target

    @property
    def type(self) -> str:
        """The bead type as the field writes it: "1-1", "1-2", "0-1"."""
        return f"{len(self.source)}-{len(self.target)}"


@dataclass(frozen=True, slots=True)
class Alignment:
    """All beads of two texts, in document order, every index of both sides in exactly one bead.

    `signature` names what made it, so that two alignments can be told apart:
    `model:…|search:…|score:…|version:…`.
    """

    beads: tuple[Bead, ...]
    signature: str
