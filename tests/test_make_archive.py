"""The generated archive: the same from the same seed, and its gold is what its pages say."""

import json
from pathlib import Path

import pytest

from benchmarks.make_archive import make_archive, write_folder, write_warc
from corpora.extract import NoText, extract
from corpora.links import translation_links
from corpora.page import Page
from corpora.split import split
from corpora.warc import pages

COUNT = 24


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """WARC and gold are repeated byte for byte; another seed gives others."""
    written = []
    for number, seed in enumerate((1, 1, 2)):
        answers, gold = make_archive(COUNT, seed, bare=True)
        write_warc(answers, tmp_path / f"{number}.warc.gz")
        written.append(((tmp_path / f"{number}.warc.gz").read_bytes(), list(gold)))
    assert written[0] == written[1]
    assert written[0] != written[2]


@pytest.mark.parametrize("bare", [False, True])
def test_gold_is_what_the_pages_say(tmp_path: Path, bare: bool) -> None:
    """The last page of each address gives, extracted and split, the gold's sentences in order."""
    answers, gold = make_archive(COUNT, 5, bare=bare)
    write_warc(answers, tmp_path / "a.warc.gz")
    read = {}
    for page in pages(tmp_path / "a.warc.gz"):
        try:
            article = extract(page)
        except NoText:
            continue
        read[page.url] = [
            sentence
            for paragraph in article.paragraphs
            for sentence in split(paragraph.text, article.language)
        ]
    for row in map(json.loads, gold):
        for side in ("source", "target"):
            if row[side]:
                assert read[row[side]] == row[f"{side}_sentences"]
            else:
                assert row["source"] or row["target"]


def test_beads_hold_every_sentence_once() -> None:
    """The beads of an article go through both sides in order, and some are not 1-1."""
    types = set()
    _, gold = make_archive(COUNT, 3, bare=True)
    for row in map(json.loads, gold):
        for number, side in enumerate(("source_sentences", "target_sentences")):
            held = [at for bead in row["beads"] for at in bead[number]]
            assert held == list(range(len(row[side])))
        types |= {(len(source), len(target)) for source, target in row["beads"]}
    assert {(1, 1), (1, 0), (0, 1), (2, 1), (1, 2)} <= types


def test_each_way_of_joining_is_there() -> None:
    """Pages join their versions by every signal that the outlets stand for, and by none."""
    answers, gold = make_archive(COUNT, 4, bare=True)
    found = {
        link.signal
        for answer in answers
        if answer.status == 200
        for link in translation_links(Page(answer.url, answer.body), "ar")
    }
    assert found == {"hreflang", "switcher", "json-ld", "anchor"}
    assert {json.loads(line)["way"] for line in gold} == found | {"address", "none"}


def test_a_folder_holds_the_pages_alone(tmp_path: Path) -> None:
    """What was not found and what was moved is no file."""
    answers, _ = make_archive(COUNT, 1, bare=True)
    listed = list(answers)
    written = write_folder(listed, tmp_path)
    assert (
        written == sum(answer.status == 200 for answer in listed) == len(list(tmp_path.iterdir()))
    )
    assert {answer.status for answer in listed} == {200, 301, 404}
