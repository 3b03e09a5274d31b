"""Draw the plots of an evaluation as SVG: no script, no font, no file of its own.

Colours are classes (right, wrong, missed, line, bar), to be set by the page's style.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from align.evaluate import Counts
from align.ladder import AnyBead
from align.reliability import Bin

_LEFT, _TOP, _SIZE = 46.0, 12.0, 300.0
_MOST_PIXELS = 400  # a side of the similarity image


def plot_reliability(bins: Sequence[Bin]) -> str:
    """Draw the share right over the mean score, a dot per bin; a true score is on the diagonal."""
    largest = max((row.count for row in bins), default=1)
    line, dots = [], []
    for row in bins:
        x, y = _x(row.score), _y(row.right)
        radius = 2 + 4 * (row.count / largest) ** 0.5
        line.append(f"{x:.1f},{y:.1f}")
        dots.append(
            f'<circle class="bar" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{row.count} units, score {row.score:.3f}, right {row.right:.3f}</title>"
            "</circle>"
        )
    body = (
        f'<path class="line faint" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}"/>'
        f'<polyline class="line" points="{" ".join(line)}"/>' + "".join(dots)
    )
    return _frame("Reliability: share right by score", _unit_axes("score", "share right") + body)


def plot_scores(scores: Sequence[float], right: Sequence[bool], bins: int = 20) -> str:
    """Draw how many units have which score, right ones below wrong ones."""
    edges = np.linspace(0, 1, bins + 1)
    values, hits = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=bool)
    good, bad = np.histogram(values[hits], edges)[0], np.histogram(values[~hits], edges)[0]
    highest = max(int((good + bad).max()), 1)
    highest += highest % 2  # so that half of it is a whole number of units
    body = _unit_axes("score", "units", highest)
    for place in range(bins):
        bottom = 0.0
        for name, count in (("right", int(good[place])), ("wrong", int(bad[place]))):
            if count:
                top = bottom + count / highest
                body += (
                    f'<rect class="{name}" x="{_x(edges[place]) + 0.5:.1f}" y="{_y(top):.1f}" '
                    f'width="{_SIZE / bins - 1:.1f}" height="{_y(bottom) - _y(top):.1f}">'
                    f"<title>{count} {name}, score {edges[place]:.2f} and up</title></rect>"
                )
                bottom = top
    return _frame("Scores of right and wrong units", body, ("right", "wrong"))


def plot_types(types: Mapping[str, Counts]) -> str:
    """Draw the F1 of each bead type, with the number of gold beads under its name."""
    body = _y_axis("F1")
    step = _SIZE / max(len(types), 1)
    for place, (name, counts) in enumerate(types.items()):
        x = _LEFT + place * step
        body += (
            f'<rect class="bar" x="{x + step * 0.15:.1f}" y="{_y(counts.f1):.1f}" '
            f'width="{step * 0.7:.1f}" height="{_y(0) - _y(counts.f1):.1f}">'
            f"<title>{escape(name)}: F1 {counts.f1:.3f}, {counts.gold} in gold, "
            f"{counts.predicted} predicted</title></rect>"
        )
        if step > 22 or place % 2 == 0:
            body += _label(x + step / 2, _y(0) + 14, escape(name))
            body += _label(x + step / 2, _y(0) + 27, str(counts.gold), "faint")
    return _frame("F1 by bead type, and beads in gold", body)


def plot_path(
    gold: Sequence[AnyBead],
    predicted: Sequence[AnyBead],
    size: tuple[int, int],
    similarity: np.ndarray | None = None,
) -> str:
    """Draw the beads over the sentences: source downwards, target to the right.

    `size` is the number of sentences of each side; `similarity`, if any, an array of that shape
    with values in [0, 1], is the shade behind. Null beads are ticks at the edges.
    """
    rows, columns = max(size[0], 1), max(size[1], 1)
    scale = _SIZE / max(rows, columns)
    wanted = {(frozenset(bead.source), frozenset(bead.target)) for bead in gold}
    given = {(frozenset(bead.source), frozenset(bead.target)) for bead in predicted}
    paths = {
        "missed": wanted - given,
        "wrong": given - wanted,
        "right": given & wanted,
    }
    body = "" if similarity is None or not similarity.size else _shade(similarity, scale)
    body += (
        f'<rect class="axis" x="{_LEFT}" y="{_TOP}" '
        f'width="{columns * scale:.1f}" height="{rows * scale:.1f}"/>'
    )
    for name, beads in paths.items():
        cells = sorted(_cell(sorted(source), sorted(target), scale) for source, target in beads)
        if cells:
            body += f'<path class="{name}" d="{"".join(cells)}"/>'
    body += _label(_LEFT + columns * scale / 2, _TOP + rows * scale + 28, "target sentence")
    body += _label(_LEFT + columns * scale, _TOP + rows * scale + 14, str(size[1]), "faint")
    body += _label(24, _TOP + rows * scale, str(size[0]), "faint")
    body += _upright("source sentence", _TOP + rows * scale / 2)
    return _frame("Beads over both texts", body, ("right", "wrong", "missed"))


def _cell(source: list[int], target: list[int], scale: float) -> str:
    """Return the path of a bead's rectangle, or of a tick at the edge for a null."""
    if not source and not target:
        return ""
    least = max(scale, 1.5)  # a bead stays visible in a long document
    top, height = (source[0], source[-1] + 1 - source[0]) if source else (0, 0)
    left, width = (target[0], target[-1] + 1 - target[0]) if target else (0, 0)
    x, y = _LEFT + left * scale, _TOP + top * scale
    across = max(width * scale, least) if target else 6.0
    down = max(height * scale, least) if source else 6.0
    if not target:
        x -= 7
    if not source:
        y -= 7
    return f"M{x:.1f} {y:.1f}h{across:.1f}v{down:.1f}h-{across:.1f}z"


