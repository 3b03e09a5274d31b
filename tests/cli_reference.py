"""The reference of the command line, made from what `--help` prints; run me to print it."""

import sys
from collections.abc import Iterator

import typer
from typer.testing import CliRunner

from cli import app

_INTRODUCTION = """\
# The command line

Every command with its arguments and options, as `muwazi COMMAND --help` prints them (this page is
made from that; `make docs` writes it anew).

Data goes to standard output or to the file of `-o`, talk to standard error. A file is written whole
or not at all. The exit status is 0 for success, 1 for an error (one line on standard error says
which), 2 for wrong usage, 130 after Ctrl-C.
"""


def commands() -> Iterator[list[str]]:
    """Yield the words of every command, those of groups too: ["build"], ["tm", "add"]."""
    waiting: list[tuple[list[str], object]] = [([], typer.main.get_command(app))]
    while waiting:
        words, command = waiting.pop(0)
        children = getattr(command, "commands", {})
        if words and not children:
            yield words
        waiting += [([*words, name], child) for name, child in children.items()]


def help_of(words: list[str]) -> str:
    """Return what a command prints for --help."""
    result = CliRunner().invoke(app, [*words, "--help"], prog_name="muwazi")
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def reference() -> str:
    """Return docs/cli.md."""
    sections = [_INTRODUCTION, f"```text\n{help_of([])}\n```\n"]
    sections += [
        f"## muwazi {' '.join(words)}\n\n```text\n{help_of(words)}\n```\n" for words in commands()
    ]
    return "\n".join(sections)


if __name__ == "__main__":
    sys.stdout.write(reference())
