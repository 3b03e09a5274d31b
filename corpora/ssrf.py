"""The guard against server-side request forgery: which addresses may be asked at all.

Addresses come from pages, and pages are hostile: one may point into the reader's own network.
`canonical` refuses what can be refused by looking; `is_public` judges the machine that a
connection really reached, which only the connection knows (a name may resolve differently twice).
"""

import ipaddress
import re
from urllib.parse import quote, urljoin, urlsplit

# The special-purpose registries of IANA, written out because the `ipaddress` module of Python
# 3.11 before .10 and 3.12 before .4 lacks some; last, the service of one cloud's own host.
_PRIVATE4 = [
    ipaddress.IPv4Network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32"),
    )
]
_GLOBAL6 = ipaddress.IPv6Network("2000::/3")  # all that IANA has handed out for the open network
_PRIVATE6 = [  # inside it: protocols (Teredo too), documentation, 6to4, documentation
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
_CARRIES4 = [  # IPv4 in the last 32 bits: mapped, and the well-known prefix of NAT64 (RFC 6052)
    ipaddress.IPv6Network(block) for block in ("::ffff:0:0/96", "64:ff9b::/96")
]

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_DOT = re.compile("%2e", re.IGNORECASE)
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_KEPT = "/:@!$&'()*+,;=-._~%"


def is_public(ip: str) -> bool:
    """Return whether `ip`, an IPv4 or IPv6 address, belongs to the open network.

    False for loopback, private, shared, link-local (the metadata services of clouds), multicast,
    reserved, unspecified and documentation addresses, and for IPv6 that wraps one of these.
    """
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if not any(address in block for block in _CARRIES4):
            return address in _GLOBAL6 and not any(address in block for block in _PRIVATE6)
        address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return not any(address in block for block in _PRIVATE4)


def canonical(url: str, *, any_port: bool = False) -> str:
    """Return `url` in ASCII, as it is sent: Punycode host, percent-encoded path, no fragment.

    Only http and https, no user name, and of the ports below 1024 only 80 and 443 (mail, shells
    and the like live on the others) unless `any_port`. Raises ValueError, one line that says why.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is no web address; check how it is written") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("is no http or https address; give it whole, with https:// in front")
    if "@" in parts.netloc:
        raise ValueError("carries a user name or password; take it out of the address")
    if port is not None and not any_port and port < 1024 and port not in (80, 443):
        raise ValueError(f"names port {port}, where no web site is; check the address")
    netloc = _ascii_host(host)
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        netloc += f":{port}"
    try:
        path, query = _percent(parts.path, _KEPT), _percent(parts.query, _KEPT + "?")
    except UnicodeEncodeError:
        raise ValueError("holds half a character; copy the address again") from None
    path = _DOT.sub(".", path)
    if "/." in path and not path.startswith("//"):
        path = urlsplit(urljoin("http://host", path)).path  # ".." must not get round robots.txt
    return f"{parts.scheme}://{netloc}{path or '/'}{'?' + query if query else ''}"


def _ascii_host(host: str) -> str:
    """Return `host` in lower-case ASCII, an IPv6 literal in its brackets."""
    if ":" in host and "%" not in host:  # a zone is of a link, and no link is public
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise ValueError("has no usable host name; check how it is written") from None
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise ValueError("has no usable host name; check how it is written")
    return name


def _percent(text: str, kept: str) -> str:
    """Percent-encode what is neither in `kept` nor plain, and a sign that escapes nothing."""
    return quote(_LONE_PERCENT.sub("%25", text), safe=kept)
