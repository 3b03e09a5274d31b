"""The memory's answers over HTTP: JSON for what is found, a reason for what is not."""

import json
import logging
from typing import Any

from tm.serve_access import Access
from tm.serve_api import Figures
from tm.serve_limits import LARGEST_HEAD, BoundedHandler, BoundedServer
from tm.serve_query import Refused
from tm.serve_routes import LONGEST, route
from tm.serve_workers import Workers

_log = logging.getLogger("muwazi.serve")


class Server(BoundedServer):
    """The server's socket and its connections; `serve_forever` answers until `shutdown`."""

    def __init__(
        self, address: tuple[str, int], workers: Workers, access: Access, family: int
    ) -> None:
        """Open the port. Raises OSError where it is taken or the address is not ours."""
        self.workers, self.access, self.figures = workers, access, Figures()
        super().__init__(address, _Handler, family)


class _Handler(BoundedHandler):
    """One connection: its requests one after the other."""

    server: Server

    def do_GET(self) -> None:
        """Answer with JSON, an error with its reason."""
        try:
            target = self.server.access.admitted(self.headers, self.path)
            if self.command not in ("GET", "HEAD"):
                raise Refused(405, "served read-only: units are added with `muwazi tm add`")
            if len(target) > LONGEST:
                raise Refused(414, f"the address is longer than {LONGEST} bytes")
            work = route(target, self.server.figures)
            status, answer = 200, self.server.workers.answer(work.answer, work.seconds)
        except Refused as refusal:
            status, answer = refusal.status, {"error": str(refusal)}
            if refusal.__cause__:
                _log.error("%s: %s", refusal, refusal.__cause__)
        except Exception:
            _log.exception("a request failed")  # its text is nobody's business
            status, answer = 500, {"error": "the server failed; its log says how"}
        self.swallow_body()
        self._send(status, answer)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = do_OPTIONS = do_GET

    def _send(self, status: int, answer: Any) -> None:
        """Send an answer as JSON, whole."""
        body = json.dumps(answer, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        elif status == 405:
            headers["Allow"] = "GET, HEAD"
        elif status == 503:
            headers["Retry-After"] = "1"
        self.send(status, body, headers)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no HTTP, or no method of it, with a reason and nothing of the request."""
        self.close_connection = True
        reasons = {
            414: f"the address is longer than {LONGEST} bytes",
            431: f"the headers are too many, or longer than {LARGEST_HEAD} bytes",
            501: "only GET and HEAD are served",
            505: "HTTP/1.0 and 1.1 are served",
        }
        self._send(405 if code == 501 else code, {"error": reasons.get(code, "not HTTP")})
