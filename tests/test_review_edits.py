"""Edits of a review: worked examples, and what holds after any edits whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bead import Alternative, Bead
from tests.review_documents import any_document, any_edit, beads_of, document_of
from tm.review.document import ReviewDocument, check_tiling
from tm.review.edits import edit, realigned
from tm.review.history import History, change_between, changed, did, inverse, redo, undo
from tm.review.tiling import EditRefused


def after(document: ReviewDocument, name: str, **arguments: object) -> str:
    """Return the beads after an edit, in short."""
    return beads_of(edit(document, name, arguments))


def test_merge_joins_both_sides() -> None:
    """Merging with the next bead gives one bead of the sentences of both."""
    document = document_of("0:0 1:1 2:2")
    assert after(document, "merge", bead=0, step=1, side=None) == "01:01 2:2"
    assert after(document, "merge", bead=2, step=-1, side=None) == "0:0 12:12"


def test_merge_pairs_two_nulls() -> None:
    """An English null and an Arabic one beside it become a pair."""
    document = document_of("0:0 :1 1: 2:2")
    assert beads_of(document) == "0:0 :1 1: 2:2"
    assert after(document, "merge", bead=1, step=1, side=None) == "0:0 1:1 2:2"


def test_merge_on_one_side_leaves_the_other() -> None:
    """Only the side that was named is taken; what is left of the neighbour stands alone."""
    document = document_of("0:0 1:1 2:2")
    assert after(document, "merge", bead=0, step=1, side="source") == "01:0 :1 2:2"
    assert after(document, "merge", bead=1, step=-1, side="target") == "0: 1:01 2:2"


def test_merge_needs_sentences_that_touch() -> None:
    """What stands elsewhere cannot be merged, and the message says which sentences."""
    document = document_of("0:2 1:0 2:1")
    with pytest.raises(EditRefused, match="Arabic sentences 3 and 1 do not touch"):
        edit(document, "merge", {"bead": 0, "step": 1, "side": None})
    with pytest.raises(EditRefused, match="last bead"):
        edit(document, "merge", {"bead": 2, "step": 1, "side": None})


def test_split_cuts_both_sides() -> None:
    """The sentences before the cut stay, the others make a bead of their own."""
    document = document_of("01:012 2:3")
    assert after(document, "split", bead=0, source_at=1, target_at=2) == "0:01 1:2 2:3"
    assert after(document, "split", bead=0, source_at=1, target_at=3) == "0:012 1: 2:3"


def test_split_must_leave_two_beads() -> None:
    """A cut at an end of both sides is refused, and so is one outside."""
    document = document_of("01:01")
    for cut in ((0, 0), (2, 2), (0, 3)):
        with pytest.raises(EditRefused):
            edit(document, "split", {"bead": 0, "source_at": cut[0], "target_at": cut[1]})


def test_a_sentence_moves_to_the_neighbour() -> None:
    """The last sentence goes down, the first one up, and an emptied bead is gone."""
    document = document_of("01:0 :1 2:2")
    assert after(document, "shift", side="source", sentence=1, step=1) == "0:0 1:1 2:2"
    document = document_of("0:0 1:12 2:")
    assert after(document, "shift", side="target", sentence=2, step=1) == "0:0 1:1 2:2"
    assert after(document, "shift", side="source", sentence=2, step=-1) == "0:0 12:12"


def test_only_an_edge_moves() -> None:
    """A sentence in the middle of a bead would leave a hole, so it stays."""
    with pytest.raises(EditRefused, match="only the last sentence"):
        edit(document_of("012:0 3:1"), "shift", {"side": "source", "sentence": 1, "step": 1})


def test_a_sentence_is_set_apart() -> None:
    """It becomes a null; from the middle of a bead, what follows it stands alone too."""
    assert after(document_of("01:0"), "apart", side="source", sentence=1) == "0:0 1:"
    assert after(document_of("012:0"), "apart", side="source", sentence=1) == "0:0 1: 2:"


def test_joining_over_a_distance_is_moved() -> None:
    """Two nulls far apart become a bead that is marked as moved."""
    document = edit(document_of("0:0 1: 2:1 3:2 :3"), "join", {"bead": 1, "other": 4})
    assert beads_of(document) == "0:0 1:3 2:1 3:2"
    assert [bead.moved for bead in document.beads] == [False, True, False, False]


def test_the_alternative_takes_its_sentences() -> None:
    """The second choice takes sentences from neighbours, which keep the rest."""
    beads = [
        Bead(range(0, 1), range(0, 1), 0.4, alternative=Alternative(range(0, 1), range(0, 2), 0.3)),
        Bead(range(1, 2), range(1, 3), 0.9),
    ]
    document = document_of(beads, 2, 3)
    assert after(document, "alternative", bead=0) == "0:01 1:2"


def test_verdicts_lock() -> None:
    """Accepting and rejecting lock; reopening takes both back."""
    document = document_of("0:0 1:1")
    accepted = edit(document, "accept", {"beads": [0, 1]})
    assert [(bead.verdict, bead.locked) for bead in accepted.beads] == [("accepted", True)] * 2
    assert edit(accepted, "reopen", {"beads": [0, 1]}) == document


def test_wording_keeps_the_original() -> None:
    """A wording stands beside the sentences; the text's own takes it back."""
    document = document_of("0:0 1:1")
    worded = edit(document, "text", {"bead": 0, "side": "target", "text": "نص آخر"})
    assert worded.text(worded.bead(0), "target") == "نص آخر"
    assert worded.target == document.target
    own = document.text(document.bead(0), "target")
    back = edit(worded, "text", {"bead": 0, "side": "target", "text": own})
    assert back.bead(0).target_text is None
    with pytest.raises(EditRefused, match="empty"):
        edit(document_of("0: :0"), "text", {"bead": 0, "side": "source", "text": "x"})


