"""The ladder: what is written reads back, what is odd is read, what is wrong is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bead import Alternative, Bead
from align.ladder import BadGold, RawBead, read_ladder, single_nulls, to_beads, write_ladder

SIDES = st.sets(st.integers(0, 99), max_size=4).map(lambda side: tuple(sorted(side)))


def test_written_as_the_field_writes_it() -> None:
    """Beads become the lines that Vecalign and its scorers read, nulls with a score of 0."""
    beads = [Bead(range(1), range(2), 0.97312), Bead(range(7, 8), range(7, 7))]
    assert write_ladder(beads) == "[0]:[0, 1]:0.9731\n[7]:[]:0.0000\n"
    assert write_ladder(beads, scores=False) == "[0]:[0, 1]\n[7]:[]\n"
    assert write_ladder([]) == ""


def test_read_with_and_without_score() -> None:
    """Comments, blanks, line ends and free white space do no harm; scores are kept as given."""
    text = "\ufeff# gold by hand\r\n[0] : [ 0,1 ] : 12.5\r\n\r\n[2, 1]:[]\n  []:[2]:-1e-3"
    assert read_ladder(text) == [
        RawBead((0,), (0, 1), 12.5),
        RawBead((1, 2), ()),
        RawBead((), (2,), -0.001),
    ]


@given(st.lists(st.builds(RawBead, SIDES, SIDES, st.none() | st.integers(-99, 99).map(float))))
def test_round_trip(beads: list[RawBead]) -> None:
    """Any index sets, holes included, read back as they were."""
    assert read_ladder(write_ladder(beads)) == beads


@pytest.mark.parametrize(
    "line",
    ["0:0:1", "[0]", "[a]:[0]", "[0]:[0]:x", "[0]:[0]:nan", "[0]:[0]:1e999", "[0, 0]:[1]",
     "[-1]:[0]", "[0 1]:[0]", "[0]:[0]:1:2", "[" + "9" * 5000 + "]:[0]"],
)  # fmt: skip
def test_a_bad_line_is_named(line: str) -> None:
    """A line that is no bead raises BadGold with its number."""
    with pytest.raises(BadGold, match="line 2 "):
        read_ladder(f"[0]:[0]\n{line}\n")


def test_to_beads() -> None:
    """Index sets without holes become ranges; a cost is not taken for a probability."""
    raw = [RawBead((3, 4), (5,), 0.5), RawBead((), (6,), 12.0), RawBead((5,), (7,))]
    assert to_beads(raw) == [
        Bead(range(3, 5), range(5, 6), 0.5),
        Bead(range(0), range(6, 7)),
        Bead(range(5, 6), range(7, 8)),
    ]


def test_to_beads_names_a_hole() -> None:
    """A set with a hole is no range, and the message shows the bead."""
    with pytest.raises(BadGold, match=r"\[0, 2\]:\[1\]"):
        to_beads([RawBead((0, 2), (1,))])


def test_sentences_that_stand_alone_have_a_bead_each() -> None:
    """A null of three sentences becomes three, in place; beads with two sides stay as they are."""
    pair = Bead(range(0, 1), range(0, 2), 0.9)
    beads = [pair, Bead(range(1, 4), range(0)), Bead(range(0), range(2, 4))]
    assert write_ladder(single_nulls(beads)) == (
        "[0]:[0, 1]:0.9000\n[1]:[]:0.0000\n[2]:[]:0.0000\n[3]:[]:0.0000\n"
        "[]:[2]:0.0000\n[]:[3]:0.0000\n"
    )


def test_a_runner_up_is_a_comment() -> None:
    """It is written behind its bead, and reading leaves it out."""
    other = Alternative(range(0, 1), range(0, 2), 0.03125)
    text = write_ladder([Bead(range(0, 1), range(0, 1), 0.9, alternative=other)])
    assert text == "[0]:[0]:0.9000\n# or [0]:[0, 1]:0.0312\n"
    assert len(read_ladder(text)) == 1
