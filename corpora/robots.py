"""What a site's robots.txt lets us do, after RFC 9309."""

import re
from dataclasses import dataclass, field

from protego import Protego

AGENT = "muwazi"  # the product token that sites name us by
SIZE_LIMIT = 500_000  # bytes of robots.txt that are read; RFC 9309 asks for 500 KiB at least

_AGENT_LINE = re.compile(
    r"^([ \t]*user[ -]?agent[ \t]*:?)[ \t]*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site. `refusal` says why nothing may be fetched at all, or is ""."""

    refusal: str = ""
    _rules: Protego = field(default_factory=Protego)

    def allows(self, url: str) -> bool:
        """Return whether `url` may be fetched."""
        return not self.refusal and self._rules.can_fetch(url, AGENT)

    @property
    def crawl_delay(self) -> float:
        """The seconds that the site wants between two requests, 0 where it names none."""
        return float(self._rules.crawl_delay(AGENT) or 0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of sitemaps, as they stand."""
        return tuple(self._rules.sitemaps)


def read_robots(status: int, body: bytes) -> Robots:
    """Return the rules in the answer to a request for robots.txt.

    A missing file (4xx) allows everything. An error of the server (5xx), and 429, forbid
    everything until the file can be read.
    """
    if status == 429 or status >= 500:
        return Robots(f"its robots.txt answers {status}, which closes the site for now")
    if not 200 <= status < 300:
        return Robots()
    if len(body) > SIZE_LIMIT:
        body = body[:SIZE_LIMIT].rpartition(b"\n")[0]  # no half rule
    text = body.decode("utf-8-sig", "replace")
    return Robots("", Protego.parse(_AGENT_LINE.sub(_merge_strangers, text)))


def _merge_strangers(line: re.Match[str]) -> str:
    """Give all other robots one name: thousands of them times thousands of rules fill a memory."""
    name = line[2].strip().lower()
    if name != "*":
        name = name.replace("*", "")
        name = name if name and name in AGENT else "stranger" if name else ""
    return f"{line[1]} {name}"
