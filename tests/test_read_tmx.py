"""Reading TMX: what every tool writes is understood, what is hostile is refused."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.units import UNIT, UNITS
from tm.entry import Entry, Skipped
from tm.read_tmx import BadTMX, read_tmx
from tm.segment import one_line, tidy_source, tidy_target
from tm.tmx import write_tmx
from tm.tmx_properties import language
from tm.unit import TranslationUnit

HEAD = '<tmx version="1.4"><header srclang="en"/><body>'
TAIL = "</body></tmx>"
PAIR = (
    '<tuv xml:lang="en"><seg>The port opened.</seg></tuv>'
    '<tuv xml:lang="ar"><seg>فُتح الميناء.</seg></tuv>'
)


def read(data: str | bytes) -> list[Entry | Skipped]:
    """Read a whole file."""
    data = data.encode() if isinstance(data, str) else data
    return list(read_tmx(io.BytesIO(data), "a.tmx"))


def unit(inside: str) -> list[Entry | Skipped]:
    """Read a file of one tu."""
    return read(f"{HEAD}<tu>{inside}</tu>{TAIL}")


def pair(inside: str) -> Entry:
    """Read a file of one tu that gives one entry."""
    (entry,) = unit(inside)
    assert isinstance(entry, Entry)
    return entry


def test_our_own_file_comes_back() -> None:
    """What we write is read with every field, and leaves nothing over."""
    stream = io.BytesIO()
    write_tmx([UNIT], stream, version="1")
    (entry,) = read(stream.getvalue())
    assert isinstance(entry, Entry)
    assert (entry.source, entry.target, entry.score) == (UNIT.source, UNIT.target, 0.9731)
    assert (entry.parts, entry.date) == (UNIT.parts, "2024-01-31")
    assert (entry.source_positions, entry.target_positions) == (range(3, 4), range(4, 6))
    assert (entry.source_url, entry.target_url) == (UNIT.source_url, UNIT.target_url)
    assert (entry.document, entry.signature) == (UNIT.document, UNIT.signature)
    assert (entry.number, len(entry.tuid), entry.extra) == (1, 16, "")


@given(st.lists(UNITS, max_size=4))
def test_hostile_units_come_back(units: list[TranslationUnit]) -> None:
    """Whatever a site prints, the texts that were written are read."""
    stream = io.BytesIO()
    write_tmx(units, stream, version="1")
    pairs = [(tidy_source(u.source), tidy_target(u.target)) for u in units]
    found = read(stream.getvalue())
    assert all(isinstance(entry, Entry) for entry in found)
    assert [(one_line(e.source), one_line(e.target)) for e in found if isinstance(e, Entry)] == [
        (one_line(source), one_line(target)) for source, target in pairs if source and target
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_encodings(encoding: str) -> None:
    """UTF-8 and UTF-16 with their marks pass, and an old single-byte encoding that is declared."""
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>{HEAD}<tu>{PAIR}</tu>{TAIL}'
    text = text.replace("فُتح", "افتتح")
    (entry,) = read(text.encode(encoding))
    assert isinstance(entry, Entry)
    assert (entry.source, entry.target) == ("The port opened.", "افتتح الميناء.")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        *((code, "en") for code in ("en", "EN-GB", "en_US", "eng", "English")),
        *((code, "ar") for code in ("ar", "ar-SY", "AR_eg", "ara", "arb", "ar-Arab")),
        *((code, "") for code in ("fr", "arz", "enm", "")),
    ],
)
def test_language_codes(code: str, found: str) -> None:
    """Regional, three-letter, upper-case and ill-formed codes name their language."""
    assert language(code) == found


def test_regional_code_and_old_attribute_are_kept() -> None:
    """TMX 1.1 writes `lang`; a code that is not plain is kept beside the text."""
    entry = pair('<tuv lang="EN-US"><seg>Yes.</seg></tuv><tuv lang="ar"><seg>نعم.</seg></tuv>')
    assert (entry.source, entry.target) == ("Yes.", "نعم.")
    assert (entry.source_language, entry.target_language) == ("EN-US", "")


def test_reversed_order() -> None:
    """Arabic first, srclang or not: the English text is the source."""
    entry = pair('<tuv xml:lang="ar"><seg>نعم.</seg></tuv><tuv xml:lang="en"><seg>Yes.</seg></tuv>')
    assert (entry.source, entry.target) == ("Yes.", "نعم.")


def test_inline_elements() -> None:
    """Codes go from the plain text and stay in the verbatim one; marked text stays in both."""
    seg = (
        'Press <bpt i="1" type="bold">&lt;b&gt;</bpt>OK<ept i="1">&lt;/b&gt;</ept> <hi>twice</hi>'
        '<ph x="1">&lt;br/&gt;</ph>or<it pos="begin">{<sub>tip</sub>}</it> wait &amp; see'
        "<ut>x</ut>."
    )
    entry = pair(PAIR.replace("The port opened.", seg))
    assert entry.source == "Press OK twice or wait & see."
    assert entry.source_inline == seg
    assert entry.target_inline == ""


def test_several_texts_and_other_languages() -> None:
    """Two Arabic texts give two entries of one number; a French one is kept, once."""
    entries = unit(
        PAIR
        + '<tuv xml:lang="fr"><seg>Le <ph>x</ph>port a ouvert.</seg></tuv>'
        + '<tuv xml:lang="ar-EG"><seg>افتُتح المرفأ.</seg></tuv>'
    )
    assert [e.target for e in entries if isinstance(e, Entry)] == ["فُتح الميناء.", "افتُتح المرفأ."]
    assert [e.number for e in entries] == [1, 1]
    assert [e.others for e in entries if isinstance(e, Entry)] == [
        (("fr", "Le <ph>x</ph>port a ouvert."),),
        (),
    ]


def test_all_else_is_kept() -> None:
    """Attributes, notes and foreign props of tu and tuv survive; props after the seg too."""
    (entry,) = read(
        f'{HEAD}<tu tuid="7" changeid="Rana" changedate="20230405T060708Z"><note>check</note>'
        '<prop type="x-ConfirmationLevel">ApprovedSignOff</prop><prop type="score-aligner">n/a'
        '</prop><tuv xml:lang="en" usagecount="2"><seg>Yes.</seg>'
        '<prop type="info">late</prop></tuv>'
        f'<tuv xml:lang="ar"><note>ok</note><seg>نعم.</seg></tuv></tu>{TAIL}'
    )
    assert isinstance(entry, Entry)
    assert (entry.tuid, entry.status, entry.reviewer) == ("7", "accepted", "Rana")
    assert (entry.score, entry.reviewed) == (None, "2023-04-05T06:07:08Z")
    assert json.loads(entry.extra) == {
        "attributes": {"changeid": "Rana", "changedate": "20230405T060708Z"},
        "properties": [["x-ConfirmationLevel", "ApprovedSignOff"], ["score-aligner", "n/a"]],
        "notes": ["check"],
        "source": {"attributes": {"usagecount": "2"}, "properties": [["info", "late"]]},
        "target": {"notes": ["ok"]},
    }


def test_header_is_handed_over() -> None:
    """The header's attributes, props and notes are given once, as JSON."""
    said: list[str] = []
    data = (
        '<tmx version="1.4"><header srclang="en" o-tmf="x"><prop type="p">1</prop><note>n</note>'
        f"</header><body><tu>{PAIR}</tu>{TAIL}"
    )
    list(read_tmx(io.BytesIO(data.encode()), "a.tmx", on_header=said.append))
    assert [json.loads(text) for text in said] == [
        [{"srclang": "en", "o-tmf": "x"}, [["p", "1"]], ["n"]]
    ]


