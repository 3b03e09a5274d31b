"""A pair from files in a folder: never the network, never out of the folder."""

import shutil
from pathlib import Path

import pytest

from corpora.extract import NoText
from corpora.links import NoTranslation
from corpora.pair import Pair
from corpora.saved import find_saved_pair
from tests.pages import ARABIC, ENGLISH, inside_the_box

EXAMPLES = Path(__file__).parents[1] / "examples"
FOLDERS = sorted(folder for folder in EXAMPLES.iterdir() if folder.is_dir())


def is_the_story(pair: Pair) -> bool:
    """Tell whether a pair is the story of `tests.pages`."""
    return (pair.source.title, pair.target.title) == (ENGLISH.title, ARABIC.title)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_english_page_alone_finds_its_neighbour(folder: Path) -> None:
    """Each example's English page leads to the Arabic one beside it, with its own address."""
    pair = find_saved_pair(folder / "en.html")
    assert pair.target.paragraphs[0].text == (folder / "ar.txt").read_text("utf-8").split("\n")[0]
    assert ".example/" in pair.source.url
    assert ".example/" in pair.target.url


def test_a_saved_page_is_found_by_its_own_address(tmp_path: Path) -> None:
    """A link to the web leads to the file that says it was saved from there, whatever its name."""
    for name, each in (("one.html", ENGLISH), ("Other Page.htm", ARABIC)):
        page = inside_the_box(each)
        (tmp_path / name).write_text(f"<!-- saved from url=(0040){page.url} -->\n{page.html}")
    (tmp_path / "another.html").write_bytes(b"\0\1\2")
    assert is_the_story(find_saved_pair(tmp_path / "one.html"))
    assert is_the_story(find_saved_pair(tmp_path / "Other Page.htm"))


def test_a_link_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    """A file above the folder is not read, by dots, escaped dots, a root or a symbolic link."""
    outside, folder = tmp_path / "outside.html", tmp_path / "pages"
    folder.mkdir()
    shutil.copy(EXAMPLES / "cinema-reopens/ar.html", outside)
    (folder / "link.html").symlink_to(outside)
    page = (EXAMPLES / "cinema-reopens/en.html").read_text("utf-8")
    for href in ("../outside.html", "%2e%2e/outside.html", "..%2foutside.html", "link.html",
                 f"/pages/..%2f{outside.name}", f"file://{outside}", str(outside), "a%00b.html",
                 "a" * 5000 + ".html"):  # fmt: skip
        (folder / "en.html").write_text(page.replace('href="ar.html"', f'href="{href}"'), "utf-8")
        with pytest.raises(NoTranslation):
            find_saved_pair(folder / "en.html")


def test_what_is_missing_is_told_by_its_place(tmp_path: Path) -> None:
    """The error names the file that the link wants, as a path, and no made-up address."""
    shutil.copy(EXAMPLES / "cinema-reopens/en.html", tmp_path / "en.html")
    with pytest.raises(NoTranslation) as caught:
        find_saved_pair(tmp_path / "en.html")
    assert f"{tmp_path / 'ar.html'}: is not saved" in str(caught.value)
    assert "invalid" not in str(caught.value)
    shutil.copy(EXAMPLES / "cinema-reopens/ar.html", tmp_path / "ar.html")
    with pytest.raises(NoTranslation, match=r"no link to the English version in .*ar\.html"):
        find_saved_pair(tmp_path / "ar.html")


def test_a_folder_with_a_strange_name(tmp_path: Path) -> None:
    """Blanks, percent signs and Arabic in the folder's name do no harm."""
    folder = tmp_path / "صفحات 100% محفوظة"
    shutil.copytree(EXAMPLES / "cinema-reopens", folder)
    assert find_saved_pair(folder / "en.html").signal == "anchor"


def test_a_saved_page_without_an_article(tmp_path: Path) -> None:
    """The error names the file."""
    (tmp_path / "menu.html").write_text("<html><body><a href='/'>Home</a></body></html>")
    with pytest.raises(NoText, match=r"menu\.html: no article text found"):
        find_saved_pair(tmp_path / "menu.html")
