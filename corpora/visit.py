"""One address asked for: what came, and where it leads to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import get_args

from corpora.address import is_home
from corpora.anchors import is_tag_of
from corpora.article import Language
from corpora.crawl import find_links
from corpora.feed import FEEDS, read_feed
from corpora.fetch import Fetcher, FetchError
from corpora.links import tree_links
from corpora.page import BadPage, Page
from corpora.page_tree import read_tree
from corpora.response import Response, read_response, unpacked
from corpora.safe_xml import UNPACKED_LIMIT, BadXML, gunzipped, root_name
from corpora.sitemap import Entry, is_root, read_sitemap, usual_places
from corpora.ssrf import canonical
from corpora.wanted import Answered, Kind, Wanted
from corpora.warc import Place
from corpora.wayback import find_snapshot, original_address

_SITEMAP_DEPTH = 3  # indexes of indexes that are gone through
_FEED_PAGES = 100  # of one feed
# How the refusal of a host begins that is gone for good, as `corpora.connection` words it.
_DEAD = ("has a host name that nobody knows", "refuses the connection")
_SITEMAPS = ("urlset", "sitemapindex")


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of a wanted address, and what it led to.

    `wanted` may be of another kind than was thought. `versions` are (address, language, other).
    `closed` says why the whole host is left for now, or is "".
    """

    wanted: Wanted
    answered: Answered
    found: tuple[Wanted, ...] = ()
    versions: tuple[tuple[str, str, str], ...] = ()
    closed: str = ""


def visit(
    wanted: Wanted,
    fetcher: Fetcher,
    place: Callable[[], Place | None],
    *,
    versions: bool = True,
    wayback: Fetcher | None = None,
    service: str = "",
) -> Visit:
    """Ask for an address and read what comes; nothing that a site sends raises.

    `place` returns where the last answer of this thread is kept. With `versions` a page leads to
    its version in the other language. `wayback` is asked for what is gone, at `service`. Raises
    OSError where the disk does.
    """
    if wanted.kind == "sitemap" and is_root(wanted.address):
        return _site(wanted, fetcher)
    try:
        response = fetcher.response(wanted.address)
    except FetchError as error:
        closed = _closed(wanted.address, fetcher)
        done = Visit(wanted, Answered("failed", error.reason, again=True), closed=closed)
        return _revived(done, wayback, service, place) if wayback else done
    done = _read(wanted, response, place(), versions)
    return _revived(done, wayback, service, place) if wayback else done


def _closed(address: str, fetcher: Fetcher) -> str:
    """Return why a whole host cannot be asked, "" where it can (its robots.txt was just read)."""
    try:
        return fetcher.robots(canonical(address, any_port=True)).refusal
    except ValueError:
        return ""


def _site(wanted: Wanted, fetcher: Fetcher) -> Visit:
    """Return the sitemaps of a site: those of its robots.txt, else the usual places."""
    rules = fetcher.robots(wanted.address)
    if rules.refusal:
        answered = Answered("failed", rules.refusal, again=True)
        return Visit(wanted, answered, closed=rules.refusal)
    named = rules.sitemaps or usual_places(wanted.address)
    found = tuple(Wanted(url, "sitemap", wanted.address, 1) for url in named)
    return Visit(wanted, Answered("fetched", f"{len(found)} sitemaps to look for"), found)


def _read(wanted: Wanted, response: Response, place: Place | None, versions: bool) -> Visit:
    """Return what a response holds."""
    status, final = response.status, response.url
    if status == 304:
        return Visit(wanted, Answered("unchanged", "", status, final))
    if status in (404, 410):
        return Visit(wanted, Answered("gone", f"answers {status}", status))
    if not 200 <= status < 300 and wanted.kind != "page":
        again = status >= 500 or status == 429
        return Visit(wanted, Answered("failed", f"answers {status}", status, again=again))
    if wanted.kind == "page" and is_home(final) and not is_home(wanted.address):
        return Visit(wanted, Answered("gone", "leads to a home page", status))
    answered = Answered(
        *("fetched", "", status, final, response.header("etag")),
        *(response.header("last-modified"), place),
    )
    try:
        if wanted.kind == "page" and not wanted.parent and not wanted.depth:
            wanted = replace(wanted, kind=_kind(response))
        if wanted.kind == "sitemap":
            return _read_sitemap(wanted, answered, response, versions)
        if wanted.kind == "feed":
            return _read_feed(wanted, answered, response, versions)
        page = read_response(response)
        if wanted.kind == "list":
            return _read_list(wanted, answered, page)
        found = tuple(_versions(page, wanted)) if versions else ()
        return Visit(wanted, answered, found)
    except (BadPage, BadXML) as error:
        again = status >= 500 or status == 429
        return Visit(wanted, Answered("failed", str(error), status, again=again))
    except Exception as error:  # whatever a page does to a parser, the run goes on
        reason = f"cannot be read ({type(error).__name__}: {str(error)[:100]})"
        return Visit(wanted, Answered("failed", reason, status))


