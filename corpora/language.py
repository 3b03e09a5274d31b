"""Telling English text from Arabic text by its script."""

import re

from corpora.article import Language

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")

# An Arabic article full of Latin names stays above this; a page that prints both versions
# side by side stays below it and belongs to neither language.
SHARE = 0.6


def detect_language(text: str) -> Language | None:
    """Return "ar" or "en" when at least 60 % (`SHARE`) of the letters are of that script.

    None for empty text, text without letters, and text in neither script or in both. Script only:
    French counts as "en" and Persian as "ar", since nothing here ever chooses between them.
    """
    letters = len(_LETTER.findall(text))
    if len(_ARABIC.findall(text)) >= SHARE * max(letters, 1):
        return "ar"
    if len(_LATIN.findall(text)) >= SHARE * max(letters, 1):
        return "en"
    return None
