"""Talk goes to standard error and cannot steer a terminal; the spinner is for terminals only."""

import io
import sys
from pathlib import Path

import pytest

from corpora.terminal import output, say, working, write_text


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def test_talk_is_for_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines come out as they are, in Arabic too, and nothing on standard output."""
    say("one\nواحد")
    assert capsys.readouterr() == ("", "one\nواحد\n")


def test_talk_cannot_steer(capsys: pytest.CaptureFixture[str]) -> None:
    """Escapes, bidi overrides and broken characters become question marks; names come back."""
    say("a\x1b]0;x\x07b\u202ec\ud800")
    say(b"\xd8\xa8".decode("ascii", "surrogateescape"))
    assert capsys.readouterr().err == "a?]0;x?b?c?\nب\n"


def test_no_terminal_no_spinner(capsys: pytest.CaptureFixture[str]) -> None:
    """Where standard error is a file, working says nothing."""
    with working("Working") as tell:
        tell("Still working")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_sees_what_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is shown, markup of an address is text, and the line is cleared at the end."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with working("Reading") as tell:
        tell("Fetching https://example.org/[bold]x[/nonsense]")
    assert "Reading" in terminal.getvalue() or "[bold]x[/nonsense]" in terminal.getvalue()


def test_a_file_appears_whole(tmp_path: Path) -> None:
    """A block that raises leaves nothing behind; one that ends leaves the file."""

    def broken() -> None:
        with output(str(tmp_path / "x")) as stream:
            stream.write(b"half")
            raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        broken()
    assert list(tmp_path.iterdir()) == []
    write_text(str(tmp_path / "x"), "نص \ud800\n")
    assert (tmp_path / "x").read_bytes() == "نص ?\n".encode()
