"""Search by meaning across the two languages: vectors of the texts, kept in the memory.

A memory holds the vectors of one model. They lie in blocks of 1,024 units, float16; a search
reads all of them once and multiplies, which is exact, needs no index beside the memory and takes
a fraction of a second for hundreds of thousands of units (measured, docs/lookup.md).
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from align.embedder import Embedder
from corpora.article import Language
from tm.fuzzy import discount
from tm.lookup import SIDES, found_units, rank
from tm.match import Match
from tm.memory import Memory

BLOCK = 1024
MARK = "vectors_upto"
_TEXT = ("source", "target")


class NoVectors(LookupError):
    """The memory has no vectors of this model."""


def embed_units(
    memory: Memory, embedder: Embedder, progress: Callable[[int, int], None] | None = None
) -> int:
    """Bring the vectors of both sides up to the last unit; return how many units were new.

    What is done stays done when it is broken off: each block is a transaction. Vectors of any
    other model are deleted first. `progress` is told how many units of how many are done.
    """
    run = memory.connection.execute
    if run("SELECT 1 FROM vector WHERE model != ? LIMIT 1", (embedder.name,)).fetchone():
        with memory.transaction() as connection:
            connection.execute("DELETE FROM vector WHERE model != ?", (embedder.name,))
            memory.advance(MARK, 0)
    upto = memory.watermark(MARK)
    new = [unit for (unit,) in run("SELECT id FROM unit WHERE id > ? ORDER BY id", (upto,))]
    # A block is filled up before the next is begun, so that many small imports leave few blocks.
    done = 0
    for _, block in groupby(new, key=lambda unit: (unit - 1) // BLOCK):
        ids = list(block)
        with memory.transaction():
            for side in (0, 1):
                _extend(memory, embedder, side, ids)
            memory.advance(MARK, ids[-1])
        done += len(ids)
        if progress:
            progress(done, len(new))
    return done


def similar(
    memory: Memory,
    text: str,
    embedder: Embedder,
    *,
    language: Language = "en",
    limit: int = 5,
    minimum: float = 50.0,
) -> list[Match]:
    """Return the units whose other side means the most nearly what `text` says, at most `limit`.

    `language` is that of `text`: an English text is compared with the Arabic sides, an Arabic one
    with the English. `minimum` is the least cosine in per cent. `percent` is the cosine, rounded
    down, `match` the same discounted by the unit's score; the highest `match` comes first, ties as
    in `lookup`.

    Raises NoVectors where the memory was not embedded with this model.
    """
    run = memory.connection.execute
    side = 1 - SIDES[language]
    _check_model(memory, embedder.name)
    asked = np.asarray(embedder.encode([text])[0], np.float32)
    if not asked.any() or limit < 1:
        return []
    ids, cosines = [np.zeros(0, np.uint32)], [np.zeros(0, np.float32)]
    for block, vectors in run(
        "SELECT ids, vectors FROM vector WHERE model = ? AND side = ? ORDER BY segment",
        (embedder.name, side),
    ):
        cosine = _rows(vectors, len(asked)).astype(np.float32) @ asked
        kept = np.flatnonzero(cosine >= minimum / 100)
        ids.append(np.frombuffer(block, "<u4")[kept])
        cosines.append(cosine[kept])
    return _best(memory, np.concatenate(ids), np.concatenate(cosines), limit)


def _best(
    memory: Memory, ids: NDArray[np.uint32], cosines: NDArray[np.float32], limit: int
) -> list[Match]:
    """Return the matches of the highest discounted cosine.

    A discount only lowers: once `limit` matches are better than the cosine that follows, no later
    unit can be among them.
    """
    order = np.lexsort((ids, -cosines))
    found: list[Match] = []
    step = max(4 * limit, 50)
    for begin in range(0, len(order), step):
        places = order[begin : begin + step]
        if len(found) == limit and found[-1].match > 100 * cosines[places[0]]:
            break
        near = dict(zip(ids[places].tolist(), cosines[places].tolist(), strict=True))
        for unit, match in found_units(memory, near).items():
            similarity = 100 * min(max(near[unit], 0.0), 1.0)
            found.append(
                replace(
                    match,
                    kind="meaning",
                    percent=int(similarity),
                    match=discount(similarity, match.score, match.status),
                )
            )
        found = sorted(found, key=rank)[:limit]
    return found


def _check_model(memory: Memory, name: str) -> None:
    """Raise NoVectors unless the memory has vectors of the model `name`."""
    models = memory.connection.execute("SELECT DISTINCT model FROM vector").fetchall()
    if (name,) in models or not memory.last_unit():
        return
    if models:
        raise NoVectors(
            f"{memory.path}: its vectors were made by {models[0][0]}, not by {name}:"
            " embed it again with this model"
        )
    raise NoVectors(f"{memory.path}: it has no vectors yet: embed it first (muwazi tm embed)")


def _rows(blob: bytes, dimension: int) -> NDArray[np.float16]:
    """Return the vectors of a block, one a row."""
    return np.frombuffer(blob, "<f2").reshape(-1, dimension)


def _extend(memory: Memory, embedder: Embedder, side: int, new: list[int]) -> None:
    """Write the vectors of units of one block; what the block has already stays."""
    run = memory.connection.execute
    segment = (new[0] - 1) // BLOCK * BLOCK + 1
    marks = ",".join("?" * len(new))
    texts = [
        text
        for (text,) in run(f"SELECT {_TEXT[side]} FROM unit WHERE id IN ({marks}) ORDER BY id", new)
    ]
    made = np.asarray(embedder.encode(texts), np.float32)
    old = run(
        "SELECT ids, vectors FROM vector WHERE model = ? AND side = ? AND segment = ?",
        (embedder.name, side, segment),
    ).fetchone() or (b"", b"")
    run(
        "INSERT OR REPLACE INTO vector VALUES (?, ?, ?, ?, ?, ?)",
        (
            embedder.name,
            side,
            segment,
            made.shape[1],
            old[0] + np.array(new, "<u4").tobytes(),
            old[1] + made.astype("<f2").tobytes(),
        ),
    )
