"""What a review leaves behind: gold, errors, TMX, and a memory that has learnt."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from align.bead import Bead
from align.evaluate import evaluate
from align.formats import read_alignment
from align.gold_documents import read_documents
from tests.review_documents import document_of
from tm.add import add_file, add_units
from tm.memory import Memory
from tm.review.document import ReviewDocument, start_review
from tm.review.edits import edit, signed
from tm.review.opening import review_memory, review_units
from tm.review.save import Goal, gold_beads, reviewed_units, save
from tm.unit import TranslationUnit

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = "2026-03-02T09:00:00Z"


def do(document: ReviewDocument, name: str, time: str = LATER, **arguments: Any) -> ReviewDocument:
    """Make an edit, signed by Layla."""
    return signed(document, edit(document, name, arguments), "Layla", time)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a memory says."""
    with Memory(path) as memory:
        return memory.connection.execute(query).fetchall()


def machine_units(document: ReviewDocument) -> list[TranslationUnit]:
    """Return the units that a build makes of a document's beads."""
    return [
        TranslationUnit(
            document.text(bead, "source"),
            document.text(bead, "target"),
            bead.score or 0.0,
            source_positions=bead.source,
            target_positions=bead.target,
            document=document.name,
        )
        for bead in document.beads
        if not bead.is_null
    ]


def test_gold_is_what_the_page_shows(tmp_path: Path) -> None:
    """Each bead is a line of the gold; a rejected one joins nothing; nulls are one a sentence."""
    document = document_of("0:0 1:1 2: 3: 4:2")
    document = do(document, "reject", beads=[1])
    document = do(document, "join", bead=2, other=3)
    save(document, Goal(gold=tmp_path / "gold"), now=NOW)
    text = (tmp_path / "gold/gold.txt").read_text()
    assert text.splitlines() == ["[0]:[0]", "[1]:[]", "[]:[1]", "[2]:[]", "[3]:[]", "[4]:[2]"]


def test_evaluation_reads_the_gold(tmp_path: Path) -> None:
    """The folder is one that `muwazi evaluate` reads, with both texts, and agrees with itself."""
    document = do(document_of("0:0 1:12 2:"), "accept", beads=[0, 1, 2])
    save(document, Goal(gold=tmp_path / "gold"), now=NOW)
    (read,) = read_documents(tmp_path / "gold", tmp_path / "gold")
    assert list(read.source) == list(document.source)
    assert list(read.target) == list(document.target)
    assert evaluate(read.gold, gold_beads(document)).strict.f1 == 1


@pytest.mark.parametrize("form", ["ladder", "hunalign", "xces", "intertext", "tsv", "jsonl"])
def test_gold_in_every_format(tmp_path: Path, form: Any) -> None:
    """Whatever the format, the beads that are read again are those that were written."""
    document = document_of("0:0 1:12 2:")
    save(document, Goal(gold=tmp_path / "gold", form=form), now=NOW)
    (file,) = (tmp_path / "gold").glob("gold.*")
    read = read_alignment(file, source=document.source, target=document.target)
    assert [(bead.source, bead.target) for bead in read] == [
        (tuple(bead.source), tuple(bead.target)) for bead in document.beads
    ]


def test_a_format_that_cannot_say_it(tmp_path: Path) -> None:
    """Crossing beads in hunalign's ladder are an error, and nothing is written."""
    with pytest.raises(ValueError, match="hunalign"):
        save(document_of("0:1 1:0"), Goal(gold=tmp_path / "gold", form="hunalign"), now=NOW)
    assert not (tmp_path / "gold").exists()


def test_errors_are_a_table(tmp_path: Path) -> None:
    """Each bead with an error label is a row, with its sentences."""
    document = do(document_of("0:0 1:1"), "label", bead=1, label="partial")
    save(document, Goal(gold=tmp_path / "gold"), now=NOW)
    with (tmp_path / "gold/errors.tsv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert (row["label"], row["source_index"], row["source"]) == (
        "partial",
        "1",
        document.source[1],
    )


def test_only_reviewed_units_count() -> None:
    """Accepted, edited and rejected beads make units with who and when; others and nulls none."""
    document = document_of("0:0 1:1 2:2 3:3 4:")
    document = do(document, "accept", beads=[0, 1, 4])
    document = do(document, "text", bead=1, side="target", text="جملة أخرى.")
    document = do(document, "reject", beads=[2])
    units = list(reviewed_units(document))
    assert [unit.status for unit in units] == ["accepted", "edited", "rejected"]
    assert units[1].target == "جملة أخرى."
    assert {(unit.reviewer, unit.reviewed) for unit in units} == {("Layla", LATER)}


def test_the_tmx_holds_what_was_approved(tmp_path: Path) -> None:
    """The TMX has accepted and edited units, and a memory reads the review from it."""
    document = do(document_of("0:0 1:1 2:2"), "accept", beads=[0])
    document = do(document, "reject", beads=[1])
    save(document, Goal(tmx=tmp_path / "a.tmx"), now=NOW)
    with Memory(tmp_path / "new.db", write=True) as memory:
        assert add_file(memory, tmp_path / "a.tmx", now=NOW).read == 1
    assert rows(tmp_path / "new.db", "SELECT status, reviewer, reviewed FROM unit") == [
        ("accepted", "Layla", LATER)
    ]


def test_the_memory_learns(tmp_path: Path) -> None:
    """Units that are there take the verdict without another sighting; what is new is added."""
    path = tmp_path / "memory.db"
    document = document_of("0:0 1:1 2:2")
    with Memory(path, write=True) as memory:
        add_units(memory, machine_units(document)[:2], origin="build", now=NOW)
    reviewed = do(do(document, "accept", beads=[0, 2]), "reject", beads=[1])
    save(reviewed, Goal(memory=path), now=NOW)
    said = "SELECT status, reviewer, reviewed, sightings FROM unit ORDER BY id"
    assert rows(path, said) == [
        ("accepted", "Layla", LATER, 1),
        ("rejected", "Layla", LATER, 1),
        ("accepted", "Layla", LATER, 1),
    ]


