"""What a concordance looks for: words, phrases and patterns, over folded text.

A query is asked twice: the full-text index gives the candidates, and `Query.terms` finds the exact
places in each. The index never decides alone, so it may be wide, old, or not there at all.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex  # type: ignore[import-untyped] # ships no types; unlike re it has a time limit

from corpora.fold import fold
from tm.arabic_forms import prefixed

Side = Literal["en", "ar"]
Finder = Callable[[str], list[tuple[int, int]]]

MAX_PATTERN = 1000
"""Longest regular expression that is taken, in characters."""
SECONDS = 1.0
"""Longest time that one regular expression may take on one text."""

_COLUMNS = {"en": "source_key", "ar": "target_key"}
# A word is letters and digits in a row, as for FTS5's tokenizer; a * at its end is any ending.
_WORD = re.compile(r"[^\W_]+\*?")
_BETWEEN = r"[\W_]+"
_LATIN_MARKED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: all `terms` must be found in a unit, each on either side or on `side`.

    A term takes a searchable key (`searchable`) and returns the places, (start, stop), in order.
    The first term is the keyword. `match` is the FTS5 expression for candidates; None: any unit.
    """

    terms: tuple[Finder, ...]
    match: str | None
    side: Side | None


def searchable(key: str) -> str:
    """Return a folded key with Latin letters bare of their accents; positions stay the same.

    The full-text index leaves accents out too: "cafe" finds "café".
    """
    if key.isascii():
        return key
    return _LATIN_MARKED.sub(lambda match: _bare(match[0]), key)


def _bare(letter: str) -> str:
    """Return a Latin letter without its accents, one character for one."""
    return unicodedata.normalize("NFD", letter)[0]


def word_query(
    words: str | Sequence[str], *, side: Side | None, prefixes: bool, phrase: bool
) -> Query:
    """Return the query for words that all occur, or for one phrase.

    A string is split at blanks; with `phrase` it is one phrase. Of a sequence each item is a word,
    or a phrase where it has several. Punctuation says nothing; a * at the end of a word stands for
    any ending. With `prefixes` Arabic words are found with particles joined to them.

    Raises ValueError where there is no letter and no digit to look for.
    """
    if isinstance(words, str):
        words = [words] if phrase else words.split()
    elif phrase:
        words = [" ".join(words)]
    items = [tokens for word in words if (tokens := _WORD.findall(searchable(fold(word))))]
    if not items:
        raise ValueError("nothing to look for: give a word with a letter or a digit in it")
    forms = [[_forms(token, prefixes) for token in tokens] for tokens in items]
    match = " AND ".join(f"({_match(tokens)})" for tokens in forms)
    if side:
        match = f"{_COLUMNS[side]} : ({match})"
    return Query(tuple(_finder(tokens) for tokens in forms), match, side)


def pattern_query(patterns: str | Sequence[str], *, side: Side | None) -> Query:
    """Return the query for regular expressions that all match somewhere.

    They are matched against folded text, case ignored; Arabic letters in them are folded, so that
    "مدرس[ةه]" and "أحمد" work. The syntax is that of the `regex` library, which has re's and more.

    Raises ValueError, saying what and where, for a bad pattern, an empty one, or one that is longer
    than MAX_PATTERN; so does a term of the query for one that takes longer than SECONDS on a text.
    """
    patterns = [patterns] if isinstance(patterns, str) else list(patterns)
    if not any(patterns):
        raise ValueError("nothing to look for: the pattern is empty")
    return Query(tuple(_pattern(pattern) for pattern in patterns if pattern), None, side)


def _forms(token: str, prefixes: bool) -> tuple[str, ...]:
    """Return the forms of one word, the * kept at the end."""
    return prefixed(token) if prefixes else (token,)


def _match(tokens: Sequence[Sequence[str]]) -> str:
    """Return the FTS5 expression of a word or phrase; tokens hold letters, digits and * only."""
    if all(len(forms) == 1 for forms in tokens) and not any("*" in f[0] for f in tokens[:-1]):
        return _quoted(" ".join(forms[0] for forms in tokens))
    return " AND ".join("(" + " OR ".join(map(_quoted, forms)) + ")" for forms in tokens)


def _quoted(words: str) -> str:
    """Return an FTS5 string, the * after it."""
    return f'"{words[:-1]}" *' if words.endswith("*") else f'"{words}"'


def _finder(tokens: Sequence[Sequence[str]]) -> Finder:
    """Return the finder of a word or phrase: whole words, one after the other."""
    parts = ["(?:" + "|".join(_ending(form) for form in forms) + ")" for forms in tokens]
    find = re.compile(rf"(?<![^\W_]){_BETWEEN.join(parts)}(?![^\W_])")
    return lambda key: [match.span() for match in find.finditer(key)]


def _ending(form: str) -> str:
    return re.escape(form[:-1]) + r"[^\W_]*" if form.endswith("*") else re.escape(form)


def _pattern(pattern: str) -> Finder:
    """Return the finder of a regular expression."""
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the pattern is longer than {MAX_PATTERN} characters")
    # ASCII is the syntax and stays; the rest is letters, which are folded one by one.
    folded = "".join(c if c.isascii() else searchable(fold(c)) for c in pattern)
    try:
        find = regex.compile(folded, regex.IGNORECASE)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{pattern}: not a regular expression ({error})") from None

    def spans(key: str) -> list[tuple[int, int]]:
        try:
            found = [match.span() for match in find.finditer(key, timeout=SECONDS)]
        except TimeoutError:
            raise ValueError(
                f"{pattern}: gave no answer within {SECONDS:g} s on a text of {len(key)}"
                " characters: repeats within repeats, as in (a+)+, take too long"
            ) from None
        return [(start, stop) for start, stop in found if start < stop]

    return spans
