"""Measure a batch against extraction alone, with more workers, and on a Dask cluster.

    python -m benchmarks.batch            # pages as large as real ones
    python -m benchmarks.batch --bare     # small pages
    python -m benchmarks.batch --dask     # and a cluster of two workers, begun here

Ratios and not times are what to compare between machines. "of …": the processor's seconds that an
extraction of every page takes, over those of the whole batch in one process, from the archive to
the memory. "2 workers": the seconds that one worker takes over those of two, both begun before.
"""

import argparse
import datetime
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import trafilatura

from benchmarks.make_archive import make_archive, write_warc
from corpora.document import Document
from corpora.dump import read_dump
from corpora.extract import NoText, extract
from corpora.page import Page
from tm.batch.dask_executor import BUNDLE, dask_executor
from tm.batch.event import Event
from tm.batch.run import run_batch
from tm.batch.work import read_pages
from tm.batch.workers import ThisProcess, Workers, processes

NOW = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
WARM = 3  # articles that the workers are given before the clock starts


def extractions() -> dict[str, Callable[[Page], object]]:
    """Return what a batch is measured against, by name."""
    return {
        "trafilatura, text alone": lambda page: trafilatura.extract(page.html),
        "trafilatura, with metadata": lambda page: trafilatura.bare_extraction(
            page.html, with_metadata=True
        ),
        "muwazi's extraction": extract,
    }


def seconds_of(work: Callable[[Page], object], pages: Sequence[Page]) -> float:
    """Return the processor's seconds of doing `work` on every page."""
    start = time.process_time()
    for page in pages:
        try:
            work(page)
        except NoText:
            continue
    return time.process_time() - start


def step_seconds(archive: Path, memory: Path) -> dict[str, float]:
    """Return the processor's seconds of each step of a batch in this process."""
    steps: dict[str, float] = {}
    last = time.process_time()

    def tell(event: Event) -> None:
        nonlocal last
        now = time.process_time()
        steps[event.step] = steps.get(event.step, 0.0) + now - last
        last = now

    with Workers(ThisProcess, 0) as at_work:
        run_batch([archive], memory, at_work, now=NOW, tell=tell)
    steps["index"] = steps.get("index", 0.0) + time.process_time() - last
    return steps


def clock_seconds(archive: Path, warm: Path, folder: Path, workers: Workers) -> float:
    """Return the seconds of a batch by workers that were begun, and have loaded, before."""
    with workers as at_work, tempfile.TemporaryDirectory(dir=folder) as name:
        run_batch([warm], Path(name) / "warm.db", at_work, now=NOW)
        start = time.perf_counter()
        run_batch([archive], Path(name) / "memory.db", at_work, now=NOW)
        return time.perf_counter() - start


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a Dask scheduler with two workers, all of them processes here."""
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]  # distributed has no types for it
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as begun:
        yield begun.scheduler_address


def print_shares(archive: Path, folder: Path, rounds: int) -> None:
    """Print what a page costs, alone and in each step, and the shares: medians of some rounds."""
    items = [item.content for item in read_dump(archive) if isinstance(item, Document)]
    pages = [page for page in items if isinstance(page, Page)]
    size = statistics.median(len(page.html.encode()) for page in pages)
    print(f"{len(pages)} pages, {size / 1000:.0f} kB in the median")
    read_pages([], model=None)
    for work in extractions().values():
        seconds_of(work, pages[:20])
    found: list[dict[str, float]] = []
    for number in range(rounds):
        alone = {name: seconds_of(work, pages) for name, work in extractions().items()}
        steps = step_seconds(archive, folder / f"steps {number}.db")
        found.append(alone | steps)
        found[-1] |= {f"of {name}": alone[name] / sum(steps.values()) for name in alone}
    for name in found[0]:
        median = statistics.median(one[name] for one in found)
        shown = (
            f"{median:.2f}" if name.startswith("of ") else f"{1000 * median / len(pages):.2f} ms"
        )
        print(f"{name:30} {shown:>9}")


def print_clocks(archive: Path, warm: Path, folder: Path, rounds: int, *, dask: bool) -> None:
    """Print the seconds of one and of two workers, and what follows: medians of some rounds."""
    timed = partial(clock_seconds, archive, warm, folder)

    def by_dask() -> float:
        with cluster() as address, dask_executor(address) as (make, count):
            return timed(Workers(make, count, bundle=BUNDLE))

    ways: dict[str, Callable[[], float]] = {
        "1 worker": lambda: timed(Workers(partial(processes, 1), 1)),
        "2 workers": lambda: timed(Workers(partial(processes, 2), 2)),
    }
    if dask:
        ways["2 workers of Dask"] = by_dask
    found = [{way: measure() for way, measure in ways.items()} for _ in range(rounds)]
    for way in ways:
        print(f"{way:30} {statistics.median(one[way] for one in found):7.1f} s")
    speedup = statistics.median(one["1 worker"] / one["2 workers"] for one in found)
    print(f"{'2 workers over 1':30} {speedup:9.2f}")
    if dask:
        more = statistics.median(one["2 workers of Dask"] / one["2 workers"] - 1 for one in found)
        print(f"{'Dask over local workers':30} {more:+9.0%}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure a batch.")
    parser.add_argument("--count", type=int, default=300, help="articles of the archive")
    parser.add_argument("--bare", action="store_true", help="small pages")
    parser.add_argument("--dask", action="store_true", help="measure a Dask cluster too")
    parser.add_argument("--rounds", type=int, default=3, help="medians of so many are told")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive, warm = folder / "archive.warc.gz", folder / "warm.warc.gz"
        for path, count in ((archive, wanted.count), (warm, WARM)):
            write_warc(make_archive(count, 1, bare=wanted.bare)[0], path)
        print_shares(archive, folder, wanted.rounds)
        print_clocks(archive, warm, folder, wanted.rounds, dask=wanted.dask)


if __name__ == "__main__":
    main()
