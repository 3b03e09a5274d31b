"""Measure how time and memory grow with the length of two texts.

    python benchmarks/speed.py PAIRS.tsv… [--sizes 40 400 4000 18000] [--gap] [--seed 1]

PAIRS.tsv holds English and Arabic sentences, tab-separated. A text of any length is drawn from
them; sentences that come again are told apart by a number of their own, and a tenth of the pairs
are merged on the Arabic side. With --gap the Arabic text lacks its third quarter. Each size runs in
a process of its own, so that its peak memory is its own; the input is not counted.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from align.bead import Bead
from align.document import align_sentences
from align.evaluate import evaluate
from align.model import load_model


def read_pairs(files: list[Path]) -> list[tuple[str, str]]:
    """Return the distinct pairs of the files that are sentences of some length."""
    rows = [line.split("\t") for file in files for line in file.read_text("utf-8").split("\n")]
    pairs = {row[0]: row[1] for row in rows if len(row) >= 2 and len(row[0]) > 30 < len(row[1])}
    return list(pairs.items())


def make_text(
    pairs: list[tuple[str, str]], size: int, gap: bool, draw: random.Random
) -> tuple[list[str], list[str], list[Bead]]:
    """Return `size` English sentences, their Arabic ones, and the gold beads."""
    source: list[str] = []
    target: list[str] = []
    gold: list[Bead] = []
    order = draw.sample(range(len(pairs)), len(pairs))
    seen = 0
    while len(source) < size:
        count = 2 if draw.random() < 0.1 and len(source) + 2 <= size else 1
        start = len(source)
        arabic = []
        for _ in range(count):
            english, translation = pairs[order[seen % len(order)]]
            mark = f" ({seen})" if seen >= len(order) else ""
            source.append(english + mark)
            arabic.append(translation + mark)
            seen += 1
        rows = range(start, start + count)
        if gap and size // 2 <= start < 3 * size // 4:
            gold += [Bead(range(i, i + 1), range(0)) for i in rows]
        else:
            gold.append(Bead(rows, range(len(target), len(target) + 1)))
            target.append(" ".join(arabic))
    return source, target, gold


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(files: list[Path], size: int, gap: bool, seed: int) -> str:
    """Return a row of the table."""
    model = load_model()
    source, target, gold = make_text(read_pairs(files), size, gap, random.Random(seed))
    align_sentences(source[:40], target[:40], model)  # warm
    before = peak()
    best, cpu = float("inf"), float("inf")
    for _ in range(max(min(2000 // size, 20), 1)):
        wall, used = time.perf_counter(), time.process_time()
        beads = align_sentences(source, target, model).beads
        best = min(best, time.perf_counter() - wall)
        cpu = min(cpu, time.process_time() - used)
    extra = peak() - before
    f1 = evaluate(gold, beads).strict.f1
    return (
        f"| {len(source):,} × {len(target):,} | {best:.3f} | {cpu:.3f} | {extra:.0f} | "
        f"{1000 * best / size:.3f} | {f1:.4f} |"
    )


def main() -> None:
    """Print a table: seconds, CPU seconds, MB above the input, ms a sentence, strict F1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[40, 400, 4000, 18000])
    parser.add_argument("--gap", action="store_true", help="leave out a quarter of the Arabic")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--row", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        print(measure(options.pairs, options.sizes[0], options.gap, options.seed))
        return
    print("| sentences | s | CPU s | MB | ms a sentence | strict F1 |")
    print("|---|---|---|---|---|---|")
    for size in options.sizes:
        command = [sys.executable, "-m", "benchmarks.speed", *map(str, options.pairs)]
        command += ["--sizes", str(size), "--seed", str(options.seed), "--row"]
        command += ["--gap"] * options.gap
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        print(ran.stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
