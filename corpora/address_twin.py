"""Addresses of two languages that are one but for the language: /en/2024/x and /ar/2024/x."""

import re
from collections.abc import Hashable
from urllib.parse import parse_qsl, unquote, urlsplit

_LANGUAGE = r"(?:en|ar|eng|ara|english|arabic)(?:[-_][a-z]{2})?"
_HOST = re.compile(rf"^(?:www\.)?(?:{_LANGUAGE}\.)?(?:www\.)?", re.I)
_PART = re.compile(rf"{_LANGUAGE}$", re.I)
_SUFFIX = re.compile(rf"(?<=[^/])[-_.]{_LANGUAGE}(?=(?:\.\w+)?$)", re.I)
_QUERY = re.compile(r"lang|language|locale|hl|lng|l|utm_\w+|fbclid|gclid", re.I)


def twin_key(url: str) -> Hashable | None:
    """Return what an address has in common with that of its other version, or None.

    The language goes from host, path, file name and query. None where nothing is left that names
    one article: a page needs a number, or a slug of three words, beyond the language.
    """
    try:
        parts = urlsplit(url)
        host = _HOST.sub("", (parts.hostname or "").lower())
    except ValueError:
        return None
    path = [part for part in unquote(parts.path).lower().split("/") if part]
    path = [_SUFFIX.sub("", part) for part in path if not _PART.fullmatch(part)]
    query = sorted(pair for pair in parse_qsl(parts.query) if not _QUERY.fullmatch(pair[0]))
    named = [*path, *(value for _, value in query)]
    if not any(_is_name(part) for part in named):
        return None
    return (host, tuple(path), tuple(query))


def _is_name(part: str) -> bool:
    return (
        bool(re.search(r"\d{3}", part)) or len(re.findall(r"\w{2,}", part.replace("_", " "))) >= 3
    )
