"""Commands that put into a memory: add, embed."""

import errno
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from corpora.terminal import error_line, say, working, write_text
from tm.commands.arguments import AsJsonLines, MemoryFile, change, now

if TYPE_CHECKING:
    from tm.add import Added

Status = Literal["machine", "accepted", "edited", "rejected"]

app = typer.Typer(rich_markup_mode=None)


@app.command()
def add(
    memory: Annotated[Path, typer.Argument(help="The memory; made where there is none.")],
    files: Annotated[list[Path], typer.Argument(help="TMX, TSV or JSONL files.")],
    status: Annotated[
        Status | None,
        typer.Option(help="For units whose file says nothing of a review.", show_default=False),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Add files that were added before, too.")
    ] = False,
    as_json: AsJsonLines = False,
) -> None:
    """Add files to a memory: each as a whole, or not at all where it is broken.

    TMX of any tool, TSV with a line of names or two columns, JSONL. A pair of texts that is there
    already is merged with what it brings: the best score and the latest review count, and every
    place where it stood is kept. Files that fail are told, the others are added, and the exit
    status is 1. A memory that people made: --status accepted.

    \b
    Examples:
      muwazi tm add memory.db story.tmx more.tsv
      muwazi tm add memory.db from-the-office.tmx --status accepted
    """
    from tm.add import add_file
    from tm.index import index
    from tm.memory import Memory, MemoryBusy

    if not any(file.exists() for file in files):
        raise FileNotFoundError(errno.ENOENT, "no such file", str(files[0]))
    failed = False
    with Memory(memory, write=True) as opened:
        for file in files:
            try:
                with working(f"Adding {file}"):
                    added = add_file(opened, file, now=now(), status=status, force=force)
            except MemoryBusy:
                raise
            except (OSError, ValueError) as error:
                say(f"muwazi: {error_line(error)}")
                failed = True
                continue
            if as_json:
                from tm.json_line import json_line

                write_text("-", json_line(asdict(added) | {"skipped": dict(added.skipped)}))
            else:
                say(summary(added))
        with working("Indexing") as tell:
            index(opened, lambda done, of: tell(f"Indexing: {done:,} of {of:,}"))
    if failed:
        raise typer.Exit(1)


def summary(added: "Added") -> str:
    """Return what was added, in one line."""
    if added.known:
        return f"{added.name}: was added before, nothing done (--force adds it again)"
    line = f"{added.name}: {added.new:,} new, {added.merged:,} merged"
    if added.repeated:
        line += f" ({added.repeated:,} from places known before)"
    if added.skipped:
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in added.skipped)
        line += f", {sum(count for _, count in added.skipped):,} left out ({reasons})"
    return line


@app.command()
def embed(
    memory: MemoryFile,
    model: Annotated[
        str | None,
        typer.Option(help="A Sentence Transformers model or folder. [default: the embedded one]"),
    ] = None,
) -> None:
    """Make the vectors that `lookup --semantic` needs, of the units that have none yet.

    A memory holds the vectors of one model; another model replaces them. Broken off, it goes on
    from there the next time.

    \b
    Example:
      muwazi tm embed memory.db
    """
    from align.model import load_model
    from tm.semantic import embed_units

    with change(memory) as opened, working("Loading the model") as tell:
        embedder = load_model(model)
        units = embed_units(
            opened, embedder, lambda done, of: tell(f"Embedding: {done:,} of {of:,}")
        )
    say(f"{memory}: {units:,} units embedded with {embedder.name}")
