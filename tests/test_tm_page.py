"""docs/tm.md and the other pages: what they show of `muwazi tm` is what it does."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_reference import commands, help_of
from tests.tm_runner import PAGE, ROOT, Served, fill, muwazi, prepare


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds the files of docs/tm.md."""
    prepare(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def memory() -> str:
    """Return the name of a memory that holds the units of docs/tm.md."""
    return fill()


def typed() -> Iterator[tuple[str, str]]:
    """Yield the commands of docs/tm.md and what the page says that they print."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield line, shown


def test_the_page_says_what_the_commands_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of docs/tm.md, in order, prints what stands below it; ... is anything."""
    monkeypatch.setattr("tm.serve.serve", served := Served())
    for line, shown in typed():
        ran = muwazi(*shlex.split(line)[1:])
        assert ran.status == 0, (line, ran)
        pattern = re.escape(shown).replace(r"\.\.\.", ".*").replace("…", ".*")
        # Talk goes to another stream: the page shows it where it matters, after the data or alone.
        texts = (ran.out, ran.talk, ran.talk + ran.out, ran.out + ran.talk)
        assert any(re.fullmatch(pattern, text, re.DOTALL) for text in texts), (line, ran)
    assert served.host == "127.0.0.1"


def test_the_page_has_every_command() -> None:
    """No command of `muwazi tm` is missing in docs/tm.md."""
    shown = {line.split()[2] for line, _ in typed()}
    assert shown == {words[1] for words in commands() if words[0] == "tm"}


def command_lines() -> list[str]:
    """Return the lines of the other pages that show a command of the memory."""
    return [
        line.strip()
        for page in sorted((ROOT / "docs").glob("*.md"))
        if page.name not in ("tm.md", "cli.md")
        for line in re.findall(r"^    (muwazi tm .+)$", page.read_text("utf-8"), re.MULTILINE)
    ]


@pytest.mark.parametrize("line", command_lines())
def test_other_pages_name_what_exists(line: str) -> None:
    """Each line of a page names a command, and options that its help knows."""
    text = help_of(line.split()[1:3])
    for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", line):
        assert re.search(rf"(?<!\S){option}\b", text), option


def test_every_command_and_option_of_the_page_on_cat_tools_exists() -> None:
    """Options in the running text and tables of docs/cat-tools.md are those of export, leverage."""
    text = help_of(["tm", "export"]) + help_of(["tm", "leverage"])
    page = (ROOT / "docs/cat-tools.md").read_text("utf-8")
    for option in set(re.findall(r"`(--[a-z-]+)", page)):
        assert option in text, option


def test_help_shows_an_example_that_parses(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of a help text is taken by its command: no wrong usage (status 2)."""
    monkeypatch.setattr("tm.serve.serve", Served())
    for name in ("memory.db", "before.db", "after.db"):
        Path(name).write_bytes(Path(memory).read_bytes())
    for words in commands():
        if words[0] != "tm":
            continue
        examples = re.findall(r"^    (muwazi tm .+)$", help_of(words), re.MULTILINE)
        for line in examples:
            ran = muwazi(*shlex.split(line)[1:])
            assert ran.status != 2, (line, ran.talk)
            assert ran.error is None or isinstance(ran.error, OSError), (line, ran.error)
