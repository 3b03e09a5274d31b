"""Consonant skeletons of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.name_skeleton import LEAST, arabic_skeletons, english_skeleton


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Mansour", "منصور"),
        ("Muhammad", "محمد"),
        ("Christopher", "كريستوفر"),
        ("Khartoum", "الخرطوم"),
        ("Alexander", "ألكسندر"),
        ("Mexico", "والمكسيك"),
        ("Philip", "وفيليب"),
        ("Hilal's", "بهلال"),
        ("Cynthia", "سينثيا"),
        ("Farhat", "لفرحات"),
    ],
)
def test_a_name_has_one_skeleton_in_both_scripts(english: str, arabic: str) -> None:
    """Spelling, article, prefixes and a possessive do not part a name from itself."""
    assert english_skeleton(english)
    assert english_skeleton(english) in arabic_skeletons(arabic)


def test_short_skeletons_are_left_out() -> None:
    """Two consonants fit too many words."""
    assert english_skeleton("Sarah") == ""
    assert arabic_skeletons("سارة") == ()


@given(st.text(max_size=20))
def test_any_text_gives_letters_of_skeletons_alone(text: str) -> None:
    """Whatever is given, nothing but consonants, as many as needed, comes out."""
    for skeleton in [english_skeleton(text), *arabic_skeletons(text)]:
        assert set(skeleton) <= set("bdfhjklmnrstzSX")
        assert not skeleton or len(skeleton) >= LEAST
