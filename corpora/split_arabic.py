"""Where Arabic sentences end: the rules for one stop, its left and its right."""

import re

from corpora.abbreviations import (
    ARABIC_CONTINUING,
    ARABIC_LETTER_NAMES,
    ARABIC_LETTER_WORDS,
    ARABIC_LETTERED,
    ARABIC_NO_STARTERS,
    ARABIC_SAYING,
    ARABIC_STARTERS,
    ARABIC_TITLES,
    ARABIC_UNITS,
    SOMETIMES,
    TITLES,
)

LETTER = "\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u06d5\ufb50-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
_OPENING = "\"'“”‘’«‹([{—–-•*„﴿﴾ \u00a0"
_SKIP = r"[\s\"'“”‘’„«‹(\[{—–\-•*﴿]*+"
# "قال إن …" and "قال: …" open a new sentence: what they introduce follows.
_REPORTED = r"[^.!?؟،:]{0,40}(?::|\s[أإا]ن(?:ه|ها|هم|نا|ني|ك)?\s)"
_SPEECH_TAG = re.compile(rf"[\s–—-]*+(?:كما\s|و)?(?:{ARABIC_SAYING})\b(?!{_REPORTED})", re.X)
_STARTER = re.compile(
    rf"{_SKIP}(?!(?:{ARABIC_NO_STARTERS})\b)(?:و\w{{2,}}|(?:{ARABIC_STARTERS})\b)", re.X
)
_RANGE = re.compile(r"(?:إلى|الى|حتى|وحتى|أي)\b")
_LATIN = re.compile(rf"{_SKIP}[A-Za-z]")
_CONTINUING = re.compile(rf"(?:{ARABIC_CONTINUING})\b", re.X)
_LATIN_LOWER = re.compile(rf"{_SKIP}[a-z][^A-Z]")
_CHAIN = re.compile(rf"(?:[{LETTER}]{{1,2}}\.)+[{LETTER}]{{1,2}}|(?:[A-Za-z]\.)+[A-Za-z]")
_YEAR = re.compile(r"(?:.*\D)?\d{3,4}\s?[مهـ]")
_MEASURE = re.compile(rf"\S*\s(?:\d\S*[{LETTER}])|\S*\d\s[مصسغله]")
_DOMAIN = re.compile(r"(?:نت|كوم|أورغ|أورج)\b")  # الجزيرة.نت
_NO_ADDRESS = re.compile(r"(?!www\.)[^/@]*")
_LIST_NUMBER = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}|[{LETTER}A-Za-z]")
_SPACED_LETTERS = re.compile(rf"(?:^|.*\s)[{LETTER}]\s+[{LETTER}]")
_GLUED = re.compile(rf"[{LETTER}«“„﴿\"]")
_LETTER_NAMES = ARABIC_LETTER_NAMES | ARABIC_LETTER_WORDS
_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩"
_QUOTES = frozenset("\"'“”’»›")
# Two dots are often a comma, and short leads ("غزة.. قصف جديد") are one with what follows.
_SHORTEST_BEFORE_DOTS = 40


def ends_sentence(left: str, mark: str, gap: str, right: str, length: int, lower: bool) -> bool:
    """Tell whether the stop between `left` and `right` ends a sentence; arguments as in English."""
    if not gap and not _GLUED.match(right):
        return False
    if _LATIN_LOWER.match(right):
        return False
    if not {"!", "?", "؟"}.isdisjoint(mark):
        if left[-1] in "([":
            return False
        return _QUOTES.isdisjoint(mark) or not _SPEECH_TAG.match(right)
    if "…" in mark or ".." in mark or ". ." in mark:
        return bool(gap) and length >= _SHORTEST_BEFORE_DOTS
    return _full_stop(left, mark, gap, right, length)


def _full_stop(left: str, mark: str, gap: str, right: str, length: int) -> bool:
    words = left.rsplit(None, 2)
    token = words[-1].lstrip(_OPENING)
    before = words[-2] if len(words) > 1 else ""
    if len(left) == length and left.strip(_OPENING) == token and _LIST_NUMBER.fullmatch(token):
        return False
    if token.isdecimal() and len(token) < 3 and before[-1:] in (":", "؛"):
        return False
    if _YEAR.fullmatch(token if token[:1].isdecimal() else f"{before} {token}"):
        return not _RANGE.match(right)
    bare = token.lstrip(_DIGITS + ".")
    if not gap and (len(bare) == 1 or _DOMAIN.match(right) or not _NO_ADDRESS.fullmatch(token)):
        return False
    if len(bare) == 2 and bare[0] in "وف" and right[0].isdecimal():  # وص. 12
        return False
    if bare in SOMETIMES:
        return bool(_STARTER.match(right))
    if _CHAIN.fullmatch(bare) or _SPACED_LETTERS.fullmatch(left[-4:]):
        return ")" not in mark and bool(gap and _STARTER.match(right))
    if bare in ARABIC_UNITS or (len(bare) == 1 and _MEASURE.fullmatch(f"{before} {token}")):
        return not _CONTINUING.match(right)
    if len(bare) == 1 and bare.isascii() and bare.isupper():
        return not _LATIN.match(right)
    if before in ARABIC_LETTERED and len(bare) == 1:
        return True
    return not (bare in ARABIC_TITLES or bare in TITLES or _is_letter_name(bare, before, right))


def _is_letter_name(token: str, before: str, right: str) -> bool:
    """Tell whether `token` is a dotted initial by its name; دي إن إيه, without stops, is not."""
    token = token.rpartition(".")[2]
    stem = token.removeprefix("و")
    if stem not in _LETTER_NAMES or before in _LETTER_NAMES:
        return False
    following, dotted, _ = right.partition(" ")[0].partition(".")
    if dotted and following in _LETTER_NAMES:
        return True
    return token in ARABIC_LETTER_NAMES or (token == stem and before.rstrip(".") in _LETTER_NAMES)
