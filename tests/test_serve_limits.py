"""What a server refuses, survives and limits."""

import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import tm.serve_limits
import tm.serve_protocol
from tests.asked import ask, exchange
from tests.memories import opened, unit
from tm.memory import BadMemory, Memory
from tm.serve import serving
from tm.serve_access import Access, is_local
from tm.serve_query import Refused
from tm.serve_workers import Workers

TOKEN = "a-token-that-is-long-enough"
UNITS = [unit("Rain is likely.", "هطول الأمطار مرجح.")]
RAIN = "/tmserver/en/ar/unit/Rain%20is%20likely."
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory of one unit."""
    path = tmp_path_factory.mktemp("limits") / "tm.db"
    opened(path, UNITS).close()
    return path


@pytest.fixture(scope="module")
def address(path: Path) -> Iterator[str]:
    """A server without a token."""
    with serving(path) as address:
        yield address


@pytest.fixture(scope="module")
def locked(path: Path) -> Iterator[str]:
    """A server with a token."""
    with serving(path, token=TOKEN) as address:
        yield address


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /nothing HTTP/1.1", 404),
        (b"GET /tmserver/en HTTP/1.1", 404),
        (b"GET /tmserver/en/ar/unit/ HTTP/1.1", 400),
        (b"GET /tmserver/en/ar/unit/%FF HTTP/1.1", 400),
        (b"GET /tmserver/%FF/ar/unit/x HTTP/1.1", 400),
        (b"GET /tmserver/en/ar/unit/\xff HTTP/1.1", 400),
        (b"GET /tmserver/en/ar/unit/%00%01%ED%A0%80 HTTP/1.1", 400),
        (b"GET /tmserver/en/ar/unit/%00%01 HTTP/1.1", 200),
        (b"GET /tmserver/../../etc/passwd HTTP/1.1", 404),
        (b"GET /api/unit/1%20OR%201=1 HTTP/1.1", 400),
        (b"GET //evil.example/ HTTP/1.1", 404),
        (b"GET http://evil.example/ HTTP/1.1", 400),
        (b"GET * HTTP/1.1", 400),
        (b"CONNECT evil.example:443 HTTP/1.1", 405),
        (b"GET /tmserver/en/ar/unit/" + b"a" * 9000 + b" HTTP/1.1", 414),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1", 414),
        (b"GET / HTTP/9.9", 505),
        (b"GET /a b HTTP/1.1", 400),
        (b"\x16\x03\x01\x02\x00\x01", 400),
        (b"GET", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000, 431),
        (b"GET / HTTP/1.1\r\n" + b"\r\n".join(b"X%d: a" % n for n in range(200)), 431),
        (b"GET / HTTP/1.1\r\nContent-Length: 5", 200),
        (b"GET / HTTP/1.1\r\nContent-Length: -1", 200),
        (b"GET / HTTP/1.1\r\nContent-Length: 99999999999999999999", 200),
        (b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked", 405),
        (b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9", 405),
    ],
    ids=str,
)
def test_hostile_requests(address: str, request_line: bytes, status: int) -> None:
    """Whatever arrives gets one answer: JSON, a status, no word of the server's inside."""
    ends = b"\r\nHost: localhost\r\nConnection: close\r\n\r\nabcde"
    received = exchange(address, request_line + ends)
    if not received:  # closed while so much was still coming
        assert len(request_line) > 32 * 1024
        return
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert body[:1] in b"{["
    assert b"Traceback" not in received
    assert b".py" not in received
    assert received.count(b"HTTP/1.1") == 1
    assert ask(address, RAIN).status == 200


def test_a_body_is_no_second_request(address: str) -> None:
    """What follows a request with a body is not read as a request (smuggling)."""
    inner = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for length in (b"Content-Length: %d" % len(inner), b"Transfer-Encoding: chunked"):
        received = exchange(
            address, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + length + b"\r\n\r\n" + inner
        )
        assert received.count(b"HTTP/1.1 200") == 1
        assert b"last_unit" not in received


def test_a_connection_stays_open(address: str) -> None:
    """Requests follow each other on one connection; HEAD sends the length and no body."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("HEAD", RAIN)
    head = connection.getresponse()
    assert (head.status, head.read()) == (200, b"")
    line = connection.sock
    connection.request("GET", RAIN)
    body = connection.getresponse().read()
    assert connection.sock is line
    assert len(body) == int(head.headers["Content-Length"])
    connection.close()


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        (["127.0.0.1:1"], 200), (["localhost"], 200), (["LOCALHOST:8888"], 200),
        (["[::1]:8888"], 200), (["[::1]"], 200), (["evil.example"], 403),
        (["localhost.evil.example:80"], 403), (["127.0.0.1.evil.example"], 403),
        (["10.0.0.1"], 403), ([""], 403), ([], 400), (["localhost", "evil.example"], 400),
    ],
)  # fmt: skip
def test_a_name_that_was_made_to_point_here(address: str, hosts: list[str], status: int) -> None:
    """Without a token only this machine's own names are answered (DNS rebinding)."""
    lines = "".join(f"Host: {host}\r\n" for host in hosts)
    received = exchange(
        address, f"GET {RAIN} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode()
    )
    assert received.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("target", [RAIN, "/healthz", "/api/openapi.json", "/nothing", "/key/x/mt"])
@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9"]
)
def test_nothing_without_the_token(locked: str, target: str, given: str) -> None:
    """Every path asks for the token, and tells nothing of what there is."""
    reply = ask(locked, target, headers={"Authorization": given} if given else {})
    assert reply.status == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert TOKEN.encode() not in reply.body


