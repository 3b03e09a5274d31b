"""A crawl limited to a site's articles: which links of a page are followed, and what for.

A list (a front page, a section, page 7 of one) is read for its links; an article is kept. Lists
are followed only on the same host and under the folder of the address that the crawl began with;
articles anywhere on that host, since many sites file them by date.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from corpora.address import (
    is_home,
    is_section,
    is_specific,
    page_base,
    page_key,
    resolve,
    site_host,
)
from corpora.html_parser import parse_html
from corpora.page import Page

DEPTH = 3  # lists that are gone through from the first one, pages of one list not counted
MOST_LINKS = 1_000  # of one list
_LONGEST = 500  # characters of an address that are no trap
_OTHER_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|pdf|docx?|xlsx?|pptx?|zip|gz|rar"
    r"|mp[34]|m4a|wav|ogg|avi|mov|webm|apk|exe|woff2?)$",
    re.I,
)
_TRAP = re.compile(
    r"(?:^|/)(?:wp-admin|wp-login|wp-json|login|signin|register|cart|checkout|account|calendar"
    r"|search|print|share|feed|rss|amp|cdn-cgi|xmlrpc\.php|comment-page-\d+)(?:[/.]|$)",
    re.I,
)
_PAGES = re.compile(r"(?:^|/)page[/-]?\d{1,5}(?=/|$)", re.I)
_DATED = re.compile(r"/(?:19|20)\d\d/(?:\d{1,2}/){0,2}[^/]*[^/\d][^/]*/?$")
_MONTH = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")
_PAGE_KEY = {"page", "paged", "pg", "start", "offset"}
_ENDLESS_KEY = re.compile(
    r"s|q|query|search|sort|order|filter\w*|replytocom|share|print|date|month|year|day|sid|session\w*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The links of a list: articles to keep, and lists to read, each with its depth."""

    articles: tuple[str, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()


def find_links(page: Page, start: str, depth: int) -> Found:
    """Return what a crawl that began at `start` follows from `page`, a list `depth` lists away.

    In the order of the page, each once, at most 1,000. Links marked `nofollow`, other media,
    forms of search, sorting, printing and logging in are left out.
    """
    root = parse_html(page.html)
    if root is None:
        return Found()
    base = page_base(root, page.url)
    said = " ".join(
        (element.get("content") or "").lower()
        for element in root.iter("meta")
        if (element.get("name") or "").lower() in ("robots", "muwazi")
    )
    if "nofollow" in said or "none" in said.split(","):
        return Found()
    articles: list[str] = []
    lists: list[tuple[str, int]] = []
    seen = {page_key(page.url)}
    for link in root.iter("a"):
        if len(seen) > MOST_LINKS:
            break
        url = resolve(base, link.get("href") or "")
        if not url or "nofollow" in (link.get("rel") or "").lower() or not in_scope(url, start):
            continue
        key = (page_key(url), number_of_list(url))
        if key in seen:
            continue
        seen.add(key)
        if is_article(url):
            articles.append(url)
        elif urlsplit(url).path.startswith(_folder(start)):
            deeper = depth if number_of_list(url) else depth + 1
            if deeper <= DEPTH:
                lists.append((url, deeper))
    return Found(tuple(articles), tuple(lists))


def in_scope(url: str, start: str) -> bool:
    """Tell whether a crawl from `start` may ask for `url` at all."""
    parts = urlsplit(url)
    return (
        site_host(url) == site_host(start)
        and parts.port == urlsplit(start).port
        and len(url) <= _LONGEST
        and not _OTHER_MEDIA.search(parts.path)
        and not _TRAP.search(parts.path)
        and not any(_ENDLESS_KEY.fullmatch(key) for key, _ in parse_qsl(parts.query))
        and not _repeats(parts.path)
    )


def is_article(url: str) -> bool:
    """Tell whether an address looks like one article: a date, a number, a long slug; not a list."""
    if is_home(url) or is_section(url) or number_of_list(url):
        return False
    path = urlsplit(url).path
    if _MONTH.search(path) and not urlsplit(url).query:  # the list of a month or a day
        return False
    return bool(_DATED.search(path)) or is_specific(url, "")


def number_of_list(url: str) -> str:
    """Return which page of a list an address names ("/page/7", "?page=7"), "" for none."""
    parts = urlsplit(url)
    if found := _PAGES.search(parts.path):
        return found[0]
    keys = [f"{key}={value}" for key, value in parse_qsl(parts.query)]
    others = [key for key in keys if key.split("=")[0] not in _PAGE_KEY]
    return keys[0] if keys and not others and keys[0].rpartition("=")[2].isdecimal() else ""


def _folder(start: str) -> str:
    """Return the folder of the address that a crawl began with."""
    path = urlsplit(start).path
    last = path.rpartition("/")[2]
    return path.rpartition("/")[0] + "/" if "." in last or not last else f"{path}"


def _repeats(path: str) -> bool:
    """Tell whether a part of the path comes three times, as relative links in a circle do."""
    parts = [part for part in path.split("/") if part]
    return any(parts.count(part) >= 3 for part in set(parts))
