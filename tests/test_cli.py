"""The command line: data to standard output, talk to standard error, one line for an error."""

import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import cli
from corpora.fetch import Fetcher
from tests.cli_reference import commands, help_of, reference
from tests.command_line import EXAMPLE, ROOT, Muwazi, process


@pytest.mark.parametrize("arguments", [["--nonsense"], ["build"], ["build", "x", "--format", "x"]])
def test_wrong_usage_is_two(muwazi: Muwazi, arguments: list[str]) -> None:
    """A word that nobody knows, a missing argument, a wrong choice: status 2 and how to ask."""
    ran = muwazi(*arguments)
    assert (ran.status, ran.out) == (2, b"")
    assert "Try 'muwazi" in ran.talk


def test_ctrl_c_is_130(muwazi: Muwazi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is broken off says nothing and has the shell's own status for it."""

    def interrupted(self: Fetcher, url: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Fetcher, "get", interrupted)
    ran = muwazi("build", "https://example.org/en/1")
    assert (ran.status, ran.out) == (130, b"")
    assert "Traceback" not in ran.talk


def test_errors_cannot_steer_the_terminal(muwazi: Muwazi) -> None:
    """Escape sequences in a name come out as question marks, on one line."""
    ran = muwazi("align", "no\x1b[2Jsuch\nfile", "b")
    assert ran.talk == "muwazi: no?[2Jsuch file: No such file or directory\n"


def test_output_is_utf8_whatever_the_locale() -> None:
    """With an ASCII locale Arabic comes out right on both streams."""
    ascii_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    gold = str(EXAMPLE / "gold.txt")
    beads = ["evaluate", gold, str(ROOT / "examples/salt-wheat/gold.txt"), "--errors"]
    assert "سينما" in process(*beads, **ascii_locale).stdout.decode("utf-8")
    failed = process("build", "غائب.txt", **ascii_locale)
    assert failed.returncode == 1
    assert "muwazi: غائب.txt: " in failed.stderr.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`muwazi … | head -1` ends without a word."""
    command = [sys.executable, "-m", "cli", "evaluate", "examples", "examples", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
        running.wait(60)


def test_version() -> None:
    """--version prints the name and the version, and needs no command."""
    result = CliRunner().invoke(cli.app, ["--version"])
    assert re.fullmatch(r"muwazi \d+\.\d+\.\d+\n", result.output)


def test_no_command_shows_the_help() -> None:
    """Alone, the command shows what it can do, no line of it cut short."""
    shown = CliRunner().invoke(cli.app, []).output
    assert "Commands:" in shown
    assert "..." not in shown.replace("[ARGS]...", "")


@pytest.mark.parametrize("words", [[], *commands()], ids=" ".join)
def test_every_command_has_help_with_an_example(words: list[str]) -> None:
    """The help says what it does and shows a line to copy."""
    text = help_of(words)
    assert re.search(r"Examples?:\n +muwazi ", text)
    assert max(map(len, text.splitlines())) <= 90


@pytest.mark.parametrize("columns", ["40", "200"])
def test_help_does_not_depend_on_the_terminal(columns: str) -> None:
    """The same text at any width, with or without colour."""
    narrow = process("build", "--help", COLUMNS=columns, TERMINAL_WIDTH=columns, FORCE_COLOR="1")
    assert narrow.stdout == process("build", "--help").stdout


def test_the_reference_is_current() -> None:
    """docs/cli.md is what the commands say now; `make docs` writes it anew."""
    assert (ROOT / "docs/cli.md").read_text("utf-8") == reference()
