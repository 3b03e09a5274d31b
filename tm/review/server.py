"""The review page over HTTP: for this machine alone, or for who has the token.

Another page that is open in the same browser must not be able to edit: an edit needs the page's own
origin, and a secret (CSRF token) that only the page's own script can read. The page runs no script
and loads nothing but its own files (Content Security Policy, level 3).
"""

import gzip
import hmac
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from tm.review.session import Conflict, Session
from tm.review.tiling import EditRefused
from tm.serve_access import Access
from tm.serve_limits import HEAD_SECONDS, BoundedHandler, BoundedServer
from tm.serve_query import Refused, arguments_of
from tm.serve_until_stopped import stopping_signals, wait_for

PORT = 8890
"""The port where nothing else is asked for: one after the memory's usual ones."""
LARGEST = 2 * 2**20
"""Bytes of one request: a wording of the greatest length, in escapes, fits."""
_PACKED = 64 * 1024  # bytes of an answer from which on it is compressed
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_log = logging.getLogger("muwazi.review")


class Server(BoundedServer):
    """The server's socket and its connections; `serve_forever` answers until `shutdown`."""

    def __init__(
        self, address: tuple[str, int], session: Session, access: Access, family: int
    ) -> None:
        """Open the port. Raises OSError where it is taken or the address is not ours."""
        self.session, self.access = session, access
        folder = files("tm.review").joinpath("static")
        self.static = {
            file.name: file.read_bytes()
            for file in folder.iterdir()
            if file.name.rpartition(".")[2] in _TYPES
        }
        super().__init__(address, _Handler, family)


class _Handler(BoundedHandler):
    """One connection: its requests one after the other."""

    server: Server

    def do_GET(self) -> None:
        """Send the page's files and what it shows."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """Do what the page asks."""
        self._answer(self._post)

    do_HEAD = do_GET

    def do_PUT(self) -> None:
        """Refuse other methods."""
        self._answer(self._refuse)

    do_DELETE = do_PATCH = do_OPTIONS = do_PUT

    def _answer(self, work: Callable[[str, dict[str, str]], Any]) -> None:
        """Answer with what `work` makes of the path and its arguments, or with the reason."""
        self._read = False
        try:
            target = self.server.access.admitted(self.headers, self.path)
            path, _, query = target.partition("?")
            status, answer = 200, work(path.removeprefix("/"), arguments_of(query))
        except Refused as refusal:
            status, answer = refusal.status, {"error": str(refusal)}
        except EditRefused as refusal:
            status, answer = 422, {"error": str(refusal)}
        except Conflict as refusal:
            status, answer = 409, {"error": str(refusal)}
        except (OSError, ValueError) as error:  # of a file: its one clear line is for the person
            status, answer = 500, {"error": " ".join(str(error).split())}
        except Exception:
            _log.exception("a request failed")
            status, answer = 500, {"error": "the server failed; its log says how"}
        if not self._read:
            self.swallow_body()
        if isinstance(answer, tuple):
            kind, body = answer
        else:
            kind = "application/json"
            # ASCII: a text may hold lone surrogates, which UTF-8 has not.
            body = json.dumps(answer, allow_nan=False, separators=(",", ":")).encode("ascii")
        headers = {"Content-Type": f"{kind}; charset=utf-8", **_HEADERS}
        # Nothing of a request is repeated in an answer, so that its length tells no secret.
        if len(body) > _PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.send(status, body, headers)

    def _get(self, path: str, arguments: dict[str, str]) -> Any:
        if path in ("", "review.html"):
            return "text/html", self.server.static["review.html"]
        if path.startswith("static/") and (name := path.removeprefix("static/")):
            if name not in self.server.static:
                raise Refused(404, "nothing here")
            return _TYPES[name.rpartition(".")[2]], self.server.static[name]
        self._own_page()
        session, tab = self.server.session, arguments.get("tab", "")
        match path:
            case "api/page":
                return session.page(tab)
            case "api/state":
                return session.state(tab)
            case "api/similarity":
                return session.similarity()
        raise Refused(404, "nothing here")

    def _post(self, path: str, arguments: dict[str, str]) -> Any:
        if self.headers.get("Origin") is None:
            raise Refused(403, "an edit comes from the page: there is no Origin")
        self._own_page()
        asked = self._body()
        session = self.server.session
        given = str(asked.get("csrf", "")).encode("utf-8", "replace")
        if not hmac.compare_digest(given, session.csrf.encode()):
            raise Refused(403, "stale")
        match path:
            case "api/edit":
                return session.edit(asked)
            case "api/save":
                return session.save(asked)
            case "api/leave":
                return session.leave(str(asked.get("tab", "")))
        raise Refused(404, "nothing here")

    def _refuse(self, path: str, arguments: dict[str, str]) -> Any:
        raise Refused(405, "only GET and POST are served")

    def _own_page(self) -> None:
        """Refuse (403) what another page sends.

        `admitted` has seen to the Host; the Origin must be the same.
        """
        origin = self.headers.get("Origin")
        if origin is not None:
            host = self.headers.get("Host", "").strip().lower()
            if urlsplit(origin.lower()).netloc != host or not host:
                raise Refused(403, "another page may not ask this")
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403, "another page may not ask this")

    def _body(self) -> Mapping[str, Any]:
        """Return the JSON object that was sent."""
        if self.headers.get_content_type() != "application/json":
            raise Refused(415, "send JSON")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise Refused(411, "say how long the body is")
        if len(length) > 9 or int(length) > LARGEST:
            raise Refused(413, f"a request has {LARGEST} bytes at most")
        self._read = True
        self._timed.allow(int(length), HEAD_SECONDS)
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise Refused(400, "this is no JSON") from None
        if not isinstance(asked, dict):
            raise Refused(400, "this is no JSON object")
        return asked


@contextmanager
def serving(
    session: Session, *, host: str = "127.0.0.1", port: int = 0, token: str = ""
) -> Iterator[str]:
    """Serve a review while the block runs; yield the page's address.

    `port` 0 takes a free one. Who has the `token` is admitted, below /key/TOKEN/ in the address; it
    must not be "" where `host` is not this machine alone.

    Raises ValueError for a token that is missing or weak; OSError where the port cannot be opened.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        access = Access(str(address[0]), token)
        server = Server((str(address[0]), port), session, access, family)
    except OSError as error:
        raise OSError(
            error.errno, f"cannot listen at {host} port {port}: {error.strerror}"
        ) from error
    loop = threading.Thread(target=server.serve_forever, args=(0.1,), name="accept")
    loop.start()
    try:
        name = f"[{address[0]}]" if ":" in str(address[0]) else address[0]
        key = f"key/{token}/" if token else ""
        yield f"http://{name}:{server.server_address[1]}/{key}"
    finally:
        server.shutdown()
        loop.join()
        server.hang_up()
        server.server_close()


def serve(
    session: Session, *, host: str, port: int, token: str, ready: Callable[[str], None]
) -> None:
    """Serve a review until SIGINT or SIGTERM; `ready` is told the page's address.

    To be called in the main thread. Arguments and errors are those of `serving`.
    """
    with (
        stopping_signals() as stop,
        serving(session, host=host, port=port, token=token) as address,
    ):
        ready(address)
        wait_for(stop)
