"""Undo and redo without limit: what each edit replaced, in the order it was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tm.review.document import ReviewBead, ReviewDocument
from tm.review.tiling import EditRefused


@dataclass(frozen=True, slots=True)
class Change:
    """One stretch of beads that took the place of another: from bead `at` on, `old` by `new`."""

    at: int
    old: tuple[ReviewBead, ...]
    new: tuple[ReviewBead, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A document, the edits that led to it, and those that were undone, the next to redo last.

    An edit is its name and its change.
    """

    document: ReviewDocument
    done: tuple[tuple[str, Change], ...] = ()
    undone: tuple[tuple[str, Change], ...] = ()


def change_between(before: ReviewDocument, after: ReviewDocument) -> Change:
    """Return the shortest stretch of beads that tells the two documents apart."""
    old, new = before.beads, after.beads
    same = min(len(old), len(new))
    start = next((at for at in range(same) if old[at] != new[at]), same)
    end = next((at for at in range(same - start) if old[-1 - at] != new[-1 - at]), same - start)
    return Change(start, old[start : len(old) - end], new[start : len(new) - end])


def changed(document: ReviewDocument, change: Change) -> ReviewDocument:
    """Return the document with a change made. Raises ValueError where it is one of another."""
    stop = change.at + len(change.old)
    if document.beads[change.at : stop] != change.old:
        raise ValueError("the change is one of another document")
    return replace(
        document, beads=(*document.beads[: change.at], *change.new, *document.beads[stop:])
    )


def inverse(change: Change) -> Change:
    """Return the change that takes a change back."""
    return Change(change.at, change.new, change.old)


def did(history: History, name: str, change: Change) -> History:
    """Return the history after one more edit; what was undone cannot be redone any more."""
    return History(changed(history.document, change), (*history.done, (name, change)))


def undo(history: History) -> tuple[History, Change]:
    """Return the history with the last edit taken back, and the change that does it."""
    *rest, last = _some(history.done, "nothing is left to undo")
    back = inverse(last[1])
    document = changed(history.document, back)
    return History(document, tuple(rest), (*history.undone, last)), back


def redo(history: History) -> tuple[History, Change]:
    """Return the history with the last edit that was undone made again, and its change."""
    *rest, last = _some(history.undone, "nothing is left to redo")
    document = changed(history.document, last[1])
    return History(document, (*history.done, last), tuple(rest)), last[1]


def _some(edits: Sequence[tuple[str, Change]], message: str) -> Sequence[tuple[str, Change]]:
    if not edits:
        raise EditRefused(message)
    return edits
