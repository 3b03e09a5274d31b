"""Alignment files: each format reads back what it wrote, and what the field's tools write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bead import Bead, Parts
from align.formats import FORMATS, Format, parse_alignment, read_alignment, sniff, write_alignment
from align.formats.texts import find_texts
from align.ladder import BadGold, RawBead

ENGLISH = ["The port reopened.", "Ships came in.", "Nobody cheered.", "It was late."]
ARABIC = ["أُعيد فتح الميناء.", "ودخلت السفن، ولم يهتف أحد.", "كان الوقت متأخرًا."]
BEADS = [
    Bead(range(1), range(1), 0.9876, Parts(1, 0.5, 0.25, 1, 1, 0.125), moved=True),
    Bead(range(1, 3), range(1, 2), 0.5),
    Bead(range(3, 4), range(2, 2)),
    Bead(range(4, 4), range(2, 3)),
]
PLAIN = [
    RawBead((0,), (0,), 0.9876),
    RawBead((1, 2), (1,), 0.5),
    RawBead((3,), (), 0.0),
    RawBead((), (2,), 0.0),
]
WRITTEN: tuple[Format, ...] = tuple(name for name in FORMATS if name != "tmx")


@pytest.mark.parametrize("format", WRITTEN)
def test_round_trip(format: Format, tmp_path: Path) -> None:
    """Each format keeps the beads, tells itself by its content, and keeps what it has room for."""
    path = tmp_path / "alignment"
    path.write_text(write_alignment(BEADS, format, names=("a&b.xml", '"ع".xml')), encoding="utf-8")
    beads = read_alignment(path, source=ENGLISH, target=ARABIC)
    assert sniff(path.read_bytes()) == format
    assert beads == read_alignment(path, format)
    if format == "jsonl":
        assert [(b.source, b.target, b.score) for b in beads] == [
            (tuple(b.source), tuple(b.target), b.score) for b in BEADS
        ]
        assert [(b.parts, b.moved) for b in beads] == [(b.parts, b.moved) for b in BEADS]
    elif format == "intertext":
        assert beads == [RawBead(bead.source, bead.target) for bead in PLAIN]
    else:
        assert beads == PLAIN


SIDES = st.sets(st.integers(0, 40), max_size=4).map(lambda side: tuple(sorted(side)))
RAW = st.builds(
    RawBead, SIDES, SIDES, st.none() | st.integers(-5, 5).map(float), moved=st.booleans()
)


@given(st.lists(RAW))
def test_any_index_sets_round_trip(beads: list[RawBead]) -> None:
    """Holes, crossings and missing scores survive every format that has room for them."""
    unmoved = [RawBead(bead.source, bead.target, bead.score) for bead in beads]
    for format in ("ladder", "xces", "tsv"):
        data = write_alignment(beads, format).encode()
        assert parse_alignment(data, format) == unmoved
    assert parse_alignment(write_alignment(beads, "jsonl").encode(), "jsonl") == beads


@pytest.mark.parametrize("format", WRITTEN)
def test_no_beads(format: Format) -> None:
    """An alignment without beads is a valid file of each format."""
    assert parse_alignment(write_alignment([], format).encode(), format) == []
    assert parse_alignment(b"") == []


def test_scores_can_be_left_out() -> None:
    """Without scores nothing but the beads is written."""
    assert write_alignment(BEADS[:1], "ladder", scores=False) == "[0]:[0]\n"
    assert "certainty" not in write_alignment(BEADS, "xces", scores=False)


def test_texts_beside_the_indices() -> None:
    """TSV and JSONL carry the sentences where they are given, tabs and line ends made blanks."""
    table = write_alignment(BEADS[1:3], "tsv", source=["", "a\tb", "c\n", "d"], target=["", "ع"])
    assert table.splitlines() == [
        "source_index\ttarget_index\tscore\tsource\ttarget",
        "1 2\t1\t0.5000\ta b c\tع",
        "3\t\t0.0000\td\t",
    ]
    assert parse_alignment(table.encode()) == PLAIN[1:3]
    lines = write_alignment(BEADS[2:3], "jsonl", source=["", "", "", "d"], target=[])
    assert lines == (
        '{"source": [3], "target": [], "score": 0.0, "moved": false, '
        '"source_text": ["d"], "target_text": []}\n'
    )


def test_hunalign_as_it_is_written() -> None:
    """Rungs cut both texts; the score is that of the bead that begins at the rung."""
    ladder = b"0\t0\t0.3\n1\t1\t-0.25\n3\t2\t10.7\n4\t2\t0\n4\t2\t0.1\n4\t3\t0\n"
    assert parse_alignment(ladder) == [
        RawBead((0,), (0,), 0.3),
        RawBead((1, 2), (1,), -0.25),
        RawBead((3,), (), 10.7),
        RawBead((), (2,), 0.1),
    ]
    assert parse_alignment(b"0\t0\n1\t2\n") == [RawBead((0,), (0, 1))]


def test_hunalign_cannot_cross() -> None:
    """A crossing bead, or one with a hole, is refused with advice."""
    with pytest.raises(ValueError, match="does not follow"):
        write_alignment([Bead(range(1), range(1, 2)), Bead(range(1, 2), range(1))], "hunalign")
    with pytest.raises(ValueError, match="does not follow"):
        write_alignment([RawBead((0, 2), (0,))], "hunalign")


def test_xces_of_opus() -> None:
    """Ids before the semicolon are of fromDoc; with and without letters, with certainty."""
    data = b"""<?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE cesAlign PUBLIC "-//CES//DTD XML cesAlign//EN" "">
        <cesAlign version="1.0"><!-- made by hand -->
        <linkGrp targType="s" fromDoc="en/1.xml.gz" toDoc="ar/1.xml.gz">
        <link id="SL1" xtargets="s1 s2;s1" certainty="1.25"/>
        <link id="SL2" xtargets=";s2"/><link id="SL3" xtargets="s3;s3 s5"/>
        </linkGrp></cesAlign>"""
    assert parse_alignment(data) == [
        RawBead((0, 1), (0,), 1.25),
        RawBead((), (1,)),
        RawBead((2,), (2, 4)),
    ]


def test_intertext_ids_by_paragraph_and_reversed() -> None:
    """InterText puts toDoc first, and numbers sentences within paragraphs, 2 before 10."""
    links = "".join(f"<link type='1-1' xtargets='{n}:1;{n}:1' status='man'/>" for n in (1, 2, 10))
    data = f"""<linkGrp toDoc='ar.xml' fromDoc='en.xml'>{links}
        <link type='2-1' xtargets='10:2 10:3;10:2' status='man'/>
        <link type='1-0' xtargets='11:1;' status='man'/></linkGrp>"""
    assert parse_alignment(data.encode()) == [
        RawBead((0,), (0,)),
        RawBead((1,), (1,)),
        RawBead((2,), (2,)),
        RawBead((3,), (3, 4)),
        RawBead((), (5,)),
    ]


def test_given_ids() -> None:
    """With the documents' ids any names will do, both ways."""
    ids = (["t", "p1.s1", "p1.s2", "end"], ["x&", "y", "z"])
    for format in ("xces", "intertext"):
        data = write_alignment(BEADS, format, ids=ids).encode()
        beads = parse_alignment(data, ids=ids)
        assert [(b.source, b.target) for b in beads] == [(b.source, b.target) for b in PLAIN]


