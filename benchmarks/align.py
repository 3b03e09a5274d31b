"""Measure the aligner on documents with gold, and on noise made from 1-1 documents.

    python -m benchmarks.align [--dev FOLDER] [--seeds 3] [--jobs 1] [--model NAME] [--markdown]

Prints Markdown tables. With --markdown they are also written between their marks into
docs/benchmarks.md, and the short one into README.md. --dev names a folder with further 1-1 sets
(flores200_devtest_bydomain, xquad_questions: a folder each, DOC.en and DOC.ar line by line), which
their licence keeps out of here; without it, only what is in benchmarks/gold is measured.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.documents import (
    GOLD,
    NOISE,
    Document,
    gold_documents,
    long_documents,
    noisy_documents,
)
from benchmarks.figures import (
    Figures,
    Result,
    align_documents,
    peak_memory,
    sum_up,
)

ROOT = Path(__file__).parents[1]
KINDS = ("law", "literature", "news", "examples")
SETS = ("opensource_guide", "react_docs", "flores200_devtest_bydomain", "xquad_questions")
FLORES = "flores200_devtest_bydomain"
SEED = 1000  # of the first round; the weights were learned from noise of other seeds
# Documents of about 17 and 68 sentences, as on the card of Jisr-Align-29M.
FLORES_LENGTHS = (17, 68)
FLORES_NOISE = {"merge": 0.2, "delete": 0.05}

_HEAD = (
    "documents", "strict F1 (95 %)", "lax", "link", "null", "ECE", "AUC",
    "right at ≥ .9", "share ≥ .9", "moved found", "marks right", "s", "MB",
)  # fmt: skip

Row = tuple[str, Figures, float]  # its name, its figures, MiB for its largest document


def hand_made(kind: str) -> list[Document]:
    """Return the documents of a kind of gold; the examples are one of them."""
    if kind == "examples":
        return gold_documents(kind, ROOT)
    return gold_documents(kind)


def folders(dev: Path | None) -> dict[str, Path]:
    """Return the folders of the 1-1 sets that are there."""
    places = {name: GOLD / name for name in SETS}
    if dev is not None:
        places |= {name: dev / name for name in SETS if not places[name].is_dir()}
    return {name: folder for name, folder in places.items() if folder.is_dir()}


def noisy(folder: Path, noise: str, seeds: int) -> Iterator[Document]:
    """Yield the noisy documents of a set, from each seed in turn."""
    pairs = long_documents(folder)
    for round_ in range(1, seeds + 1):
        yield from noisy_documents(folder.name, pairs, SEED * round_, **NOISE[noise])


def flores_documents(folder: Path, length: int, seeds: int) -> Iterator[Document]:
    """Yield short noisy documents of FLORES sentences that follow each other."""
    pairs = long_documents(folder, length)
    for round_ in range(1, seeds + 1):
        yield from noisy_documents(folder.name, pairs, SEED * round_, **FLORES_NOISE)


def table(title: str, rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table."""
    lines = [
        f"| {title} | " + " | ".join(_HEAD) + " |",
        "|---|" + "---:|" * len(_HEAD),
    ]
    lines += [
        f"| {name} | {' | '.join(_cells(figures, memory))} |" for name, figures, memory in rows
    ]
    return "\n".join(lines) + "\n"