def test_indentation_is_not_text() -> None:
    """What a pretty-printer put around and into a seg becomes single blanks."""
    assert pair(PAIR.replace("The port opened.", "\n  The port\n  opened.\n")).source == (
        "The port opened."
    )


def test_units_that_are_no_pair_are_told() -> None:
    """A tu without one of the languages is skipped with its number, line and reason."""
    data = f"{HEAD}\n<tu><tuv xml:lang='en'><seg>A</seg></tuv></tu>\n<tu>{PAIR}</tu><tu/>{TAIL}"
    first, second, third = read(data)
    assert first == Skipped(1, 2, "no Arabic text")
    assert isinstance(second, Entry)
    assert third == Skipped(3, 3, "no English text")


def test_too_many_pairs_or_too_long_a_text_are_skipped() -> None:
    """A unit that would multiply, or hold a book, is left out and told."""
    english, arabic = PAIR.split("</tuv>")[0] + "</tuv>", PAIR.split("</tuv>")[1] + "</tuv>"
    (skipped,) = unit(english * 20 + arabic * 20)
    assert skipped == Skipped(1, 1, "more than 100 pairs")
    (skipped,) = unit(PAIR.replace("The", "The" * 50_000))
    assert skipped == Skipped(1, 1, "a text of more than 100000 characters")


