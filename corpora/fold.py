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


def fold(text: str) -> str:
    """Return the key of `text`: lower case, one form for alef, ya, ta marbuta and digits, no marks.

    NFKC first; harakat, tatweel, bidi and zero-width marks go; quotation marks become straight;
    white space collapses. `fold(fold(x)) == fold(x)`.
    """
    key = unicodedata.normalize("NFKC", text)
    key = _SILENT.sub("", key).translate(_LETTERS).translate(_DIGITS).translate(_QUOTES)
    # NFKC again: lower-casing may leave a composed form behind (İ becomes i and a dot).
    key = _SILENT.sub("", unicodedata.normalize("NFKC", key.lower()))
    return " ".join(key.split())
