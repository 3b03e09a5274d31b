"""Sites are asked as they wish: robots.txt, one pace, and rest when they are busy."""

import email.utils
import threading

import pytest

from corpora.robots import SIZE_LIMIT, read_robots
from tests.outlet import Answer, Outlet
from tests.visitor import Clock, polite, reason

HTML = "<html><body><p>The ship reached the port before dawn.</p></body></html>"


def test_robots_txt_is_obeyed(outlet: Outlet) -> None:
    """What robots.txt forbids is not asked for, the longest rule wins, and it is read once."""
    outlet.put("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open\n")
    outlet.put("/private/open/1", HTML)
    fetcher = polite()
    assert "robots.txt" in reason(fetcher, outlet.url("/private/1"))
    assert "robots.txt" in reason(fetcher, outlet.url("/a/%2e%2e/../private/1"))
    assert fetcher.get(outlet.url("/private/open/1")).html == HTML
    assert [path for path, _ in outlet.requests] == ["/robots.txt", "/private/open/1"]


def test_robots_txt_is_obeyed_at_every_hop(outlet: Outlet) -> None:
    """A redirect is no way around robots.txt."""
    outlet.put("/robots.txt", "User-agent: muwazi\nDisallow: /closed\n")
    outlet.redirect("/open", "/closed")
    assert "robots.txt" in reason(polite(), outlet.url("/open"))
    assert outlet.paths == ["/open"]


def test_arabic_rules_match(outlet: Outlet) -> None:
    """A rule in raw Arabic forbids the encoded path."""
    outlet.put("/robots.txt", "User-agent: *\nDisallow: /أرشيف\n")
    assert "robots.txt" in reason(polite(), outlet.url("/أرشيف/1"))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_broken_robots_txt_closes_the_site(outlet: Outlet, status: int) -> None:
    """Where the rules cannot be read, nothing is fetched, and the site is let be for a while."""
    url = outlet.put("/", HTML)
    outlet.put("/robots.txt", Answer(status=status))
    fetcher = polite()
    assert f"robots.txt answers {status}" in reason(fetcher, url)
    asked = len(outlet.requests)
    assert f"robots.txt answers {status}" in reason(fetcher, url)
    assert len(outlet.requests) == asked
    assert outlet.paths == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_missing_robots_txt_allows_all(outlet: Outlet, status: int) -> None:
    """Without rules there is nothing to obey."""
    outlet.put("/robots.txt", Answer("User-agent: *\nDisallow: /", status=status))
    with polite() as fetcher:
        assert fetcher.get(outlet.put("/", HTML)).html == HTML


def test_robots_txt_is_read_again_after_a_day(outlet: Outlet) -> None:
    """Rules are believed for 24 hours."""
    outlet.put("/robots.txt", "", "User-agent: *\nDisallow: /")
    url, clock = outlet.put("/", HTML), Clock()
    with polite(clock) as fetcher:
        fetcher.get(url)
        clock.now += 86_000
        fetcher.get(url)
        clock.now += 1_000
        assert "robots.txt" in reason(fetcher, url)


def test_a_huge_robots_txt_is_cut() -> None:
    """Rules count up to 500 KB, and no half rule does."""
    half = b"\nDisallow: /b"
    text = b"User-agent: *\nDisallow: /a\n#".ljust(SIZE_LIMIT - len(half), b".") + half
    rules = read_robots(200, text + b"ooks\nDisallow: /c\n")
    assert not rules.allows("http://example.com/a")
    assert rules.allows("http://example.com/b")
    assert rules.allows("http://example.com/c")
    assert not read_robots(200, text).allows("http://example.com/b")


def test_thousands_of_robots_cost_little() -> None:
    """Many names with many rules each stay few sets of rules, and ours is still found."""
    names = b"".join(b"User-agent: robot%d\n" % n for n in range(10_000))
    rules = b"".join(b"Disallow: /%d\n" % n for n in range(10_000))
    ours = b"\nUser-agent: Muwazi*\nUser-agent: other\nDisallow: /ours\nCrawl-delay: 7\n"
    found = read_robots(200, names + rules + ours)
    assert not found.allows("http://example.com/ours")
    assert found.allows("http://example.com/5")
    assert found.crawl_delay == 7


def test_sitemaps_are_passed_on(outlet: Outlet) -> None:
    """The sitemaps that robots.txt names can be asked for."""
    outlet.put("/robots.txt", "Sitemap: https://example.com/map.xml\n")
    with polite() as fetcher:
        assert fetcher.robots(outlet.url("/")).sitemaps == ("https://example.com/map.xml",)


