"""The command line run in this process, in a folder that holds the files of docs/tm.md."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

import cli
from tests.memories import HashedWords
from tests.position_aligner import align_positions

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/tm.md").read_text("utf-8")
HARBOUR = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)[0]
NEXT = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0]
MODEL = HashedWords({"port": "الميناء", "open": "فتح"}, name="hashed@1")


@dataclass(frozen=True)
class Ran:
    """What a command left behind; `talk` and `out` are standard error and output."""

    status: int
    out: str
    talk: str
    error: BaseException | None

    @property
    def rows(self) -> list[dict[str, object]]:
        """The objects of JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def tm(*arguments: object) -> Ran:
    """Run `muwazi tm` in this process."""
    return muwazi("tm", *arguments)


def muwazi(*arguments: object) -> Ran:
    """Run `muwazi` in this process."""
    result = CliRunner().invoke(cli.app, list(map(str, arguments)), prog_name="muwazi")
    error = None if isinstance(result.exception, SystemExit) else result.exception
    return Ran(result.exit_code, result.stdout, result.stderr, error)


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in `folder`, with the files of docs/tm.md; no model is loaded."""
    (folder / "harbour.jsonl").write_text(HARBOUR, "utf-8")
    (folder / "next.txt").write_text(NEXT, "utf-8")
    document, model = ModuleType("align.document"), ModuleType("align.model")
    document.align_sentences = align_positions  # type: ignore[attr-defined]
    model.load_model = lambda path=None, **_: MODEL  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "align.document", document)
    monkeypatch.setitem(sys.modules, "align.model", model)
    monkeypatch.chdir(folder)


def fill() -> str:
    """Return the name of a new memory that holds the units of docs/tm.md."""
    assert tm("add", "news.db", "harbour.jsonl").status == 0
    return "news.db"


class Served:
    """Stands for the server, which would not end."""

    host = ""

    def __call__(self, path: Path, *, host: str, port: int, token: str, ready: object) -> None:
        """Note the host and say the address."""
        self.host = host
        assert callable(ready)
        ready(f"http://{host}:{port}")
