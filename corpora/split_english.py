"""Where English sentences end: the rules for one stop, its left and its right."""

import re

from corpora.abbreviations import (
    AFTER_INITIAL,
    AFTER_TIME,
    LETTERED,
    NO_SPEAKERS,
    NUMBERED,
    SAYING,
    SOMETIMES,
    STARTERS,
    TITLES,
)

_OPENING = "\"'“”‘’«‹([{<—–-•*¿¡„ \u00a0"
# The first word of what follows, behind any opening marks.
_NEXT = re.compile(r"[\s\"'“”‘’„«‹(\[{<—–\-•*¿¡]*+([^\W_]++)?")
_CAPITAL_INSIDE = re.compile(r"[\s\"“‘«(]*+(?:[a-z][A-Z]|(?:al|el|an|ar|as|ash|at|ad)-[A-Z])")
# Names and titles of one to three words, then a verb of saying.
_SPEECH_TAG = re.compile(
    rf"(?:the\s|[A-Z][\w'’-]*\.?,?\s){{1,4}}(?:had\s|has\s|also\s|once\s)?"
    rf"(?:{SAYING})\b(?!\s(?:that|to)\b)",
    re.X,
)
_CHAIN = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_ZONE = re.compile(r"[A-Z]{2,4}\b|[A-Z]\w+(?:\s[A-Z]\w+)?\s[Tt]ime\b")
_LIST_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}|[A-Za-z]|[IVX]{1,5}|[ivx]{1,5}")
_ROMAN = re.compile(r"[IVXLC]{2,}\Z")
_GLUED = re.compile(r"[A-Z][a-z]*\s")
_QUOTES = frozenset("\"'“”’»›")


def ends_sentence(left: str, mark: str, gap: str, right: str, length: int, lower: bool) -> bool:
    """Tell whether the stop between `left` and `right` ends a sentence.

    `left` and `right` are what stands around it, cut to a window (`left` never reaches into the
    sentence before); `mark` is the stop with its closing marks, `gap` the blanks behind it;
    `length` counts the characters of the sentence so far; `lower` says that the paragraph has no
    capital at all, so that a lower-case word is no sign.
    """
    found = _NEXT.match(right)
    word = (found[1] if found else "") or ""
    several = len(mark) > 1 and mark[0] in "!?" and mark[1] in "!?"
    quoted = not _QUOTES.isdisjoint(mark)
    if not gap and not _stands_without_blank(left, mark, right, word):
        return False
    if word[:1].islower() and not (
        lower
        or (several and not quoted)
        or _CAPITAL_INSIDE.match(right)
        or (word == "i" and not quoted)
    ):
        return False
    if "…" in mark or ".." in mark or ". ." in mark:
        return word != "I" and not word[:1].islower()
    token = left.rsplit(None, 1)[-1].lstrip(_OPENING)
    if mark[0] in "!?":
        if left[-1] in "([" or (token in SOMETIMES and word not in STARTERS):
            return False
        return not (quoted and _SPEECH_TAG.match(right) and word not in NO_SPEAKERS)
    return _full_stop(left, right, token, word, quoted, length)


def _full_stop(left: str, right: str, token: str, word: str, quoted: bool, length: int) -> bool:
    first = len(left) == length and left.strip(_OPENING) == token
    if first and not quoted and _LIST_NUMBER.fullmatch(token):
        return False
    if token.isdecimal() and len(token) < 3 and left[: -len(token)].rstrip()[-1:] in (":", ";"):
        return False
    if token in NUMBERED and (word[:1].isdecimal() or (token != "no" and _ROMAN.match(word))):
        return False
    if token in TITLES:
        return False
    if token in ("a.m", "p.m"):
        return word[:1].isalpha() and word not in AFTER_TIME and not _ZONE.match(right)
    if token in SOMETIMES or _CHAIN.fullmatch(token):
        return quoted or word in STARTERS
    stem, _, initial = token.rpartition("-")
    if len(initial) == 1 and initial.isupper() and (not stem or stem.endswith(".")):
        if not LETTERED.isdisjoint(left.split()[-2:-1]):  # vitamin D.
            return True
        if initial == "I":
            return len(word) > 1 or word in STARTERS or word.isdecimal()
        return word in AFTER_INITIAL
    return True


def _stands_without_blank(left: str, mark: str, right: str, word: str) -> bool:
    """Tell whether a stop with no blank behind it can be one: `said.”The`, `ended.The man`."""
    if not word[:1].isupper():
        return False
    if mark[-1] in '”»")' or (right[0] in '“«„"' and left[-2:].isalpha()):
        return True
    return (
        left[-2:].isalpha()
        and left[-2:].islower()
        and word in AFTER_INITIAL
        and bool(_GLUED.match(right))
    )
