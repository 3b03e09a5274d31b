"""XLIFF 2.1: valid, the same each time, and what a reviewer needs."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.stored import STORED
from tests.test_profiles import HOSTILE_UNITS
from tm.segment import tidy_source, tidy_target
from tm.select import StoredUnit
from tm.tmx import tuid
from tm.xliff import write_xliff

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("xliff21.rng"))))
CORE = "{urn:oasis:names:tc:xliff:document:2.0}"


def written(*units: StoredUnit) -> bytes:
    """Return the XLIFF of `units`."""
    stream = io.BytesIO()
    assert write_xliff(units, stream, version="0.1.0") >= 1
    return stream.getvalue()


def parsed(data: bytes) -> etree._Element:
    """Return the root of an XLIFF file, and refuse one that is not valid."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    SCHEMA.assertValid(root)
    return root


EXPECTED = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" \
xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0" version="2.1" srcLang="en" trgLang="ar">
  <file id="f1" original="https://www.example.org/en/1?a=1&amp;b=2" srcDir="ltr" trgDir="rtl">
    <unit id="uTUID">
      <mda:metadata>
        <mda:metaGroup category="muwazi">
          <mda:meta type="score">0.8765</mda:meta>
          <mda:meta type="status">machine</mda:meta>
          <mda:meta type="bead">1-2</mda:meta>
          <mda:meta type="document">port-1</mda:meta>
          <mda:meta type="source-document">https://www.example.org/en/1?a=1&amp;b=2</mda:meta>
          <mda:meta type="target-document">https://ar.example.net/1</mda:meta>
          <mda:meta type="source-positions">1-1</mda:meta>
          <mda:meta type="target-positions">2-3</mda:meta>
          <mda:meta type="signature">model:static|version:0.1.0</mda:meta>
          <mda:meta type="version">0.1.0</mda:meta>
        </mda:metaGroup>
      </mda:metadata>
      <notes>
        <note category="score">Score 0.88.</note>
        <note category="order">The Arabic stands in another place of its article.</note>
        <note category="alternatives">The memory has other translations of this English text.</note>
      </notes>
      <segment id="s1" state="translated">
        <source>Rain &amp; wind hit the port.</source>
        <target>ضربت الأمطار والرياح الميناء.</target>
      </segment>
    </unit>
  </file>
</xliff>
"""


def test_one_unit_to_the_letter() -> None:
    """A unit with all that is known about it gives exactly this file."""
    unit = replace(STORED, moved=True, alternatives=2)
    assert written(unit).decode() == EXPECTED.replace("TUID", tuid(unit))
    parsed(written(unit))


@pytest.mark.parametrize(
    ("status", "state"),
    [("machine", "translated"), ("accepted", "reviewed"), ("edited", "reviewed")],
)
def test_the_state_is_that_of_the_review(status: str, state: str) -> None:
    """What a person approved is reviewed, all else translated."""
    unit = replace(STORED, status=status)  # type: ignore[arg-type] # parametrize gives a str
    (segment,) = parsed(written(unit)).iter(f"{CORE}segment")
    assert segment.get("state") == state


def test_documents_are_files() -> None:
    """Units of one document make one file, and equal units have ids of their own."""
    other = replace(STORED, document="port-2", source_url="")
    root = parsed(written(STORED, STORED, other))
    assert [(file.get("original"), len(file)) for file in root] == [
        (STORED.source_url, 2),
        ("port-2", 1),
    ]
    ids = [unit.get("id") for unit in root.iter(f"{CORE}unit")]
    assert len(set(ids)) == 3


def test_nothing_is_no_file() -> None:
    """Without a unit there is no valid XLIFF, and nothing is written."""
    stream = io.BytesIO()
    with pytest.raises(ValueError, match="nothing was selected"):
        write_xliff([replace(STORED, target=" ")], stream, version="0.1.0")
    assert stream.getvalue() == b""


@given(st.lists(HOSTILE_UNITS, min_size=1, max_size=3))
def test_any_units_make_a_valid_file(units: list[StoredUnit]) -> None:
    """Whatever a page printed, the file is valid, read back as tidied, and the same again."""
    pairs = [(tidy_source(unit.source), tidy_target(unit.target)) for unit in units]
    units = [unit for unit, pair in zip(units, pairs, strict=True) if all(pair)]
    units.append(STORED)
    root = parsed(written(*units))
    assert written(*units) == written(*units)
    found = [
        (segment.findtext(f"{CORE}source"), segment.findtext(f"{CORE}target"))
        for segment in root.iter(f"{CORE}segment")
    ]
    assert found == [*filter(all, pairs), (STORED.source, STORED.target)]
    ids = [unit.get("id") for unit in root.iter(f"{CORE}unit")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'version="2.1"', b'version="1.2"'),
        (b' srcLang="en"', b""),
        (b'state="translated"', b'state="approved"'),
        (b"<notes>", b"<notes/><notes>"),
        (b'id="s1"', b'id="s 1"'),
    ],
)
def test_the_schema_refuses_slips(old: bytes, new: bytes) -> None:
    """The grammar these tests lean on does fail."""
    data = written(STORED)
    assert data.count(old) == 1
    assert not SCHEMA.validate(etree.fromstring(data.replace(old, new)))
