"""Commands for other tools' files: export, check."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from corpora.terminal import output, say, working
from tm.commands.arguments import (
    AsJsonLines,
    Domain,
    MemoryFile,
    MinScore,
    Since,
    Until,
    day,
    read,
    show,
)

if TYPE_CHECKING:
    from tm.check_rules import Finding
    from tm.fix import Fix
    from tm.select import StoredUnit

Format = Literal["tmx", "tsv", "jsonl", "moses", "parquet", "xliff"]
Profile = Literal["generic", "omegat", "trados", "memoq", "wordfast"]

app = typer.Typer(rich_markup_mode=None)


@app.command()
def export(
    memory: MemoryFile,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="File, or OmegaT's folder; - is standard output."),
    ],
    form: Annotated[
        Format | None, typer.Option("--format", help="[default: what the file's name says]")
    ] = None,
    profile: Annotated[Profile, typer.Option(help="The CAT tool that the TMX is for.")] = "generic",
    min_score: MinScore = 0.0,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="Only what a person accepted or edited.")
    ] = False,
    domain: Domain = "",
    since: Since = None,
    until: Until = None,
    document: Annotated[str, typer.Option(help="A document's name or address.")] = "",
    rules: Annotated[
        str | None, typer.Option(help="Leave out what these rules of filter drop.")
    ] = None,
    languages: Annotated[tuple[str, str], typer.Option(metavar="EN AR", help="Codes to write.")] = (
        "en",
        "ar",
    ),
    cuts: Annotated[
        tuple[float, float, float],
        typer.Option(metavar="X Y Z", help="OmegaT: scores for auto/, tm/ and penalty-010/."),
    ] = (0.95, 0.85, 0.70),
    scores: Annotated[
        bool, typer.Option("--scores", help="Moses: write a file of scores, too.")
    ] = False,
) -> None:
    """Write units for a CAT tool, a reviewer or a training: TMX, TSV, JSONL, Moses, Parquet, XLIFF.

    A profile turns each score into the tool's own penalty: OmegaT's folders, Trados' and memoQ's
    alignment penalty, Wordfast's attributes. The same memory gives the same bytes.

    \b
    Examples:
      muwazi tm export memory.db -o news.tmx --min-score 0.9
      muwazi tm export memory.db --profile omegat -o project/tm
      muwazi tm export memory.db --profile trados --languages en-US ar-SY -o news.tmx
      muwazi tm export memory.db -o review.xlf --domain example.org --since 2024-01-01
    """
    from tm.select import select

    with read(memory) as opened, working("Writing the units"):
        units = select(
            opened,
            min_score=min_score,
            reviewed=reviewed,
            domain=domain,
            since=day(since),
            until=day(until),
            document=document,
        )
        if rules:
            from tm.clean import without_dropped
            from tm.rule_list import named_rules

            units = without_dropped(opened, units, named_rules(rules))
        written = export_units(
            units, out, form, profile=profile, languages=languages, scores=scores, cuts=cuts
        )
    say("\n".join(written))


def export_units(
    units: "Iterable[StoredUnit]",
    out: Path,
    form: Format | None = None,
    *,
    profile: Profile = "generic",
    **options: Any,
) -> list[str]:
    """Write units to a file, or to standard output for "-"; return a line for each file.

    `options` are those of `tm.export.export`. Raises what that does, and BadParameter where neither
    the name nor `form` says the format.
    """
    from corpora.version import muwazi_version
    from tm.export import export as write
    from tm.export import format_of

    piped = str(out) == "-"
    if form is None:
        form = "tmx" if piped or profile == "omegat" else format_of(out)
    if form is None:
        raise typer.BadParameter(f"{out}: its name says no format; give --format")
    if piped and (profile == "omegat" or form == "moses"):
        raise typer.BadParameter("this makes several files: name a place for them with -o")
    with TemporaryDirectory() as folder:
        path = Path(folder, "units") if piped else out
        written = write(
            units, path, form=form, version=muwazi_version(), profile=profile, **options
        )
        if piped:
            with path.open("rb") as whole:
                shutil.copyfileobj(whole, sys.stdout.buffer)
    names = ["standard output"] if piped else [str(path) for path, _ in written]
    counted = zip(names, written, strict=True)
    return [
        f"wrote {name}: {count:,} unit{'' if count == 1 else 's'}" for name, (_, count) in counted
    ] or ["no units"]


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A TMX file of any origin.")],
    fix: Annotated[
        Path | None, typer.Option(help="Write a repaired copy, and tell what was done.")
    ] = None,
    plain_codes: Annotated[
        bool, typer.Option("--plain-codes", help="With --fix: ar-SY becomes ar.")
    ] = False,
    each: Annotated[int, typer.Option(min=0, help="Findings to show of a rule; 0 is all.")] = 5,
    as_json: AsJsonLines = False,
) -> None:
    """Say what makes CAT tools refuse a TMX file, skip units or miss matches.

    A line a finding: file, line, severity, rule, what it is, which tools choke, what to do. The
    exit status is 1 where there are errors, unless --fix repaired them.

    \b
    Examples:
      muwazi tm check story.tmx
      muwazi tm check story.tmx --fix repaired.tmx --plain-codes
    """
    from tm.check import check_tmx

    if plain_codes and not fix:
        raise typer.BadParameter("--plain-codes goes with --fix")
    counts = Counter[str]()
    severities = Counter[str]()
    with output("-") as stream:
        for finding in check_tmx(file):
            rule = finding.rule
            severities[rule.severity] += 1
            counts[rule.name] += 1
            if not each or counts[rule.name] <= each:
                if as_json:
                    stream.write(_finding_json(file, finding).encode("utf-8", "replace"))
                else:
                    show(_finding_line(file, finding))
        hidden = {name: count - each for name, count in counts.items() if each and count > each}
        if not as_json:
            for name, count in hidden.items():
                show(f"{file}: {name}: {count:,} more; --each 0 shows all\n")
    names = (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
    say(", ".join(f"{severities[severity]:,} {name}" for severity, name in names))
    if fix:
        from tm.fix import fix_tmx

        done = fix_tmx(file, fix, plain_codes=plain_codes)
        say("\n".join([*_fix_lines(file, done), f"wrote {fix}"]))
    elif severities["error"]:
        raise typer.Exit(1)


def _finding_line(file: Path, finding: "Finding") -> str:
    rule = finding.rule
    tools = f" ({', '.join(rule.tools)})" if rule.tools else ""
    return (
        f"{file}:{finding.line}: {rule.severity} {rule.name}: {finding.message or rule.title}"
        f"{tools}; {rule.advice}\n"
    )


def _finding_json(file: Path, finding: "Finding") -> str:
    from tm.json_line import json_line

    rule = finding.rule
    return json_line(
        {
            "file": str(file),
            "line": finding.line,
            "unit": finding.unit,
            "tuid": finding.tuid or None,
            "severity": rule.severity,
            "rule": rule.name,
            "message": finding.message or rule.title,
            "tools": list(rule.tools),
            "advice": rule.advice,
        }
    )


def _fix_lines(file: Path, done: "Iterable[Fix]") -> Iterator[str]:
    """Yield a line for each thing that was repaired or left out."""
    for fix in done:
        where = f"{fix.count:,} times, first " if fix.count > 1 else ""
        said = f": {fix.message}" if fix.message else ""
        yield f"{fix.action} {fix.rule.name} ({where}at {file}:{fix.line}){said}"
