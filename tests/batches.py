"""Small archives, batches of them, and what the memories hold in the end."""

import multiprocessing
import os
import random
import shutil
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from benchmarks.make_archive import make_archive, write_folder
from tests.memories import NOW
from tm.batch import manifest
from tm.batch.manifest import Manifest, manifest_path
from tm.batch.run import Batch, run_batch
from tm.batch.workers import ThisProcess, Workers
from tm.export import Format, export
from tm.memory import Memory
from tm.select import select

FORMS: tuple[Format, ...] = ("jsonl", "tmx")


def make(folder: Path, count: int = 8, seed: int = 3) -> Path:
    """Write the pages of an archive of `count` articles; return its folder."""
    answers, _ = make_archive(count, seed, bare=True)
    write_folder(answers, folder)
    return folder


def forks() -> ForkServerContext:
    """Return what makes processes that begin at once: forked from one that is warm."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.warm"])
    return context


def run(
    archives: Sequence[Path] | Path,
    memory: Path,
    *,
    count: int = 0,
    executor: Callable[[], Executor] = ThisProcess,
    **options: Any,
) -> Batch:
    """Run a batch, in this process unless there is an executor."""
    paths = [archives] if isinstance(archives, Path) else archives
    with Workers(executor, count) as workers:
        return run_batch(paths, memory, workers, **{"now": NOW} | options)


def copied(memory: Path, folder: Path) -> Path:
    """Copy a memory and its manifest into a folder; return the copy."""
    for path in (memory, manifest_path(memory)):
        shutil.copy(path, folder)
    return folder / memory.name


def held(path: Path) -> bytes:
    """Return the exports of a memory, and every unit and sighting by its id."""
    exports = b""
    with Memory(path) as memory:
        for form in FORMS:
            out = path.with_suffix(f".{form}")
            export(select(memory), out, form=form, version="1")
            exports += out.read_bytes()
        rows = memory.connection.execute(
            "SELECT u.id, u.source, s.id, s.score, s.number FROM sighting s"
            " JOIN unit u ON u.id = s.unit_id ORDER BY s.id"
        ).fetchall()
    return exports + repr(rows).encode()


def run_until(archive: Path, path: Path, statement: int) -> None:
    """Run a batch and die by SIGKILL before its `statement`th SQL statement; in a process."""
    begin = Manifest.__init__
    left = statement

    def counted(text: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(self: Manifest, memory: Memory) -> None:
        memory.connection.set_trace_callback(counted)
        begin(self, memory)

    manifest._GROUP = random.Random(statement).choice((1, 3, 64))  # commits of several sizes
    Manifest.__init__ = traced  # type: ignore[method-assign]  # to see every statement
    run(archive, path)
