"""Articles read from files: saved pages and texts.

A text has one paragraph a line. Markdown (`.md`) is the same with its marks taken off.
"""

import re
from pathlib import Path

from corpora.article import Article, Kind, Paragraph
from corpora.charset import decode
from corpora.extract import NoText, extract
from corpora.language import detect_language
from corpora.page import SIZE_LIMIT, BadPage, Page, read_page
from corpora.sniff import why_binary, why_not_html

_HEAD = 65_536  # bytes that tell HTML from text
_TEXTS = {".txt", ".text", ".md", ".markdown"}
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_|`)(?=\S)([^*_`]+)(?<=\S)\1(?!\w)")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*")
_MARKS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"\s*#{1,6}\s+"), "heading"),
    (re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+"), "item"),
    (re.compile(r"\s*>\s*"), "quote"),
)


def is_html(path: Path) -> bool:
    """Tell whether a file is a web page rather than a text, by its name, then by its beginning."""
    if path.suffix.lower() in _TEXTS:
        return False
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return True
    with path.open("rb") as file:
        return not why_not_html("", decode(file.read(_HEAD)).lstrip())


def read_article(path: Path) -> Article:
    """Read the article of a file: a saved page, or a text with one paragraph a line.

    Raises BadPage for a file that is neither, NoText for one without English or Arabic, OSError.
    """
    if is_html(path):
        return extract_page(read_page(path), path)
    lines = _read_text(path).splitlines()
    if path.suffix.lower() in (".md", ".markdown"):
        paragraphs = _markdown(lines)
    else:
        paragraphs = [Paragraph(text) for line in lines if (text := " ".join(line.split()))]
    language = detect_language(" ".join(paragraph.text for paragraph in paragraphs))
    if language is None:
        raise NoText(f"{path}: the text is neither English nor Arabic")
    title = next((paragraph.text for paragraph in paragraphs if paragraph.kind == "title"), "")
    return Article(language, title, tuple(paragraphs))


def read_sentences(path: Path) -> list[str]:
    """Read a text that is split already: line `i` is sentence `i`, an empty one too.

    Only a line feed, with or without a carriage return, ends a line. Raises BadPage and OSError.
    """
    lines = _read_text(path).replace("\r\n", "\n").split("\n")
    return lines[:-1] if not lines[-1] else lines


def extract_page(page: Page, path: Path) -> Article:
    """Extract the article of a page that was read from `path`, which is named in a NoText."""
    try:
        return extract(page)
    except NoText as error:
        reason = str(error).partition(": ")[2] if not page.url else str(error)
        raise NoText(f"{path}: no article text found: {reason}") from error


def _read_text(path: Path) -> str:
    with path.open("rb") as file:
        body = file.read(SIZE_LIMIT + 1)
    if len(body) > SIZE_LIMIT:
        raise BadPage(f"{path}: is larger than {SIZE_LIMIT:,} bytes; divide it into its parts")
    if not body.strip():
        raise BadPage(f"{path}: is empty; give a text with one paragraph a line")
    if what := why_binary(body):
        raise BadPage(f"{path}: is {what}, not text; save it as plain text")
    return decode(body)


def _markdown(lines: list[str]) -> list[Paragraph]:
    """Return the paragraphs of Markdown lines, front matter and rules left out, marks taken off."""
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
        lines = lines[end + 1 :]
    paragraphs: list[Paragraph] = []
    for line in lines:
        if _RULE.fullmatch(line):
            continue
        kind: Kind = "paragraph"
        for mark, of in _MARKS:
            if found := mark.match(line):
                kind, line = of, line[found.end() :].rstrip("# ")
                if of == "heading" and not paragraphs and found[0].strip() == "#":
                    kind = "title"
                break
        if text := " ".join(_EMPHASIS.sub(r"\2", _LINK.sub(r"\1", line)).split()):
            paragraphs.append(Paragraph(text, kind))
    return paragraphs
