"""An article and its version in the other language, checked to be what they are said to be."""

from collections.abc import Callable
from dataclasses import dataclass

from corpora.article import Article, Language
from corpora.extract import extract
from corpora.links import NoTranslation, find_translation, translation_links
from corpora.page import Page

Get = Callable[[str], Page]  # `Fetcher(…).get`, an archive's, or a dict's `__getitem__`

_NAME = {"en": "English", "ar": "Arabic"}
_TRIED = 3  # links that are followed before a page is said to lead nowhere


@dataclass(frozen=True, slots=True)
class Pair:
    """An English article and its Arabic version.

    `signal` says what joined them: "given", or what the page said of its other version
    ("hreflang", "anchor", …; see `corpora.links.Signal`). `swapped` says that they were given the
    other way round.
    """

    source: Article
    target: Article
    signal: str = "given"
    swapped: bool = False


class SameLanguage(ValueError):
    """Two articles in one language; the message is one line."""


def make_pair(
    first: Article, second: Article, signal: str = "given", *, names: tuple[str, str] = ("", "")
) -> Pair:
    """Return two articles as a pair, English first whichever way they came.

    `names` are what a person calls them, for the message of SameLanguage, which is raised where
    both are in one language.
    """
    if first.language == second.language:
        one, two = (name or _label(side) for name, side in zip(names, (first, second), strict=True))
        raise SameLanguage(
            f"both texts are {_NAME[first.language]}: {one} and {two};"
            " give one in English and one in Arabic"
        )
    if first.language == "ar":
        return Pair(second, first, signal, swapped=True)
    return Pair(first, second, signal)


def fetch_pair(url: str, get: Get) -> Pair:
    """Return the article at `url` and its version in the other language, whichever `url` is.

    Raises NoTranslation, and what `get` and `extract` raise for the page itself.
    """
    return find_pair(get(url), get)


def find_pair(page: Page, get: Get) -> Pair:
    """Return the article of `page` and its version in the other language, read with `get`.

    The links that the page offers are followed, the strongest first, three at most, until one
    leads to an article in the other language. Raises NoText where `page` has no article, and
    NoTranslation where no link leads to one: the message tells what stood there instead.
    """
    article = extract(page)
    return pair_with(article, page, get)


def pair_with(article: Article, page: Page, get: Get) -> Pair:
    """Do as `find_pair`, for a page whose article was extracted already."""
    wanted: Language = "ar" if article.language == "en" else "en"
    find_translation(page, wanted)  # raises, with the reasons, where there is no link at all
    failures = []
    for link in translation_links(page, wanted)[:_TRIED]:
        try:
            other = extract(get(link.url))
        except (OSError, LookupError, ValueError) as error:
            failures.append(_line(error))
            continue
        if other.language == wanted:
            found = make_pair(article, other, link.signal)
            return Pair(found.source, found.target, found.signal)  # nothing was given wrongly
        failures.append(f"{link.url}: is in {_NAME[other.language]}")
    raise NoTranslation(
        f"no {_NAME[wanted]} version of {page.url or 'the page'}: {'; '.join(failures)};"
        " give both addresses yourself"
    )


def _label(article: Article) -> str:
    if article.url or not article.title:
        return article.url or "a text without a title"
    return f"“{article.title[:60]}”"


def _line(error: Exception) -> str:
    """Return what an error says; a KeyError of a dict says its key and no more."""
    text = error.args[0] if isinstance(error, KeyError) and error.args else error
    return f"{text}: is not there" if isinstance(error, KeyError) else f"{text}"
