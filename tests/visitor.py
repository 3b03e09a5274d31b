"""A fetcher that may visit this machine and never really sleeps, for tests."""

from typing import Any

import pytest

from corpora.fetch import Fetcher, FetchError


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        """Start late, as a monotonic clock may."""
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.now += seconds


def polite(clock: Clock | None = None, **options: Any) -> Fetcher:
    """Return a fetcher that may visit this machine and never really sleeps."""
    clock = clock or Clock()
    defaults: dict[str, Any] = {"allow_private": True, "timeouts": (5.0, 5.0, 10.0)}
    return Fetcher(clock=clock, sleep=clock.sleep, **defaults | options)


def reason(fetcher: Fetcher, url: str) -> str:
    """Return why `url` cannot be fetched; the message is one line that begins with it."""
    with fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(url)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.url == url
    assert message == f"{url}: {caught.value.reason}"
    return caught.value.reason
