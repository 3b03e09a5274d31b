"""One document under review: what its tabs ask and do, one after the other."""

import datetime
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from align.bead import Bead
from tm.review.bead_row import bead_row
from tm.review.document import ReviewDocument
from tm.review.edits import edit, realigned, signed
from tm.review.history import Change, change_between
from tm.review.journal import Journal
from tm.review.tiling import EditRefused

Realign = Callable[[Sequence[str], Sequence[str], Sequence[Bead]], Sequence[Bead]]
Similarity = Callable[[Sequence[str], Sequence[str]], dict[str, Any]]
Save = Callable[[ReviewDocument], Sequence[str]]

ALIVE = 12.0
"""Seconds after its last word for which a tab counts as open."""


class Conflict(RuntimeError):
    """An edit of a document that has changed since: by another tab, or before a restart."""


class Session:
    """The document of an open journal, and the tabs that show it."""

    def __init__(
        self,
        journal: Journal,
        *,
        reviewer: str,
        save: Save,
        realign: Realign,
        similarity: Similarity,
        clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
    ) -> None:
        """Take what does the work. `reviewer` is the name that edits and units are signed with."""
        self.csrf = secrets.token_urlsafe(24)
        self._journal = journal
        self._reviewer = reviewer
        self._save, self._realign, self._similarity = save, realign, similarity
        self._clock = clock
        self._lock = threading.Lock()
        self._tabs: dict[str, float] = {}
        self._answered: tuple[str, dict[str, Any]] = ("", {})

    @property
    def document(self) -> ReviewDocument:
        """Return the document as it is now."""
        return self._journal.history.document

    def page(self, tab: str) -> dict[str, Any]:
        """Return all that the page shows."""
        with self._lock:
            document = self.document
            return {
                "title": document.title,
                "source": document.source,
                "target": document.target,
                "beads": [bead_row(bead) for bead in document.beads],
                "reviewer": self._reviewer,
                "journal": self._journal.path.name,
                **self._state(tab),
            }

    def state(self, tab: str) -> dict[str, Any]:
        """Return the document's version, and how many other tabs show it."""
        with self._lock:
            return self._state(tab)

    def leave(self, tab: str) -> dict[str, Any]:
        """Forget a tab that was closed."""
        with self._lock:
            self._tabs.pop(tab, None)
            return {}

    def edit(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a tab asks, note it in the journal, and return what changed.

        `asked` has the `tab`, the `version` that it shows, the name of the `edit` and its
        `arguments`, and a `request` that is new for each: one that was answered already is not done
        twice, should the answer have been lost.

        Raises EditRefused where it cannot be done, and Conflict for another version.
        """
        tab, request, name = (str(asked.get(key, "")) for key in ("tab", "request", "edit"))
        arguments = asked.get("arguments", {})
        if not isinstance(arguments, dict) or not request:
            raise EditRefused("an edit has a request, a name and arguments")
        with self._lock:
            if request == self._answered[0]:
                return self._answered[1]
            if asked.get("version") != self._journal.count:
                raise Conflict("the document was changed in another tab: this one loads it again")
            now = self._clock()
            if name in ("undo", "redo"):
                step = self._journal.undo if name == "undo" else self._journal.redo
                change = step(reviewer=self._reviewer, now=now)
            else:
                change = self._edit(name, arguments, now)
            answer = {
                "at": change.at,
                "old": len(change.old),
                "new": [bead_row(bead) for bead in change.new],
                **self._state(tab),
            }
            self._answered = request, answer
            return answer

    def save(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Write what was reviewed; return a line for each thing that was written."""
        with self._lock:
            if asked.get("version") != self._journal.count:
                raise Conflict("the document was changed in another tab: this one loads it again")
            return {"wrote": list(self._save(self.document))}

    def similarity(self) -> dict[str, Any]:
        """Return the picture of how alike the sentences are."""
        document = self.document
        return self._similarity(document.source, document.target)

    def _edit(self, name: str, arguments: dict[str, Any], now: datetime.datetime) -> Change:
        before = self.document
        after = self._realigned(before) if name == "realign" else edit(before, name, arguments)
        time_said = f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
        after = signed(before, after, self._reviewer, time_said)
        change = change_between(before, after)
        if not change.old and not change.new:
            raise EditRefused("nothing changes")
        self._journal.did(name, arguments, change, reviewer=self._reviewer, now=now)
        return change

    def _realigned(self, document: ReviewDocument) -> ReviewDocument:
        """Return the document aligned anew between its locked beads."""
        if document.memory:
            raise EditRefused("these are units of a memory, not a text: nothing to align anew")
        locked = [
            Bead(bead.source, bead.target, bead.score or 0.0, bead.parts, bead.moved)
            for bead in document.beads
            if bead.locked
        ]
        try:
            beads = self._realign(document.source, document.target, locked)
            return realigned(document, beads)
        except (ValueError, OSError, ImportError) as error:
            raise EditRefused(f"could not align anew: {error}") from error

    def _state(self, tab: str) -> dict[str, Any]:
        now = time.monotonic()
        if tab:
            self._tabs[tab[:64]] = now
        self._tabs = {name: at for name, at in self._tabs.items() if now - at < ALIVE}
        history = self._journal.history
        return {
            "csrf": self.csrf,
            "version": self._journal.count,
            "others": len(self._tabs.keys() - {tab[:64]}),
            "undo": history.done[-1][0] if history.done else "",
            "redo": history.undone[-1][0] if history.undone else "",
        }
