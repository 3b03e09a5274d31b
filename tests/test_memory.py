"""A memory's file: made, opened, brought forward, refused, shared."""

import sqlite3
from pathlib import Path

import pytest

from tm import schema
from tm.memory import BadMemory, Memory, MemoryBusy

UNIT = (
    "INSERT INTO unit (source, target, source_key, target_key, source_hash, target_hash, added,"
    " changed) VALUES (?1, ?2, lower(?1), ?2, ?3, ?3, '', '')"
)


def test_a_new_memory_is_one_whole_file(tmp_path: Path) -> None:
    """It says what it is, passes SQLite's check, and nothing lies beside it."""
    path = tmp_path / "a b#?.db"
    with Memory(path, write=True) as memory:
        assert memory.last_unit() == memory.watermark("postings_upto") == 0
        check = memory.connection.execute("PRAGMA integrity_check").fetchall()
        assert check == [("ok",)]
    assert [file.name for file in tmp_path.iterdir()] == ["a b#?.db"]
    plain = sqlite3.connect(path)
    try:
        assert plain.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert plain.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    finally:
        plain.close()


def test_it_opens_again_and_for_reading_only(tmp_path: Path) -> None:
    """What was committed is there; a reader cannot change it, and is told so in one line."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as memory, memory.transaction() as connection:
        connection.execute(UNIT, ("A", "ب", 1))
    with Memory(path) as memory:
        assert memory.last_unit() == 1
        with (
            pytest.raises(PermissionError, match="read-only: nothing changed"),
            memory.transaction() as connection,
        ):
            connection.execute(UNIT, ("B", "ج", 2))


def test_an_error_inside_leaves_nothing(tmp_path: Path) -> None:
    """A transaction whose block raises is as if it had not been."""
    with Memory(tmp_path / "memory.db", write=True) as memory:
        with pytest.raises(KeyError), memory.transaction() as connection:  # noqa: PT012
            connection.execute(UNIT, ("A", "ب", 1))
            raise KeyError
        assert memory.last_unit() == 0


def test_what_is_no_memory_is_refused(tmp_path: Path) -> None:
    """A missing, foreign, empty, damaged or other database file each gets its line."""
    path = tmp_path / "x.db"
    with pytest.raises(FileNotFoundError, match="no such memory"):
        Memory(path)
    assert not path.exists()
    with pytest.raises(IsADirectoryError):
        Memory(tmp_path, write=True)
    path.write_bytes(b"")
    with pytest.raises(BadMemory, match="empty file"):
        Memory(path)
    path.write_text("<tmx/>" * 1000)
    for write in (False, True):
        with pytest.raises(BadMemory, match="nor any SQLite file"):
            Memory(path, write=write)
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE unit (x)")
    other.close()
    for write in (False, True):
        with pytest.raises(BadMemory, match="not a muwazi memory"):
            Memory(path, write=write)


def test_a_newer_memory_is_refused(tmp_path: Path) -> None:
    """A file of a later version is left alone, and the line says what to do."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as memory:
        memory.connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for write in (False, True):
        with pytest.raises(BadMemory, match=r"newer muwazi \(format 99.*upgrade muwazi"):
            Memory(path, write=write)
    assert path.read_bytes() == before


def test_an_older_memory_is_brought_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later script runs once, in its own transaction: whole, or not at all."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as memory, memory.transaction() as connection:
        connection.execute(UNIT, ("A", "ب", 1))
    (tmp_path / "tm").mkdir()
    first = (Path(schema.__file__).parent / "schema.sql").read_text()
    (tmp_path / "tm" / "schema.sql").write_text(first)
    later = tmp_path / "tm" / "2.sql"
    monkeypatch.setattr(schema, "files", lambda _: tmp_path / "tm")
    monkeypatch.setattr(schema, "_SCRIPTS", ("schema.sql", "2.sql"))
    monkeypatch.setattr(schema, "VERSION", 2)
    later.write_text("ALTER TABLE unit ADD COLUMN topic TEXT;\nCREATE TABLE broken (;\n")
    with pytest.raises(sqlite3.OperationalError):
        Memory(path, write=True)
    later.write_text("ALTER TABLE unit ADD COLUMN topic TEXT;\nUPDATE unit SET topic = 'ports';\n")
    for _ in range(2):
        with Memory(path, write=True) as memory:
            version = memory.connection.execute("PRAGMA user_version").fetchone()
            rows = memory.connection.execute("SELECT source, topic FROM unit").fetchall()
            assert (version, rows) == ((2,), [("A", "ports")])


def test_keys_never_change_and_indexed_units_stay(tmp_path: Path) -> None:
    """The file itself refuses what would make its indexes wrong."""
    with Memory(tmp_path / "memory.db", write=True) as memory:
        run = memory.connection.execute
        run(UNIT, ("A", "ب", 1))
        with pytest.raises(sqlite3.IntegrityError, match="keys of a unit never change"):
            run("UPDATE unit SET source_key = 'b'")
        run("UPDATE unit SET source = 'Á'")
        memory.advance("concordance_upto", 1)
        with pytest.raises(sqlite3.IntegrityError, match="this unit is in an index"):
            run("DELETE FROM unit")
        memory.advance("concordance_upto", 0)
        run("DELETE FROM unit")


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    """Who waited long enough gets MemoryBusy; once the first has ended, the second may write."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as first, Memory(path, write=True, wait=0.01) as second:
        with first.transaction() as connection:
            connection.execute(UNIT, ("A", "ب", 1))
            with pytest.raises(MemoryBusy, match=r"another program .*waited 0.01 s"):
                second.transaction().__enter__()
            assert second.last_unit() == 0
        with second.transaction() as connection:
            connection.execute(UNIT, ("B", "ج", 2))
        assert first.last_unit() == 2


def test_faults_of_reading_become_one_line(tmp_path: Path) -> None:
    """What SQLite reports inside the `with` block comes out as ours, a mistake of SQL as it is."""
    path = tmp_path / "memory.db"
    with (
        pytest.raises(sqlite3.OperationalError, match="no such column"),
        Memory(path, write=True) as memory,
        memory.transaction() as connection,
    ):
        connection.execute("SELECT missing FROM unit")
    with Memory(path, write=True) as memory, memory.transaction() as connection:
        connection.executemany(UNIT, [("A" * 900, "ب", n) for n in range(500)])
    data = bytearray(path.read_bytes())
    middle = len(data) // 8192 * 4096  # among the units: the schema lies at the beginning
    data[middle : middle + 40960] = b"\xff" * 40960
    path.write_bytes(data)
    with pytest.raises(BadMemory, match=r"damaged .*restore a copy"), Memory(path) as memory:
        memory.connection.execute("SELECT sum(length(source)) FROM unit").fetchall()
