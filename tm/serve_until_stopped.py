"""Wait, as a server, for the signal that ends it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping_signals() -> Iterator[threading.Event]:
    """Yield an event that SIGINT or SIGTERM sets; a second signal ends the process at once.

    To be called in the main thread. The handlers that were there come back at the end.
    """
    stop = threading.Event()
    before = {one: signal.getsignal(one) or signal.SIG_DFL for one in _SIGNALS}

    def end(number: int, _: FrameType | None) -> None:
        for one in _SIGNALS:
            signal.signal(one, signal.SIG_DFL)
        stop.set()

    for one in _SIGNALS:
        signal.signal(one, end)
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def wait_for(stop: threading.Event) -> None:
    """Return when `stop` is set."""
    while not stop.wait(1):  # not without an end: on Windows that is deaf to signals
        pass