def test_one_request_a_second(outlet: Outlet) -> None:
    """A host is asked once a second, robots.txt and redirects counted."""
    outlet.redirect("/a", "/b")
    outlet.put("/b", HTML)
    clock = Clock()
    with polite(clock) as fetcher:
        fetcher.get(outlet.url("/a"))
    assert clock.slept == [1.0, 1.0]


def test_a_crawl_delay_wins(outlet: Outlet) -> None:
    """A site that wants more time between two pages gets it."""
    outlet.put("/robots.txt", "User-agent: *\nCrawl-delay: 2.5\n")
    url, clock = outlet.put("/", HTML), Clock()
    with polite(clock) as fetcher:
        for _ in range(3):
            fetcher.get(url)
    assert clock.slept == [1.0, 2.5, 2.5]


def test_an_absurd_crawl_delay_is_an_error(outlet: Outlet) -> None:
    """A site that wants a day between two pages is left alone."""
    outlet.put("/robots.txt", "User-agent: *\nCrawl-delay: 86400\n")
    assert "86400 s" in reason(polite(), outlet.put("/", HTML))


def test_hosts_do_not_wait_for_each_other(outlet: Outlet) -> None:
    """The pace is kept for each host alone."""
    outlet.put("/", HTML)
    clock = Clock()
    with polite(clock, pace=5.0) as fetcher:
        fetcher.get(f"http://127.0.0.1:{outlet.port}/")
        fetcher.get(f"http://localhost:{outlet.port}/")
    assert clock.slept == [5.0, 5.0]  # one between each robots.txt and its page, none between hosts


def test_threads_share_one_line_per_host(outlet: Outlet) -> None:
    """Threads that ask one host at once are served one after the other, at its pace."""
    url, clock = outlet.put("/", HTML), Clock()
    with polite(clock) as fetcher:
        threads = [threading.Thread(target=fetcher.get, args=(url,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert clock.slept == [1.0] * 5
    assert [path for path, _ in outlet.requests] == ["/robots.txt"] + ["/"] * 5


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(outlet: Outlet, status: int) -> None:
    """A passing trouble is waited out, longer each time."""
    url, clock = outlet.put("/", *[Answer(status=status)] * 3, Answer(HTML)), Clock()
    with polite(clock) as fetcher:
        assert fetcher.get(url).html == HTML
    assert clock.slept == [1.0, 2.0, 4.0, 8.0]


def test_a_server_that_stays_busy_is_left(outlet: Outlet) -> None:
    """After three more tries we give up and say so."""
    assert "answers 503" in reason(polite(), outlet.put("/", Answer(status=503)))
    assert len(outlet.paths) == 4


def test_retry_after_is_waited_for(outlet: Outlet) -> None:
    """A server that names its rest gets it, in seconds or as a date."""
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    later = email.utils.format_datetime(
        email.utils.parsedate_to_datetime("Sun, 06 Nov 1994 08:50:07 GMT"), usegmt=True
    )
    raw = f"HTTP/1.1 503 Busy\r\nDate: {date}\r\nRetry-After: {later}\r\nContent-Length: 0\r\n\r\n"
    seconds = Answer(status=429, headers={"Retry-After": "17"})
    url, clock = outlet.put("/", seconds, Answer(raw, raw=True), Answer(HTML)), Clock()
    with polite(clock) as fetcher:
        assert fetcher.get(url).html == HTML
    assert clock.slept == [1.0, 17.0, 30.0]


@pytest.mark.parametrize("value", ["soon", "-5", "", "Sun, 99 Nov 1994 08:49:37 GMT", "٥"])
def test_a_senseless_retry_after_is_ignored(outlet: Outlet, value: str) -> None:
    """What is no time does not count; the usual rest does."""
    headers = {"Retry-After": value.encode().decode("latin-1")}
    url, clock = outlet.put("/", Answer(status=429, headers=headers), Answer(HTML)), Clock()
    with polite(clock) as fetcher:
        assert fetcher.get(url).html == HTML
    assert clock.slept == [1.0, 2.0]


def test_a_long_retry_after_is_not_waited_for(outlet: Outlet) -> None:
    """Who wants an hour is not asked again before it, nor waited for."""
    url = outlet.put("/", Answer(status=429, headers={"Retry-After": "3600"}))
    clock = Clock()
    assert "wants 3600 s of rest" in reason(polite(clock), url)
    assert len(outlet.paths) == 1
    assert clock.slept == [1.0]
