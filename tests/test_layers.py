"""Imports run one way: corpora, align, tm, cli."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ["corpora", "align", "tm", "cli"]
FILES = sorted(file for layer in LAYERS[:3] for file in (ROOT / layer).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """Return the top-level names that `file` imports, wherever in the file it does."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_run_downward(file: Path) -> None:
    """No module imports a layer above its own."""
    own = LAYERS.index(file.relative_to(ROOT).parts[0])
    assert imported(file).isdisjoint(LAYERS[own + 1 :])
