"""The command that finds which articles of an archive are versions of each other: pair."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from corpora.terminal import output, say, working

app = typer.Typer(rich_markup_mode=None)

Least = Annotated[
    float | None,
    typer.Option(min=0.0, max=1.0, help="Least score of a pair by content. [default: 0.17]"),
]
_SHOWN = 5  # files that could not be read, told one by one


@app.command()
def pair(
    archives: Annotated[
        list[Path],
        typer.Argument(
            metavar="ARCHIVE...",
            help="WARC files, folders or zip files of pages, JSONL or Parquet of articles.",
        ),
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", help="File to write; - is standard output.")
    ] = "-",
    form: Annotated[
        Literal["tsv", "jsonl"] | None,
        typer.Option("--format", help="[default: what the file's name says, or tsv]"),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Write the doubtful pairs, not the sure ones.")
    ] = False,
    least: Least = None,
    margin: Annotated[
        float, typer.Option(min=1.0, help="Times the runner-up's score that a pair must have.")
    ] = 1.3,
    model: Annotated[
        str | None,
        typer.Option(help="A Sentence Transformers model or folder. [default: the embedded one]"),
    ] = None,
    features_only: Annotated[
        bool,
        typer.Option("--features-only", help="Compare dates, numbers and names, with no model."),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON on standard error.")
    ] = False,
) -> None:
    """Find which articles of an archive are versions of each other.

    Links and addresses come first, where the texts agree; then content. No article is in two
    pairs. A pair that misses the score or the margin is left for --review.

    \b
    Examples:
      muwazi pair archive/ -o pairs.tsv
      muwazi pair archive/ --review
      muwazi pair english.warc.gz arabic.zip -o pairs.jsonl
    """
    from tm.pair_archive import pair_archive, pair_rows

    with working("Reading the archive") as tell:
        embedder = None
        if not features_only:
            from align.model import load_model

            embedder = load_model(model)
        pairs = pair_archive(
            archives,
            embedder,
            least=least,
            margin=margin,
            progress=lambda done: tell(f"Reading the archive: {done:,} articles"),
        )
    if form is None:
        form = "jsonl" if out.lower().endswith(".jsonl") else "tsv"
    with output(out) as stream:
        for line in _lines(pair_rows(pairs, doubtful=review), form):
            stream.write(line.encode("utf-8", "replace"))
    counts = pairs.counts()
    if as_json:
        say(json.dumps(counts))
        return
    say("\n".join(f"{number:>9,}  {name}" for name, number in counts.items()))
    for skipped in pairs.skipped[:_SHOWN]:
        say(f"not read: {skipped.source}: {skipped.reason}")


def _lines(rows: Iterator[Mapping[str, object]], form: str) -> Iterator[str]:
    """Yield rows as lines; TSV begins with the names of the columns."""
    from tm.json_line import json_line
    from tm.pair_archive import COLUMNS

    if form == "jsonl":
        yield from map(json_line, rows)
        return
    yield "\t".join(COLUMNS) + "\n"
    for row in rows:
        yield "\t".join(_cell(row[name]) for name in COLUMNS) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return "" if value is None else " ".join(str(value).split())
