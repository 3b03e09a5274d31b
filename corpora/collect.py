"""A folder of WARC files filled from addresses, sitemaps, feeds and crawls, run after run.

What was asked for, what came and what still waits stands in the folder's index, so that a run
that stopped goes on where it was, and a second one fetches only what is new.
"""

import datetime
import queue
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from corpora.archive_index import ArchiveIndex
from corpora.fetch import Fetcher
from corpora.frontier import Refused, note, want
from corpora.response import Response
from corpora.visit import Visit, visit
from corpora.wanted import Kind, Outcome, Wanted
from corpora.warc import Place, WarcKeeper
from corpora.wayback import PACE, SERVICE


class MakeFetcher(Protocol):
    """What makes the fetchers of a run: `Fetcher`, or a `partial` of it with one's own options."""

    def __call__(
        self,
        *,
        keep: Callable[[Response], object],
        conditions: Callable[[str], dict[str, str]] = ...,
        sleep: Callable[[float], None] = ...,
        pace: float = ...,
        retries: int = ...,
    ) -> Fetcher:
        """Return a fetcher."""


@dataclass(frozen=True, slots=True)
class Event:
    """One address that was asked for, or refused, and how many new ones it led to."""

    address: str
    kind: Kind
    outcome: Outcome
    reason: str = ""
    status: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Collected:
    """The pages of one run by outcome, the addresses that still wait, and if it was stopped."""

    pages: dict[Outcome, int]
    waiting: int
    stopped: bool = False


class _Stopped(Exception):
    """No error: it unwinds a wait when the run is to end."""


