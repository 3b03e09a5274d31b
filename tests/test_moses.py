"""Moses pair files: the same number of lines, none of them empty."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stored import STORED
from tests.test_profiles import HOSTILE_UNITS
from tm.moses import moses_paths, write_moses
from tm.select import StoredUnit


def test_to_the_letter(tmp_path: Path) -> None:
    """A pair is a line in each file; a score that nobody knows is nan."""
    other = replace(STORED, source="Yes.", target="نعم.", scored=False)
    blank = replace(STORED, target="\u200f ")
    assert write_moses([STORED, blank, other], tmp_path / "news.v1", scores=True) == 2
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "news.v1.en": "Rain & wind hit the port.\nYes.\n",
        "news.v1.ar": "ضربت الأمطار والرياح الميناء.\nنعم.\n",
        "news.v1.score": "0.8765\nnan\n",
    }


def test_codes_name_the_files(tmp_path: Path) -> None:
    """The codes asked for are the suffixes."""
    paths = moses_paths(tmp_path / "news", languages=("en-US", "ar-SY"))
    assert [path.name for path in paths] == ["news.en-US", "news.ar-SY"]


@settings(max_examples=30)  # each writes three files to the disk
@given(st.lists(HOSTILE_UNITS, max_size=4))
def test_lines_are_as_many_and_never_empty(units: list[StoredUnit]) -> None:
    """No text of a page can put two files out of step, whatever a reader takes for a line end."""
    with TemporaryDirectory() as folder:
        written = write_moses(units, Path(folder, "x"), scores=True)
        for path in moses_paths(Path(folder, "x"), scores=True):
            lines = path.read_bytes().decode().splitlines()
            assert len(lines) == written
            assert all(line.strip() for line in lines)