def test_saving_twice_changes_nothing(tmp_path: Path) -> None:
    """The second time the memory and the files are the same, byte for byte where it counts."""
    path = tmp_path / "memory.db"
    document = document_of("0:0 1:1 2:2")
    with Memory(path, write=True) as memory:
        add_units(memory, machine_units(document), origin="build", now=NOW)
    document = do(document, "merge", bead=0, step=1, side=None)
    document = do(document, "accept", beads=[0, 2])
    goal = Goal(tmp_path / "gold", "ladder", tmp_path / "a.tmx", path)
    first = save(document, goal, now=NOW)
    before = rows(path, "SELECT * FROM unit"), rows(path, "SELECT * FROM sighting")
    files = [file.read_bytes() for file in (tmp_path / "gold").iterdir()]
    assert first[-1].endswith("1 new unit, 1 reviewed anew, 2 replaced")
    assert save(document, goal, now=NOW)[-1].endswith("0 new units, 0 reviewed anew, 0 replaced")
    assert (rows(path, "SELECT * FROM unit"), rows(path, "SELECT * FROM sighting")) == before
    assert [file.read_bytes() for file in (tmp_path / "gold").iterdir()] == files


def test_what_was_joined_otherwise_gives_way(tmp_path: Path) -> None:
    """Units of the document whose sentences a person merged are rejected and point to the new one;
    a unit that another document has too stays."""
    path = tmp_path / "memory.db"
    document = document_of("0:0 1:1")
    units = machine_units(document)
    with Memory(path, write=True) as memory:
        add_units(memory, units, origin="build", now=NOW)
        other = TranslationUnit(
            units[1].source, units[1].target, 0.9,
            source_positions=range(1), target_positions=range(1), document="other",
        )  # fmt: skip
        add_units(memory, [other], origin="build", now=NOW)
    document = do(document, "merge", bead=0, step=1, side=None)
    save(do(document, "accept", beads=[0]), Goal(memory=path), now=NOW)
    assert rows(path, "SELECT id, status, replaced_by FROM unit ORDER BY id") == [
        (1, "rejected", 3),
        (2, "machine", None),
        (3, "accepted", None),
    ]


def test_a_wording_replaces_the_printed_unit(tmp_path: Path) -> None:
    """An edited text is a unit of its own, and the machine's points to it."""
    path = tmp_path / "memory.db"
    document = document_of("0:0")
    with Memory(path, write=True) as memory:
        add_units(memory, machine_units(document), origin="build", now=NOW)
    document = do(document, "text", bead=0, side="target", text="جملة أخرى تمامًا.")
    save(do(document, "accept", beads=[0]), Goal(memory=path), now=NOW)
    assert rows(path, "SELECT id, status, replaced_by, target FROM unit ORDER BY id") == [
        (1, "rejected", 2, document.target[0]),
        (2, "edited", None, "جملة أخرى تمامًا."),
    ]


def test_a_later_verdict_stays(tmp_path: Path) -> None:
    """A verdict of the memory that is later than the review's is kept."""
    path = tmp_path / "memory.db"
    document = do(document_of("0:0"), "accept", beads=[0])
    save(document, Goal(memory=path), now=NOW)
    early = do(document_of("0:0"), "reject", "2020-01-01T00:00:00Z", beads=[0])
    save(early, Goal(memory=path), now=NOW)
    assert rows(path, "SELECT status FROM unit") == [("accepted",)]


def test_a_memory_is_reviewed(tmp_path: Path) -> None:
    """A memory's unreviewed units within the bounds are shown, and learn in place."""
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as memory:
        add_units(memory, machine_units(document_of("0:0 1:1")), origin="build", now=NOW)
        memory.connection.execute("UPDATE unit SET score = 0.3 WHERE id = 2")
    assert len(review_memory(path, min_score=0, max_score=1).beads) == 2
    document = review_memory(path, min_score=0, max_score=0.5)
    assert document.source == ("English sentence 1.",)
    save(do(document, "accept", beads=[0]), Goal(gold=tmp_path / "gold", memory=path), now=NOW)
    assert rows(path, "SELECT status, sightings FROM unit ORDER BY id") == [
        ("machine", 1),
        ("accepted", 1),
    ]
    assert not (tmp_path / "gold").exists()
    with pytest.raises(LookupError, match="no unit to review"):
        review_memory(path, min_score=0, max_score=0.5)


def test_a_file_of_units_is_reviewed(tmp_path: Path) -> None:
    """A plain table of two columns is shown as pairs without scores."""
    path = tmp_path / "units.tsv"
    path.write_text("The sea was calm.\tكان البحر هادئًا.\n", encoding="utf-8")
    document = review_units(path)
    assert (document.source, document.target) == (("The sea was calm.",), ("كان البحر هادئًا.",))
    assert document.beads[0].score is None


def test_a_document_must_tile() -> None:
    """A sentence in two beads, or one that does not exist, is an error that names it."""
    with pytest.raises(ValueError, match="English sentence 1 stands in two beads"):
        start_review(["a"], ["b"], [Bead(range(1), range(1)), Bead(range(1), range(0))])
    with pytest.raises(ValueError, match="Arabic sentence 2 does not exist"):
        start_review(["a"], ["b"], [Bead(range(1), range(2))])
    assert len(start_review(["a"], ["b"], []).beads) == 2
