"""The frontier of a run: which of the addresses that were found are asked for, and which again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urldefrag, urlsplit

from corpora.archive_index import ArchiveIndex
from corpora.crawl import number_of_list
from corpora.ssrf import canonical
from corpora.visit import Visit
from corpora.wanted import Answered, Kind, Wanted

_MOST_LISTS = 10_000  # of one crawl


@dataclass(frozen=True, slots=True)
class Refused:
    """An address that is never asked for, and why."""

    address: str
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class New:
    """How many addresses are new, whether a page is among them, and what was refused."""

    count: int = 0
    page: bool = False
    refused: tuple[Refused, ...] = ()

    def __add__(self, other: "New") -> "New":
        """Return both together."""
        refused = self.refused + other.refused
        return New(self.count + other.count, self.page or other.page, refused)


def want(
    index: ArchiveIndex, found: Iterable[Wanted], *, any_port: bool, again: bool = False
) -> New:
    """Put addresses into the queue in the form in which they are sent; see `ArchiveIndex.want`.

    What `canonical` refuses (another scheme, a password, an odd port unless `any_port`) is.
    """
    count, page = 0, False
    refused: list[Refused] = []
    for wanted in found:
        try:
            address = canonical(urldefrag(wanted.address).url, any_port=any_port)
        except ValueError as error:
            refused.append(Refused(wanted.address[:500], wanted.kind, str(error)))
            continue
        host = urlsplit(address).netloc
        if index.want(replace(wanted, address=address), host, again=again):
            count += 1
            page = page or wanted.kind == "page"
    return New(count, page, tuple(refused))


def note(
    index: ArchiveIndex, done: Visit, time: str, *, any_port: bool
) -> tuple[Answered, int, tuple[Refused, ...]]:
    """Write down a visit at an ISO time, and queue what it led to.

    Returns what became of the address, how many new ones it led to, and those refused. A page
    that is held already, under the address that it redirects to, has "moved".
    """
    wanted, answered = done.wanted, done.answered
    if answered.place and wanted.kind == "page":
        holder = index.holder(answered.final)
        if holder not in ("", wanted.address):
            answered = Answered("moved", f"is {holder}", answered.status)
    if answered.outcome == "unchanged" and not index.holder(answered.final):
        answered = Answered("failed", "answers 304, which nobody asked for", 304, again=True)
    index.answer(wanted, answered, time)
    new = want(index, [found for found in done.found if not _deep(found)], any_port=any_port)
    deep = [f for f in done.found if _deep(f) and _follow(index, f, page=new.page)]
    if wanted.kind == "list":
        deep = deep[: max(0, _MOST_LISTS - len(index.lists(wanted.parent or wanted.address)))]
    new += want(index, deep, any_port=any_port)
    if answered.outcome == "unchanged":
        _look_below(index, wanted)
    for address, language, other in done.versions:
        index.add_versions(address, [(language, other)])
    return answered, new.count, new.refused


def _look_below(index: ArchiveIndex, wanted: Wanted) -> None:
    """Queue what an unchanged sitemap or first page of a crawl leads to: that may have changed."""
    if wanted.kind == "sitemap":
        index.want_again("kind = 'sitemap' AND changed IS NULL AND parent = ?", (wanted.address,))
    if wanted.kind == "list" and not wanted.depth:
        for address, depth in index.lists(wanted.parent or wanted.address):
            if _near(Wanted(address, "list", depth=depth)):
                index.want_again("address = ?", (address,))


def _deep(found: Wanted) -> bool:
    """Tell whether an address is a further list, or an older page of a feed."""
    return found.kind == "list" or (found.kind == "feed" and found.depth > 0)


def _near(found: Wanted) -> bool:
    """Tell whether a list is a section that the crawl's first page names."""
    return found.depth <= 1 and not number_of_list(found.address)


def _follow(index: ArchiveIndex, found: Wanted, *, page: bool) -> bool:
    """Tell whether a list is read; without a new `page` beside it, it is only if it is a section.

    So endless pages of one list end where they repeat themselves.
    """
    if page or (found.kind == "list" and _near(found)):
        return True
    return not number_of_list(found.address) and not index.known(found.address)
