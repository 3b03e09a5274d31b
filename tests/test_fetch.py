"""Pages are fetched politely, and no server can hurt us."""

import email.utils
import gzip
import pickle
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora import connection
from corpora.fetch import Fetcher, FetchError
from corpora.page import Page
from corpora.response import Response, unpacked
from corpora.robots import SIZE_LIMIT, read_robots
from corpora.ssrf import is_public
from tests.outlet import CERTIFICATE, Answer, Outlet, slug

ARABIC = (
    "<html><body><p>وصلت السفينة إلى الميناء قبل الفجر، وكان الأهالي في انتظارها.</p></body></html>"
)
HTML = "<html><body><p>The ship reached the port before dawn.</p></body></html>"


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    """Return a running outlet."""
    with Outlet() as running:
        yield running


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        """Start late, as a monotonic clock may."""
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.now += seconds


def polite(clock: Clock | None = None, **options: Any) -> Fetcher:
    """Return a fetcher that may visit this machine and never really sleeps."""
    clock = clock or Clock()
    defaults: dict[str, Any] = {"allow_private": True, "timeouts": (5.0, 5.0, 10.0)}
    return Fetcher(clock=clock, sleep=clock.sleep, **defaults | options)


def reason(fetcher: Fetcher, url: str) -> str:
    """Return why `url` cannot be fetched; the message is one line that begins with it."""
    with fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(url)
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.url == url
    assert message == f"{url}: {caught.value.reason}"
    return caught.value.reason


# What a page is


def test_a_page_arrives(outlet: Outlet) -> None:
    """A page comes with its address, its text and its Link header."""
    link = '</ar/1>; rel="alternate"; hreflang="ar"'
    url = outlet.put("/en/1", Answer(HTML, headers={"Link": link}))
    with polite() as fetcher:
        assert fetcher.get(url) == Page(url, HTML, link)


def test_we_say_who_we_are(outlet: Outlet) -> None:
    """The User-Agent names muwazi, its version and the contact."""
    url = outlet.put("/", HTML)
    with polite(contact="https://example.org/bot") as fetcher:
        fetcher.get(url)
    for _, headers in outlet.requests:
        assert headers["User-Agent"].startswith("muwazi/")
        assert headers["User-Agent"].endswith(" (+https://example.org/bot)")


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "بريد"])
def test_a_contact_is_plain(contact: str) -> None:
    """A contact that would break the header is refused at once."""
    with pytest.raises(ValueError, match="plain ASCII"):
        Fetcher(contact=contact)


def test_arabic_slugs_are_encoded_once(outlet: Outlet) -> None:
    """An Arabic path arrives whole, written out or already encoded."""
    outlet.put("/أخبار/وصول السفينة", ARABIC)
    with polite() as fetcher:
        written = fetcher.get(outlet.url("/أخبار/وصول السفينة"))
        assert written.url == outlet.url(slug("/أخبار/وصول السفينة"))
        assert written == fetcher.get(written.url)
    assert outlet.paths == ["/أخبار/وصول السفينة"] * 2


@pytest.mark.parametrize("real", ["cp1256", "iso8859-6", "utf-8"])
@pytest.mark.parametrize("said", ["windows-1256", "iso-8859-6", "utf-8"])
def test_old_arabic_encodings_are_read(outlet: Outlet, real: str, said: str) -> None:
    """Pages in the old encodings come out right under a wrong header too."""
    label = {"Content-Type": f"text/html; charset={said}"}
    url = outlet.put("/", Answer(ARABIC.encode(real), headers=label))
    with polite() as fetcher:
        assert fetcher.get(url).html == ARABIC


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(HTML.encode())), ("deflate", zlib.compress(HTML.encode()))],
)
def test_compressed_pages_are_unpacked(outlet: Outlet, encoding: str, body: bytes) -> None:
    """What we said we accept, we read."""
    url = outlet.put("/", Answer(body, headers={"Content-Encoding": encoding}))
    with polite() as fetcher:
        assert fetcher.get(url).html == HTML


