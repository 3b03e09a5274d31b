"""The command that collects: fetch."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpora.terminal import say, working, write_text

if TYPE_CHECKING:  # what the command imports, it imports when it runs, so that --help is quick
    from corpora.collect import Collected, Event
    from corpora.wanted import Wanted

_SHOWN = 10  # failures that are told one by one

app = typer.Typer(rich_markup_mode=None)

Contact = Annotated[
    str, typer.Option(help="Your web or mail address, told to the sites you fetch from.")
]
Pace = Annotated[
    float, typer.Option(min=0.0, help="Least seconds between two requests to one site.")
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from private networks too.")
]


@app.command()
def fetch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL|FILE]...",
            help="Addresses of pages, sitemaps or feeds; files of addresses, one a line; -, stdin.",
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder of the archive: WARC files and index.db.")
    ] = Path("archive"),
    sitemap: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="A sitemap, or a site whose sitemaps are looked for."),
    ] = None,
    feed: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="An RSS or Atom feed.")
    ] = None,
    crawl: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="A front page or section; its articles are looked for."),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max", min=0, help="Ask for no more pages than this.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Leave what a sitemap or feed says is older."),
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask anew for pages that are held, if they changed.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Ask again for what failed or was gone.")
    ] = False,
    versions: Annotated[
        bool,
        typer.Option(
            "--versions/--no-versions", help="Also fetch a page's version in the other language."
        ),
    ] = True,
    wayback: Annotated[
        bool, typer.Option("--wayback", help="Look for pages that are gone in a web archive.")
    ] = False,
    wayback_server: Annotated[
        str, typer.Option(metavar="URL", help="That web archive, with a CDX server.")
    ] = "https://web.archive.org",
    contact: Contact = "",
    pace: Pace = 1.0,
    hosts: Annotated[int, typer.Option(min=1, max=64, help="Sites asked side by side.")] = 4,
    allow_private: AllowPrivate = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what happens on standard output, as JSON lines.")
    ] = False,
) -> None:
    """Fetch an outlet's articles into an archive of WARC files.

    Run it again to go on or to get what is new: pages that are held are not asked for again, and
    without a source all that still waits is fetched. robots.txt is obeyed. Ctrl-C finishes what is
    under way.

    \b
    Examples:
      muwazi fetch --sitemap https://example.org/ -o archive --max 500
      muwazi fetch addresses.txt -o archive --contact https://example.com/me
      muwazi fetch --crawl https://example.org/news/ -o archive --since 2024-01-01
    """
    from corpora.archive_index import NAME
    from corpora.collect import collect
    from corpora.fetch import Fetcher
    from corpora.sitemap import read_time

    time = read_time(since) if since else None
    if since and time is None:
        raise typer.BadParameter(f"{since!r} is no date; write it as 2024-01-31")
    wanted = list(_wanted(sources or (), sitemap or (), feed or (), crawl or ()))
    if not wanted and not (out / NAME).is_file():
        raise typer.BadParameter(f"give an address, --sitemap, --feed or --crawl; {out} is new")

    def make_fetcher(**given: Any) -> Fetcher:
        options: dict[str, Any] = {"contact": contact, "pace": pace, "allow_private": allow_private}
        return Fetcher(**options | given)

    counts: Counter[str] = Counter()
    bad: list[Event] = []

    def told(event: "Event") -> None:
        if as_json:
            write_text("-", json.dumps({"event": "address"} | asdict(event)) + "\n")
        if event.kind == "page":
            counts[event.outcome] += 1
        if event.outcome in ("failed", "refused"):
            bad.append(event) if len(bad) < _SHOWN else counts.update(untold=1)
        tell(f"{_pages(counts)}; {event.address}")

    with working("Collecting") as tell:
        done = collect(
            *(out, wanted, make_fetcher),
            most=most,
            since=time,
            refresh=refresh,
            retry=retry,
            versions=versions,
            wayback=wayback_server.rstrip("/") if wayback else "",
            hosts=hosts,
            any_port=allow_private,
            tell=told,
        )
    if as_json:
        write_text("-", json.dumps({"event": "end"} | asdict(done)) + "\n")
    else:
        for event in bad:
            say(f"{event.address}: {event.reason}")
        if counts["untold"]:
            say(f"and {counts['untold']} more; {out / NAME} has each address and its reason")
        say(_summary(done, out))
    if done.stopped:
        say(f"stopped; to go on: muwazi fetch -o {out}")
        raise typer.Exit(130)


def _wanted(
    sources: Iterable[str], sitemaps: Iterable[str], feeds: Iterable[str], crawls: Iterable[str]
) -> "Iterator[Wanted]":
    """Yield what the arguments ask for."""
    from corpora.source import is_address
    from corpora.wanted import Wanted

    for url in sitemaps:
        yield Wanted(url, "sitemap")
    for url in feeds:
        yield Wanted(url, "feed")
    for url in crawls:
        yield Wanted(url, "list")
    for source in sources:
        if is_address(source):
            yield Wanted(source)
            continue
        if source == "-":
            text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
        else:
            text = Path(source).read_text("utf-8-sig", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            address = line.strip()
            if not address or address.startswith("#"):
                continue
            if not is_address(address):
                raise ValueError(
                    f"{source}:{number}: is no address; write one a line, with https://"
                )
            yield Wanted(address)


def _pages(counts: Mapping[str, int]) -> str:
    named = ("fetched", "unchanged", "moved", "gone", "refused", "failed")
    return ", ".join(f"{counts[name]} {name}" for name in named if counts.get(name)) or "none yet"


def _summary(done: "Collected", out: Path) -> str:
    """Return what was done, in two lines."""
    pages = (
        _pages({str(name): count for name, count in done.pages.items()})
        if done.pages
        else "nothing new"
    )
    waiting = f"{done.waiting} addresses; run the command again" if done.waiting else "nothing"
    return f"pages      {pages}\nwaiting    {waiting}\narchive    {out}"
