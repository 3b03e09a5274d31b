"""Measure a batch against extraction alone, and with more workers, on a generated archive.

    python -m benchmarks.batch --count 500

Ratios and not times are what to compare between machines. "of extraction": the processor's seconds
that extraction of every page takes, over those of the whole batch in one process; "2 workers": the
seconds that one worker takes over those of two.
"""

import argparse
import datetime
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.make_archive import make_archive, write_warc
from corpora.dump import Document, read_dump
from corpora.extract import NoText, extract
from corpora.page import Page
from tm.batch.event import Event
from tm.batch.run import run_batch
from tm.batch.work import read_pages
from tm.batch.workers import ThisProcess, Workers, processes

NOW = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def extraction_seconds(archive: Path) -> tuple[float, int]:
    """Return the processor's seconds of extracting every page that was read, and how many."""
    pages = [
        item.content
        for item in read_dump(archive)
        if isinstance(item, Document) and isinstance(item.content, Page)
    ]
    start = time.process_time()
    for page in pages:
        try:
            extract(page)
        except NoText:
            continue
    return time.process_time() - start, len(pages)


def batch_seconds(archive: Path, folder: Path, workers: int) -> tuple[dict[str, float], float]:
    """Return the processor's seconds of each step in this process, and the seconds of the clock."""
    steps: dict[str, float] = {}
    last = time.process_time()

    def tell(event: Event) -> None:
        nonlocal last
        now = time.process_time()
        steps[event.step] = steps.get(event.step, 0.0) + now - last
        last = now

    make = partial(processes, workers) if workers else ThisProcess
    with Workers(make, workers) as at_work:
        start = time.perf_counter()
        run_batch([archive], folder / f"{workers}.db", at_work, now=NOW, tell=tell)
        return steps, time.perf_counter() - start


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description="Measure a batch.")
    parser.add_argument("--count", type=int, default=500)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "archive.warc.gz"
        write_warc(make_archive(wanted.count, 1)[0], archive)
        read_pages([], model=None)
        alone, pages = extraction_seconds(archive)
        steps, _ = batch_seconds(archive, folder, 0)
        print(f"pages {pages}; extraction {1000 * alone / pages:.2f} ms a page")
        for step, seconds in steps.items():
            print(f"{step:8} {1000 * seconds / pages:6.2f} ms a page")
        print(f"of extraction, read   {alone / steps['read']:.2f}")
        print(f"of extraction, whole  {alone / sum(steps.values()):.2f}")
        one, two = (batch_seconds(archive, folder, workers)[1] for workers in (1, 2))
        print(f"2 workers             {one / two:.2f} times one ({one:.1f} s, {two:.1f} s)")


if __name__ == "__main__":
    main()
