"""A memory with units in it, for tests."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tm.add import add_units
from tm.memory import Memory
from tm.unit import TranslationUnit

NOW = datetime(2024, 3, 1, 9, tzinfo=UTC)


def filled(path: Path, units: Iterable[TranslationUnit]) -> Memory:
    """Return the memory at `path`, made where there is none, with `units` added."""
    memory = Memory(path, write=True)
    add_units(memory, units, origin="test", now=NOW)
    return memory


def review(memory: Memory, unit: int, status: str) -> None:
    """Note that a person reviewed a unit."""
    with memory.transaction() as connection:
        connection.execute(
            "UPDATE unit SET status = ?, reviewed = '2024-02-01T00:00:00Z' WHERE id = ?",
            (status, unit),
        )
