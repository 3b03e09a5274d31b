"""Folding: worked examples, and the fast path against the slow one."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpora.fold import _DIGITS, _LETTERS, _QUOTES, _SILENT, fold


def slow_fold(text: str) -> str:
    """Fold in plain steps: one table after the other."""
    key = _SILENT.sub("", unicodedata.normalize("NFKC", text))
    key = key.translate(_LETTERS).translate(_DIGITS).translate(_QUOTES)
    key = _SILENT.sub("", unicodedata.normalize("NFKC", key.lower()))
    return " ".join(key.split())


def test_one_spelling_for_many() -> None:
    """Marks, letter forms, digits and quotation marks that readers take for the same are so."""
    assert fold("إلى المدرسةِ") == fold("الي المدرسه") == "الي المدرسه"
    assert fold("كتـــابٌ") == "كتاب"
    assert fold("٤٥٪ «نعم»") == '45% "نعم"'
    assert fold("  The\u00a0Port’s\u200f  ") == "the port's"


def test_every_letter_as_the_slow_reference() -> None:
    """The fast path gives what the plain steps give, for every letter of the first two planes."""
    assert [c for c in map(chr, range(0x20000)) if fold(c) != slow_fold(c)] == []


@given(st.text())
def test_as_the_slow_reference_and_idempotent(text: str) -> None:
    """So it does for any text; and a key is its own key."""
    assert fold(text) == slow_fold(text)
    assert fold(fold(text)) == fold(text)
