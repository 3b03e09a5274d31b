"""TMX as it is written: valid, the same each time, and read back as it was."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.units import UNIT, UNITS
from tm.segment import tidy_source, tidy_target
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("tmx14.rng"))))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RESERVED = {"file", "id", "prev", "next", "path", "x-context"}  # by OmegaT and Weblate


def written(*units: TranslationUnit) -> bytes:
    """Return the TMX of `units`."""
    stream = io.BytesIO()
    write_tmx(units, stream, version="0.1.0")
    return stream.getvalue()


def parsed(data: bytes) -> etree._Element:
    """Return the root of a TMX, and refuse one that is not valid."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    SCHEMA.assertValid(root)
    return root


EXPECTED = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
  <header creationtool="muwazi" creationtoolversion="0.1.0" segtype="sentence" \
o-tmf="muwazi" adminlang="en" srclang="en" datatype="plaintext"/>
  <body>
    <tu tuid="TUID" creationdate="20240131T000000Z">
      <prop type="score-aligner">0.9731</prop>
      <prop type="x-muwazi-coverage-source">0.9100</prop>
      <prop type="x-muwazi-coverage-target">0.8800</prop>
      <prop type="x-muwazi-cosine">0.8000</prop>
      <prop type="x-muwazi-length">1.0000</prop>
      <prop type="x-muwazi-numbers">1.0000</prop>
      <prop type="x-muwazi-margin">0.2500</prop>
      <prop type="x-muwazi-bead">1-2</prop>
      <prop type="x-muwazi-moved">yes</prop>
      <prop type="x-document">1f0c</prop>
      <prop type="x-muwazi-source-positions">3-3</prop>
      <prop type="x-muwazi-target-positions">4-5</prop>
      <prop type="x-muwazi-signature">model:static|search:coverage|score:platt|version:0.1.0</prop>
      <tuv xml:lang="en">
        <prop type="source-document">https://example.org/en/1?a=1&amp;b=2</prop>
        <seg>The council met on Monday.</seg>
      </tuv>
      <tuv xml:lang="ar">
        <prop type="source-document">https://example.org/ar/1</prop>
        <seg>اجتمع المجلس يوم الاثنين.</seg>
      </tuv>
    </tu>
  </body>
</tmx>
"""


def test_one_unit_to_the_letter() -> None:
    """A unit with all that is known about it gives exactly this file."""
    data = written(replace(UNIT, moved=True)).decode()
    tuid = parsed(data.encode()).findall(".//tu")[0].get("tuid", "")
    assert len(tuid) == 16
    assert data == EXPECTED.replace("TUID", tuid)


def test_what_is_not_known_is_not_written() -> None:
    """A unit of two texts and a score carries that one property and no date."""
    root = parsed(written(TranslationUnit("Yes.", "نعم.", 1.0)))
    assert [(p.get("type"), p.text) for p in root.iter("prop")] == [("score-aligner", "1.0000")]
    assert "creationdate" not in root.findall(".//tu")[0].attrib


def test_no_units_make_a_valid_file() -> None:
    """Without units the body is empty, and the file is valid."""
    assert len(parsed(written()).findall("body/*")) == 0


def test_count_is_of_units_written() -> None:
    """A unit with no visible text on one side is left out and not counted."""
    stream = io.BytesIO()
    units = [UNIT, replace(UNIT, source=" \u200b"), replace(UNIT, target="\u200f\n"), UNIT]
    assert write_tmx(units, stream, version="0.1.0") == 2
    assert len(parsed(stream.getvalue()).findall("body/tu")) == 2


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan")])
def test_score_outside_its_range_is_refused(score: float) -> None:
    """A score that is no probability stops the writing and names the unit."""
    with pytest.raises(ValueError, match="unit 2: the score"):
        written(UNIT, replace(UNIT, score=score))


def test_tuids_are_unique_and_stable() -> None:
    """Equal units get a counter; what else is in the file does not change a unit's tuid."""
    other = replace(UNIT, target_positions=range(9, 10))
    tuids = [tu.get("tuid", "") for tu in parsed(written(UNIT, other, UNIT, UNIT)).iter("tu")]
    assert len(set(tuids)) == 4
    assert tuids[2:] == [tuids[0] + "-2", tuids[0] + "-3"]
    assert [tu.get("tuid") for tu in parsed(written(other, UNIT)).iter("tu")] == tuids[1::-1]


