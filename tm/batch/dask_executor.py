"""An executor of a Dask cluster that is there already."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module

_TIMEOUT = 5  # seconds that a scheduler has to answer


BUNDLE = 4
"""How many times more tasks travel together than to a process: each costs Dask some 10 ms."""


@contextmanager
def dask_executor(address: str) -> Iterator[tuple[Callable[[], Executor], int]]:
    """Yield what makes an executor of the cluster, and how many tasks it does at once.

    `address` is its scheduler's ("tcp://127.0.0.1:8786"). Its workers need the same muwazi, and
    the model where it is not the embedded one. Tasks and results are pickled, as Dask does: name a
    cluster of your own only. Raises ImportError without the extra `dask`, OSError where nobody
    answers.
    """
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise ImportError("--dask needs pip install 'muwazi[dask]'") from None
    try:
        client = distributed.Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise OSError(f"{address}: no Dask scheduler answers there ({error})") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise OSError(f"{address}: the scheduler has no workers; start dask worker {address}")
        yield lambda: client.get_executor(pure=False), threads