def _kind(response: Response) -> Kind:
    """Return what an address turned out to be that a person gave without saying so."""
    head = response.body[:2]
    label = response.header("content-type").lower()
    if "html" in label or not (head == b"\x1f\x8b" or "xml" in label or head[:1] in b"\xef<"):
        return "page"
    name = root_name(gunzipped(unpacked(response, UNPACKED_LIMIT)))
    return "sitemap" if name in _SITEMAPS else "feed" if name in FEEDS else "page"


def _wanted(
    entries: Iterable[Entry], parent: str, kind: Kind, depth: int, versions: bool = False
) -> tuple[Wanted, ...]:
    """Return entries, with `versions` their English and Arabic ones too, as wanted addresses."""
    found: dict[str, Wanted] = {}
    for entry in entries:
        changed = entry.changed.isoformat(timespec="seconds") if entry.changed else ""
        named = [
            url
            for language, url in entry.versions
            if versions and (is_tag_of(language, "en") or is_tag_of(language, "ar"))
        ]
        for url in (entry.url, *named):
            found.setdefault(url, Wanted(url, kind, parent, depth, changed))
    return tuple(found.values())


def _pairs(entries: Iterable[Entry]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (entry.url, language, other)
        for entry in entries
        for language, other in entry.versions
        if other != entry.url
    )


def _read_sitemap(wanted: Wanted, answered: Answered, response: Response, versions: bool) -> Visit:
    read = read_sitemap(unpacked(response, UNPACKED_LIMIT), response.url, wanted.parent)
    notes = [f"{read.refused} addresses of other sites refused"] if read.refused else []
    if read.cut or response.truncated:
        notes.append("is larger than a sitemap may be; the rest was not read")
    found = _wanted(read.pages, wanted.address, "page", 1, versions)
    if read.sitemaps and wanted.depth >= _SITEMAP_DEPTH:
        notes.append("lies too deep; the sitemaps in it were not read")
    else:
        found += _wanted(read.sitemaps, wanted.address, "sitemap", wanted.depth + 1)
    return Visit(wanted, replace(answered, reason="; ".join(notes)), found, _pairs(read.pages))


def _read_feed(wanted: Wanted, answered: Answered, response: Response, versions: bool) -> Visit:
    read = read_feed(unpacked(response, UNPACKED_LIMIT), response.url)
    notes = f"{read.refused} addresses of other sites refused" if read.refused else ""
    found = _wanted(read.pages, wanted.address, "page", 1, versions)
    if read.older and wanted.depth < _FEED_PAGES:
        found += (Wanted(read.older, "feed", wanted.address, wanted.depth + 1),)
    return Visit(wanted, replace(answered, reason=notes), found, _pairs(read.pages))


def _read_list(wanted: Wanted, answered: Answered, page: Page) -> Visit:
    start = wanted.parent or wanted.address
    links = find_links(page, start, wanted.depth)
    found = [Wanted(url, "page", start, wanted.depth + 1) for url in links.articles]
    found += [Wanted(url, "list", start, depth) for url, depth in links.lists]
    return Visit(wanted, answered, tuple(found))


def _versions(page: Page, wanted: Wanted) -> Iterable[Wanted]:
    """Yield the page's other version, as its strongest signal names it, in each language."""
    tree = read_tree(page)
    for language in get_args(Language):
        for link in tree_links(tree, language)[:1]:
            yield Wanted(link.url, "page", wanted.address, wanted.depth + 1, wanted.changed)


def _revived(
    done: Visit, wayback: Fetcher, service: str, place: Callable[[], Place | None]
) -> Visit:
    """Return a visit with the page of a web archive in the place of one that is gone."""
    wanted = done.wanted
    if wanted.kind != "page" or not (
        done.answered.outcome == "gone" or done.closed.startswith(_DEAD)
    ):
        return done
    done = replace(done, closed="")  # the archive can be asked for the host's other pages
    try:
        snapshot = find_snapshot(wanted.address, wayback, service)
        if snapshot is None:
            reason = f"{done.answered.reason}; the web archive has none either"
            return replace(done, answered=replace(done.answered, reason=reason))
        response = wayback.response(snapshot.url)
        page = read_response(response)
    except (FetchError, BadPage) as error:
        reason = f"{done.answered.reason}; from the web archive: {error}"
        return replace(done, answered=replace(done.answered, reason=reason, again=True))
    answered = Answered(
        *("fetched", f"from a web archive, as of {snapshot.time:%Y-%m-%d}", response.status),
        final=original_address(snapshot.url),
        place=place(),
    )
    found = _versions(Page(wanted.address, page.html), wanted)
    return Visit(wanted, answered, tuple(found))
