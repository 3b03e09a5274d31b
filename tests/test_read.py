"""Articles from files: texts, Markdown, pages, and the wrong files."""

from pathlib import Path

import pytest

from corpora.extract import NoText
from corpora.page import SIZE_LIMIT, BadPage
from corpora.read import read_article, read_sentences
from tests.pages import ENGLISH, inside_the_box


def text(folder: Path, name: str, content: str | bytes) -> Path:
    """Return a new file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_text_has_a_paragraph_a_line(tmp_path: Path) -> None:
    """Empty lines part nothing, blanks collapse, and the language is read from the script."""
    article = read_article(text(tmp_path, "a.txt", "One  line.\n\n\tTwo lines. Still two.\r\n"))
    assert article.language == "en"
    assert article.title == ""
    assert [(p.text, p.kind) for p in article.paragraphs] == [
        ("One line.", "paragraph"),
        ("Two lines. Still two.", "paragraph"),
    ]


def test_markdown_loses_its_marks(tmp_path: Path) -> None:
    """Title, headings, items and quotes are told apart; emphasis and links become their words."""
    source = (
        "---\ndate: 2024-01-01\n---\n# The *Title*\n\nSee [the report](https://example.org/r), "
        "**now**.\n\n## Part two ##\n\n- an item\n2. another\n> a quote\n\n***\n"
        "Snake_case_names and 2 * 3 * 4 stay.\n"
    )
    article = read_article(text(tmp_path, "a.md", source))
    assert article.title == "The Title"
    assert [(p.text, p.kind) for p in article.paragraphs] == [
        ("The Title", "title"),
        ("See the report, now.", "paragraph"),
        ("Part two", "heading"),
        ("an item", "item"),
        ("another", "item"),
        ("a quote", "quote"),
        ("Snake_case_names and 2 * 3 * 4 stay.", "paragraph"),
    ]


def test_an_arabic_text_in_an_old_charset(tmp_path: Path) -> None:
    """A text in windows-1256 comes out right."""
    line = "اجتمع المجلس البلدي يوم الاثنين لمناقشة ميزانية العام المقبل."
    article = read_article(text(tmp_path, "a.txt", line.encode("cp1256")))
    assert article.language == "ar"
    assert article.paragraphs[0].text == line


def test_a_page_is_told_by_its_content(tmp_path: Path) -> None:
    """HTML without a telling name is read as a page, not as a text."""
    page = inside_the_box(ENGLISH)
    assert read_article(text(tmp_path, "saved", page.html)).title == ENGLISH.title


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("a.txt", b"", BadPage, "is empty"),
        ("a.txt", b" \n\t\n", BadPage, "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", BadPage, "an image"),
        ("a.txt", bytes(range(256)), BadPage, "binary data"),
        ("a.html", b"%PDF-1.7", BadPage, "a PDF file"),
        ("a.html", b"", BadPage, "is empty"),
        ("a.html", b"just words", BadPage, "text without markup"),
        ("a.html", b"<html><body><script>x()</script></body></html>", NoText, "no article text"),
        ("a.txt", "一二三四".encode(), NoText, "neither English nor Arabic"),
        ("a.txt", b"123 456", NoText, "neither English nor Arabic"),
        ("a.txt", b"x" * (SIZE_LIMIT + 1), BadPage, "is larger than 10,000,000 bytes"),
        ("a.html", b"<p>" * (SIZE_LIMIT // 3 + 1), BadPage, "is larger than 10,000,000 bytes"),
    ],
)
def test_wrong_files_are_told(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], message: str
) -> None:
    """Each wrong file gets one line that names it and says what it is."""
    path = text(tmp_path, name, content)
    with pytest.raises(error) as caught:
        read_article(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_presplit_lines_keep_their_numbers(tmp_path: Path) -> None:
    """An empty line is a sentence too, and only line feeds end one; the byte order mark is none."""
    path = text(tmp_path, "a.txt", "\ufeffone\r\n\ntwo\u2028three\x0b.\nfour\n")
    assert read_sentences(path) == ["one", "", "two\u2028three\x0b.", "four"]
    assert read_sentences(text(tmp_path, "b.txt", "one\ntwo")) == ["one", "two"]
