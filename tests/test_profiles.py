"""The TMX of each CAT tool: valid, in that tool's words, and checked by our own checker."""

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.stored import STORED
from tests.test_tmx import RESERVED, parsed
from tests.units import HOSTILE, UNITS
from tm.check import check_tmx
from tm.profiles import PROFILES, Profile, check_languages, tmx_arguments
from tm.select import StoredUnit
from tm.tmx import write_tmx

APPROVED = replace(STORED, status="accepted", reviewer="Huda & co", reviewed="2024-02-01T09:00:00Z")
HOSTILE_UNITS = st.builds(
    lambda unit, scored, status, texts: StoredUnit(
        **{name: getattr(unit, name) for name in unit.__dataclass_fields__},
        scored=scored,
        status=status,
        reviewer=texts[0],
        reviewed=texts[1],
        previous=texts[2],
        following=texts[3],
    ),
    UNITS,
    st.booleans(),
    st.sampled_from(["machine", "accepted", "edited"]),
    st.tuples(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
)


def written(
    profile: Profile, *units: StoredUnit, languages: tuple[str, str] = ("en", "ar")
) -> bytes:
    """Return the TMX of `units` in a profile."""
    stream = io.BytesIO()
    describe, o_tmf, header = tmx_arguments(profile)
    write_tmx(
        units,
        stream,
        version="0.1.0",
        describe=describe,
        o_tmf=o_tmf,
        header=header,
        languages=languages,
    )
    return stream.getvalue()


def props(element: etree._Element) -> dict[str, str]:
    """Return an element's own props."""
    return {prop.get("type", ""): prop.text or "" for prop in element.findall("prop")}


def only(profile: Profile, unit: StoredUnit) -> etree._Element:
    """Return the one tu of a profile's file."""
    (tu,) = parsed(written(profile, unit)).iter("tu")
    return tu


@pytest.mark.parametrize("profile", PROFILES)
@given(units=st.lists(HOSTILE_UNITS, max_size=3))
def test_any_units_make_a_valid_file(profile: Profile, units: list[StoredUnit]) -> None:
    """Whatever a page printed, each profile is valid TMX without reserved names, and repeatable."""
    data = written(profile, *units)
    root = parsed(data)
    assert written(profile, *units) == data
    assert not {prop.get("type") for prop in root.iter("prop")} & RESERVED


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("unit", [STORED, APPROVED])
def test_our_checker_finds_nothing(profile: Profile, unit: StoredUnit) -> None:
    """No CAT tool that the checker knows chokes on a file; Trados declares its fields emptily."""
    findings = check_tmx(io.BytesIO(written(profile, unit)))
    assert {finding.rule.name for finding in findings} <= (
        {"prop-empty"} if profile == "trados" else set()
    )


def test_trados_to_the_letter() -> None:
    """Studio reads the origin, the level and typed fields, which its header declares."""
    root = parsed(written("trados", STORED))
    header = root.find("header")
    assert header is not None
    assert header.get("o-tmf") == "SDL TM8 Format"
    (tu,) = root.iter("tu")
    assert props(tu) == {
        "x-Score:Integer": "87",
        "x-Bead:SingleString": "1-2",
        "x-Document:SingleString": "port-1",
        "x-SourceDocument:SingleString": "https://www.example.org/en/1?a=1&b=2",
        "x-TargetDocument:SingleString": "https://ar.example.net/1",
        "x-Origin": "Alignment",
        "x-ConfirmationLevel": "Draft",
    }
    typed = {name for name in props(tu) if ":" in name}
    assert typed == {prop.get("type") for prop in header.findall("prop")}


def test_trados_knows_an_approved_unit() -> None:
    """What a person approved is no alignment any more, and bears their name and day."""
    tu = only("trados", APPROVED)
    assert props(tu)["x-Origin"] == "TM"
    assert props(tu)["x-ConfirmationLevel"] == "ApprovedTranslation"
    assert (tu.get("changeid"), tu.get("changedate")) == ("Huda & co", "20240201T090000Z")


@pytest.mark.parametrize(("score", "shown"), [(1.0, "100"), (0.9999, "99"), (0.29, "29"), (0, "0")])
def test_a_score_is_never_rounded_up(score: float, shown: str) -> None:
    """Only certainty is 100; what is written as .29 is 29."""
    assert props(only("trados", replace(STORED, score=score)))["x-Score:Integer"] == shown


def test_memoq_to_the_letter() -> None:
    """memoQ reads its own props, and the neighbours as segments within props."""
    tu = only("memoq", STORED)
    assert props(tu) == {
        "domain": "example.org",
        "corrected": "no",
        "aligned": "yes",
        "x-document": "port-1",
        "score-aligner": "0.8765",
    }
    source, target = tu.iter("tuv")
    assert props(source) == {
        "x-context-pre": "<seg>The storm came at night.</seg>",
        "x-context-post": "<seg>Nobody was &lt;hurt&gt;.</seg>",
    }
    assert props(target) == {}


def test_memoq_knows_an_approved_unit() -> None:
    """What a person approved is corrected and gets no alignment penalty."""
    said = props(only("memoq", APPROVED))
    assert (said["corrected"], said["aligned"]) == ("yes", "no")


@pytest.mark.parametrize(
    ("unit", "user", "score"), [(STORED, "ALIGN!", "080"), (APPROVED, "Huda & co", "100")]
)
def test_wordfast_to_the_letter(unit: StoredUnit, user: str, score: str) -> None:
    """Wordfast's first attribute is the user; the score is a band of tens."""
    tu = only("wordfast", unit)
    assert tu.get("creationid") == user
    assert props(tu) == {"Score": score, "Document": "port-1"}


def test_generic_says_of_a_review_what_we_read_back() -> None:
    """Status, reviewer and time stand in our own props; a CAT tool sees them in the attributes."""
    tu = only("generic", APPROVED)
    said = props(tu)
    assert said["x-muwazi-status"] == "accepted"
    assert said["x-muwazi-reviewer"] == tu.get("changeid") == "Huda & co"
    assert said["x-muwazi-reviewed"] == "2024-02-01T09:00:00Z"


@pytest.mark.parametrize("profile", PROFILES)
def test_an_unknown_score_is_not_written(profile: Profile) -> None:
    """No profile makes a number of a score that nobody knows."""
    said = props(only(profile, replace(STORED, score=0.0, scored=False, parts=None)))
    assert not {name for name in said if "score" in name.lower()}


@pytest.mark.parametrize("profile", PROFILES)
def test_regions_on_request(profile: Profile) -> None:
    """The codes asked for stand in the header and on every text."""
    root = parsed(written(profile, STORED, languages=("en-US", "ar-SY")))
    header = root.find("header")
    assert header is not None
    assert header.get("srclang") == "en-US"
    codes = [tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.iter("tuv")]
    assert codes == ["en-US", "ar-SY"]


@pytest.mark.parametrize("codes", [("ar", "en"), ("en_US", "ar"), ("en", "fr"), ("en", 'ar"')])
def test_other_codes_are_refused(codes: tuple[str, str]) -> None:
    """A code of another language, or one that is not well-formed, is an error that says which."""
    with pytest.raises(ValueError, match="is no code for"):
        check_languages(codes)


@pytest.mark.client
@pytest.mark.parametrize("profile", PROFILES)
def test_pretranslate_fills_a_po_file(profile: Profile, tmp_path: Path) -> None:
    """Translate Toolkit puts our Arabic into a PO file, whatever the profile."""
    pytest.importorskip("translate", reason="translate-toolkit is not installed")
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "empty.po").write_text(head, encoding="utf-8")
    (tmp_path / "in.po").write_text(f'{head}msgid "{STORED.source}"\nmsgstr ""\n', "utf-8")
    (tmp_path / "memory.tmx").write_bytes(written(profile, STORED))
    subprocess.run(
        [
            sys.executable,
            *("-c", "from translate.tools.pretranslate import main; main()"),
            "--progress=none",
            *("-t", "empty.po", "--tm=memory.tmx", "in.po", "out.po"),
        ],
        cwd=tmp_path,
        check=True,
        timeout=60,
        capture_output=True,
    )
    assert f'msgstr "{STORED.target}"' in (tmp_path / "out.po").read_text(encoding="utf-8")
