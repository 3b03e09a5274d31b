"""Repairing a TMX: no error is left, nothing that was right is changed, and all is told."""

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.tmx_slips import ARABIC, CLEAN, ENGLISH, INLINE_SLIPS, SLIPS, UNIT, prop, source, swap
from tests.units import UNIT as WRITTEN
from tm.check import check_tmx
from tm.fix import Fix, fix_tmx
from tm.language_code import repaired
from tm.tmx import write_tmx
from tm.tmx_schema import basic_date
from tm.xml_encoding import BrokenTMX
from tm.xml_repair import mended

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("tmx14.rng")))
INLINE = re.compile(rb"<(bpt|ept|it|ph|ut)\b")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Not to be repaired without a guess; nor are bytes of two encodings, or elements that overlap.
BEYOND = {"entities", "too-large", "root-element"}


def fix(data: bytes, *, plain_codes: bool = False) -> tuple[bytes, list[Fix]]:
    """Return a file repaired, and what was done."""
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / "in.tmx", Path(folder) / "out.tmx"
        path.write_bytes(data)
        fixes = fix_tmx(path, out, plain_codes=plain_codes)
        return out.read_bytes(), fixes


def errors(data: bytes) -> list[str]:
    """Return the errors of a file, by rule and message."""
    found = check_tmx(io.BytesIO(data))
    return [f"{f.rule.name}: {f.message}" for f in found if f.rule.severity == "error"]


def pairs(data: bytes) -> list[list[tuple[str, str]]]:
    """Return code and text of each tuv of each unit, read by another parser."""
    return [
        [(tuv.get(LANG, ""), "".join(tuv.itertext()).strip()) for tuv in tu.iter("tuv")]
        for tu in ElementTree.fromstring(data).iter("tu")
    ]


WHOLE = pairs(CLEAN.encode())


def test_a_clean_file_keeps_its_content() -> None:
    """A file in order is not changed but for its layout, and nothing is reported."""
    data, fixes = fix(CLEAN.encode())
    assert fixes == []
    assert pairs(data) == WHOLE
    assert fix(data) == (data, [])


def test_own_files_stay_byte_for_byte() -> None:
    """What muwazi writes is what the repair would write."""
    stream = io.BytesIO()
    write_tmx([WRITTEN], stream, version="1")
    assert fix(stream.getvalue()) == (stream.getvalue(), [])


REFUSED = [
    (rule, data)
    for rule, line, data in SLIPS
    if rule in BEYOND or (rule, line) == ("encoding", 7) or b"</ut>\n<tu" in data
]
CASES = [case for case in SLIPS + INLINE_SLIPS if (case[0], case[2]) not in REFUSED]


@pytest.mark.parametrize(("rule", "line", "data"), CASES, ids=lambda value: str(value)[:40])
def test_no_error_is_left(rule: str, line: int, data: bytes) -> None:
    """After the repair of any slip there is no error, a second repair changes nothing."""
    out, fixes = fix(data)
    assert errors(out) == []
    assert fix(out)[0] == out
    severe = next(f for f in check_tmx(io.BytesIO(data)) if f.rule.name == rule)
    if severe.rule.severity == "error":
        assert (rule, line) in [(each.rule.name, each.line) for each in fixes]


@pytest.mark.parametrize(
    "data", [data for _, _, data in CASES if not INLINE.search(data)], ids=lambda value: ""
)
def test_a_repaired_file_is_valid(data: bytes) -> None:
    """The grammar of the writer's tests, which has no inline codes, accepts what was repaired."""
    SCHEMA.assertValid(etree.fromstring(fix(data)[0]))


