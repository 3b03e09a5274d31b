"""What a person names becomes a pair: two files, an address and a file, one in need of another."""

from pathlib import Path

import pytest

from corpora.links import NoTranslation
from corpora.page import Page
from corpora.pair import SameLanguage
from corpora.source import is_address, read_pair
from tests.pages import ARABIC, ENGLISH, inside_the_box

EXAMPLE = Path(__file__).parents[1] / "examples/cinema-reopens"


def offline(url: str) -> Page:
    """Fail: nothing may be fetched."""
    raise AssertionError(f"the network was asked for {url}")


def text(folder: Path, name: str, content: str | bytes) -> Path:
    """Return a new file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    """The system's own error names the file."""
    with pytest.raises(FileNotFoundError, match=r"none\.html"):
        read_pair(str(tmp_path / "none.html"), None, offline)


def test_two_files_make_a_pair(tmp_path: Path) -> None:
    """A page and a text, in either order, without the network."""
    arabic = text(tmp_path, "ar.txt", "\n".join(ARABIC.body))
    pair = read_pair(str(arabic), str(EXAMPLE / "en.html"), offline)
    assert pair.swapped
    assert pair.signal == "given"
    assert pair.source.title.startswith("Seat by Seat")
    assert pair.target.paragraphs[0].text == ARABIC.body[0]


def test_two_files_in_one_language(tmp_path: Path) -> None:
    """The error names both files as they were given."""
    one = text(tmp_path, "one.txt", "An English line.")
    with pytest.raises(SameLanguage, match=r"both texts are English: .*one\.txt and .*en\.txt"):
        read_pair(str(one), str(EXAMPLE / "en.txt"), offline)


def test_a_text_alone_names_no_other(tmp_path: Path) -> None:
    """A text has no links: the second file is asked for."""
    with pytest.raises(NoTranslation, match="give the second file too"):
        read_pair(str(EXAMPLE / "en.txt"), None, offline)


def test_an_address_and_a_file() -> None:
    """One side may come from the web, the other from a file."""
    pair = read_pair(ENGLISH.url, str(EXAMPLE / "ar.html"), lambda url: inside_the_box(ENGLISH))
    assert pair.source.url == ENGLISH.url
    assert pair.target.language == "ar"


@pytest.mark.parametrize("name", ["http://a.example/x", "HTTPS://a.example", "ftp://a.example"])
def test_addresses_have_a_scheme(name: str) -> None:
    """Any scheme makes an address, so that fetching can refuse it in words."""
    assert is_address(name)


@pytest.mark.parametrize("name", ["en.html", "./a:b.txt", "/tmp/en.html", "C:\\en.html", ""])
def test_files_have_none(name: str) -> None:
    """All else is the name of a file."""
    assert not is_address(name)
