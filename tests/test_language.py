"""Language by script."""

import pytest

from corpora.article import Language
from corpora.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The school reopened.", "en"),
        ("أعيد افتتاح المدرسة.", "ar"),
        ("أعلنت شركة Google عن خدمة جديدة في المنطقة", "ar"),
        ("The word كتاب means book in Arabic", "en"),
        ("ﺍﻟﻌﺮﺑﻴﺔ", "ar"),
        ("Школа открылась", None),
        ("the school المدرسة", None),
        ("123 — ٤٥٦ …", None),
        ("", None),
    ],
)
def test_detect_language(text: str, language: Language | None) -> None:
    """Sixty per cent of the letters decide; nothing and both decide nothing."""
    assert detect_language(text) == language


def test_vowel_marks_are_no_letters() -> None:
    """Fully vowelled Arabic counts the same as bare Arabic beside Latin."""
    assert detect_language("العَرَبِيَّةُ lat") == detect_language("العربية lat") == "ar"
