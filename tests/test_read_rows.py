"""Reading rows: our own TSV and JSONL, and the plain files that translators have."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.units import UNIT, UNITS
from tm.entry import Entry
from tm.read_rows import BadRows, read_jsonl, read_tsv
from tm.rows import write_jsonl, write_tsv
from tm.segment import tidy_source, tidy_target, xml_text
from tm.unit import TranslationUnit


def tsv(data: str | bytes) -> list[Entry]:
    """Read TSV."""
    return list(read_tsv(io.BytesIO(data.encode() if isinstance(data, str) else data), "a.tsv"))


def jsonl(*rows: object) -> list[Entry]:
    """Read JSONL made of these objects."""
    data = "".join(json.dumps(row) + "\n" for row in rows)
    return list(read_jsonl(io.BytesIO(data.encode()), "a.jsonl"))


def test_our_own_rows_come_back() -> None:
    """Both forms bring every field of a unit."""
    stream = io.BytesIO()
    write_tsv([UNIT], stream)
    (from_tsv,) = tsv(stream.getvalue())
    stream = io.BytesIO()
    write_jsonl([UNIT], stream)
    (from_jsonl,) = read_jsonl(io.BytesIO(stream.getvalue()), "a.jsonl")
    assert from_tsv == from_jsonl
    assert from_tsv == Entry(
        UNIT.source,
        UNIT.target,
        1,
        score=0.9731,
        parts=UNIT.parts,
        source_positions=range(3, 4),
        target_positions=range(4, 6),
        source_url=UNIT.source_url,
        target_url=UNIT.target_url,
        document="1f0c",
        date="2024-01-31",
        signature=UNIT.signature,
    )


@given(UNITS)
def test_hostile_units_come_back(unit: TranslationUnit) -> None:
    """Whatever a site prints, the texts that were written are read, if there are any."""
    stream = io.BytesIO()
    write_jsonl([unit], stream)
    if xml_text(unit.source).strip() and xml_text(unit.target).strip():
        (entry,) = read_jsonl(io.BytesIO(stream.getvalue()), "a")
        written = unit.source.replace("\ud800", "\ufffd"), unit.target.replace("\ud800", "\ufffd")
        assert (entry.source, entry.target) == tuple(map(xml_text, written))
        assert (entry.source_positions, entry.moved) == (unit.source_positions, unit.moved)
    stream = io.BytesIO()
    write_tsv([unit], stream)
    texts = tidy_source(unit.source), tidy_target(unit.target)
    if texts[0].strip() and texts[1].strip():
        (entry,) = tsv(stream.getvalue())
        assert (entry.source, entry.target) == texts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_plain_columns(encoding: str, end: str) -> None:
    """Two columns in any of three encodings, with Windows line ends, blank lines, no last end."""
    text = f"A port.\tميناء.{end}{end}A road, ਊ.\tطريق."
    found = tsv(text.encode(encoding))
    assert [(e.source, e.target, e.number) for e in found] == [
        ("A port.", "ميناء.", 1),
        ("A road, ਊ.", "طريق.", 2),
    ]


def test_plain_columns_reversed() -> None:
    """Arabic first: the first row that decides, decides for the whole file."""
    found = tsv("2024\t2024\nميناء.\tA port.\nقال «NATO»\tعربي NATO\n")
    assert [(e.source, e.target) for e in found] == [
        ("2024", "2024"),
        ("A port.", "ميناء."),
        ("عربي NATO", "قال «NATO»"),
    ]


def test_unknown_columns_are_kept() -> None:
    """A column or key that is not ours goes to `extra`; a review is understood."""
    (entry,) = tsv("topic\ttarget\tsource\tstatus\treviewed\nlaw\tنعم\tyes\taccepted\t2024-01-31\n")
    assert (entry.source, entry.target, entry.status) == ("yes", "نعم", "accepted")
    assert (entry.reviewed, json.loads(entry.extra)) == ("2024-01-31T00:00:00Z", {"topic": "law"})
    (entry,) = jsonl({"source": "a", "target": "ب", "topic": ["x\u0000"], "score": None})
    assert (entry.score, json.loads(entry.extra)) == (None, {"topic": ["x\u0000"]})


def test_nothing_is_read_from_nothing() -> None:
    """An empty file has no units and no error."""
    assert tsv("") == tsv("source\ttarget\n") == jsonl() == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a\tب\nc\n", "a.tsv, line 2, unit 2: 1 columns where two are expected"),
        ("a\tب\tx\n", "line 1, unit 1: 3 columns .*a first line that names them"),
        ("source\ttarget\na\n", "line 2, unit 1: 1 columns, but the first line names 2"),
        ("source\ttarget\tsource\n", "two columns of the same name"),
        ("a\tب\n \tب\n", "line 2, unit 2: source is empty"),
        (b"a\tb\n\xff\tb\n", r"line 2: not UTF-8 \(byte 1 of the line\): save the file as UTF-8"),
        ("source\ttarget\tscore\na\tb\t1.2\n", "score is not a number from 0 to 1"),
        ("source\ttarget\tscore\na\tb\tnan\n", "score is not a number from 0 to 1"),
        ("source\ttarget\tdate\na\tb\t1/2/24\n", "date is not like"),
        ("source\ttarget\tstatus\na\tb\tgood\n", "status is none of machine, accepted"),
        ("source\ttarget\treviewed\na\tb\tlately\n", "reviewed is not a time like"),
        ("source\ttarget\tsource_positions\na\tb\t4-3\n", "does not name sentences in a row"),
        ("a\t" + "b" * 100_001 + "\n", "target is longer than 100000 characters"),
    ],
)
def test_broken_tsv_says_where(data: str | bytes, message: str) -> None:
    """The error names the file, the line and the unit."""
    with pytest.raises(BadRows, match=message):
        tsv(data)


def test_a_row_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded: a line that does not end is not read to its end."""
    monkeypatch.setattr("tm.read_rows.MAX_ROW", 1 << 20)
    with pytest.raises(BadRows, match=r"a\.tsv, line 2: longer than 1 MiB"):
        tsv("a\tب\n" + "a" * (2 << 20))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "a.jsonl, line 2, unit 2: not JSON"),
        ("[1]", "not a JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"source": 1, "target": "b"}', "source is not text"),
        ('{"source": "a"}', "target is empty"),
        ('{"source": "\\ud800", "target": "b"}', "source is empty"),
        ('{"source": "a", "target": "b", "score": NaN}', "NaN is not a number"),
        ('{"source": "a", "target": "b", "score": 1e999}', "score is not a number"),
        ('{"source": "a", "target": "b", "score": true}', "score is not a number"),
        ('{"source": "a", "target": "b", "source_positions": [3, 5]}', "sentences in a row"),
        ('{"source": "a", "target": "b", "source_positions": [-1, 0]}', "sentences in a row"),
        ('{"source": "a", "target": "b", "source_positions": ["x"]}', "sentences in a row"),
        ('{"source": "a", "target": "b", "document": {}}', "document is not text"),
        ('{"source": "a", "target": "b", "status": []}', "status is none of"),
    ],
)
def test_broken_jsonl_says_where(line: str, message: str) -> None:
    """So it does for JSON that is broken, or sound and not ours."""
    data = '{"source": "a", "target": "ب"}\n' + line + "\n"
    stream = read_jsonl(io.BytesIO(data.encode()), "a.jsonl")
    assert next(stream).target == "ب"
    with pytest.raises(BadRows, match=message):
        next(stream)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No file makes the reader fail in another way."""
    for read in (read_tsv, read_jsonl):
        try:
            for entry in read(io.BytesIO(data), "a"):
                assert entry.source.strip()
                assert entry.target.strip()
        except BadRows:
            pass
