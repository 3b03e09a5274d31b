"""A TMX as a stream of elements, read safely and in constant memory, each with its line.

expat gives lines beyond 65,535, where lxml's `sourceline` stops. Files are hostile: no DTD and no
entity is ever loaded, a file that declares entities is refused (they can expand without end), and
so are elements too large or too deep.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat
from xml.parsers.expat import errors

from tm.element import Element
from tm.xml_encoding import CHUNK, BrokenTMX, Encoding, decoded, sniff

MAX_DEPTH = 64
MAX_SIZE = 4 * 1024 * 1024  # of one unit, in bytes of UTF-8; the longest article is far shorter


@dataclass(frozen=True, slots=True)
class Doctype:
    """A DOCTYPE declaration: its system and public names, whether it holds declarations itself."""

    line: int
    system: str
    public: str
    internal: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The tag that opens the root or its `body`; what they hold follows piece by piece."""

    element: Element


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole element in the root or in its body; `parent` is the name of that."""

    parent: str
    element: Element


@dataclass(frozen=True, slots=True)
class Stray:
    """Text that is not white space between the pieces."""

    line: int
    text: str
    parent: str


Part = Encoding | Doctype | Opening | Piece | Stray
Mend = Callable[[Iterator[str]], Iterator[str]]

_XML_DECLARATION = re.compile(
    r"""<\?xml\s+version\s*=\s*(["'])1\.0\1(\s+encoding\s*=\s*(["'])[\w.-]+\3)?"""
    r"""(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*\?>"""
)
# "standalone" makes an undeclared entity an error also where an (unread) external DTD is named.
_OWN_DECLARATION = '<?xml version="1.0" standalone="yes"?>'
# White space between these says nothing; elsewhere it is text.
_FRAMES = frozenset(("tmx", "header", "body", "tu", "tuv", "ude"))
_ENDED = frozenset((errors.codes[errors.XML_ERROR_NO_ELEMENTS],
                    errors.codes[errors.XML_ERROR_UNCLOSED_TOKEN],
                    errors.codes[errors.XML_ERROR_PARTIAL_CHAR],
                    errors.codes[errors.XML_ERROR_UNCLOSED_CDATA_SECTION]))  # fmt: skip


def read_parts(stream: BinaryIO, *, mend: Mend | None = None) -> Iterator[Part]:
    """Yield the encoding of a TMX, then its parts in document order; `mend` may change the text.

    Raises BrokenTMX, after the parts before it, where the file stops being well-formed XML, or
    declares entities, or holds an element larger than `MAX_SIZE` or deeper than `MAX_DEPTH`.
    """
    head = stream.read(CHUNK)
    encoding = sniff(head)
    yield encoding
    texts = _with_own_declaration(decoded(head, stream, encoding))
    reader = _Reader()
    for text in mend(texts) if mend else texts:
        for start in range(0, len(text), CHUNK):
            yield from reader.feed(text[start : start + CHUNK])
    yield from reader.feed("", final=True)


def _with_own_declaration(texts: Iterator[str]) -> Iterator[str]:
    text = next(texts, "")
    found = _XML_DECLARATION.match(text)
    if found:
        text = _OWN_DECLARATION + "\n" * found[0].count("\n") + text[found.end() :]
    elif text and not text.startswith("<?xml"):
        text = _OWN_DECLARATION + text
    yield text
    yield from texts


class _Reader:
    """The state between expat's calls."""

    def __init__(self) -> None:
        self.parts: deque[Part] = deque()
        self.open: list[Element] = []
        self.piece: list[Element] = []  # the open elements inside the current piece
        self.declared: Doctype | None = None
        self.began = 0  # byte index at which the piece began
        self.fed = 0
        self.recent = b""  # the last bytes fed, to say what is wrong with them
        parser = self.parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.specified_attributes = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EndDoctypeDeclHandler = self.end_doctype
        parser.EntityDeclHandler = self.entity

    def feed(self, text: str, *, final: bool = False) -> Iterator[Part]:
        data = text.encode("utf-8", "surrogatepass")
        self.fed += len(data)
        self.recent = self.recent[-64:] + data
        fault: BrokenTMX | None = None
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as error:
            fault = self.explained(error, final)
        except BrokenTMX as error:
            fault = error
        yield from self.parts
        self.parts.clear()
        if fault:
            raise fault
        if self.fed - self.parser.CurrentByteIndex > MAX_SIZE:
            raise self.too_large()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, tag = name.rpartition(":")
        element = Element(tag, attributes, self.parser.CurrentLineNumber, prefix=prefix)
        if len(self.open) + len(self.piece) >= MAX_DEPTH:
            message = f"more than {MAX_DEPTH} elements inside one another"
            raise BrokenTMX("too-large", element.line, message)
        if self.piece:
            if self.parser.CurrentByteIndex - self.began > MAX_SIZE:
                raise self.too_large()
            self.piece[-1].children.append(element)
            self.piece.append(element)
        elif not self.open or (len(self.open) == 1 and tag == "body"):
            self.open.append(element)
            self.parts.append(Opening(element))
        else:
            self.began = self.parser.CurrentByteIndex
            self.piece.append(element)

    def end(self, name: str) -> None:
        if not self.piece:
            self.open.pop()
            return
        element = self.piece.pop()
        if not self.piece:
            self.parts.append(Piece(self.open[-1].tag, element))

    def text(self, text: str) -> None:
        inside = self.piece[-1] if self.piece else self.open[-1]
        if inside.tag in _FRAMES and not text.strip(" \t\n\r"):
            return
        if self.piece:
            if self.parser.CurrentByteIndex - self.began > MAX_SIZE:
                raise self.too_large()
            inside.children.append(text)
            return
        # expat stands at the next tag now.
        line = self.parser.CurrentLineNumber - text.lstrip(" \t\n\r").count("\n")
        self.parts.append(Stray(line, text.strip(), inside.tag))

    def doctype(self, _: str, system: str | None, public: str | None, internal: bool) -> None:
        line = self.parser.CurrentLineNumber
        self.declared = Doctype(line, system or "", public or "", bool(internal))

    def end_doctype(self) -> None:
        if self.declared:
            self.parts.append(self.declared)

    def entity(self, name: str, *_: object) -> None:
        message = f"the entity {name[:40]} is declared: write its text instead"
        raise BrokenTMX("entities", self.parser.CurrentLineNumber, message)

    def too_large(self) -> BrokenTMX:
        limit = f"{MAX_SIZE // 2**20} MiB"
        return BrokenTMX("too-large", self.parser.CurrentLineNumber, f"an element of over {limit}")

    def explained(self, error: expat.ExpatError, final: bool) -> BrokenTMX:
        """Return what is wrong in words: expat says "not well-formed (invalid token)" to much."""
        where = self.parser.ErrorByteIndex - (self.fed - len(self.recent))
        if self.open or self.piece:
            inside = (self.piece or self.open)[-1]
            within = f" in <{inside.tag}> of line {inside.line}"
        else:
            within = ""
        rule, message = "malformed-xml", errors.messages[error.code] + within
        if error.code == errors.codes[errors.XML_ERROR_BAD_CHAR_REF]:
            found = re.match(rb"&#[^;]{1,20};?", self.recent[max(0, where) :])
            name = found[0].decode("ascii", "replace") if found else "a reference"
            rule, message = "forbidden-character", f"{name} stands for no character of XML 1.0"
        elif error.code == errors.codes[errors.XML_ERROR_INVALID_TOKEN] and where >= 0:
            here = self.recent[where : where + 4].decode("utf-8", "ignore")[:1]
            before = self.recent[max(0, where - 40) : where + 1]
            if here and (here < " " or here in "\ufffe\uffff"):
                rule, message = "forbidden-character", f"the character U+{ord(here):04X}{within}"
            elif re.search(rb"&[^;<&\s]*.?$", before, re.DOTALL):
                message = f"an & that is not written as &amp;{within}"
            elif re.search(rb"<.?$", before, re.DOTALL):
                message = f"a < that is not written as &lt;{within}"
        elif final and error.code in _ENDED:
            message = f"the file ends too early{within}" if self.open else "there is no element"
        ended = final and error.code in _ENDED and bool(self.open)
        return BrokenTMX(rule, error.lineno, message, truncated=ended)
