"""Articles read from what a person names: an address, a saved page, a WARC file, a text.

A text has one paragraph a line. Markdown (`.md`) is the same with its marks taken off.
"""

import re
from pathlib import Path

from corpora.article import Article, Kind, Paragraph
from corpora.charset import decode
from corpora.extract import NoText, extract
from corpora.language import detect_language
from corpora.links import NoTranslation
from corpora.page import SIZE_LIMIT, BadPage, read_page
from corpora.pair import Get, Pair, fetch_pair, make_pair
from corpora.saved import archived, extract_saved, find_archived_pair, find_saved_pair
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


def read_pair(source: str, target: str | None, get: Get) -> Pair:
    """Return the article that `source` names and its version in the other language.

    Each is an address (read with `get`) or a file: a saved page or a text. Without `target` the
    other version is found: by the page's own links on the web, in the same WARC file, or in the
    folder of a saved page. An address with a WARC file is read from that file. Raises
    NoTranslation, SameLanguage, and what reading, fetching and extracting raise.
    """
    if target is not None:
        for one, other in ((source, target), (target, source)):
            if is_address(one) and is_warc(other):
                return fetch_pair(one, archived(Path(other)))
        return make_pair(_article(source, get), _article(target, get), names=(source, target))
    if is_address(source):
        return fetch_pair(source, get)
    path = Path(source)
    path.stat()  # raises where there is no such file
    if is_warc(source):
        return find_archived_pair(path)
    if is_html(path):
        return find_saved_pair(path)
    raise NoTranslation(f"{path}: a text names no other version; give the second file too")


def is_address(name: str) -> bool:
    """Tell an address, of whatever scheme, from the name of a file."""
    return bool(re.match(r"[a-z][a-z\d+.-]*://", name, re.I))


def is_warc(name: str) -> bool:
    """Tell whether a file is a WARC, by its name."""
    return not is_address(name) and name.lower().endswith((".warc", ".warc.gz"))


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
        return extract_saved(read_page(path), path)
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


def _article(name: str, get: Get) -> Article:
    if is_address(name):
        return extract(get(name))
    if is_warc(name):
        raise BadPage(f"{name}: is an archive; give it alone, or after one address")
    return read_article(Path(name))


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
