"""The command that turns an outlet's archive into a memory: batch."""

import dataclasses
import multiprocessing
import os
import shlex
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpora.terminal import say, working, write_text
from tm.commands.arguments import now
from tm.commands.pair import Least

if TYPE_CHECKING:
    from tm.batch.event import Event
    from tm.batch.figures import Figures
    from tm.batch.run import Batch
    from tm.batch.workers import Workers

app = typer.Typer(rich_markup_mode=None)

_RECENT = 200  # events that the rate is taken from
_DOING = {
    "read": "Reading",
    "embed": "Embedding",
    "pair": "Pairing",
    "build": "Aligning",
    "index": "Indexing",
}


@app.command()
def batch(
    archives: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ARCHIVE...",
            help="WARC files, folders or zip files of pages, JSONL or Parquet of articles.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="The memory, an SQLite file.")] = Path(
        "memory.db"
    ),
    workers: Annotated[
        int | None,
        typer.Option(
            min=0, help="Processes; 0 is none but this one. [default: one for each processor]"
        ),
    ] = None,
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Let the workers of this Dask scheduler do it.")
    ] = "",
    retry: Annotated[
        bool,
        typer.Option(
            "--retry",
            help="Do again what failed: files and records that could not be read, pages and pairs"
            " that failed. Not what is no article or no translation. ARCHIVE, --min-score, --model,"
            " --least and --margin are those of the last time where they are left out.",
        ),
    ] = False,
    min_score: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Leave out units that score less. [default: 0.0]"),
    ] = None,
    least: Least = None,
    margin: Annotated[
        float | None,
        typer.Option(
            min=1.0, help="Times the runner-up's score that a pair must have. [default: 1.3]"
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help="A Sentence Transformers model or folder. [default: the embedded one]"),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            help="The report, a page; JSON is written beside it. [default: OUT.report.html]"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what happens as JSON, one object a line.")
    ] = False,
) -> None:
    """Build one memory from archives of saved pages, as large as you like.

    A page that cannot be read is recorded with its reason and costs nothing else. Stopped or
    killed, the same command goes on from where it was; run again, it does only what is new. What
    it knows stands in OUT.batch.

    \b
    Examples:
      muwazi batch archive/ -o news.db
      muwazi batch en.warc.gz ar.warc.gz -o news.db --workers 8
      muwazi batch --retry -o news.db
    """
    from corpora.match_articles import MARGIN
    from tm.batch.batch_report import render_batch_report, render_json
    from tm.batch.manifest import last_options
    from tm.batch.run import run_batch

    if not archives and not retry:
        raise typer.BadParameter("name an archive: a WARC file, a folder, a zip file, JSONL")
    report = report or out.with_name(f"{out.stem}.report.html")
    if report.suffix.lower() == ".json":
        raise typer.BadParameter(f"{report}: name the page; JSON is written beside it")
    last = last_options(out) if retry else {}
    min_score = last.get("min_score", 0.0) if min_score is None else min_score
    margin = last.get("margin", MARGIN) if margin is None else margin
    least = last.get("least") if least is None else least
    model = last.get("model") if model is None else model
    progress = _Progress(as_json)
    with (
        _stoppable() as stopping,
        working("Beginning") as show,
        _workers(workers, dask) as at_work,
    ):
        progress.show = show
        done = run_batch(
            [Path(os.path.normpath(path)) for path in archives or ()],
            out,
            at_work,
            now=now(),
            model=model,
            min_score=min_score,
            least=least,
            margin=margin,
            retry=retry,
            tell=progress,
            stopping=stopping,
        )
        if not done.finished:
            raise KeyboardInterrupt
    page = render_batch_report(done.figures, title=f"Batch: {out.name}")
    for path, text in ((report, page), (report.with_suffix(".json"), render_json(done.figures))):
        # One that is as it was stays: in the archive's folder it would make that a changed one.
        if not (path.is_file() and path.read_bytes() == text.encode("utf-8", "replace")):
            write_text(str(path), text)
    if as_json:
        progress.end(done.figures, report)
    else:
        say(_summary(done, out, report))