def _shade(similarity: np.ndarray, scale: float) -> str:
    """Return the similarities as a grey image, the maximum of each block of large arrays."""
    values = np.nan_to_num(np.asarray(similarity, dtype=np.float64)).clip(0, 1)
    rows, columns = values.shape
    for axis in (0, 1):
        step = -(-values.shape[axis] // _MOST_PIXELS)
        values = np.maximum.reduceat(values, np.arange(0, values.shape[axis], step), axis=axis)
    # Black that grows less transparent: right on light and on dark pages.
    pixels = np.zeros((*values.shape, 2), dtype=np.uint8)
    pixels[..., 0] = 128
    pixels[..., 1] = np.round(values * 200)
    image = b64encode(_png(pixels)).decode()
    return (
        f'<image class="shade" x="{_LEFT}" y="{_TOP}" width="{columns * scale:.1f}" '
        f'height="{rows * scale:.1f}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{image}"/>'
    )


def _png(pixels: np.ndarray) -> bytes:
    """Return grey-and-alpha pixels, of shape rows × columns × 2, as a PNG (ISO 15948)."""
    rows, columns, _ = pixels.shape
    lines = np.concatenate([np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)], axis=1)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 4, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def _x(value: float) -> float:
    return _LEFT + value * _SIZE


def _y(value: float) -> float:
    return _TOP + (1 - value) * _SIZE


def _unit_axes(across: str, up: str, highest: float = 1) -> str:
    marks = "".join(_label(_x(value), _y(0) + 14, f"{value:g}") for value in (0, 0.5, 1))
    return _y_axis(up, highest) + marks + _label(_x(0.5), _y(0) + 28, across)


def _y_axis(name: str, highest: float = 1) -> str:
    marks = "".join(
        f'<text x="{_LEFT - 5}" y="{_y(value) + 4:.1f}" text-anchor="end">'
        f"{value * highest:g}</text>"
        for value in (0, 0.5, 1)
    )
    box = f'<rect class="axis" x="{_LEFT}" y="{_TOP}" width="{_SIZE}" height="{_SIZE}"/>'
    return box + marks + _upright(name, _y(0.5))


def _upright(text: str, y: float) -> str:
    return (
        f'<text x="11" y="{y:.1f}" text-anchor="middle" '
        f'transform="rotate(-90 11 {y:.1f})">{text}</text>'
    )


def _label(x: float, y: float, text: str, name: str = "") -> str:
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{text}</text>'


def _frame(title: str, body: str, legend: Sequence[str] = ()) -> str:
    colours = "".join(f' <span class="{name}">■ {name}</span>' for name in legend)
    return (
        f'<figure><svg role="img" aria-label="{escape(title)}" viewBox="0 0 360 350" '
        f'width="360" height="350">{body}</svg>'
        f"<figcaption>{escape(title)}{colours}</figcaption></figure>"
    )
