"""The nouns of an import: an entry is a pair of texts as a file gives it, with all else it says."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from align.bead import Parts

Status = Literal["machine", "accepted", "edited", "rejected"]
STATUSES: tuple[Status, ...] = ("machine", "accepted", "edited", "rejected")


class Entry(NamedTuple):
    """An English and an Arabic text, `number`th unit (tu, row) of its file, counted from 1.

    The texts are plain, inline elements taken out. `score` lies in [0, 1], None where none is
    given; so with `parts`. Positions are sentence indices in the documents. `source_inline` and
    `target_inline` hold the seg as XML where it has inline elements; `source_language` and
    `target_language` the code where it is not plainly "en" and "ar". `status` is what the file says
    of a person's review, None for nothing; `reviewed` a UTC time ("2024-01-31T09:00:00Z"); `date`
    the article's ("2024-01-31"). `others` are the texts (seg as XML) of further languages; `extra`
    is JSON with whatever else was said, "" for nothing.

    A named tuple, for speed: a frozen dataclass of so many fields takes five times as long to make,
    longer than the XML of the unit takes to parse.
    """

    source: str
    target: str
    number: int
    score: float | None = None
    parts: Parts | None = None
    source_positions: range = range(0)
    target_positions: range = range(0)
    moved: bool = False
    source_url: str = ""
    target_url: str = ""
    document: str = ""
    date: str = ""
    signature: str = ""
    tuid: str = ""
    source_inline: str = ""
    target_inline: str = ""
    source_language: str = ""
    target_language: str = ""
    status: Status | None = None
    reviewer: str = ""
    reviewed: str = ""
    others: tuple[tuple[str, str], ...] = ()
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A unit of a file that is no pair of texts, the line where it ends, and why."""

    number: int
    line: int
    reason: str
