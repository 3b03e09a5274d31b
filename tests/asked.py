"""A plain HTTP client for the tests of the server: it sends what it is told, byte for byte."""

import json
import socket
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


def ask(
    address: str,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> Reply:
    """Send one request; the path goes out as it is written."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, names, answer.read())
    finally:
        connection.close()


def exchange(address: str, sent: bytes) -> bytes:
    """Send bytes, and return all that comes back until the server closes the connection."""
    parts = urlsplit(address)
    received = b""
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as line:
        try:
            line.sendall(sent)
            while piece := line.recv(65536):
                received += piece
        except ConnectionError:  # closed while we were still sending
            pass
    return received
