"""Read TMX 1.1 to 1.4b as any tool writes it, unit by unit.

Well-formed XML is asked for, validity is not: regional and three-letter language codes, `lang` for
`xml:lang`, props after the seg, missing attributes, a namespace and an unread DOCTYPE all pass.
Nothing outside the file is ever opened, no entity is ever expanded (XML's own five excepted), and
no more than one unit is held in memory.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from tm.entry import Entry, Skipped
from tm.tmx_properties import Variant, entry_fields

MAX_UNIT = 8 << 20  # bytes of a file without a whole unit in them
MAX_TEXT = 100_000  # characters of one text
MAX_PAIRS = 100  # of one unit: its English texts times its Arabic ones
_CHUNK = 1 << 16
# The content of these is a tool's code, not text; hi marks text, and so may what we do not know.
_CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))


class BadTMX(ValueError):
    """A file that is not TMX; the message names file, line and unit."""


def read_tmx(
    stream: BinaryIO, name: str, on_header: Callable[[str], None] | None = None
) -> Iterator[Entry | Skipped]:
    """Yield each pair of an English and an Arabic text in a TMX file, in order.

    A unit with several texts in one language gives several entries of the same number; one that
    lacks a language gives a Skipped. `name` is the file's, for messages. `on_header` is called once
    with the header's attributes, props and notes as JSON. Encodings: UTF-8, UTF-16, and the
    single-byte ones that the XML declaration may name (windows-1256 …).

    Raises BadTMX for what is not well-formed XML, not TMX, declares an entity or does not end a
    unit within MAX_UNIT bytes.
    """
    reader = _Reader(name, on_header)
    fed = last = units = 0
    while True:
        chunk = stream.read(_CHUNK)
        try:
            reader.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise reader.bad(_reason(error), error.lineno) from None
        except BadTMX:
            raise
        except (LookupError, ValueError) as error:  # of Python's codecs
            raise reader.bad(f"an encoding that XML files do not have ({error})") from None
        yield from reader.found
        reader.found.clear()
        if not chunk:
            return
        fed += len(chunk)
        if reader.ended != units:
            last, units = fed, reader.ended
        elif fed - last > MAX_UNIT:
            raise reader.bad(f"no unit ends within {MAX_UNIT >> 20} MiB")


def _reason(error: expat.ExpatError) -> str:
    """Return what a translator can do something with."""
    text = expat.ErrorString(error.code)
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        return "the file is empty or cut off"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]:
        return f"{text}: a control character, a bare & or <, or bytes of another encoding"
    return text


class _Reader:
    """The state between two tags; expat calls the methods."""

    def __init__(self, name: str, on_header: Callable[[str], None] | None) -> None:
        """Make the parser."""
        self.name = name
        self.on_header = on_header
        self.found: deque[Entry | Skipped] = deque()
        self.begun = self.ended = 0
        self.ours = False
        self.variants: list[Variant] = []
        self.holder: Variant | None = None  # whose props and notes we are reading
        self.unit = self.header = Variant({})
        self.kind = ""
        self.text: list[str] = []
        self.in_seg = False
        self.inline: list[str] | None = None
        self.open: list[str] = []  # inline elements
        self.code_depth = 0
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.root
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text.append  # blanks between elements too: no harm
        parser.EntityDeclHandler = self.refuse_entity
        parser.SkippedEntityHandler = self.refuse_reference

    def bad(self, reason: str, line: int = 0) -> BadTMX:
        """Return the error that says where we are."""
        where = f"{self.name}, line {line or self.parser.CurrentLineNumber}"
        return BadTMX(f"{where}, unit {self.begun}: {reason}")

    def refuse_entity(self, name: str, *_: object) -> None:
        """Refuse a declaration of an entity: TMX has none, and a bomb is made of them."""
        raise self.bad(f"the file declares an entity (&{name};), which TMX never needs")

    def refuse_reference(self, name: str, *_: object) -> None:
        """Refuse what would silently lose text."""
        raise self.bad(f"&{name}; is not one of XML's entities")

    def root(self, name: str, _: dict[str, str]) -> None:
        """Look at the first element."""
        if name.rpartition(":")[2] != "tmx":
            raise self.bad(f"not TMX: the file begins with <{name[:40]}>")
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self.in_seg:
            self.open_inline(name, attributes)
        elif name == "prop" or name == "note":
            self.kind = attributes.get("type", "")
            self.text.clear()
        elif name == "seg" and self.variants:
            self.in_seg = True
            self.text.clear()
        elif name == "tuv":
            self.holder = Variant(attributes)
            self.variants.append(self.holder)
        elif name == "tu":
            self.begun += 1
            self.variants = []
            self.unit = self.holder = Variant(attributes)
        elif name == "header":
            self.header = self.holder = Variant(attributes)
            self.header.code = attributes.get("srclang", "")
            self.ours = attributes.get("creationtool") == "muwazi"

    def end(self, name: str) -> None:
        """End an element."""
        if self.in_seg:
            if self.open:
                self.close_inline()
                return
            self.close_seg()
        elif name == "prop" and self.holder:
            self.holder.properties.append((self.kind, "".join(self.text)))
        elif name == "note" and self.holder:
            self.holder.notes.append("".join(self.text))
        elif name == "tuv":
            self.holder = self.unit
        elif name == "tu":
            self.finish()
        elif name == "header":
            self.holder = None
            if self.on_header:
                said = self.header
                self.on_header(
                    json.dumps([said.attributes, said.properties, said.notes], ensure_ascii=False)
                )

    def open_inline(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an inline element: from here on the seg is kept as XML too."""
        if self.inline is None:
            self.inline = [escape("".join(self.text))]
            self.parser.CharacterDataHandler = self.both
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.inline.append(f"<{name}{written}>")
        self.open.append(name)
        self.code_depth += name in _CODES

    def both(self, text: str) -> None:
        """Take text inside a seg that has inline elements."""
        assert self.inline is not None
        self.inline.append(escape(text))
        if not self.code_depth:
            self.text.append(text)
        elif "<br" in text.lower():
            self.text.append(" ")  # a code that breaks the line parts two words

    def close_inline(self) -> None:
        """End an inline element."""
        assert self.inline is not None
        name = self.open.pop()
        self.code_depth -= name in _CODES
        self.inline.append(f"</{name}>")

    def close_seg(self) -> None:
        """Give the variant its texts; of two segs in one tuv the first counts."""
        self.in_seg = False
        variant = self.variants[-1]
        plain = "".join(self.text)
        if "\n" in plain or plain != plain.strip():
            plain = " ".join(plain.split())  # a pretty-printer's indentation
        if not variant.plain:
            variant.plain = plain
            variant.inline = "".join(self.inline) if self.inline else ""
        if self.inline:
            self.inline = None
            self.parser.CharacterDataHandler = self.text.append

    def finish(self) -> None:
        """Turn a whole tu into entries."""
        self.ended += 1
        self.holder = None
        variants, self.variants = self.variants, []
        if len(variants) == 2 and [v.language for v in variants] == ["en", "ar"]:  # nearly always
            source, target = variants
            if 0 < len(source.plain) <= MAX_TEXT and 0 < len(target.plain) <= MAX_TEXT:
                said = entry_fields(self.unit, source, target, ours=self.ours)
                self.found.append(Entry(source.plain, target.plain, self.begun, **said))
                return
        variants = [variant for variant in variants if variant.plain]
        sources = [variant for variant in variants if variant.language == "en"]
        targets = [variant for variant in variants if variant.language == "ar"]
        others = [variant for variant in variants if not variant.language]
        reason = ""
        if not sources or not targets:
            reason = f"no {'Arabic' if sources else 'English'} text"
        elif len(sources) * len(targets) > MAX_PAIRS:
            reason = f"more than {MAX_PAIRS} pairs"
        elif max(len(variant.plain) for variant in variants) > MAX_TEXT:
            reason = f"a text of more than {MAX_TEXT} characters"
        if reason:
            line = self.parser.CurrentLineNumber  # costly, so only where it is told
            self.found.append(Skipped(self.begun, line, reason))
        else:
            rest = tuple((v.code, v.inline or escape(v.plain)) for v in others)
            for source in sources:
                for target in targets:
                    said = entry_fields(self.unit, source, target, ours=self.ours)
                    self.found.append(
                        Entry(source.plain, target.plain, self.begun, others=rest, **said)
                    )
                    rest = ()  # kept once