def tmx(*units: str) -> bytes:
    """Return a TMX of tu elements."""
    return f'<tmx version="1.4"><header/><body>{"".join(units)}</body></tmx>'.encode()


def tu(english: str, arabic: str, properties: str = "") -> str:
    """Return a tu element with an English and an Arabic variant."""
    return (
        f'<tu>{properties}<tuv xml:lang="en-GB"><seg>{english}</seg></tuv>'
        f'<tuv lang="AR_eg"><seg>{arabic}</seg></tuv></tu>'
    )


def test_tmx_of_other_tools() -> None:
    """Texts are found in the documents, spelling variants, codes and joints notwithstanding."""
    data = tmx(
        tu("<bpt i='1'>&lt;b&gt;</bpt>The <hi>port</hi> reopened.", "اعيد فتح الميناء."),
        "<tu><tuv xml:lang='fr'><seg>Rien.</seg></tuv></tu>",
        tu("Ships came in. Nobody cheered.", ARABIC[1]),
    )
    assert parse_alignment(data, source=ENGLISH, target=ARABIC) == [
        RawBead((0,), (0,)),
        RawBead((1, 2), (1,)),
    ]
    with pytest.raises(BadGold, match="give the sentences of both documents"):
        parse_alignment(data)


def test_tmx_of_ours() -> None:
    """Positions and score are read from the properties that we write."""
    properties = (
        '<prop type="score-aligner">0.9000</prop>'
        '<prop type="x-muwazi-source-positions">3-4</prop>'
        '<prop type="x-muwazi-target-positions">5-5</prop>'
    )
    assert parse_alignment(tmx(tu("a", "ب", properties))) == [RawBead((3, 4), (5,), 0.9)]


def test_hunalign_texts() -> None:
    """The text output of hunalign and other tables of two texts are looked up."""
    table = (
        f"{ENGLISH[0]}\t{ARABIC[0]}\t1.5\n{ENGLISH[1]} ~~~ {ENGLISH[2]}\t{ARABIC[1]}\t0.2\n"
        f"{ENGLISH[3]}\t\t0\n"
    )
    assert parse_alignment(table.encode(), source=ENGLISH, target=ARABIC) == [
        RawBead((0,), (0,), 1.5),
        RawBead((1, 2), (1,), 0.2),
        RawBead((3,), (), 0.0),
    ]


