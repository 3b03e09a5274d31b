"""Commands that clean a memory: filter, dedupe."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from corpora.terminal import say, working, write_text
from tm.commands.arguments import AsJson, MemoryFile, change, now, read, show

if TYPE_CHECKING:
    from tm.drop_report import DropReport

app = typer.Typer(rich_markup_mode=None)


@app.command()
def filter(
    memory: MemoryFile,
    rules: Annotated[
        str,
        typer.Option(
            help="Names with commas: default is all, low-score=0.7 sets a limit,"
            " -boilerplate leaves one out."
        ),
    ] = "default",
    min_score: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="The same as low-score=.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the units that stay; see export.")
    ] = None,
    report: Annotated[
        str | None, typer.Option(help="Write the report, too: .html, .json, else text.")
    ] = None,
    examples: Annotated[int, typer.Option(min=0, help="Units to show for each rule.")] = 3,
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete them from the memory. Otherwise it only tells.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell which units are not worth keeping, and why; delete them only when asked.

    Rules: rejected, empty, untranslated, wrong-script, duplicate, boilerplate, numbers-disagree,
    length-ratio, low-score. A unit is counted under the first that drops it. What a person accepted
    or edited always stays. A deleted unit can come back with the next import.

    \b
    Examples:
      muwazi tm filter memory.db
      muwazi tm filter memory.db --min-score 0.8 -o clean.tmx --report dropped.html
      muwazi tm filter memory.db --rules untranslated,low-score=0.3 --delete
    """
    from tm.clean import clean
    from tm.rule_list import named_rules

    piped = str(out) == "-"
    if piped and as_json:
        raise typer.BadParameter("the report would mix with the units; name a file with -o")
    chosen = named_rules(rules, min_score=min_score)
    if out:
        from tm.clean import without_dropped
        from tm.commands.exchange import export_units
        from tm.select import select

        with read(memory) as opened, working("Writing what stays"):
            written = export_units(without_dropped(opened, select(opened), chosen), out)
    with change(memory) if delete else read(memory) as opened, working("Filtering") as tell:
        vectors = opened.connection.execute("SELECT 1 FROM vector LIMIT 1").fetchone()
        dropped = clean(opened, chosen, delete=delete, examples=examples)
        if delete:
            from tm.index import index

            index(opened, lambda done, of: tell(f"Indexing: {done:,} of {of:,}"))
    if out:
        say("\n".join(written))
    if report:
        write_text(report, _rendered(dropped, Path(report).suffix.lower()))
        say(f"wrote {report}")
    text = _rendered(dropped, ".json" if as_json else "")
    if as_json:
        write_text("-", text)
    elif piped:
        say(text)
    else:
        show(text)
    if delete and vectors and dropped.kept < dropped.total:
        say("the vectors are gone: muwazi tm embed makes them anew")


def _rendered(report: "DropReport", suffix: str) -> str:
    """Return a report as what a file's suffix says."""
    from tm.drop_report import drop_report_html, drop_report_json, drop_report_text

    if suffix in (".html", ".htm"):
        return drop_report_html(report)
    return drop_report_json(report) if suffix == ".json" else drop_report_text(report)


@app.command()
def dedupe(
    memory: MemoryFile,
    keep: Annotated[
        Literal["best", "first", "last"],
        typer.Option(help="Best: reviewed, then score, then how often it was seen."),
    ] = "best",
    as_json: AsJson = False,
) -> None:
    """Make one unit of those that differ in punctuation only; nothing is lost.

    The unit that stays takes the places where the others stood, the best score and the latest
    review. The others point to it and are no longer shown. Units of the same folded text are one
    from the start.

    \b
    Example:
      muwazi tm dedupe memory.db
    """
    from tm.dedupe import dedupe as merge

    with change(memory) as opened, working("Merging duplicates"):
        done = merge(opened, now=now(), keep=keep)
    if as_json:
        write_text("-", json.dumps(asdict(done)) + "\n")
    else:
        say(f"{memory}: {done.merged:,} {'copy' if done.merged == 1 else 'copies'} merged")
