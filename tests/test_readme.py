"""The README promises nothing that is not there."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from tests.cli_reference import commands, help_of

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
LINES = re.findall(r"^    (muwazi .+)$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("line", LINES)
def test_commands_and_options_exist(line: str) -> None:
    """Each line that starts with muwazi names a command, and options that its help knows."""
    words = line.split()[1:]
    command = next(known for known in commands() if words[: len(known)] == known)
    text = help_of(command)
    for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", line):
        assert re.search(rf"(?<!\S){option}\b", text), option


def test_links_lead_to_files() -> None:
    """Every relative link is a file of this folder."""
    for target in re.findall(r"\]\(([^):#]+)\)", TEXT):
        assert (ROOT / target).is_file(), target


def test_python_blocks_import_what_exists() -> None:
    """Every name that a block imports is there."""
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert blocks
    for block in blocks:
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert all(hasattr(module, alias.name) for alias in node.names)


def test_the_first_commands_are_two() -> None:
    """What a newcomer types is `make demo` and `make test`, and both are targets."""
    section = TEXT.partition("## Try it")[2].partition("\n## ")[0]
    typed = re.findall(r"^    (.+)$", section, re.MULTILINE)
    assert typed == ["make demo", "make test"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"^{line.split()[1]}:", makefile, re.MULTILINE) for line in typed)
