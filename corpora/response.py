"""An HTTP answer as it came over the wire, and the page that it holds."""

import io
from dataclasses import dataclass

import urllib3
from urllib3.exceptions import DecodeError

from corpora.charset import decode
from corpora.page import SIZE_LIMIT, BadPage, Page
from corpora.sniff import is_wall, why_binary, why_not_html

_LABELS = {"", "identity", "none", "utf-8", "binary"}  # said, by mistake, of what is not packed
_ADVICE = "give the address of the article itself"
_WALLED = "shows a challenge to robots, not the article; save it from a browser"
_REFUSALS = {
    401: "asks for a password (401); save the page from a browser",
    403: "is closed to robots (403); save the page from a browser",
    404: "does not exist (404); check the address",
    410: "was taken down (410); look for it in a web archive",
}


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer. `body` is what was sent, still compressed, without its chunks.

    `headers` keep their order and spelling. `truncated` says why the body stops early, in the
    words of the WARC standard ("length", "time"), or "". `ip` is the machine that answered.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: str = ""
    ip: str = ""

    def header(self, name: str) -> str:
        """Return the values of a header, joined by ", ", read as UTF-8 where that is possible."""
        return ", ".join(
            as_utf8(value) for key, value in self.headers if key.lower() == name.lower()
        )


def as_utf8(value: str) -> str:
    """Return a header's value, which Python reads as Latin-1, as the UTF-8 that sites send."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def unpacked(response: Response, limit: int = SIZE_LIMIT) -> bytes:
    """Return the body, decompressed, and cut at `limit` + 1 bytes: a bomb goes off no further.

    Raises BadPage where it is damaged, or packed in a way that nothing here can unpack.
    """
    encodings = {e.strip() for e in response.header("content-encoding").lower().split(",")}
    if missing := encodings - _LABELS - set(urllib3.HTTPResponse.CONTENT_DECODERS):
        raise BadPage(f"is compressed as {min(missing)[:20]!r}, which needs a package of that name")
    with urllib3.HTTPResponse(
        io.BytesIO(response.body),
        headers={"content-encoding": response.header("content-encoding")},
        preload_content=False,
    ) as stream:
        try:
            body: bytes = stream.read(limit + 1)
        except DecodeError:
            if "gzip" not in str(encodings) or response.body.startswith(b"\x1f\x8b"):
                raise BadPage("is damaged: its compression breaks off; fetch it again") from None
            body = response.body  # says gzip and is not: archives unpack and forget the label
    return body


def read_response(response: Response, limit: int = SIZE_LIMIT) -> Page:
    """Return the page in a response; raises BadPage, one line on why there is none."""
    good = 200 <= response.status < 300
    if _is_refusal(response) if good else is_challenge(response):
        raise BadPage(_WALLED)
    if not good:
        raise BadPage(_REFUSALS.get(response.status, f"answers {response.status}; try again later"))
    label = response.header("content-type")
    if what := why_not_html(label, "<html>"):
        raise BadPage(f"is {what}, not HTML; {_ADVICE}")
    body = unpacked(response, limit)
    if len(body) > limit or response.truncated == "length":
        raise BadPage(f"is larger than {limit:,} bytes, as no article is; check the address")
    if response.truncated:
        raise BadPage("broke off before its end; fetch it again")
    if not body.strip():
        raise BadPage("is empty; look at it in a browser, it may need JavaScript")
    if what := why_binary(body):
        raise BadPage(f"is {what}, not HTML; {_ADVICE}")
    html = decode(body, label)
    if is_wall(html):
        raise BadPage(_WALLED)
    if what := why_not_html(label, html):
        raise BadPage(f"is {what}, not HTML; {_ADVICE}")
    return Page(response.url, html, response.header("link"))


def is_challenge(response: Response) -> bool:
    """Return whether a response is a bot wall: a captcha or the like in the article's place."""
    if _is_refusal(response):
        return True
    try:
        return is_wall(decode(unpacked(response), response.header("content-type")))
    except BadPage:
        return False


def _is_refusal(response: Response) -> bool:
    """Return whether the headers alone say that a robot was stopped."""
    return bool(
        response.header("cf-mitigated") == "challenge" or response.header("x-amzn-waf-action")
    )
