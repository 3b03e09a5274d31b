"""The examples: whole, readable, and aligned by hand without a gap."""

import re
import unicodedata
from pathlib import Path

import lxml.html
import pytest

from corpora.article import Language
from corpora.split import split

EXAMPLES = Path(__file__).parents[1] / "examples"
FOLDERS = sorted(folder for folder in EXAMPLES.iterdir() if folder.is_dir())
SIDES: list[Language] = ["en", "ar"]
BEAD = re.compile(r"\[((?:\d+(?:, \d+)*)?)\]:\[((?:\d+(?:, \d+)*)?)\]")

each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
each_side = pytest.mark.parametrize("side", SIDES)


def lines(file: Path) -> list[str]:
    """Return the lines of a UTF-8 file, which must end with a line feed."""
    text = file.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    return text[:-1].split("\n")


def gold(folder: Path) -> list[tuple[list[int], list[int]]]:
    """Return the beads of `folder` as two lists of line numbers."""
    beads = []
    for line in lines(folder / "gold.txt"):
        match = BEAD.fullmatch(line)
        assert match, line
        english, arabic = (
            [int(number) for number in side.split(", ") if number] for side in match.groups()
        )
        beads.append((english, arabic))
    return beads


def charset(page: bytes) -> str:
    """Return the character set that `page` declares."""
    declared = re.search(rb'charset="?([\w-]+)', page)
    assert declared
    return declared[1].decode("ascii")


def visible_text(file: Path) -> str:
    """Return the text of a page's body, white space collapsed, scripts and styles left out."""
    page = file.read_bytes()
    tree = lxml.html.document_fromstring(page.decode(charset(page)))
    texts = tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    assert isinstance(texts, list)
    return " ".join("".join(str(text) for text in texts).split())


def moved(beads: list[tuple[list[int], list[int]]]) -> bool:
    """Return whether the Arabic numbers of `beads` ever jump back."""
    order = [arabic[0] for english, arabic in beads if english and arabic]
    return order != sorted(order)


@each_folder
def test_example_is_complete(folder: Path) -> None:
    """A folder holds two pages, two lists of sentences and the beads, and nothing else."""
    assert {file.name for file in folder.iterdir()} == {
        "en.html",
        "ar.html",
        "en.txt",
        "ar.txt",
        "gold.txt",
    }


@each_folder
def test_gold_tiles_both_sides(folder: Path) -> None:
    """Every line of both sides is in exactly one bead; no bead is empty or has a hole."""
    beads = gold(folder)
    english = [number for bead in beads for number in bead[0]]
    arabic = [number for bead in beads for number in bead[1]]
    assert english == list(range(len(lines(folder / "en.txt"))))
    assert sorted(arabic) == list(range(len(lines(folder / "ar.txt"))))
    for bead in beads:
        assert any(bead)
        for side in filter(None, bead):
            assert side == list(range(side[0], side[-1] + 1))


@each_folder
def test_gold_is_like_real_translation(folder: Path) -> None:
    """Between 55 and 75 % of the beads are 1-1, and something is left out or added."""
    beads = gold(folder)
    one_to_one = sum(len(english) == len(arabic) == 1 for english, arabic in beads)
    assert 0.55 <= one_to_one / len(beads) <= 0.75
    assert any(not english or not arabic for english, arabic in beads)


def test_some_examples_have_moved_text() -> None:
    """At least four of the pairs have a sentence or paragraph that stands elsewhere in Arabic."""
    assert sum(moved(gold(folder)) for folder in FOLDERS) >= 4


@each_folder
@each_side
def test_lines_are_clean(folder: Path, side: Language) -> None:
    """Sentences are NFC, not empty, and without white space at the ends or in double."""
    for line in lines(folder / f"{side}.txt"):
        assert line
        assert line == " ".join(line.split())
        assert unicodedata.is_normalized("NFC", line)


@each_folder
@each_side
def test_lines_are_single_sentences(folder: Path, side: Language) -> None:
    """The splitter finds no further boundary in a line; titles stay whole by definition."""
    for line in lines(folder / f"{side}.txt")[1:]:
        assert split(line, side) == [line]


@each_folder
@each_side
def test_page_shows_every_sentence_in_order(folder: Path, side: Language) -> None:
    """A page shows all sentences of its list, one after the other."""
    text = visible_text(folder / f"{side}.html")
    at = 0
    for line in lines(folder / f"{side}.txt"):
        at = text.find(line, at)
        assert at >= 0, line
        at += len(line)


@each_folder
def test_english_page_links_to_arabic_page(folder: Path) -> None:
    """The English page leads to its Arabic version by an address that works on a plain server."""
    page = (folder / "en.html").read_bytes().decode("cp1252", errors="ignore")
    links = re.findall(r'(?:href|"url")(?:=|: )"([^"]*ar\.html)"', page)
    assert links
    assert set(links) <= {"ar.html", f"/{folder.name}/ar.html"}


def test_one_arabic_page_is_in_windows_1256() -> None:
    """One Arabic page is written in windows-1256 and cannot be read as UTF-8."""
    pages = {folder.name: (folder / "ar.html").read_bytes() for folder in FOLDERS}
    other = {name: page for name, page in pages.items() if charset(page).lower() != "utf-8"}
    assert {name: charset(page) for name, page in other.items()} == {
        "orchard-mosaic": "windows-1256"
    }
    with pytest.raises(UnicodeDecodeError):
        other["orchard-mosaic"].decode("utf-8")


def test_readme_tells_every_example() -> None:
    """The table names every folder, with its true numbers of sentences."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for folder in FOLDERS:
        row = next(row for row in readme.splitlines() if row.startswith(f"| [{folder.name}]"))
        english, arabic = (len(lines(folder / f"{side}.txt")) for side in SIDES)
        assert f"| {english} / {arabic} |" in row
