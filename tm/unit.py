"""The noun of a translation memory: one unit, two texts, and where they come from."""

import datetime
from dataclasses import dataclass

from align.bead import Parts


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """An English text and its Arabic translation, with its score and provenance.

    `score` is in [0, 1]. `source_positions` and `target_positions` are the sentence indices in
    the two documents; `document` names the pair of documents (stable: made from the two
    addresses, or from the texts where there is none). `date` is the English article's, or the
    Arabic one's where the English has none.
    """

    source: str
    target: str
    score: float
    parts: Parts | None = None
    source_positions: range = range(0)
    target_positions: range = range(0)
    moved: bool = False
    source_url: str = ""
    target_url: str = ""
    document: str = ""
    date: datetime.date | None = None
    signature: str = ""

    @property
    def bead_type(self) -> str:
        """The bead type as the field writes it: "1-1", "2-1"."""
        return f"{len(self.source_positions)}-{len(self.target_positions)}"
