"""One HTTP request over a connection of its own, guarded in address, time and size."""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError

from corpora.response import Response
from corpora.ssrf import is_public

_STEP = 65_536


class NoAnswer(OSError):
    """A request that brought no answer, and why; `again` says that another try may help."""

    def __init__(self, reason: str, *, again: bool = False) -> None:
        """Keep the reason, a line for a reader that the address can stand before."""
        super().__init__(reason)
        self.again = again


class _Guarded(HTTPConnection):
    """A connection that looks where it has arrived before it says a word, and can be cut."""

    allow_private = False
    expired = False
    ip = ""
    _line: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        if not self.allow_private:  # asked first, so that a private host is not even knocked at
            for *_, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
                _refuse_private(str(address[0]))
        sock = super()._new_conn()
        try:
            self.ip = sock.getpeername()[0]
            if not self.allow_private:  # and again: the name may have been resolved anew
                _refuse_private(self.ip)
            self._line = sock.dup()  # reaches the line while TLS has the socket to itself
            if self.expired:
                raise TimeoutError
        except BaseException:
            sock.close()
            raise
        return sock

    def cut(self) -> None:
        """Cut the line, whatever it is doing, because the time is up."""
        self.expired = True
        if self._line is not None:
            with contextlib.suppress(OSError):  # the other side was quicker
                self._line.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Close everything."""
        self.close()
        if self._line is not None:
            self._line.close()


class _GuardedTLS(_Guarded, HTTPSConnection):
    """The same over TLS; the certificate is always checked."""


def request(
    url: str,
    headers: Mapping[str, str],
    *,
    tls: ssl.SSLContext,
    timeouts: tuple[float, float, float],
    limit: int,
    allow_private: bool = False,
) -> Response:
    """Ask for `url`, a canonical address, once, and return the answer whatever its status.

    `timeouts` are the seconds to connect, for each silence, and for the whole request. A body of
    more than `limit` bytes is cut there and marked. Raises NoAnswer.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    connect, silence, total = timeouts
    line: _Guarded
    if parts.scheme == "https":
        line = _GuardedTLS(host, parts.port, timeout=connect, ssl_context=tls)
    else:
        line = _Guarded(host, parts.port, timeout=connect)
    line.allow_private = allow_private
    watch = threading.Timer(total, line.cut)
    watch.daemon = True
    watch.start()
    try:
        line.connect()
        line.timeout = silence
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        line.request("GET", target, headers=headers, preload_content=False)
        with contextlib.closing(line.getresponse()) as answer:
            body, truncated = bytearray(), ""
            while chunk := answer.read1(_STEP, decode_content=False):
                body += chunk
                if len(body) > limit:
                    truncated = "length"
                    break
            if line.expired:
                raise TimeoutError
            return Response(
                url,
                answer.status,
                answer.reason or "",
                tuple(answer.headers.iteritems()),
                bytes(body[:limit]),
                truncated,
                line.ip,
            )
    except NoAnswer:
        raise
    except (OSError, HTTPError, http.client.HTTPException) as error:
        if line.expired:
            reason = f"took longer than {total:g} s; try again later"
            raise NoAnswer(reason, again=True) from error
        raise _in_plain_words(error) from error
    finally:
        watch.cancel()
        line.hang_up()


def _refuse_private(ip: str) -> None:
    if not is_public(ip):
        raise NoAnswer(f"lies in a private network ({ip}); allow private networks if that is meant")


def _in_plain_words(error: Exception) -> NoAnswer:
    """Say what a library's error means for a reader."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message
        return NoAnswer(f"has a certificate that nobody vouches for ({why}); tell the site")
    if isinstance(error, ssl.SSLError):
        return NoAnswer("cannot agree with us on encryption; save the page from a browser")
    causes = (error, error.__cause__)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return NoAnswer("has a host name that nobody knows; check it, and your own connection")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return NoAnswer("refuses the connection; check the address")
    late = isinstance(error, (TimeoutError, ConnectTimeoutError, ReadTimeoutError))
    if late and not isinstance(error, NewConnectionError):  # which is no timeout, for all its base
        return NoAnswer("does not answer in time; try again later", again=True)
    return NoAnswer("cannot be reached or broke off; try again later", again=True)
