"""Pages fetched politely: robots.txt obeyed, one slow line per host, every redirect checked."""

import email.utils
import math
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import certifi

from corpora import robots as robots_txt
from corpora.connection import NoAnswer, request
from corpora.page import SIZE_LIMIT, BadPage, Page
from corpora.response import Response, is_challenge, read_response, unpacked
from corpora.robots import Robots, read_robots
from corpora.ssrf import canonical
from corpora.version import muwazi_version
from corpora.warc import WarcKeeper

_REDIRECTS = 5
_RETRIES = 3
_BACK_OFF = 2.0  # seconds before the second try; twice as long before each one after
_LONGEST_REST = 120.0  # seconds that a Retry-After may ask for before we give up
_LONGEST_DELAY = 300.0  # the same for a Crawl-delay
_RULES_KEPT = 86_400.0  # seconds that a robots.txt is believed (RFC 9309)
_REFUSAL_KEPT = 600.0  # seconds before a site that could not be asked is asked again


class FetchError(OSError):
    """A page that could not be fetched: `url` as it was asked for, `reason` and what to do."""

    def __init__(self, url: str, reason: str) -> None:
        """Say in one line what happened to `url`."""
        super().__init__(f"{_line(url)}: {reason}")
        self.url = url
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let the error cross from a worker process."""
        return type(self), (self.url, self.reason)


@dataclass(slots=True)
class _Host:
    """A host's turn: one request at a time, and none before `next`."""

    next: float = -math.inf
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(slots=True)
class _Site:
    """What a site's robots.txt said, and until when that is believed."""

    rules: Robots | None = None
    until: float = -math.inf
    lock: threading.Lock = field(default_factory=threading.Lock)