def test_the_token_in_header_or_address(locked: str) -> None:
    """Programs send a header; tools that know an address only have the token in it. Any name of
    the server will do."""
    bearer = {"Authorization": f"Bearer {TOKEN}", "Host": "tm.example.org"}
    assert ask(locked, RAIN, headers=bearer).status == 200
    assert ask(locked, f"/key/{TOKEN}{RAIN}", headers={"Host": "tm.example.org"}).status == 200
    assert ask(locked, f"/key/{TOKEN}/nothing").status == 404
    assert ask(locked, f"/key/{TOKEN}").status == 400
    assert ask(locked, f"/key/{TOKEN}{RAIN}", method="PUT").status == 405


def test_other_machines_need_a_token(path: Path) -> None:
    """An address that others reach is refused without a token, before the port is opened."""
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        with pytest.raises(ValueError, match="give a token"), serving(path, host=host):
            pass
    for token in ("short", "with a blank in the middle", "slash/slash/slash/slash"):
        with pytest.raises(ValueError, match="16 characters"):
            Access("127.0.0.1", token)
    Access("0.0.0.0", TOKEN)
    assert is_local("localhost")
    assert is_local("127.9.9.9")
    assert not is_local("example.org")


def test_a_slow_client_is_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request must have come within its time as a whole; then the connection is closed."""
    monkeypatch.setattr(tm.serve_limits, "HEAD_SECONDS", 0.05)
    with serving(path) as address:
        assert exchange(address, b"GET / HTTP/1.1\r\nHost: loc") == b""


def test_too_many_connections(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One connection more than there may be is closed, and the others are served on."""
    monkeypatch.setattr(tm.serve_limits, "CONNECTIONS", 1)
    with serving(path) as address:
        first = HTTPConnection(urlsplit(address).netloc, timeout=30)
        for _ in range(2):
            first.request("GET", RAIN)
            assert first.getresponse().read()
            assert exchange(address, b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n") == b""
        first.close()


def test_an_answer_takes_bounded_time(path: Path) -> None:
    """Work that would never end is broken off with 503, and its thread answers again."""
    workers = Workers(path, 1, 0.05)
    try:
        with pytest.raises(Refused, match=r"within 0\.05 s") as caught:
            workers.answer(lambda memory: memory.connection.execute(ENDLESS).fetchone())
        assert caught.value.status == 503
        assert workers.answer(Memory.last_unit, 30.0) == 1
    finally:
        workers.close()


def test_who_waits_too_long_is_sent_away(path: Path) -> None:
    """While all threads are busy, a request waits for its time and is then refused."""
    workers = Workers(path, 1, 30.0)
    started, go_on = threading.Event(), threading.Event()

    def hold(memory: Memory) -> None:
        started.set()
        go_on.wait(30)

    holder = threading.Thread(target=workers.answer, args=(hold,))
    try:
        holder.start()
        started.wait(30)
        with pytest.raises(Refused) as caught:
            workers.answer(Memory.last_unit, -1.0)  # one second less than none to wait
        assert caught.value.status == 503
    finally:
        go_on.set()
        holder.join()
        workers.close()


def test_a_memory_that_is_busy_gone_or_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """While the memory cannot be read, requests get 503 and a reason; then all is well again."""
    path = tmp_path / "tm.db"
    opened(path, UNITS).close()
    whole = path.read_bytes()
    with serving(path, workers=2, seconds=0.2) as address:
        assert ask(address, RAIN).status == 200
        writer = sqlite3.connect(path)
        writer.execute("BEGIN EXCLUSIVE")
        busy = ask(address, RAIN)
        writer.rollback()
        writer.close()
        assert (busy.status, busy.headers["retry-after"]) == (503, "1")
        assert "being added" in busy.json["error"]
        path.unlink()
        assert ask(address, RAIN).status == 503
        path.write_bytes(b"no memory at all" * 1000)
        damaged = ask(address, RAIN)
        assert damaged.status == 503
        assert str(tmp_path).encode() not in damaged.body
        path.write_bytes(whole)
        assert ask(address, RAIN).status == 200
    assert "cannot be read" in caplog.text  # the log says what the client is not told


def test_a_failure_tells_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of ours is 500 without a word of it; the log has it, without the text asked for."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(tm.serve_protocol, "lookup", fail)
    reply = ask(address, RAIN)
    assert reply.status == 500
    assert b"secret" not in reply.body
    assert "secret of the house" in caplog.text
    assert "likely" not in caplog.text
    assert all(record.levelno == logging.ERROR for record in caplog.records)


def test_what_cannot_be_served_is_said_at_once(tmp_path: Path) -> None:
    """No memory, no server."""
    with pytest.raises(FileNotFoundError), serving(tmp_path / "none.db"):
        pass
    (tmp_path / "text").write_text("no memory at all" * 100)
    with pytest.raises(BadMemory), serving(tmp_path / "text"):
        pass


def test_a_port_that_is_taken(path: Path, address: str) -> None:
    """The error says which port, and that it is in use."""
    port = urlsplit(address).port or 0
    with pytest.raises(OSError, match=f"127.0.0.1 port {port}: "), serving(path, port=port):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_well(path: Path, number: signal.Signals) -> None:
    """Ctrl-C and a service manager's stop end the process with status 0, whoever is connected."""
    code = (
        "import sys, tm.serve_limits; from pathlib import Path; from tm.serve import serve;"
        "tm.serve_limits.HEAD_SECONDS = 3600;"  # nobody waits for the client that says nothing
        "serve(Path(sys.argv[1]), port=0, ready=lambda at: print(at, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, path],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stdout.readline().strip()
        assert ask(address, RAIN).status == 200
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0)):  # says nothing
            os.kill(process.pid, number)
            assert process.wait(30) == 0
        assert process.stderr.read() == ""
