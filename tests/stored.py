"""A memory of a few units, and units as a memory gives them back."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from align.bead import Parts
from tm.add import add_units
from tm.entry import Status
from tm.memory import Memory
from tm.select import StoredUnit
from tm.unit import TranslationUnit

NOW = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)

STORED = StoredUnit(
    source="Rain & wind hit the port.",
    target="ضربت الأمطار والرياح الميناء.",
    score=0.8765,
    parts=Parts(0.91, 0.88, 0.8, 1.0, 1.0, 0.25),
    source_positions=range(1, 2),
    target_positions=range(2, 4),
    source_url="https://www.example.org/en/1?a=1&b=2",
    target_url="https://ar.example.net/1",
    document="port-1",
    date=datetime.date(2024, 1, 31),
    signature="model:static|version:0.1.0",
    previous="The storm came at night.",
    following="Nobody was <hurt>.",
)


def unit(
    source: str, target: str, score: float, at: int = 0, *, size: int = 1, document: str = "doc"
) -> TranslationUnit:
    """Return a unit whose English begins at sentence `at` of its document."""
    return TranslationUnit(
        source,
        target,
        score,
        source_positions=range(at, at + size) if document else range(0),
        target_positions=range(at, at + 1) if document else range(0),
        document=document,
    )


@contextmanager
def memory_of(path: Path, *units: TranslationUnit) -> Iterator[Memory]:
    """Open a new memory that holds `units`."""
    with Memory(path, write=True) as memory:
        add_units(memory, units, origin="test", now=NOW)
        yield memory


def set_status(memory: Memory, source: str, status: Status, reviewer: str = "") -> None:
    """Review every unit of an English text."""
    memory.connection.execute(
        "UPDATE unit SET status = ?, reviewer = ?, reviewed = '2024-02-01T09:00:00Z'"
        " WHERE source = ?",
        (status, reviewer, source),
    )


def sources(units: Iterable[TranslationUnit]) -> list[str]:
    """Return the English texts of units, in order."""
    return [unit.source for unit in units]
