"""Tab-separated tables: ours with index columns, or plain `source<TAB>target[<TAB>score]` texts."""

from collections.abc import Iterable, Sequence

from align.formats.texts import find_texts
from align.ladder import AnyBead, BadGold, RawBead, indices, read_score

_INDEX_COLUMNS = ["source_index", "target_index", "score"]
_TEXT_COLUMNS = ["source", "target"]


def read_tsv(
    text: str, source: Sequence[str] | None = None, target: Sequence[str] | None = None
) -> list[RawBead]:
    """Return the beads of a table.

    With a header that names source_index and target_index, these hold indices from 0 ("0 1").
    Without it the first two columns are texts, looked up in `source` and `target`, and the third,
    if any, is a score; " ~~~ " between sentences (hunalign -text) is taken as a space.
    Raises BadGold with the line's number.
    """
    rows = [
        (f"line {number}", line.rstrip("\r").split("\t"))
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip(" \r")
    ]
    if not rows:
        return []
    header = rows[0][1]
    if not {"source_index", "target_index"} <= set(header):
        return _read_texts(rows, source, target)
    beads = []
    for where, cells in rows[1:]:
        if len(cells) != len(header):
            raise BadGold(f"{where} has {len(cells)} columns and the header {len(header)}")
        row = dict(zip(header, cells, strict=True))
        beads.append(
            RawBead(
                _side(row["source_index"], where),
                _side(row["target_index"], where),
                read_score(row.get("score") or None, where),
            )
        )
    return beads


def write_tsv(
    beads: Iterable[AnyBead], texts: tuple[Sequence[str], Sequence[str]] | None = None
) -> str:
    """Return a table with a header; with `texts` the sentences of each side, joined by a space."""
    lines = ["\t".join(_INDEX_COLUMNS + (_TEXT_COLUMNS if texts is not None else []))]
    for bead in beads:
        cells = [" ".join(map(str, side)) for side in (bead.source, bead.target)]
        cells.append("" if bead.score is None else f"{bead.score:.4f}")
        if texts is not None:
            for side, sentences in zip((bead.source, bead.target), texts, strict=True):
                cells.append(" ".join(" ".join(sentences[i] for i in side).split()))
        lines.append("\t".join(cells))
    return "".join(f"{line}\n" for line in lines)


def _side(cell: str, where: str) -> tuple[int, ...]:
    numbers = cell.split()
    if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
        raise BadGold(f"{where}: {cell[:40]!r} is no list of sentence indices; write 0 1")
    return indices(numbers, where)


def _read_texts(
    rows: list[tuple[str, list[str]]], source: Sequence[str] | None, target: Sequence[str] | None
) -> list[RawBead]:
    if source is None or target is None:
        raise BadGold(
            "the table holds no source_index and target_index columns; "
            "give the sentences of both documents to look the texts up"
        )
    for where, cells in rows:
        if len(cells) not in (2, 3):
            raise BadGold(f"{where} has {len(cells)} columns; write source, target and a score")
    sides = [
        find_texts([(where, cells[column]) for where, cells in rows], sentences)
        for column, sentences in ((0, source), (1, target))
    ]
    return [
        RawBead(i, j, read_score(cells[2] or None, where) if len(cells) == 3 else None)
        for i, j, (where, cells) in zip(*sides, rows, strict=True)
    ]
