"""The full-text index of a memory's words, which makes a concordance quick."""

from tm.memory import Memory

_MARK = "concordance_upto"
_BATCH = 50_000  # units a transaction: what is lost when the program is stopped


def index_concordance(memory: Memory) -> int:
    """Bring the word index up to the last unit; return how many units were added to it.

    Done in batches, each a transaction of its own; stopped half-way, it goes on from there. A
    concordance is right without it, only slower.

    Raises what `Memory.transaction` raises.
    """
    added = 0
    while (last := memory.last_unit()) > memory.watermark(_MARK):
        with memory.transaction() as connection:
            start = memory.watermark(_MARK)  # again, now that nobody else can write
            stop = min(start + _BATCH, last)
            added += connection.execute(
                "INSERT INTO unit_fts (rowid, source_key, target_key)"
                " SELECT id, source_key, target_key FROM unit WHERE id > ? AND id <= ?",
                (start, stop),
            ).rowcount
            memory.advance(_MARK, max(start, stop))
    return added
