"""Where a part of a folded key stands in the text as it was printed.

Folding drops marks, joins and splits characters (ﻻ becomes two letters), so positions in a key are
not positions in its text. The map is made for the texts that are shown, never for a whole memory.
"""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from corpora.fold import fold

# What hides at the end of a word and would turn the text around it if it were marked with it.
_CONTROLS = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_CONJOINING = range(0x1160, 0x1200)  # Hangul vowels and finals, which join the letter before


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text, its folded key, and for each character of the key where it comes from in the text.

    Character i of `key` comes from text[starts[i]:stops[i]]; both ascend.
    """

    text: str
    key: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Return the piece of the text, as (start, stop), that key[start:stop] stands for.

        Vowel marks and tatweel belong to the letter before; marks of direction at either end are
        left outside. An empty piece of the key has an empty piece of the text.
        """
        if start >= stop:
            at = self.starts[start] if start < len(self.starts) else len(self.text)
            return at, at
        first, last = self.starts[start], self.stops[stop - 1]
        while last > first and self.text[last - 1] in _CONTROLS:
            last -= 1
        while first < last and self.text[first] in _CONTROLS:
            first += 1
        return first, last


def folded_text(text: str) -> FoldedText:
    """Return the key of `text`, which is `fold(text)`, with the way back to the text."""
    pieces: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    for start, stop in _clusters(text):
        for character in _folded(text[start:stop]):
            if character == " " and (not pieces or pieces[-1] == " "):
                continue
            pieces.append(character)
            starts.append(start)
            stops.append(stop)
    if pieces and pieces[-1] == " ":
        del pieces[-1], starts[-1], stops[-1]
    key = fold(text)
    if len(key) != len(pieces):  # never seen; a rough map is better than none
        starts, stops = _rough(key, "".join(pieces), starts, stops)
    return FoldedText(text, key, tuple(starts), tuple(stops))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the pieces that fold by themselves: a character and what may join it."""
    if not text:
        return []
    begins = [index for index, character in enumerate(text) if _begins(character)]
    if not begins or begins[0]:
        begins.insert(0, 0)
    return list(zip(begins, [*begins[1:], len(text)], strict=True))


@lru_cache(maxsize=4096)
def _begins(character: str) -> bool:
    """Whether folding never joins `character` to what stands before it."""
    first = unicodedata.normalize("NFKD", character)[0]
    if unicodedata.category(first)[0] == "M" or ord(first) in _CONJOINING:
        return False
    return character.isspace() or bool(fold(character))  # a silent one joins


@lru_cache(maxsize=4096)
def _folded(cluster: str) -> str:
    """Return the key of one cluster, white space at its ends kept as one blank."""
    # A letter on both sides keeps the blanks, which fold would drop at the ends of a text.
    return fold(f"x{cluster}x")[1:-1] if any(map(str.isspace, _spread(cluster))) else fold(cluster)


def _spread(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster)


def _rough(key: str, near: str, starts: list[int], stops: list[int]) -> tuple[list[int], list[int]]:
    """Return the map of `key` from the map of a text that is nearly the same."""
    found = ([0] * len(key), [0] * len(key))
    for _, low, high, near_low, near_high in SequenceMatcher(None, key, near, False).get_opcodes():
        for index in range(low, high):
            other = min(near_low + index - low, max(near_high - 1, 0), len(near) - 1)
            found[0][index] = starts[other] if near else 0
            found[1][index] = stops[other] if near else 0
    return found
