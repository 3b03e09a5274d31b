"""What a person can do to a review: pure functions from one document to the next.

Every edit keeps the tiling: each sentence stays in exactly one bead. What changes the sentences of
beads goes through `make_bead`, which takes them from wherever they stood; what is left there stays.
A bead that a person made has no score, and is locked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from align.bead import Bead
from tm.review.document import LABELS, SIDES, Label, ReviewBead, ReviewDocument, Side, in_order
from tm.review.tiling import (
    NOTHING,
    EditRefused,
    holder,
    holding,
    make_bead,
    name_of,
    neighbour,
    next_id,
    union,
)

LONGEST_TEXT = 100_000
"""Most characters of a wording."""


def accept(document: ReviewDocument, beads: Sequence[int]) -> ReviewDocument:
    """Say that these beads are right, and lock them."""
    return _replaced(document, beads, verdict="accepted", locked=True)


def reject(document: ReviewDocument, beads: Sequence[int]) -> ReviewDocument:
    """Say that the sides of these beads do not translate each other, and lock them."""
    return _replaced(document, beads, verdict="rejected", locked=True)


def reopen(document: ReviewDocument, beads: Sequence[int]) -> ReviewDocument:
    """Take a verdict back, and unlock."""
    return _replaced(document, beads, verdict="open", locked=False, reviewer="", reviewed="")


def lock(document: ReviewDocument, bead: int) -> ReviewDocument:
    """Lock a bead that is open, or unlock it."""
    return _replaced(document, [bead], locked=not document.bead(bead).locked)


def mark_moved(document: ReviewDocument, bead: int) -> ReviewDocument:
    """Say that a bead stands out of order, or that it does not."""
    return _replaced(document, [bead], moved=not document.bead(bead).moved)


def set_label(document: ReviewDocument, bead: int, label: Label) -> ReviewDocument:
    """Name the kind of an error, "" for none."""
    return _replaced(document, [bead], label=label)


def edit_text(document: ReviewDocument, bead: int, side: Side, text: str) -> ReviewDocument:
    """Give the unit of a bead another wording; the text's own where it is the same or blank."""
    own = document.bead(bead)
    if own.is_null:
        raise EditRefused("one side is empty, so it makes no unit: merge it first")
    sentences = document.sentences(side)
    printed = " ".join(sentences[index] for index in own.side(side))
    wording = None if not text.strip() or text == printed else text
    return _replaced(document, [bead], **{f"{side}_text": wording}, locked=True)


def join(document: ReviewDocument, bead: int, other: int) -> ReviewDocument:
    """Make one bead of two; both their sides must touch, or be empty on one of the two."""
    one, two = document.bead(bead), document.bead(other)
    if bead == other:
        raise EditRefused("choose two different beads")
    source = union(one.source, two.source, "English")
    target = union(one.target, two.target, "Arabic")
    return make_bead(document, source, target, keep=one)


def merge(document: ReviewDocument, bead: int, step: int, side: Side | None) -> ReviewDocument:
    """Merge a bead with the next one (`step` 1) or the one before (-1).

    With `side` only the sentences of that side are taken; what the neighbour has on the other
    side stays there.
    """
    one = document.bead(bead)
    if side is None:
        return join(document, bead, neighbour(document, bead, step).id)
    two = holder(document, one, side, step)
    if not two.side(side):
        raise EditRefused(f"the neighbour has no {name_of(side)}")
    spans = {
        name: union(one.side(name), two.side(name), name_of(name))
        if name == side
        else one.side(name)
        for name in SIDES
    }
    return make_bead(document, spans["source"], spans["target"], keep=one, lock_rest=True)


def split(document: ReviewDocument, bead: int, source_at: int, target_at: int) -> ReviewDocument:
    """Split a bead: what stands before sentence `source_at` and `target_at` stays, the rest goes.

    Both are indices in the texts; one may be at the bead's end, which leaves a null.
    """
    own = document.bead(bead)
    for at, span in ((source_at, own.source), (target_at, own.target)):
        if span and not span.start <= at <= span.stop:
            raise EditRefused("the cut must lie within the bead")
    first = [
        range(span.start, at) if span and at > span.start else NOTHING
        for at, span in ((source_at, own.source), (target_at, own.target))
    ]
    if not any(first) or (len(first[0]), len(first[1])) == (len(own.source), len(own.target)):
        raise EditRefused("there is nothing on one side of the cut: choose a sentence in between")
    return make_bead(document, first[0], first[1], keep=own, lock_rest=True)


def set_apart(document: ReviewDocument, side: Side, sentence: int) -> ReviewDocument:
    """Let a sentence stand alone, as one that the other text leaves out."""
    own = holding(document, side, sentence)
    alone = range(sentence, sentence + 1)
    if own.is_null and len(own.side(side)) == 1:
        raise EditRefused("this sentence stands alone already")
    pair = (alone, NOTHING) if side == "source" else (NOTHING, alone)
    return make_bead(document, *pair, keep=None, lock_rest=True)