def test_chunked_pages_are_joined(outlet: Outlet) -> None:
    """A body in chunks comes out in one piece."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    url = outlet.put("/", Answer(head + b"9\r\n<p>One an\r\n5\r\nd two\r\n0\r\n\r\n", raw=True))
    with polite() as fetcher:
        assert fetcher.get(url).html == "<p>One and two"


@pytest.mark.parametrize(
    ("label", "body", "said"),
    [
        ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ("text/html", b"%PDF-1.7 ...", "a PDF file"),
        ("image/png", b"\x89PNG\r\n", "image/png"),
        ("", b"\x89PNG\r\n\x1a\n", "an image"),
        ("text/html", b"MZ\x90\x00\x03\x00", "binary data"),
        ("application/json", b"{}", "application/json"),
        ("application/xml", b"<rss><channel/></rss>", "application/xml"),
        ("text/plain", b"Only words.", "text/plain"),
        ("application/octet-stream", b"Only words.", "text without markup"),
    ],
)
def test_what_is_not_html_is_named(outlet: Outlet, label: str, body: bytes, said: str) -> None:
    """Other media are refused by their label or by their first bytes, and named."""
    url = outlet.put("/", Answer(body, headers={"Content-Type": label}))
    assert reason(polite(), url).startswith(f"is {said}, not HTML")


@pytest.mark.parametrize("label", ["", "text/plain", "application/xhtml+xml", "application/xml"])
def test_html_under_a_vague_label_is_read(outlet: Outlet, label: str) -> None:
    """A label that says little does not keep a page from us."""
    url = outlet.put("/", Answer(HTML, headers={"Content-Type": label}))
    with polite() as fetcher:
        assert fetcher.get(url).html == HTML


@pytest.mark.parametrize("body", [b"", b" \n\t\n"])
def test_an_empty_page_is_an_error(outlet: Outlet, body: bytes) -> None:
    """A page with nothing in it is reported."""
    assert "is empty" in reason(polite(), outlet.put("/", body))


@pytest.mark.parametrize(
    ("status", "said"), [(404, "404"), (410, "410"), (403, "403"), (500, "500")]
)
def test_an_error_status_is_named(outlet: Outlet, status: int, said: str) -> None:
    """A refusal of the server is told with its number, and is not asked again."""
    url = outlet.put("/", Answer(HTML, status=status))
    assert said in reason(polite(), url)
    assert len(outlet.paths) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 403),
        Answer("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 503),
        Answer("<script src='https://ct.captcha-delivery.com/c.js'></script>", 200),
        Answer("", 202, {"X-Amzn-Waf-Action": "challenge"}),
        Answer("<p>One moment", 403, {"Cf-Mitigated": "challenge"}),
    ],
)
def test_a_bot_wall_is_reported(outlet: Outlet, answer: Answer) -> None:
    """A challenge is never taken for the article, and not knocked at twice."""
    assert "challenge to robots" in reason(polite(), outlet.put("/", answer))
    assert len(outlet.paths) == 1


def test_an_article_about_bot_walls_is_no_wall(outlet: Outlet) -> None:
    """A long page that mentions a vendor is an article."""
    page = f"<p>{'How captcha-delivery.com works. ' * 3000}"
    with polite() as fetcher:
        assert fetcher.get(outlet.put("/", page)).html == page


# Redirects and private networks


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(outlet: Outlet, status: int) -> None:
    """The page has the address where it was found."""
    outlet.redirect("/old", "/new?a=1", status)
    outlet.put("/new?a=1", HTML)
    with polite() as fetcher:
        assert fetcher.get(outlet.url("/old")) == Page(outlet.url("/new?a=1"), HTML)


def test_a_redirect_may_be_written_in_arabic(outlet: Outlet) -> None:
    """A Location in raw UTF-8, which the standard forbids and sites send, is understood."""
    outlet.redirect("/1", "/خبر/1")
    outlet.put("/خبر/1", ARABIC)
    with polite() as fetcher:
        assert fetcher.get(outlet.url("/1")).html == ARABIC


def test_a_circle_is_left(outlet: Outlet) -> None:
    """Redirects in a circle end at the second visit."""
    outlet.redirect("/a", "/b")
    outlet.redirect("/b", "/a#again")
    assert "leads back to itself" in reason(polite(), outlet.url("/a"))
    assert outlet.paths == ["/a", "/b"]


def test_a_long_way_is_left(outlet: Outlet) -> None:
    """Five redirects are followed, not six."""
    for n in range(6):
        outlet.redirect(f"/{n}", f"/{n + 1}")
    outlet.put("/6", HTML)
    with polite() as fetcher:
        assert fetcher.get(outlet.url("/1")).html == HTML
    assert "more than 5 times" in reason(polite(), outlet.url("/0"))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "no http or https"),
        ("ftp://127.0.0.1/x", "no http or https"),
        ("http://user:secret@127.0.0.1/", "user name"),
        ("http://127.0.0.1:99999/", "no web address"),
    ],
)
def test_a_redirect_to_nowhere_is_refused(outlet: Outlet, target: str, said: str) -> None:
    """Every hop is checked as the first address is."""
    answer = reason(polite(), outlet.redirect("/", target))
    assert answer.startswith(f"redirects to {target}, which ")
    assert said in answer


def test_this_machine_is_private(outlet: Outlet) -> None:
    """Without leave, nothing on this machine is asked, by whatever name."""
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        url = f"http://{host}:{outlet.port}/"
        assert "private network" in reason(polite(allow_private=False), url)
    assert outlet.requests == []


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "[::ffff:192.168.0.1]"]
)
def test_a_redirect_into_a_private_network_is_refused(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """A public site (here, this machine as if it were one) cannot send us into a network."""
    monkeypatch.setattr(connection, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    url = outlet.redirect("/", f"http://{host}:{outlet.port}/")
    assert "private network" in reason(polite(allow_private=False), url)
    assert outlet.paths == ["/"]


def test_robots_txt_cannot_lead_into_a_private_network(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request for robots.txt is guarded as any other."""
    monkeypatch.setattr(connection, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    outlet.redirect("/robots.txt", f"http://127.0.0.2:{outlet.port}/")
    url = outlet.put("/", HTML)
    assert "private network" in reason(polite(allow_private=False), url)
    assert outlet.paths == []


def test_a_name_that_changes_its_mind_is_caught(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a name resolves to a public machine first and to ours then, no byte is sent."""
    real, asked = socket.getaddrinfo, list[str]()

    def rebinding(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        asked.append(host)
        public = len(asked) == 1
        return list(real("8.8.8.8" if public else "127.0.0.1", port, *args, **options))

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://rebinding.example:{outlet.port}/"
    assert "private network (127.0.0.1)" in reason(polite(allow_private=False), url)
    assert len(asked) == 2
    assert outlet.requests == []


def test_an_unknown_certificate_is_refused() -> None:
    """A certificate that nobody vouches for ends the talk; one that is trusted does not."""
    with Outlet(tls=True) as outlet:
        url = outlet.put("/", HTML)
        assert "certificate" in reason(polite(), url)
        with polite(ca_certs=CERTIFICATE) as fetcher:
            assert fetcher.get(url).html == HTML


# robots.txt and the pace


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


# Trouble


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


def test_a_silent_server_is_left(outlet: Outlet) -> None:
    """A server that says nothing is given up, and asked again before that."""
    url = outlet.put("/", Answer(outlet.silence(), raw=True), Answer(HTML))
    with polite(timeouts=(5.0, 0.1, 5.0)) as fetcher:
        assert fetcher.get(url).html == HTML


@pytest.mark.parametrize("where", ["head", "body", "status"])
def test_a_dripping_server_is_cut_off(outlet: Outlet, where: str) -> None:
    """Who sends a byte now and then, never silent for long, is stopped by the clock."""
    piece = {
        "status": b"H",
        "head": b"HTTP/1.1 200 OK\r\nX-A: b",
        "body": b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n",
    }[where]
    url = outlet.put("/", *[Answer(outlet.drip(piece), raw=True) for _ in range(4)])
    assert "took longer than 0.2 s" in reason(polite(timeouts=(5.0, 5.0, 0.2)), url)


def test_an_endless_page_is_stopped(outlet: Outlet) -> None:
    """A body without end is read up to the limit."""

    def endless() -> Iterator[bytes]:
        while not outlet.closing.is_set():
            yield b"<p>more" * 10_000

    assert "larger than 10,000,000 bytes" in reason(polite(), outlet.put("/", Answer(endless())))


def test_a_bomb_goes_off_only_so_far(outlet: Outlet) -> None:
    """A small answer that unpacks to a thousand times its size is stopped at the limit."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(64)) + packer.flush()
    assert len(bomb) < 100_000
    url = outlet.put("/", Answer(bomb, headers={"Content-Encoding": "gzip"}))
    assert "larger than 10,000,000 bytes" in reason(polite(), url)
    nested = gzip.compress(bomb)
    url = outlet.put("/", Answer(nested, headers={"Content-Encoding": "gzip, gzip"}))
    assert "larger than 10,000,000 bytes" in reason(polite(), url)


def test_a_bomb_takes_no_memory() -> None:
    """Unpacking holds little more than the limit, whatever the body would come to."""
    bomb = gzip.compress(bytes(50_000_000))
    response = Response("http://example.com/", 200, "OK", (("Content-Encoding", "gzip"),), bomb)
    tracemalloc.start()
    try:
        assert len(unpacked(response, 100_000)) == 100_001
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        ("gzip", gzip.compress(b"", mtime=0)[:10] + b"\xff" * 30, "damaged"),
        ("deflate", b"\xff" * 30, "damaged"),
        ("made-up", b"....", "compressed as 'made-up'"),
    ],
)
def test_damaged_compression_is_reported(
    outlet: Outlet, encoding: str, body: bytes, said: str
) -> None:
    """What cannot be unpacked is one clear error."""
    url = outlet.put("/", Answer(body, headers={"Content-Encoding": encoding}))
    assert said in reason(polite(), url)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>half a p",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<p>abc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    ],
)
def test_a_broken_answer_is_reported(outlet: Outlet, raw: bytes) -> None:
    """Whatever a server sends, the error is one line."""
    assert "broke off" in reason(polite(), outlet.put("/", Answer(raw, raw=True)))


