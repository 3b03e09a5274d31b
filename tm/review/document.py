"""The nouns of a review: a pair of texts, its beads, and what a person said of each."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, get_args

from align.bead import Alternative, Bead, Parts

Side = Literal["source", "target"]
Verdict = Literal["open", "accepted", "rejected"]
Label = Literal["", "wrong", "partial", "omission", "addition", "moved"]
SIDES: tuple[Side, ...] = get_args(Side)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
LABELS: tuple[Label, ...] = get_args(Label)


@dataclass(frozen=True, slots=True)
class ReviewBead:
    """A bead under review; `source` and `target` are sentence indices as in `align.bead.Bead`.

    `id` stays the bead's own while it changes. `score` is None for a bead that a person made.
    `locked`: re-aligning leaves it as it is. `source_text` and `target_text` are a person's wording
    for the unit, None where it is the text's own. `label` names the kind of an error. `reviewer`
    and `reviewed` say who gave the verdict or the wording, and when: "2024-01-31T09:00:00Z".
    """

    id: int
    source: range
    target: range
    score: float | None = None
    parts: Parts | None = None
    moved: bool = False
    alternative: Alternative | None = None
    verdict: Verdict = "open"
    locked: bool = False
    source_text: str | None = None
    target_text: str | None = None
    label: Label = ""
    reviewer: str = ""
    reviewed: str = ""

    @property
    def is_null(self) -> bool:
        """Whether one side is empty."""
        return not self.source or not self.target

    def side(self, side: Side) -> range:
        """Return the sentences of one side."""
        return self.source if side == "source" else self.target


@dataclass(frozen=True, slots=True)
class ReviewDocument:
    """Two texts and their beads, every sentence in exactly one bead, in the order they are shown.

    `source` and `target` are the English and the Arabic sentences, which no review changes. `name`
    is the pair's stable name (`TranslationUnit.document`), `date` the article's; `memory` tells
    that the sentences are the texts of a memory's units.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    beads: tuple[ReviewBead, ...]
    title: str = ""
    source_url: str = ""
    target_url: str = ""
    name: str = ""
    date: datetime.date | None = None
    signature: str = ""
    memory: bool = False

    def sentences(self, side: Side) -> tuple[str, ...]:
        """Return the sentences of one side."""
        return self.source if side == "source" else self.target

    def bead(self, id: int) -> ReviewBead:
        """Return the bead of an id. Raises LookupError where there is none."""
        for bead in self.beads:
            if bead.id == id:
                return bead
        raise LookupError(f"there is no bead {id}; load the page again")

    def text(self, bead: ReviewBead, side: Side) -> str:
        """Return what a bead says on one side: a person's wording, or its sentences joined."""
        own = bead.source_text if side == "source" else bead.target_text
        if own is not None:
            return own
        sentences = self.sentences(side)
        return " ".join(sentences[index] for index in bead.side(side))


def start_review(
    source: Sequence[str],
    target: Sequence[str],
    beads: Iterable[Bead],
    *,
    title: str = "",
    source_url: str = "",
    target_url: str = "",
    name: str = "",
    date: datetime.date | None = None,
    signature: str = "",
    memory: bool = False,
) -> ReviewDocument:
    """Return the document of an alignment in which nothing is reviewed yet.

    A sentence that no bead names becomes a null bead; a null bead of several sentences becomes one
    a sentence. Raises ValueError where a sentence stands in two beads or does not exist.
    """
    pieces: list[Bead] = []
    seen: tuple[set[int], set[int]] = (set(), set())
    for bead in beads:
        pieces += [bead] if not bead.is_null else _alone(bead.source, bead.target)
        for known, span in zip(seen, (bead.source, bead.target), strict=True):
            known.update(span)
    pieces += _alone(
        [i for i in range(len(source)) if i not in seen[0]],
        [j for j in range(len(target)) if j not in seen[1]],
    )
    started = [
        ReviewBead(
            id,
            bead.source,
            bead.target,
            None if bead.is_null else bead.score,
            bead.parts,
            bead.moved,
            bead.alternative,
        )
        for id, bead in enumerate(pieces)
    ]
    document = ReviewDocument(
        tuple(source),
        tuple(target),
        in_order(started),
        title,
        source_url,
        target_url,
        name or text_digest(source, target)[:16],
        date,
        signature,
        memory,
    )
    check_tiling(document)
    return document


def _alone(source: Iterable[int], target: Iterable[int]) -> list[Bead]:
    return [Bead(range(i, i + 1), range(0)) for i in source] + [
        Bead(range(0), range(j, j + 1)) for j in target
    ]


def in_order(beads: Iterable[ReviewBead]) -> tuple[ReviewBead, ...]:
    """Return beads in the order of the English text.

    An Arabic sentence that stands alone follows the bead that holds the sentence before it.
    """
    beads = list(beads)
    placed = sorted((bead for bead in beads if bead.source), key=lambda bead: bead.source.start)
    ordered = [((place, -1), bead) for place, bead in enumerate(placed)]
    place_of = {bead.id: place for place, bead in enumerate(placed)}
    place = -1
    for bead in sorted((b for b in beads if b.target), key=lambda bead: bead.target.start):
        if bead.source:
            place = place_of[bead.id]
        else:
            ordered.append(((place, bead.target.start), bead))
    return tuple(bead for _, bead in sorted(ordered, key=lambda item: item[0]))


def check_tiling(document: ReviewDocument) -> None:
    """Check that every sentence of both sides stands in exactly one bead, and no bead is empty.

    Raises ValueError, naming the sentence as a reader counts it, from 1.
    """
    for side, name in (("source", "English"), ("target", "Arabic")):
        size = len(document.source if side == "source" else document.target)
        at = 0
        spans = (bead.source if side == "source" else bead.target for bead in document.beads)
        for span in sorted((span for span in spans if span), key=lambda span: span.start):
            if span.start < at:
                raise ValueError(f"{name} sentence {span.start + 1} stands in two beads")
            if span.start > at:
                raise ValueError(f"{name} sentence {at + 1} stands in no bead")
            at = span.stop
        if at != size:
            wrong = "does not exist" if at > size else "stands in no bead"
            raise ValueError(f"{name} sentence {min(at, size) + 1} {wrong}")
    if any(not bead.source and not bead.target for bead in document.beads):
        raise ValueError("a bead holds no sentence")
    if len({bead.id for bead in document.beads}) != len(document.beads):
        raise ValueError("two beads have the same id")


def text_digest(source: Sequence[str], target: Sequence[str]) -> str:
    """Return a SHA-256 that tells one pair of texts from another, in hexadecimal digits."""
    key = "\0".join(["\n".join(source), "\n".join(target)])
    return sha256(key.encode("utf-8", "replace")).hexdigest()
