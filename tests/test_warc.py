"""What was fetched is kept, and can be read again without the network."""

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from corpora.fetch import Fetcher, FetchError
from corpora.page import Page
from corpora.response import Response
from corpora.warc import BadWARC, WarcKeeper, pages
from tests.outlet import Answer, Outlet

ARABIC = "<html><body><p>فتحت المكتبة العامة أبوابها من جديد بعد ترميم دام سنتين.</p></body></html>"
ENGLISH = (
    "<html><body><p>The public library has reopened after two years of repairs.</p></body></html>"
)


def fetcher(save: Path) -> Fetcher:
    """Return a fetcher that keeps what it gets and never waits."""
    return Fetcher(allow_private=True, save=save, clock=lambda: 0.0, sleep=lambda seconds: None)


def records(path: Path) -> list[tuple[str, str, str, bytes]]:
    """Return type, address, status and unpacked body of every record, by warcio alone."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            http: Any = record.http_headers
            status = http.get_statuscode() if http else ""
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            found.append((record.rec_type, url, status, record.content_stream().read()))
    return found


def response(url: str, body: bytes, *headers: tuple[str, str], status: int = 200) -> Response:
    """Return a response with a label of HTML."""
    return Response(url, status, "OK", (("Content-Type", "text/html"), *headers), body)


def kept(folder: Path, *responses: Response) -> Path:
    """Return a WARC file with these responses."""
    keeper = WarcKeeper(folder)
    for each in responses:
        keeper.keep(each)
    keeper.close()
    return max(folder.iterdir())


def test_a_run_can_be_built_again(outlet: Outlet, tmp_path: Path) -> None:
    """The pages of a WARC file are the pages that were fetched, in their order."""
    label = {"Content-Type": "text/html; charset=utf-8"}
    packed = Answer(gzip.compress(ARABIC.encode(), mtime=0), headers={"Content-Encoding": "gzip"})
    outlet.put("/خبر/1", packed)
    outlet.put("/old", Answer(ARABIC.encode("cp1256"), headers=label))
    outlet.put("/en", Answer(ENGLISH, headers={"Link": '</ar>; rel="alternate"; hreflang="ar"'}))
    outlet.redirect("/moved", "/en")
    with fetcher(tmp_path) as client:
        found = [client.get(outlet.url(path)) for path in ("/خبر/1", "/old", "/moved")]
    assert list(pages(tmp_path / "muwazi-00001.warc.gz")) == found
    assert found[2] == Page(outlet.url("/en"), ENGLISH, '</ar>; rel="alternate"; hreflang="ar"')


def test_every_answer_is_kept(outlet: Outlet, tmp_path: Path) -> None:
    """Redirects, robots.txt, errors and second tries stand in the file, as other tools read it."""
    outlet.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
    outlet.redirect("/a", "/b")
    outlet.put("/b", Answer("<p>busy", status=503), Answer("<p>gone", status=404))
    with fetcher(tmp_path) as client, pytest.raises(FetchError):
        client.get(outlet.url("/a"))
    info, *answers = records(tmp_path / "muwazi-00001.warc.gz")
    assert info[0] == "warcinfo"
    assert b"software: muwazi/" in info[3]
    assert answers == [
        ("response", outlet.url("/robots.txt"), "200", b"User-agent: *\nDisallow: /private\n"),
        ("response", outlet.url("/a"), "302", b""),
        ("response", outlet.url("/b"), "503", b"<p>busy"),
        ("response", outlet.url("/b"), "404", b"<p>gone"),
    ]


def test_records_say_whence_and_whether_whole(outlet: Outlet, tmp_path: Path) -> None:
    """A record names the version of the standard, the machine that answered, and a cut body."""
    url = outlet.put("/", Answer(b"<p>" + b"long " * 2_100_000))
    with fetcher(tmp_path) as client, pytest.raises(FetchError, match="larger than"):
        client.get(url)
    with (tmp_path / "muwazi-00001.warc.gz").open("rb") as file:
        *_, last = [(r.rec_headers, r.raw_stream.read()) for r in ArchiveIterator(file)]
    assert last[0].protocol == "WARC/1.1"
    assert last[0].get_header("WARC-IP-Address") == "127.0.0.1"
    assert last[0].get_header("WARC-Truncated") == "length"
    assert len(last[1]) == 10_000_000


def test_each_run_has_its_file(tmp_path: Path) -> None:
    """A new run takes the next free number, and a run without answers leaves no file."""
    first = kept(tmp_path / "new" / "folder", response("http://example.com/1", b"<p>1"))
    second = kept(tmp_path / "new" / "folder", response("http://example.com/2", b"<p>2"))
    assert [first.name, second.name] == ["muwazi-00001.warc.gz", "muwazi-00002.warc.gz"]
    WarcKeeper(tmp_path / "none").close()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        (("Transfer-Encoding", "chunked"), b"9\r\n<p>One an\r\n5\r\nd two\r\n0\r\n\r\n"),
        (("Transfer-Encoding", "chunked"), b"<p>One and two"),  # said, and already undone
        (("Content-Encoding", "gzip"), gzip.compress(b"<p>One and two", mtime=0)),
        (("Content-Encoding", "gzip"), b"<p>One and two"),
    ],
)
def test_archives_of_others_are_read(tmp_path: Path, coding: tuple[str, str], body: bytes) -> None:
    """Chunks and compression are undone, and crawlers that undid them before are understood."""
    path = kept(tmp_path, response("http://example.com/", body, coding))
    raw = gzip.decompress(path.read_bytes()).replace(b"X-Crawler-Transfer", b"Transfer")
    # the record is now shorter than it says, so say less
    taken = len(b"X-Crawler-") if coding[0].startswith("Transfer") else 0
    head, length, rest = raw.rpartition(b"Content-Length: ")
    size, line, tail = rest.partition(b"\r\n")
    plain = tmp_path / "plain.warc"
    plain.write_bytes(head + length + str(int(size) - taken).encode() + line + tail)
    assert list(pages(plain)) == [Page("http://example.com/", "<p>One and two")]


def test_one_gzip_for_all_is_read(tmp_path: Path) -> None:
    """A file that was compressed in one piece, which the standard advises against, is read."""
    path = kept(
        tmp_path,
        *(
            response(f"http://example.com/{n}", b"<p>%d" % n, ("X-Long", "y" * 9000))
            for n in range(9)
        ),
    )
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    assert [page.html for page in pages(whole)] == [f"<p>{n}" for n in range(9)]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    """Other media and other statuses are left out in silence, unreadable pages with a reason."""
    told: list[tuple[str, str]] = []
    image = Response(
        "http://example.com/i", 200, "OK", (("Content-Type", "image/png"),), b"\x89PNG"
    )
    path = kept(
        tmp_path,
        image,
        response("http://example.com/404", b"<p>no", status=404),
        response("http://example.com/empty", b""),
        response("http://example.com/pdf", b"%PDF-1.7"),
        response("http://example.com/big", b"<p>" + b"x" * 10_000_000),
        response(
            "http://example.com/bomb",
            gzip.compress(bytes(20_000_000), mtime=0),
            ("Content-Encoding", "gzip"),
        ),
        response("http://example.com/wall", b"<script>window._cf_chl_opt={}</script>"),
        response("http://example.com/good", b"<p>good"),
    )
    found = list(pages(path, skipped=lambda url, reason: told.append((url[19:], reason[:12]))))
    assert found == [Page("http://example.com/good", "<p>good")]
    assert told == [
        ("empty", "is empty; lo"),
        ("pdf", "is a PDF fil"),
        ("big", "is larger th"),
        ("bomb", "is larger th"),
        ("wall", "shows a chal"),
    ]


@pytest.mark.parametrize("cut", [1, 9, 30, 100, 200])
def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path, cut: int) -> None:
    """The pages before the damage are yielded, then the damage is told in one line."""
    path = kept(
        tmp_path,
        *(response(f"http://example.com/{n}", b"<p>%d" % n) for n in range(3)),
    )
    path.write_bytes(path.read_bytes()[:-cut])
    found: list[Page] = []
    with pytest.raises(BadWARC, match=r"^[^\n]+$") as caught:
        found.extend(pages(path))
    assert str(path) in str(caught.value)
    assert [page.html for page in found[:2]] == ["<p>0", "<p>1"]


def test_a_damaged_middle_is_told(tmp_path: Path) -> None:
    """Flipped bytes within the file are an error, not an early end."""
    path = kept(tmp_path, *(response(f"http://example.com/{n}", b"<p>%d" % n) for n in range(3)))
    data = bytearray(path.read_bytes())
    middle = data.index(b"\x1f\x8b", len(data) * 2 // 3)
    data[middle + 20 : middle + 40] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(BadWARC):
        list(pages(path))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><p>not a WARC",
        b"\x1f\x8b",
        gzip.compress(b"hello", mtime=0),
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 10\r\n\r\nHTTP/1.1 2",
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
        b"Content-Length: 900\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>cut",
        bytes(range(256)),
    ],
)
def test_what_is_no_warc_is_told(tmp_path: Path, content: bytes) -> None:
    """Any other file is one clear line."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(BadWARC, match=r"^[^\n]+$"):
        list(pages(path))


def test_an_empty_file_has_no_pages(tmp_path: Path) -> None:
    """A run that was stopped at once is no error."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"")
    assert list(pages(path)) == []


def test_headers_cannot_forge_a_record(tmp_path: Path) -> None:
    """A header that folds over lines stays one line in the file."""
    answer = response("http://example.com/", b"<p>x", ("X-A", "b\r\n\r\nWARC/1.1\r\nevil"))
    path = kept(tmp_path, answer)
    assert (
        b"X-A: b WARC/1.1 evil\r\n" in gzip.GzipFile(fileobj=io.BytesIO(path.read_bytes())).read()
    )
