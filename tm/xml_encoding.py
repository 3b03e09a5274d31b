"""The encoding of an XML file: what its bytes say, what its declaration says, and the text."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 256 * 1024  # bytes read at a time

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"'<>]{1,40})["']""")
_UTF_16 = re.compile(r"utf-?16|ucs-?2|iso-10646-ucs-2|unicode$", re.IGNORECASE)
# Codecs of text only: Python knows others (zip, hex, idna) that a file must not choose.
_LEGACY = re.compile(
    r"ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+|hz"
)


class BrokenTMX(ValueError):
    """A file that cannot be read: `rule` names the rule of `tm.check_rules`, `line` is from 1.

    `truncated` tells that the file ends where more was to come and was in order up to there.
    """

    def __init__(self, rule: str, line: int, message: str, *, truncated: bool = False) -> None:
        """Make the error's one line out of `line` and `message`."""
        super().__init__(f"line {line}: {message}")
        self.rule = rule
        self.line = line
        self.message = message
        self.truncated = truncated


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is decoded, and in `fault` how this differs from what it says, "" if it does not.

    `legacy` tells that it is neither UTF-8 nor UTF-16; `mark` is the byte order mark's length.
    """

    codec: str
    mark: int = 0
    legacy: bool = False
    fault: str = ""


def sniff(head: bytes) -> Encoding:
    """Return the encoding of a file that begins with `head`: by its mark, shape or declaration."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            wide = codec != "utf-8"
            said = _DECLARED.search(head.replace(b"\0", b"") if wide else head)
            name = said[1].decode("ascii", "replace") if said else ""
            fault = ""
            if codec.startswith("utf-32"):
                fault = "the file is in UTF-32: save it as UTF-8"
            elif name and not (_UTF_16.match(name) if wide else _codec(name) == "utf-8"):
                family = "UTF-16" if wide else "UTF-8"
                fault = f"the file is in {family}, by its byte order mark, but declares {name}"
            return Encoding(codec, len(bom), fault=fault)
    for shape, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(shape):
            return Encoding(codec, fault="the file is in UTF-16 without a byte order mark")
    said = _DECLARED.match(head.lstrip())
    if not said:
        return Encoding("utf-8")
    name = said[1].decode("ascii", "replace")
    codec = _codec(name)
    if codec == "utf-8":
        return Encoding("utf-8")
    if _LEGACY.fullmatch(codec):
        return Encoding(codec, legacy=codec != "ascii")
    fault = f"the file declares {name}, but is not in it; it was read as UTF-8"
    return Encoding("utf-8", fault=fault)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name.replace("_8", "-8") if name.isascii() else ""
    except (LookupError, ValueError):
        return ""


def decoded(head: bytes, stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """Yield the text of `head` and then of `stream`, without the byte order mark.

    Raises BrokenTMX, after the text before it, at the first bytes that are not in `encoding`.
    """
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    line = 1
    chunk = head[encoding.mark :]
    while True:
        pending = decoder.getstate()[0]
        try:
            text = decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            held = pending + chunk
            before = held[: error.start].decode(encoding.codec, "ignore")
            line += before.count("\n")
            yield before
            if not chunk:
                message = "the file ends in the middle of a character"
                raise BrokenTMX("malformed-xml", line, message, truncated=True) from None
            wrong = " ".join(f"{byte:02X}" for byte in held[error.start : error.start + 4])
            message = f"the bytes {wrong} are not {encoding.codec.upper()}: save the file as UTF-8"
            raise BrokenTMX("encoding", line, message) from None
        line += text.count("\n")
        yield text
        if not chunk:
            return
        chunk = stream.read(CHUNK)
