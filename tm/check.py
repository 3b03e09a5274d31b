"""A TMX file checked for what makes CAT tools refuse it, skip units or miss matches.

The rules stand in `tm.check_rules`, with the tools that each of them is about. The file streams by:
memory is constant but for hashes that find duplicates (about 250 bytes a unit).
"""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from tm.check_header import check_doctype, check_encoding, check_header, check_root, namespaced
from tm.check_rules import RULES, Finding, Rule
from tm.check_segment import shown
from tm.check_unit import check_unit, guessed_source, texts
from tm.element import Element
from tm.language_code import is_well_formed
from tm.tmx_schema import ANY_LANGUAGE, Remark, unknown_attributes
from tm.xml_encoding import BrokenTMX, Encoding
from tm.xml_stream import Doctype, Opening, Part, Stray, read_parts

LARGE = 250_000  # units; OmegaT 3.6 loads 200,000 in its standard memory (measured)
# Said once for each thing found, not for each unit: whole files have it or have it not.
_ONCE = frozenset(("three-letter-code", "regional-code", "inline-codes"))


@dataclass(frozen=True, slots=True)
class Count:
    """How often a rule was broken, and where first."""

    rule: Rule
    count: int
    first: Finding


def check_tmx(file: Path | BinaryIO) -> Iterator[Finding]:
    """Yield what is wrong with a TMX file, in the order of its lines, sums over the file last.

    What cannot be read is a finding too, the last. Language codes and inline codes that are right
    but unusual are told once each. Raises OSError where the file cannot be opened or read.
    """
    with file.open("rb") if isinstance(file, Path) else nullcontext(file) as stream:
        checker = _Checker()
        try:
            for part in read_parts(stream):
                yield from checker.findings(part)
        except BrokenTMX as error:
            units = f" ({checker.units} units were read before)" if checker.units else ""
            yield Finding(RULES[error.rule], error.line, error.message + units)
            return
        yield from checker.ending()


def summarise(findings: Iterable[Finding]) -> list[Count]:
    """Return how often each rule was broken: errors first, then by number of findings."""
    counts: dict[str, int] = {}
    firsts: dict[str, Finding] = {}
    for finding in findings:
        name = finding.rule.name
        counts[name] = counts.get(name, 0) + 1
        firsts.setdefault(name, finding)
    order = ("error", "warning", "info")
    rows = [Count(RULES[name], count, firsts[name]) for name, count in counts.items()]
    return sorted(rows, key=lambda row: (order.index(row.rule.severity), -row.count, row.rule.name))


class _Checker:
    """What must be remembered from one part of the file to the next."""

    def __init__(self) -> None:
        self.units = 0
        self.root = ""
        self.headers = self.bodies = self.body_line = 0
        self.srclang = ""  # "" until known
        self.namespace = False
        self.line = 1
        self.said: set[tuple[str, str]] = set()
        self.tuids: set[int] = set()
        self.pairs: set[int] = set()
        self.first_target: dict[int, int] = {}
        self.several: set[int] = set()
        self.several_first: tuple[int, int, str] | None = None

    def findings(self, part: Part) -> Iterator[Finding]:
        if isinstance(part, Encoding):
            yield from self.outside(check_encoding(part))
        elif isinstance(part, Doctype):
            yield from self.outside(check_doctype(part))
        elif isinstance(part, Stray):
            if self.root == "tmx":
                yield Finding(
                    RULES["stray-text"], part.line, f"in {part.parent}: {shown(part.text)}"
                )
        elif isinstance(part, Opening):
            yield from self.outside(self.opening(part.element))
        elif self.root == "tmx":
            yield from self.piece(part.parent, part.element)

    def outside(self, remarks: Iterable[Remark]) -> Iterator[Finding]:
        for name, line, message in remarks:
            self.line = line
            yield Finding(RULES[name], line, message)

    def opening(self, element: Element) -> Iterator[Remark]:
        self.line = element.line
        if not self.root:
            self.root = element.tag
            yield from check_root(element)
        elif self.root == "tmx":
            self.bodies += 1
            self.body_line = self.body_line or element.line
            if self.bodies > 1:
                yield "header-and-body", element.line, "a second body"
            yield from unknown_attributes(element)
        if self.root == "tmx":
            yield from self.namespaces(element)

    def namespaces(self, element: Element) -> Iterator[Remark]:
        if not self.namespace and namespaced(element):
            self.namespace = True
            yield "namespace", element.line, f"on {element.tag}"

    def piece(self, parent: str, element: Element) -> Iterator[Finding]:
        self.line = element.line
        yield from self.outside(self.namespaces(element))
        if element.tag == "tu":
            self.units += 1
            if parent != "body":
                message = f"tu in {parent}, not in body"
                yield Finding(RULES["unexpected-element"], element.line, message, self.units)
            yield from self.unit(element)
        elif element.tag == "header" and parent == "tmx":
            self.headers += 1
            if self.headers > 1 or self.bodies:
                message = "a second header" if self.headers > 1 else "header after body"
                yield Finding(RULES["header-and-body"], element.line, message)
            srclang = element.attributes.get("srclang", "")
            if not self.srclang and is_well_formed(srclang):
                self.srclang = srclang
            yield from self.outside(check_header(element))
        else:
            message = f"{element.tag} in {parent}"
            yield Finding(RULES["unexpected-element"], element.line, message)

    def unit(self, unit: Element) -> Iterator[Finding]:
        tuid = unit.attributes.get("tuid", "")
        self.srclang = self.srclang or guessed_source(unit) or ANY_LANGUAGE
        for name, line, message in check_unit(unit, self.srclang):
            if name in _ONCE:
                if (name, message) in self.said:
                    continue
                self.said.add((name, message))
            yield Finding(RULES[name], line, message, self.units, tuid)
        for name, line, message in self.repeats(unit, tuid):
            yield Finding(RULES[name], line, message, self.units, tuid)

    def repeats(self, unit: Element, tuid: str) -> Iterator[Remark]:
        if tuid:
            mark = digest(tuid)
            if mark in self.tuids:
                yield "duplicate-tuid", unit.line, f"tuid={shown(tuid)!r} again"
            self.tuids.add(mark)
        source, others = texts(unit, self.srclang)
        if not source.strip():
            return
        for code, text in dict(reversed(others)).items():  # the first of each language
            mark, origin = digest(source, code, text), digest(source, code)
            if mark in self.pairs:
                yield "duplicate-pair", unit.line, f"again: {shown(source)}"
            elif self.first_target.setdefault(origin, mark) != mark:
                self.several.add(origin)
                self.several_first = self.several_first or (unit.line, self.units, shown(source))
            self.pairs.add(mark)

    def ending(self) -> Iterator[Finding]:
        """Yield what only the whole file shows."""
        if self.root != "tmx":
            return
        if not self.headers:
            yield Finding(
                RULES["header-and-body"], self.body_line or self.line, "there is no header"
            )
        if not self.bodies:
            yield Finding(RULES["header-and-body"], self.line, "there is no body")
        elif not self.units:
            yield Finding(RULES["no-units"], self.line, "the body is empty")
        if self.several_first:
            line, unit, source = self.several_first
            message = f"{len(self.several)} sources, the first: {source}"
            yield Finding(RULES["several-targets"], line, message, unit)
        if self.units > LARGE:
            yield Finding(RULES["large-memory"], self.line, f"{self.units} units")


def digest(*texts: str) -> int:
    """Return 64 bits that stand for some texts, lone surrogates allowed."""
    key = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(key, digest_size=8).digest())
