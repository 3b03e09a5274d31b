"""The page about the memory: its queries run, its tables are those of the file."""

import datetime
import re
from pathlib import Path

from tests.units import UNIT
from tm.add import add_file, add_units
from tm.concordance_index import index_concordance
from tm.memory import Memory
from tm.unit import TranslationUnit

NOW = datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC)
PAGE = (Path(__file__).parents[1] / "docs" / "memory.md").read_text(encoding="utf-8")
TMX = (
    '<tmx version="1.4"><header/><body><tu><prop type="domain">law</prop><tuv xml:lang="en"><seg>'
    'A law.</seg></tuv><tuv xml:lang="ar"><seg>قانون.</seg></tuv></tu></body></tmx>'
)


def test_every_query_finds_something(tmp_path: Path) -> None:
    """On a small memory, each query of the page runs and has a row."""
    (tmp_path / "a.tmx").write_text(TMX, encoding="utf-8")
    other = TranslationUnit(UNIT.source, "انعقد المجلس يوم الاثنين.", 0.95)
    with Memory(tmp_path / "memory.db", write=True) as memory:
        add_units(memory, [UNIT, other], origin="run", now=NOW)
        add_file(memory, tmp_path / "a.tmx", now=NOW)
        index_concordance(memory)
        queries = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
        assert len(queries) > 5
        for query in queries:
            assert memory.connection.execute(query).fetchall(), query


def test_every_table_is_told_of(tmp_path: Path) -> None:
    """The list of tables is the file's own, FTS5's shadow tables left out."""
    told = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    with Memory(tmp_path / "memory.db", write=True) as memory:
        tables = memory.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'unit_fts_%'"
        ).fetchall()
    assert sorted(told) == sorted(name for (name,) in tables)
