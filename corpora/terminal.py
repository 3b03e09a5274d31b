"""What every command shares: data to a file or standard output, talk to standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from corpora.atomic import atomic_write


@contextmanager
def output(name: str) -> Iterator[BinaryIO]:
    """Open `name` for writing bytes: a file that appears whole or not at all, or "-" for stdout.

    Raises OSError, which names the file; a reader of stdout that went away too.
    """
    if name == "-":
        stream = sys.stdout.buffer
        yield stream
        stream.flush()
        return
    with atomic_write(Path(name)) as stream:
        yield stream


def write_text(name: str, text: str) -> None:
    """Write `text` in UTF-8 to the file `name`, or to standard output where that is "-"."""
    with output(name) as stream:
        stream.write(text.encode("utf-8", "replace"))


def say(text: str) -> None:
    """Print lines on standard error; control characters, which could steer a terminal, become ?."""
    lines = [_printable(line) for line in text.splitlines()]
    print("\n".join(lines), file=sys.stderr)  # noqa: T201  # the one place that talks


def error_line(error: Exception) -> str:
    """Return what an error says, in one line; the file's name first where it is one of a file."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        text = f"{error.filename}: {error.strerror}"
    return " ".join(text.split())


@contextmanager
def working(text: str) -> Iterator[Callable[[str], None]]:
    """Show `text` and a spinner while the block runs, where standard error is a terminal.

    What is yielded changes the text.
    """
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console  # here: only a terminal pays for its import
    from rich.text import Text

    with Console(stderr=True).status(Text(text), spinner="line") as status:
        yield lambda text: status.update(Text(_printable(text)))


def _printable(text: str) -> str:
    """Return a line in which nothing can steer a terminal."""
    # Names of files that the locale could not read hold their bytes as surrogates.
    with suppress(UnicodeEncodeError):
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "?" for character in text)
