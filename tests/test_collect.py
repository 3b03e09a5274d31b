"""A folder is filled from an outlet, and a second run fetches only what is new."""

import datetime
import gzip
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from corpora.archive_index import ArchiveIndex, BadIndex
from corpora.collect import Collected, Event, collect
from corpora.fetch import Fetcher
from corpora.wanted import Wanted
from tests.archives import NOON, XML, Run, arabic, english, urlset
from tests.outlet import Answer, Outlet


def test_addresses_are_collected_once(outlet: Outlet, run: Run) -> None:
    """Pages come into the WARC file; spellings of one address and a second run cost no request."""
    first = outlet.put("/en/1", english(1))
    second = outlet.put("/en/2", english(2))
    done = run(first, second, f"{first}#top", f"{first}/", f"{first}?utm_source=mail")
    assert (done.pages, done.waiting, done.stopped) == ({"fetched": 2}, 0, False)
    assert run.records() == [("response", "/en/1", "200"), ("response", "/en/2", "200")]
    third = outlet.put("/en/3", english(3))
    assert run(first, second, third).pages == {"fetched": 1}
    assert outlet.paths == ["/en/1", "/en/2", "/en/3"]


def test_sitemaps_are_gone_through(outlet: Outlet, run: Run) -> None:
    """A site's robots.txt leads to an index, that to a packed sitemap and to a plain one."""
    outlet.put("/robots.txt", f"Sitemap: {outlet.url('/map.xml')}\n")
    maps = "".join(f"<sitemap><loc>{outlet.url(path)}</loc></sitemap>" for path in ("/a", "/b"))
    outlet.put("/map.xml", Answer(f"<sitemapindex>{maps}</sitemapindex>", headers=XML))
    outlet.put("/a", gzip.compress(urlset(outlet, "/en/1", "/en/2").encode()))
    outlet.put("/b", f"{outlet.url('/en/2')}\n{outlet.url('/en/3')}\n")
    for number in (1, 2, 3):
        outlet.put(f"/en/{number}", english(number))
    assert run(outlet.url("/"), kind="sitemap").pages == {"fetched": 3}
    assert outlet.paths == ["/map.xml", "/a", "/b", "/en/1", "/en/2", "/en/3"]


def test_the_usual_places_are_tried(outlet: Outlet, run: Run) -> None:
    """A site that names no sitemap is asked where they usually lie."""
    outlet.put("/wp-sitemap.xml", Answer(urlset(outlet, "/en/1"), headers=XML))
    outlet.put("/en/1", english(1))
    assert run(outlet.url("/"), kind="sitemap").pages == {"fetched": 1}
    assert set(run.told("gone")) == {"/sitemap_index.xml", "/sitemap.xml", "/sitemap_index.xml.gz"}


def test_an_address_tells_its_kind(outlet: Outlet, run: Run) -> None:
    """A sitemap or a feed that is given like a page is taken for what it is, and again later."""
    where = outlet.put(
        "/map",
        Answer(urlset(outlet, "/en/1"), headers=XML),
        Answer(urlset(outlet, "/en/1", "/en/3"), headers=XML),
    )
    item = f"<item><link>{outlet.url('/en/2')}</link></item>"
    feed = outlet.put("/feed", Answer(f"<rss><channel>{item}</channel></rss>", headers=XML))
    for number in (1, 2, 3):
        outlet.put(f"/en/{number}", english(number))
    assert run(where, feed).pages == {"fetched": 2}
    assert run(where, feed).pages == {"fetched": 1}
    assert outlet.paths[-1] == "/en/3"


def test_versions_are_fetched_and_kept(outlet: Outlet, run: Run) -> None:
    """The hreflang pairs of a sitemap are kept, and their pages fetched; a page's own link too."""
    version = f'<xhtml:link rel="alternate" hreflang="ar" href="{outlet.url("/ar/1")}"/>'
    other = f'<xhtml:link rel="alternate" hreflang="fr" href="{outlet.url("/fr/1")}"/>'
    place = outlet.put("/map", Answer(urlset(outlet, "/en/1", extra=version + other), headers=XML))
    link = Answer(english(2), headers={"Link": '</ar/2>; rel="alternate"; hreflang="ar"'})
    outlet.put("/en/1", english(1))
    outlet.put("/en/2", link)
    outlet.put("/ar/1", arabic(1))
    outlet.put("/ar/2", arabic(2))
    alone = Run(run.folder.with_name("alone"))
    assert alone(place, kind="sitemap", versions=False).pages == {"fetched": 1}
    outlet.requests.clear()
    assert run(place, kind="sitemap").pages == {"fetched": 2}
    assert run(outlet.url("/en/2")).pages == {"fetched": 2}
    assert outlet.paths == ["/map", "/en/1", "/ar/1", "/en/2", "/ar/2"]
    index = ArchiveIndex(run.folder)
    assert index.versions() == [
        (outlet.url("/en/1"), "ar", outlet.url("/ar/1")),
        (outlet.url("/en/1"), "fr", outlet.url("/fr/1")),
    ]
    index.close()


