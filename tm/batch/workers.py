"""Workers: processes of this machine, or any executor; a bounded number of tasks under way.

Nothing here imports numpy, so that a new process can say how many threads it is to use before.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from concurrent.futures import ProcessPoolExecutor as Processes
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

_AHEAD = 4  # chunks under way for each worker: none waits, and memory stays flat
_LARGE = 4_000_000  # characters, or bytes, of tasks that make a chunk, however few they are
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task whose worker died, twice."""

    reason: str


def processes(count: int) -> Executor:
    """Return `count` processes that do not outlive this one, one thread each."""
    return begun(Processes(count, multiprocessing.get_context("spawn"), _begin), count)


def begun(pool: Executor, count: int) -> Executor:
    """Return a pool of `count` processes with all of them begun.

    Else it would begin them one by one, as tasks come in; and one that begins while another one's
    death breaks the pool waits for work for ever, and Python, at its end, for it (seen with 3.11).
    """
    for _ in range(count):
        pool.submit(int)
    return pool


def _begin() -> None:
    """Prepare a process: one thread, deaf to Ctrl-C, gone when its parent is."""
    for name in _THREADS:
        os.environ[name] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)  # a pool's processes would wait for a killed parent for ever

        threading.Thread(target=follow, daemon=True).start()


class ThisProcess(Executor):
    """An executor that does each task at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do a task and return the future that holds what came of it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Workers:
    """Executors of one kind, one at a time: a new one takes the place of one that broke."""

    def __init__(self, make: Callable[[], Executor], count: int, *, bundle: int = 1) -> None:
        """Take what makes an executor, and how many tasks it does at once.

        `bundle` times as many tasks travel together, where each journey costs much.
        """
        self.count = count
        self._bundle = bundle
        self._make = make
        self._executor = make()

    def __enter__(self) -> Self:
        """Return the workers themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the executor go; what has not begun is not begun."""
        if isinstance(self._executor, Processes):
            self._executor.shutdown(wait=True, cancel_futures=True)
        else:  # others may not know the second word
            self._executor.shutdown(wait=True)

    def map(
        self,
        work: Callable[[Sequence[Task]], Sequence[Result]],
        tasks: Iterable[Task],
        *,
        chunk: int,
        stopping: Callable[[], bool],
        size: Callable[[Task], int] = lambda task: 0,
    ) -> Iterator[tuple[Task, Result | Lost]]:
        """Yield each task with what `work` made of it, in the order of `tasks`.

        `chunk` tasks travel together, fewer where their `size` is large, and only a few chunks are
        under way, so that memory stays flat. When `stopping` says so
        no task is begun any more, and what is under way is finished. Tasks that were under way
        when a worker died are done again, one by one; one that a worker dies of again is lost.
        What `work` itself raises is raised.
        """
        coming = iter(tasks)
        under_way: deque[tuple[list[Task], Future[Sequence[Result]]]] = deque()
        ahead = _AHEAD * self.count or 1  # this process does a chunk at once: none is under way
        while True:
            while len(under_way) < ahead and not stopping():
                if not (some := _taken(coming, chunk * self._bundle, size)):
                    break
                under_way.append((some, self._submit(work, some)))
            if not under_way:
                return
            some, future = under_way.popleft()
            results = self._wait(future)
            if results is not None:
                yield from zip(some, results, strict=True)
                continue
            # All that was under way is suspect. Nothing else is, while each is done alone.
            suspects = [(some, future), *under_way]
            under_way.clear()
            for some, future in suspects:
                again: Sequence[Result | Lost] | None = self._wait(future)
                if again is None:
                    again = [self._alone(work, one) for one in some]
                yield from zip(some, again, strict=True)

    def _submit(
        self, work: Callable[[Sequence[Task]], Sequence[Result]], some: list[Task]
    ) -> Future[Sequence[Result]]:
        try:
            return self._executor.submit(work, some)
        except BrokenExecutor as error:
            future: Future[Sequence[Result]] = Future()
            future.set_exception(error)
            return future

    def _wait(self, future: Future[Sequence[Result]]) -> Sequence[Result] | None:
        """Return the results, None where a worker died; then there is an executor all the same."""
        executor = self._executor
        try:
            return future.result()
        except Exception as error:
            if not _died(error):
                raise
            if isinstance(error, BrokenExecutor) and self._broken(executor):
                executor.shutdown(wait=False, cancel_futures=True)
                self._executor = self._make()
            return None

    def _broken(self, executor: Executor) -> bool:
        """Tell whether an executor takes no task any more."""
        try:
            executor.submit(int).cancel()
        except RuntimeError:  # BrokenExecutor is one
            return True
        return False

    def _alone(
        self, work: Callable[[Sequence[Task]], Sequence[Result]], task: Task
    ) -> Result | Lost:
        results = self._wait(self._submit(work, [task]))
        if results is None:
            return Lost("the worker died of it, twice: out of memory, or a crash")
        return results[0]


def _taken(coming: Iterator[Task], most: int, size: Callable[[Task], int]) -> list[Task]:
    """Return the next tasks, at most so many, and no more once they are large together."""
    some: list[Task] = []
    total = 0
    for task in islice(coming, most):
        some.append(task)
        total += size(task)
        if total >= _LARGE:
            break
    return some


def _died(error: Exception) -> bool:
    """Tell whether an executor lost a task, rather than that the task raised something."""
    if isinstance(error, BrokenExecutor | CancelledError):
        return True
    return type(error).__module__.startswith("distributed.")  # KilledWorker and its like
