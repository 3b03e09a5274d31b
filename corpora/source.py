"""A pair of articles from what a person names: addresses, saved pages, WARC files, texts."""

import re
from pathlib import Path

from corpora.article import Article
from corpora.extract import extract
from corpora.links import NoTranslation
from corpora.page import BadPage
from corpora.pair import Get, Pair, fetch_pair, make_pair
from corpora.read import is_html, read_article


def read_pair(source: str, target: str | None, get: Get) -> Pair:
    """Return the article that `source` names and its version in the other language.

    Each is an address (read with `get`) or a file: a saved page or a text. Without `target` the
    other version is found: by the page's own links on the web, in the same WARC file, or in the
    folder of a saved page. An address with a WARC file is read from that file. Raises
    NoTranslation, SameLanguage, and what reading, fetching and extracting raise.
    """
    if target is None:
        return fetch_pair(source, get) if is_address(source) else _find_pair(Path(source))
    for one, other in ((source, target), (target, source)):
        if is_address(one) and is_warc(other):
            from corpora.archive import archived

            return fetch_pair(one, archived(Path(other)))
    return make_pair(_article(source, get), _article(target, get), names=(source, target))


def is_address(name: str) -> bool:
    """Tell an address, of whatever scheme, from the name of a file."""
    return bool(re.match(r"[a-z][a-z\d+.-]*://", name, re.I))


def is_warc(name: str) -> bool:
    """Tell whether a file is a WARC, by its name."""
    return not is_address(name) and name.lower().endswith((".warc", ".warc.gz"))


def _find_pair(path: Path) -> Pair:
    """Return the pair that a file leads to; an archive's reader is imported for archives alone."""
    path.stat()  # raises where there is no such file
    if is_warc(path.name):
        from corpora.archive import find_archived_pair

        return find_archived_pair(path)
    if is_html(path):
        from corpora.saved import find_saved_pair

        return find_saved_pair(path)
    raise NoTranslation(f"{path}: a text names no other version; give the second file too")


def _article(name: str, get: Get) -> Article:
    if is_address(name):
        return extract(get(name))
    if is_warc(name):
        raise BadPage(f"{name}: is an archive; give it alone, or after one address")
    return read_article(Path(name))
