"""Imports run one way: corpora, align, tm, cli, and never in a circle."""

import ast
from graphlib import TopologicalSorter
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


def modules(file: Path) -> set[Path]:
    """Return the files of ours that `file` imports from, wherever in the file it does."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    places = {ROOT / name.replace(".", "/") for name in names}
    return {place.with_suffix(".py") for place in places} & set(FILES)


def test_nothing_is_imported_in_a_circle() -> None:
    """Files can be put in an order in which each imports from earlier ones alone."""
    order = TopologicalSorter({file: modules(file) - {file} for file in FILES})
    assert len(list(order.static_order())) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_run_downward(file: Path) -> None:
    """No module imports a layer above its own."""
    own = LAYERS.index(file.relative_to(ROOT).parts[0])
    assert imported(file).isdisjoint(LAYERS[own + 1 :])
