"""Pages that are gone come from a web archive, here an outlet that answers as a CDX server does."""

import datetime
import json

import pytest

from corpora.document import Document
from corpora.dump import read_dump
from corpora.page import BadPage, Page
from corpora.wayback import find_snapshot, original_address
from tests.archives import Run, arabic, english
from tests.outlet import Answer, Outlet
from tests.visitor import polite


def cdx(url: str) -> str:
    """Return the path that a look-up asks for."""
    fields = "fl=timestamp,original&filter=statuscode:200&filter=mimetype:text/html"
    return f"/cdx/search/cdx?url={url}&output=json&limit=-1&{fields}"


def archived(outlet: Outlet, url: str, html: str) -> None:
    """Let the outlet hold a snapshot of an address."""
    rows = [["timestamp", "original"], ["20200102030405", url]]
    json_label = {"Content-Type": "application/json"}
    outlet.put(cdx(url), Answer(json.dumps(rows), headers=json_label))
    outlet.put(f"/web/20200102030405id_/{url}", html)


def test_a_snapshot_is_found(outlet: Outlet) -> None:
    """The newest good snapshot, by the address of its raw bytes; none is None."""
    archived(outlet, "https://a.example/1", english(1))
    outlet.put(cdx("https://a.example/2"), "[]")
    with polite() as fetcher:
        found = find_snapshot("https://a.example/1", fetcher, outlet.url("").rstrip("/"))
        assert found
        assert found.url == outlet.url("/web/20200102030405id_/https://a.example/1")
        assert found.time == datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
        assert find_snapshot("https://a.example/2", fetcher, outlet.url("").rstrip("/")) is None


@pytest.mark.parametrize("body", ["<html>", "[1, 2]", '[["timestamp"], ["x", "y"]]', "5"])
def test_another_answer_is_no_snapshot(outlet: Outlet, body: str) -> None:
    """What is no CDX is told."""
    outlet.put(cdx("https://a.example/1"), body)
    with polite() as fetcher, pytest.raises(BadPage, match="the web archive's answer is no CDX"):
        find_snapshot("https://a.example/1", fetcher, outlet.url("").rstrip("/"))


def test_a_page_that_is_gone_is_found(outlet: Outlet, run: Run) -> None:
    """With leave a 404 leads to the archive; the page is read under its own address."""
    gone, lost = outlet.url("/en/1"), outlet.url("/en/2")
    archived(outlet, gone, english(1))
    outlet.put(cdx(lost), "[]")
    assert run(gone, lost).pages == {"gone": 2}
    done = run(retry=True, wayback=outlet.url("").rstrip("/"))
    assert done.pages == {"fetched": 1, "gone": 1}
    assert run.told("fetched") == {"/en/1": "from a web archive, as of 2020-01-02"}
    assert "has none either" in run.told("gone")["/en/2"]
    (found,) = read_dump(run.folder)
    assert isinstance(found, Document)
    assert isinstance(found.content, Page)
    assert found.content.url == gone


def test_a_refusal_is_not_asked_again(outlet: Outlet, run: Run) -> None:
    """429 ends the look-up, and the address waits for another run."""
    gone = outlet.url("/en/1")
    outlet.put(cdx(gone), Answer("slow down", 429))
    done = run(gone, wayback=outlet.url("").rstrip("/"))
    assert (done.pages, done.waiting) == ({"gone": 1}, 1)
    assert outlet.paths.count(cdx(gone)) == 1


def test_a_dead_host_is_looked_up(outlet: Outlet, run: Run) -> None:
    """A site that is gone as a whole comes from the archive page by page."""
    urls = [f"http://localhost:1/story-{number}" for number in (1, 2)]
    for number, url in enumerate(urls):
        archived(outlet, url, arabic(number))
    assert run(*urls, wayback=outlet.url("").rstrip("/")).pages == {"fetched": 2}


def test_a_busy_site_is_not_taken_for_dead(outlet: Outlet, run: Run) -> None:
    """Where robots.txt answers 503 the site is asked again another day, not the archive."""
    outlet.put("/robots.txt", Answer(status=503))
    with Outlet() as archive:
        urls = [outlet.put(f"/en/{number}", english(number)) for number in (1, 2)]
        done = run(*urls, wayback=archive.url("").rstrip("/"))
        assert (done.pages, done.waiting) == ({"failed": 1}, 2)
        assert archive.requests == []


def test_an_address_is_told_from_its_snapshot() -> None:
    """Only the address of a raw snapshot stands for another one."""
    snapshot = "https://web.archive.org/web/20200102030405id_/http://a.example/1?b=2"
    assert original_address(snapshot) == "http://a.example/1?b=2"
    for url in ("http://a.example/1", "https://a.example/web/2020id_/http://b.example/"):
        assert original_address(url) == url
