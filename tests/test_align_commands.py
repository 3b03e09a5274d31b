"""The aligner's commands: align, convert, evaluate, noise, train."""

import json
import re
from pathlib import Path

import pytest

from align import model, train
from align.held_out import Figures
from align.pairs import PairSet
from align.retrieval import Retrieval
from tests.command_line import EXAMPLE, ROOT, Muwazi


def test_align_prints_a_ladder(muwazi: Muwazi, tmp_path: Path) -> None:
    """Presplit, a line is a sentence; what stands alone has a line of its own."""
    (tmp_path / "en").write_text("One.\nTwo. Still two.\n\nFour.\n", "utf-8")
    (tmp_path / "ar").write_text("واحد.\nاثنان.\n", "utf-8")
    ran = muwazi("align", "--presplit", tmp_path / "en", tmp_path / "ar")
    assert (ran.status, ran.talk) == (0, "")
    assert ran.out.decode().splitlines() == [
        "[0]:[0]:0.9000",
        "[1]:[1]:0.9000",
        "[2]:[]:0.0000",
        "[3]:[]:0.0000",
    ]
    out = tmp_path / "beads.txt"
    assert muwazi("align", "--presplit", tmp_path / "en", tmp_path / "ar", "-o", out).out == b""
    assert out.read_bytes() == ran.out


def test_align_splits_and_shows(muwazi: Muwazi, tmp_path: Path) -> None:
    """Texts are split into sentences and put in order; TSV shows the sentences."""
    (tmp_path / "en.txt").write_text("One. Two.\n", "utf-8")
    (tmp_path / "ar.txt").write_text("واحد. اثنان.\n", "utf-8")
    ran = muwazi("align", tmp_path / "ar.txt", tmp_path / "en.txt", "--format", "tsv")
    assert "swapped" in ran.talk
    rows = [line.split("\t") for line in ran.out.decode().splitlines()]
    assert [row[3:] for row in rows[1:]] == [["One.", "واحد."], ["Two.", "اثنان."]]


def test_evaluate_measures(muwazi: Muwazi, tmp_path: Path) -> None:
    """Gold against itself is 1; figures as JSON, errors with sentences, a page with plots."""
    gold = EXAMPLE / "gold.txt"
    ran = muwazi("evaluate", gold, gold)
    assert re.search(r"strict +\d\.\d+ +1\.0000", ran.out.decode())
    worse = tmp_path / "worse.txt"
    worse.write_text(gold.read_text("utf-8").replace("[3, 4]:[3]", "[3]:[3]\n[4]:[]"), "utf-8")
    assert json.loads(muwazi("evaluate", gold, worse, "--json").out)["total"]["strict"]["f1"] < 1
    both = json.loads(muwazi("evaluate", gold, worse, gold, "--json").out)
    assert both[str(worse)]["total"]["strict"]["f1"] < both[str(gold)]["total"]["strict"]["f1"]
    page = tmp_path / "page.html"
    listed = muwazi("evaluate", gold, worse, "--errors", "--html", page).out.decode()
    assert "1 place differs" in listed
    assert "[3, 4]:[3]" in listed
    assert "<svg" in page.read_text("utf-8")
    compared = muwazi("evaluate", gold, worse, gold, "--compare").out.decode()
    assert re.search(r"gold\.txt less .*worse\.txt: strict F1 \+0\.\d+", compared)


def test_evaluate_takes_folders(muwazi: Muwazi) -> None:
    """All examples at once, with an interval of the total."""
    ran = muwazi("evaluate", ROOT / "examples", ROOT / "examples")
    assert "95% in " in ran.out.decode()
    assert len(json.loads(muwazi("evaluate", ROOT / "examples", ROOT / "examples", "--json").out)[
        "documents"
    ]) == 8  # fmt: skip


def test_evaluate_refuses_what_makes_no_sense(muwazi: Muwazi) -> None:
    """Comparing one system, or a page of two, is wrong usage."""
    gold = EXAMPLE / "gold.txt"
    assert muwazi("evaluate", gold, gold, "--compare").status == 2
    assert muwazi("evaluate", gold, gold, gold, "--errors").status == 2


def test_convert_changes_the_format(muwazi: Muwazi, tmp_path: Path) -> None:
    """There and back is the same alignment."""
    xces = tmp_path / "x.xml"
    assert muwazi("convert", EXAMPLE / "gold.txt", "--to", "xces", "-o", xces).status == 0
    back = muwazi("convert", xces, "--to", "ladder").out.decode()
    assert back == (EXAMPLE / "gold.txt").read_text("utf-8")
    wrong = muwazi("convert", EXAMPLE / "en.html", "--to", "ladder")
    assert wrong.status == 1
    assert "en.html" in wrong.talk


def test_train_hands_over(muwazi: Muwazi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pairs, folder and options reach the training; figures before and after are told."""
    given: dict[str, object] = {}

    class Model:
        name = "m@12345678"

    def learn(sets: list[PairSet], out: Path, **options: object) -> train.Training:
        given.update(options, sets=[one.name for one in sets], out=out)
        figures = [Figures(Retrieval(10, share, share)) for share in (0.5, 0.75)]
        return train.Training(Model(), 90, 10, *figures)  # type: ignore[arg-type]  # name only

    monkeypatch.setattr(train, "train", learn)
    (tmp_path / "p.tsv").write_text("One.\tواحد.\n", "utf-8")
    ran = muwazi("train", tmp_path / "p.tsv", "-o", tmp_path / "m", "--start", "default")
    assert ran.status == 0
    assert (given["sets"], given["out"], given["start"]) == (["p"], tmp_path / "m", "default")
    assert ran.talk.splitlines() == [
        "learned from 90 pairs, 10 held out",
        "before 50.0% of translations found",
        "after  75.0% of translations found",
        f"wrote {tmp_path / 'm'} (m@12345678)",
    ]


def test_noise_writes_a_document_with_gold(muwazi: Muwazi, tmp_path: Path) -> None:
    """The folder that it makes can be evaluated at once; the same seed gives the same bytes."""
    lines = tmp_path / "lines.txt"
    lines.write_text("".join(f"Line {n}.\n" for n in range(40)), "utf-8")
    for name in ("a", "b"):
        ran = muwazi("noise", lines, lines, "-o", tmp_path / name, "--delete", "0.2")
        assert ran.status == 0
    for name in ("en.txt", "ar.txt", "gold.txt"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert muwazi("evaluate", tmp_path / "a", tmp_path / "b").status == 0


def test_a_missing_extra_says_what_to_install(
    muwazi: Muwazi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line of pip is the error; an import that broke by itself keeps its trace."""

    def missing(path: str | None = None, **_: object) -> None:
        raise ImportError('LaBSE needs Sentence Transformers: pip install "muwazi[transformers]"')

    monkeypatch.setattr(model, "load_model", missing)
    pair = (EXAMPLE / "en.txt", EXAMPLE / "ar.txt")
    ran = muwazi("align", *pair, "--model", "LaBSE")
    assert ran.status == 1
    assert ran.talk.endswith('pip install "muwazi[transformers]"\n')

    def broken(path: str | None = None, **_: object) -> None:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr(model, "load_model", broken)
    with pytest.raises(ModuleNotFoundError):
        muwazi("align", *pair)
