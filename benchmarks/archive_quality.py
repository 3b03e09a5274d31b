"""Compare a memory that a batch made of a generated archive with the archive's gold.

    python -m benchmarks.make_archive OUT --count 500
    muwazi batch OUT/pages -o OUT/news.db
    python -m benchmarks.archive_quality OUT/news.db OUT/gold.jsonl

Pairs: those articles of which both versions are in the archive. Units: the beads of these, as
texts; a unit counts only if exactly the same two texts stand in the gold of its articles.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpora.address import page_key
from tm.memory import Memory


@dataclass(frozen=True, slots=True)
class Found:
    """How many were found, how many of them are right, and how many there are in the gold."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        """The share of the gold that was found."""
        return self.right / max(self.true, 1)


def archive_quality(memory: Memory, gold: Path) -> tuple[Found, Found]:
    """Return how good the pairs of a memory are, and its units."""
    true: dict[object, Counter[tuple[str, str]]] = {}
    with gold.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["source"] and row["target"]:
                true[_key(row["source"], row["target"])] = Counter(
                    (_joined(row["source_sentences"], one), _joined(row["target_sentences"], other))
                    for one, other in row["beads"]
                    if one and other
                )
    found: dict[object, Counter[tuple[str, str]]] = {}
    for source_url, target_url, source, target in memory.connection.execute(
        "SELECT d.source_url, d.target_url, coalesce(s.source, u.source),"
        " coalesce(s.target, u.target) FROM sighting s JOIN unit u ON u.id = s.unit_id"
        " JOIN document d ON d.id = s.document_id"
    ):
        found.setdefault(_key(source_url, target_url), Counter())[source, target] += 1
    right = sum((found[key] & true[key]).total() for key in found.keys() & true.keys())
    return (
        Found(len(found), len(found.keys() & true.keys()), len(true)),
        Found(
            sum(units.total() for units in found.values()),
            right,
            sum(units.total() for units in true.values()),
        ),
    )


def _key(source: str, target: str) -> object:
    return page_key(source), page_key(target)


def _joined(sentences: list[str], bead: list[int]) -> str:
    return " ".join(sentences[at] for at in bead)


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser(description="Compare a memory with its archive's gold.")
    parser.add_argument("memory", type=Path)
    parser.add_argument("gold", type=Path)
    wanted = parser.parse_args()
    with Memory(wanted.memory) as memory:
        both = archive_quality(memory, wanted.gold)
    for name, one in zip(("pairs", "units"), both, strict=True):
        print(
            f"{name}: {one.precision:.3f} of {one.found:,} found are right,"
            f" {one.recall:.3f} of {one.true:,} in the gold are found"
        )


if __name__ == "__main__":
    main()