@pytest.mark.parametrize(("rule", "data"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_cannot_be_repaired_is_refused(rule: str, data: bytes, tmp_path: Path) -> None:
    """Where a repair would be a guess, the line is named and the old output stays."""
    path, out = tmp_path / "in.tmx", tmp_path / "out.tmx"
    path.write_bytes(data)
    out.write_bytes(b"old")
    with pytest.raises(BrokenTMX, match=r"line \d+: ") as caught:
        fix_tmx(path, out)
    assert caught.value.rule == rule
    assert out.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [path, out]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (swap('xml:lang="ar"', 'xml:lang="ar_SY"'), b'xml:lang="ar-SY"'),
        (swap('xml:lang="ar"', 'xml:lang="ara"'), b'xml:lang="ar"'),
        (swap('xml:lang="ar"', 'lang="ar"'), b'xml:lang="ar"'),
        (swap('srclang="en"', 'srclang="*all*"'), b'srclang="en"'),
        (swap('srclang="en"', 'srclang="EN_us"'), b'srclang="en"'),
        (swap('<tu tuid="a1"', '<tu tuid="a1" creationdate="2024-01-31T11:30:00+02:00"'),
         b'creationdate="20240131T093000Z"'),
        (prop("file", "a.docx"), b'<prop type="x-file">a.docx</prop>'),
        (source(" The\n  council\u00a0met.\u200f"), b"<seg>The council met.</seg>"),
        (source("The <hi>council</hi> met."), b"<seg>The council met.</seg>"),
        (source("Q&A, A & B, 2 < 3"), b"<seg>Q&amp;A, A &amp; B, 2 &lt; 3</seg>"),
        (source("a&nbsp;b&copy;&#x1F;"), "<seg>a b©</seg>".encode()),
        (source("one\x0btwo"), b"<seg>one two</seg>"),
        (source("<![CDATA[a & b]]>"), b"<seg>a &amp; b</seg>"),
        (source('a <bpt i="7"/>b'), b'<seg>a <it pos="begin"/>b</seg>'),
        (source("a <bpt>x</bpt>b<ept/>"), b'<seg>a <bpt i="1">x</bpt>b<ept i="1"/></seg>'),
        (source("a <it/> b"), b"<seg>a <ph/> b</seg>"),
        (source("  a <ph/>  b "), b"<seg>a <ph/> b</seg>"),
        (swap("b2", "a1"), b'tuid="a1-2"'),
        (swap("المجلس", "\u2067المجلس"), "\u2067المجلس.\u2069".encode()),
        (swap("المجلس", "ا\u0654عضاء المجلس"), "أعضاء المجلس".encode()),
        (swap('xml:lang="en"', 'xml:lang="fr"'), b'<tu tuid="a1" srclang="fr">'),
        (swap(ARABIC, f'{ARABIC}<prop type="x-a">1</prop>'),
         b'<tu tuid="a1">\n      <prop type="x-a">1</prop>\n      <tuv'),
    ],
)  # fmt: skip
def test_repairs(data: bytes, expected: bytes) -> None:
    """Each repair gives what a careful person would write."""
    assert expected in fix(data)[0]


def test_plain_codes_on_request() -> None:
    """Region and script go from all codes only if that is asked for."""
    data = CLEAN.replace('"ar"', '"ar-Arab-SY"').replace('lang="en"', 'lang="en_US"').encode()
    assert {code for unit in pairs(fix(data)[0]) for code, _ in unit} == {"en-US", "ar-Arab-SY"}
    out, fixes = fix(data, plain_codes=True)
    assert pairs(out) == WHOLE
    assert b'srclang="en"' in out
    assert {each.rule.name for each in fixes} >= {"language-code", "regional-code"}


def test_the_header_takes_the_code_of_the_units() -> None:
    """Where the header says en and the units en-GB, the header follows."""
    out, _ = fix(CLEAN.replace('xml:lang="en"', 'xml:lang="en-GB"').encode())
    assert b'srclang="en-GB"' in out
    assert b"<tu srclang" not in out


def test_broken_units_are_left_out_and_counted() -> None:
    """An empty side costs the unit, a third language of it only itself; both are told."""
    empty = "<tu><tuv xml:lang='en'><seg>x</seg></tuv><tuv xml:lang='ar'><seg> </seg></tuv></tu>"
    third = UNIT.replace(ARABIC, f"{ARABIC}<tuv><seg>Le conseil.</seg></tuv>").replace("a1", "c3")
    out, fixes = fix(swap(UNIT, f"{UNIT}{empty}{empty}{third}"))
    assert len(pairs(out)) == 3
    told = [(each.rule.name, each.action, each.count, each.unit) for each in fixes]
    assert told == [("empty-seg", "dropped", 2, 2), ("language-missing", "dropped", 1, 4)]
    assert "unit" in fixes[0].message
    assert "tuv" in fixes[1].message


