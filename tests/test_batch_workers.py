"""Workers keep the order, bound what is under way, and outlive each other's deaths."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.fragile import shout, threads
from tm.batch.workers import Lost, ThisProcess, Workers, processes


def never() -> bool:
    """Go on."""
    return False


def test_results_come_in_order_and_few_are_under_way() -> None:
    """However many tasks there are, only some chunks are taken before results are."""
    taken = 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        for number in count():
            taken += 1
            yield f"task {number}"

    with Workers(partial(ThreadPoolExecutor, 3), 3) as workers:
        found = workers.map(shout, tasks(), chunk=2, stopping=never)
        assert [next(found)[1] for _ in range(50)] == [f"TASK {number}" for number in range(50)]
        assert taken <= 50 + 2 * 3 * 4


def test_large_tasks_travel_alone() -> None:
    """A chunk ends where its tasks are large together; a bundle multiplies the number, not that."""
    sent: list[int] = []

    def noted(tasks: Sequence[int]) -> Sequence[int]:
        sent.append(len(tasks))
        return tasks

    sizes = [1, 1, 1, 5_000_000, 2_000_000, 2_000_000, 1, 1]
    with Workers(ThisProcess, 0, bundle=2) as workers:
        found = workers.map(noted, sizes, chunk=2, stopping=never, size=lambda task: task)
        assert [task for task, _ in found] == sizes
    assert sent == [4, 2, 2]


def test_a_stop_finishes_what_is_under_way() -> None:
    """What was begun is yielded; nothing else is taken."""
    stop = False
    coming = iter(map(str, range(100)))
    with Workers(partial(ThreadPoolExecutor, 2), 2) as workers:
        found = workers.map(shout, coming, chunk=1, stopping=lambda: stop)
        first = next(found)
        stop = True
        rest = [task for task, _ in found]
    assert first == ("0", "0")
    assert rest == [str(number) for number in range(1, int(next(coming)))]


def test_a_worker_that_dies_costs_the_guilty_task_alone(tmp_path: Path) -> None:
    """Others that were under way are done again; who kills once is forgiven, who twice is lost."""
    tasks = ["a", f"once {tmp_path / 'mark'}", "b", "die", "c", "d"]
    make = partial(ProcessPoolExecutor, 1, multiprocessing.get_context("forkserver"))  # quick
    with Workers(make, 1) as workers:
        found = dict(workers.map(shout, tasks, chunk=2, stopping=never))
    assert list(found) == tasks
    assert isinstance(found.pop("die"), Lost)
    assert found == {task: task.upper() for task in found}


def test_processes_use_one_thread_each() -> None:
    """The number of processes is the number of processors that are busy."""
    with Workers(partial(processes, 1), 1) as workers:
        (said,) = workers.map(threads, ["OMP_NUM_THREADS"], chunk=1, stopping=never)
    assert said == ("OMP_NUM_THREADS", "1")


def test_what_the_work_raises_is_raised() -> None:
    """An error that is no page's fault, such as a missing model, ends the run."""
    with (
        Workers(ThisProcess, 0) as workers,
        pytest.raises(ValueError, match="no such work"),
    ):
        list(workers.map(shout, ["a", "raise"], chunk=1, stopping=never))


class KilledWorker(Exception):
    """What Dask says of a task whose workers died."""


KilledWorker.__module__ = "distributed.scheduler"


class Cluster(ThisProcess):
    """A cluster that loses some tasks and is never broken itself."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Lose a task that says so."""
        if "die" in args[0] if args else False:
            future: Future[Any] = Future()
            future.set_exception(KilledWorker())
            return future
        return super().submit(fn, *args, **kwargs)


def test_a_cluster_that_loses_a_task_goes_on() -> None:
    """The task is tried again alone, then given up; the same executor does the rest."""
    made = []

    def make() -> Cluster:
        made.append(Cluster())
        return made[-1]

    with Workers(make, 2) as workers:
        found = dict(workers.map(shout, ["a", "die", "b"], chunk=3, stopping=never))
    assert (found["a"], found["b"], len(made)) == ("A", "B", 1)
    assert isinstance(found["die"], Lost)


def test_nothing_is_no_work() -> None:
    """No tasks, no results."""
    with Workers(ThisProcess, 0) as workers:
        assert list(workers.map(shout, [], chunk=2, stopping=never)) == []
