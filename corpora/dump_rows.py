"""Articles in the rows of a dump (JSONL, Parquet), and lists of pairs of texts (TSV).

The names of fields are those that the field's own dumps use: CC-News, news-please, trafilatura.
"""

import datetime
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from corpora.address import resolve
from corpora.article import Article, Language, Paragraph
from corpora.document import Document, Read, Skipped, read_document
from corpora.language import detect_language
from corpora.page import SIZE_LIMIT, Page
from corpora.sitemap import read_time

_URL = ("url", "link", "source_url", "requested_url", "source")
_HTML = ("html", "raw_html", "page")
_TEXT = ("text", "maintext", "body", "article", "content", "paragraphs", "article_text")
_TITLE = ("title", "headline")
_DATE = ("date", "date_publish", "published", "publish_date", "published_date", "datePublished")
_AUTHORS = ("authors", "author", "byline")
_LANGUAGES: tuple[Language, ...] = ("en", "ar")
_BATCH = 64  # rows of Parquet that are in memory at once


def read_rows(path: Path) -> Iterator[Read]:
    """Yield the articles of a JSONL (packed or not) or Parquet file, a row each.

    A row is an object with `html`, or with `text` and perhaps `title`, `url`, `date`, `author`; or
    with `en` and `ar`, two texts or two such objects that are a pair. Raises ModuleNotFoundError
    for Parquet without pyarrow, OSError.
    """
    rows = _parquet(path) if path.suffix.lower() == ".parquet" else _jsonl(path)
    for source, row in rows:
        if isinstance(row, str):
            yield Skipped(source, row)
        else:
            yield from _read_row(row, source)


def read_list(path: Path) -> Iterator[Read]:
    """Yield the texts of a list of pairs: on each line two files, parted by a tab.

    A name counts from the list's own folder. An empty line, and one that begins with "#", is
    passed over; a pair of which one side cannot be read is told and passed over whole.
    """
    for source, files in listed_files(path):
        if len(files) < 2:
            yield Skipped(source, "is not two file names parted by a tab")
            continue
        sides = [read_document(file) for file in files]
        if bad := [side for side in sides if isinstance(side, Skipped)]:
            yield Skipped(source, f"{bad[0].source}: {bad[0].reason}")
            continue
        for side in sides:
            if isinstance(side, Document):
                yield Document(side.source, side.content, source)


def listed_files(path: Path) -> Iterator[tuple[str, list[Path]]]:
    """Yield the place of each line of a list of pairs, and its two files; none if it lacks one."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            names = [name.strip() for name in line.rstrip("\r\n").split("\t")][:2]
            whole = len(names) == 2 and all(names)
            yield f"{path}:{number}", [path.parent / name for name in names] if whole else []


def _jsonl(path: Path) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    """Yield (source, row or why there is none) of each line."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        lines: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=raw) if packed else raw
        number = 0
        while True:
            number += 1
            source = f"{path}:{number}"
            try:
                line = lines.readline(SIZE_LIMIT + 1)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                yield source, f"is damaged or breaks off ({error}); the rows before it are good"
                return
            if not line:
                return
            if len(line) > SIZE_LIMIT:
                yield source, f"is larger than {SIZE_LIMIT:,} bytes; no more is read"
                return
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield source, f"is no JSON ({error})"
                continue
            yield source, row if isinstance(row, dict) else "is no JSON object"


def _parquet(path: Path) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        raise ModuleNotFoundError(f"{path}: Parquet needs pip install 'muwazi[parquet]'") from None
    number = 0
    try:
        with parquet.ParquetFile(path) as table:
            wanted = {*_URL, *_HTML, *_TEXT, *_TITLE, *_DATE, *_AUTHORS, *_LANGUAGES}
            names = [name for name in table.schema_arrow.names if name in wanted]
            for batch in table.iter_batches(_BATCH, columns=names):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}:{number}", row
    except (pyarrow.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        yield f"{path}:{number + 1}", f"is damaged or no Parquet ({str(error).splitlines()[0]})"


def _read_row(row: Mapping[str, Any], source: str) -> Iterator[Read]:
    sides = [row.get(language) for language in _LANGUAGES]
    if not all(sides):
        yield _document(row, source)
        return
    read = []
    for language, side in zip(_LANGUAGES, sides, strict=True):
        whole = dict(side) if isinstance(side, Mapping) else {"text": side}
        read.append(_document({**whole, "language": language}, f"{source}!{language}"))
    if bad := [side for side in read if isinstance(side, Skipped)]:
        yield Skipped(source, f"{bad[0].source.rpartition('!')[2]}: {bad[0].reason}")
        return
    for side in read:
        if isinstance(side, Document):
            yield Document(side.source, side.content, source)


def _document(row: Mapping[str, Any], source: str) -> Read:
    """Return the page or the article of a row."""
    url = resolve("", _first(row, _URL))
    if html := _first(row, _HTML):
        return Document(source, Page(url, html))
    lines = _lines(next((row[name] for name in _TEXT if row.get(name)), ""))
    if not lines:
        return Skipped(source, "has neither html nor text; see the page on archives")
    if sum(map(len, lines)) > SIZE_LIMIT:
        return Skipped(source, f"is larger than {SIZE_LIMIT:,} characters, as no article is")
    said = str(row.get("language") or "")
    language = detect_language(" ".join(lines))
    if language is None or (said in _LANGUAGES and said != language):
        return Skipped(source, f"is not in {said or 'English or Arabic'}")
    title = " ".join(_first(row, _TITLE).split())
    paragraphs = [Paragraph(line) for line in lines]
    if title:
        paragraphs = [Paragraph(title, "title"), *paragraphs[paragraphs[0].text == title :]]
    authors = tuple(_lines(next((row[name] for name in _AUTHORS if row.get(name)), "")))
    return Document(source, Article(language, title, tuple(paragraphs), url, _date(row), authors))


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str:
    found = (row[name] for name in names if row.get(name) and isinstance(row[name], str))
    return _whole(next(found, ""))


def _lines(value: Any) -> list[str]:
    """Return the lines of a text, or of a list of texts, white space collapsed."""
    values = value if isinstance(value, list) else [value]
    texts = [line for text in values if isinstance(text, str) for line in _whole(text).splitlines()]
    return [line for text in texts if (line := " ".join(text.split()))]


def _whole(text: str) -> str:
    """Return a text without the halves of characters that JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _date(row: Mapping[str, Any]) -> datetime.date | None:
    value = next((row[name] for name in _DATE if row.get(name)), None)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    time = read_time(value) if isinstance(value, str) else None
    return time.date() if time else None
