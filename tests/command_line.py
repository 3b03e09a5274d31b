"""The command line run inside the tests: what it printed, what it said, its exit status."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

import cli
from align import model
from tests.position_aligner import align_positions

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/cinema-reopens"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: bytes
    talk: str


Muwazi = Callable[..., Ran]


def in_process(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Muwazi:
    """Return what runs the command line in this process, aligning by position, never waiting."""
    document = ModuleType("align.document")
    document.align_sentences = align_positions  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "align.document", document)
    monkeypatch.setattr(model, "load_model", lambda path=None, **_: path)
    monkeypatch.setattr("corpora.fetch._BACK_OFF", 0.0)

    def run(*arguments: object) -> Ran:
        capfdbinary.readouterr()
        binary = io.BytesIO()
        out, err = io.TextIOWrapper(binary, encoding="ascii"), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["muwazi", *map(str, arguments)])
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            status = 0
            try:
                cli.main()
            except SystemExit as leaving:
                status = leaving.code if isinstance(leaving.code, int) else 0
            out.flush()
            data = binary.getvalue()
            out.detach()
        assert capfdbinary.readouterr() == (b"", b"")  # nobody talks past the two streams
        return Ran(status, data, err.getvalue())

    return run


def fails(ran: Ran, message: str, folder: Path) -> None:
    """Check an error: status 1, one line on standard error, and an empty folder."""
    assert (ran.status, ran.out) == (1, b"")
    assert re.fullmatch(r"muwazi: .+\n", ran.talk), ran.talk
    assert re.search(message, ran.talk), ran.talk
    assert list(folder.iterdir()) == []


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