def test_equal_sentences_are_taken_in_turn() -> None:
    """Of sentences that read the same each is found once; moved texts are found before."""
    sentences = ["Yes.", "No.", "Yes.", "", "Yes."]
    texts = [("1", "yes."), ("2", "Yes."), ("3", "No."), ("4", "Yes.")]
    assert find_texts(texts, sentences) == [(0,), (2,), (1,), (4,)]
    with pytest.raises(BadGold, match="5: no run"):
        find_texts([*texts, ("5", "Yes.")], sentences)
    with pytest.raises(BadGold, match="no run"):
        find_texts([("1", "es.")], sentences)


@pytest.mark.parametrize(
    ("content", "format", "message"),
    [
        ("hello", None, "no alignment"),
        ("<html></html>", None, "<html> is no alignment"),
        ("<cesAlign", "xces", "well-formed"),
        ("<tmx/>", "xces", "root element is <tmx>"),
        ("<cesAlign><linkGrp/><linkGrp/></cesAlign>", None, "2 document pairs"),
        ("<cesAlign>\n<linkGrp><link xtargets='1 2'/></linkGrp></cesAlign>", None, "line 2"),
        ("<linkGrp><link xtargets='a;b'/></linkGrp>", None, "no sentence 'b'"),
        ("<linkGrp><link xtargets='0;1'/></linkGrp>", None, "no sentence '0'"),
        ("<linkGrp><link xtargets='1 1;1'/></linkGrp>", None, "twice"),
        ("0\t0\t0\n2\t1\t0\n1\t2\t0\n", None, "line 3 steps back"),
        ("0\t0\t0\n1\tx\t0\n", None, "line 2 is not two cut points"),
        ('{"source": [0], "target": [0]}\n[]', None, "line 2 is no object"),
        ('{"source": [0], "target": "0"}', None, "line 1: target"),
        ('{"source": [true], "target": []}', None, "line 1: source"),
        ('{"source": [1e3], "target": []}', None, "line 1: source"),
        ('{"source": [9999999999], "target": []}', None, "line 1: source"),
        ('{"source": [], "target": [], "score": NaN}', None, "line 1 has the score"),
        ('{"source": [], "target": [], "score": "1"}', None, "is no number"),
        ('{"source": [], "target": [], "moved": 1}', None, "moved is 1"),
        ('{"source": [], "target": [], "parts": {"cosine": 1}}', None, "parts must hold"),
        ('{"source": ' + "[" * 100_000, None, "line 1 is no JSON"),
        ("source_index\ttarget_index\n0\n", None, "line 2 has 1 columns"),
        ("source_index\ttarget_index\n0\tx\n", None, "line 2: 'x'"),
        ("one\tواحد\n", None, "give the sentences"),
        ('<tmx><tu><prop type="x-muwazi-source-positions">4-3</prop><tuv lang="en"><seg/></tuv>'
         '<tuv lang="ar"><seg/></tuv></tu></tmx>', None, "4-3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(content: str, format: Format | None, message: str) -> None:
    """Each kind of broken file raises BadGold with the place and the reason."""
    with pytest.raises(BadGold, match=message):
        parse_alignment(content.encode(), format)


def test_file_errors_name_the_file(tmp_path: Path) -> None:
    """The message begins with the path; indices beyond the documents are an error."""
    path = tmp_path / "gold.txt"
    path.write_bytes(b"[0]:[0]\n[1]:[\xff]\n")
    with pytest.raises(BadGold, match=r"gold\.txt: line 2 is not UTF-8"):
        read_alignment(path)
    path.write_text("[0]:[3]\n")
    with pytest.raises(BadGold, match=r"gold\.txt: sentence 3 is named and the target has 3"):
        read_alignment(path, source=ENGLISH, target=ARABIC)


SECRET = "<link xtargets='1;1' certainty='0.5'/>"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE linkGrp [<!ENTITY a "x">]>',
        '<!DOCTYPE linkGrp [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE linkGrp [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
        '<!DOCTYPE linkGrp [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    """A file that declares entities is not read, whatever they would do."""
    with pytest.raises(BadGold, match="entities"):
        parse_alignment(f"{doctype}<linkGrp>{SECRET}</linkGrp>".encode())


def test_entity_bomb_is_refused() -> None:
    """Entities that would grow to gigabytes, even inside an attribute, end in an error at once."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE linkGrp [<!ENTITY e0 "{"1" * 100}">{entities}]>'
    with pytest.raises(BadGold):
        parse_alignment(f"{doctype}<linkGrp><link xtargets='&e11;;1'/></linkGrp>".encode())


def test_an_external_dtd_is_not_loaded() -> None:
    """A DOCTYPE that points elsewhere does no harm and is not followed."""
    data = f'<!DOCTYPE linkGrp SYSTEM "http://127.0.0.1:9/a.dtd"><linkGrp>{SECRET}</linkGrp>'
    assert parse_alignment(data.encode()) == [RawBead((0,), (0,), 0.5)]


def test_tmx_is_not_written_from_beads() -> None:
    """A TMX needs texts and provenance, and comes from the memory."""
    with pytest.raises(ValueError, match="translation memory"):
        write_alignment(BEADS, "tmx")
