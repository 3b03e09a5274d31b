"""What a body is, whatever its label says: HTML, something else, or a wall against robots."""

import re

_SIGNATURES = [
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a zip file (or a Word or EPUB file)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
]
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # as WHATWG's MIME Sniffing has it
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_VAGUE_TYPES = {"", "text/plain", "text/xml", "application/xml", "application/octet-stream"}
_TAG = re.compile(
    r"<(!doctype\s+html|html|head|body|title|meta|article|section|main|div|p|h[1-6]|table)\b", re.I
)

# A challenge page is small and says one of these; an article that only mentions one is larger.
_WALL_SIZE = 60_000
_WALL = re.compile(
    r"_cf_chl_opt|cf-browser-verification|<title>Attention Required! \| Cloudflare"
    r"|sucuri_cloudproxy_js|captcha-delivery\.com|px-captcha|_Incapsula_Resource[^>]{0,500}incident_id"
    r"|anubis_challenge|awsWafCookieDomainList|window\.gokuProps|ddos-guard/js-challenge|sgcaptcha",
    re.IGNORECASE,
)
# What each of these holds, in lower case: plain searches pass over most pages fifty times faster.
_WALL_WORDS = (
    *("_cf_chl_opt", "cf-browser-verification", "<title>attention required! | cloudflare"),
    *("sucuri_cloudproxy_js", "captcha-delivery.com", "px-captcha", "_incapsula_resource"),
    *("anubis_challenge", "awswafcookiedomainlist", "window.gokuprops"),
    *("ddos-guard/js-challenge", "sgcaptcha"),
)


def why_binary(body: bytes) -> str:
    """Return what `body` is in words, such as "a PDF file", or "" where it may be text."""
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            return name
    if not body.startswith(_BOMS) and _BINARY.search(body[:1445]):
        return "binary data"
    return ""


def why_not_html(content_type: str, text: str) -> str:
    """Return what the page is in words, or "" for HTML.

    A label of HTML is believed, another one too, and where the label says little (plain text,
    XML, none) the text must hold one of HTML's common tags near its beginning.
    """
    label = content_type.partition(";")[0].strip().lower()
    if label in _HTML_TYPES or (label in _VAGUE_TYPES and _TAG.search(text[:4096])):
        return ""
    if label in ("", "application/octet-stream"):
        return "text without markup"
    return label[:60]


def is_wall(text: str) -> bool:
    """Return whether a page is a challenge to robots (a captcha, a script that has to run)."""
    if len(text) >= _WALL_SIZE:
        return False
    lower = text.lower()
    return any(word in lower for word in _WALL_WORDS) and bool(_WALL.search(text))
