"""Serve a memory to CAT tools over HTTP: the amaGama protocol, and a JSON API (docs/serve.md)."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tm.memory import Memory
from tm.serve_access import Access
from tm.serve_http import Server
from tm.serve_until_stopped import stopping_signals, wait_for
from tm.serve_workers import Workers

PORT = 8888
"""The port that Weblate's documentation gives a tmserver."""
WORKERS = 3
"""Answers at once. More only wait for each other (measured, docs/serve.md); fewer, and one slow
question is felt by all."""
SECONDS = 4.0
"""Seconds for one answer. Weblate gives up after 5."""


def serve(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    token: str = "",
    workers: int = WORKERS,
    seconds: float = SECONDS,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the memory at `path` until SIGINT or SIGTERM; then finish what is being answered.

    To be called in the main thread. `port` 0 takes a free one. `token` must be sent with every
    request where it is not "", and must not be "" where `host` is not this machine alone. A second
    signal ends the process at once. `ready` is told the address when the port is open.

    The memory is never written. What other programs add to it is served from then on, and so is
    another file that takes its place.

    Raises ValueError for a token that is missing or weak; FileNotFoundError, BadMemory and
    MemoryBusy where the memory cannot be opened; OSError where the port cannot be.
    """
    with (
        stopping_signals() as stop,
        serving(
            path, host=host, port=port, token=token, workers=workers, seconds=seconds
        ) as address,
    ):
        if ready:
            ready(address)
        wait_for(stop)


@contextmanager
def serving(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = "",
    workers: int = WORKERS,
    seconds: float = SECONDS,
) -> Iterator[str]:
    """Serve the memory at `path` while the block runs; yield the address, "http://127.0.0.1:8888".

    At the end, what is being answered is finished. Arguments and errors are those of `serve`.
    """
    with Memory(path, wait=seconds):
        pass  # only to say at once what is wrong with it
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _no_port(host, port, error) from error
    # "localhost" may be both: more clients try 127.0.0.1 than ::1.
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    access = Access(str(address[0]), token)
    threads = Workers(path, workers, seconds)
    try:
        try:
            server = Server((str(address[0]), port), threads, access, family)
        except OSError as error:
            raise _no_port(host, port, error) from error
        loop = threading.Thread(target=server.serve_forever, args=(0.1,), name="accept")
        loop.start()
        try:
            name = f"[{address[0]}]" if ":" in str(address[0]) else address[0]
            yield f"http://{name}:{server.server_address[1]}"
        finally:
            server.shutdown()
            loop.join()
            server.hang_up()
            server.server_close()
    finally:
        threads.close()


def _no_port(host: str, port: int, error: OSError) -> OSError:
    """Return the one clear line for a port that cannot be opened."""
    return OSError(error.errno, f"cannot listen at {host} port {port}: {error.strerror}")