def test_a_file_cut_off_keeps_its_whole_units() -> None:
    """A download that broke off gives the units before the break, and says so."""
    whole = CLEAN.encode()
    second = whole.rindex(b"<tu ")
    for end in range(second, len(whole) - 1, 5):
        out, fixes = fix(whole[:end])
        assert errors(out) == []
        assert pairs(out) == WHOLE[: 1 if end < whole.rindex(b"</tu>") + 5 else 2]
        assert fixes[0].rule.name == "malformed-xml"


def test_a_header_after_the_body_is_moved() -> None:
    """Units in front of any header get one that is made for them."""
    out, fixes = fix(b"<tmx><body>" + UNIT.encode() + b"</body><header/></tmx>")
    assert errors(out) == []
    assert pairs(out) == WHOLE[:1]
    assert {each.rule.name for each in fixes} == {"version", "header-and-body"}


def test_a_file_may_be_repaired_in_place(tmp_path: Path) -> None:
    """Input and output may be the same file."""
    path = tmp_path / "memory.tmx"
    path.write_bytes(swap('"1.4"', '"1.4b"'))
    assert [each.rule.name for each in fix_tmx(path, path)] == ["version"]
    assert pairs(path.read_bytes()) == WHOLE


MARKUP = st.sampled_from(
    ["<tu>", "</tu>", "<seg>", "</seg>", "<hi>", "</hi>", '<bpt i="1">', "</bpt>", "<ept/>",
     "<it/>", "<sub>", "</sub>", "<ph>", "</ph>", "<b x='1'>", "</b>", "<note>n</note>",
     "<prop>", "</prop>",
     ENGLISH, ARABIC, UNIT, "&", "<", "&nbsp;", "&#0;", "&#x41;", "\x0b", " ", "\u00a0", "\u2067",
     "\u202c", "\u0654", "ا", "a", "<!--", "-->", "<![CDATA[", "]]>", "\U0010ffff", "<tuv>",
     "</tuv>", '<tuv xml:lang="en_US">', '<tuv lang="ara" creationdate="x">',
     "<seg> </seg>", "<ut/>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKUP, max_size=12), st.sampled_from([UNIT, ENGLISH, "The council", "</header>"]))
def test_no_error_is_left_whatever_was_wrong(pieces: list[str], place: str) -> None:
    """Any mixture of slips is either refused with a line or repaired to a file without error."""
    text = CLEAN.replace('"plaintext"/>', '"plaintext"></header>')
    data = text.replace(place, "".join(pieces) + place, 1).encode()
    try:
        out, _ = fix(data)
    except BrokenTMX:
        assert errors(data)
        return
    assert errors(out) == []
    assert fix(out)[0] == out


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKUP, max_size=30), st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_mending_does_not_depend_on_the_pieces(markup: list[str], sizes: list[int]) -> None:
    """Text is mended alike, with the same notes, however it is cut."""
    text = "\n".join(markup) * 3
    pieces, start = [], 0
    for size in sizes * (len(text) // sum(sizes) + 1):
        pieces.append(text[start : start + size])
        start += size
    whole: list[tuple[str, int]] = []
    cut: list[tuple[str, int]] = []
    expected = "".join(mended(iter([text]), lambda *note: whole.append(note)))
    assert "".join(mended(iter(pieces), lambda *note: cut.append(note))) == expected
    assert cut == whole


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en_US", "en-US"), ("EN-gb", "en-GB"), ("eng", "en"), ("ara_EG", "ar-EG"), ("arb", "ar"),
     ("AR-ARAB", "ar-Arab"), ("en_US.UTF-8", "en-US"), ("English", "en"), ("Klingonese", ""),
     ("", ""), ("*all*", ""), ("x-none", "x-none"), ("zh-hant-tw", "zh-Hant-TW"),
     ("es-419", "es-419")],
)  # fmt: skip
def test_codes(code: str, expected: str) -> None:
    """Codes of other programs become well-formed tags, or nothing where that would be a guess."""
    assert repaired(code) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2024-01-31", "20240131T000000Z"), ("2024-01-31T09:30:00Z", "20240131T093000Z"),
     ("20240131T0930Z", "20240131T093000Z"), ("2024-01-31 23:30:00-0200", "20240201T013000Z"),
     ("2024-02-30", ""), ("31/01/2024", ""), ("0001-01-01T00:00:00+10:00", ""), ("", "")],
)  # fmt: skip
def test_dates(value: str, expected: str) -> None:
    """Dates of ISO 8601 come out in TMX's form and in UTC, all others are given up."""
    assert basic_date(value) == expected
