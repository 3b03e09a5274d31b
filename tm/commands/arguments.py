"""What several of the memory's commands share: arguments, opening, and text for a terminal."""

import datetime
import errno
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpora.terminal import write_text

if TYPE_CHECKING:
    from tm.memory import Memory

MemoryFile = Annotated[Path, typer.Argument(help="The memory, an SQLite file.")]
MinScore = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Leave out unreviewed units that score less."),
]
Day = typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Of the article's date.")
Since = Annotated[datetime.datetime | None, Day]
Until = Annotated[datetime.datetime | None, Day]
Domain = Annotated[str, typer.Option(help="Host of either page; hosts below it count.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsJsonLines = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]

# A memory's texts may come from anybody: what could steer a terminal becomes a question mark.
_UNSAFE = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def day(time: datetime.datetime | None) -> datetime.date | None:
    """Return the day of an option."""
    return time.date() if time else None


def now() -> datetime.datetime:
    """Return the time that a memory notes."""
    return datetime.datetime.now(datetime.UTC)


def read(path: Path) -> "Memory":
    """Open a memory for reading."""
    from tm.memory import Memory

    return Memory(path)


def change(path: Path) -> "Memory":
    """Open a memory that is there for writing; a name that is mistyped makes no new one."""
    from tm.memory import Memory

    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, "no such memory", str(path))
    return Memory(path, write=True)


def show(text: str) -> None:
    """Print text on standard output; whatever could steer a terminal becomes a question mark."""
    write_text("-", _UNSAFE.sub("?", text))


def on_terminal() -> bool:
    """Tell whether standard output is a terminal: then Arabic is kept in its own direction."""
    return sys.stdout.isatty()
