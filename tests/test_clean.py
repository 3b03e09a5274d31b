"""Cleaning counts what it drops and why, deletes only when asked, and merges copies."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.filled_memory import NOW, filled, review
from tm.clean import clean, clean_units, kept_units, without_dropped
from tm.concordance import concordance
from tm.concordance_index import index_concordance
from tm.dedupe import Deduped, dedupe, near_duplicates
from tm.drop_report import Dropped, DropReport, drop_report_html, drop_report_json, drop_report_text
from tm.filter import Rule, boilerplate, default_rules, duplicate, low_score, untranslated
from tm.memory import Memory
from tm.select import StoredUnit
from tm.unit import TranslationUnit

MET = TranslationUnit(
    "The council met on Monday.", "اجتمع المجلس يوم الاثنين.", 0.9, document="one"
)
BARE = replace(MET, source="The council met on Monday", score=0.95, document="two")
SHARE = TranslationUnit("Share this page", "شاركوا هذه الصفحة", 0.99, document="one")
SAME = TranslationUnit("Reuters, Paris", "Reuters, Paris", 0.2, document="one")
LOW = TranslationUnit("He left the house.", "جلس في الحديقة.", 0.1, document="two")
UNITS = (MET, BARE, SHARE, replace(SHARE, document="two"), SAME, LOW)  # ids 1, 2, 3, 3, 4, 5
RULES = (untranslated(), low_score(0.5), duplicate(), boilerplate(2))


def counts(report: DropReport) -> dict[str, int]:
    """Return how many units each rule dropped."""
    return {row.rule: row.count for row in report.dropped}


def rows(memory: Memory, query: str) -> list[tuple[object, ...]]:
    """Return all rows of a query."""
    return memory.connection.execute(query).fetchall()


def test_clean_reports_and_changes_nothing(tmp_path: Path) -> None:
    """Every dropped unit stands under its first reason, with examples; the memory is as it was."""
    filled(tmp_path / "m", UNITS).close()
    before = (tmp_path / "m").read_bytes()
    with Memory(tmp_path / "m") as memory:
        report = clean(memory, RULES)
        assert list(kept_units(memory, RULES)) == [2]
    assert (report.total, report.kept, report.deleted) == (5, 1, False)
    assert counts(report) == {"untranslated": 1, "low-score": 1, "duplicate": 1, "boilerplate": 1}
    assert [row.examples[0].unit for row in report.dropped] == [4, 5, 1, 3]
    assert report.dropped[1].examples[0].source == LOW.source
    assert (tmp_path / "m").read_bytes() == before


def test_clean_deletes_when_asked(tmp_path: Path) -> None:
    """The dropped units go with their sightings; the indexes are emptied and can be built again."""
    with filled(tmp_path / "m", UNITS) as memory:
        index_concordance(memory)
        report = clean(memory, RULES, delete=True)
        assert report.deleted
        assert rows(memory, "SELECT id FROM unit") == [(2,)]
        assert rows(memory, "SELECT DISTINCT unit_id FROM sighting") == [(2,)]
        assert rows(memory, "PRAGMA foreign_key_check") == []
        assert memory.watermark("concordance_upto") == 0
        assert [line.unit for line in concordance(memory, "council")] == [2]
        assert index_concordance(memory) == 1
        memory.connection.execute("INSERT INTO unit_fts (unit_fts) VALUES ('integrity-check')")
        assert [line.unit for line in concordance(memory, "council")] == [2]
        assert clean(memory, RULES, delete=True).kept == 1


def test_a_deletion_that_fails_leaves_all(tmp_path: Path) -> None:
    """A rule that fails half-way leaves the memory as it was."""

    def fails(_: object) -> bool:
        raise RuntimeError

    with filled(tmp_path / "m", UNITS) as memory:
        with pytest.raises(RuntimeError):
            clean(memory, (Rule("fails", "", fails),), delete=True)
        assert rows(memory, "SELECT count(*) FROM unit") == [(5,)]


def test_units_that_a_deleted_one_replaced_go_too(tmp_path: Path) -> None:
    """What is hidden behind a unit does not come back when that is deleted."""
    with filled(tmp_path / "m", UNITS) as memory:
        dedupe(memory, now=NOW)
        clean(memory, (low_score(1.0),), delete=True)
        assert rows(memory, "SELECT id FROM unit") == []


def test_reviewed_units_stay(tmp_path: Path) -> None:
    """What a person accepted no rule drops."""
    with filled(tmp_path / "m", UNITS) as memory:
        review(memory, 5, "accepted")
        assert list(kept_units(memory, RULES)) == [2, 5]


def test_examples_are_few_and_the_same(tmp_path: Path) -> None:
    """Of many units a few are shown, whatever the order in which they came."""
    units = [replace(LOW, source=f"Text number {n}.") for n in range(50)]
    drawn = []
    for name, order in (("a", units), ("b", units[::-1])):
        with filled(tmp_path / name, order) as memory:
            report = clean(memory, (low_score(0.5),), examples=4)
        assert report.dropped[0].count == 50
        drawn.append({example.source for example in report.dropped[0].examples})
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 4


def test_units_are_cleaned_like_a_memory() -> None:
    """Units that are in no memory are dropped for the same reasons; what stays is in order."""
    kept, report = clean_units(UNITS, RULES)
    assert kept == [BARE]
    assert counts(report) == {"untranslated": 1, "low-score": 1, "duplicate": 2, "boilerplate": 1}
    assert clean_units([], RULES)[1].total == 0


def test_what_a_memory_knows_of_a_unit_counts() -> None:
    """A stored unit that a person accepted stays, and so does one of unknown score."""
    stored = [
        StoredUnit("He left.", "جلس.", 0.1, status="accepted"),
        StoredUnit("She left.", "جلست.", 0.0, scored=False),
        StoredUnit("They left.", "جلسوا.", 0.0),
    ]
    assert clean_units(stored, (low_score(0.5),))[0] == stored[:2]


def test_a_filtered_export(tmp_path: Path) -> None:
    """Of units that a memory gives out, those that its rules drop are left out on the way."""
    with filled(tmp_path / "m", UNITS) as memory:
        assert list(without_dropped(memory, iter(UNITS), RULES)) == [BARE]
        assert list(without_dropped(memory, iter(UNITS), ())) == list(UNITS)


def test_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two rules of one name could not be told apart in the report."""
    with pytest.raises(ValueError, match="same name"):
        clean_units(UNITS, (low_score(0.1), low_score(0.2)))


