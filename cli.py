"""The command line: arguments in, values to the packages, one line for each error."""

import json
import os
import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from align.commands import Backend, Model, RunBy
from align.commands import app as align_app
from align.evaluate_commands import app as evaluate_app
from align.train_command import app as train_app
from corpora.commands import AllowPrivate, Contact, Pace
from corpora.commands import app as corpora_app
from corpora.terminal import error_line, output, say, working, write_text
from tm.commands import app as tm_app
from tm.commands.batch import app as batch_app
from tm.commands.pair import app as pair_app
from tm.commands.review import app as review_app

if TYPE_CHECKING:  # what a command imports, it imports when it runs, so that --help is quick
    from corpora.fetch import Fetcher
    from corpora.page import Page
    from corpora.pair import Pair
    from tm.add import Added
    from tm.build import Built

Format = Literal["tmx", "tsv", "jsonl"]

app = typer.Typer(
    name="muwazi",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"terminal_width": 88, "help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from corpora.version import muwazi_version

        typer.echo(f"muwazi {muwazi_version()}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Turn English articles and their Arabic versions into a translation memory.

    \b
    Example:
      muwazi build https://example.org/en/story -o story.tmx
    """


@app.command()
def build(
    source: Annotated[
        str, typer.Argument(help="Address or file of an article; .html, .txt, .md or .warc.gz.")
    ],
    target: Annotated[
        str | None,
        typer.Argument(help="Its version in the other language. Without it, it is looked for."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--out", help="File to write. [default: standard output, -, unless --memory]"
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="[default: what the file's name says, or tmx]"),
    ] = None,
    min_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out units that score less.")
    ] = 0.0,
    memory: Annotated[
        Path | None, typer.Option(help="Add the units to this memory; see muwazi tm.")
    ] = None,
    report: Annotated[
        str | None, typer.Option(help="Also write a page that shows both texts side by side.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="Folder to keep every answer in, as WARC.")
    ] = None,
    model: Model = None,
    backend: RunBy = "torch",
    force: Annotated[
        bool, typer.Option("--force", help="Build even if the two are no translations.")
    ] = False,
    allow_private: AllowPrivate = False,
    contact: Contact = "",
    pace: Pace = 1.0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary on standard output, as JSON.")
    ] = False,
) -> None:
    """Build a translation memory from an article and its other version.

    \b
    Examples:
      muwazi build https://example.org/en/story -o story.tmx --report story.html
      muwazi build en.html ar.html -o story.tsv --min-score 0.8
      muwazi build story.warc.gz --format jsonl
      muwazi build https://example.org/en/story --memory news.db
    """
    out = out or ("" if memory else "-")
    form = form or _format(out)
    if as_json and out == "-":
        raise typer.BadParameter("the summary would mix with the data; name a file with -o")
    clock = time.perf_counter
    start = clock()
    pair = _read(source, target, contact, pace, save, allow_private)
    if pair.swapped:
        say("the Arabic article came first; they were swapped")
    after_read = clock()
    built = _align(pair, model, backend, min_score, force)
    after_align = clock()
    _write(built, pair, out, form, report)
    added = _remember(built, pair, memory) if memory else None
    seconds = {
        "read": after_read - start,
        **built.summary.seconds,
        "load model": after_align - after_read - sum(built.summary.seconds.values()),
        "write": clock() - after_align,
    }
    if as_json:
        facts = asdict(built.summary) | {"signal": pair.signal, "swapped": pair.swapped}
        if added:
            facts["memory"] = {"new": added.new, "merged": added.merged}
        write_text("-", json.dumps(facts | {"seconds": seconds}, ensure_ascii=False) + "\n")
    else:
        say(_summary(built, pair, seconds))
        for name in (out, report):
            if name and name != "-":
                say(f"wrote {name}")
        if added:
            say(f"{memory}: {added.new} new, {added.merged} merged")


def _format(out: str) -> Format:
    """Return the format that a file's name tells."""
    suffix = Path(out).suffix.lower().removeprefix(".")
    return next((form for form in get_args(Format) if form == suffix), "tmx")


def _read(
    source: str,
    target: str | None,
    contact: str,
    pace: float,
    save: Path | None,
    allow_private: bool,
) -> "Pair":
    """Read both articles; nothing of the network is touched for files."""
    from corpora.source import read_pair

    fetchers: list[Fetcher] = []

    def get(url: str) -> "Page":
        tell(f"Fetching {url}")
        if not fetchers:
            from corpora.fetch import Fetcher

            fetchers.append(
                Fetcher(contact=contact, pace=pace, save=save, allow_private=allow_private)
            )
        return fetchers[0].get(url)

    with working("Reading the article and its other version") as tell:
        try:
            return read_pair(source, target, get)
        finally:
            for fetcher in fetchers:
                fetcher.close()


def _align(
    pair: "Pair", model: str | None, backend: Backend, min_score: float, force: bool
) -> "Built":
    """Split and align both articles with the model."""
    from align.document import align_sentences
    from align.model import load_model
    from tm.build import build

    with working("Aligning the sentences") as tell:
        embedder = load_model(model, backend=backend)
        return build(
            pair.source,
            pair.target,
            lambda source, target: align_sentences(
                source,
                target,
                embedder,
                progress=lambda share: tell(f"Aligning the sentences: {share:.0%}"),
            ),
            min_score=min_score,
            force=force,
        )


def _write(built: "Built", pair: "Pair", out: str, form: Format, report: str | None) -> None:
    """Write the units and the report, each whole or not at all."""
    from corpora.version import muwazi_version
    from tm.rows import write_jsonl, write_tsv
    from tm.tmx import write_tmx

    page = ""
    if report:
        from tm.report import render_report

        page = render_report(
            built.source,
            built.target,
            built.alignment,
            title=pair.source.title or pair.target.title,
            source_url=pair.source.url,
            target_url=pair.target.url,
            details={"Other version": pair.signal},
        )
    with output(out) if out else nullcontext() as stream:
        if stream is None:
            pass
        elif form == "tsv":
            write_tsv(built.units, stream)
        elif form == "jsonl":
            write_jsonl(built.units, stream)
        else:
            write_tmx(built.units, stream, version=muwazi_version())
        if report:  # in the block: if it cannot be written, the memory is not either
            write_text(report, page)


def _remember(built: "Built", pair: "Pair", path: Path) -> "Added":
    """Add the units to a memory."""
    import datetime

    from tm.add import add_build
    from tm.index import index
    from tm.memory import Memory

    with Memory(path, write=True) as memory, working("Adding to the memory"):
        now = datetime.datetime.now(datetime.UTC)
        added = add_build(memory, built, pair.source, pair.target, now=now)
        index(memory)
    return added


def _summary(built: "Built", pair: "Pair", seconds: dict[str, float]) -> str:
    """Return what was done, in a few lines."""
    summary = built.summary
    steps = ", ".join(f"{name} {value:.2f}" for name, value in seconds.items())
    lines = [
        f"sentences  {summary.source_sentences} English, {summary.target_sentences} Arabic",
        "versions   both given" if pair.signal == "given" else f"versions   found by {pair.signal}",
        f"units      {len(built.units)} ({_counts(summary.types)})",
        f"left out   {_counts(summary.left_out) or 'nothing'}",
        f"seconds    {steps}",
    ]
    return "\n".join(lines)


def _counts(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers.items())


for commands in (
    align_app, evaluate_app, train_app, corpora_app, pair_app, batch_app, review_app, tm_app,
):  # fmt: skip
    app.add_typer(commands)


def main() -> None:
    """Run the command line; an error is one line on standard error and exit status 1."""
    # The matrices are small: numpy's threads would wait for each other (docs/experiments.md).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="muwazi")
    except (OSError, LookupError, ValueError) as error:
        say(f"muwazi: {error_line(error)}")
        sys.exit(1)
    except ImportError as error:
        if error.name:  # a broken install; an extra that is missing says so itself, without a name
            raise
        say(f"muwazi: {error_line(error)}")
        sys.exit(1)


if __name__ == "__main__":
    main()
