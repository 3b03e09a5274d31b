"""Units of a memory, chosen and in order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.stored import memory_of, set_status, sources, unit
from tests.units import UNIT
from tm.memory import Memory, MemoryBusy
from tm.select import StoredUnit, select

# Two documents, not in the order in which they are to be read, and one unit of none.
UNITS = [
    unit("Alone.", "وحده.", 0.5, document=""),
    replace(
        unit("Nine came. Ten left.", "جاء تسعة وغادر عشرة.", 0.9, 1, size=2, document="b"),
        source_url="https://news.example.org/b",
        target_url="https://example.net/b",
        date=date(2024, 2, 1),
    ),
    replace(
        unit("It began.", "بدأ الأمر.", 0.6, 0, document="b"),
        source_url="https://news.example.org/b",
        target_url="https://example.net/b",
        date=date(2024, 2, 1),
    ),
    replace(
        unit("It ended.", "انتهى الأمر.", 0.99, 3, document="b"),
        source_url="https://news.example.org/b",
        target_url="https://example.net/b",
        date=date(2024, 2, 1),
    ),
    replace(
        unit("Rain fell.", "هطل المطر.", 0.95, 4, document="a"),
        source_url="https://www.example.com/a",
        date=date(2023, 12, 31),
    ),
]
IN_ORDER = ["Rain fell.", "It began.", "Nine came. Ten left.", "It ended.", "Alone."]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """Return a memory of `UNITS`."""
    with memory_of(tmp_path / "m.db", *UNITS) as memory:
        yield memory


def test_documents_come_by_name_and_units_by_place(memory: Memory) -> None:
    """Everything is read in the order of the articles, whatever the order of adding."""
    assert sources(select(memory)) == IN_ORDER


def test_a_unit_comes_back_as_it_was_added(tmp_path: Path) -> None:
    """All that the aligner knew of a unit is known again."""
    with memory_of(tmp_path / "m.db", replace(UNIT, moved=True)) as memory:
        (found,) = select(memory)
    names = UNIT.__dataclass_fields__
    assert {name: getattr(found, name) for name in names} == {
        name: getattr(replace(UNIT, moved=True), name) for name in names
    }
    assert (found.scored, found.status, found.approved) == (True, "machine", False)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"min_score": 0.95}, ["Rain fell.", "It ended."]),
        ({"document": "a"}, ["Rain fell."]),
        ({"document": "https://example.net/b"}, IN_ORDER[1:4]),
        ({"domain": "example.com"}, ["Rain fell."]),
        ({"domain": "WWW.example.org"}, IN_ORDER[1:4]),
        ({"domain": "ample.org"}, []),
        ({"since": date(2024, 1, 1)}, IN_ORDER[1:4]),
        ({"since": date(2024, 2, 1), "until": date(2024, 2, 1)}, IN_ORDER[1:4]),
        ({"until": date(2024, 1, 31)}, ["Rain fell."]),
        ({"domain": "example.net", "min_score": 0.9}, ["Nine came. Ten left.", "It ended."]),
        ({"reviewed": True}, []),
    ],
)
def test_conditions(memory: Memory, condition: dict[str, Any], expected: list[str]) -> None:
    """Each condition keeps what it says, and several keep what meets them all."""
    assert sources(select(memory, **condition)) == expected


def test_what_a_person_said_counts_more_than_the_score(memory: Memory) -> None:
    """An approved unit passes any least score, a rejected one is never seen."""
    set_status(memory, "It began.", "accepted", "Huda")
    set_status(memory, "It ended.", "rejected")
    assert sources(select(memory, min_score=0.95)) == ["Rain fell.", "It began."]
    (reviewed,) = select(memory, reviewed=True)
    assert (reviewed.reviewer, reviewed.reviewed) == ("Huda", "2024-02-01T09:00:00Z")
    assert reviewed.confidence == 1


def test_without_a_score_a_unit_is_unknown_and_not_bad(memory: Memory) -> None:
    """A unit with no score comes where no least score is asked for, and says that it has none."""
    memory.connection.execute("UPDATE unit SET score = NULL WHERE source = 'Alone.'")
    assert "Alone." not in sources(select(memory, min_score=0.01))
    alone = list(select(memory))[-1]
    assert (alone.source, alone.scored, alone.confidence) == ("Alone.", False, None)


def test_a_replaced_unit_is_not_seen(memory: Memory) -> None:
    """A unit that an edit has replaced is left out."""
    memory.connection.execute(
        "UPDATE unit SET replaced_by = (SELECT id FROM unit WHERE source = 'Alone.')"
        " WHERE source = 'Rain fell.'"
    )
    assert sources(select(memory)) == IN_ORDER[1:]


def test_neighbours_are_the_sentences_that_touch(memory: Memory) -> None:
    """Before and after stand the nearest sentences, of a longer bead the nearest one only."""
    found = {unit.source: (unit.previous, unit.following) for unit in select(memory)}
    assert found == {
        "Rain fell.": ("", ""),
        "It began.": ("", "Nine came."),
        "Nine came. Ten left.": ("It began.", "It ended."),
        "It ended.": ("Ten left.", ""),
        "Alone.": ("", ""),
    }


def test_neighbours_do_not_depend_on_the_choice(memory: Memory) -> None:
    """A neighbour that was not chosen is a neighbour still."""
    (ended,) = select(memory, min_score=0.98)
    assert ended.previous == "Ten left."


def test_other_translations_are_counted(tmp_path: Path) -> None:
    """Translations of the same English count, but no rejected ones, nor others beside approved."""
    units = [
        unit("Read more.", target, 0.9, at)
        for at, target in enumerate(["اقرأ المزيد.", "تابع القراءة.", "للمزيد."])
    ]
    with memory_of(tmp_path / "m.db", *units) as memory:
        assert [unit.alternatives for unit in select(memory)] == [2, 2, 2]
        memory.connection.execute("UPDATE unit SET status = 'rejected' WHERE target = 'للمزيد.'")
        assert [unit.alternatives for unit in select(memory)] == [1, 1]
        memory.connection.execute(
            "UPDATE unit SET status = 'accepted' WHERE target = 'اقرأ المزيد.'"
        )
        assert [unit.alternatives for unit in select(memory)] == [0, 1]


def test_reading_is_of_one_moment(memory: Memory) -> None:
    """Nobody can change the memory between the first unit and the last."""
    reading = select(memory)
    first = next(reading)
    with Memory(memory.path, write=True, wait=0) as other:
        with pytest.raises(MemoryBusy), other.transaction() as connection:
            connection.execute("UPDATE unit SET status = 'rejected'")
        assert sources([first, *reading]) == IN_ORDER
        with other.transaction() as connection:
            connection.execute("UPDATE unit SET status = 'rejected'")
    assert list(select(memory)) == []


def test_a_reading_given_up_leaves_no_transaction(memory: Memory) -> None:
    """Closing the iterator half-way ends what it began."""
    reading = select(memory)
    next(reading)
    assert isinstance(reading, Iterator)
    reading.close()  # type: ignore[attr-defined] # it is a generator
    assert not memory.connection.in_transaction


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_a_least_score_out_of_range_is_refused_at_once(memory: Memory, score: float) -> None:
    """A least score that is no probability is an error before anything is read."""
    with pytest.raises(ValueError, match="least score"):
        select(memory, min_score=score)


def test_a_stored_unit_is_a_unit() -> None:
    """What writes units writes stored ones too."""
    assert StoredUnit("Yes.", "نعم.", 1.0, source_positions=range(2)).bead_type == "2-0"
