"""A memory survives what happens to programs and disks: kills, full disks, other writers."""

import datetime
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tm.add import add_file, add_units
from tm.memory import Memory, MemoryBusy
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

NOW = datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC)
SIZE = 400
# Adds one file after another; says so on standard output after every batch of rows that went to
# SQLite and after every commit, and goes on when a line comes in.
IMPORTER = """
import datetime, sys
from pathlib import Path
import tm.merge
from tm.add import add_file
from tm.memory import Memory

def tell(what):
    print(what, flush=True)
    sys.stdin.readline()

written = tm.merge.Merge._write
def write(merge):
    written(merge)
    tell("written")
tm.merge.Merge._write = write
tm.merge._BATCH = 100
now = datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC)
with Memory(Path(sys.argv[1]), write=True) as memory:
    memory.connection.execute("PRAGMA cache_size = 10")  # rows reach the disk before the commit
    for name in sys.argv[2:]:
        add_file(memory, Path(name), now=now)
        tell("committed")
"""


def units(name: str) -> list[TranslationUnit]:
    """Return the units of a small file."""
    return [
        TranslationUnit(f"Port {name} {n}", f"ميناء {name} {n}", 0.5, document=name)
        for n in range(SIZE)
    ]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three small TMX files."""
    folder = tmp_path_factory.mktemp("files")
    paths = [folder / f"{name}.tmx" for name in "abc"]
    for path in paths:
        with path.open("wb") as stream:
            write_tmx(units(path.stem), stream, version="1")
    return paths


@pytest.mark.parametrize("steps", range(1, 16, 2))
def test_a_killed_import_leaves_whole_files(tmp_path: Path, files: list[Path], steps: int) -> None:
    """SIGKILL after any step: the memory opens, is sound, and holds exactly what was committed."""
    path = tmp_path / "memory.db"
    importer = subprocess.Popen(
        [sys.executable, "-c", IMPORTER, path, *files],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        cwd=Path(__file__).parents[1],
    )
    committed = 0
    with importer:
        assert importer.stdin
        assert importer.stdout
        for step in range(steps):
            committed += importer.stdout.readline() == "committed\n"
            if step < steps - 1:
                importer.stdin.write("\n")
        importer.kill()
    assert importer.returncode == -signal.SIGKILL
    with Memory(path) as memory:
        run = memory.connection.execute
        assert run("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert run("PRAGMA foreign_key_check").fetchall() == []
        assert run("SELECT count(*) FROM unit").fetchone() == (SIZE * committed,)
        assert run("SELECT count(*) FROM sighting").fetchone() == (SIZE * committed,)
        assert run("SELECT count(*) FROM origin").fetchone() == (committed,)
    with Memory(path, write=True) as memory:
        added = [add_file(memory, file, now=NOW) for file in files]
        assert [one.known for one in added] == [n < committed for n in range(len(files))]
        assert memory.last_unit() == SIZE * len(files)
    assert [file.name for file in tmp_path.iterdir()] == ["memory.db"]


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """The import fails with one clear line and the memory is as before."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as memory:
        add_units(memory, units("a")[:10], origin="a", now=NOW)
        (pages,) = memory.connection.execute("PRAGMA page_count").fetchone()
        memory.connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(OSError, match="no space is left for this memory: nothing changed"):
            add_units(memory, units("b"), origin="b", now=NOW)
        assert memory.last_unit() == 10
        assert memory.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert memory.connection.execute("SELECT count(*) FROM origin").fetchone() == (1,)
    assert path.stat().st_size == pages * 4096


def test_a_second_import_waits_or_is_told(tmp_path: Path, files: list[Path]) -> None:
    """Two writers never mix: the second gets its line, and can do all of its work later."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as first, Memory(path, write=True, wait=0) as second:
        with first.transaction(), pytest.raises(MemoryBusy, match="try again"):
            add_file(second, files[0], now=NOW)
        assert add_file(second, files[0], now=NOW).new == SIZE
        assert add_file(first, files[0], now=NOW).known


def test_a_reader_in_the_way_of_a_commit(tmp_path: Path) -> None:
    """While a reader holds the file the commit waits, then fails whole; the reader sees no half."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True, wait=0) as writer, Memory(path) as reader:
        add_units(writer, units("a"), origin="a", now=NOW)
        cursor = reader.connection.execute("SELECT id FROM unit")
        cursor.fetchone()
        with pytest.raises(MemoryBusy):
            add_units(writer, units("b")[:5], origin="b", now=NOW)
        assert len(cursor.fetchall()) == SIZE - 1
        cursor.close()
        assert add_units(writer, units("b")[:5], origin="b", now=NOW).new == 5
        assert reader.last_unit() == SIZE + 5


def test_an_error_of_the_caller_adds_nothing(tmp_path: Path) -> None:
    """Units that come from a failing generator leave no trace."""

    def failing() -> object:
        yield from units("a")
        raise KeyError("model")

    with Memory(tmp_path / "memory.db", write=True) as memory:
        with pytest.raises(KeyError, match="model"):
            add_units(memory, failing(), origin="a", now=NOW)  # type: ignore[arg-type] # on purpose
        assert memory.last_unit() == 0