def test_realigning_keeps_locks() -> None:
    """Locked beads stay as they are with all that was said of them; the others are the new ones."""
    document = edit(document_of("0:0 1: :1"), "accept", {"beads": [0]})
    new = [Bead(range(0, 1), range(0, 1), 0.1), Bead(range(1, 2), range(1, 2), 0.8)]
    aligned = realigned(document, new)
    assert beads_of(aligned) == "0:0 1:1"
    assert aligned.beads[0] == document.beads[0]
    assert aligned.beads[1].score == 0.8
    with pytest.raises(ValueError, match="locked"):
        realigned(document, [Bead(range(0, 2), range(0, 2), 0.1)])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("format", {}),
        ("accept", {"beads": [0], "more": 1}),
        ("accept", {"beads": ["0"]}),
        ("accept", {"beads": [7]}),
        ("merge", {"bead": 0, "step": 2, "side": None}),
        ("merge", {"bead": True, "step": 1, "side": None}),
        ("label", {"bead": 0, "label": "nice"}),
        ("text", {"bead": 0, "side": "source", "text": "x" * 100_001}),
        ("apart", {"side": "source", "sentence": 9}),
    ],
)
def test_strange_edits_are_refused(name: str, arguments: dict[str, object]) -> None:
    """What is no edit, or has other arguments than it takes, is refused with a reason."""
    with pytest.raises(EditRefused):
        edit(document_of("0:0 1:1"), name, arguments)


@given(st.data())
def test_any_edits_keep_the_tiling_and_can_be_undone(data: st.DataObject) -> None:
    """After any edits each sentence is in one bead; undo goes back step by step, redo forth."""
    history = History(data.draw(any_document()))
    states = [history.document]
    for _ in range(data.draw(st.integers(1, 8))):
        name, arguments = data.draw(any_edit(history.document))
        try:
            new = edit(history.document, name, arguments)
        except EditRefused:
            continue
        check_tiling(new)
        assert (new.source, new.target) == (states[0].source, states[0].target)
        change = change_between(history.document, new)
        assert changed(history.document, change) == new
        assert changed(new, inverse(change)) == history.document
        history = did(history, name, change)
        states.append(new)
    for state in reversed(states[:-1]):
        history, _ = undo(history)
        assert history.document == state
    for state in states[1:]:
        history, _ = redo(history)
        assert history.document == state


def test_there_is_an_end_to_undo() -> None:
    """With nothing done there is nothing to undo, nor to redo."""
    for step in (undo, redo):
        with pytest.raises(EditRefused, match="nothing is left"):
            step(History(document_of("0:0")))
