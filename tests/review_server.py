"""A review that is served, for tests: a shipped article with its gold, an aligner by position."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from align.bead import Alternative, Bead, Parts
from align.formats import read_alignment
from align.ladder import to_beads
from corpora.article import Article
from corpora.read import read_article
from corpora.split import split_article
from tm.review.document import ReviewDocument, start_review
from tm.review.journal import Journal
from tm.review.save import Goal, save
from tm.review.server import serving
from tm.review.session import Session, Similarity

EXAMPLES = Path(__file__).parents[1] / "examples"
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass
class Served:
    """A review that is being served: its address, and the session behind it."""

    url: str
    session: Session
    goal: Goal


def example_document(name: str = "octopus-season") -> ReviewDocument:
    """Return a shipped article with its gold beads, given scores as an aligner gives them."""
    pages = [read_article(EXAMPLES / name / f"{code}.html") for code in ("en", "ar")]
    texts = [[sentence.text for sentence in split_article(page)] for page in pages]
    beads = to_beads(read_alignment(EXAMPLES / name / "gold.txt"))
    return start_review(texts[0], texts[1], _scored(beads), **_names(pages))


def _names(pages: Sequence[Article]) -> dict[str, Any]:
    return {
        "title": pages[0].title,
        "source_url": "https://example.org/en/octopus",
        "target_url": "https://example.org/ar/octopus",
        "date": pages[0].date,
        "signature": "model:none|search:gold|version:1",
    }


def _scored(beads: Sequence[Bead]) -> list[Bead]:
    """Return beads with made-up scores, mostly high, and a second choice where they are low."""
    chance = random.Random(1)
    scored = []
    for at, bead in enumerate(beads):
        if bead.is_null:
            scored.append(bead)
            continue
        score = round(1 - chance.random() ** 2 * 0.7, 3)
        parts = Parts(*(round(min(1.0, score + chance.uniform(-0.1, 0.1)), 3) for _ in range(6)))
        follower = beads[at + 1] if at + 1 < len(beads) else None
        other = None
        if (
            score < 0.8
            and follower
            and follower.target
            and follower.target.start == bead.target.stop
        ):
            target = range(bead.target.start, bead.target.stop + 1)
            other = Alternative(bead.source, target, round((1 - score) / 2, 3))
        scored.append(replace(bead, score=score, parts=parts, alternative=other))
    return scored


def long_document(beads: int = 5000) -> ReviewDocument:
    """Return a document of many beads of the usual kinds."""
    chance = random.Random(2)
    made: list[Bead] = []
    i = j = 0
    for _ in range(beads):
        a, b = chance.choice([(1, 1)] * 7 + [(1, 2), (2, 1), (1, 0), (0, 1)])
        score = round(1 - chance.random() ** 2 * 0.7, 3) if a and b else 0.0
        made.append(
            Bead(range(i, i + a) if a else range(0), range(j, j + b) if b else range(0), score)
        )
        i, j = i + a, j + b
    english = [
        f"The council met for the {k}th time and took a decision on water." for k in range(i)
    ]
    arabic = [f"اجتمع المجلس للمرة {k} واتخذ قرارًا بشأن المياه." for k in range(j)]
    return start_review(english, arabic, made, title="A long document")


def realign_by_position(
    source: Sequence[str], target: Sequence[str], locked: Sequence[Bead]
) -> list[Bead]:
    """Return beads by position in the gaps between the locked ones."""
    taken = (
        {i for bead in locked for i in bead.source},
        {j for bead in locked for j in bead.target},
    )
    free = (
        [i for i in range(len(source)) if i not in taken[0]],
        [j for j in range(len(target)) if j not in taken[1]],
    )
    both = min(map(len, free))
    beads = [Bead(range(i, i + 1), range(j, j + 1), 0.75) for i, j in zip(*free, strict=False)]
    beads += [Bead(range(i, i + 1), range(0)) for i in free[0][both:]]
    beads += [Bead(range(0), range(j, j + 1)) for j in free[1][both:]]
    return [*locked, *beads]


@contextmanager
def reviewing(
    document: ReviewDocument | None,
    folder: Path,
    *,
    token: str = "",
    port: int = 0,
    similarity: Similarity = lambda source, target: {"rows": 1, "columns": 2, "cells": "AP8="},
) -> Iterator[Served]:
    """Serve a review whose journal, gold, TMX and memory lie in `folder`."""
    goal = Goal(folder / "gold", "ladder", folder / "reviewed.tmx", folder / "memory.db")
    with Journal(folder / "story.review.jsonl", document) as journal:
        session = Session(
            journal,
            reviewer="Layla",
            save=lambda now: save(now, goal, now=NOW),
            realign=realign_by_position,
            similarity=similarity,
            clock=lambda: NOW,
        )
        with serving(session, port=port, token=token) as url:
            yield Served(url, session, goal)