def shift(document: ReviewDocument, side: Side, sentence: int, step: int) -> ReviewDocument:
    """Move a sentence into the bead before (`step` -1) or after (1) its own.

    It must be the first or the last of its bead's side: a bead has no holes.
    """
    own = holding(document, side, sentence)
    if sentence != (own.side(side)[-1] if step > 0 else own.side(side)[0]):
        edge = "last" if step > 0 else "first"
        raise EditRefused(f"only the {edge} sentence of a bead can be moved that way")
    other = holder(document, own, side, step)
    joined = union(other.side(side), range(sentence, sentence + 1), name_of(side))
    pair = (joined, other.target) if side == "source" else (other.source, joined)
    return make_bead(document, *pair, keep=other, lock_rest=True)


def take_alternative(document: ReviewDocument, bead: int) -> ReviewDocument:
    """Put the aligner's second choice in a bead's place."""
    own = document.bead(bead)
    if own.alternative is None:
        raise EditRefused("the aligner has no other choice here")
    return make_bead(document, own.alternative.source, own.alternative.target, keep=own)


def signed(
    before: ReviewDocument, after: ReviewDocument, reviewer: str, reviewed: str
) -> ReviewDocument:
    """Return `after` with who and when on each bead whose verdict or wording differs from before.

    `reviewed` is a UTC time, "2024-01-31T09:00:00Z".
    """
    known = {bead.id: _said(bead) for bead in before.beads}
    beads = (
        replace(bead, reviewer=reviewer, reviewed=reviewed)
        if _said(bead) not in (_said_nothing, known.get(bead.id))
        else bead
        for bead in after.beads
    )
    return replace(after, beads=tuple(beads))


_said = attrgetter("verdict", "source_text", "target_text")
_said_nothing = ("open", None, None)


def realigned(document: ReviewDocument, beads: Iterable[Bead]) -> ReviewDocument:
    """Return the document with the beads of another alignment, the locked ones as they were.

    Raises ValueError where the new beads break a lock.
    """
    old = {(tuple(bead.source), tuple(bead.target)): bead for bead in document.beads}
    fresh = next_id(document)
    result = []
    kept = set()
    for bead in beads:
        known = old.get((tuple(bead.source), tuple(bead.target)))
        if known and known.locked:
            kept.add(known.id)
            result.append(known)
            continue
        id = known.id if known else fresh
        fresh += not known
        score = None if bead.is_null else bead.score
        result.append(
            ReviewBead(
                id, bead.source, bead.target, score, bead.parts, bead.moved, bead.alternative
            )
        )
    if lost := [bead.id for bead in document.beads if bead.locked and bead.id not in kept]:
        raise ValueError(f"the alignment breaks {len(lost)} locked beads")
    return replace(document, beads=in_order(result))


_Edit = Callable[..., ReviewDocument]
_STEP: dict[str, Any] = {"step": int}
EDITS: Mapping[str, tuple[_Edit, Mapping[str, Any]]] = {
    "accept": (accept, {"beads": list}),
    "reject": (reject, {"beads": list}),
    "reopen": (reopen, {"beads": list}),
    "lock": (lock, {"bead": int}),
    "moved": (mark_moved, {"bead": int}),
    "label": (set_label, {"bead": int, "label": LABELS}),
    "text": (edit_text, {"bead": int, "side": SIDES, "text": str}),
    "join": (join, {"bead": int, "other": int}),
    "merge": (merge, {"bead": int, **_STEP, "side": (None, *SIDES)}),
    "split": (split, {"bead": int, "source_at": int, "target_at": int}),
    "apart": (set_apart, {"side": SIDES, "sentence": int}),
    "shift": (shift, {"side": SIDES, "sentence": int, **_STEP}),
    "alternative": (take_alternative, {"bead": int}),
}
"""Every edit by name, with the arguments it takes: a type, or the values that are allowed."""


def edit(document: ReviewDocument, name: str, arguments: Mapping[str, Any]) -> ReviewDocument:
    """Return the document after an edit of `EDITS`.

    Raises EditRefused for arguments of another kind, and where the edit cannot be made.
    """
    if name not in EDITS:
        raise EditRefused(f"there is no edit {name[:40]!r}")
    function, wanted = EDITS[name]
    if set(arguments) != set(wanted):
        raise EditRefused(f"{name} takes {', '.join(wanted)}")
    for key, kind in wanted.items():
        value = arguments[key]
        fits = value in kind if isinstance(kind, tuple) else type(value) is kind
        if key == "beads" and fits:
            fits = all(type(one) is int for one in value)
        if key == "step" and fits:
            fits = value in (-1, 1)
        if not fits or (kind is str and len(value) > LONGEST_TEXT):
            raise EditRefused(f"{key} is none that {name} takes")
    try:
        return function(document, **arguments)
    except LookupError as error:
        raise EditRefused(str(error)) from error


def _replaced(document: ReviewDocument, ids: Sequence[int], **fields: Any) -> ReviewDocument:
    """Return the document with fields of some beads replaced."""
    wanted = set(ids)
    if missing := wanted - {bead.id for bead in document.beads}:
        raise LookupError(f"there is no bead {min(missing)}; load the page again")
    beads = (replace(bead, **fields) if bead.id in wanted else bead for bead in document.beads)
    return replace(document, beads=tuple(beads))
