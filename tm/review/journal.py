"""A review's journal: every edit on the disk before it is answered, and read again after a crash.

One JSON object a line. The first holds the whole document as it was before any edit, so that the
journal needs nothing beside it; each further one is an edit, an undo or a redo, with who did it and
when. An edit says what it changed, so that reading it again asks no aligner.
"""

import datetime
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from corpora.atomic import atomic_write
from tm.review.bead_row import bead_row, read_bead_row
from tm.review.document import ReviewDocument, check_tiling, text_digest
from tm.review.history import Change, History, did, redo, undo

_MARK = "muwazi-review"
_VERSION = 1
_PLAIN = ("title", "source_url", "target_url", "name", "signature", "memory")


class BadJournal(ValueError):
    """A file that is no journal, or the journal of other texts; the message says what to do."""


class JournalBusy(OSError):
    """Another program has this journal open."""


class Journal:
    """A journal that is open for writing, and the history that it holds."""

    def __init__(self, path: Path, document: ReviewDocument | None = None) -> None:
        """Open the journal at `path`; where there is none, begin it with `document`.

        What a crash left half-written at the end is cut off: it was never answered.

        Raises BadJournal for another file, and where `document` is one of other texts; JournalBusy;
        FileNotFoundError where there is no journal and no `document`; OSError.
        """
        self.path = path
        if document is not None and not path.exists():
            with atomic_write(path) as stream:
                stream.write(_line(_header(document)))
        self._stream = path.open("r+b")
        try:
            _lock(self._stream, path)
            self.history, self.count, end = _read(self._stream, path)
            if document is not None and _texts(document) != _texts(self.history.document):
                raise BadJournal(
                    f"{path}: is the journal of other texts; move it away, or name another"
                )
            self._stream.truncate(end)
            self._stream.seek(end)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> "Journal":
        """Return the journal itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file, and let others open it."""
        self._stream.close()

    def did(
        self,
        name: str,
        arguments: dict[str, Any],
        change: Change,
        *,
        reviewer: str,
        now: datetime.datetime,
    ) -> None:
        """Note an edit, and make it. Raises OSError where it cannot be written: nothing changed."""
        history = did(self.history, name, change)
        row = {
            "edit": name,
            "arguments": arguments,
            "at": change.at,
            "old": len(change.old),
            "new": [bead_row(bead) for bead in change.new],
        }
        self._append(row, history, reviewer, now)

    def undo(self, *, reviewer: str, now: datetime.datetime) -> Change:
        """Take the last edit back. Raises EditRefused where there is none."""
        history, change = undo(self.history)
        self._append({"edit": "undo"}, history, reviewer, now)
        return change

    def redo(self, *, reviewer: str, now: datetime.datetime) -> Change:
        """Make the last edit that was undone again. Raises EditRefused where there is none."""
        history, change = redo(self.history)
        self._append({"edit": "redo"}, history, reviewer, now)
        return change

    def _append(
        self, row: dict[str, Any], history: History, reviewer: str, now: datetime.datetime
    ) -> None:
        said = {"time": f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}", "reviewer": reviewer}
        end = self._stream.tell()
        try:
            self._stream.write(_line(row | said))
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except BaseException:
            with suppress(OSError):  # or the next line would follow half of this one
                self._stream.truncate(end)
                self._stream.seek(end)
            raise
        self.history = history
        self.count += 1


def is_journal(path: Path) -> bool:
    """Tell whether a file is a journal, by its beginning."""
    with path.open("rb") as stream:
        return stream.read(len(_MARK) + 2) == f'{{"{_MARK}"'.encode()[: len(_MARK) + 2]


def _header(document: ReviewDocument) -> dict[str, Any]:
    return {
        _MARK: _VERSION,
        "source": document.source,
        "target": document.target,
        "beads": [bead_row(bead) for bead in document.beads],
        **{name: getattr(document, name) for name in _PLAIN},
        "date": document.date.isoformat() if document.date else None,
    }


def _document(row: dict[str, Any]) -> ReviewDocument:
    if row.get(_MARK) != _VERSION:
        raise ValueError("it is no journal of a review, or one of a newer muwazi")
    document = ReviewDocument(
        tuple(map(str, row["source"])),
        tuple(map(str, row["target"])),
        tuple(read_bead_row(bead) for bead in row["beads"]),
        **{name: row[name] for name in _PLAIN},
        date=datetime.date.fromisoformat(row["date"]) if row["date"] else None,
    )
    check_tiling(document)
    return document


def _read(stream: BinaryIO, path: Path) -> tuple[History, int, int]:
    """Return the history, how many edits were noted, and where the last whole line ends."""
    history: History | None = None
    count = end = 0
    for number, line in enumerate(stream, start=1):
        if not line.endswith(b"\n"):
            break
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("no object")
            history = _step(history, row)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadJournal(
                f"{path}, line {number}: {error}; move the file away to begin anew"
            ) from error
        count += number > 1
        end += len(line)
    if history is None:
        raise BadJournal(f"{path}: is no journal of a review; move it away, or name another")
    try:
        check_tiling(history.document)
    except ValueError as error:
        raise BadJournal(f"{path}: {error}; move the file away to begin anew") from error
    return history, count, end


def _step(history: History | None, row: dict[str, Any]) -> History:
    """Return the history after one more line."""
    if history is None:
        return History(_document(row))
    name = str(row["edit"])
    if name == "undo":
        return undo(history)[0]
    if name == "redo":
        return redo(history)[0]
    at = int(row["at"])
    old = history.document.beads[at : at + int(row["old"])]
    new = tuple(read_bead_row(bead) for bead in row["new"])
    return did(history, name, Change(at, old, new))


def _texts(document: ReviewDocument) -> str:
    return text_digest(document.source, document.target)


def _line(row: dict[str, Any]) -> bytes:
    # Escaped to ASCII: a page may hold lone surrogates, which UTF-8 has not.
    return (json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n").encode("ascii")


def _lock(stream: BinaryIO, path: Path) -> None:
    """Keep others from writing into the file until it is closed, or we die."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(1 << 40)  # a byte far beyond: what is locked cannot be read by others
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            stream.seek(0)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise JournalBusy(
            error.errno, "is being reviewed by another program: end that one first", str(path)
        ) from error
