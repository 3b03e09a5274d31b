"""Adding to a memory: the rules of a merge, worked by hand; whole files or nothing."""

import datetime
import io
import json
import os
import random
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.bead import Parts
from corpora.fold import fold
from tests.units import UNIT, UNITS
from tm.add import Added, add_file, add_units
from tm.dedupe import dedupe
from tm.entry import Entry, Status
from tm.memory import Memory
from tm.merge import Merge
from tm.read_tmx import BadTMX
from tm.rows import write_jsonl, write_tsv
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

NOW = datetime.datetime(2024, 6, 1, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
YES = TranslationUnit("Yes, the port.", "نعم، الميناء.", 0.5)


def rows(memory: Memory, query: str) -> list[tuple[object, ...]]:
    """Return all rows of a query."""
    return memory.connection.execute(query).fetchall()


def merged(memory: Memory, *entries: Entry, now: str = "2024-06-01T12:00:00Z") -> None:
    """Merge entries as one file."""
    with memory.transaction() as connection:
        merge = Merge(connection, "file", "tmx", now)
        for entry in entries:
            assert merge.add(entry)
        merge.finish()


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """An empty memory; at its end the file must be sound and its counts right."""
    with Memory(tmp_path / "memory.db", write=True) as memory:
        yield memory
        assert_sound(memory)


def assert_sound(memory: Memory) -> None:
    """Check what must always hold."""
    assert rows(memory, "PRAGMA integrity_check") == [("ok",)]
    assert rows(memory, "PRAGMA foreign_key_check") == []
    wrong = (
        "SELECT id FROM unit u WHERE (replaced_by IS NULL OR status = 'rejected') AND (sightings <>"
        " (SELECT count(*) FROM sighting WHERE unit_id = u.id) OR 1 <> (SELECT count(*) FROM"
        " sighting WHERE unit_id = u.id AND best) OR score IS NOT (SELECT score FROM sighting WHERE"
        " unit_id = u.id AND best) OR score IS NOT (SELECT max(score) FROM sighting WHERE unit_id ="
        " u.id))"
    )
    assert rows(memory, wrong) == []
    for source, target, source_key, target_key in rows(
        memory, "SELECT source, target, source_key, target_key FROM unit"
    ):
        assert (fold(str(source)), fold(str(target))) == (source_key, target_key)


def test_a_unit_is_kept_with_all_it_says(memory: Memory) -> None:
    """Every field of a unit is found again in the tables."""
    added = add_units(memory, [UNIT], origin="run 1", now=NOW)
    assert added == Added("run 1", read=1, new=1)
    assert rows(memory, "SELECT source, target, score, status, sightings, added FROM unit") == [
        (UNIT.source, UNIT.target, UNIT.score, "machine", 1, "2024-06-01T12:00:00Z")
    ]
    assert rows(
        memory,
        "SELECT name, source_url, target_url, source_host, date, text FROM sighting"
        " JOIN document ON document.id = document_id JOIN signature ON signature.id = signature_id",
    ) == [("1f0c", UNIT.source_url, UNIT.target_url, "example.org", "2024-01-31", UNIT.signature)]
    assert rows(
        memory,
        "SELECT source_start, source_stop, target_start, target_stop, coverage_source, margin"
        " FROM sighting",
    ) == [(3, 4, 4, 6, 0.91, 0.25)]
    assert rows(memory, "SELECT name, format, units, new FROM origin") == [("run 1", "build", 1, 1)]


def test_spellings_of_one_text_are_one_unit(memory: Memory) -> None:
    """Case, vowel marks and letter forms do not part units; each sighting keeps its own text."""
    other = TranslationUnit("yes, the  PORT.", "نَعَم، المينآء.", 0.4)
    assert add_units(memory, [YES, other], origin="run", now=NOW).merged == 1
    assert rows(memory, "SELECT source, target, sightings FROM unit") == [
        (YES.source, YES.target, 2)
    ]
    assert rows(memory, "SELECT source, target, best, score FROM sighting ORDER BY id") == [
        (None, None, 1, 0.5),
        (other.source, other.target, 0, 0.4),
    ]


def test_the_best_score_counts_and_brings_its_text(memory: Memory) -> None:
    """The higher score wins, the first of equal ones, none is lower than any."""
    better = TranslationUnit("YES, the port.", YES.target, 0.9, Parts(1, 1, 1, 1, 1, 0.5))
    equal = TranslationUnit("yes, the port.", YES.target, 0.9)
    merged(memory, Entry("yes, The port.", YES.target, 1))
    add_units(memory, [YES, better, equal], origin="run", now=NOW)
    assert rows(memory, "SELECT source, score FROM unit") == [(better.source, 0.9)]
    assert rows(memory, "SELECT source, best, margin FROM sighting ORDER BY id") == [
        ("yes, The port.", 0, None),
        (YES.source, 0, None),
        (None, 1, 0.5),
        (equal.source, 0, None),
    ]


def test_the_latest_review_counts(memory: Memory) -> None:
    """A review beats scores and earlier reviews, whatever the order of import, and no review none.

    By hand: accepted in March, an edited spelling of May wins, April comes too late; a machine's
    better score then raises the score and leaves text and review.
    """

    def reviewed(source: str, status: Status, month: int) -> Entry:
        time = f"2024-0{month}-01T00:00:00Z"
        return Entry(source, YES.target, 1, status=status, reviewer=f"R{month}", reviewed=time)

    merged(memory, Entry("Yes, the port.", YES.target, 1, score=0.3))
    merged(memory, reviewed("YES, the port.", "accepted", 3))
    merged(memory, reviewed("Yes, the PORT.", "edited", 5), reviewed("yes", "rejected", 6))
    merged(memory, reviewed("Yes, THE port.", "rejected", 4))
    merged(memory, Entry("yes, the port.", YES.target, 1, score=0.99))
    assert rows(
        memory, "SELECT source, status, reviewer, reviewed, score, sightings FROM unit WHERE id = 1"
    ) == [("Yes, the PORT.", "edited", "R5", "2024-05-01T00:00:00Z", 0.99, 5)]
    merged(memory, Entry("yes, the Port.", YES.target, 1, status="rejected"))
    assert rows(memory, "SELECT source, status, reviewed FROM unit WHERE id = 1") == [
        ("Yes, the PORT.", "rejected", "2024-06-01T12:00:00Z")
    ]
    texts = rows(memory, "SELECT source, status FROM sighting WHERE unit_id = 1 ORDER BY id")
    assert texts == [
        ("Yes, the port.", None),
        ("YES, the port.", "accepted"),
        (None, "edited"),
        ("Yes, THE port.", "rejected"),
        ("yes, the port.", None),
        ("yes, the Port.", "rejected"),
    ]


def test_the_same_place_counts_once(memory: Memory) -> None:
    """A run that is repeated adds nothing; another document or another signature does."""
    elsewhere = replace(UNIT, document="other", score=0.9)
    first = add_units(memory, [UNIT, UNIT, elsewhere], origin="a", now=NOW)
    assert (first.read, first.new, first.merged, first.repeated) == (3, 1, 2, 1)
    again = add_units(memory, [UNIT, elsewhere], origin="b", now=LATER)
    assert (again.new, again.merged, again.repeated) == (0, 2, 2)
    assert rows(memory, "SELECT sightings, changed FROM unit") == [(2, "2024-06-01T12:00:00Z")]
    vague = replace(UNIT, source_positions=range(0), target_positions=range(0))
    assert add_units(memory, [vague, vague], origin="c", now=LATER).repeated == 0


def test_a_file_is_added_once(memory: Memory, tmp_path: Path) -> None:
    """The same bytes under another name add nothing, unless forced; then they are sightings."""
    for name in ("a.tmx", "b.tmx"):
        with (tmp_path / name).open("wb") as stream:
            write_tmx([YES], stream, version="1")
    assert add_file(memory, tmp_path / "a.tmx", now=NOW).new == 1
    assert add_file(memory, tmp_path / "b.tmx", now=NOW) == Added("b.tmx", known=True)
    assert len(rows(memory, "SELECT id FROM origin")) == 1
    assert add_file(memory, tmp_path / "b.tmx", now=NOW, force=True).merged == 1
    assert rows(memory, "SELECT sightings FROM unit") == [(2,)]


@pytest.mark.parametrize("name", ["a.tmx", "a.tsv", "a.jsonl", "a"])
def test_every_format_gives_the_same_unit(memory: Memory, tmp_path: Path, name: str) -> None:
    """TMX, TSV and JSONL of one unit bring the same rows; without a suffix the content tells."""
    path = tmp_path / name
    with path.open("wb") as stream:
        if name == "a.tsv":
            write_tsv([UNIT], stream)
        elif name == "a.tmx":
            write_tmx([UNIT], stream, version="1")
        else:
            write_jsonl([UNIT], stream)
    assert add_file(memory, path, now=NOW).new == 1
    assert rows(
        memory,
        "SELECT unit.source, unit.target, unit.score, cosine, source_start, target_stop, date"
        " FROM unit JOIN sighting ON unit_id = unit.id JOIN document ON document.id = document_id",
    ) == [(UNIT.source, UNIT.target, 0.9731, 0.8, 3, 6, "2024-01-31")]


def test_a_foreign_file_keeps_everything(memory: Memory, tmp_path: Path) -> None:
    """Header, tuid, inline codes, props, language codes and a third language are in the tables."""
    (tmp_path / "a.tmx").write_text(
        '<tmx version="1.4"><header o-tmf="X"/><body><tu tuid="t1"><prop type="domain">law</prop>'
        '<tuv xml:lang="en-GB"><seg>A <ph>1</ph>port.</seg></tuv>'
        '<tuv xml:lang="ar"><seg>ميناء.</seg></tuv><tuv xml:lang="fr"><seg>Port.</seg></tuv></tu>'
        '<tu><tuv xml:lang="en"><seg>x</seg></tuv></tu>'
        '<tu><tuv xml:lang="en"><seg>x</seg></tuv><tuv xml:lang="ar"><seg>ـ</seg></tuv></tu>'
        "</body></tmx>",
        encoding="utf-8",
    )
    added = add_file(memory, tmp_path / "a.tmx", now=NOW, status="accepted")
    assert added.skipped == (("no Arabic text", 1), ("no letters in one of the texts", 1))
    assert rows(memory, "SELECT source, score, status, reviewed FROM unit") == [
        ("A port.", None, "accepted", "2024-06-01T12:00:00Z")
    ]
    ((tuid, inline, language, extra),) = rows(
        memory, "SELECT tuid, source_inline, source_language, extra FROM sighting"
    )
    assert (tuid, inline, language) == ("t1", "A <ph>1</ph>port.", "en-GB")
    assert json.loads(str(extra)) == {"properties": [["domain", "law"]]}
    assert rows(memory, "SELECT language, text FROM other_language") == [("fr", "Port.")]
    assert rows(memory, "SELECT header FROM origin") == [('[{"o-tmf": "X"}, [], []]',)]


def test_a_broken_file_adds_nothing(memory: Memory, tmp_path: Path) -> None:
    """An error at the end takes back what came before it, origin and documents included."""
    stream = io.BytesIO()
    units = [TranslationUnit(f"Port {n}", f"ميناء {n}", 0.5, document="d") for n in range(3000)]
    write_tmx(units, stream, version="1")
    (tmp_path / "a.tmx").write_bytes(stream.getvalue().removesuffix(b"</tmx>\n"))
    with pytest.raises(BadTMX, match=r"a.tmx, line .*, unit 3000: the file is empty or cut off"):
        add_file(memory, tmp_path / "a.tmx", now=NOW)
    for table in ("unit", "sighting", "origin", "document"):
        assert rows(memory, f"SELECT count(*) FROM {table}") == [(0,)]


def test_a_pipe_can_be_added(memory: Memory, tmp_path: Path) -> None:
    """What cannot be read twice is put aside first."""
    pipe = tmp_path / "pipe.tsv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("A port.\tميناء.\n",))
    writer.start()
    assert add_file(memory, pipe, now=NOW).new == 1
    writer.join()


def test_a_time_without_zone_is_refused(memory: Memory) -> None:
    """Times are written in UTC, so `now` must say where it stands."""
    with pytest.raises(ValueError, match="time zone"):
        add_units(memory, [], origin="x", now=datetime.datetime(2024, 1, 1))


def test_batches_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows written one by one or held back give the same tables."""
    chance = random.Random(5)
    units = [
        TranslationUnit(
            chance.choice(["Port", "port", "PORT", "road"]), chance.choice(["ميناء", "مينآء"]),
            chance.choice([0.1, 0.5, 0.9]), document=chance.choice(["", "a", "b"]),
        )
        for _ in range(300)
    ]  # fmt: skip
    found = []
    for batch in (1, 7, 1000):
        monkeypatch.setattr("tm.merge._BATCH", batch)
        with Memory(tmp_path / f"{batch}.db", write=True) as memory:
            add_units(memory, units, origin="run", now=NOW)
            assert_sound(memory)
            found.append([rows(memory, f"SELECT * FROM {table}") for table in ("unit", "sighting")])
    assert found[0] == found[1] == found[2]


def test_a_merged_near_duplicate_gives_way(memory: Memory) -> None:
    """What is found again after it was merged into another counts there, and keeps its own text.

    By hand: "Yes the port" gave way to "Yes, the port."; found again twice with a better score and
    a review, it brings both to the unit that stands, but not its text, whose key is another. A
    rejected unit does not give way to what a person wrote instead.
    """
    gone = replace(YES, source="Yes the port")
    wrong = replace(YES, source="Yes, a port.")
    add_units(memory, [YES, gone, wrong], origin="a", now=NOW)
    dedupe(memory, now=NOW)
    rejected = "UPDATE unit SET status = 'rejected', replaced_by = 1 WHERE source = ?"
    memory.connection.execute(rejected, (wrong.source,))
    merged(
        memory,
        Entry(YES.source, YES.target, 1),
        Entry(gone.source, gone.target, 2, score=0.8),
        Entry(gone.source, gone.target, 3, status="accepted"),
        Entry(YES.source, YES.target, 4, score=0.9),
        Entry(wrong.source, wrong.target, 5),
    )
    assert rows(memory, "SELECT source, score, status, sightings FROM unit ORDER BY id") == [
        (YES.source, 0.9, "accepted", 6),
        (gone.source, 0.5, "machine", 0),
        (wrong.source, 0.5, "rejected", 2),
    ]
    texts = rows(memory, "SELECT source FROM sighting WHERE unit_id = 1 ORDER BY id")
    assert texts == [(None,), (gone.source,), (None,), (gone.source,), (gone.source,), (None,)]


def test_what_is_remembered_stays_small(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units that were all seen before do not pile up while a file is read."""
    monkeypatch.setattr("tm.merge._BATCH", 10)
    units = [replace(UNIT, source=f"Port {n}") for n in range(100)]
    add_units(memory, units, origin="a", now=NOW)
    with memory.transaction() as connection:
        merge = Merge(connection, "b", "build", "2024-06-01T12:00:00Z")
        for n in range(100):
            entry = Entry(f"Port {n}", UNIT.target, n + 1, source_positions=range(3, 4))
            merge.add(entry._replace(target_positions=range(4, 6), document="1f0c"))
            merge.add(entry._replace(number=n + 101))
            assert len(merge._seen) <= 10
            assert len(merge._sightings) <= 10
        merge.finish()


@settings(max_examples=40)
@given(st.lists(UNITS, max_size=8))
def test_hostile_units_are_added(units: list[TranslationUnit]) -> None:
    """Whatever a site prints can be stored, and the memory stays sound."""
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "m", write=True) as memory:
        added = add_units(memory, units, origin="\ud800", now=NOW)
        assert added.read + sum(count for _, count in added.skipped) == len(units)
        assert_sound(memory)
