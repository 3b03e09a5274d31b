"""Gold and predictions, matched document by document."""

from pathlib import Path

import pytest

from align.evaluate import evaluate
from align.evaluation_table import comparison_text, evaluation_table
from align.gold_documents import read_documents
from align.ladder import BadGold, read_ladder
from align.significance import Comparison, Interval


def put(path: Path, text: str = "[0]:[0]\n") -> Path:
    """Write a file and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_two_files_are_one_document(tmp_path: Path) -> None:
    """It bears the name of the gold's folder, and its texts stand beside the gold."""
    gold = put(tmp_path / "01/gold.txt")
    put(tmp_path / "01/en.txt", "One.\n")
    put(tmp_path / "01/ar.txt", "واحد.\n")
    (document,) = read_documents(gold, put(tmp_path / "ours.txt", "[0]:[]\n[]:[0]\n"))
    assert document.name == "01"
    assert (document.source, document.target) == (["One."], ["واحد."])
    assert len(document.gold) == 1
    assert len(document.predicted) == 2


@pytest.mark.parametrize("name", ["news/01/gold.txt", "news/01.ladder", "01.txt", "news/01"])
def test_predictions_are_found_by_name(tmp_path: Path, name: str) -> None:
    """A document's prediction lies in its place in the folder, or bears its name."""
    put(tmp_path / "gold/news/01/gold.txt")
    put(tmp_path / "ours" / name)
    (document,) = read_documents(tmp_path / "gold", tmp_path / "ours")
    assert document.name == "news/01"
    assert document.source == []


def test_a_flat_folder_of_gold(tmp_path: Path) -> None:
    """Where no file is called gold.txt, every file is a document."""
    for name in ("a.txt", "b[1].txt"):
        put(tmp_path / "gold" / name)
        put(tmp_path / "ours" / name)
    names = [d.name for d in read_documents(tmp_path / "gold", tmp_path / "ours")]
    assert names == ["a", "b[1]"]


def test_what_does_not_match_is_told(tmp_path: Path) -> None:
    """A missing prediction, an empty folder, a file against a folder, a sentence too many."""
    (tmp_path / "empty").mkdir()
    gold = put(tmp_path / "gold/01/gold.txt").parents[1]
    with pytest.raises(LookupError, match=r"has no alignment of 01; name it 01\.txt"):
        read_documents(gold, tmp_path / "empty")
    with pytest.raises(LookupError, match="holds no gold"):
        read_documents(tmp_path / "empty", gold)
    with pytest.raises(LookupError, match="give a folder too"):
        read_documents(gold, gold / "01/gold.txt")
    texts = put(tmp_path / "en.txt", "One.\n"), put(tmp_path / "ar.txt", "واحد.\n")
    with pytest.raises(BadGold, match="sentence 1 is named"):
        read_documents(
            gold / "01/gold.txt",
            put(tmp_path / "ours.txt", "[1]:[0]\n"),
            source=texts[0],
            target=texts[1],
        )


def test_the_table_by_hand() -> None:
    """Of two predicted beads one is right, and gold has one: P .5, R 1, F1 .6667."""
    figures = evaluate(read_ladder("[0]:[0]\n"), read_ladder("[0]:[0]\n[1]:[1]\n"))
    table = evaluation_table(figures, Interval(0.6667, 0.5, 0.75, 0.95))
    assert table.splitlines()[1] == (
        "strict        0.5000    1.0000    0.6667  95% in 0.5000 to 0.7500"
    )
    assert table.splitlines()[-1].endswith("0.6667  1 gold, 2 predicted")


def test_a_comparison_in_words() -> None:
    """The sign tells who is better, the p-value whether that may be luck."""
    text = comparison_text(["a", "b"], Comparison(0.01, -0.01, 0.03, 0.95, 0.2))
    assert text == (
        "b less a: strict F1 +0.0100 (95% in -0.0100 to +0.0300, p = 0.2000: may be luck)\n"
    )