def test_doctype_passes_and_is_not_loaded(tmp_path: Path) -> None:
    """A DOCTYPE is tolerated; the DTD it names is not opened, even where it is there and broken."""
    dtd = tmp_path / "tmx14.dtd"
    dtd.write_text("<!ENTITY nbsp 'loaded'> <!broken")
    (entry,) = read(f'<!DOCTYPE tmx SYSTEM "{dtd.as_uri()}">{HEAD}<tu>{PAIR}</tu>{TAIL}')
    assert isinstance(entry, Entry)
    with pytest.raises(BadTMX, match="&nbsp; is not one of XML's entities"):
        read(
            f'<!DOCTYPE tmx SYSTEM "{dtd.as_uri()}">{HEAD}<tu>'
            f"{PAIR.replace('port', '&nbsp;')}</tu>{TAIL}"
        )


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
    ],
)
def test_entities_are_refused(declaration: str) -> None:
    """Bombs, files and addresses by way of entities end at their declaration."""
    with pytest.raises(BadTMX, match="declares an entity"):
        read(f"<!DOCTYPE tmx [{declaration}]>{HEAD}<tu>{PAIR}</tu>{TAIL}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.tmx, line 1, unit 0: the file is empty or cut off"),
        (f"{HEAD}\n<tu>{PAIR}</tu>\n<tu>", "a.tmx, line 3, unit 2: the file is empty or cut off"),
        (f"{HEAD}<tu>\n{PAIR}</tv>", "a.tmx, line 2, unit 1: mismatched tag"),
        (f"{HEAD}<tu>{PAIR.replace('port', 'p&#x1F;')}", "unit 1: reference to invalid character"),
        (f"{HEAD}<tu>{PAIR.replace('port', chr(11))}", "unit 1: not well-formed .*control"),
        ("<html><body/></html>", "line 1, unit 0: not TMX: the file begins with <html>"),
        ('<?xml version="1.0" encoding="zip"?><tmx/>', "an encoding that"),
        ('<?xml version="1.0" encoding="x-no"?><tmx/>', "an encoding that"),
    ],
)
def test_broken_files_say_where(data: str | bytes, message: str) -> None:
    """The error names the file, the line and the unit."""
    with pytest.raises(BadTMX, match=message):
        read(data)


@pytest.mark.parametrize(
    ("opening", "filling"),
    [("<seg>", "x" * 80), ("<seg a='", "x" * 80), ("<!--", "x" * 80), ("", "<a>"), ("", " ")],
    ids=["text", "token", "comment", "depth", "blank"],
)
def test_a_unit_without_end_is_refused(
    opening: str, filling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory stays bounded: nothing may go on for more than MAX_UNIT bytes."""
    monkeypatch.setattr("tm.read_tmx.MAX_UNIT", 1 << 20)
    with pytest.raises(BadTMX, match="no unit ends within 1 MiB"):
        read(f"{HEAD}<tu><tuv xml:lang='en'>{opening}{filling * ((2 << 20) // len(filling))}")


def test_units_come_before_the_file_ends() -> None:
    """Reading is streaming: the first unit is there before the broken end is."""
    data = f"{HEAD}<tu>{PAIR}</tu>" + " " * (1 << 17) + "<broken"
    stream = read_tmx(io.BytesIO(data.encode()), "a.tmx")
    assert isinstance(next(stream), Entry)
    with pytest.raises(BadTMX):
        next(stream)
