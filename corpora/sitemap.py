"""Sitemaps (sitemaps.org): the addresses of a site, when they changed, and their other versions."""

import datetime
import email.utils
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from corpora.address import resolve, same_site
from corpora.safe_xml import BadXML, breaks_off, elements, gunzipped, local, root_name

MOST_ENTRIES = 50_000  # of one sitemap (sitemaps.org)
USUAL = ("/sitemap_index.xml", "/sitemap.xml", "/wp-sitemap.xml", "/sitemap_index.xml.gz")
_SHORT_DATE = re.compile(r"(\d{4})(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a sitemap or a feed names.

    `changed` is when it says that the page changed, in UTC. `versions` are pairs of an hreflang
    ("ar", "en-us") and the address of that version, the page's own included where it is named.
    """

    url: str
    changed: datetime.datetime | None = None
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap says: pages, further sitemaps, and how many addresses were refused.

    An address is refused where it is none, or belongs to another site: nobody speaks for others.
    `cut` says that it holds more than may be read.
    """

    pages: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()
    refused: int = 0
    cut: bool = False


def read_sitemap(body: bytes, url: str, site: str = "") -> Sitemap:
    """Read a sitemap that came from `url`: an index, a list of addresses, or plain text; gzip too.

    It may speak for the site of `url`, and for `site`, whose robots.txt named it.

    Raises BadXML where it is something else.
    """
    body = gunzipped(body)
    name = root_name(body)
    if name in ("urlset", "sitemapindex"):
        found = [
            entry
            for element in elements(body, "url" if name == "urlset" else "sitemap")
            if (entry := _entry(element, url))
        ]
        if breaks_off(body):
            found = found[:-1]
    elif body[:4096].lstrip(b"\xef\xbb\xbf \r\n").startswith((b"http://", b"https://")):
        lines = body.decode("utf-8-sig", "replace").splitlines()
        found = [Entry(line.strip()) for line in lines if line.strip()]
    else:
        raise BadXML(f"is no sitemap{f' but <{name[:40]}>' if name else ''}; check the address")
    kept = [
        entry
        for entry in found
        if resolve("", entry.url)
        and (same_site(entry.url, url) or (site and same_site(entry.url, site)))
    ]
    refused, cut = len(found) - len(kept), len(kept) > MOST_ENTRIES
    entries = tuple(kept[:MOST_ENTRIES])
    if name == "sitemapindex":
        return Sitemap((), entries, refused, cut)
    return Sitemap(entries, (), refused, cut)


def usual_places(url: str) -> list[str]:
    """Return where the sitemaps of a site lie that names none in its robots.txt."""
    return [urljoin(url, place) for place in USUAL]


def read_time(text: str) -> datetime.datetime | None:
    """Return a time as sitemaps, Atom (W3C, ISO 8601) and RSS (RFC 822) write it, in UTC.

    A time without a zone is taken for UTC; None for what is no time.
    """
    text = text.strip()
    if short := _SHORT_DATE.fullmatch(text):
        text = f"{short[1]}-{short[2] or '01'}-01"
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError:
        try:
            time = email.utils.parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
    if time.tzinfo is None:
        return time.replace(tzinfo=datetime.UTC)
    try:
        return time.astimezone(datetime.UTC)
    except OverflowError:  # the first or the last day of all time
        return None


def is_root(url: str) -> bool:
    """Tell whether an address names a site rather than a file of it."""
    return urlsplit(url).path in ("", "/") and not urlsplit(url).query


def _entry(element: etree._Element, base: str) -> Entry | None:
    """Return the entry of a `<url>` or `<sitemap>`; None where it has no address."""
    url, changed, published = "", "", ""
    versions: list[tuple[str, str]] = []
    for part in element.iter():
        name, text = local(part), (part.text or "").strip()
        if name == "loc" and part.getparent() is element:  # not that of an image in it
            url = text
        elif name == "lastmod":
            changed = text
        elif name == "publication_date":
            published = text
        elif name == "link" and "alternate" in (part.get("rel") or "").lower():
            target = resolve(base, part.get("href") or "")
            if target and part.get("hreflang"):
                versions.append((str(part.get("hreflang")).lower(), target))
    if not url:
        return None
    return Entry(urljoin(base, url), read_time(changed or published), tuple(versions))
