"""Show an evaluation as one HTML page: figures, plots and every difference with its sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from align.error_list import Difference, bead_list, differences, sentence
from align.evaluate import MEASURES, Counts, Evaluation, evaluate, right_beads, total
from align.ladder import AnyBead
from align.plots import plot_path, plot_reliability, plot_scores, plot_types
from align.reliability import Calibration, calibration

_MOST_SHOWN = 300  # differences of one document; a page with more cannot be read

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # HTML forbids them

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --page: #fff; --faint: #777; --rule: #ccc;
  --right: #3267a8; --wrong: #c0392b; --missed: #b7791f; --bar: #3267a8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --page: #161616; --faint: #999;
  --rule: #444; --right: #7fb0ea; --wrong: #ef7d70; --missed: #e0ab58; --bar: #7fb0ea; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--rule); text-align: start;
  vertical-align: top; font-variant-numeric: tabular-nums; }
td.number, th.number { text-align: end; }
figure { display: inline-block; margin: .5rem 1rem .5rem 0; }
figcaption, p.faint, span.faint { color: var(--faint); font-size: .9rem; }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
svg text.faint { fill: var(--faint); }
svg .axis { fill: none; stroke: var(--rule); }
svg .line { fill: none; stroke: var(--bar); stroke-width: 1.5; }
svg .line.faint { stroke: var(--faint); stroke-dasharray: 4 3; }
svg .bar { fill: var(--bar); }
svg .right { fill: var(--right); }
svg .wrong { fill: var(--wrong); }
svg path.missed { fill: none; stroke: var(--missed); stroke-width: 1.5; }
svg image.shade { image-rendering: pixelated; }
table.texts { width: 100%; table-layout: fixed; }
table.texts td { overflow-wrap: anywhere; }
.right { color: var(--right); } .wrong { color: var(--wrong); } .missed { color: var(--missed); }
code { font-size: .9rem; }
[lang=ar] { font-size: 1.1rem; line-height: 1.7; }
"""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document pair with its gold and its predicted beads, and the sentences of both sides.

    `similarity`, if any, is an array of source × target sentences with values in [0, 1].
    """

    name: str
    gold: Sequence[AnyBead]
    predicted: Sequence[AnyBead]
    source: Sequence[str]
    target: Sequence[str]
    similarity: np.ndarray | None = None


def gold_report(documents: Sequence[GoldDocument], title: str = "Alignment against gold") -> str:
    """Return an HTML page that needs nothing else: no script, no network, the same every time.

    Everything from the documents is escaped, Arabic stands right to left. Where scores are no
    probabilities (outside [0, 1], or missing) the plots of the scores are left out.
    """
    evaluations = [evaluate(document.gold, document.predicted) for document in documents]
    everything = total(evaluations)
    parts = [
        f"<h1>{escape(title)}</h1>",
        _measures(everything),
        plot_types(everything.types),
        _scores(documents),
        _types(everything.types),
    ]
    if len(documents) > 1:
        names = [document.name for document in documents]
        parts.append(_documents(names, evaluations))
    parts += [_document(document) for document in documents]
    page = (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )
    return _CONTROLS.sub("", page)


def _measures(evaluation: Evaluation) -> str:
    return _table(
        ["measure", "precision", "recall", "F1", "predicted", "in gold"],
        [[name, *_cells(getattr(evaluation, name))] for name in MEASURES],
    )


def _types(types: Mapping[str, Counts]) -> str:
    rows = [[name, *_cells(counts)] for name, counts in types.items()]
    head = ["bead type", "precision", "recall", "F1", "predicted", "in gold"]
    return f"<h2>By bead type</h2>{_table(head, rows)}"


def _documents(names: Sequence[str], evaluations: Sequence[Evaluation]) -> str:
    head = ["document", *(f"{measure} F1" for measure in MEASURES), "beads in gold"]
    rows = [
        [
            name,
            *(f"{getattr(evaluation, measure).f1:.3f}" for measure in MEASURES),
            str(evaluation.strict.gold),
        ]
        for name, evaluation in zip(names, evaluations, strict=True)
    ]
    return f"<h2>By document</h2>{_table(head, rows)}"


def _cells(counts: Counts) -> list[str]:
    shares = [f"{share:.3f}" for share in (counts.precision, counts.recall, counts.f1)]
    return [*shares, str(counts.predicted), str(counts.gold)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        number = ' class="number"'
        return "".join(
            f"<{tag}{number if place else ''}>{escape(cell)}</{tag}>"
            for place, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def _scores(documents: Sequence[GoldDocument]) -> str:
    scores: list[float] = []
    right: list[bool] = []
    for document in documents:
        hits = right_beads(document.gold, document.predicted)
        for bead, hit in zip(document.predicted, hits, strict=True):
            if not bead.source or not bead.target:
                continue
            if bead.score is None or not 0 <= bead.score <= 1:
                return '<p class="faint">Not every score is a probability: no plots of scores.</p>'
            scores.append(bead.score)
            right.append(hit)
    if not scores:
        return ""
    result = calibration(scores, right)
    return plot_reliability(result.bins) + plot_scores(scores, right) + _calibration(result)


def _calibration(result: Calibration) -> str:
    share = f"; {result.kept_right:.1%} of them are right" if result.kept else ""
    auc = "" if np.isnan(result.auc) else f", AUC {result.auc:.3f}"
    return (
        f"<p>{result.count} scored beads: expected calibration error {result.ece:.3f}, Brier score "
        f"{result.brier:.3f}{auc}. {result.kept} score {result.threshold:g} or more{share}.</p>"
    )


def _document(document: GoldDocument) -> str:
    found = differences(document.gold, document.predicted)
    size = (len(document.source), len(document.target))
    shown = "".join(
        _difference(number, place, document) for number, place in enumerate(found[:_MOST_SHOWN], 1)
    )
    left = len(found) - _MOST_SHOWN
    more = f'<p class="faint">{left} more are not shown.</p>' if left > 0 else ""
    return (
        f"<h2>{escape(document.name)}</h2>"
        + plot_path(document.gold, document.predicted, size, document.similarity)
        + f"<p>{len(found)} places differ.</p>{shown}{more}"
    )


def _difference(number: int, place: Difference, document: GoldDocument) -> str:
    columns = ""
    for language, direction, side, sentences in (
        ("en", "ltr", place.source, document.source),
        ("ar", "rtl", place.target, document.target),
    ):
        texts = "".join(
            f'<p><span class="faint">{i}</span> {escape(sentence(sentences, i))}</p>' for i in side
        )
        columns += f'<td lang="{language}" dir="{direction}">{texts}</td>'
    gold, predicted = bead_list(place.gold), bead_list(place.predicted, scores=True)
    return (
        f"<h3>{number}</h3>"
        f'<p><span class="missed">gold</span> <code>{escape(gold)}</code><br>'
        f'<span class="wrong">predicted</span> <code>{escape(predicted)}</code></p>'
        f'<table class="texts"><tr>{columns}</tr></table>'
    )
