"""What an address alone tells: whether it is a home page, a section, this page, or a language."""

import re
from collections.abc import Hashable
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from corpora.article import Language
from corpora.fold import fold

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref|source|amp")
_LANGUAGE_KEY = re.compile(r"lang|language|l|locale|hl|lng")
_LANGUAGE_PART = re.compile(r"(?:ar|en)(?:[-_][a-z]{2,4})?|arabic|english|عربي|العربيه|انجليزي")
_AFFIX = re.compile(r"(?:^|[-_.])(?:ar|en|arabic|english)(?=\.|$)")
_HOME_PART = re.compile(r"(?:index|default|home)(?:\.(?:html?|php|aspx?|jsp))?|home-?page|الرييسيه")
_SECTION_PART = re.compile(
    r"tags?|categor(?:y|ies)|cat|authors?|writers?|sections?|topics?|search|feed|rss|page"
    r"|contact(?:-us)?|about(?:-us)?|log-?in|sign-?in|subscribe|donate"
    r"|وسم|وسوم|تصنيف|تصنيفات|كاتب|كتاب|قسم|اقسام|بحث"
)
_SHORT_SECOND_LEVEL = {"co", "com", "org", "net", "gov", "ac", "edu"}


def resolve(base: str, href: str) -> str:
    """Return `href` as an absolute http(s) address without its fragment, or "" if it is none."""
    href = "".join(href.split()) if "\n" in href else href.strip()
    try:
        url = urldefrag(urljoin(base, href)).url
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return url if usable and not href.startswith("#") else ""


def page_base(root: HtmlElement, url: str) -> str:
    """Return the address that the page's relative links start from: `<base href>`, else `url`."""
    for element in root.iter("base"):
        if element.get("href"):
            return resolve(url, element.get("href") or "") or url
    return url


def _parts(url: str) -> list[str]:
    return [part for part in fold(unquote(urlsplit(url).path)).split("/") if part]


def _query(url: str) -> list[tuple[str, str]]:
    """Return what the query asks for, tracking keys left out."""
    pairs = parse_qsl(urlsplit(url).query)
    return sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0]))


def _content_query(url: str) -> bool:
    return any(not _LANGUAGE_KEY.fullmatch(key) for key, _ in _query(url))


def _content_parts(url: str) -> list[str]:
    """Return the parts of the path that are neither a language nor a home page's file name."""
    return [
        part
        for part in _parts(url)
        if not _LANGUAGE_PART.fullmatch(part) and not _HOME_PART.fullmatch(part)
    ]


def page_key(url: str) -> Hashable:
    """Return what tells a page from others: scheme, "www.", tracking and a last "/" do not."""
    return (site_host(url), tuple(_parts(url)), tuple(_query(url)))


def same_page(one: str, other: str) -> bool:
    """Tell whether both addresses lead to one page, as `page_key` sees it."""
    return page_key(one) == page_key(other)


def site_host(url: str) -> str:
    """Return the host in lower case without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Tell whether both hosts share the name that one owner registers (arabic.site.org, site.org).

    By the count of labels; no list of public suffixes is read.
    """

    def owner(url: str) -> list[str]:
        labels = site_host(url).split(".")
        short = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHORT_SECOND_LEVEL
        return labels[-3:] if short else labels[-2:]

    return owner(one) == owner(other)


def is_home(url: str) -> bool:
    """Tell whether `url` is a home page: "/", "/ar/", "/en/index.html", "/?lang=ar"."""
    return not _content_parts(url) and not _content_query(url)


def is_section(url: str) -> bool:
    """Tell whether `url` is a list of articles or a service page: tag, category, author, search."""
    parts = _content_parts(url)
    return bool(parts) and bool(_SECTION_PART.fullmatch(parts[0]) or "page" in parts[:-1][-1:])


def is_specific(url: str, page_url: str) -> bool:
    """Tell whether `url` looks like one article: a number, a long slug, this page's slug or folder.

    "ar.html" does beside the page, or where the page itself is "en.html".
    """
    if _content_query(url):
        return True
    parts, own = _content_parts(url), _content_parts(page_url)
    if not parts:
        return False
    last = parts[-1]
    if _LANGUAGE_PART.fullmatch(last.split(".")[0]):
        beside = len(parts) > 1 and parts[:-1] == own[:-1]
        return beside or [_AFFIX.sub("", part) for part in own[-1:]] == [_AFFIX.sub("", last)]
    return (
        (len(parts) > 1 and parts[:-1] == own[:-1])
        or last in own[-1:]
        or any(character.isdigit() for character in last)
        or len(last) >= 16
        or len(re.split(r"[-_ ]", last)) >= 3
    )


def same_depth(one: str, other: str) -> bool:
    """Tell whether both paths have as many parts, those that name a language not counted."""
    return len(_content_parts(one)) == len(_content_parts(other))


def url_language(url: str) -> Language | None:
    """Return the language that an address names by host, first path part or query; None if none."""
    names = [site_host(url).split(".")[0], *_parts(url)[:1]]
    names += [value.lower() for key, value in _query(url) if _LANGUAGE_KEY.fullmatch(key)]
    for name in names:
        if _LANGUAGE_PART.fullmatch(name):
            return "en" if name[:2] in ("en", "ان") else "ar"
    return None
