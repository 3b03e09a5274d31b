"""The checker: each rule finds its slip on its line, and nothing in a clean file."""

import io
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tm.check
from tests.tmx_slips import AR, CLEAN, HEADER, INLINE_SLIPS, SLIPS, UNIT, source, swap
from tests.units import UNIT as WRITTEN
from tests.units import UNITS
from tm.check import check_tmx, summarise
from tm.check_rules import RULES, Finding, rules_table
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

DOCS = Path(__file__).parents[1] / "docs" / "tmx-check.md"


def check(data: bytes) -> list[Finding]:
    """Return what is found in a file of these bytes."""
    return list(check_tmx(io.BytesIO(data)))


def names(data: bytes) -> list[str]:
    """Return the names of the rules that a file breaks."""
    return [finding.rule.name for finding in check(data)]


def test_a_clean_file_has_no_finding() -> None:
    """Nothing is found where nothing is wrong, in each of the encodings that TMX knows."""
    assert check(CLEAN.encode()) == []
    assert check(b"\xef\xbb\xbf" + CLEAN.encode()) == []
    assert check(CLEAN.replace("UTF-8", "utf-16").encode("utf-16")) == []
    assert check(CLEAN.split("\n", 1)[1].encode()) == []
    assert check(swap("<tmx v", '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx v')) == []


@pytest.mark.parametrize(("rule", "line", "data"), SLIPS, ids=lambda value: str(value)[:40])
def test_each_slip_is_found_alone(rule: str, line: int, data: bytes) -> None:
    """A file with one slip breaks exactly its rule, once, and the line is the slip's."""
    assert [(finding.rule.name, finding.line) for finding in check(data)] == [(rule, line)]


@pytest.mark.parametrize(("rule", "line", "data"), INLINE_SLIPS, ids=lambda value: str(value)[:40])
def test_each_inline_slip_is_found(rule: str, line: int, data: bytes) -> None:
    """A slip among inline codes breaks its rule; besides, only the codes themselves are told."""
    found = check(data)
    assert (rule, line) in [(finding.rule.name, finding.line) for finding in found]
    assert {finding.rule.name for finding in found} == {rule, "inline-codes"}


def test_every_rule_has_its_slip() -> None:
    """No rule is without a file that breaks it (the large memory has its own test)."""
    assert {rule for rule, _, _ in SLIPS + INLINE_SLIPS} | {"large-memory"} == set(RULES)


def test_a_finding_names_unit_and_tuid() -> None:
    """A finding inside a unit carries the unit's number and tuid, one outside has neither."""
    found = check(swap("The plan passed.", " The plan passed.", '"1.4"', '"1.4b"'))
    assert [(f.rule.name, f.unit, f.tuid) for f in found] == [
        ("version", None, ""),
        ("source-blanks", 2, "b2"),
    ]


def test_a_large_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """More units than tools load with ease are an information at the end."""
    monkeypatch.setattr(tm.check, "LARGE", 1)
    assert names(CLEAN.encode()) == ["large-memory"]


def test_usual_codes_are_told_once() -> None:
    """A regional code in every unit is one finding, not one for each unit."""
    data = CLEAN.replace('xml:lang="ar"', 'xml:lang="ar-SY"').encode()
    assert names(data) == ["regional-code"]


def test_a_unit_may_have_a_source_language_of_its_own() -> None:
    """The srclang of a tu stands above the header's, and case does not matter."""
    own = swap('<tu tuid="a1">', '<tu tuid="a1" srclang="AR">')
    assert names(own) == []
    assert names(swap('srclang="en"', 'srclang="EN"')) == []


def test_codes_keep_their_blanks() -> None:
    """Blanks on both sides of an inline code are not double blanks."""
    assert names(source("Press <ph/> now")) == ["inline-codes"]
    assert "source-blanks" in names(source("Press  <ph/> now"))


@settings(max_examples=150, deadline=None)
@given(st.lists(UNITS, max_size=4))
def test_own_files_have_no_error(units: list[TranslationUnit]) -> None:
    """Whatever the texts, a file that muwazi writes breaks no rule about form, only about sense."""
    stream = io.BytesIO()
    write_tmx(units, stream, version="1")
    sense = {"wrong-script", "same-text", "duplicate-pair", "several-targets", "no-units"}
    assert set(names(stream.getvalue())) <= sense


def test_own_files_have_no_finding() -> None:
    """A memory of sentences, as muwazi writes it, has no finding at all."""
    units = [
        WRITTEN,
        replace(WRITTEN, source="It adopted the plan.", target="واعتمد الخطة\u200f (NASA)\u200f."),
        replace(WRITTEN, source=" 10\u00a0% of it\n", target="١٠٪ منها\u2067 (UN)", parts=None),
    ]
    stream = io.BytesIO()
    write_tmx(units, stream, version="1")
    assert check(stream.getvalue()) == []


def test_lines_are_right_in_long_files() -> None:
    """Beyond 65,535 lines, where libxml2 stops counting, lines are still right."""
    data = swap(UNIT, "\n" * 100_000 + UNIT, AR, "<seg> </seg>")
    assert [(f.rule.name, f.line) for f in check(data)] == [("empty-seg", 100_007)]
    broken = swap(UNIT, "\n" * 100_000 + UNIT, AR, "<seg>&</seg>")
    assert [(f.rule.name, f.line) for f in check(broken)] == [("malformed-xml", 100_007)]
    stray = swap(UNIT, f"{UNIT}\n" + "\n" * 70_000 + "stray\n\n")
    assert [(f.rule.name, f.line) for f in check(stray)] == [("stray-text", 70_009)]


