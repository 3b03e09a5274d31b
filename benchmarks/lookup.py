"""Measure look-up on a memory of any size, made from text that is given.

    python benchmarks/lookup.py TEXT.tsv… --units 200000 --memory tm.db [--queries 200] [--seed 1]

TEXT.tsv holds English and Arabic sentences, tab-separated. The memory's sentences are walks over
their word pairs (a first-order Markov chain, either language for itself: look-up by letters asks
nothing of the meaning); a fifth are earlier ones with a tenth of the words changed. Queries are
drawn and edited by tm.recall. With the same text and seed the memory is the same.
"""

import argparse
import datetime
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tm.add import add_units
from tm.memory import Memory
from tm.postings import index_units
from tm.recall import bench
from tm.unit import TranslationUnit


class Walk:
    """A walk over the word pairs of some sentences; an empty word begins and ends one."""

    def __init__(self, sentences: list[list[str]], draw: random.Random) -> None:
        """Learn which word follows which."""
        self.draw = draw
        self.after: dict[str, list[str]] = {}
        self.words = [word for words in sentences for word in words]
        for words in sentences:
            for one, other in zip(["", *words], [*words, ""], strict=True):
                self.after.setdefault(one, []).append(other)

    def sentence(self) -> list[str]:
        """Return a new sentence of 3 to 60 words."""
        while True:
            words, word = [], ""
            while word := self.draw.choice(self.after[word]):
                words.append(word)
                if len(words) == 60:
                    break
            if len(words) >= 3:
                return words

    def near(self, words: list[str]) -> list[str]:
        """Return a sentence with a tenth of its words changed, one at least."""
        words = list(words)
        for place in self.draw.sample(range(len(words)), max(1, len(words) // 10)):
            words[place] = self.draw.choice(self.words)
        return words


def walked(paths: list[Path], units: int, seed: int) -> Iterator[TranslationUnit]:
    """Yield made-up units with scores from .5 to 1."""
    draw = random.Random(seed)
    rows = [
        row
        for path in paths
        for line in path.read_text(encoding="utf-8").split("\n")
        if len(row := line.split("\t")) >= 2 and len(row[0].split()) > 4
    ]
    walks = [Walk([row[side].split() for row in rows], draw) for side in (0, 1)]
    made: list[list[list[str]]] = []
    for _ in range(units):
        if made and draw.random() < 0.2:
            pair = [walk.near(old) for walk, old in zip(walks, draw.choice(made), strict=True)]
        else:
            pair = [walk.sentence() for walk in walks]
        if len(made) < 50_000:
            made.append(pair)
        score = draw.uniform(0.5, 1)
        yield TranslationUnit(" ".join(pair[0]), " ".join(pair[1]), score)


def main() -> None:
    """Make the memory where there is none, index it, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", nargs="*", type=Path)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--memory", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Memory(options.memory, write=True) as memory:
        if not memory.last_unit():
            begin = time.process_time()
            units = walked(options.text, options.units, options.seed)
            now = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
            add_units(memory, units, origin="benchmarks/lookup.py", now=now)
            print(f"made and added: {time.process_time() - begin:.0f} CPU s", file=sys.stderr)
        before = options.memory.stat().st_size
        begin, wall = time.process_time(), time.perf_counter()
        new = index_units(memory)
        if new:
            size = options.memory.stat().st_size - before
            print(
                f"index of {new:,} units, both sides: {time.process_time() - begin:.1f} CPU s,"
                f" {time.perf_counter() - wall:.1f} s; {size / 1e6:.0f} MB on {before / 1e6:.0f} MB"
            )
    with Memory(options.memory) as memory:
        print(
            "| language | units | queries | CPU ms p50 | p95 | brute p50"
            " | recall@5 characters | words |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for language in ("en", "ar"):
            found = bench(memory, queries=options.queries, seed=options.seed, language=language)
            print(
                f"| {language} | {found.units:,} | {found.queries} | {found.p50:.2f} |"
                f" {found.p95:.2f} | {found.brute_p50:.0f} | {found.recall_characters:.4f} |"
                f" {found.recall_words:.4f} |"
            )


if __name__ == "__main__":
    main()
