"""A translation memory: one SQLite file, its tables described in docs/memory.md.

The file uses SQLite's rollback journal and not a write-ahead log: whenever nobody writes it is one
file, which can be copied, mailed, put on a read-only medium or a network share. The price is that
readers wait while a writer commits.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from tm.schema import VERSION, BadMemory, check, upgrade

__all__ = ["BadMemory", "Memory", "MemoryBusy"]


class MemoryBusy(TimeoutError):
    """Another program kept the memory locked for longer than we were told to wait."""


class Memory:
    """A memory that is open, to be used in a `with` block; closing it is all that the end does.

    `connection` is the SQLite connection, in autocommit mode: reading needs nothing more, writing
    goes through `transaction`. One connection serves one thread.
    """

    connection: sqlite3.Connection
    path: Path

    def __init__(self, path: Path, *, write: bool = False, wait: float = 30.0) -> None:
        """Open the memory at `path`; with `write`, make it where there is none.

        `wait` is how many seconds to wait for another program's lock. Without `write` every
        statement that would change the file fails.

        Raises FileNotFoundError where there is no file and `write` is off; BadMemory for a file
        that is not a memory, is damaged or newer; MemoryBusy; OSError where it cannot be read.
        """
        self.path = path
        self._wait = wait
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder, not a memory", str(path))
        if not write and not path.exists():
            raise FileNotFoundError(errno.ENOENT, "no such memory", str(path))
        # "rw" for readers too: what a killed writer left behind is rolled back by who comes next.
        mode = "rwc" if write else "rw"
        try:
            self.connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                timeout=wait,
                isolation_level=None,
            )
        except sqlite3.Error as error:
            raise self._plain(error) from error
        try:
            self._prepare(write)
        except BaseException as error:
            self.connection.close()
            if isinstance(error, sqlite3.Error):
                raise self._plain(error) from error
            raise

    def _prepare(self, write: bool) -> None:
        """Check the version and set what holds for one connection only."""
        run = self.connection.execute
        run("PRAGMA trusted_schema = OFF")  # a stranger's memory may hold a stranger's triggers
        run("PRAGMA cell_size_check = ON")
        if write:
            upgrade(self.connection, str(self.path))
        else:
            version = check(self.connection, str(self.path))
            if not version:
                raise BadMemory(f"{self.path}: an empty file, not a memory")
            if version < VERSION:
                upgrade(self.connection, str(self.path))
            run("PRAGMA query_only = ON")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA journal_mode = DELETE")
        run("PRAGMA temp_store = MEMORY")
        run("PRAGMA cache_size = -16384")  # 16 MiB

    def __enter__(self) -> "Memory":
        """Return the memory itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file, and say in one clear line what SQLite reported inside the block."""
        self.close()
        if isinstance(error, sqlite3.Error) and (plain := self._plain(error)) is not error:
            raise plain from error

    def close(self) -> None:
        """Close the file; a transaction that is under way leaves nothing behind."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all of the block or nothing of it; readers see it when the block has ended.

        Raises MemoryBusy where another program is writing for longer than `wait`; OSError where the
        disk is full or the file is read-only.
        """
        run = self.connection.execute
        try:
            run("BEGIN IMMEDIATE")
            yield self.connection
            run("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:  # SQLite itself may have rolled back
                run("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._plain(error) from error
            raise

    def watermark(self, name: str) -> int:
        """Return the last unit id that an index covers: "concordance_upto", "postings_upto"."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def advance(self, name: str, upto: int) -> None:
        """Say that an index covers the units up to id `upto`; within `transaction`."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, upto))

    def last_unit(self) -> int:
        """Return the highest unit id, 0 for an empty memory."""
        row = self.connection.execute("SELECT coalesce(max(id), 0) FROM unit").fetchone()
        return int(row[0])

    def _plain(self, error: sqlite3.Error) -> Exception:
        """Return the one clear line for what SQLite reports, or the error itself."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind
        name = str(self.path)
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return MemoryBusy(
                errno.ETIMEDOUT,
                f"another program is using this memory (waited {self._wait:g} s): try again",
                name,
            )
        if code == sqlite3.SQLITE_FULL:
            return OSError(errno.ENOSPC, "no space is left for this memory: nothing changed", name)
        if code == sqlite3.SQLITE_READONLY:
            return PermissionError(errno.EACCES, "this memory is read-only: nothing changed", name)
        if code == sqlite3.SQLITE_CANTOPEN:
            return PermissionError(errno.EACCES, "cannot open or write beside this memory", name)
        if code == sqlite3.SQLITE_IOERR:
            return OSError(errno.EIO, f"the disk failed ({error}): nothing changed", name)
        if code == sqlite3.SQLITE_NOTADB:
            return BadMemory(f"{name}: not a muwazi memory, nor any SQLite file")
        if code == sqlite3.SQLITE_CORRUPT:
            return BadMemory(f"{name}: this memory is damaged ({error}): restore a copy")
        return error
