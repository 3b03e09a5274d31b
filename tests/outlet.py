"""A news outlet on this machine, for tests: it answers as it was told, and notes who asked.

with Outlet() as outlet:
    outlet.put("/en/1", "<html>…")
    outlet.put("/busy", Answer(status=503), Answer("<html>…"))  # in turn; the last one stays
    Fetcher(allow_private=True).get(outlet.url("/en/1"))
"""

import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

# A key and a certificate for "localhost", signed by itself, worth nothing anywhere else.
CERTIFICATE = Path(__file__).with_name("outlet.pem")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request gets. A body that is an iterable of bytes is sent piece by piece, and ends
    when the reader leaves; `raw` sends the body alone, without status line or headers."""

    body: str | bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bool = False


class Outlet:
    """A server at 127.0.0.1, on a free port; a path that it was not given is a 404."""

    def __init__(self, *, tls: bool = False) -> None:
        """Open the port; nothing is served before `with`."""
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, decoded, in order, without robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def url(self, path: str = "/") -> str:
        """Return the address of a path, as it was written."""
        return f"{self._scheme}://127.0.0.1:{self.port}{path}"

    def put(self, path: str, *answers: Answer | str | bytes) -> str:
        """Serve `answers` at a path (decoded, with its query), in turn; return the address."""
        with self._lock:
            self._answers[path] = [a if isinstance(a, Answer) else Answer(a) for a in answers]
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Send readers of `path` on to `target`, as it is written; return the address."""
        location = target.encode("utf-8").decode("latin-1")
        return self.put(path, Answer(status=status, headers={"Location": location}))

    def silence(self) -> Iterator[bytes]:
        """Return a body that sends nothing until the outlet closes."""
        self.closing.wait(30)
        yield b""

    def drip(self, piece: bytes = b"x") -> Iterator[bytes]:
        """Return a body that sends one piece every hundredth of a second, for ever."""
        while not self.closing.wait(0.01):
            yield piece

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """Note a request and return what it gets."""
        with self._lock:
            self.requests.append((path, headers))
            waiting = self._answers.get(path, [Answer("<html><p>not here", 404)])
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and wait for every answer that is still being sent."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a reader that leaves early is what many tests are about."""


def _handler(outlet: Outlet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer one request, then close the line."""
            parts = urlsplit(self.path)
            path = unquote(parts.path) + (f"?{unquote(parts.query)}" if parts.query else "")
            answer = outlet.answer(path, dict(self.headers))
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            if not answer.raw:
                self.send_response(answer.status)
                headers = {"Content-Type": "text/html; charset=utf-8"}
                if isinstance(body, bytes):
                    headers["Content-Length"] = str(len(body))
                for name, value in (headers | dict(answer.headers)).items():
                    self.send_header(name, value)
                self.end_headers()
            for piece in [body] if isinstance(body, bytes) else body:
                self.wfile.write(piece)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the tests' output clean."""

    return Handler


def slug(path: str) -> str:
    """Return a path percent-encoded, as browsers send it."""
    return quote(path)
