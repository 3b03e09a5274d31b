"""Two annotators: their agreement computed by hand, and what is left to a third."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from align.ladder import read_ladder
from tests.review_documents import beads_of, document_of
from tm.commands.review import app
from tm.review.agreement import adjudication, agreement, agreement_text, cohen_kappa
from tm.review.edits import edit

ONE = read_ladder("[0]:[0]\n[1]:[1]\n[2]:[2]\n")
OTHER = read_ladder("[0]:[0]\n[1]:[1, 2]\n[2]:[]\n")


def test_agreement_worked_by_hand() -> None:
    """Of three beads and two, one is common; of three links each, two are; kappa is a quarter.

    The English sentences lead to 0, 1, 2 and to 0, none, none: a third agrees, and by chance only
    both leading to 0 does, a ninth: (1/3 - 1/9) / (1 - 1/9) = 1/4.
    """
    found = agreement(ONE, OTHER, 3)
    assert found.bead_f1 == pytest.approx(2 / 5)
    assert found.link_f1 == pytest.approx(4 / 6)
    assert found.kappa == pytest.approx(1 / 4)
    assert (found.beads, found.differences) == ((3, 2), 1)


def test_agreement_is_the_same_both_ways() -> None:
    """It does not matter who comes first."""
    one, other = agreement(ONE, OTHER, 3), agreement(OTHER, ONE, 3)
    assert (one.bead_f1, one.link_f1, one.kappa) == (other.bead_f1, other.link_f1, other.kappa)


def test_full_agreement() -> None:
    """The same beads agree fully, and so do two empty alignments."""
    found = agreement(ONE, ONE, 3)
    assert (found.bead_f1, found.link_f1, found.kappa, found.differences) == (1, 1, 1, 0)
    assert agreement([], [], 0).kappa == 1


def test_kappa_of_the_textbook() -> None:
    """Cohen's example with 50 items: 20 and 15 agreed, 5 and 10 not: kappa is 0.4."""
    one = [1] * 25 + [0] * 25
    other = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(one, other) == pytest.approx(0.4)


def test_the_text_lists_the_differences() -> None:
    """Figures first, then each place with the beads of both and its sentences."""
    text = agreement_text(ONE, OTHER, ["A.", "B.", "C."], ["أ.", "ب.", "ج."], ("layla", "omar"))
    assert "Cohen's kappa, 1-1    0.250" in text
    assert "1. layla  [1]:[1]  [2]:[2]\n   omar   [1]:[1, 2]  [2]:[]" in text
    assert "en 1: B." in text
    assert "ar 2: ج." in text


def test_adjudication_leaves_only_the_differences() -> None:
    """What both have is accepted; elsewhere the other's bead is one key away."""
    document = adjudication(document_of("0:0 1:1 2:2 3:"), read_ladder(
        "[0]:[0]\n[1]:[1, 2]\n[2]:[]\n[3]:[]\n"
    ))  # fmt: skip
    assert [bead.verdict for bead in document.beads] == ["accepted", "open", "open", "accepted"]
    assert beads_of(edit(document, "alternative", {"bead": 1})) == "0:0 1:12 2: 3:"


def test_the_command_prints_it(tmp_path: Path) -> None:
    """`--compare` prints and ends; it needs two alignments."""
    for name, text in (
        ("en.txt", "A.\nB.\nC.\n"), ("ar.txt", "أ.\nب.\nج.\n"),
        ("layla.ladder", "[0]:[0]\n[1]:[1]\n[2]:[2]\n"),
        ("omar.ladder", "[0]:[0]\n[1]:[1, 2]\n[2]:[]\n"),
    ):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    one, other = tmp_path / "layla.ladder", tmp_path / "omar.ladder"
    ran = CliRunner().invoke(app, [str(one), str(other), "--compare"])
    assert ran.exit_code == 0, ran.output
    assert "F1 of beads           0.400" in ran.stdout
    assert CliRunner().invoke(app, [str(one), "--compare"]).exit_code == 2
