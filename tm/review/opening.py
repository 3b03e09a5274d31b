"""From what a person names to the document to review: articles, alignments, units, a memory."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from align.bead import Alignment, Bead
from align.formats import Format, read_alignment, sniff
from align.ladder import BadGold, to_beads
from corpora.pair import Pair
from corpora.source import is_address
from corpora.split import split_article
from tm.build import build_units, document_id
from tm.entry import Entry, Skipped
from tm.memory import Memory
from tm.read_rows import read_jsonl, read_tsv
from tm.read_tmx import read_tmx
from tm.review.document import ReviewDocument, start_review
from tm.review.journal import Journal
from tm.select import select

MOST_UNITS = 5000
"""Units of a memory or a file that one review shows."""
_SQLITE = b"SQLite format 3\0"

Align = Callable[[Sequence[str], Sequence[str]], Alignment]


def is_memory(path: Path) -> bool:
    """Tell whether a file is a memory, by its beginning."""
    with path.open("rb") as stream:
        return stream.read(len(_SQLITE)) == _SQLITE


def is_alignment(path: Path) -> bool:
    """Tell whether a file holds an alignment or units, by its beginning: no page, no text."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return False
    try:
        return sniff(head.rpartition(b"\n")[0] or head) is not None
    except BadGold:
        return path.suffix.lower() == ".tmx"


def review_pair(pair: Pair, align: Align) -> ReviewDocument:
    """Return the review of two articles, aligned now."""
    texts = [
        [sentence.text for sentence in split_article(article)]
        for article in (pair.source, pair.target)
    ]
    alignment = align(texts[0], texts[1])
    units = build_units(pair.source, pair.target, texts[0], texts[1], alignment)
    return start_review(
        texts[0],
        texts[1],
        alignment.beads,
        title=pair.source.title or pair.target.title,
        source_url=pair.source.url,
        target_url=pair.target.url,
        name=document_id(pair.source, pair.target),
        date=pair.source.date or pair.target.date,
        signature=units[0].signature if units else alignment.signature,
    )


def review_alignment(
    path: Path, form: Format | None, source: Sequence[str], target: Sequence[str]
) -> ReviewDocument:
    """Return the review of an alignment in any format of the field, of these sentences.

    Scores outside [0, 1], which mean something else, are left out. Raises BadGold, OSError.
    """
    raw = read_alignment(path, form, source=source, target=target)
    signature = f"file:{path.name}"
    document = start_review(source, target, to_beads(raw), title=path.stem, signature=signature)
    scores = {(bead.source, bead.target): bead.score for bead in raw}
    beads = (
        bead
        if bead.is_null
        else replace(bead, score=_share(scores.get((tuple(bead.source), tuple(bead.target)))))
        for bead in document.beads
    )
    return replace(document, beads=tuple(beads))


def _share(score: float | None) -> float | None:
    return score if score is not None and 0 <= score <= 1 else None


def review_units(path: Path) -> ReviewDocument:
    """Return the review of a TMX, TSV or JSONL of units, each a bead of one sentence a side.

    Raises BadTMX, BadRows (both ValueError), OSError.
    """
    with path.open("rb") as stream:
        first = stream.read(1024).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
        stream.seek(0)
        entries: Iterable[Entry | Skipped]
        if first == b"<":
            entries = read_tmx(stream, path.name)
        else:
            entries = (read_jsonl if first == b"{" else read_tsv)(stream, path.name)
        pairs = (entry for entry in entries if isinstance(entry, Entry))
        kept = list(islice(pairs, MOST_UNITS))
    return _of_units(kept, path.stem)


def review_memory(path: Path, *, min_score: float, max_score: float) -> ReviewDocument:
    """Return the review of a memory's units that nobody reviewed, document by document.

    Only units that score within the bounds; those without a score count as 0. The first
    `MOST_UNITS` are shown. Raises BadMemory, MemoryBusy, OSError, LookupError where there is none.
    """
    with Memory(path) as memory:
        units = (
            Entry(unit.source, unit.target, number, unit.score if unit.scored else None, unit.parts)
            for number, unit in enumerate(select(memory))
            if unit.status == "machine" and min_score <= unit.score <= max_score
        )
        kept = list(islice(units, MOST_UNITS))
    if not kept:
        raise LookupError(f"{path}: has no unit to review that scores within these bounds")
    return _of_units(kept, path.stem)


def journal_path(source: str) -> Path:
    """Return where the journal of a review lies: beside the file, for an address in this folder."""
    if is_address(source):
        name = re.sub(r"[^\w.-]+", "-", source.split("://", 1)[1]).strip("-.")[:80]
        return Path(f"{name}.review.jsonl")
    return Path(source).with_suffix(".review.jsonl")


def set_aside_finished(path: Path) -> None:
    """Rename a memory's journal in which all is reviewed, so that the next units can be shown."""
    if not path.exists():
        return
    with Journal(path) as journal:
        if any(bead.verdict == "open" for bead in journal.history.document.beads):
            return
    names = (path.with_suffix(f".{number}.jsonl") for number in count(1))
    path.rename(next(name for name in names if not name.exists()))


def _of_units(entries: Sequence[Entry], title: str) -> ReviewDocument:
    document = start_review(
        [entry.source for entry in entries],
        [entry.target for entry in entries],
        [Bead(range(at, at + 1), range(at, at + 1)) for at in range(len(entries))],
        title=title,
        memory=True,
    )
    beads = (
        replace(bead, score=entry.score, parts=entry.parts)
        for bead, entry in zip(document.beads, entries, strict=True)
    )
    return replace(document, beads=tuple(beads))
