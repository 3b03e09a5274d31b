"""The aligner is as good as it was: figures on the committed gold, and the floors under them."""

from pathlib import Path

import pytest

from align.bead import Bead
from benchmarks.align import KINDS, number, put
from benchmarks.figures import Moved, count_moved
from benchmarks.floors import (
    MARGINS,
    ROWS,
    SETS,
    Floors,
    below,
    data_digest,
    floors_json,
    folder_of,
    measure,
    raised,
    read_floors,
)

FLOORS = read_floors()


@pytest.mark.parametrize("row", ROWS)
def test_no_figure_is_below_its_floor(row: str) -> None:
    """Each row of gold or noise reaches every floor that was recorded for it."""
    assert FLOORS.floors[row]
    assert below(measure(row), FLOORS.floors[row]) == []


def test_the_data_is_what_the_floors_were_measured_on() -> None:
    """The digest of each set is the recorded one, and no other set is recorded."""
    assert FLOORS.data == {name: data_digest(folder_of(name)) for name in (*KINDS, *SETS)}
    assert set(FLOORS.floors) == set(ROWS)


def test_a_figure_below_its_floor_is_told() -> None:
    """A lower figure and a missing one are named, an equal one is not."""
    told = below({"strict": 0.89, "lax": 0.9}, {"strict": 0.9, "lax": 0.9, "null": 0.5})
    assert told == [
        "strict is 0.8900, below its floor 0.900",
        "null is nan, below its floor 0.500",
    ]


def test_floors_rise_and_never_fall(tmp_path: Path) -> None:
    """A better figure lifts its floor to a margin below it, a worse one leaves it alone."""
    before = Floors({"law": "d"}, {"law": {"strict": 0.9, "null": 0.8}, "gone": {"lax": 0.5}})
    after = raised(before, {"law": {"strict": 0.9566, "lax": 0.97}}, {"law": "d"})
    assert MARGINS["strict"] == 0.005
    assert after.floors == {
        "law": {"strict": 0.951, "lax": 0.965, "null": 0.8},
        "gone": {"lax": 0.5},
    }
    worse = raised(after, {"law": {"strict": 0.5, "lax": 0.5}}, {"law": "d"})
    assert worse.floors == after.floors
    (tmp_path / "floors.json").write_text(floors_json(after), encoding="utf-8")
    assert read_floors(tmp_path / "floors.json") == after


def test_floors_of_other_data_are_not_raised() -> None:
    """Changed data has to be owned up to: its floors are deleted by hand first."""
    with pytest.raises(ValueError, match="law: the data changed"):
        raised(Floors({"law": "old"}, {}), {}, {"law": "new"})


def test_the_digest_sees_texts_and_beads(tmp_path: Path) -> None:
    """A changed letter, or a file under another name, is other data; a README is not."""
    file = tmp_path / "01" / "en.txt"
    file.parent.mkdir()
    file.write_text("One.\n", encoding="utf-8")
    first = data_digest(tmp_path)
    (tmp_path / "README.md").write_text("?", encoding="utf-8")
    assert data_digest(tmp_path) == first
    file.write_text("One!\n", encoding="utf-8")
    second = data_digest(tmp_path)
    file.rename(file.with_name("ar.txt"))
    assert len({first, second, data_digest(tmp_path)}) == 3


def bead(i: int, j: int, size: int = 1, moved: bool = False) -> Bead:
    """Return a bead of `size` sentences a side."""
    return Bead(range(i, i + size), range(j, j + size), moved=moved)


def test_moved_beads_by_hand() -> None:
    """Of 0-1 2 | 3 the last sentence comes first in Arabic: two crossings, found by any mark."""
    gold = [bead(0, 1, 2), bead(2, 3), bead(3, 0)]
    assert count_moved(gold, gold) == Moved(crossings=2, found=0, marked=0, right=0)
    assert count_moved(gold, [*gold[:2], bead(3, 0, moved=True)]) == Moved(2, 2, 1, 1)
    assert count_moved(gold, [bead(0, 1, 2, moved=True), *gold[1:]]) == Moved(2, 1, 1, 1)


def test_a_mark_where_nothing_moved_is_wrong() -> None:
    """A marked bead that crosses none of the gold counts, and is not right."""
    gold = [bead(0, 0), bead(1, 1)]
    assert count_moved(gold, [gold[0], bead(1, 1, moved=True)]) == Moved(0, 0, 1, 0)


def test_a_table_stands_between_its_marks() -> None:
    """What stood there goes, what stands around stays, and missing marks are told."""
    page = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    assert put(page, "x", "new\n") == "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n"
    with pytest.raises(LookupError, match="<!-- y -->"):
        put(page, "y", "new")


def test_figures_are_written_shortly() -> None:
    """Three decimals, no leading zero, a dash where there is nothing."""
    assert [number(x) for x in (0.9876, 1.0, float("nan"))] == [".988", "1.000", "–"]
