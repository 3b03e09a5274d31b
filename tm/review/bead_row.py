"""Beads under review as JSON rows, for the journal and for the page."""

from dataclasses import astuple, fields
from typing import Any

from align.bead import Alternative, Parts
from tm.review.document import LABELS, VERDICTS, ReviewBead

_PARTS = len(fields(Parts))


def bead_row(bead: ReviewBead) -> dict[str, Any]:
    """Return a bead as a JSON object: spans as [start, stop], and only what is not usual."""
    row: dict[str, Any] = {
        "id": bead.id,
        "source": _span(bead.source),
        "target": _span(bead.target),
    }
    if bead.score is not None:
        row["score"] = bead.score
    if bead.parts is not None:
        row["parts"] = list(astuple(bead.parts))
    if bead.alternative is not None:
        other = bead.alternative
        row["alternative"] = [_span(other.source), _span(other.target), other.probability]
    if bead.verdict != "open":
        row["verdict"] = bead.verdict
    for name in ("moved", "locked", "label", "reviewer", "reviewed"):
        if getattr(bead, name):
            row[name] = getattr(bead, name)
    for name in ("source_text", "target_text"):
        if getattr(bead, name) is not None:
            row[name] = getattr(bead, name)
    return row


def read_bead_row(row: dict[str, Any]) -> ReviewBead:
    """Return the bead of a row. Raises ValueError where the row is none."""
    try:
        other = row.get("alternative")
        parts = row.get("parts")
        bead = ReviewBead(
            int(row["id"]),
            _range(row["source"]),
            _range(row["target"]),
            None if row.get("score") is None else float(row["score"]),
            None if parts is None else Parts(*(float(parts[at]) for at in range(_PARTS))),
            bool(row.get("moved", False)),
            None
            if other is None
            else Alternative(_range(other[0]), _range(other[1]), float(other[2])),
            row.get("verdict", "open"),
            bool(row.get("locked", False)),
            _text(row.get("source_text")),
            _text(row.get("target_text")),
            row.get("label", ""),
            str(row.get("reviewer", "")),
            str(row.get("reviewed", "")),
        )
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError("this is no bead") from error
    if bead.verdict not in VERDICTS or bead.label not in LABELS:
        raise ValueError("this bead has a verdict or a label that is not known")
    return bead


def _span(span: range) -> list[int]:
    return [span.start, span.stop] if span else []


def _range(span: list[int]) -> range:
    return range(int(span[0]), int(span[1])) if span else range(0)


def _text(text: Any) -> str | None:
    return None if text is None else str(text)
