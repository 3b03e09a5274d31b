"""The text of a document that is to be translated, in segments as a CAT tool would show them."""

import re
from itertools import groupby
from pathlib import Path

from markdown_it import MarkdownIt

from corpora.extract import extract
from corpora.page import read_page
from corpora.split import split, split_article
from tm.segment import tidy_source

SIZE_LIMIT = 50_000_000  # bytes of one document
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


class BadText(ValueError):
    """A document that is no text; the message is one line."""


def read_segments(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the paragraphs of an English document, each as its segments.

    HTML (.html .htm .xhtml) gives the article of the page alone, Markdown (.md .markdown) its
    headings, paragraphs, items and cells without markup, any other file a paragraph a line, as
    OmegaT reads plain text. Sentences are those of `corpora.split`; a CAT tool's own rules differ
    here and there. Segments are tidied (`tm.segment`).

    Raises BadText for what is not UTF-8 text or too large, `corpora.page.BadPage` and
    `corpora.extract.NoText` (all ValueError) for HTML, OSError where it cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm", ".xhtml"):
        sentences = split_article(extract(read_page(path)))
        paragraphs = [
            [sentence.text for sentence in group]
            for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph)
        ]
    else:
        text = _read(path)
        lines = markdown_lines(text) if suffix in (".md", ".markdown") else text.splitlines()
        paragraphs = [split(line, "en") for line in lines]
    tidied = (tuple(filter(None, map(tidy_source, paragraph))) for paragraph in paragraphs)
    return tuple(filter(None, tidied))


def markdown_lines(text: str) -> list[str]:
    """Return the text of each heading, paragraph, item and cell of a Markdown document.

    CommonMark with tables; front matter, code blocks and HTML are left out.
    """
    lines = []
    for token in MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", text)):
        if token.type != "inline":
            continue
        parts = []
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                parts.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                parts.append(" " if child.type == "softbreak" else "\n")
            elif child.type == "image":
                parts.append(child.content)
        lines.append("".join(parts))
    return lines


def _read(path: Path) -> str:
    """Return the text of a file in UTF-8, or UTF-16 with a byte order mark."""
    with path.open("rb") as stream:
        data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise BadText(f"{path}: larger than {SIZE_LIMIT:,} bytes: give it in parts")
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise BadText(
            f"{path}: not UTF-8 text (byte {error.start + 1}): save it as UTF-8"
        ) from None
