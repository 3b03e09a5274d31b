"""A batch survives kills, full disks and Ctrl-C, and ends with the same memory all the same."""

import datetime
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.batches import forks, held, make, run, run_until
from tests.hostile_archive import BURN
from tests.memories import NOW
from tm.batch.event import Event
from tm.batch.manifest import Manifest, manifest_path
from tm.commands.batch import app
from tm.memory import Memory

ROOT = Path(__file__).parents[1]
KILLS = 20
COMMAND = "from tm.commands.batch import app; app()"
STUCK = f"import tests.hostile_worker as t, tm.batch.workers as w; w.processes = t.stuck; {COMMAND}"


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
    fork = forks()
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


def test_a_report_that_cannot_be_written(
    archive: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the memory is whole, no half of a report is left, the next run writes it."""
    arguments = [str(archive), "-o", str(tmp_path / "m.db"), "--workers", "0"]
    sync = os.fsync

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("corpora.atomic.os.fsync", full)
        done = CliRunner().invoke(app, arguments)
    assert os.fsync is sync
    assert isinstance(done.exception, OSError)
    assert done.exception.errno == errno.ENOSPC
    assert {path.name for path in tmp_path.iterdir()} == {"m.db", "m.db.batch"}
    assert held(tmp_path / "m.db") == whole
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert json.loads((tmp_path / "m.report.json").read_text("utf-8"))["units"] > 0
    assert (tmp_path / "m.report.html").stat().st_size > 5000


def test_a_clock_that_goes_back_does_no_harm(
    archive: Path, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour lost in mid-run or between two runs changes nothing, nor do files of the future."""
    path, pages = tmp_path / "m.db", tmp_path / "pages"
    shutil.copytree(archive, pages)
    for page in pages.iterdir():
        os.utime(page, (4e9, 4e9))
    lost, clock = 0.0, time.time
    monkeypatch.setattr(time, "time", lambda: clock() - lost)
    monkeypatch.setattr(time, "time_ns", lambda: int((clock() - lost) * 1e9))

    def told(event: Event) -> None:
        nonlocal lost
        lost += 3600 * (event.done == 3)

    half = run(pages, path, tell=told, stopping=lambda: lost >= 7200)
    assert not half.finished
    assert run(pages, path, now=NOW - datetime.timedelta(hours=1)).finished
    assert held(path) == whole
    events: list[Event] = []
    assert run(pages, path, tell=events.append).finished
    assert [event.step for event in events] == ["index"]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """What starts the command with a worker process, and waits for its first event."""
    processes = []

    def start(archive: Path, code: str = COMMAND) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", code, archive, "-o", "m.db", "--workers", "1", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        processes.append(process)
        assert process.stdout
        assert json.loads(process.stdout.readline())["step"] == "read"
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def started(
    begin: Callable[..., "subprocess.Popen[str]"], archive: Path
) -> "subprocess.Popen[str]":
    """The command at work on the archive."""
    return begin(archive)


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


def test_ctrl_c_twice_waits_for_nothing(
    begin: Callable[..., "subprocess.Popen[str]"], archive: Path, whole: bytes, tmp_path: Path
) -> None:
    """The second one ends a worker that would be busy for two minutes; the batch goes on later."""
    pages = tmp_path / "pages"
    shutil.copytree(archive, pages)
    (pages / "stuck.html").write_text(f"<html><body><p>Stuck.</p>{BURN}", "utf-8")
    process = begin(pages, STUCK)
    assert process.stdout
    assert "stuck\n" in iter(process.stdout.readline, "")
    os.killpg(process.pid, signal.SIGINT)
    assert process.stderr
    assert "finishing what is under way" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, talk = process.communicate(timeout=60)  # it holds our pipes until its workers are gone
    assert process.returncode == 130
    assert talk == f"stopped; go on with: muwazi {pages} -o m.db --workers 1 --json\n"
    assert run(pages, tmp_path / "m.db").finished
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
