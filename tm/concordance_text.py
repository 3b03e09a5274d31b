"""A concordance as text for a terminal (keyword in context) and as JSON.

Arabic is written in its logical order, each piece within directional isolates (Unicode Standard
Annex 9): a terminal that knows bidi shows it right, and columns keep their places. The columns of
an Arabic line are swapped, so that what stands before the keyword is at its right, where a reader
of Arabic looks for it.
"""

import json
import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from tm.concordance import Line, Span

_RLI, _LRI, _PDI = "\u2067", "\u2066", "\u2069"
_BOLD = ("\x1b[1m", "\x1b[22m")
_BRACKETS = ("[", "]")
# A page's own bidi controls would get past the isolates, its escape codes into the terminal.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def kwic_lines(
    lines: Sequence[Line], *, width: int = 100, color: bool = False, isolates: bool = True
) -> Iterator[str]:
    """Yield the rows of a keyword-in-context table, without line ends, none wider than `width`.

    Each line gives a row with its score and the keyword in a column of its own, then the other
    side's text, wrapped. Places found are in brackets, or bold with `color`. Leave `isolates` off
    for a terminal that shows U+2066 to U+2069 as signs. `width` counts cells, at least 40.

    How much room contexts get depends on the widest keyword of all `lines`.
    """
    width = max(width, 40)
    room = width - 6  # score and blanks
    marks = _BOLD if color else _BRACKETS
    widest = max((cell_len(plain_line(line.keyword)) for line in lines), default=0)
    side = (room - min(widest + _cells("".join(marks), marks), room // 3)) // 2
    for line in lines:
        score = "  – " if line.score is None else f"{int(line.score * 100 + 1e-9) / 100:.2f}"
        yield f"{score}  " + _row(line, room, side, marks, isolates)
        for row in _wrapped(line.other, line.other_hits, room, marks):
            # Arabic rows are pushed to the right edge, where an Arabic paragraph begins.
            arabic = line.side == "en"
            pad = " " * (room - _cells(row, marks)) if arabic else ""
            yield " " * 6 + pad + isolated(row, arabic, isolates)


def _row(line: Line, room: int, side: int, marks: tuple[str, str], isolates: bool) -> str:
    """Return the row of a keyword: English ones begin in one column, Arabic ones end in one.

    `side` cells are for what stands before the keyword, and a blank only where the text has one.
    """
    arabic = line.side == "ar"
    before = _tail(plain_line(line.left), side - 1)
    keyword = _head(plain_line(line.keyword), room // 3)
    gap = " " if line.left[-1:].isspace() else ""
    space = " " if line.right[:1].isspace() else ""
    rest = room - side - _cells("".join(marks), marks) - cell_len(keyword) - len(space)
    after = _head(plain_line(line.right), rest)
    marked = f"{marks[0]}{isolated(keyword, arabic, isolates)}{marks[1]}"
    before, after = (isolated(text, arabic, isolates) for text in (before, after))
    if arabic:
        return f"{' ' * (rest - cell_len(after))}{after}{space}{marked}{gap}{before}"
    return f"{' ' * (side - len(gap) - cell_len(before))}{before}{gap}{marked}{space}{after}"


def isolated(text: str, arabic: bool, isolates: bool) -> str:
    """Return `text` so that it is laid out in its own direction and moves nothing around it."""
    if not text or not isolates or (text.isascii() and not arabic):
        return text
    return f"{_RLI if arabic else _LRI}{text}{_PDI}"


def plain_line(text: str) -> str:
    """Return text that is safe in a terminal, on one line."""
    return " ".join(_UNSAFE.sub(" ", _BIDI.sub("", text)).split())


def _tail(text: str, cells: int) -> str:
    """Return the end of `text` that fits, cut between words where it can be."""
    if cell_len(text) <= cells:
        return text
    start, used = len(text), 1  # for the ellipsis
    while start and used + cell_len(text[start - 1]) <= cells:
        start -= 1
        used += cell_len(text[start])
    blank = text.find(" ", start)
    if 0 <= blank < len(text) - 1 and text[start - 1] != " ":
        start = blank + 1
    return "…" + text[start:].lstrip()


def _head(text: str, cells: int) -> str:
    """Return the beginning of `text` that fits, cut between words where it can be."""
    if cell_len(text) <= cells:
        return text
    stop, used = 0, 1
    while stop < len(text) and used + cell_len(text[stop]) <= cells:
        used += cell_len(text[stop])
        stop += 1
    blank = text.rfind(" ", 0, stop)
    if blank > 0 and text[stop : stop + 1] != " ":
        stop = blank
    return text[:stop].rstrip() + "…"


def pieces(text: str, hits: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """Yield `text` in pieces, each with whether it was found; overlapping places are joined."""
    at = 0
    joined: list[list[int]] = []
    for start, stop in sorted(hits):
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], stop)
        else:
            joined.append([start, stop])
    for start, stop in joined:
        if start > at:
            yield text[at:start], False
        yield text[start:stop], True
        at = stop
    if at < len(text):
        yield text[at:], False


def _wrapped(text: str, hits: Sequence[Span], cells: int, marks: tuple[str, str]) -> Iterator[str]:
    """Yield `text` as rows of whole words, hits marked; a word wider than a row is cut."""
    marked = "".join(
        f"{marks[0]}{piece}{marks[1]}" if found and piece else piece
        for piece, found in (
            (_UNSAFE.sub(" ", _BIDI.sub("", piece)), found) for piece, found in pieces(text, hits)
        )
    )
    row = ""
    bold = False  # a hit that goes over the end of a row is closed and opened again
    for word in marked.split():
        if marks != _BOLD:
            word = _head(word, cells)
        if row and _cells(row, marks) + 1 + _cells(word, marks) > cells:
            yield row + (_BOLD[1] if bold else "")
            row = _BOLD[0] if bold else ""
        row += (" " if row and row != _BOLD[0] else "") + word
        if marks == _BOLD:
            bold = row.rfind(_BOLD[0]) > row.rfind(_BOLD[1])
    if row:
        yield row


def _cells(row: str, marks: tuple[str, str]) -> int:
    """Return the width of a row, colour codes not counted."""
    if marks == _BOLD:
        row = row.replace(_BOLD[0], "").replace(_BOLD[1], "")
    return cell_len(row)


def line_json(line: Line) -> str:
    """Return a line as one JSON object, on one line of text.

    `start` and `stop` are the keyword's, in characters (code points) of the text; `left`, `keyword`
    and `right` joined are the text. What is not known is null.
    """
    row = {
        "unit": line.unit,
        "side": line.side,
        "left": line.left,
        "keyword": line.keyword,
        "right": line.right,
        "start": line.span[0],
        "stop": line.span[1],
        "other": line.other,
        "other_hits": [list(span) for span in line.other_hits],
        "score": None if line.score is None else round(line.score, 4),
        "status": line.status,
        "source_url": line.source_url or None,
        "target_url": line.target_url or None,
        "document": line.document or None,
        "date": line.date or None,
    }
    text = json.dumps(row, ensure_ascii=False, allow_nan=False)
    return re.sub(
        "[\ud800-\udfff\u0085\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text
    )