def test_line_ends_of_all_systems_count() -> None:
    """Lines are the same with the line ends of Windows and of old Macs."""
    data = swap(AR, "<seg> </seg>")
    for end in (b"\r\n", b"\r"):
        assert [f.line for f in check(data.replace(b"\n", end))] == [7]


class Endless(io.RawIOBase):
    """A stream of `count` copies of one piece between a head and a tail, made as it is read."""

    def __init__(self, head: bytes, piece: bytes, count: int, tail: bytes) -> None:
        """Keep what will be read."""
        self.pieces = self.made(head, piece, count, tail)
        self.rest = b""

    @staticmethod
    def made(head: bytes, piece: bytes, count: int, tail: bytes) -> Iterator[bytes]:
        """Yield head, pieces (with their number for "#") and tail."""
        yield head
        for number in range(count):
            yield piece.replace(b"#", str(number).encode())
        yield tail

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes."""
        while len(self.rest) < size:
            piece = next(self.pieces, b"")
            if not piece:
                break
            self.rest += piece
        out, self.rest = self.rest[:size], self.rest[size:]
        return out


def peak(count: int) -> int:
    """Return the most memory in bytes that checking `count` units takes."""
    head, tail = CLEAN.split(UNIT)
    unit = UNIT.replace("a1", "a#").replace("met.", "met # times. " + "x" * 500)
    stream = Endless(head.encode(), unit.encode(), count, tail.encode())
    tracemalloc.start()
    try:
        assert list(check_tmx(stream)) == []  # type: ignore[arg-type]  # it can be read, no more
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_stays_small() -> None:
    """Five times the units take no more memory, but for the hashes that find duplicates."""
    small, large = peak(1_000), peak(5_000)
    assert (
        large - small < 4_000 * 700
    )  # hashes; a unit itself has 800 bytes, as objects several thousand


BOMBS = {
    "billion laughs": '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><tmx>&b;</tmx>',
    "a file": '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/hostname">]><tmx>&a;</tmx>',
    "a parameter": '<!DOCTYPE t [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]><tmx/>',
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_declared_entities_are_refused(data: str) -> None:
    """Entity bombs and external entities end the reading before anything is expanded or opened."""
    assert names(data.encode())[-1] == "entities"


def test_an_external_dtd_is_not_loaded(tmp_path: Path) -> None:
    """A DTD beside the file is not read: its entities stay unknown, also in attributes."""
    (tmp_path / "tmx14.dtd").write_text('<!ENTITY nbsp "x">')
    path = tmp_path / "memory.tmx"
    for slip in (source("a&nbsp;b"), swap('o-tmf="none"', 'o-tmf="&nbsp;"')):
        path.write_bytes(slip.replace(b"<tmx", b'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx', 1))
        (finding,) = check_tmx(path)
        assert finding.rule.name == "malformed-xml"
        assert "undefined entity" in finding.message


def test_a_huge_element_is_refused() -> None:
    """A unit, a tag or a comment without end is refused before it fills the memory."""
    head = CLEAN.split(UNIT)[0].encode()
    for start, piece in ((b"<tu><note>", b"x" * 9999), (b"<tu>", b"<note/>" * 999),
                         (b'<tu tuid="', b"y" * 9999), (b"<!--", b"z" * 9999)):  # fmt: skip
        stream = Endless(head + start, piece, 100_000, b"")
        found = list(check_tmx(stream))  # type: ignore[arg-type]  # it can be read, no more
        assert found[-1].rule.name == "too-large"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(CLEAN.encode())), st.binary(max_size=4), st.integers(0, 4))
def test_any_damage_is_a_finding_or_nothing(place: int, bytes_in: bytes, cut: int) -> None:
    """Whatever bytes are changed, the checker ends without an exception, its lines in the file."""
    data = CLEAN.encode()
    damaged = data[:place] + bytes_in + data[place + cut :]
    assert all(
        1 <= f.line <= damaged.count(b"\n") + damaged.count(b"\r") + 1 for f in check(damaged)
    )


def test_what_is_wrong_is_said_in_words() -> None:
    """The message names the character or the slip, not the parser's token."""
    assert "&amp;" in check(source("Terms & conditions"))[0].message
    assert "&#x1F;" in check(source("a&#x1F;b"))[0].message
    assert "U+000B" in check(source("a\x0bb"))[0].message
    assert "ends too early" in check(CLEAN.encode()[:-17])[0].message
    assert "middle of a character" in check(CLEAN.encode()[:-40])[0].message
    assert "no element" in check(b"")[0].message
    assert "UTF-16" in check(swap('"UTF-8"', '"UTF-16"'))[0].message


def test_the_summary_counts() -> None:
    """The summary puts errors first and counts each rule, with its first finding."""
    data = CLEAN.replace("<seg>The", "<seg> The").replace('"1.4"', '"1.4b"').encode()
    rows = summarise(check(data))
    assert [(r.rule.name, r.count, r.first.line) for r in rows] == [
        ("version", 1, 2),
        ("source-blanks", 2, 6),
    ]


def test_the_documented_table_is_the_code() -> None:
    """docs/tmx-check.md shows the rules as the code has them."""
    assert rules_table() in DOCS.read_text(encoding="utf-8")


def test_rules_are_named_alike() -> None:
    """Names are lower-case words with hyphens; every rule says what to do."""
    for rule in RULES.values():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", rule.name)
        assert rule.title
        assert rule.advice


def test_header_is_needed_for_nothing_else() -> None:
    """The slips above are made from a file that has a header of all required attributes."""
    assert all(f'{name}="' in HEADER for name in tm.tmx_schema.REQUIRED)
