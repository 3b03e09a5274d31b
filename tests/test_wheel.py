"""What is published: a wheel that holds the three packages, the command and nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP = {"align", "cli.py", "corpora", "tm"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel, without isolation and so without the network; return its files."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_exactly_the_packages(names: set[str]) -> None:
    """Nothing but our four names goes into the shared site-packages."""
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == TOP
    assert len(tops) == len(TOP) + 1


def test_every_source_file_is_in_the_wheel(names: set[str]) -> None:
    """Each module, type mark and data file of the packages is there, and no rubbish is."""
    tracked = {
        file.relative_to(ROOT).as_posix()
        for top in ("align", "corpora", "tm")
        for file in (ROOT / top).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
    held = {name for name in names if ".dist-info/" not in name}
    assert held == tracked | {"cli.py"}
    assert {"align/py.typed", "corpora/py.typed", "tm/py.typed", "tm/report.html"} <= held


def test_the_model_is_in_the_wheel(names: set[str]) -> None:
    """The embedded model, its tokenizer, its card and the search's weights are package data."""
    files = {"model.safetensors", "tokenizer.json", "modules.json", "README.md", "search.json"}
    assert {f"align/model/{name}" for name in files} <= names


def test_the_licence_travels(names: set[str]) -> None:
    """The licence and the command are in the wheel's own data."""
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)


def test_importing_needs_no_heavy_package() -> None:
    """The command starts without numpy, lxml, tokenizers or torch: they wait until needed."""
    code = "import sys, cli; print(*{'numpy', 'lxml', 'tokenizers', 'torch'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert done.stdout.strip() == ""
