"""A page leads to its other version, and what stands there is checked."""

import pytest

from corpora.extract import NoText, extract
from corpora.links import NoTranslation
from corpora.page import Page
from corpora.pair import SameLanguage, fetch_pair, find_pair, make_pair
from tests.pages import ARABIC, ENGLISH, inside_the_box, plain, unlinked

PAGES = {
    ENGLISH.url: inside_the_box(ENGLISH),
    ARABIC.url: inside_the_box(ARABIC),
}
NOWHERE: dict[str, Page] = {}


def get(url: str) -> Page:
    """Return a page of the story, tracking keys or not, as a site would."""
    return PAGES[url.partition("?")[0]]


@pytest.mark.parametrize("url", PAGES)
def test_either_address_leads_to_the_pair(url: str) -> None:
    """From either page come the same two articles, English first, and nothing was swapped."""
    pair = fetch_pair(url, get)
    assert (pair.source.title, pair.target.title) == (ENGLISH.title, ARABIC.title)
    assert (pair.source.language, pair.target.language) == ("en", "ar")
    assert pair.signal == "anchor"
    assert not pair.swapped


def test_a_link_to_the_same_language_is_no_translation() -> None:
    """Where the link leads to an English article, the error says so and names the address."""
    with pytest.raises(NoTranslation, match=r"116845.*: is in English"):
        find_pair(inside_the_box(ENGLISH), lambda url: plain(ENGLISH))


def test_a_dead_link_is_told() -> None:
    """Where the link leads nowhere, the error says what happened there, in one line."""

    def dead(url: str) -> Page:
        raise OSError(f"{url}: does not exist (404)")

    with pytest.raises(NoTranslation, match=r"116845.*404") as caught:
        find_pair(inside_the_box(ENGLISH), dead)
    assert "\n" not in str(caught.value)
    with pytest.raises(NoTranslation, match=r"116845.*: is not there"):
        find_pair(inside_the_box(ENGLISH), NOWHERE.__getitem__)


def test_the_next_link_is_tried() -> None:
    """A wrong strongest link is not the end: the next one is followed."""
    page = inside_the_box(ENGLISH)
    wrong = "https://www.harbour.example/2016/some-other-thing-entirely"
    head = f'<link rel="alternate" hreflang="ar" href="{wrong}">'
    page = Page(page.url, page.html.replace("</head>", f"{head}</head>", 1))
    asked = []

    def watched(url: str) -> Page:
        asked.append(url)
        return plain(ENGLISH) if url == wrong else get(url)

    pair = find_pair(page, watched)
    assert asked[0] == wrong
    assert pair.target.title == ARABIC.title
    assert pair.signal == "anchor"


def test_no_link_at_all() -> None:
    """A page that offers no other version is asked no further."""
    with pytest.raises(NoTranslation, match="no link to the Arabic version"):
        find_pair(unlinked(plain(ENGLISH)), NOWHERE.__getitem__)


def test_a_page_without_an_article() -> None:
    """What is no article leads to no pair."""
    with pytest.raises(NoText):
        find_pair(Page("https://example.org/", "<html><body></body></html>"), get)


def test_two_articles_are_put_in_order() -> None:
    """Arabic first is repaired, and told."""
    english, arabic = extract(plain(ENGLISH)), extract(plain(ARABIC))
    assert make_pair(english, arabic).swapped is False
    swapped = make_pair(arabic, english)
    assert swapped.swapped
    assert (swapped.source, swapped.target) == (english, arabic)


def test_two_articles_in_one_language() -> None:
    """They make no pair; the error gives the language and both names."""
    arabic = extract(plain(ARABIC))
    with pytest.raises(SameLanguage, match=r"both texts are Arabic: a\.html and b\.html;"):
        make_pair(arabic, arabic, names=("a.html", "b.html"))
    with pytest.raises(SameLanguage, match=arabic.url):
        make_pair(arabic, arabic)
