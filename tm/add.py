"""Add units to a memory: whole files or nothing, duplicates merged, where they stood kept.

The rules of a merge, which docs/memory.md explains:

1. Two units are one where both their folded texts are equal.
2. Every place where a unit was found is kept as a sighting, with its own text where that differs.
   Only the same sentences of the same document, aligned by the same signature, count once.
3. The best score counts; of equal ones the first.
4. The latest review counts, whatever the scores; no review never undoes one. A review without a
   time is taken to be as old as the import.
5. The printed text is that of the latest review where there is one, else that of the best score.
"""

import datetime
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from corpora.article import Article
from tm.build import Built
from tm.document import document_id
from tm.entry import Entry, Skipped, Status
from tm.memory import Memory
from tm.merge import Merge
from tm.read_rows import read_jsonl, read_tsv
from tm.read_tmx import read_tmx
from tm.segment import xml_text
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class Added:
    """What an import came to.

    `read` pairs were read: `new` ones, and `merged` ones that the memory had before or that stood
    earlier in the same file; `repeated` of the merged stood at a place that was known already.
    `skipped` counts the units that are no pair, by reason. `known` tells that the same file was
    added before and nothing was done.
    """

    name: str
    read: int = 0
    new: int = 0
    merged: int = 0
    repeated: int = 0
    skipped: tuple[tuple[str, int], ...] = ()
    known: bool = False


def add_file(
    memory: Memory,
    path: Path,
    *,
    now: datetime.datetime,
    status: Status | None = None,
    force: bool = False,
) -> Added:
    """Add a TMX, TSV or JSONL file to a memory: all of it, or nothing where it is broken.

    The format is told by the suffix (.tmx, .tsv .tab .txt, .jsonl .ndjson), else by the first
    character. A file of the same bytes as one that was added before adds nothing, unless `force`.
    `status` is given to the units of which the file does not say that a person reviewed them:
    "accepted" for a memory known to be made by people. `now` is the time to note, with its zone.

    Raises BadTMX or BadRows (both ValueError, naming file, line and unit), OSError where the file
    cannot be read, and what `Memory.transaction` raises.
    """
    with _seekable(path) as stream:
        digest = file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type] # BinaryIO lacks readinto in typeshed; the stream has it
        stream.seek(0)
        kind = _format(path, stream)
        with memory.transaction() as connection:
            before = connection.execute("SELECT 1 FROM origin WHERE sha256 = ?", (digest,))
            if before.fetchone() and not force:
                return Added(path.name, known=True)
            merge = Merge(connection, path.name, kind, _utc(now), sha256=digest)
            if kind == "tmx":
                entries = read_tmx(stream, path.name, on_header=merge.header)
            elif kind == "jsonl":
                entries = read_jsonl(stream, path.name)
            else:
                entries = read_tsv(stream, path.name)
            return _add(merge, path.name, entries, status)


def add_units(
    memory: Memory, units: Iterable[TranslationUnit], *, origin: str, now: datetime.datetime
) -> Added:
    """Add what an alignment made, in one transaction; `origin` names the run.

    Units that the memory holds from the same sentences of the same document by the same signature
    are counted as `repeated`: a run that is repeated adds nothing.
    """
    origin = xml_text(origin)
    with memory.transaction() as connection:
        merge = Merge(connection, origin, "build", _utc(now))
        return _add(merge, origin, _entries(units), None)


def add_build(
    memory: Memory, built: Built, source: Article, target: Article, *, now: datetime.datetime
) -> Added:
    """Add the units that were built of two articles, as `add_units` does, and the titles of both.

    The run is named after the English article's address, or its title where it has none.
    """
    with memory.transaction() as connection:
        return add_built(connection, built.units, source, target, now=now)


def add_built(
    connection: sqlite3.Connection,
    units: Sequence[TranslationUnit],
    source: Article,
    target: Article,
    *,
    now: datetime.datetime,
) -> Added:
    """Add as `add_build` does, within a `Memory.transaction` that may hold more."""
    origin = xml_text(source.url or source.title or target.url or target.title)
    merge = Merge(connection, origin, "build", _utc(now))
    added = _add(merge, origin, _entries(units), None)
    if units:
        document_id(
            connection,
            name=xml_text(units[0].document),
            source_url=xml_text(source.url),
            target_url=xml_text(target.url),
            source_title=xml_text(source.title),
            target_title=xml_text(target.title),
        )
    return added


def _entries(units: Iterable[TranslationUnit]) -> Iterator[Entry]:
    """Yield units as entries, in text that SQLite can hold: no NUL, no lone surrogate."""
    for number, unit in enumerate(units, start=1):
        yield Entry(
            source=xml_text(unit.source),
            target=xml_text(unit.target),
            number=number,
            score=unit.score,
            parts=unit.parts,
            source_positions=unit.source_positions,
            target_positions=unit.target_positions,
            moved=unit.moved,
            source_url=xml_text(unit.source_url),
            target_url=xml_text(unit.target_url),
            document=xml_text(unit.document),
            date=unit.date.isoformat() if unit.date else "",
            signature=xml_text(unit.signature),
        )


def _add(
    merge: Merge, name: str, entries: Iterable[Entry | Skipped], status: Status | None
) -> Added:
    """Merge all entries and return the count."""
    skipped: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Skipped):
            skipped[entry.reason] += 1
        else:
            if status and entry.status is None:
                entry = entry._replace(status=status)
            if not merge.add(entry):
                skipped["no letters in one of the texts"] += 1
    merge.finish()
    return Added(
        name, merge.read, merge.new, merge.read - merge.new, merge.repeated, tuple(skipped.items())
    )


def _utc(now: datetime.datetime) -> str:
    """Return a time as the memory writes it."""
    if now.tzinfo is None:
        raise ValueError("now must know its time zone")
    return f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def _seekable(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is read twice; what a pipe gives is put aside first."""
    with path.open("rb") as stream:
        if stream.seekable():
            yield stream
            return
        with TemporaryFile() as aside:
            while chunk := stream.read(1 << 20):
                aside.write(chunk)
            aside.seek(0)
            yield cast(BinaryIO, aside)


def _format(path: Path, stream: BinaryIO) -> str:
    """Return "tmx", "tsv" or "jsonl" by the suffix, else by the first character."""
    suffixes = {"tmx": ".tmx", "tsv": ".tsv .tab .txt", "jsonl": ".jsonl .ndjson"}
    for name, known in suffixes.items():
        if path.suffix.lower() in known.split():
            return name
    head = stream.read(1024)
    stream.seek(0)
    first = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return {b"<": "tmx", b"{": "jsonl"}.get(first, "tsv")
