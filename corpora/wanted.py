"""The nouns of a run that collects: an address that is wanted, and what became of it."""

from dataclasses import dataclass
from typing import Literal

from corpora.warc import Place

Kind = Literal["page", "sitemap", "feed", "list"]
Outcome = Literal["fetched", "unchanged", "moved", "gone", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that waits. `changed` is an ISO time in UTC, "" where nobody said."""

    address: str
    kind: Kind = "page"
    parent: str = ""
    depth: int = 0
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an address; `again` says that another run may have more luck."""

    outcome: Outcome
    reason: str = ""
    status: int = 0
    final: str = ""
    etag: str = ""
    last_modified: str = ""
    place: Place | None = None
    again: bool = False
