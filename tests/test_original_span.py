"""Places in a folded key are found again in the printed text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.fold import fold
from tm import original_span
from tm.original_span import folded_text

# Characters that folding drops, joins, splits or reorders are frequent.
TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "كَتَبَـﻻﷺأإآ \t\u200d\u200f\u2067\u2069\u00ad\u0301\u0345Σς́İiﬁ½\u1161\u11a8\u1100한ﾞｶ"
            "\u09c7\u09be\u1fb3\u00a8\u00b4\ufe70٣٪«»"
        ),
    ),
    max_size=14,
)


@settings(max_examples=400)
@given(TEXTS)
def test_the_key_is_folds_own(text: str) -> None:
    """Folding with the way back gives the key that fold gives, and a place for each character."""
    folded = folded_text(text)
    assert folded.key == fold(text)
    assert len(folded.starts) == len(folded.stops) == len(folded.key)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(start < stop for start, stop in zip(folded.starts, folded.stops, strict=True))


@settings(max_examples=400)
@given(TEXTS, st.data())
def test_a_piece_of_the_text_folds_to_its_piece_of_the_key(text: str, data: st.DataObject) -> None:
    """What the text has at the place that is named, folded, has what the key has there."""
    folded = folded_text(text)
    start = data.draw(st.integers(0, len(folded.key)))
    stop = data.draw(st.integers(start, len(folded.key)))
    low, high = folded.span(start, stop)
    # A capital sigma is another letter at the end of a word; a cut may make such an end.
    printed = fold(text[low:high]).replace("ς", "σ")
    assert folded.key[start:stop].strip().replace("ς", "σ") in printed


@settings(max_examples=400)
@given(TEXTS)
def test_the_rough_map_is_never_needed(text: str) -> None:
    """Pieces of a text, folded one by one, are together as long as the text's key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(original_span, "_rough", lambda *_: pytest.fail("needed"))
        folded_text(text)


@pytest.mark.parametrize(
    ("text", "word", "printed"),
    [
        ("اجتَمَعَ المجلسُ يومَ الاثنين", "المجلس", "المجلسُ"),
        ("في المدرســـة الجديدة", "المدرسه", "المدرســـة"),
        ("ﻻعب كبير", "لاعب", "ﻻعب"),
        ("قال \u2067المدير\u2069 ذلك", "المدير", "المدير"),
        ("بلغ ٤٥٪ من", "45%", "٤٥٪"),
        ("  the   e\u0301lan  of", "\u00e9lan", "e\u0301lan"),
        ("THE ﬁrst", "first", "ﬁrst"),
    ],
)
def test_worked_examples(text: str, word: str, printed: str) -> None:
    """A word of the key is the word as printed, its vowel marks with it, isolates left out."""
    folded = folded_text(text)
    start = folded.key.index(word)
    low, high = folded.span(start, start + len(word))
    assert text[low:high] == printed


def test_an_empty_piece_has_an_empty_piece() -> None:
    """Nothing of the key is nothing of the text, in an empty text too."""
    assert folded_text("").span(0, 0) == (0, 0)
    assert folded_text("ab").span(1, 1) == (1, 1)
