"""A crawl keeps to a site's articles."""

from pathlib import Path

import pytest

from corpora.crawl import find_links, in_scope, is_article, number_of_list
from corpora.page import Page
from tests.archives import Run, english
from tests.outlet import Answer, Outlet

START = "https://example.org/news/"


@pytest.mark.parametrize(
    "path",
    [
        "2024/05/a-ship-arrives",
        "12345",
        "news/the-port-reopens-today",
        "أخبار/وصول-السفينة-إلى-الميناء",
    ],
)
def test_articles_are_known(path: str) -> None:
    """A date, a number or a long slug makes an article."""
    assert is_article(f"https://example.org/{path}")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "ar/",
        "news/",
        "about",
        "tag/the-port-of-the-city",
        "news/page/2",
        "?page=2",
        "2024/05/",
        "news/2024",
        "category/12",
    ],
)
def test_lists_are_no_articles(path: str) -> None:
    """Front pages, sections, tags and their further pages are read for links alone."""
    assert not is_article(f"https://example.org/{path}")


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/news/1",
        "https://example.org/i/1.jpg",
        "https://example.org/wp-login.php?x=1",
        "https://example.org/news/?s=port",
        "https://example.org/news/1?replytocom=5",
        "https://example.org/calendar/2024/05",
        "https://example.org/a/b/a/b/a/b/1",
        "https://example.org/" + "x" * 600,
        "https://example.org:8443/news/1",
    ],
)
def test_other_places_are_out_of_scope(url: str) -> None:
    """Other sites, other media, forms, traps and endless paths are never asked for."""
    assert not in_scope(url, START)


def test_pages_of_a_list_are_known() -> None:
    """The number of a list's page, by path or by query."""
    assert number_of_list("https://example.org/news/page/7/") == "/page/7"
    assert number_of_list("https://example.org/news?page=7") == "page=7"
    assert number_of_list("https://example.org/news?page=x") == ""
    assert number_of_list("https://example.org/news?id=7") == ""
    assert number_of_list("https://example.org/?p=7") == ""  # an article of WordPress


def test_links_are_parted(tmp_path: Path) -> None:
    """Articles anywhere on the host, lists under the start alone, each once, "nofollow" not."""
    html = (
        '<a href="/2024/05/a-ship">1</a><a href="/2024/05/a-ship#c">1</a><a href="sport/">2</a>'
        '<a href="/about/">3</a><a rel="nofollow" href="/2024/05/no">4</a><a href="page/2">5</a>'
        '<a href="javascript:x()">6</a>'
    )
    found = find_links(Page(START, f"<html><body>{html}"), START, 0)
    assert found.articles == ("https://example.org/2024/05/a-ship",)
    assert found.lists == (
        ("https://example.org/news/sport/", 1),
        ("https://example.org/news/page/2", 0),
    )
    assert find_links(Page(START, f"<html><body>{html}"), START, 3).lists == (
        ("https://example.org/news/page/2", 3),
    )
    closed = f'<html><head><meta name="robots" content="noindex, nofollow"></head><body>{html}'
    assert find_links(Page(START, closed), START, 0).articles == ()


def test_a_site_is_crawled(outlet: Outlet, run: Run) -> None:
    """Sections and their pages are gone through, articles fetched, and robots.txt obeyed."""
    outlet.put("/robots.txt", "User-agent: *\nDisallow: /closed\n")
    outlet.put("/", english(0, "/sport/", "/1-first-story", "/closed/2-story"))
    outlet.put("/sport/", english(0, "/3-third-story", "/sport/page/2", "/1-first-story"))
    outlet.put("/sport/page/2", english(0, "/4-fourth-story", "/sport/page/3"))
    outlet.put("/sport/page/3", english(0, "/4-fourth-story", "/sport/page/4"))
    for path in ("/1-first-story", "/3-third-story", "/4-fourth-story"):
        outlet.put(path, english(1, "/5-not-followed-from-here"))
    done = run(outlet.url("/"), kind="list")
    assert done.pages == {"fetched": 3, "failed": 1}
    assert "robots.txt" in run.told("failed")["/closed/2-story"]
    lists = [path for path in outlet.paths if path.endswith("/") or "page" in path]
    assert lists == ["/", "/sport/", "/sport/page/2", "/sport/page/3"]  # 3 shows nothing new


def test_a_second_crawl_looks_at_the_sections(outlet: Outlet, run: Run) -> None:
    """What is new in a section is fetched, though the front page is as it was."""
    tag = {"ETag": '"front"'}
    outlet.put("/", Answer(english(0, "/sport/", "/page/2"), headers=tag), Answer(status=304))
    outlet.put("/page/2", english(0, "/9-ninth-story"))
    old = english(0, "/1-first-story", "/sport/page/2")
    outlet.put("/sport/", old, old, english(0, "/1-first-story", "/2-new-story", "/sport/page/2"))
    outlet.put("/sport/page/2", english(0, "/1-first-story"))
    for path in ("/1-first-story", "/2-new-story", "/9-ninth-story"):
        outlet.put(path, english(1))
    run(outlet.url("/"), kind="list")
    first = len(outlet.paths)
    assert run(outlet.url("/"), kind="list").pages == {}
    assert outlet.paths[first:] == ["/", "/sport/"]
    assert run(outlet.url("/"), kind="list").pages == {"fetched": 1}
    assert outlet.paths[-3:] == ["/sport/", "/2-new-story", "/sport/page/2"] or outlet.paths[
        -2:
    ] == [
        "/sport/page/2",
        "/2-new-story",
    ]


def test_an_endless_list_ends(outlet: Outlet, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that makes up lists as they are asked for is left at a limit."""
    monkeypatch.setattr("corpora.frontier._MOST_LISTS", 5)
    for number in range(20):
        outlet.put(
            f"/{'s' * number}" if number else "/",
            english(0, f"/{'s' * (number + 1)}", f"/{number}-some-story"),
        )
        outlet.put(f"/{number}-some-story", english(number))
    run(outlet.url("/"), kind="list", most=50)
    assert len([path for path in outlet.paths if "story" not in path]) <= 6
