"""A batch on a Dask cluster makes the same memory, even if a worker of it is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batches import held, make, run
from tm.batch.dask_executor import dask_executor
from tm.batch.event import Event

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
        | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )


def said(process: "subprocess.Popen[str]", mark: str) -> str:
    """Wait for a line that holds `mark`, and return what stands after it."""
    assert process.stderr
    line = next(line for line in process.stderr if mark in line)
    return line.partition(mark)[2].strip()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[str]"]]]:
    """A scheduler and two workers, processes on loopback."""
    pytest.importorskip("distributed")
    parts = [
        begun(
            *(tmp_path, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"),
            "--no-dashboard",
        )
    ]
    address = said(parts[0], "Scheduler at:")
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    for _ in range(2):
        parts.append(begun(tmp_path, "distributed.cli.dask_worker", address, *options))
        said(parts[-1], "Registered to:")
    yield address, parts[1:]
    for part in reversed(parts):
        part.kill()
        part.communicate()


def test_a_cluster_of_which_a_worker_is_killed(
    cluster: tuple[str, list["subprocess.Popen[str]"]], tmp_path: Path
) -> None:
    """One of two workers dies in mid-run: the batch ends, with the memory of a single process."""
    address, workers = cluster
    archive = make(tmp_path / "pages", count=12)
    run(archive, tmp_path / "whole.db")
    seen = 0

    def tell(event: Event) -> None:
        nonlocal seen
        seen += 1
        if seen == 3:
            workers[0].send_signal(signal.SIGKILL)

    with dask_executor(address) as (executor, count):
        assert count == 2
        done = run(archive, tmp_path / "m.db", count=count, executor=executor, tell=tell)
    assert done.finished
    assert "failed" not in done.figures.articles
    assert held(tmp_path / "m.db") == held(tmp_path / "whole.db")


def test_a_scheduler_that_is_not_there() -> None:
    """The error says which address does not answer."""
    pytest.importorskip("distributed")
    with (
        pytest.raises(OSError, match="no Dask scheduler answers"),
        dask_executor("tcp://127.0.0.1:9"),
    ):
        pass
