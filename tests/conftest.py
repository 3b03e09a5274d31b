"""What several test files are given."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.archives import Run
from tests.batches import held, make
from tests.batches import run as run_batch
from tests.command_line import Muwazi, in_process
from tests.outlet import Outlet

# The same examples in every run, and no run fails because the machine was busy.
settings.register_profile("muwazi", deadline=None, derandomize=True)
settings.load_profile("muwazi")

os.environ["MUWAZI_CACHE"] = ""  # no test, and no process of one, writes into a home folder


@pytest.fixture
def muwazi(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Muwazi:
    """Return what runs the command line, without the network and without the real aligner."""
    return in_process(monkeypatch, capfdbinary)


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    """Return a running outlet."""
    with Outlet() as running:
        yield running


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return runs into a new folder."""
    monkeypatch.setattr("corpora.fetch._BACK_OFF", 0.0)
    return Run(tmp_path / "archive")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages."""
    return make(tmp_path_factory.mktemp("archive") / "pages")


@pytest.fixture(scope="session")
def filled(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory after a batch that nothing disturbed; to be copied, not to be changed."""
    path = tmp_path_factory.mktemp("whole") / "m.db"
    assert run_batch(archive, path).finished
    return path


@pytest.fixture(scope="session")
def whole(filled: Path) -> bytes:
    """What that memory holds."""
    return held(filled)
