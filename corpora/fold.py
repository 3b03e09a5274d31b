"""Folding: one key for the many spellings of the same word.

Keys are for comparison and look-up only; the text that is stored is what the site printed.
"""

import re
import unicodedata

# Vowel marks, Quranic signs, tatweel, bidi controls, zero-width marks, soft hyphen.
_SILENT = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_LETTERS = str.maketrans("أإآٱىةؤئیکگۀہھ", "اااايهويىكگههه".replace("ى", "ي"))
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪", "01234567890123456789.,%")
_QUOTES = str.maketrans("“”„«»‘’‚‹›", '"""""' + "'''''")


_CHANGES = {chr(old): chr(new) for old, new in (_LETTERS | _DIGITS | _QUOTES).items()}
# One pass over the few characters that change: several times faster than str.translate.
_CHANGING = re.compile(f"[{_SILENT.pattern[1:-1]}{''.join(_CHANGES)}]")


def _changed(match: re.Match[str]) -> str:
    """Return what stands in a key for one changing character."""
    return _CHANGES.get(match[0], "")


def fold(text: str) -> str:
    """Return the key of `text`: lower case, one form for alef, ya, ta marbuta and digits, no marks.

    NFKC first; harakat, tatweel, bidi and zero-width marks go; quotation marks become straight;
    white space collapses. `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():  # the same, ten times faster
        return " ".join(text.lower().split())
    key = _CHANGING.sub(_changed, unicodedata.normalize("NFKC", text))
    # NFKC again: lower-casing may leave a composed form behind (İ becomes i and a dot).
    key = _SILENT.sub("", unicodedata.normalize("NFKC", key.lower()))
    return " ".join(key.split())
