"""Pages saved as files are read, and know where they came from."""

from pathlib import Path

import pytest

from corpora.page import BadPage, Page, read_page

ARABIC = "<html><body><p>فتحت المكتبة العامة أبوابها من جديد بعد ترميم دام سنتين.</p></body></html>"
CANONICAL = '<link href="https://example.com/a?x=1&amp;y=2" rel="canonical">'
OG = "<meta property='og:url' content='https://example.com/og'>"
SAVED = "<!-- saved from url=(0024)https://example.com/saved -->"
SINGLE = (
    "<!--\n Page saved with SingleFile \n url: https://example.com/single \n saved date: x\n-->"
)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (SAVED + OG + CANONICAL, "https://example.com/a?x=1&y=2"),
        (SAVED + OG, "https://example.com/og"),
        (SAVED, "https://example.com/saved"),
        (SINGLE, "https://example.com/single"),
        ('<link rel="canonical" href="/relative">' + OG, "https://example.com/og"),
        ('<link rel="canonical" href="http://[">' + OG, "https://example.com/og"),
        ('<link rel="canonical">', ""),
        ("", ""),
    ],
)
def test_a_saved_page_knows_its_address(tmp_path: Path, head: str, url: str) -> None:
    """The address is the canonical one, else og:url, else what the browser noted, else none."""
    path = tmp_path / "page.html"
    html = f"<!doctype html>\n{head}<html><body><p>text"
    path.write_text(html, encoding="utf-8")
    assert read_page(path) == Page(url, html)


def test_an_address_may_follow_long_styles(tmp_path: Path) -> None:
    """Programs that save a page as one file write its styles into the head, before the address."""
    path = tmp_path / "page.html"
    style = "<style>" + ".a{color:red}" * 30_000 + "</style>"
    path.write_text(f"<html><head>{style}{CANONICAL}</head><body><p>text", encoding="utf-8")
    assert read_page(path).url == "https://example.com/a?x=1&y=2"


@pytest.mark.parametrize("real", ["utf-8", "cp1256", "iso8859-6", "utf-16"])
def test_a_saved_page_is_decoded(tmp_path: Path, real: str) -> None:
    """Saved pages come in the old encodings too."""
    path = tmp_path / "page.html"
    path.write_bytes(ARABIC.encode(real))
    assert read_page(path).html == ARABIC


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"%PDF-1.4", "is a PDF file"),
        (b"\x00\x01\x02", "is binary data"),
        (b"just words", "is text without markup"),
        (b"<p>" + b"x" * 10_000_000, "is larger than 10,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_page_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    """One line says which file and what it is."""
    path = tmp_path / "page.html"
    path.write_bytes(content)
    with pytest.raises(BadPage, match=r"^[^\n]+$") as caught:
        read_page(path)
    assert str(caught.value).startswith(f"{path}: {said}")