@contextmanager
def _workers(count: int | None, dask: str) -> "Iterator[Workers]":
    """Yield the workers: processes, this one, or those of a Dask cluster."""
    from tm.batch.workers import ThisProcess, Workers, processes

    if dask:
        from tm.batch.dask_executor import BUNDLE, dask_executor

        with dask_executor(dask) as (make, threads), Workers(make, threads, bundle=BUNDLE) as some:
            yield some
        return
    count = count if count is not None else _processors()
    with Workers(partial(processes, count) if count else ThisProcess, count) as some:
        yield some


def _processors() -> int:
    """Return how many processors we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C, or SIGTERM, ask for an end, and the second one force it.

    Either way the block ends with KeyboardInterrupt, and the command with how to go on.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        if asked:
            for worker in multiprocessing.active_children():
                worker.kill()  # or the end would wait for what they are at
            raise KeyboardInterrupt
        asked.append(number)
        say("finishing what is under way; once more stops at once, and loses nothing but that")

    names = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(name, ask) for name in names]
    try:
        yield lambda: bool(asked)
    except KeyboardInterrupt:
        say(f"stopped; go on with: muwazi {shlex.join(sys.argv[1:])}")
        raise typer.Exit(128 + asked[0]) from None
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


class _Progress:
    """Tells of events: as lines of JSON, or in one line of a terminal."""

    def __init__(self, as_json: bool) -> None:
        self.show: Callable[[str], None] = lambda text: None
        self._as_json = as_json
        self._step = ""
        self._counts: Counter[str] = Counter()
        self._times: deque[tuple[float, float]] = deque(maxlen=_RECENT)
        self._shown = 0.0

    def __call__(self, event: "Event") -> None:
        if self._as_json:
            self._line({**dataclasses.asdict(event), "seconds": round(event.seconds, 4)})
        if event.step != self._step:
            self._step, self._counts = event.step, Counter()
            self._times.clear()
            self._shown = 0.0
        self._counts[event.outcome] += 1
        clock = time.monotonic()
        self._times.append((clock, event.share))
        if clock - self._shown >= 0.2:
            self._shown = clock
            self.show(self._text(event))

    def _text(self, event: "Event") -> str:
        parts = [_DOING[event.step]]
        passed = self._times[-1][0] - self._times[0][0]
        if event.share and passed > 0:
            parts.append(f"{event.share:.0%}")
            parts.append(f"{(len(self._times) - 1) / passed:.1f}/s")
            gained = event.share - self._times[0][1]
            if gained > 0:
                left = int((1 - event.share) * passed / gained)
                parts.append(f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left")
        parts += [f"{number:,} {name}" for name, number in self._counts.most_common()]
        return "  ".join(parts)

    def end(self, figures: "Figures", report: Path) -> None:
        """Tell the end as JSON."""
        facts = figures.to_dict()
        short = ("articles", "signals", "paired", "built", "units", "bands", "seconds")
        self._line({"step": "end", **{name: facts[name] for name in short}, "report": str(report)})

    @staticmethod
    def _line(row: dict[str, Any]) -> None:
        from tm.json_line import json_line

        write_text("-", json_line(row))


def _summary(done: "Batch", out: Path, report: Path) -> str:
    """Return what was done, in a few lines."""
    figures = done.figures

    def listed(numbers: dict[str, int]) -> str:
        return ", ".join(f"{number:,} {name}" for name, number in numbers.items() if number)

    return "\n".join(
        [
            f"articles   {listed(figures.articles) or 'none'}",
            f"pairs      {listed(figures.signals) or 'none'}",
            f"not paired {listed(figures.paired) or 'none'}",
            f"built      {listed(figures.built) or 'none'}",
            *([f"replaced   {done.replaced:,} units of earlier runs"] if done.replaced else []),
            f"units      {figures.units:,} in {out}",
            f"report     {report}",
        ]
    )
