"""Commands that search a memory: lookup, concordance."""

import os
import shutil
from typing import Annotated, Literal

import typer

from corpora.terminal import output, say, working, write_text
from tm.commands.arguments import (
    AsJsonLines,
    Domain,
    MemoryFile,
    MinScore,
    Since,
    Until,
    day,
    on_terminal,
    read,
    show,
)

Side = Literal["en", "ar"]

app = typer.Typer(rich_markup_mode=None)


@app.command()
def lookup(
    memory: MemoryFile,
    text: Annotated[str, typer.Argument(help="The segment to be translated.")],
    lang: Annotated[
        Side | None, typer.Option(help="The text's language. [default: told by its letters]")
    ] = None,
    least: Annotated[
        float | None,
        typer.Option("--min", min=0, max=101, help="Least per cent. [default: 70; by meaning 50]"),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most matches.")] = 5,
    previous: Annotated[str, typer.Option(help="The segment before it.")] = "",
    following: Annotated[str, typer.Option(help="The segment after it.")] = "",
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Compare meanings across the two languages.")
    ] = False,
    model: Annotated[
        str | None, typer.Option(help="For --semantic. [default: the embedded one]")
    ] = None,
    as_json: AsJsonLines = False,
) -> None:
    """Find what is like a text, best first: 101 % in the same context, 100 %, then by words.

    A match by meaning has the cosine as its per cent; `muwazi tm embed` comes first. Matches are
    sorted by what they count after the unit's score was taken into them.

    \b
    Examples:
      muwazi tm lookup memory.db "The council met on Monday."
      muwazi tm lookup memory.db "اجتمع المجلس" --min 50 --json
      muwazi tm lookup memory.db "a row about fishing rights" --semantic
    """
    from corpora.language import detect_language
    from tm.match_text import match_json, match_lines

    language = lang or detect_language(text) or "en"
    with read(memory) as opened:
        if semantic:
            from align.model import load_model
            from tm.semantic import similar

            minimum = 50.0 if least is None else least
            with working("Searching"):
                embedder = load_model(model)
                matches = similar(
                    opened, text, embedder, language=language, limit=limit, minimum=minimum
                )
        else:
            from tm.lookup import lookup as find

            minimum = 70.0 if least is None else least
            matches = find(
                opened,
                text,
                language=language,
                limit=limit,
                minimum=minimum,
                previous=previous,
                following=following,
            )
    if as_json:
        write_text("-", "".join(map(match_json, matches)))
    elif matches:
        lines = match_lines(matches, language=language, isolates=on_terminal())
        show("\n".join(lines) + "\n")
    else:
        say(f"no match of {minimum:g} % or more")


@app.command()
def concordance(
    memory: MemoryFile,
    words: Annotated[
        list[str], typer.Argument(help="Words that all occur; in quotation marks a phrase.")
    ],
    side: Annotated[Side | None, typer.Option(help="Look in one language only.")] = None,
    prefixes: Annotated[
        bool, typer.Option("--prefixes", help="Find Arabic words with و ف ب ل ك ال س joined, too.")
    ] = False,
    regex: Annotated[
        bool, typer.Option("--regex", help="The words are regular expressions.")
    ] = False,
    min_score: MinScore = 0.0,
    since: Since = None,
    until: Until = None,
    domain: Domain = "",
    sort: Annotated[
        Literal["score", "left", "right"],
        typer.Option(help="Left, right: by the words beside the keyword."),
    ] = "score",
    limit: Annotated[int, typer.Option(min=0, help="Most lines; 0 is all.")] = 50,
    width: Annotated[
        int | None, typer.Option(min=40, help="Cells of a row. [default: the terminal's, or 100]")
    ] = None,
    html: Annotated[str | None, typer.Option(help="Write a page, and print nothing.")] = None,
    as_json: AsJsonLines = False,
) -> None:
    """Show words in context, and what the other language says there.

    Whole words, whatever their case, vowel marks and forms of alef; `book*` finds any ending. The
    first word is the keyword; what a reviewer approved comes first.

    \b
    Examples:
      muwazi tm concordance memory.db council
      muwazi tm concordance memory.db "city council" الميزانية --html lines.html
      muwazi tm concordance memory.db مدرسة --prefixes --sort right
    """
    from tm.concordance import by_context
    from tm.concordance import concordance as find

    with read(memory) as opened, working("Searching"):
        lines = list(
            find(
                opened,
                words,
                side=side,
                prefixes=prefixes,
                regex=regex,
                min_score=min_score,
                since=day(since),
                until=day(until),
                domain=domain or None,
                limit=limit or None,
            )
        )
    if sort != "score":
        lines = by_context(lines, sort)
    if html:
        from tm.concordance_page import render_concordance

        write_text(html, render_concordance(lines, title=" ".join(words)))
        say(f"wrote {html}")
    elif as_json:
        from tm.concordance_text import line_json

        with output("-") as stream:
            for line in lines:
                stream.write(f"{line_json(line)}\n".encode())
    elif lines:
        from tm.concordance_text import kwic_lines

        terminal = on_terminal()
        cells = width or (shutil.get_terminal_size().columns if terminal else 100)
        color = terminal and not os.environ.get("NO_COLOR")
        rows = kwic_lines(lines, width=cells, color=color, isolates=terminal)
        write_text("-", "".join(f"{row}\n" for row in rows))
    if len(lines) == limit:
        say(f"no more than --limit {limit} are shown")
    elif not lines:
        say("nothing found")