class Fetcher:
    """A polite client that remembers each host's rules and when it may be asked again.

    Threads may share one; a process needs its own. Close it, or use it in a `with`.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        pace: float = 1.0,
        timeouts: tuple[float, float, float] = (10.0, 20.0, 60.0),
        retries: int = _RETRIES,
        save: Path | None = None,
        keep: Callable[[Response], object] | None = None,
        conditions: Callable[[str], Mapping[str, str]] = lambda url: {},
        allow_private: bool = False,
        ca_certs: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare a client; nothing is sent yet.

        `contact` (an address of the web or of mail) stands in the User-Agent, so that a site can
        complain. `pace` is the least number of seconds between two requests to one host; a longer
        Crawl-delay wins. `timeouts` are seconds to connect, for each silence, and for one whole
        request; `retries` is how often a passing trouble is waited out. Every answer is kept as
        WARC in the folder `save`, or given to `keep`. `conditions` returns the headers that make
        a request for an address conditional (If-None-Match). `allow_private` lifts the guard
        against private networks and unusual ports. `ca_certs` replaces certifi's list of
        authorities. Raises ValueError for a contact that no header can carry.
        """
        if not contact.isascii() or not contact.isprintable():
            raise ValueError(f"the contact must be plain ASCII, such as a web address: {contact!r}")
        agent = f"{robots_txt.AGENT}/{muwazi_version()}"
        self._headers = {
            "User-Agent": f"{agent} (+{contact})" if contact else agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",  # one request a second: a line kept open saves nothing
        }
        self._pace, self._timeouts, self._allow_private = pace, timeouts, allow_private
        self._tls = ssl.create_default_context(cafile=str(ca_certs or certifi.where()))
        self._clock, self._sleep = clock, sleep
        self._keeper = WarcKeeper(save) if save else None
        self._keep = keep or (self._keeper.keep if self._keeper else None)
        self._conditions, self._retries = conditions, retries
        self._lock = threading.Lock()  # guards the two tables, never held while waiting
        self._hosts: dict[str, _Host] = {}
        self._sites: dict[str, _Site] = {}

    def get(self, url: str) -> Page:
        """Fetch the HTML page at `url`; raises FetchError."""
        response = self.response(url)
        try:
            return read_response(response)
        except BadPage as error:
            raise self._failure(url, response.url, error) from error

    def response(self, url: str) -> Response:
        """Fetch whatever is at `url`, redirects followed, of any status; raises FetchError."""
        where, seen = url, set[str]()
        try:
            while True:
                where = self._canonical(where)
                if where in seen:
                    raise NoAnswer(
                        "leads back to itself; open it in a browser, it may want cookies"
                    )
                if len(seen) > _REDIRECTS:
                    raise NoAnswer(f"redirects more than {_REDIRECTS} times; check the address")
                seen.add(where)
                rules = self.robots(where)
                if not rules.allows(where):
                    raise NoAnswer(
                        rules.refusal or "is closed by the site's robots.txt; ask the site"
                    )
                response = self._ask(where, rules.crawl_delay)
                if not (target := _redirect(response)):
                    return response
                where = target
        except NoAnswer as error:
            raise self._failure(url, where, error) from error

    def robots(self, url: str) -> Robots:
        """Return the rules of the site that `url`, a canonical address, belongs to."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
        with site.lock:
            if site.rules is None or self._clock() >= site.until:
                site.rules = self._ask_robots(origin)
                kept = _REFUSAL_KEPT if site.rules.refusal else _RULES_KEPT
                site.until = self._clock() + kept
            return site.rules

    def close(self) -> None:
        """Finish the WARC file, if one was begun."""
        if self._keeper:
            self._keeper.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def _ask_robots(self, origin: str) -> Robots:
        """Fetch a robots.txt, on other hosts too where it redirects; a dead host is a refusal."""
        where = f"{origin}/robots.txt"
        try:
            for _ in range(_REDIRECTS + 1):
                response = self._ask(where, 0.0, robots_txt.SIZE_LIMIT + 1)
                if not (target := _redirect(response)):
                    body = unpacked(response, robots_txt.SIZE_LIMIT)
                    return read_robots(response.status, body)
                where = self._canonical(target)
        except NoAnswer as error:
            return Robots(str(error))
        except BadPage:  # damaged: as if there were none
            pass
        return Robots()

    def _canonical(self, url: str) -> str:
        try:
            return canonical(url, any_port=self._allow_private)
        except ValueError as error:
            raise NoAnswer(str(error)) from error

    def _ask(self, url: str, delay: float, limit: int = SIZE_LIMIT) -> Response:
        """Send one request in the host's turn, and again where the answer is "not now"."""
        if delay > _LONGEST_DELAY:
            raise NoAnswer(
                f"wants {delay:g} s between requests (robots.txt); save it from a browser"
            )
        name = urlsplit(url).hostname or ""
        with self._lock:
            host = self._hosts.setdefault(name, _Host())
        with host.lock:
            for rest in [_BACK_OFF * 2**n for n in range(self._retries)] + [None]:
                if (wait := host.next - self._clock()) > 0:
                    self._sleep(wait)
                host.next = self._clock() + max(self._pace, delay)
                try:
                    response = self._request(url, limit)
                except NoAnswer as error:
                    if rest is None or not error.again:
                        raise
                    asked = 0.0
                else:
                    asked = _retry_after(response)
                    if response.status not in (429, 502, 503, 504) or is_challenge(response):
                        return response
                    if rest is None:
                        return response
                    if asked > _LONGEST_REST:
                        raise NoAnswer(
                            f"answers {response.status} and wants {asked:.0f} s of rest; "
                            "try again after that"
                        )
                host.next = max(host.next, self._clock() + max(rest, asked))
        raise AssertionError("the last turn returns or raises")

    def _failure(self, url: str, where: str, error: Exception) -> FetchError:
        """Return the error of `url`, with the address that failed where redirects led away."""
        try:
            direct = where in (url, self._canonical(url))
        except NoAnswer:
            direct = True
        return FetchError(
            url, f"{error}" if direct else f"redirects to {_line(where)}, which {error}"
        )

    def _request(self, url: str, limit: int) -> Response:
        response = request(
            url,
            {**self._headers, **self._conditions(url)},
            tls=self._tls,
            timeouts=self._timeouts,
            limit=limit,
            allow_private=self._allow_private,
        )
        if self._keep:
            self._keep(response)
        return response


def _line(url: str) -> str:
    """Return an address as it can be shown in one line."""
    return "".join(char if char.isprintable() else "?" for char in url[:500])


def _redirect(response: Response) -> str:
    """Return the address that a response sends us on to, "" where it does not."""
    if response.status not in (301, 302, 303, 307, 308):
        return ""
    target = response.header("location").strip()
    try:
        return urljoin(response.url, target) if target else ""
    except ValueError:
        return target  # no address, as will be told


def _retry_after(response: Response) -> float:
    """Return the seconds of a Retry-After header, given as a number or as a date; 0 without one."""
    value = response.header("retry-after").strip()
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        then = email.utils.parsedate_to_datetime(value).timestamp()
        now = email.utils.parsedate_to_datetime(response.header("date")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return max(0.0, then - now)