def short_table(rows: Sequence[Row]) -> str:
    """Return what the README shows of the same rows."""
    lines = [
        "| text | strict F1 | left out (F1) | score ≥ .9: right | score ≥ .9: share |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, figures, _ in rows:
        score = figures.score
        cells = (
            number(figures.strict.f1),
            number(figures.null) if figures.nulls else "–",
            number(score.kept_right),
            f"{score.kept / score.count:.0%}".replace("%", " %"),
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cells(figures: Figures, memory: float) -> tuple[str, ...]:
    strict, score, moved = figures.strict, figures.score, figures.moved
    return (
        str(figures.documents),
        f"**{number(strict.f1)}** ({number(strict.low)}–{number(strict.high)})",
        number(figures.lax),
        number(figures.link),
        f"{number(figures.null)} of {figures.nulls}" if figures.nulls else "–",
        number(score.ece),
        number(score.auc),
        number(score.kept_right),
        f"{score.kept / score.count:.0%}".replace("%", " %"),
        number(moved.found / moved.crossings) if moved.crossings else "–",
        number(moved.right / moved.marked) if moved.marked else "–",
        f"{figures.seconds:.2f}",
        f"{memory:.0f}",
    )


def number(value: float) -> str:
    """Return a share with three decimals and no leading zero; – for one of nothing."""
    if value != value:
        return "–"
    return f"{value:.3f}".removeprefix("0")


def put(text: str, mark: str, content: str) -> str:
    """Return `text` with `content` between `<!-- mark -->` and `<!-- /mark -->`.

    Raises LookupError where the marks are missing.
    """
    opening, closing = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    pattern = re.compile(f"{re.escape(opening)}.*?{re.escape(closing)}", re.DOTALL)
    if not pattern.search(text):
        raise LookupError(f"no {opening} … {closing} to write between")
    return pattern.sub(lambda _: f"{opening}\n{content.rstrip()}\n{closing}", text)


def measure(
    arguments: argparse.Namespace, say: Callable[[str], None]
) -> tuple[dict[str, str], str]:
    """Return the tables by their marks, and the short one."""

    def results(documents: list[Document]) -> tuple[list[Result], float]:
        found = align_documents(documents, arguments.model, arguments.jobs)
        largest = max(documents, key=lambda one: len(one.source) * len(one.target))
        return found, peak_memory(largest, arguments.model)

    def row(name: str, documents: list[Document]) -> Row:
        found, memory = results(documents)
        say(f"{name}: {number(sum_up(found).strict.f1)}")
        return name, sum_up(found), memory

    gold = [row(kind, hand_made(kind)) for kind in KINDS]
    there = folders(arguments.dev)
    by_set: list[Row] = []
    pooled: list[Row] = []
    for noise in NOISE:
        every: list[Result] = []
        most = 0.0
        for name, folder in there.items():
            found, memory = results(list(noisy(folder, noise, arguments.seeds)))
            by_set.append((f"{name}, {noise}", sum_up(found), memory))
            say(f"{name}, {noise}: {number(by_set[-1][1].strict.f1)}")
            every += found
            most = max(most, memory)
        pooled.append((noise, sum_up(every), most))
    by_set.sort(key=lambda one: list(there).index(one[0].split(",")[0]))
    rows = [*gold, *pooled]
    tables = {"gold": table("gold", gold), "noise": table("noise", pooled)}
    tables["sets"] = table("set and noise", by_set)
    if FLORES in there:
        tables["flores"] = table(
            "FLORES documents",
            [
                row(
                    f"of {length} sentences",
                    list(flores_documents(there[FLORES], length, arguments.seeds)),
                )
                for length in FLORES_LENGTHS
            ],
        )
    signatures = frozenset(chain.from_iterable(figures.signatures for _, figures, _ in rows))
    signature = "".join(f"    {name}\n" for name in sorted(signatures))
    tables["signature"] = f"{signature}\nSets: {', '.join(there)}; {arguments.seeds} seeds.\n"
    shown = {"delete 15 %": "15 % left out", "gap 25 %": "a quarter missing",
             "swap 30 %": "30 % of paragraphs moved"}  # fmt: skip
    short = [(name, figures, memory) for name, figures, memory in gold]
    short += [(shown[name], figures, memory) for name, figures, memory in pooled if name in shown]
    return tables, short_table(short)


def main() -> None:
    """Measure, print, and write the pages on request."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dev", type=Path, help="folder with further 1-1 sets")
    parser.add_argument("--seeds", type=int, default=3, help="rounds of noise")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the work")
    parser.add_argument("--model", help="another model than the one that ships")
    parser.add_argument("--markdown", action="store_true", help="write the pages too")
    arguments = parser.parse_args()
    tables, short = measure(arguments, lambda line: print(line, file=sys.stderr, flush=True))
    print("\n".join([*tables.values(), short]))
    if arguments.markdown:
        page, readme = ROOT / "docs" / "benchmarks.md", ROOT / "README.md"
        text = page.read_text(encoding="utf-8")
        for mark, content in tables.items():
            text = put(text, mark, content)
        page.write_text(text, encoding="utf-8")
        readme.write_text(
            put(readme.read_text(encoding="utf-8"), "figures", short), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