def test_a_version_comes_next(outlet: Outlet, run: Run) -> None:
    """The other version of a page is fetched before the next page, so that both are in the run."""
    for number in (1, 2):
        link = {"Link": f'</ar/{number}>; rel="alternate"; hreflang="ar"'}
        outlet.put(f"/en/{number}", Answer(english(number), headers=link))
        outlet.put(f"/ar/{number}", arabic(number))
    run(outlet.url("/en/1"), outlet.url("/en/2"), most=2)
    assert outlet.paths == ["/en/1", "/ar/1"]
    run(versions=False)
    assert outlet.paths[2:] == ["/en/2"]


def test_a_run_may_be_limited(outlet: Outlet, run: Run) -> None:
    """No more pages than `most` are asked for; the next run goes on, and needs no source."""
    urls = [outlet.put(f"/en/{number}", english(number)) for number in range(5)]
    done = run(*urls, most=2)
    assert (done.pages, done.waiting) == ({"fetched": 2}, 3)
    assert run(most=2).pages == {"fetched": 2}
    assert run().pages == {"fetched": 1}
    assert outlet.paths == [f"/en/{number}" for number in range(5)]
    assert run(most=0).pages == {}


def test_since_leaves_older_ones_waiting(outlet: Outlet, run: Run) -> None:
    """What changed before a day is not asked for, until a run without that day."""
    old = outlet.put("/old", Answer(urlset(outlet, "/en/1", lastmod="2023-12-31"), headers=XML))
    new = outlet.put("/new", Answer(urlset(outlet, "/en/2", lastmod="2024-01-01"), headers=XML))
    none = outlet.put("/none", Answer(urlset(outlet, "/en/3"), headers=XML))
    for number in (1, 2, 3):
        outlet.put(f"/en/{number}", english(number))
    day = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    run(old, new, none, kind="sitemap", since=day)
    assert outlet.paths[3:] == ["/en/2", "/en/3"]
    assert run().pages == {"fetched": 1}


