"""A pair of articles from a WARC file, without the network."""

from itertools import islice
from pathlib import Path
from urllib.parse import urljoin

from corpora.address import same_page
from corpora.article import Article
from corpora.extract import NoText, extract
from corpora.links import NoTranslation
from corpora.page import Page
from corpora.pair import Get, Pair, make_pair, pair_with
from corpora.response import read_response
from corpora.warc import BadWARC, pages, responses

_MOST_PAGES = 50  # of an archive, before we ask which one is meant
_REDIRECTS = 5


def archived(path: Path) -> Get:
    """Return what reads a page by its address from a WARC file, redirects followed.

    The file is read anew for each page, so that an archive of any size takes no memory. The
    function raises LookupError where the archive lacks the page, BadPage where that is no HTML,
    BadWARC where the file is damaged.
    """

    def get(url: str) -> Page:
        wanted = url
        for _ in range(_REDIRECTS + 1):
            target = ""
            for response in responses(path):
                if not same_page(response.url, wanted):
                    continue
                if not 300 <= response.status < 400:
                    return read_response(response)
                target = target or urljoin(response.url, response.header("location"))
            if not target or same_page(target, wanted):
                break
            wanted = target
        raise LookupError(f"{path}: holds no page from {wanted}; fetch it again with --save")

    return get


def find_archived_pair(path: Path) -> Pair:
    """Return the one pair of articles that a WARC file holds.

    Raises NoTranslation where it holds none, BadWARC where it is damaged or holds several.
    """
    held = list(islice(pages(path), _MOST_PAGES + 1))
    if len(held) > _MOST_PAGES:
        raise BadWARC(
            f"{path}: holds more than {_MOST_PAGES} pages; give the address of one before it"
        )
    articles: list[tuple[Page, Article]] = []
    for page in held:
        try:
            articles.append((page, extract(page)))
        except NoText:
            continue
    found: dict[tuple[str, str], Pair] = {}
    for page, article in articles:
        try:
            pair = pair_with(article, page, archived(path))
        except NoTranslation:
            continue
        found.setdefault((pair.source.url, pair.target.url), pair)
    if len(found) > 1:
        first, second = list(found)[:2]
        raise BadWARC(
            f"{path}: holds several pairs, such as {first[0]} and {second[0]};"
            " give the address of one before it"
        )
    if not found and {article.language for _, article in articles} == {"en", "ar"}:
        (_, one), (_, other) = articles[0], articles[-1]
        if len(articles) == 2:
            pair = make_pair(one, other)
            return Pair(pair.source, pair.target)
    if not found:
        raise NoTranslation(
            f"{path}: holds {len(articles)} articles, and none leads to its other version there;"
            " give both addresses, or both pages as HTML"
        )
    return next(iter(found.values()))
