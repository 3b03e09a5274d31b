"""Workers that loop, run out of memory or are killed at the pages that say so."""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import tm.build
from corpora import document
from corpora.page_tree import PageTree, read_tree
from tests.batches import forks
from tests.hostile_archive import BURN, DIE, GRAB, SLOW
from tm.batch import work, workers

_ROOM = 512 * 2**20  # bytes that a worker may take beyond what it has: far less than it will want


def frail(count: int) -> Callable[[], Executor]:
    """Return what makes `count` processes that suffer, with one second for each page and pair."""
    return partial(_pool, count)


def _pool(count: int) -> Executor:
    return workers.begun(ProcessPoolExecutor(count, forks(), _begin), count)


def _begin() -> None:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + _ROOM
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    build = tm.build.build

    def taken_apart(page: Any) -> PageTree:
        if BURN in page.html:
            _burn()
        if GRAB in page.html:
            bytearray(2 * _ROOM)
        if DIE in page.html:
            os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does that is out of memory
        return read_tree(page)

    def built(source: Any, *rest: Any, **options: Any) -> Any:
        if source.title == SLOW:
            _burn()
        return build(source, *rest, **options)

    vars(work).update(SECONDS=1, build=built)
    vars(document).update(read_tree=taken_apart)


def stuck(count: int) -> Executor:
    """Return processes that say "stuck" at a page that says so, and are so for two minutes."""
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin_stuck)


def _begin_stuck() -> None:
    workers._begin()

    def taken_apart(page: Any) -> PageTree:
        if BURN in page.html:
            os.write(1, b"stuck\n")
            _burn()
        return read_tree(page)

    vars(document).update(read_tree=taken_apart)


def _burn() -> None:
    while True:
        pass


def mortal(tasks: Sequence[work.PageTask], *, model: str | None) -> list[work.PageResult]:
    """Read pages as `tm.batch.work.read_pages`; the first process to have read some is killed."""
    results = _read_pages(tasks[:1], model=model)
    try:
        Path(os.environ["MUWAZI_MARK"]).touch(exist_ok=False)
    except FileExistsError:
        return results + _read_pages(tasks[1:], model=model)
    os.kill(os.getpid(), signal.SIGKILL)
    return []


_read_pages = work.read_pages


def dask_setup(worker: object) -> None:
    """Make this process, a worker of a Dask cluster, a mortal one."""
    vars(work).update(read_pages=mortal)
