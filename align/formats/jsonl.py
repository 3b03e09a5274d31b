"""JSON lines, a bead a line: `{"source": [0], "target": [0, 1], "score": 0.97, "moved": false}`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from align.bead import Bead, Parts
from align.ladder import AnyBead, BadGold, RawBead, indices, read_score

_PARTS = [part.name for part in fields(Parts)]


def read_jsonl(text: str) -> list[RawBead]:
    """Return the beads; `score`, `parts` and `moved` may be missing, other keys are left alone.

    Raises BadGold with the line's number for anything else.
    """
    beads = []
    # Not splitlines: JSON allows U+2028 and its kin inside a string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadGold(f"{where} is no JSON: {error}; write one object a line") from error
        if not isinstance(row, dict):
            raise BadGold(f'{where} is no object; write {{"source": [0], "target": [0]}}')
        source, target = (_side(row, name, where) for name in ("source", "target"))
        score, moved, parts = row.get("score"), row.get("moved", False), row.get("parts")
        if not isinstance(moved, bool):
            raise BadGold(f"{where}: moved is {moved!r}; write true or false")
        beads.append(
            RawBead(
                source,
                target,
                None if score is None else _number(score, where),
                None if parts is None else _parts(parts, where),
                moved,
            )
        )
    return beads


def write_jsonl(
    beads: Iterable[AnyBead], texts: tuple[Sequence[str], Sequence[str]] | None = None
) -> str:
    """Return a line per bead; with `texts` also its sentences: source_text and target_text.

    A bead's runner-up is `alternative`: source, target and probability.
    """
    lines = []
    for bead in beads:
        row: dict[str, object] = {"source": list(bead.source), "target": list(bead.target)}
        if bead.score is not None:
            row["score"] = bead.score
        if bead.parts is not None:
            row["parts"] = asdict(bead.parts)
        row["moved"] = bead.moved
        if isinstance(bead, Bead) and bead.alternative is not None:
            other = bead.alternative
            row["alternative"] = {
                "source": list(other.source),
                "target": list(other.target),
                "probability": other.probability,
            }
        if texts is not None:
            row["source_text"] = [texts[0][i] for i in bead.source]
            row["target_text"] = [texts[1][j] for j in bead.target]
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    return "".join(lines)


def _side(row: dict[str, object], name: str, where: str) -> tuple[int, ...]:
    side = row.get(name)
    if not isinstance(side, list) or not all(type(i) is int and 0 <= i < 10**9 for i in side):
        raise BadGold(f"{where}: {name} is no list of sentence indices; write [0, 1]")
    return indices(side, where)


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadGold(f"{where}: {str(value)[:40]!r} is no number; write one, or leave it off")
    number = read_score(str(value), where)
    assert number is not None
    return number


def _parts(parts: object, where: str) -> Parts:
    if not isinstance(parts, dict) or sorted(parts) != sorted(_PARTS):
        raise BadGold(f"{where}: parts must hold {', '.join(_PARTS)}; or leave it off")
    return Parts(**{name: _number(parts[name], where) for name in _PARTS})
