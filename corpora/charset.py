"""Bytes of a page become text, whatever its makers declared."""

import codecs
import re

import charset_normalizer

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_HEAD = 16_384  # bytes searched for a declaration; the standard says 1,024, old pages need more
_SAMPLE = 65_536  # bytes that a guess reads
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_ANGLES = re.compile(rb"[<>]")
_LETTERS = re.compile(rb"[\xc0-\xff]+")
# Codecs that a page may name: the others are no encodings of text, or costly on hostile input.
_CODECS = re.compile(
    r"cp125\d|cp720|cp864|cp874|iso8859-\d+|koi8-[ru]|mac-(arabic|cyrillic|roman)|utf-(8|16(-[lb]e)?)"
    r"|gb2312|gbk|gb18030|big5|euc_(jp|kr)|shift_jis"
)
_ARABIC = {"cp1256", "iso8859-6"}
_WESTERN = {"cp1252", "cp1254", "iso8859-15"}


def decode(body: bytes, content_type: str = "") -> str:
    """Return `body` as text; `content_type` is the HTTP header, as it came.

    In order: a byte order mark, UTF-8 (a few broken bytes become U+FFFD), the page's own `meta`,
    the header, a guess. UTF-8 comes before what is declared because text that is not UTF-8 does
    not pass for it, while headers are often wrong. Windows-1256 and ISO-8859-6 are told apart by
    their letters, as pages mislabel one as the other, and a Western label on Arabic bytes is not
    believed. Never raises.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        if (text := _nearly_utf8(body)) is not None:
            return text
    for label in _declared(body, content_type):
        codec = _codec(label)
        if codec in _ARABIC:
            codec = _arabic(body)
        elif codec in _WESTERN and _not_western(body):
            continue
        if codec:
            return body.decode(codec, "replace")
    return body.decode(_guess(body), "replace")


def _nearly_utf8(body: bytes) -> str | None:
    """Return the text where `body` is UTF-8 but for the odd byte (a cut excerpt)."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - broken
    return text if broken * 2 <= good else None


def _declared(body: bytes, content_type: str) -> list[str]:
    """Return the labels that the page and its header give, the most trusted first."""
    head = body[:_HEAD]
    found = [m[1].decode("ascii", "replace") for m in [_XML.search(head)] if m]
    found += [m[1].decode("ascii", "replace") for m in [_META.search(_COMMENT.sub(b"", head))] if m]
    return found + [m[1] for m in [_HEADER.search(content_type)] if m]


def _codec(label: str) -> str:
    """Return Python's name for a label, as browsers read it; "" for one that cannot be meant."""
    try:
        name = codecs.lookup(label.lower().removeprefix("x-")).name
    except (LookupError, ValueError):
        return ""
    name = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254"}.get(name, name)
    # UTF-8 was tried, and UTF-16 without its mark cannot have carried a readable declaration.
    return "" if name.startswith("utf-") or not _CODECS.fullmatch(name) else name


def _arabic(body: bytes) -> str:
    """Tell Windows-1256 from ISO-8859-6 by the article, the commonest pair of letters in Arabic.

    "ال" is C7 E1 in the one and C7 E4 in the other, where the same bytes read "ان" and "اف",
    both far rarer.
    """
    return "iso8859-6" if body.count(b"\xc7\xe4") > body.count(b"\xc7\xe1") else "cp1256"


def _not_western(body: bytes) -> bool:
    """Return whether read as Western text most accented letters would stand three in a row."""
    runs = [len(run) for run in _LETTERS.findall(body)]
    return sum(run for run in runs if run >= 3) * 2 > sum(runs)


def _guess(body: bytes) -> str:
    """Return the likeliest codec, judged by the text that is not ASCII, without its tags."""
    if not _not_western(body):
        return "cp1252"  # the default of browsers; a guess from a few accents is no better
    text = b" ".join(piece for piece in _ANGLES.split(body) if not piece.isascii())[:_SAMPLE]
    best = charset_normalizer.from_bytes(text).best()
    codec = best.encoding if best else "cp1252"
    codec = codecs.lookup(codec).name
    return _arabic(body) if codec in _ARABIC else codec