def test_dedupe_merges_sightings(tmp_path: Path) -> None:
    """The best copy takes the others' sightings and count; they are hidden and not deleted."""
    with filled(tmp_path / "m", UNITS) as memory:
        assert near_duplicates(memory) == [(1, 2)]
        assert dedupe(memory, now=NOW) == Deduped(groups=1, merged=1)
        assert rows(memory, "SELECT replaced_by, sightings FROM unit WHERE id = 1") == [(2, 0)]
        assert rows(memory, "SELECT sightings, score FROM unit WHERE id = 2") == [(2, 0.95)]
        assert rows(
            memory, "SELECT source, best FROM sighting WHERE unit_id = 2 ORDER BY best"
        ) == [(MET.source, 0), (None, 1)]
        assert [line.unit for line in concordance(memory, "council")] == [2]
        assert dedupe(memory, now=NOW) == Deduped(groups=0, merged=0)


def test_dedupe_keeps_what_is_asked(tmp_path: Path) -> None:
    """The first copy can be kept instead, with the best score; a reviewed one beats any."""
    with filled(tmp_path / "first", UNITS) as memory:
        dedupe(memory, now=NOW, keep="first")
        assert rows(memory, "SELECT id, score FROM unit WHERE replaced_by IS NULL")[0] == (1, 0.95)
        assert rows(memory, "SELECT score, best FROM sighting WHERE unit_id = 1 ORDER BY best") == [
            (0.9, 0),
            (0.95, 1),
        ]
    with filled(tmp_path / "reviewed", UNITS) as memory:
        review(memory, 1, "accepted")
        assert near_duplicates(memory) == [(2, 1)]
        assert near_duplicates(memory, keep="last") == [(1, 2)]
        dedupe(memory, now=NOW, keep="last")  # which takes the review
        assert rows(memory, "SELECT status FROM unit WHERE id = 2") == [("accepted",)]
    with filled(tmp_path / "rejected", UNITS) as memory:
        review(memory, 2, "rejected")
        assert near_duplicates(memory) == []
        with pytest.raises(ValueError, match="time zone"):
            dedupe(memory, now=datetime(2024, 1, 1))


def test_a_reader_cannot_delete(tmp_path: Path) -> None:
    """A memory that is open for reading only is never changed."""
    filled(tmp_path / "m", UNITS).close()
    with Memory(tmp_path / "m") as memory, pytest.raises((OSError, sqlite3.Error)):
        clean(memory, RULES, delete=True)


def test_the_report_as_text_json_and_html() -> None:
    """All three say the same, and hostile text stays text."""
    unit = TranslationUnit("<b>\x1b[2J Reuters", "<b>\x1b[2J Reuters", 0.5)
    _, report = clean_units([unit, MET], (untranslated(), low_score(0.3)))
    text = drop_report_text(report)
    assert text.startswith("2 units: 1 kept, 1 left out (50.0 %)\n")
    assert "untranslated          1   50.0 %  both sides" in text
    assert "\x1b" not in text
    assert "for example" not in drop_report_text(report, examples=False)
    said = json.loads(drop_report_json(report))
    assert said["dropped"][0]["examples"][0] == {
        "unit": 1, "source": unit.source, "target": unit.target, "score": 0.5,
    }  # fmt: skip
    page = drop_report_html(report, title="<i>")
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;b&gt;" in page
    assert "0.0 %" in drop_report_text(DropReport(0, 0, False, (Dropped("a", "", 0, ()),)))


def test_all_rules_run_on_a_memory(tmp_path: Path) -> None:
    """The usual rules together leave the good unit and name a reason for each other."""
    with filled(tmp_path / "m", UNITS) as memory:
        report = clean(memory, default_rules())
    assert report.kept + sum(counts(report).values()) == report.total == 5
    assert report.kept == 2
