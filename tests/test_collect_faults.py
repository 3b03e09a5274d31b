"""Whatever a site does while it is collected is an outcome, and the rest is fetched still."""

import gzip
import re
import socket
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from corpora import connection
from corpora.ssrf import is_public
from tests.archives import XML, Run, english, urlset
from tests.outlet import Answer, Outlet


@pytest.fixture
def public(outlet: Outlet, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return runs for which this machine alone belongs to the open network."""
    monkeypatch.setattr(connection, "is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    run.fetching = {"allow_private": False}
    return run


def bomb(megabytes: int = 64) -> bytes:
    """Return a small gzip file that unpacks to zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


def test_bad_answers_are_outcomes(outlet: Outlet, run: Run) -> None:
    """Errors, loops, endless and empty bodies, other media and dead names stop nothing."""

    def endless() -> Iterator[bytes]:
        while not outlet.closing.is_set():
            yield b"<p>more" * 10_000

    outlet.redirect("/loop", "/loop/2")
    outlet.redirect("/loop/2", "/loop")
    outlet.put("/500", Answer("<p>no", 500))
    outlet.put("/403", Answer("<p>no", 403))
    outlet.put("/410", Answer("<p>no", 410))
    outlet.put("/endless", Answer(endless()))
    outlet.put("/empty", "")
    outlet.put("/pdf", Answer(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}))
    outlet.put("/liar", Answer(b"%PDF-1.7"))
    outlet.put("/cut", Answer(b"\x1f\x8b\x08" + b"junk" * 99, headers={"Content-Encoding": "gzip"}))
    outlet.put("/bomb", Answer(bomb(), headers={"Content-Encoding": "gzip"}))
    outlet.put("/304", Answer(status=304))
    outlet.put("/good", english(1))
    said = {
        "/loop": "leads back to itself",
        "/500": "answers 500",
        "/403": "closed to robots",
        "/endless": "larger than",
        "/empty": "is empty",
        "/pdf": "application/pdf, not HTML",
        "/liar": "a PDF file, not HTML",
        "/cut": "is damaged",
        "/bomb": "larger than",
        "/304": "answers 304",
    }
    paths = [*said, "/410", "/404", "/good"]
    done = run(*(outlet.url(path) for path in paths))
    failed = run.told("failed")
    assert failed.keys() == said.keys()
    for path, reason in failed.items():
        assert "\n" not in reason
        assert re.search(said[path], reason), (path, reason)
    assert run.told("gone") == {"/404": "answers 404", "/410": "answers 410"}
    assert run.told("fetched") == {"/good": ""}
    assert done.waiting == 3  # the loop, the 500 and the 304 may be mended


def test_passing_troubles_are_tried_in_three_runs(outlet: Outlet, run: Run) -> None:
    """What brings no answer waits for the next run, not for ever; `retry` asks once more."""
    url = outlet.put("/500", Answer("<p>no", 500))
    assert [run(url).waiting, run(url).waiting, run(url).waiting] == [1, 1, 0]
    assert run(url).pages == {}
    outlet.put("/500", english(1))
    assert run(retry=True).pages == {"fetched": 1}
    assert len(outlet.paths) == 4


