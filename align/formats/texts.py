"""Find which sentences of a document a text is made of."""

from bisect import bisect_left
from collections.abc import Sequence

from align.ladder import BadGold
from corpora.fold import fold


def find_texts(texts: Sequence[tuple[str, str]], sentences: Sequence[str]) -> list[tuple[int, ...]]:
    """Return the indices of the sentences that make up each text, in the order of `texts`.

    `texts` are (where, text), `where` being for messages; an empty text has no sentences. Texts
    are compared folded and without white space, so they may differ in spelling variants, line
    breaks and joints. No sentence is used twice; of equal ones the first after the text before
    is taken, or else the first of all.
    Raises BadGold for a text that is not a run of whole sentences.
    """
    keys = [_key(sentence) for sentence in sentences]
    whole = "".join(keys)
    filled = [index for index, key in enumerate(keys) if key]
    starts: list[int] = []
    at = 0
    for index in filled:
        starts.append(at)
        at += len(keys[index])
    ends = [*starts[1:], at]
    used = [False] * len(filled)
    found: list[tuple[int, ...]] = []
    cursor = 0
    for where, text in texts:
        key = _key(text)
        if not key:
            found.append(())
            continue
        span = _find(key, whole, starts, ends, used, cursor)
        if span is None and cursor:
            span = _find(key, whole, starts, ends, used, 0)
        if span is None:
            raise BadGold(
                f"{where}: no run of whole sentences reads {' '.join(text.split())[:60]!r}; "
                "give the sentences that this alignment was made from"
            )
        for one in span:
            used[one] = True
        cursor = ends[span[-1]]
        found.append(tuple(range(filled[span[0]], filled[span[-1]] + 1)))
    return found


def _find(
    key: str, whole: str, starts: list[int], ends: list[int], used: list[bool], cursor: int
) -> range | None:
    """Return the places, among the sentences that have a key, that read `key`."""
    at = whole.find(key, cursor)
    while at >= 0:
        first, last = bisect_left(starts, at), bisect_left(ends, at + len(key))
        if starts[first : first + 1] == [at] and ends[last] == at + len(key):
            span = range(first, last + 1)
            if not any(used[one] for one in span):
                return span
        at = whole.find(key, at + 1)
    return None


def _key(text: str) -> str:
    return "".join(fold(text.replace(" ~~~ ", " ")).split())
