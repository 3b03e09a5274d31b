"""Floors under the aligner's figures on the committed gold: a test fails below them.

    python -m benchmarks.floors            show each figure beside its floor
    python -m benchmarks.floors --raise    raise the floors that the figures allow

A floor stands a little below what was measured, and is never lowered here. tests/floors.json also
pins a digest of each set's data: who changes a set deletes its entries there in the same commit,
says why, and raises anew.
"""

import argparse
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.align import KINDS, SEED, hand_made
from benchmarks.documents import GOLD, NOISE, Document, long_documents, noisy_documents
from benchmarks.figures import Figures, align_documents, sum_up

ROOT = Path(__file__).parents[1]
FILE = ROOT / "tests" / "floors.json"
SETS = ("opensource_guide", "react_docs")
KINDS_OF_NOISE = ("clean", "merge", "delete 15 %", "delete 30 %", "gap 25 %", "swap 30 %")
# How far below its figure a floor stands: more than another processor's rounding changes.
MARGINS = {"strict": 0.005, "lax": 0.005, "null": 0.005, "calibration": 0.02, "right at .9": 0.005}
_FEW = 50  # sentences left out, below which null F1 turns on single ones
_LENGTH = 100  # lines of a noisy document: the test has a minute

# Every row that has floors: its name, its set, its noise ("" for hand-made gold).
ROWS: dict[str, tuple[str, str]] = {kind: (kind, "") for kind in KINDS} | {
    f"{name}, {noise}": (name, noise) for name in SETS for noise in KINDS_OF_NOISE
}


@dataclass(frozen=True, slots=True)
class Floors:
    """The digest of each set, and the floors by row and figure."""

    data: Mapping[str, str]
    floors: Mapping[str, Mapping[str, float]]


def folder_of(name: str) -> Path:
    """Return where a set lies."""
    return ROOT / "examples" if name == "examples" else GOLD / name


def data_digest(folder: Path) -> str:
    """Return a digest of the names and bytes of a set's texts and beads; pages do not count."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".txt", ".en", ".ar"}:
            data = file.read_bytes()
            digest.update(f"{file.relative_to(folder).as_posix()} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()[:16]


@cache
def measure(row: str) -> dict[str, float]:
    """Return the figures of a row that have floors."""
    return guarded(sum_up(align_documents(_documents(*ROWS[row]))))


def guarded(figures: Figures) -> dict[str, float]:
    """Return the figures that have floors, all in [0, 1] and higher is better.

    calibration: 1 - ECE; right at .9: the share of units scored .9 or more that is right. Left
    out is null F1 of fewer than 50 sentences, and what is not defined.
    """
    score = figures.score
    values = {
        "strict": figures.strict.f1,
        "lax": figures.lax,
        "null": figures.null if figures.nulls >= _FEW else math.nan,
        "calibration": 1 - score.ece,
        "right at .9": score.kept_right,
    }
    return {name: value for name, value in values.items() if not math.isnan(value)}


def read_floors(file: Path = FILE) -> Floors:
    """Return the floors in a file; none where there is no file yet."""
    if not file.is_file():
        return Floors({}, {})
    held = json.loads(file.read_text(encoding="utf-8"))
    return Floors(held["data"], held["floors"])


def raised(
    floors: Floors, figures: Mapping[str, Mapping[str, float]], data: Mapping[str, str]
) -> Floors:
    """Return the floors, each where it was or, if that is higher, a margin below its figure.

    Raises ValueError where a set is not the one that its floors were measured on.
    """
    for name, digest in floors.data.items():
        if data.get(name) != digest:
            raise ValueError(
                f"{name}: the data changed, so its floors say nothing; delete its entries in "
                f"{FILE.name}, both under data and under floors, and raise again"
            )
    rows = {}
    for row, values in figures.items():
        before = floors.floors.get(row, {})
        # Cut, not rounded: a floor is never above what was measured less the margin.
        new = {
            name: math.floor((value - MARGINS[name]) * 1000) / 1000
            for name, value in values.items()
        }
        rows[row] = {
            name: max(before.get(name, 0.0), new.get(name, 0.0)) for name in {**new, **before}
        }
    return Floors(dict(data), {**floors.floors, **rows})


def floors_json(floors: Floors) -> str:
    """Return the file's text."""
    held = {"data": dict(floors.data), "floors": {k: dict(v) for k, v in floors.floors.items()}}
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"


def below(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Return a line for each figure that is below its floor, or missing."""
    return [
        f"{name} is {figures.get(name, math.nan):.4f}, below its floor {floor:.3f}"
        for name, floor in floors.items()
        if not figures.get(name, math.nan) >= floor
    ]


def _documents(name: str, noise: str) -> list[Document]:
    if not noise:
        return hand_made(name)
    pairs = long_documents(folder_of(name), _LENGTH)
    return list(noisy_documents(name, pairs, SEED, **NOISE[noise]))


def _lines(figures: Mapping[str, Mapping[str, float]], floors: Floors) -> Iterator[str]:
    for row, values in figures.items():
        yield row
        for name, value in values.items():
            floor = floors.floors.get(row, {}).get(name)
            mark = "" if floor is None or value >= floor else "  BELOW"
            yield f"  {name:<12} {value:.4f}  floor {'none' if floor is None else floor}{mark}"


def main() -> None:
    """Measure every row, show it, and raise the floors on request."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raise", dest="lift", action="store_true", help="raise the floors")
    arguments = parser.parse_args()
    floors = read_floors()
    figures = {row: measure(row) for row in ROWS}
    if arguments.lift:
        data = {name: data_digest(folder_of(name)) for name in (*KINDS, *SETS)}
        floors = raised(floors, figures, data)
        FILE.write_text(floors_json(floors), encoding="utf-8")
    print("\n".join(_lines(figures, floors)))


if __name__ == "__main__":
    main()
