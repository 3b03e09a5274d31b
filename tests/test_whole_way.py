"""The whole way as a user goes it: a process of its own, the real model, the real aligner."""

import itertools
from pathlib import Path

import pytest

from align.document import align_sentences
from align.evaluate import evaluate, total
from align.gold_documents import read_texts
from align.ladder import read_ladder
from align.model import load_model
from corpora.read import read_article
from corpora.saved import find_saved_pair
from tests.command_line import EXAMPLE, process
from tests.outlet import Outlet
from tm.build import LEAST_ALIGNED, Align, NotTranslations, build
from tm.entry import Entry
from tm.read_tmx import read_tmx

FOLDERS = sorted(folder for folder in EXAMPLE.parent.iterdir() if folder.is_dir())


def test_an_address_becomes_a_memory(tmp_path: Path) -> None:
    """The outlet's anchor is followed; the title pair comes first; twice gives the same bytes."""
    outs = [tmp_path / "one.tmx", tmp_path / "two.tmx"]
    with Outlet() as outlet:
        for name in ("en.html", "ar.html"):
            outlet.put(f"/cinema-reopens/{name}", (EXAMPLE / name).read_bytes())
        url = outlet.url("/cinema-reopens/en.html")
        for out in outs:
            ran = process("build", url, "--allow-private", "--pace", "0", "-o", str(out))
            assert ran.returncode == 0, ran.stderr.decode()
    assert b"found by anchor" in ran.stderr
    assert outs[0].read_bytes() == outs[1].read_bytes()
    with outs[0].open("rb") as stream:
        units = [unit for unit in read_tmx(stream, "one.tmx") if isinstance(unit, Entry)]
    english, arabic = read_texts(EXAMPLE / "gold.txt")
    assert (units[0].source, units[0].target) == (english[0], arabic[0])
    assert len(units) > 25
    assert all(unit.score is not None and unit.parts for unit in units)
    assert units[0].signature.startswith("model:muwazi")


@pytest.fixture(scope="module")
def aligner() -> Align:
    """Return the aligner with the embedded model."""
    embedder = load_model()
    return lambda source, target: align_sentences(source, target, embedder)


def test_the_examples_are_aligned_well(aligner: Align) -> None:
    """Every sentence is in one bead, and strict F1 over all examples stays above .8."""
    evaluations = []
    for folder in FOLDERS:
        gold = read_ladder((folder / "gold.txt").read_text("utf-8"))
        beads = aligner(*read_texts(folder / "gold.txt")).beads
        for side in ("source", "target"):
            numbers = [sorted(i for bead in some for i in getattr(bead, side))
                       for some in (gold, beads)]  # fmt: skip
            assert numbers[0] == numbers[1]
        evaluations.append(evaluate(gold, beads))
    assert total(evaluations).strict.f1 > 0.8


def test_every_example_is_a_translation(aligner: Align) -> None:
    """Its English page leads to a memory by its own link, well above the limit of refusal."""
    for folder in FOLDERS:
        pair = find_saved_pair(folder / "en.html")
        summary = build(pair.source, pair.target, aligner).summary
        assert max(summary.source_aligned, summary.target_aligned) > LEAST_ALIGNED + 0.2


def test_other_articles_are_no_translations(aligner: Align) -> None:
    """An article with the Arabic of any other one is refused, with the shares as evidence."""
    for english, arabic in itertools.permutations(FOLDERS, 2):
        with pytest.raises(NotTranslations, match=r"only \d+% of the English"):
            build(read_article(english / "en.html"), read_article(arabic / "ar.html"), aligner)
