"""Sentence splitting: paragraphs become sentences, no character altered.

Every stop is a candidate; the language's rules read what stands on its left and right in a window
of fixed size, so that any input takes linear time.
"""

import re
from itertools import pairwise

from corpora import split_arabic, split_english
from corpora.article import Article, Language, Sentence

NAME = "rules.1"  # of these rules, in signatures; another number when they split otherwise

# Matched through and never altered: vowel marks, tatweel, bidi controls, zero-width marks.
_SILENT = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
# The first ” of the text opens: ”نص“ or ”نص”, both common in Arabic.
_RAISED_OPENS = re.compile(r"\A[^”]*+(?:(?<=[\s(:])|(?<![\s\S]))”(?!\s)")
_BLANKS = re.compile(r"\s++")
_OPENING_CONTROL = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
# A stop: its marks (". . ." too), the closing marks glued to it, the guillemet or bracket behind a
# blank, footnote numbers. Every loop is possessive and starts on its own characters: linear.
_STOP = re.compile(
    r"((?:[.!?؟…۔]++(?:\s++[.…]++(?![A-Za-z\d]))*+"
    r"(?:[\"'”’»›)\]}﴾]|“(?=[\s.,،؛:)]|\Z)|\[\d{1,3}\]|\s++[»)\]]|\s++”(?=[\s.,،؛]|\Z))*+)++)(\s*+)"
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
            [paragraph.text.strip()]
            if paragraph.kind == "title"
            else split(paragraph.text, article.language)
        )
        if text
    )


def _split_line(line: str, language: Language) -> list[str]:
    bare = _SILENT.sub("", line)
    cuts = _cuts(bare, language)
    ends = _in_original(cuts, line) if len(bare) != len(line) else [end for end, _ in cuts]
    pieces = (line[start:end].strip() for start, end in pairwise([0, *ends, len(line)]))
    return [piece for piece in pieces if piece]


def _cuts(text: str, language: Language) -> list[tuple[int, int]]:
    """Return, for every boundary in `text`, the end of one sentence and the start of the next."""
    ends_sentence = _RULES[language]
    lower = text.islower()
    continues = _CONTINUES
    if _RAISED_OPENS.search(text):
        continues -= {"”"}
    closing: frozenset[int] | None = None
    cuts = []
    start = len(text) - len(text.lstrip())
    for stop in _STOP.finditer(text):
        first, end = stop.span(1)
        after = stop.end()
        if after < len(text) and (text[after] == '"' or (end == after and text[end - 1] == '"')):
            if closing is None:
                closing = _closing_quotes(text)
            end, after = _with_quote(text, end, after, closing)
        left = text[max(start, first - _LEFT) : first]
        right = text[after : after + _RIGHT]
        if after + _RIGHT >= len(text) and not any(map(str.isalnum, right)):
            break  # nothing but marks is left
        if right[0] in continues or not left.strip():
            continue
        if ends_sentence(left, text[first:end], text[end:after], right, first - start, lower):
            cuts.append((end, after))
            start = after
    return cuts


def _with_quote(text: str, end: int, after: int, closing: frozenset[int]) -> tuple[int, int]:
    """Return the end of the stop and the start of what follows, where a straight `"` is near.

    Behind a blank it opens, unless it should close and a blank follows it too (`. " Then`); glued
    on both sides (`."Then`), it goes where the count of quotation marks puts it.
    """
    if text[after] != '"':
        return (end, after) if end - 1 in closing else (end - 1, end - 1)
    if after in closing and text[after + 1 : after + 2].isspace():
        behind = _BLANKS.match(text, after + 1)
        return after + 1, behind.end() if behind else after + 1
    return end, after


def _closing_quotes(text: str) -> frozenset[int]:
    """Return where straight quotation marks close: every second one, if they come in pairs."""
    marks = [at for at, character in enumerate(text) if character == '"']
    return frozenset(marks[1::2] if len(marks) % 2 == 0 else ())


def _in_original(cuts: list[tuple[int, int]], line: str) -> list[int]:
    """Return where `line` is to be cut, given the cuts of the same line without silent marks.

    A silent mark between two sentences goes left if it stands before the first blank, else right;
    where there is no blank, it goes right from the first control that opens a run.
    """
    silent = {at for found in _SILENT.finditer(line) for at in range(*found.span())}
    kept = [at for at in range(len(line)) if at not in silent]
    ends = []
    for end, after in cuts:
        low, high = kept[end - 1] + 1, kept[after]
        edge = _BLANKS.search(line, low, high) or _OPENING_CONTROL.search(line, low, high)
        ends.append(edge.start() if edge else high)
    return ends
