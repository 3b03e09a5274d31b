"""Commands that measure a memory: stats, diff, leverage, bench."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from corpora.terminal import output, say, working, write_text
from tm.commands.arguments import AsJson, AsJsonLines, MemoryFile, read, show

if TYPE_CHECKING:
    from tm.recall import Bench

app = typer.Typer(rich_markup_mode=None)


@app.command()
def stats(
    memory: MemoryFile,
    months: Annotated[bool, typer.Option("--months", help="Dates by month, not year.")] = False,
    top: Annotated[int, typer.Option(min=0, help="How many domains and sources to name.")] = 10,
    plain: Annotated[
        bool, typer.Option("--ascii", help="Draw bars with # instead of block characters.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count units, words, scores, reviews, domains and dates, with histograms.

    \b
    Example:
      muwazi tm stats memory.db
    """
    from tm.stats import stats as count
    from tm.stats_text import stats_json, stats_text

    with read(memory) as opened, working("Counting"):
        figures = count(opened, top=top)
    if as_json:
        write_text("-", stats_json(figures))
    else:
        show(stats_text(figures, blocks=not plain, months=months))


@app.command()
def diff(
    first: Annotated[Path, typer.Argument(help="A memory.")],
    second: Annotated[Path, typer.Argument(help="Another one.")],
    tolerance: Annotated[
        float, typer.Option(min=0.0, help="Scores that differ by no more are the same.")
    ] = 0.0005,
    summary: Annotated[bool, typer.Option("--summary", help="Print the counts alone.")] = False,
    as_json: AsJsonLines = False,
) -> None:
    """Show what two memories have and have not in common.

    A unit that only one has, the same source with another translation, another score, another
    review. Kinds: only-first, only-second, target, score, status.

    \b
    Examples:
      muwazi tm diff before.db after.db
      muwazi tm diff before.db after.db --summary
    """
    from tm.diff import KINDS, difference_json, difference_text
    from tm.diff import diff as compare

    counts: Counter[str] = Counter()
    with output("-") as stream:
        for difference in compare(first, second, tolerance=tolerance):
            counts[difference.kind] += 1
            if summary:
                continue
            if as_json:
                stream.write(f"{difference_json(difference)}\n".encode())
            else:
                show(difference_text(difference))
    numbers = {kind: counts[kind] for kind in KINDS}
    if summary and as_json:
        write_text("-", json.dumps(numbers) + "\n")
    elif summary:
        show("".join(f"{kind:<12}{number:>8,}\n" for kind, number in numbers.items()))
    else:
        say(", ".join(f"{number:,} {kind}" for kind, number in numbers.items()))


@app.command()
def leverage(
    memory: MemoryFile,
    files: Annotated[
        list[Path], typer.Argument(help="English documents: .txt, .md, .html, in order.")
    ],
    discounted: Annotated[
        bool, typer.Option("--discounted", help="Count a match after its score was taken in.")
    ] = False,
    reference: Annotated[
        Path | None,
        typer.Option(help="A translation, a line for each segment: adds BLEU, chrF and TER."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how much of documents a memory has, in the bands that translators quote.

    Segments and words with their best match: 101 % in context, repetitions, 100 %, 95-99, 85-94,
    75-84, 50-74, none.

    \b
    Examples:
      muwazi tm leverage memory.db article.md
      muwazi tm leverage memory.db one.txt two.txt --discounted --json
    """
    from corpora.read import read_sentences
    from tm.leverage import leverage as analyse
    from tm.leverage import memory_lookup
    from tm.leverage_text import leverage_json, leverage_text
    from tm.source_text import read_segments

    documents = [read_segments(file) for file in files]
    references = read_sentences(reference) if reference else None
    with read(memory) as opened, working("Looking up the segments"):
        found = analyse(
            documents, memory_lookup(opened), references=references, discounted=discounted
        )
    write_text("-", leverage_json(found) if as_json else leverage_text(found))


@app.command()
def bench(
    memory: MemoryFile,
    queries: Annotated[int, typer.Option(min=1, help="How many texts to look up.")] = 200,
    lang: Annotated[Literal["en", "ar"], typer.Option(help="The language to look up.")] = "en",
    least: Annotated[float, typer.Option("--min", min=0, max=100, help="Least per cent.")] = 70.0,
    limit: Annotated[int, typer.Option(min=1, help="Matches a query.")] = 5,
    seed: Annotated[int, typer.Option(help="Another seed, other texts.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Measure look-up on this memory: its time, and what it misses, against brute force.

    The texts are the memory's own, as they are or with some words changed. What should be found is
    known for certain by comparing each with every unit.

    \b
    Example:
      muwazi tm bench memory.db --queries 100
    """
    from tm.recall import bench as measure

    with read(memory) as opened, working("Reading the memory") as tell:
        found = measure(
            opened,
            queries=queries,
            seed=seed,
            language=lang,
            limit=limit,
            minimum=least,
            progress=lambda done, of: tell(f"Looking up: {done:,} of {of:,}"),
        )
    if as_json:
        write_text("-", json.dumps(asdict(found), ensure_ascii=False) + "\n")
    else:
        show(_bench_text(found, limit, least))


def _bench_text(found: "Bench", limit: int, least: float) -> str:
    """Return the figures as a table."""
    lines = [
        f"units       {found.units:,}",
        f"queries     {found.queries:,}, the best {limit} of {least:g} % or more",
        f"look-up     {found.p50:.2f} ms of CPU time (median), {found.p95:.2f} ms (p95)",
        f"brute force {found.brute_p50:.2f} ms (median)",
        f"recall      {found.recall_words:.4f} of matches by words",
        f"            {found.recall_characters:.4f} of candidates by characters",
        *(f"missed      {query}" for query in found.missed),
    ]
    return "\n".join(lines) + "\n"
