"""Who may ask: this machine without a token, all others with one."""

import hmac
import ipaddress
import re
from email.message import Message

from tm.serve_query import Refused

SHORTEST = 16
"""Fewest characters of a token."""
_TOKEN = re.compile(r"[A-Za-z0-9._~-]+")
_KEY = "/key/"
"""For clients that can be told an address and nothing else: /key/TOKEN/tmserver."""


def is_local(host: str) -> bool:
    """Tell whether only programs on this machine can reach a server that is bound to `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Access:
    """The rule for one server."""

    def __init__(self, host: str, token: str) -> None:
        """Take the address to bind to and the token, "" for none.

        Raises ValueError for an address beyond this machine without a token, and for a token that
        is short or does not fit into an address.
        """
        if token and (len(token) < SHORTEST or not _TOKEN.fullmatch(token)):
            raise ValueError(
                f"the token must have {SHORTEST} characters or more, of A-Z a-z 0-9 . _ ~ -;"
                ' make one with python -c "import secrets; print(secrets.token_urlsafe())"'
            )
        if not token and not is_local(host):
            raise ValueError(
                f"{host} can be reached from other machines: give a token, or bind to 127.0.0.1"
            )
        self._token = token.encode()

    def admitted(self, headers: Message, target: str) -> str:
        """Return the target without the token in it.

        Raises Refused: 401 without the right token; 400 or 403 for a Host that is not this machine,
        where no token is asked for. A web page whose name was made to point here (DNS rebinding)
        sends its own name as Host.
        """
        hosts = headers.get_all("Host", [])
        if len(hosts) != 1:
            raise Refused(400, "a request has one Host header")
        if not self._token:
            name = re.sub(r":\d*$", "", hosts[0].strip().lower())
            if not is_local(name):
                raise Refused(403, "without a token only http://localhost and 127.0.0.1 are served")
            return target
        given, rest = "", target
        if target.startswith(_KEY):
            given, slash, rest = target[len(_KEY) :].partition("/")
            rest = slash + rest
        kind, _, value = headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            given = value.strip()
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._token):
            raise Refused(
                401, "send the header Authorization: Bearer TOKEN, or ask below /key/TOKEN/"
            )
        return rest