def test_a_dead_name_is_left_for_this_run(
    outlet: Outlet, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that nobody knows is asked for once, whatever waits of it; other hosts go on."""
    real, asked = socket.getaddrinfo, list[str]()

    def resolve(host: str, *rest: Any, **options: Any) -> list[Any]:
        if host == "gone.example":
            asked.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return list(real(host, *rest, **options))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    dead = [f"http://gone.example/{number}" for number in range(9)]
    done = run(*dead, outlet.put("/good", english(1)))
    assert done.pages == {"failed": 1, "fetched": 1}
    assert done.waiting == 9
    assert "host name that nobody knows" in run.told("failed")["/0"]
    assert len(asked) == 1


def test_a_closed_site_is_left(outlet: Outlet, run: Run) -> None:
    """Where robots.txt answers 503 nothing is asked, and everything waits for the next run."""
    outlet.put("/robots.txt", *[Answer(status=503)] * 4, "")
    urls = [outlet.put(f"/{number}", english(number)) for number in range(3)]
    assert run(*urls).waiting == 3
    assert outlet.paths == []
    assert run(*urls).pages == {"fetched": 3}


def test_a_huge_robots_txt_is_obeyed(outlet: Outlet, run: Run) -> None:
    """Of 5 MB the first 500 KB count: they close what they close, and nothing else stops."""
    rules = "User-agent: *\nDisallow: /closed\n" + "Disallow: /x\n" * 400_000
    assert len(rules) > 5_000_000
    outlet.put("/robots.txt", rules)
    run(outlet.put("/closed/1", english(1)), outlet.put("/open/1", english(1)))
    assert "robots.txt" in run.told("failed")["/closed/1"]
    assert run.told("fetched") == {"/open/1": ""}


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2/", "http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/"]
)
def test_nothing_leads_into_a_private_network(outlet: Outlet, public: Run, target: str) -> None:
    """A redirect, a sitemap, an index, a feed, a version and a crawl cannot send us there."""
    outlet.redirect("/moved", target)
    loc, link = f"<loc>{target}</loc>", f"<item><link>{target}</link></item>"
    version = f'<xhtml:link rel="alternate" hreflang="ar" href="{target}x/1"/>'
    outlet.put(
        "/map",
        Answer(
            urlset(outlet, "/1", extra=version).replace("</urlset>", f"<url>{loc}</url></urlset>"),
            headers=XML,
        ),
    )
    outlet.put(
        "/index", Answer(f"<sitemapindex><sitemap>{loc}</sitemap></sitemapindex>", headers=XML)
    )
    outlet.put("/feed", Answer(f"<rss><channel>{link}</channel></rss>", headers=XML))
    outlet.put("/1", english(1, target))
    outlet.put("/list", english(1, f"{target}story-of-the-harbour"))
    public(outlet.url("/moved"), any_port=False)
    for place in ("/map", "/index"):
        public(outlet.url(place), kind="sitemap", any_port=False)
    public(outlet.url("/feed"), kind="feed", any_port=False)
    public(outlet.url("/list"), kind="list", any_port=False)
    assert set(outlet.paths) == {"/moved", "/map", "/1", "/index", "/feed", "/list"}
    assert not any(target in record[1] for record in public.records())


def test_odd_addresses_are_refused(outlet: Outlet, run: Run) -> None:
    """Other schemes, passwords and ports of other services are refused before they are asked."""
    bad = [
        "file:///etc/passwd",
        "gopher://127.0.0.1/x",
        "http://user:secret@127.0.0.1/x",
        "http://127.0.0.1:22/x",
    ]
    assert run(*bad, any_port=False).pages == {"refused": 4}
    assert outlet.requests == []
    body = "<urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in bad) + "</urlset>"
    run(outlet.put("/map", Answer(body, headers=XML)), kind="sitemap", any_port=False)
    assert outlet.paths == ["/map"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            "<urlset><url><loc>http://127.0.0.1/&x;</loc></url></urlset>",
            "declares entities",
        ),
        (
            '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
            + "]><rss><channel><item><link>&a8;</link></item></channel></rss>",
            "declares entities",
        ),
        (gzip.compress(b"no sitemap", mtime=0), "is no sitemap"),
        (b"\x1f\x8b" + b"nonsense", "gzip cannot be unpacked"),
        (bomb(), "unpacks to more than 50,000,000 bytes"),
        ("<html><p>Not here", "is no sitemap but <html>"),
        ("", "is no sitemap"),
        ("<urlset><url><loc>", ""),
        (b"\xff\xfe" + "<!DOCTYPE u [<!ENTITY x 'y'>]><urlset/>".encode("utf-16-le"), "entities"),
    ],
)
def test_hostile_sitemaps_are_outcomes(
    outlet: Outlet, run: Run, body: str | bytes, said: str
) -> None:
    """Entities, bombs and nonsense are told, and a good sitemap beside them is read."""
    outlet.put("/bad", Answer(body, headers=XML))
    outlet.put("/good", Answer(urlset(outlet, "/1"), headers=XML))
    outlet.put("/1", english(1))
    kind: Any = "feed" if isinstance(body, str) and "<rss>" in body else "sitemap"
    run(outlet.url("/bad"), kind=kind)
    reasons = run.told("failed").get("/bad", "")
    assert said in reasons
    assert run(outlet.url("/good"), kind="sitemap").pages == {"fetched": 1}


def test_a_server_fault_in_a_sitemap_is_an_outcome(outlet: Outlet, run: Run) -> None:
    """A sitemap that answers 500 waits for the next run; one that answers 404 is gone."""
    index = "".join(f"<sitemap><loc>{outlet.url(p)}</loc></sitemap>" for p in ("/a", "/b", "/c"))
    outlet.put("/map", Answer(f"<sitemapindex>{index}</sitemapindex>", headers=XML))
    outlet.put("/a", Answer("no", 500))
    outlet.put("/c", Answer(urlset(outlet, "/1"), headers=XML))
    outlet.put("/1", english(1))
    done = run(outlet.url("/map"), kind="sitemap")
    assert (done.pages, done.waiting) == ({"fetched": 1}, 1)
    assert run.told("failed") == {"/a": "answers 500"}
    assert run.told("gone") == {"/b": "answers 404"}


def test_sitemaps_in_a_circle_end(outlet: Outlet, run: Run) -> None:
    """An index that names itself, and indexes without end, are read three deep."""
    for n in range(9):
        places = "".join(
            f"<sitemap><loc>{outlet.url(p)}</loc></sitemap>" for p in (f"/{n}", f"/{n + 1}")
        )
        outlet.put(f"/{n}", Answer(f"<sitemapindex>{places}</sitemapindex>", headers=XML))
    run(outlet.url("/0"), kind="sitemap")
    assert outlet.paths == ["/0", "/1", "/2", "/3"]
    assert "too deep" in run.told("fetched")["/3"]


def test_a_page_that_breaks_the_parser_is_an_outcome(
    outlet: Outlet, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody foresaw costs one page."""

    def links(tree: Any, language: str) -> Any:
        if "Story 1" in tree.page.html:
            raise RecursionError("too deep")
        return ()

    monkeypatch.setattr("corpora.visit.tree_links", links)
    deep = outlet.put("/deep", "<div>" * 50_000 + english(2))
    done = run(outlet.put("/1", english(1)), outlet.put("/2", english(2)), deep)
    assert done.pages == {"failed": 1, "fetched": 2}
    assert run.told("failed") == {"/1": "cannot be read (RecursionError: too deep)"}
