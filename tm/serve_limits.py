"""HTTP for few and slow clients: one thread a connection, everything bounded.

The standard library's server, because a request's path must be seen as it was sent (a text may
hold %2F), because look-up is work for threads and not for an event loop, and because it needs no
package beside us. What it lacks is here: a limit on connections, and on the time and size of a
request as a whole, so that a client that sends a byte a minute keeps nothing busy.
"""

import http.client
import io
import logging
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

HEAD_SECONDS = 10.0
"""Seconds within which a request must have come, and an open connection be used again."""
SEND_SECONDS = 10.0
"""Seconds within which a client must have taken the answer."""
CONNECTIONS = 128
"""Connections at once; one more is closed at its beginning."""
LARGEST_HEAD = 32 * 1024
"""Bytes of request line and headers."""
_BODY = 64 * 1024  # a body of a refused request is read up to here, so that the answer arrives
_log = logging.getLogger("muwazi.serve")


class _Timed(io.RawIOBase):
    """The bytes that come in, with a limit on their number and on the time of all together."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.allow(0, 0.0)

    def allow(self, size: int, seconds: float) -> None:
        """Set what may come from now on."""
        self._left = size
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is; TimeoutError or LineTooLong past the limits."""
        rest = self._deadline - time.monotonic()
        if rest <= 0:
            raise TimeoutError
        if self._left <= 0:
            raise http.client.LineTooLong("request")
        self._connection.settimeout(rest)
        count = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


class BoundedServer(ThreadingHTTPServer):
    """The server's socket and its connections; `serve_forever` answers until `shutdown`."""

    request_queue_size = 128
    allow_reuse_address = os.name != "nt"  # there it would let others take the port over
    daemon_threads = False  # so that server_close waits for what is being answered

    def __init__(
        self, address: tuple[str, int], handler: "type[BoundedHandler]", family: int
    ) -> None:
        """Open the port. Raises OSError where it is taken or the address is not ours."""
        self.address_family = family
        self.stopping = False
        self._slots = threading.BoundedSemaphore(CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind, and leave out the name of this host, for which DNS would be asked."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment] # as the parent does

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread, or close it where there are too many."""
        if not self._slots.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._lock:
            self._open.add(request)
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._forget(request)
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection's requests."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._forget(request)

    def _forget(self, request: socket.socket) -> None:
        with self._lock:
            self._open.discard(request)
        self._slots.release()

    def hang_up(self) -> None:
        """Take no more requests from open connections; what is being answered is finished."""
        self.stopping = True
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note what went wrong outside an answer; clients that leave are nothing to note."""
        if not isinstance(sys.exc_info()[1], OSError):
            _log.exception("a connection failed")


class BoundedHandler(BaseHTTPRequestHandler):
    """One connection: its requests one after the other."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # for what is malformed: answer with headers
    server_version = "muwazi"
    sys_version = ""
    wbufsize = -1  # an answer leaves in one piece
    disable_nagle_algorithm = True
    server: BoundedServer
    raw_requestline: bytes

    def setup(self) -> None:
        """Put the limits between the socket and whoever reads it."""
        super().setup()
        self.rfile.close()
        self._timed = _Timed(self.connection)
        self.rfile = io.BufferedReader(self._timed)

    def handle_one_request(self) -> None:
        """Answer a request that comes whole and in time."""
        self._timed.allow(LARGEST_HEAD, HEAD_SECONDS)
        self.requestline, self.request_version, self.command = "", self.protocol_version, ""
        try:
            super().handle_one_request()
        except http.client.LineTooLong:
            self.send_error(414)
            self.wfile.flush()
        except OSError:  # the client left
            self.close_connection = True

    def parse_request(self) -> bool:
        """Encode the bytes that a client forgot to: some would be taken for blanks."""
        self.raw_requestline = re.sub(
            rb"[^ -~\r\n]", lambda match: b"%%%02X" % match[0][0], self.raw_requestline
        )
        return super().parse_request()

    def swallow_body(self) -> None:
        """Read a body that nobody asked for, or close the connection after the answer.

        Left where it is, it would be taken for the next request.
        """
        length = self.headers.get("Content-Length", "0")
        if length == "0" and "Transfer-Encoding" not in self.headers:
            return
        self.close_connection = True
        if "Expect" in self.headers:  # it waits to be asked for the body
            return
        if length.isascii() and length.isdigit() and int(length[:9]) <= _BODY:
            self._timed.allow(_BODY, HEAD_SECONDS)
            with suppress(OSError, http.client.LineTooLong):
                self.rfile.read(int(length[:9]))

    def handle_expect_100(self) -> bool:
        """Ask for no body: it would only be thrown away."""
        return True

    def send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Send an answer, whole; its length and what keeps browsers from guessing are added."""
        self.connection.settimeout(SEND_SECONDS)
        self.close_connection = self.close_connection or self.server.stopping
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Write no access log: what is asked is what a translator works on."""