def test_a_closed_door_is_reported() -> None:
    """A host where nobody listens is told apart from a slow one."""
    with Outlet() as outlet:
        url = outlet.url("/")
    assert "refuses the connection" in reason(polite(), url)


def test_an_unknown_host_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that does not resolve is told as such, guarded or not."""

    def unknown(*args: Any, **options: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for allowed in (True, False):
        assert "host name that nobody knows" in reason(
            polite(allow_private=allowed), "http://outlet.invalid/"
        )


@pytest.mark.parametrize("url", ["", "not an address", "file:///etc/passwd", "https://a b/"])
def test_what_is_no_address_is_reported(url: str) -> None:
    """An address that cannot be meant is one line, and nothing is sent."""
    assert reason(polite(), url)


def test_errors_cross_processes() -> None:
    """A FetchError survives the way back from a worker process."""
    error = FetchError("http://example.com/\n", "is empty")
    back = pickle.loads(pickle.dumps(error))
    assert (back.url, back.reason, str(back)) == (error.url, error.reason, str(error))
    assert str(back) == "http://example.com/?: is empty"
    assert isinstance(back, OSError)


def test_a_full_disk_is_no_fault_of_the_page(outlet: Outlet, tmp_path: Path) -> None:
    """Where answers cannot be kept the disk's own error is raised, not the page's."""
    (tmp_path / "file").touch()
    url = outlet.put("/", HTML)
    with polite(save=tmp_path / "file") as fetcher, pytest.raises(FileExistsError):
        fetcher.get(url)
