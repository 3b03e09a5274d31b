"""A TMX file rewritten so that every tool reads it: repaired where that needs no guess.

What cannot be repaired (a text without language, an empty side) is left out and counted. Each unit
is checked again by the rules of `tm.check` before it is written. Comments and processing
instructions are not kept. Memory is constant but for the tuids.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from corpora.atomic import atomic_write
from tm.check import digest
from tm.check_header import check_doctype, check_encoding, check_header, check_root, namespaced
from tm.check_rules import RULES, Rule
from tm.check_segment import visible
from tm.check_unit import check_unit, guessed_source, language_of
from tm.element import Element, to_xml
from tm.fix_unit import fix_header, fix_texts, fix_unit
from tm.language_code import is_well_formed
from tm.tmx_schema import ANY_LANGUAGE, Remark
from tm.xml_encoding import BrokenTMX, Encoding
from tm.xml_repair import mended
from tm.xml_stream import Doctype, Opening, Part, Stray, read_parts

Action = Literal["repaired", "dropped"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
_TAIL = "  </body>\n</tmx>\n"


@dataclass(frozen=True, slots=True)
class Fix:
    """What was done about a rule, how often, and where first (line and unit of the input, from 1).

    "dropped": a unit, a tuv or an element was left out, `message` says why the first one was.
    """

    rule: Rule
    action: Action
    count: int
    line: int
    unit: int | None
    message: str


def fix_tmx(path: Path, out: Path, *, plain_codes: bool = False) -> list[Fix]:
    """Write the TMX file `path`, repaired, to `out` (it may be the same); return what was done.

    With `plain_codes`, region and script leave the language codes: "ar-SY" becomes "ar". The list
    is empty for a file that was in order. Same input, same bytes.

    Raises BrokenTMX where the file is not TMX, or is broken beyond the slips that `tm.xml_repair`
    mends, and OSError; `out` then is as it was. A file cut off at its end keeps its whole units.
    """
    fixer = _Fixer(plain_codes)
    with atomic_write(out) as stream, path.open("rb") as file:
        for text in fixer.output(file):
            stream.write(text.encode())
    return list(fixer.fixes.values())


class _Fixer:
    """What must be remembered from one part of the file to the next."""

    def __init__(self, plain_codes: bool) -> None:
        self.plain_codes = plain_codes
        self.fixes: dict[tuple[str, Action], Fix] = {}
        self.header: Element | None = None
        self.started = False  # the header is written
        self.bodies = self.body_line = 0
        self.units = 0
        self.was = ""  # the input's srclang
        self.srclang = ""  # the output's
        self.tuids: set[int] = set()
        self.repeats: dict[int, int] = {}
        self.root = ""

    def note(
        self, name: str, action: Action, line: int, message: str = "", *, outside: bool = True
    ) -> None:
        unit = None if outside else self.units
        first = self.fixes.get((name, action)) or Fix(RULES[name], action, 0, line, unit, message)
        self.fixes[name, action] = replace(first, count=first.count + 1)

    def output(self, file: BinaryIO) -> Iterator[str]:
        yield _HEAD
        mend = lambda texts: mended(texts, lambda name, line: self.note(name, "repaired", line))  # noqa: E731 (a name for a line too long)
        try:
            for part in read_parts(file, mend=mend):
                yield from self.part(part)
        except BrokenTMX as error:
            if not (error.truncated and self.root):
                raise
            message = f"{error.message}; {self.units} whole units were read"
            self.note("malformed-xml", "dropped", error.line, message)
        if not self.bodies:
            self.note("header-and-body", "repaired", 1, "there was no body")
        if not self.started:
            yield from self.start(None)
        yield _TAIL

    def part(self, part: Part) -> Iterator[str]:
        if isinstance(part, Encoding):
            self.repaired(check_encoding(part))
        elif isinstance(part, Doctype):
            self.repaired(check_doctype(part))
        elif isinstance(part, Stray):
            self.note("stray-text", "dropped", part.line, part.text[:40])
        elif isinstance(part, Opening):
            self.opening(part.element)
        else:
            yield from self.piece(part.parent, part.element)

    def repaired(self, remarks: Iterable[Remark]) -> None:
        for name, line, message in remarks:
            self.note(name, "repaired", line, message)

    def opening(self, element: Element) -> None:
        if namespaced(element):
            self.note("namespace", "repaired", element.line)
        if not self.root:
            self.root = element.tag
            if element.tag != "tmx":
                raise BrokenTMX("root-element", element.line, f"not a TMX: it is {element.tag}")
            self.repaired(check_root(element))
            return
        self.bodies += 1
        self.body_line = self.body_line or element.line
        if self.bodies > 1:
            self.note("header-and-body", "repaired", element.line, "bodies joined")
        for name in element.attributes:
            self.note("unknown-attribute", "repaired", element.line, f"{name} on body")

    def piece(self, parent: str, element: Element) -> Iterator[str]:
        if namespaced(element):
            self.note("namespace", "repaired", element.line)
        if element.tag == "tu":
            self.units += 1
            if parent != "body":
                self.note("unexpected-element", "repaired", element.line, "tu moved into body")
            yield from self.unit(element)
        elif element.tag != "header" or parent != "tmx":
            message = f"{element.tag} in {parent}"
            self.note("unexpected-element", "dropped", element.line, message)
        elif self.header or self.started:
            message = "a second header" if self.header else "a header after units"
            self.note("header-and-body", "dropped", element.line, message)
        else:
            self.header = element
            if self.bodies:
                self.note("header-and-body", "repaired", element.line, "header moved before body")
            srclang = element.attributes.get("srclang", "")
            self.was = srclang if is_well_formed(srclang) else ""

    def start(self, first: Element | None) -> Iterator[str]:
        """Yield the header, now that the first unit is known."""
        self.started = True
        if not self.header:
            self.note("header-and-body", "repaired", self.body_line or 1, "there was no header")
        header = self.header or Element("header")
        before = list(check_header(header)) if self.header else []
        header = fix_header(header, first, plain_codes=self.plain_codes)
        self.compare(before, list(check_header(header)), outside=True)
        self.srclang = header.attributes["srclang"]
        yield f"  {to_xml(header)}\n  <body>\n"

    def unit(self, unit: Element) -> Iterator[str]:
        self.was = self.was or guessed_source(unit) or ANY_LANGUAGE
        before = list(check_unit(unit, self.was))
        fix_unit(unit, plain_codes=self.plain_codes)
        lost, told = self.without_broken_variants(unit)
        if not self.started and not lost:
            yield from self.start(unit)
        if not lost:
            fix_texts(unit, self.srclang)
            after = list(check_unit(unit, self.srclang))
            lost = next((r for r in after if RULES[r[0]].severity == "error"), None)
        if lost:
            name, line, message = lost
            self.note(name, "dropped", line, f"the unit was left out: {message}", outside=False)
            return
        self.compare([r for r in before if r[0] not in told], after, outside=False)
        self.own_tuid(unit)
        yield from _lines(unit)

    def compare(self, before: list[Remark], after: list[Remark], *, outside: bool) -> None:
        """Note as repaired what was wrong before and is not any more."""
        left = Counter(name for name, _, _ in after)
        for name, line, message in before:
            if left[name]:
                left[name] -= 1
            else:
                self.note(name, "repaired", line, message, outside=outside)

    def without_broken_variants(self, unit: Element) -> tuple[Remark | None, set[str]]:
        """Take out what no tool could use; return the reason if no pair is left, else the rules."""
        reasons: list[Remark] = []
        for variant in list(unit.elements("tuv")):
            segs = list(variant.elements("seg"))
            if not language_of(variant):
                remark = ("language-missing", variant.line, "no language, or one not to be guessed")
            elif len(segs) != 1:
                remark = ("seg-count", variant.line, f"{len(segs)} seg in the tuv")
            elif not visible(segs[0].text(), source=False):
                remark = ("empty-seg", variant.line, "there is no visible text")
            else:
                continue
            unit.children.remove(variant)
            reasons.append(remark)
        left = len(list(unit.elements("tuv")))
        if not left and not reasons:
            return ("no-variants", unit.line, "there is no tuv"), set()
        if reasons and left < 2:
            return reasons[0], set()
        for name, line, message in reasons:
            self.note(name, "dropped", line, f"a tuv was left out: {message}", outside=False)
        return None, {name for name, _, _ in reasons}

    def own_tuid(self, unit: Element) -> None:
        tuid = unit.attributes.get("tuid", "")
        if not tuid:
            return
        number = self.repeats.get(digest(tuid), 1)
        own = tuid
        while digest(own) in self.tuids:
            number += 1
            own = f"{tuid}-{number}"
        if number > 1:
            self.repeats[digest(tuid)] = number
        if own != tuid:
            self.note("duplicate-tuid", "repaired", unit.line, tuid[:40], outside=False)
            unit.attributes["tuid"] = own
        self.tuids.add(digest(own))


def _lines(unit: Element) -> Iterator[str]:
    """Yield a unit line by line, as `tm.tmx` writes it."""
    yield f"    {to_xml(Element('tu', unit.attributes)).removesuffix('/>')}>\n"
    for child in unit.elements():
        if child.tag != "tuv":
            yield f"      {to_xml(child)}\n"
            continue
        yield f"      {to_xml(Element('tuv', child.attributes)).removesuffix('/>')}>\n"
        for inner in child.elements():
            yield f"        {to_xml(inner)}\n"
        yield "      </tuv>\n"
    yield "    </tu>\n"
