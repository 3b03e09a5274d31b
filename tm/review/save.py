"""Write what a person reviewed: gold for linguists, TMX for translators, and the memory's units."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from align.bead import Bead
from align.formats import write_alignment
from align.ladder import single_nulls
from corpora.atomic import atomic_text
from corpora.version import muwazi_version
from tm.export import export
from tm.index import index
from tm.memory import Memory
from tm.review.document import ReviewBead, ReviewDocument
from tm.review.remember import remember
from tm.segment import one_line
from tm.select import StoredUnit

GoldFormat = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "jsonl"]
_SUFFIXES: dict[GoldFormat, str] = {
    "ladder": "txt",
    "hunalign": "hunalign",
    "xces": "xml",
    "intertext": "xml",
    "tsv": "tsv",
    "jsonl": "jsonl",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a review is saved; None for nowhere.

    `gold`: a folder that gets gold.txt, en.txt, ar.txt and errors.tsv, as `muwazi evaluate` reads
    them; `form`: the format of its gold. `tmx`: a file of the approved units. `memory`: the memory
    that takes them.
    """

    gold: Path | None = None
    form: GoldFormat = "ladder"
    tmx: Path | None = None
    memory: Path | None = None


def save(document: ReviewDocument, goal: Goal, *, now: datetime.datetime) -> list[str]:
    """Write what was reviewed, each file whole or not at all; return a line for each.

    Raises ValueError where the format of the gold cannot say what the beads are, BadMemory,
    MemoryBusy, OSError.
    """
    lines = []
    units = list(reviewed_units(document))
    if goal.gold and not document.memory:
        lines.append(_save_gold(document, goal.gold, goal.form))
    if goal.tmx:
        approved = [unit for unit in units if unit.approved]
        ((_, written),) = export(approved, goal.tmx, form="tmx", version=muwazi_version())
        lines.append(f"{goal.tmx}: {_counted(written, 'approved unit')}")
    if goal.memory:
        with Memory(goal.memory, write=True) as memory:
            done = remember(memory, document, units, now=now)
            index(memory)
        lines.append(
            f"{goal.memory}: {_counted(done.new, 'new unit')}, {done.changed} reviewed anew,"
            f" {done.replaced} replaced"
        )
    return lines


def gold_beads(document: ReviewDocument) -> list[Bead]:
    """Return the beads as gold: a rejected one joins nothing, so its sentences stand alone."""
    beads = []
    for bead in document.beads:
        if bead.verdict == "rejected" and not bead.is_null:
            beads += [Bead(bead.source, range(0)), Bead(range(0), bead.target)]
        else:
            beads.append(Bead(bead.source, bead.target, bead.score or 0.0, bead.parts, bead.moved))
    return single_nulls(beads)


def reviewed_units(document: ReviewDocument) -> Iterator[StoredUnit]:
    """Yield the unit of each bead with two sides that a person accepted, edited or rejected."""
    for bead in document.beads:
        edited = bead.source_text is not None or bead.target_text is not None
        if bead.is_null or bead.verdict == "open":
            continue
        status = "edited" if edited and bead.verdict == "accepted" else bead.verdict
        yield StoredUnit(
            document.text(bead, "source"),
            document.text(bead, "target"),
            bead.score or 0.0,
            bead.parts,
            range(0) if document.memory else bead.source,
            range(0) if document.memory else bead.target,
            bead.moved,
            document.source_url,
            document.target_url,
            "" if document.memory else document.name,
            document.date,
            document.signature,
            scored=bead.score is not None,
            status=status,
            reviewer=bead.reviewer,
            reviewed=bead.reviewed,
        )


def _save_gold(document: ReviewDocument, folder: Path, form: GoldFormat) -> str:
    """Write the gold and the two texts that it counts the sentences of."""
    beads = gold_beads(document)
    names = ("en.txt", "ar.txt")
    texts = [[one_line(text) for text in side] for side in (document.source, document.target)]
    gold = write_alignment(beads, form, scores=False, source=texts[0], target=texts[1], names=names)
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"gold.{_SUFFIXES[form]}": gold, "errors.tsv": errors_table(document)}
    for name, side in zip(names, texts, strict=True):
        files[name] = "".join(f"{line}\n" for line in side)
    for name, text in files.items():
        with atomic_text(folder / name) as stream:
            stream.write(text.encode("utf-8", "replace").decode())
    left = sum(bead.verdict == "open" for bead in document.beads)
    rest = f", {left} not reviewed yet" if left else ", all reviewed"
    return f"{folder / next(iter(files))}: {_counted(len(beads), 'bead')}{rest}"


def errors_table(document: ReviewDocument) -> str:
    """Return the beads that were given a kind of error, as TSV with a header."""
    lines = ["label\tsource_index\ttarget_index\tsource\ttarget\treviewer"]
    lines += ["\t".join(_error(document, bead)) for bead in document.beads if bead.label]
    return "".join(f"{line}\n" for line in lines)


def _error(document: ReviewDocument, bead: ReviewBead) -> Sequence[str]:
    sides = (" ".join(map(str, side)) for side in (bead.source, bead.target))
    texts = (one_line(document.text(bead, side)) for side in ("source", "target"))
    return (bead.label, *sides, *texts, one_line(bead.reviewer))


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
