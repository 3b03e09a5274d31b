"""A batch on a Dask cluster makes the same memory, even if a worker of it is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.batches import held, run
from tests.hostile_archive import make_hostile
from tm.batch.dask_executor import dask_executor
from tm.commands.batch import app

pytestmark = pytest.mark.client
ROOT = Path(__file__).parents[1]


def begun(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start a part of a cluster."""
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        | {"MUWAZI_MARK": str(folder / "mark")},
    )


def said(process: "subprocess.Popen[str]", mark: str) -> str:
    """Wait for a line that holds `mark`, and return what stands after it."""
    assert process.stderr
    line = next(line for line in process.stderr if mark in line)
    return line.partition(mark)[2].strip()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[str]"]]]:
    """A scheduler and two workers, processes on loopback; the first that has read a page dies."""
    pytest.importorskip("distributed")
    parts = [
        begun(
            *(tmp_path, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"),
            "--no-dashboard",
        )
    ]
    address = said(parts[0], "Scheduler at:")
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    worker = ("distributed.cli.dask_worker", address, *options, "--preload", "tests.hostile_worker")
    parts += [begun(tmp_path, *worker) for _ in range(2)]
    for part in parts[1:]:
        said(part, "Registered to:")
    yield address, parts[1:]
    for part in reversed(parts):
        part.kill()
        part.communicate()


def test_a_cluster_of_which_a_worker_is_killed(
    cluster: tuple[str, list["subprocess.Popen[str]"]], tmp_path: Path
) -> None:
    """One of two workers dies with a half of its pages read: others do them, the memory is as ever.

    The archive is the hostile one: on a cluster too a bad page costs itself. The command does the
    same with the worker that is left.
    """
    address, workers = cluster
    archive = make_hostile(tmp_path / "pages")
    alone = run(archive, tmp_path / "whole.db").figures
    with dask_executor(address) as (executor, count):
        assert count == 2
        done = run(archive, tmp_path / "m.db", count=count, executor=executor)
    assert done.finished
    assert sorted(worker.poll() or 0 for worker in workers) == [-signal.SIGKILL, 0]
    assert done.figures.articles == alone.articles
    assert done.figures.troubles == alone.troubles
    assert held(tmp_path / "m.db") == held(tmp_path / "whole.db")
    command = [str(archive), "-o", str(tmp_path / "c.db"), "--dask", address, "--json"]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.output
    end = json.loads(told.stdout.splitlines()[-1])
    assert (end["articles"], end["units"]) == (alone.articles, alone.units)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which address does not answer."""
    pytest.importorskip("distributed")
    monkeypatch.setattr("tm.batch.dask_executor._TIMEOUT", 0.1)
    with (
        pytest.raises(OSError, match="no Dask scheduler answers"),
        dask_executor("tcp://127.0.0.1:9"),
    ):
        pass
