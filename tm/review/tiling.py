"""Regroup the sentences of a review into beads, so that every sentence stays in exactly one."""

from dataclasses import replace
from itertools import zip_longest

from tm.review.document import ReviewBead, ReviewDocument, Side, in_order

NOTHING = range(0)


class EditRefused(ValueError):
    """An edit that cannot be made; the message tells the person why."""


def make_bead(
    document: ReviewDocument,
    source: range,
    target: range,
    *,
    keep: ReviewBead | None,
    lock_rest: bool = False,
) -> ReviewDocument:
    """Make a bead of exactly these sentences; the beads that held them keep what is left.

    The bead gets the id and the label of `keep`, or an id of its own.
    """
    fresh = next_id(document)
    made = ReviewBead(
        fresh if keep is None else keep.id,
        source,
        target,
        moved=_is_moved(document, source, target),
        locked=True,
        label="" if keep is None else keep.label,
    )
    fresh += keep is None
    beads = [made]
    for bead in document.beads:
        rests = _minus(bead.source, source), _minus(bead.target, target)
        if rests == (_minus(bead.source, NOTHING), _minus(bead.target, NOTHING)):
            beads.append(bead)
            continue
        id: int | None = None if keep and keep.id == bead.id else bead.id
        for first, second in zip_longest(*rests, fillvalue=NOTHING):
            moved = bead.moved and bool(first) and bool(second)
            own = fresh if id is None else id
            beads.append(
                ReviewBead(own, first, second, moved=moved, locked=lock_rest or bead.locked)
            )
            fresh += id is None
            id = None
    return replace(document, beads=in_order(beads))


def _minus(span: range, taken: range) -> list[range]:
    """Return what is left of a span, as ranges without the empty ones."""
    if not span or not taken:
        return [span] if span else []
    before = range(span.start, min(span.stop, taken.start))
    after = range(max(span.start, taken.stop), span.stop)
    return [rest for rest in (before, after) if rest]


def union(one: range, two: range, name: str) -> range:
    """Return two spans as one. Raises EditRefused where they do not touch."""
    if not one or not two:
        return one or two
    start, stop = min(one.start, two.start), max(one.stop, two.stop)
    if stop - start != len(one) + len(two):
        raise EditRefused(
            f"{name} sentences {one[0] + 1} and {two[0] + 1} do not touch:"
            " a bead joins sentences that follow each other"
        )
    return range(start, stop)


def _is_moved(document: ReviewDocument, source: range, target: range) -> bool:
    """Tell whether a bead of these sentences would stand out of the order of its neighbours."""
    if not source or not target:
        return False
    before, after = -1, len(document.target)
    for bead in document.beads:
        if bead.is_null or bead.moved:
            continue
        if bead.source.stop <= source.start and bead.target.start not in target:
            before = max(before, bead.target.start)
        elif bead.source.start >= source.stop and bead.target.start not in target:
            after = min(after, bead.target.start)
    return before > target.start or after < target.start


def neighbour(document: ReviewDocument, id: int, step: int) -> ReviewBead:
    """Return the bead shown before or after another."""
    place = next((at for at, bead in enumerate(document.beads) if bead.id == id), None)
    if place is None:
        raise LookupError(f"there is no bead {id}; load the page again")
    if not 0 <= place + step < len(document.beads):
        raise EditRefused("this is the last bead" if step > 0 else "this is the first bead")
    return document.beads[place + step]


def holder(document: ReviewDocument, own: ReviewBead, side: Side, step: int) -> ReviewBead:
    """Return the bead that a side's sentences go to or come from: the next that they may join."""
    near = neighbour(document, own.id, step)
    span = own.side(side)
    if not span or not near.side(side):
        return near
    wanted = span.stop if step > 0 else span.start - 1
    if not 0 <= wanted < len(document.sentences(side)):
        raise EditRefused(f"there is no {name_of(side)} sentence beyond this one")
    return holding(document, side, wanted)


def holding(document: ReviewDocument, side: Side, sentence: int) -> ReviewBead:
    """Return the bead that holds a sentence."""
    for bead in document.beads:
        if sentence in bead.side(side):
            return bead
    raise LookupError(f"there is no {name_of(side)} sentence {sentence + 1}")


def name_of(side: Side) -> str:
    """Return the language of a side, for messages."""
    return "English" if side == "source" else "Arabic"


def next_id(document: ReviewDocument) -> int:
    """Return the first id that no bead has."""
    return max((bead.id for bead in document.beads), default=-1) + 1
