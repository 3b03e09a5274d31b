"""No server can hold us up, fill the memory or make us fail in an unplanned way."""

import gzip
import pickle
import socket
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora.fetch import FetchError
from corpora.response import Response, unpacked
from tests.outlet import Answer, Outlet
from tests.visitor import polite, reason

HTML = "<html><body><p>The ship reached the port before dawn.</p></body></html>"


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
    nested = gzip.compress(bomb, mtime=0)
    url = outlet.put("/", Answer(nested, headers={"Content-Encoding": "gzip, gzip"}))
    assert "larger than 10,000,000 bytes" in reason(polite(), url)


def test_a_bomb_takes_no_memory() -> None:
    """Unpacking holds little more than the limit, whatever the body would come to."""
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
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
