"""The documents that the aligner is measured on and learns from: gold ones, and noisy ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from align.bead import Bead
from align.ladder import read_ladder, single_nulls, to_beads
from align.noise import make_noise

GOLD = Path(__file__).with_name("gold")
LENGTH = 250  # lines of a document that noise is made in

# The hard cases of docs/benchmarks.md: what is done to a 1-1 document.
NOISE: dict[str, dict[str, float]] = {
    "clean": {"merge": 0.0},
    "merge": {},
    "delete 5 %": {"delete": 0.05},
    "delete 15 %": {"delete": 0.15},
    "delete 30 %": {"delete": 0.30},
    "delete 15 % insert 10 %": {"delete": 0.15, "insert": 0.10},
    "gap 25 %": {"gap": 0.25},
    "swap 10 %": {"swap": 0.10},
    "swap 30 %": {"swap": 0.30},
}


@dataclass(frozen=True, slots=True)
class Document:
    """Two texts and their gold beads; `kind` is what results are grouped by."""

    kind: str
    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: tuple[Bead, ...]


def lines(file: Path) -> tuple[str, ...]:
    """Return the lines of a text, one sentence each."""
    return tuple(file.read_text(encoding="utf-8").splitlines())


def gold_documents(kind: str, folder: Path = GOLD) -> list[Document]:
    """Return the documents of one kind (law, literature, news) with their hand-made beads."""
    return [
        Document(
            kind,
            f"{kind}/{gold.parent.name}",
            lines(gold.with_name("en.txt")),
            lines(gold.with_name("ar.txt")),
            tuple(single_nulls(to_beads(read_ladder(gold.read_text(encoding="utf-8"))))),
        )
        for gold in sorted((folder / kind).glob("*/gold.txt"))
    ]


def long_documents(folder: Path, length: int = LENGTH) -> list[tuple[list[str], list[str]]]:
    """Return the 1-1 documents of a set, short ones joined and long ones cut to about `length`."""
    source: list[str] = []
    target: list[str] = []
    for file in sorted(folder.glob("*.en")):
        source += lines(file)
        target += lines(file.with_suffix(".ar"))
    count = max(round(len(source) / length), 1)
    ends = [round(k * len(source) / count) for k in range(count + 1)]
    return [(source[a:b], target[a:b]) for a, b in pairwise(ends)]


def noisy_documents(
    kind: str, pairs: Sequence[tuple[list[str], list[str]]], seed: int, **noise: float
) -> Iterator[Document]:
    """Yield each document with noise; foreign lines come from the next document."""
    for k, (source, target) in enumerate(pairs):
        other = pairs[(k + 1) % len(pairs)]
        foreign = list(zip(*other, strict=True)) if noise.get("insert") else []
        case = make_noise(source, target, seed=seed + k, foreign=foreign, **noise)  # type: ignore[arg-type] # all are shares
        yield Document(kind, f"{kind}/{k}", case.source, case.target, tuple(case.gold))


def one_to_one(documents: Sequence[Document]) -> list[tuple[list[str], list[str]]]:
    """Return of each document the sentences that translate one another one to one."""
    pairs = []
    for document in documents:
        beads = [bead for bead in document.gold if bead.type == "1-1"]
        pairs.append(
            (
                [document.source[bead.source[0]] for bead in beads],
                [document.target[bead.target[0]] for bead in beads],
            )
        )
    return pairs


def pieces(document: Document, length: int | None = None) -> Iterator[Document]:
    """Yield the document in parts of about `length` sentences, cut where no bead is cut.

    A part whose beads cross is left out: the search learns from monotone ones.
    """
    sizes = len(document.source), len(document.target)
    starts, held, ends = (0, 0), list[Bead](), (0, 0)
    for bead in document.gold:
        held.append(bead)
        ends = max(ends[0], bead.source.stop), max(ends[1], bead.target.stop)
        if length is not None and ends[0] - starts[0] >= length:
            yield from _part(document, starts, ends, held)
            starts, held = ends, []
    yield from _part(document, starts, sizes, held)


def _part(
    document: Document, starts: tuple[int, int], ends: tuple[int, int], gold: list[Bead]
) -> Iterator[Document]:
    targets = [j for bead in gold for j in bead.target]
    monotone = targets == list(range(starts[1], ends[1]))
    sources = [i for bead in gold for i in bead.source]
    if not monotone or sources != list(range(starts[0], ends[0])) or len(gold) < 8:
        return
    yield Document(
        document.kind,
        f"{document.name}@{starts[0]}",
        document.source[starts[0] : ends[0]],
        document.target[starts[1] : ends[1]],
        tuple(Bead(_from(bead.source, starts[0]), _from(bead.target, starts[1])) for bead in gold),
    )


def _from(indices: range, start: int) -> range:
    return range(indices.start - start, indices.stop - start) if indices else range(0)