def test_tuid_survives_being_read_and_written() -> None:
    """The tidied text has the tuid of the text it came from."""
    loose = replace(UNIT, source=f" {UNIT.source}\n")
    assert written(loose) == written(UNIT)


def test_units_pass_one_by_one() -> None:
    """A unit is on the stream before the next one is asked for."""
    stream = io.BytesIO()

    def units() -> Iterator[TranslationUnit]:
        for number in range(3):
            assert stream.getvalue().count(b"</tu>") == number
            yield UNIT

    assert write_tmx(units(), stream, version="0.1.0") == 3


@given(st.lists(UNITS, max_size=3))
def test_any_units_make_a_valid_file(units: list[TranslationUnit]) -> None:
    """Whatever a page printed, the file is valid, has no reserved names, and is the same again."""
    data = written(*units)
    root = parsed(data)
    assert written(*units) == data
    assert not {prop.get("type") for prop in root.iter("prop")} & RESERVED
    tuids = [tu.get("tuid") for tu in root.iter("tu")]
    assert len(tuids) == len(set(tuids))


@given(st.lists(UNITS, max_size=3))
def test_what_is_read_is_what_was_written(units: list[TranslationUnit]) -> None:
    """A parser reads back each text as tidied, in order, whatever its characters."""
    expected = [(tidy_source(unit.source), tidy_target(unit.target)) for unit in units]
    found = [
        tuple(tuv.findtext("seg") for tuv in tu.iter("tuv"))
        for tu in parsed(written(*units)).iter("tu")
    ]
    assert found == [pair for pair in expected if all(pair)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'version="1.4"', b'version="1.4b"'),
        (b' srclang="en"', b""),
        (b'xml:lang="en"', b'lang="en"'),
        (b'xml:lang="ar"', b'xml:lang="ar_SY"'),
        (b"20240131T000000Z", b"2024-01-31"),
        (b"</tuv>\n    </tu>", b'</tuv><prop type="x">1</prop></tu>'),
        (b"</seg>\n", b'</seg><prop type="x">1</prop>'),
        ("<seg>اجتمع المجلس يوم الاثنين.</seg>".encode(), b"<seg> </seg>"),
    ],
)
def test_the_schema_refuses_what_tools_refuse(old: bytes, new: bytes) -> None:
    """The grammar these tests lean on does fail, on each slip that a CAT tool chokes on."""
    data = written(UNIT)
    assert data.count(old) >= 1
    assert not SCHEMA.validate(etree.fromstring(data.replace(old, new)))


def test_translate_toolkit_reads_it(tmp_path: Path) -> None:
    """Translate Toolkit finds both texts, and Weblate's way of importing keeps every unit."""
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    path = tmp_path / "memory.tmx"
    other = replace(UNIT, source="It adopted the plan.", target="واعتمد الخطة\u200f (NASA)\u200f.")
    path.write_bytes(written(UNIT, other))
    with path.open("rb") as stream:
        store = tmx.tmxfile(stream, "en", "ar")
    pairs = [(UNIT.source, UNIT.target), (other.source, other.target)]
    assert [(unit.source, unit.target) for unit in store.units] == pairs
    assert [unit.getid() for unit in store.units]

    # Weblate: the header's srclang, then every tuv in another language.
    header = next(store.document.getroot().iterchildren(store.namespaced("header")))
    assert header.get("srclang") == "en"
    imported = []
    for unit in store.units:
        texts = {
            node.get(LANG): unit.getNodeText(node, "preserve") for node in unit.getlanguageNodes()
        }
        source = texts.pop("en")
        imported += [(source, language, text) for language, text in texts.items()]
    assert imported == [(source, "ar", target) for source, target in pairs]
