"""Time and memory of the alignment as texts grow: `python -m benchmarks.growth [--markdown]`.

The lines of a text are two short ones of the committed sets put together, each couple once, so that
any length can be made; a fifth of them begin a merge and 5 % lose a side. With --markdown the table
is also written into docs/benchmarks.md.
"""

import argparse
import random
from pathlib import Path

from benchmarks.align import SEED, number, put
from benchmarks.documents import GOLD, Document, long_documents, noisy_documents
from benchmarks.figures import align_documents, peak_memory

ROOT = Path(__file__).parents[1]
SIZES = (100, 400, 1000, 4500, 18000)
SHORT = 70  # characters of an English line


def grown(size: int, gap: float = 0.0) -> Document:
    """Return a document of about `size` sentences a side; `gap`: share of the Arabic missing."""
    short = [
        pair
        for name in ("opensource_guide", "react_docs")
        for source, target in long_documents(GOLD / name)
        for pair in zip(source, target, strict=True)
        if len(pair[0]) <= SHORT
    ]
    chance = random.Random(SEED)
    chosen = chance.sample(range(len(short) ** 2), round(size / 0.82))  # merges take some away
    pairs = [(short[k // len(short)], short[k % len(short)]) for k in chosen]
    source, target = ([f"{one[side]} {other[side]}" for one, other in pairs] for side in (0, 1))
    (document,) = noisy_documents("growth", [(source, target)], SEED, delete=0.05, gap=gap)
    return document


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--markdown", action="store_true", help="write the page too")
    arguments = parser.parse_args()
    align_documents([grown(100)])  # the model is loaded, and everything warm
    cases = [(grown(size), "") for size in arguments.sizes]
    cases.append((grown(arguments.sizes[-1], gap=0.25), ", a quarter missing"))
    lines = ["| sentences | strict F1 | s | ms a sentence | MB |", "|---|--:|--:|--:|--:|"]
    for document, what in cases:
        (result,) = align_documents([document])
        size = f"{len(document.source):,} × {len(document.target):,}{what}"
        each = 2000 * result.seconds / (len(document.source) + len(document.target))
        figures = (
            number(result.evaluation.strict.f1),
            f"{result.seconds:.2f}",
            f"{each:.2f}",
            f"{peak_memory(document):.0f}",
        )
        lines.append(f"| {size} | {' | '.join(figures)} |")
        print(lines[-1], flush=True)
    if arguments.markdown:
        page = ROOT / "docs" / "benchmarks.md"
        text = put(page.read_text(encoding="utf-8"), "growth", "\n".join(lines))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
