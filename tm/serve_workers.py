"""Threads that answer from a memory, each with its own SQLite connection, in bounded time."""

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from tm.memory import BadMemory, Memory, MemoryBusy
from tm.serve_query import Refused

_STEPS = 20_000  # steps of SQLite's machine between two looks at the clock: about a millisecond


class _Job(NamedTuple):
    """Work that waits; `deadline` is on the monotonic clock, `seconds` after the request."""

    result: Future[Any]
    answer: Callable[[Memory], Any]
    deadline: float
    seconds: float


class Workers:
    """`count` threads that answer from the memory at `path`, `seconds` at most for each answer."""

    def __init__(self, path: Path, count: int, seconds: float) -> None:
        """Start the threads; the memory is opened when the first work comes."""
        self._path = path
        self._seconds = seconds
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"answers-{number}") for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def answer(self, work: Callable[[Memory], Any], seconds: float | None = None) -> Any:
        """Return what `work` makes of the memory.

        Raises Refused (503) where it takes too long, or the memory is gone, busy or damaged, and
        whatever else `work` raises.
        """
        limit = self._seconds if seconds is None else seconds
        job = _Job(Future(), work, time.monotonic() + limit, limit)
        self._jobs.put(job)
        try:
            return job.result.result(limit + 1)  # the worker itself gives up at the deadline
        except TimeoutError:
            job.result.cancel()
            raise _late(limit) from None

    def close(self) -> None:
        """Finish what was asked for, close the memory, and end the threads."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        """Answer until told to end."""
        reader = _Reader(self._path, self._seconds)
        while (job := self._jobs.get()) is not None:
            if not job.result.set_running_or_notify_cancel():
                continue
            try:
                job.result.set_result(reader.answer(job))
            except BaseException as error:  # the one who asked gets it
                job.result.set_exception(error)
        reader.close()


class _Reader:
    """One thread's connection, opened anew when the file is another or has changed."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._memory: Memory | None = None
        self._state: tuple[int, ...] = ()
        self._deadline = 0.0

    def answer(self, job: _Job) -> Any:
        """Do the work, or say why not."""
        self._deadline = job.deadline
        try:
            return job.answer(self._opened())
        except sqlite3.Error as error:
            self.close()
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_INTERRUPT:
                raise _late(job.seconds) from None
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise _busy() from None
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise Refused(503, "the memory is damaged") from error
            raise

    def _opened(self) -> Memory:
        """Return the memory, of the file that the path names now."""
        try:
            status = self._path.stat()
            # A file copied over this one keeps its number, a new one may get the old number.
            state = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
            if self._memory is None or state != self._state:
                self.close()
                self._memory = Memory(self._path, wait=self._seconds)
                self._memory.connection.set_progress_handler(self._late, _STEPS)
                self._state = state
        except MemoryBusy:
            raise _busy() from None
        except BadMemory as error:
            raise Refused(503, "the memory cannot be read: it is damaged or newer") from error
        except OSError as error:
            raise Refused(503, "the memory cannot be opened now") from error
        return self._memory

    def _late(self) -> bool:
        """Tell SQLite whether to give up."""
        return time.monotonic() >= self._deadline

    def close(self) -> None:
        """Close the connection, where one is open."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None


def _late(seconds: float) -> Refused:
    return Refused(503, f"no answer within {seconds:g} s: ask again, or for less")


def _busy() -> Refused:
    return Refused(503, "units are being added to the memory: ask again")
