"""A batch survives kills, full disks and Ctrl-C, and ends with the same memory all the same."""

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batches import held, make, run, run_until
from tm.batch.manifest import Manifest, manifest_path
from tm.memory import Memory

ROOT = Path(__file__).parents[1]
KILLS = 20
COMMAND = "from tm.commands.batch import app; app()"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages."""
    return make(tmp_path_factory.mktemp("archive") / "pages", count=6)


@pytest.fixture(scope="module")
def whole(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a memory holds after a batch that nothing disturbed."""
    path = tmp_path_factory.mktemp("whole") / "m.db"
    run(archive, path)
    return held(path)


def test_killed_at_random_moments_it_goes_on(archive: Path, whole: bytes, tmp_path: Path) -> None:
    """SIGKILL between any two SQL statements, in and out of transactions, changes nothing."""
    fork = multiprocessing.get_context("forkserver")
    fork.set_forkserver_preload(["tests.batches"])
    draw = random.Random(5)
    path = tmp_path / "m.db"
    ends = []
    for _ in range(KILLS):
        child = fork.Process(target=run_until, args=(archive, path, draw.randrange(5, 300)))
        child.start()
        child.join()
        ends.append(child.exitcode)
    assert ends.count(-signal.SIGKILL) >= KILLS // 2
    assert run(archive, path).finished
    assert held(path) == whole
    assert not list(tmp_path.glob("*-journal"))


def test_a_full_disk_is_one_clear_line(
    archive: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends with the reason, nothing is half-written, and it goes on when there is room."""
    path = tmp_path / "m.db"
    begin = Manifest.__init__
    for name in ("batch", "main"):

        def crowded(self: Manifest, memory: Memory, name: str = name) -> None:
            begin(self, memory)
            (pages,) = memory.connection.execute(f"PRAGMA {name}.page_count").fetchone()
            memory.connection.execute(f"PRAGMA {name}.max_page_count = {pages + 2}")

        with monkeypatch.context() as patch:
            patch.setattr(Manifest, "__init__", crowded)
            with pytest.raises(OSError, match="no space is left"):
                run(archive, path)
    assert run(archive, path).finished
    assert held(path) == whole


def test_a_stop_loses_nothing(archive: Path, whole: bytes, tmp_path: Path) -> None:
    """Told to stop at any event, a batch writes what is under way and goes on from there."""
    path = tmp_path / "m.db"
    stops, finished = 0, False
    while not finished:
        left = 5 * (stops + 1)

        def heard(event: object) -> None:
            nonlocal left
            left -= 1

        finished = run(archive, path, tell=heard, stopping=lambda: left < 0).finished  # noqa: B023  # called in this round only
        stops += not finished
    assert stops >= 2
    assert held(path) == whole


@pytest.fixture
def started(archive: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """The command with a worker process, which told of one event."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, archive, "-o", "m.db", "--workers", "1", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    with process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["step"] == "read"
        yield process
        process.kill()


def test_ctrl_c_says_how_to_go_on(
    started: "subprocess.Popen[str]", archive: Path, whole: bytes, tmp_path: Path
) -> None:
    """Exit status 130, the command to go on with, workers that end in peace, and no work lost."""
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to the workers too
    out, talk = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "finishing what is under way" in talk
    assert f"go on with: muwazi {archive} -o m.db" in talk
    assert "Traceback" not in talk
    assert out.count('"read"') >= 1
    assert run(archive, tmp_path / "m.db").finished
    assert held(tmp_path / "m.db") == whole


def test_a_killed_command_leaves_no_worker(
    started: "subprocess.Popen[str]", archive: Path, whole: bytes, tmp_path: Path
) -> None:
    """Workers hold standard output open: it ends, so they are gone; and the batch goes on."""
    started.kill()
    assert started.stdout
    started.stdout.read()
    assert run(archive, tmp_path / "m.db").finished
    assert held(tmp_path / "m.db") == whole
    assert manifest_path(tmp_path / "m.db").exists()
