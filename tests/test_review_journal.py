"""The journal of a review: nothing that was answered is lost, whatever happens to the process."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.review_documents import any_document, any_edit, beads_of, document_of
from tm.review.bead_row import bead_row, read_bead_row
from tm.review.edits import edit
from tm.review.history import change_between
from tm.review.journal import BadJournal, Journal, JournalBusy, is_journal
from tm.review.tiling import EditRefused

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def do(journal: Journal, name: str, **arguments: object) -> None:
    """Make an edit and note it."""
    before = journal.history.document
    after = edit(before, name, arguments)
    journal.did(name, arguments, change_between(before, after), reviewer="Layla", now=NOW)


@given(st.data())
def test_what_is_read_again_is_what_was(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """After any edits, undos and redos the journal gives the same document and the same undo."""
    path = tmp_path_factory.mktemp("journal") / "a.review.jsonl"
    with Journal(path, data.draw(any_document())) as journal:
        for _ in range(data.draw(st.integers(0, 6))):
            step = data.draw(st.sampled_from(["edit", "edit", "undo", "redo"]))
            try:
                if step == "edit":
                    name, arguments = data.draw(any_edit(journal.history.document))
                    do(journal, name, **arguments)
                else:
                    getattr(journal, step)(reviewer="Layla", now=NOW)
            except EditRefused:
                continue
        history, count = journal.history, journal.count
    with Journal(path) as journal:
        assert (journal.history, journal.count) == (history, count)


def test_half_a_line_is_cut_off(tmp_path: Path) -> None:
    """What a crash left unfinished is forgotten, all before it stands, and work goes on."""
    path = tmp_path / "a.review.jsonl"
    with Journal(path, document_of("0:0 1:1")) as journal:
        do(journal, "accept", beads=[0])
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"edit":"merge","arguments":{"bea')
    with Journal(path) as journal:
        assert [bead.verdict for bead in journal.history.document.beads] == ["accepted", "open"]
        do(journal, "merge", bead=0, step=1, side=None)
    with Journal(path) as journal:
        assert beads_of(journal.history.document) == "01:01"
        assert journal.count == 2


def test_each_edit_says_who_and_when(tmp_path: Path) -> None:
    """The lines name the edit, its arguments, the reviewer and the time in UTC."""
    path = tmp_path / "a.review.jsonl"
    with Journal(path, document_of("0:0 1:1")) as journal:
        do(journal, "lock", bead=1)
    row = json.loads(path.read_text().splitlines()[1])
    assert (row["edit"], row["arguments"], row["reviewer"]) == ("lock", {"bead": 1}, "Layla")
    assert row["time"] == "2026-03-01T09:00:00Z"


def test_only_one_may_write(tmp_path: Path) -> None:
    """A journal that is open cannot be opened a second time until it is closed."""
    path = tmp_path / "a.review.jsonl"
    with Journal(path, document_of("0:0")), pytest.raises(JournalBusy, match="another program"):
        Journal(path)
    Journal(path).close()


def test_the_journal_of_other_texts_is_refused(tmp_path: Path) -> None:
    """A journal that belongs to other sentences is never gone on with, nor changed."""
    path = tmp_path / "a.review.jsonl"
    Journal(path, document_of("0:0")).close()
    before = path.read_bytes()
    with pytest.raises(BadJournal, match="other texts"):
        Journal(path, document_of("0:0 1:1"))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"{}\n",
        b"[1]\n",
        b"not JSON\n",
        b'{"muwazi-review":2}\n',
        b'{"muwazi-review":1,"source":["a"],"target":[],"beads":[],"title":"","source_url":"",'
        b'"target_url":"","name":"","signature":"","memory":false,"date":null}\n',
    ],
    ids=["empty", "object", "list", "text", "newer", "untiled"],
)
def test_what_is_no_journal_is_refused(tmp_path: Path, lines: bytes) -> None:
    """Another file, and a document whose beads leave out a sentence, are errors with a line."""
    path = tmp_path / "a.review.jsonl"
    path.write_bytes(lines)
    with pytest.raises(BadJournal, match=r"a\.review\.jsonl"):
        Journal(path)
    assert path.read_bytes() == lines


def test_a_broken_edit_names_its_line(tmp_path: Path) -> None:
    """A line in the middle that is no edit is an error that names it."""
    path = tmp_path / "a.review.jsonl"
    Journal(path, document_of("0:0")).close()
    path.write_bytes(path.read_bytes() + b'{"edit":"x","at":0,"old":1,"new":[{"id":0}]}\n')
    with pytest.raises(BadJournal, match="line 2: this is no bead"):
        Journal(path)


def test_a_journal_is_told_by_its_beginning(tmp_path: Path) -> None:
    """Other JSONL files are not taken for journals."""
    path, other = tmp_path / "a.review.jsonl", tmp_path / "b.jsonl"
    Journal(path, document_of("0:0")).close()
    other.write_text('{"source": [0], "target": [0]}\n')
    assert is_journal(path)
    assert not is_journal(other)


def test_a_lone_surrogate_passes(tmp_path: Path) -> None:
    """Text that no encoding has is noted and read again all the same."""
    path = tmp_path / "a.review.jsonl"
    with Journal(path, document_of("0:0")) as journal:
        do(journal, "text", bead=0, side="source", text="a\ud800\u2028b")
    with Journal(path) as journal:
        assert journal.history.document.beads[0].source_text == "a\ud800\u2028b"


@given(st.data())
def test_rows_hold_all_of_a_bead(data: st.DataObject) -> None:
    """A bead that goes to JSON and back is the same."""
    document = data.draw(any_document())
    for bead in document.beads:
        assert read_bead_row(json.loads(json.dumps(bead_row(bead)))) == bead