@dataclass(slots=True)
class _Run:
    """What the threads of one run share; `lock` guards the index and `left`."""

    index: ArchiveIndex
    keeper: WarcKeeper
    since: str
    left: float  # pages that may still be asked for
    versions: bool
    any_port: bool
    now: Callable[[], datetime.datetime]
    lock: threading.RLock = field(default_factory=threading.RLock)
    stop: threading.Event = field(default_factory=threading.Event)
    kept: threading.local = field(default_factory=threading.local)
    events: "queue.SimpleQueue[Event | None]" = field(default_factory=queue.SimpleQueue)

    def keep(self, response: Response) -> None:
        self.kept.place = self.keeper.keep(response)

    def place(self) -> Place | None:
        return getattr(self.kept, "place", None)

    def conditions(self, address: str) -> dict[str, str]:
        with self.lock:
            return self.index.conditions(address)

    def sleep(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise _Stopped


def collect(
    folder: Path,
    sources: Iterable[Wanted],
    make_fetcher: MakeFetcher = Fetcher,
    *,
    most: int | None = None,
    since: datetime.datetime | None = None,
    refresh: bool = False,
    retry: bool = False,
    versions: bool = True,
    wayback: str = "",
    hosts: int = 4,
    any_port: bool = False,
    tell: Callable[[Event], None] = lambda event: None,
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
) -> Collected:
    """Fetch what `sources` lead to, and what waits in `folder` from earlier runs, into WARC files.

    At most `most` pages are asked for; those that a sitemap or feed says changed before `since`
    go on waiting. A page that is held is asked for again where its sitemap says that it changed,
    and with `refresh` always, on condition that it differs. `retry` asks for what failed or was
    gone. With `versions` a page leads to its version in the other language. `wayback`, a CDX
    server's address (`SERVICE`), is asked for pages that are gone. `hosts` are asked side by
    side. `any_port` must be true where the fetchers may visit private networks. `tell` is called
    in the caller's thread.

    Whatever a site does is an outcome of its address. Ctrl-C lets what is under way finish, and
    the result says `stopped`. Raises BadIndex, and OSError where the disk does.
    """
    index = ArchiveIndex(folder)
    run = _Run(
        *(index, WarcKeeper(folder), _iso(since), float("inf") if most is None else most),
        *(versions, any_port, now),
    )
    counts: Counter[Outcome] = Counter()

    def count(event: Event) -> None:
        if event.kind == "page":
            counts[event.outcome] += 1
        tell(event)

    try:
        with index:
            if refresh:
                index.want_again("kind = 'page' AND file IS NOT NULL")
            if retry:
                index.want_again("outcome IN ('failed', 'gone')")
            new = want(index, sources, any_port=any_port, again=refresh)
        _refuse(run, new.refused)
        _pass_on(run, count)
        fetcher = make_fetcher(keep=run.keep, conditions=run.conditions, sleep=run.sleep)
        archive = (
            make_fetcher(keep=run.keep, sleep=run.sleep, pace=PACE, retries=0) if wayback else None
        )
        stopped = _fetch_all(run, fetcher, archive, wayback, hosts, count)
        return Collected(dict(counts), index.waiting(run.since), stopped)
    except sqlite3.Error as error:
        raise OSError(f"{index.path}: {error}; what was fetched before it is kept") from error
    finally:
        run.keeper.close()
        index.close()


def _iso(time: datetime.datetime | None) -> str:
    return time.astimezone(datetime.UTC).isoformat(timespec="seconds") if time else ""


def _fetch_all(
    run: _Run,
    fetcher: Fetcher,
    archive: Fetcher | None,
    service: str,
    hosts: int,
    count: Callable[[Event], None],
) -> bool:
    """Ask for all that waits, a thread for each host; return whether Ctrl-C ended it early."""
    busy: dict[str, Future[None]] = {}
    left_alone: set[str] = set()
    stopped = False

    def work(host: str) -> None:
        if not _fetch_host(run, host, fetcher, archive, service):
            left_alone.add(host)

    def wake(future: Future[None]) -> None:
        run.events.put(None)

    with ThreadPoolExecutor(hosts) as pool:
        while True:
            try:
                _pass_on(run, count)
                for host in [host for host, future in busy.items() if future.done()]:
                    busy.pop(host).result()
                if not run.stop.is_set() and len(busy) < hosts:
                    with run.lock:
                        ready = run.index.hosts(run.since) if run.left > 0 else []
                    for host in ready:
                        if len(busy) < hosts and host not in busy and host not in left_alone:
                            busy[host] = pool.submit(work, host)
                            busy[host].add_done_callback(wake)
                if not busy:
                    _pass_on(run, count)
                    return stopped
                if event := run.events.get():
                    count(event)
            except KeyboardInterrupt:
                run.stop.set()
                stopped = True
            except BaseException:
                run.stop.set()
                raise


def _pass_on(run: _Run, count: Callable[[Event], None]) -> None:
    while not run.events.empty():
        if event := run.events.get():
            count(event)


def _fetch_host(
    run: _Run, host: str, fetcher: Fetcher, archive: Fetcher | None, service: str
) -> bool:
    """Ask one host for all that waits; return whether it can be asked for more in this run."""
    while not run.stop.is_set():
        with run.lock:
            wanted = run.index.next_of(host, run.since, run.left)
            if wanted is None:
                return True
            if wanted.kind == "page":
                run.left -= 1
        try:
            done = visit(
                *(wanted, fetcher, run.place),
                versions=run.versions,
                wayback=archive,
                service=service,
            )
        except BaseException:
            with run.lock:
                run.index.give_back(wanted)
            if run.stop.is_set():
                return True
            raise
        _note(run, done)
        if done.closed:
            return False
    return True


def _note(run: _Run, done: Visit) -> None:
    """Write down what became of an address, with what it led to, in one step."""
    with run.lock, run.index as index:
        answered, new, refused = note(index, done, _iso(run.now()), any_port=run.any_port)
    wanted, reason = done.wanted, answered.reason or done.closed
    _refuse(run, refused)
    run.events.put(
        Event(wanted.address, wanted.kind, answered.outcome, reason, answered.status, new)
    )


def _refuse(run: _Run, refused: Iterable[Refused]) -> None:
    for each in refused:
        run.events.put(Event(each.address, each.kind, "refused", each.reason))


__all__ = ["SERVICE", "Collected", "Event", "collect"]
