"""The noun that fetching and reading hand over: one decoded web page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A web page as text, before anything has been extracted from it.

    `url` is the final address, after redirects, or "" where nobody knows it.
    `link_header` is the HTTP `Link` header, several of them joined by ", ".
    """

    url: str
    html: str
    link_header: str = ""
