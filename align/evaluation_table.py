"""An evaluation as lines for a terminal."""

from collections.abc import Sequence

from align.evaluate import MEASURES, Counts, Evaluation
from align.significance import Comparison, Interval


def evaluation_table(evaluation: Evaluation, interval: Interval | None = None) -> str:
    """Return precision, recall and F1 of each measure and bead type, a line each.

    `interval` is that of strict F1 and stands at the end of its line.
    """
    lines = [f"{'':<10}{'precision':>10}{'recall':>10}{'F1':>10}"]
    for measure in MEASURES:
        line = _row(measure, getattr(evaluation, measure))
        if measure == "strict" and interval:
            line += f"  {interval.level:.0%} in {interval.low:.4f} to {interval.high:.4f}"
        lines.append(line)
    lines += [
        f"{_row(name, counts)}  {counts.gold} gold, {counts.predicted} predicted"
        for name, counts in evaluation.types.items()
    ]
    return "\n".join(lines) + "\n"


def comparison_text(names: Sequence[str], comparison: Comparison) -> str:
    """Return in words whether the second system differs from the first in strict F1."""
    certain = "no luck" if comparison.p_value < 0.05 else "may be luck"
    return (
        f"{names[1]} less {names[0]}: strict F1 {comparison.difference:+.4f}"
        f" ({comparison.level:.0%} in {comparison.low:+.4f} to {comparison.high:+.4f},"
        f" p = {comparison.p_value:.4f}: {certain})\n"
    )


def _row(name: str, counts: Counts) -> str:
    return f"{name:<10}{counts.precision:>10.4f}{counts.recall:>10.4f}{counts.f1:>10.4f}"
