"""Sentence splitting: paragraphs become sentences, no character altered.

Every stop is a candidate; the language's rules read what stands on its left and right in a window
of fixed size, so that any input takes linear time.
"""

import re
from itertools import pairwise

from corpora import split_arabic, split_english
from corpora.article import Article, Language, Sentence

# Matched through and never altered: vowel marks, tatweel, bidi controls, zero-width marks.
_SILENT = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_OPENING_CONTROL = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
# A stop: its marks (". . ." too), the closing marks glued to it, the guillemet or bracket behind a
# blank, footnote numbers. Every loop is possessive and starts on its own characters: linear.
_STOP = re.compile(
    r"((?:[.!?؟…۔]++(?:\s++[.…]++(?=\s|\Z))*+"
    r"(?:[\"'”’»›)\]}﴾]|“(?=\s|\Z)|\[\d{1,3}\]|\s++[»)\]]|\s++”(?=[\s.,،؛]|\Z))*+)++)(\s*+)"
)
_CONTINUES = frozenset(",;:)]}»›”%،؛&/")
_LEFT, _RIGHT = 40, 60  # characters the rules see on either side
_RULES = {"en": split_english.ends_sentence, "ar": split_arabic.ends_sentence}


def split(text: str, language: Language) -> list[str]:
    """Split one paragraph into sentences, in order, each a stripped substring of `text`.

    No character but white space between sentences is lost. A line break ends a sentence, with or
    without a stop. Bidi marks, tatweel and vowel marks are kept, and are no obstacle to the rules.
    """
    return [sentence for line in text.splitlines() for sentence in _split_line(line, language)]


def split_article(article: Article) -> tuple[Sentence, ...]:
    """Split every paragraph of `article`; a title stays whole."""
    return tuple(
        Sentence(text, index)
        for index, paragraph in enumerate(article.paragraphs)
        for text in (
            [" ".join(paragraph.text.split())]
            if paragraph.kind == "title"
            else split(paragraph.text, article.language)
        )
        if text
    )


def _split_line(line: str, language: Language) -> list[str]:
    bare = _SILENT.sub("", line)
    cuts = _cuts(bare, language)
    if len(bare) != len(line):
        cuts = _in_original(cuts, line)
    ends = [0, *(end for end, _ in cuts), len(line)]
    pieces = (line[start:end].strip() for start, end in pairwise(ends))
    return [piece for piece in pieces if piece]


def _cuts(text: str, language: Language) -> list[tuple[int, int]]:
    """Return, for every boundary in `text`, the end of one sentence and the start of the next."""
    ends_sentence = _RULES[language]
    lower = text.islower()
    closing: frozenset[int] | None = None
    cuts = []
    start = 0
    for stop in _STOP.finditer(text):
        first, end = stop.span(1)
        after = stop.end()
        if after == len(text):
            break
        if (text[end - 1] == '"' and end == after) or text[after] == '"':
            if closing is None:
                closing = _closing_quotes(text)
            if text[after] == '"':
                # A straight quotation mark behind a blank opens, unless a blank follows it too.
                if after in closing and text[after + 1 : after + 2].isspace():
                    end = after + 1
                    after = end + 1
                    while after < len(text) and text[after].isspace():
                        after += 1
                    if after == len(text):
                        break
            elif end - 1 not in closing:
                end = after = end - 1
        if text[after] in _CONTINUES:
            continue
        left = text[max(start, first - _LEFT) : first]
        if not left.strip():
            continue
        if ends_sentence(
            left,
            text[first:end],
            text[end:after],
            text[after : after + _RIGHT],
            first - start,
            lower,
        ):
            cuts.append((end, after))
            start = after
    return cuts


def _closing_quotes(text: str) -> frozenset[int]:
    """Return where straight quotation marks close: every second one, if they come in pairs."""
    marks = [at for at, character in enumerate(text) if character == '"']
    return frozenset(marks[1::2] if len(marks) % 2 == 0 else ())


def _in_original(cuts: list[tuple[int, int]], line: str) -> list[tuple[int, int]]:
    """Move cuts from the text without silent marks to `line`."""
    silent = {at for found in _SILENT.finditer(line) for at in range(*found.span())}
    kept = [at for at in range(len(line)) if at not in silent]
    moved = []
    for end, after in cuts:
        low, high = kept[end - 1] + 1, kept[after]
        gap = line[low:high]
        blank = next((at for at, mark in enumerate(gap) if mark.isspace()), None)
        opening = _OPENING_CONTROL.search(gap)
        cut = blank if blank is not None else opening.start() if opening else len(gap)
        moved.append((low + cut, high))
    return moved
