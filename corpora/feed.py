"""RSS and Atom feeds: the newest addresses of a site, and when they were published."""

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from corpora.address import resolve, same_site
from corpora.safe_xml import BadXML, breaks_off, elements, gunzipped, local, root_name
from corpora.sitemap import Entry, read_time

FEEDS = ("rss", "feed", "rdf")  # the first elements of RSS 2.0, Atom and RSS 1.0
_MOST_ENTRIES = 10_000
_TIMES = ("updated", "modified", "date", "pubdate", "published", "issued")


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed, the address of its next, older page (RFC 5005), and what was refused.

    An entry is refused where its link is no address or leads to another site.
    """

    pages: tuple[Entry, ...] = ()
    older: str = ""
    refused: int = 0


def read_feed(body: bytes, url: str) -> Feed:
    """Read a feed that came from `url`; raises BadXML where it is none."""
    body = gunzipped(body)
    name = root_name(body)
    if name not in FEEDS:
        raise BadXML(f"is no feed{f' but <{name[:40]}>' if name else ''}; check the address")
    found: list[Entry] = []
    older, refused = "", 0
    for element in elements(body, "item", "entry", "link"):
        if local(element) != "link":
            entry = _entry(element, url)
            if entry and same_site(entry.url, url):
                found.append(entry)
            else:
                refused += 1
        elif element.get("rel") == "next":
            target = resolve(url, element.get("href") or "")
            older = target if target and same_site(target, url) else ""
    if breaks_off(body):
        found = found[:-1]
    return Feed(tuple(found[:_MOST_ENTRIES]), older, refused)


def _entry(element: etree._Element, base: str) -> Entry | None:
    """Return an item of RSS or an entry of Atom; None where it has no address."""
    link, guid, versions = "", "", []
    times: dict[str, str] = {}
    for part in element:
        name, text = local(part), (part.text or "").strip()
        if name == "link" and part.get("href"):
            relation = (part.get("rel") or "alternate").lower()
            target = resolve(base, part.get("href") or "")
            if relation == "alternate" and target:
                link = link or target
                if part.get("hreflang"):
                    versions.append((str(part.get("hreflang")).lower(), target))
        elif name == "link" and text:
            link = link or resolve(base, text)
        elif name in ("guid", "id") and part.get("isPermaLink", "true").lower() != "false":
            guid = resolve("", text)
        elif name in _TIMES:
            times[name] = text
    url = link or guid
    if not url:
        return None
    changed = next((time for name in _TIMES if (time := read_time(times.get(name, "")))), None)
    return Entry(urljoin(base, url), changed, tuple(versions))