def test_what_changed_is_asked_for_on_condition(outlet: Outlet, run: Run) -> None:
    """A later lastmod makes a page due again; its ETag goes along, and 304 becomes a revisit."""
    place = outlet.put(
        "/map",
        *[
            Answer(urlset(outlet, "/en/1", "/en/2", lastmod=day), headers=XML)
            for day in ("2024-01-01", "2024-02-01", "2024-03-01")
        ],
    )
    tag, date = {"ETag": '"one"'}, {"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
    outlet.put("/en/1", Answer(english(1), headers=tag), Answer(status=304))
    outlet.put("/en/2", Answer(english(2), headers=date), Answer(english(22)))
    assert run(place, kind="sitemap").pages == {"fetched": 2}
    assert run(place, kind="sitemap").pages == {"unchanged": 1, "fetched": 1}
    asked = [(path, headers) for path, headers in outlet.requests if path.startswith("/en")]
    assert [path for path, _ in asked] == ["/en/1", "/en/2"] * 2
    assert "If-None-Match" not in asked[0][1]
    assert asked[2][1]["If-None-Match"] == '"one"'
    assert asked[3][1]["If-Modified-Since"] == date["Last-Modified"]
    assert ("revisit", "/en/1", "304") in run.records()


def test_refresh_asks_for_all_again(outlet: Outlet, run: Run) -> None:
    """Each page that is held is asked for once more, on condition."""
    url = outlet.put("/en/1", Answer(english(1), headers={"ETag": '"a"'}), Answer(status=304))
    run(url)
    assert run(refresh=True).pages == {"unchanged": 1}
    assert run(url).pages == {}


def test_an_unchanged_index_still_leads_on(outlet: Outlet, run: Run) -> None:
    """Where the index of sitemaps is as it was, the sitemaps in it are asked for all the same."""
    index = f"<sitemapindex><sitemap><loc>{outlet.url('/a')}</loc></sitemap></sitemapindex>"
    place = outlet.put(
        "/map", Answer(index, headers=XML | {"ETag": '"i"'}), Answer(status=304, headers=XML)
    )
    outlet.put("/a", *(Answer(urlset(outlet, *p), headers=XML) for p in (["/1"], ["/1", "/2"])))
    outlet.put("/1", english(1))
    outlet.put("/2", english(2))
    run(place, kind="sitemap")
    assert run(place, kind="sitemap").pages == {"fetched": 1}
    assert outlet.paths == ["/map", "/a", "/1", "/map", "/a", "/2"]


def test_redirects_end_at_one_page(outlet: Outlet, run: Run) -> None:
    """Two ways to one page hold it once; a way to the front page is a page that is gone."""
    outlet.put("/", english(0))
    url = outlet.put("/en/1", english(1))
    moved = outlet.redirect("/old", "/en/1")
    dead = outlet.redirect("/dead", "/")
    assert run(url, moved, dead).pages == {"fetched": 1, "moved": 1, "gone": 1}
    assert run.told("moved") == {"/old": f"is {url}"}


def test_ctrl_c_finishes_what_is_under_way(outlet: Outlet, run: Run) -> None:
    """The run ends after the pages that were being fetched, and the next one fetches the rest."""
    urls = [outlet.put(f"/en/{number}", english(number)) for number in range(20)]

    def interrupt(event: Event) -> None:
        raise KeyboardInterrupt

    done = run(*urls, tell=interrupt)
    assert done.stopped
    assert done.waiting == 20 - done.pages["fetched"]
    assert run().pages["fetched"] == done.waiting
    assert sorted(outlet.paths) == sorted(f"/en/{number}" for number in range(20))


def test_ctrl_c_ends_a_wait(outlet: Outlet, run: Run) -> None:
    """A host that is to be asked in an hour does not hold up the end, and is not asked."""
    url = outlet.put("/en/1", english(1))

    def make(**given: Any) -> Fetcher:
        wait = given.pop("sleep")

        def sleep(seconds: float) -> None:
            assert seconds > 3000
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            wait(seconds)

        return Fetcher(**given, sleep=sleep, pace=3600.0, allow_private=True)

    done = collect(run.folder, [Wanted(url)], make, any_port=True)
    assert done == Collected({}, 1, stopped=True)
    assert outlet.paths == []


def test_a_lost_file_is_fetched_again(outlet: Outlet, run: Run) -> None:
    """What lay in a WARC file that is gone or cut short waits again, and unconditionally."""
    tag = {"ETag": '"a"'}
    urls = [outlet.put(f"/en/{n}", Answer(english(n), headers=tag)) for n in (1, 2)]
    run(*urls)
    path = run.folder / "muwazi-00001.warc.gz"
    path.write_bytes(path.read_bytes()[:-5])
    assert run().pages == {"fetched": 1}
    assert outlet.paths == ["/en/1", "/en/2", "/en/2"]
    assert "If-None-Match" not in outlet.requests[-1][1]


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A second run into the same folder is told to wait; a later one finds the index free."""
    first = ArchiveIndex(tmp_path)
    with pytest.raises(BadIndex, match="in use by another run"):
        ArchiveIndex(tmp_path)
    first.close()
    ArchiveIndex(tmp_path).close()


def test_what_is_no_index_is_told(tmp_path: Path) -> None:
    """Another file of that name is one clear line."""
    (tmp_path / "index.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(BadIndex, match=r"^[^\n]*is no index[^\n]*$"):
        ArchiveIndex(tmp_path)


def test_a_clock_that_goes_back_does_no_harm(outlet: Outlet, run: Run) -> None:
    """Times are noted, not compared: a run in the past fetches what is new all the same."""
    urls = [outlet.put(f"/en/{number}", english(number)) for number in (1, 2)]
    run(urls[0])
    back = NOON - datetime.timedelta(days=900)
    assert run(*urls, now=lambda: back).pages == {"fetched": 1}
    assert run(*urls).pages == {}
