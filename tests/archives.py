"""Archives for tests: an outlet's pages and sitemaps, and runs that collect them at once."""

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from corpora.collect import Collected, Event, collect
from corpora.fetch import Fetcher
from corpora.wanted import Kind, Wanted
from tests.outlet import CERTIFICATE, Outlet

NOON = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
XML = {"Content-Type": "application/xml"}


def english(number: int, *links: str) -> str:
    """Return an English page with links."""
    anchors = "".join(f'<a href="{link}">Read on</a>' for link in links)
    return (
        f"<html><body><h1>Story {number}</h1><p>The ship left at dawn.</p>{anchors}</body></html>"
    )


def arabic(number: int) -> str:
    """Return an Arabic page."""
    return f"<html><body><h1>القصة {number}</h1><p>غادرت السفينة عند الفجر.</p></body></html>"


def urlset(outlet: Outlet, *paths: str, lastmod: str = "", extra: str = "") -> str:
    """Return a sitemap of paths."""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    places = "".join(f"<url><loc>{outlet.url(path)}</loc>{changed}{extra}</url>" for path in paths)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">{places}</urlset>'
    )


class Run:
    """Runs into one folder, and what they told."""

    def __init__(self, folder: Path, **fetching: Any) -> None:
        """Prepare runs into `folder`, with more options for the fetcher."""
        self.folder, self.fetching = folder, fetching
        self.events: list[Event] = []

    def __call__(
        self,
        *addresses: str,
        kind: Kind = "page",
        tell: Callable[[Event], None] = lambda event: None,
        **options: Any,
    ) -> Collected:
        """Collect addresses of one kind; `events` are those of this run."""
        self.events = []

        def told(event: Event) -> None:
            self.events.append(event)
            tell(event)

        sources: Iterable[Wanted] = [Wanted(address, kind) for address in addresses]
        defaults: dict[str, Any] = {"any_port": True, "now": lambda: NOON, "tell": told}
        return collect(self.folder, sources, self.fetcher, **defaults | options)

    def fetcher(self, **given: Any) -> Fetcher:
        """Return a fetcher that may visit this machine and waits for nothing."""
        options: dict[str, Any] = {"allow_private": True, "timeouts": (5.0, 5.0, 10.0)} | given
        few = {"pace": 0.0, "ca_certs": CERTIFICATE}  # one authority is read sooner than all
        return Fetcher(**options | few | self.fetching)

    def told(self, outcome: str) -> dict[str, str]:
        """Return the paths of one outcome in the last run, each with the reason."""
        return {
            "/" + event.address.split("/", 3)[3]: event.reason
            for event in self.events
            if event.outcome == outcome
        }

    def records(self) -> list[tuple[str, str, str]]:
        """Return type, path and status of all answers that are kept, in order."""
        found = []
        for path in sorted(self.folder.glob("*.warc.gz")):
            with path.open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    if not url.endswith("/robots.txt") and record.http_headers:
                        status = record.http_headers.get_statuscode()
                        found.append((record.rec_type, "/" + url.split("/", 3)[3], status))
        return found
