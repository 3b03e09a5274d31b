"""Consonant skeletons: one key for a name in English letters and in Arabic ones.

Arabic writes few vowels, and each language spells the other's consonants in several ways; Mansour,
Mansur and منصور all have the skeleton "mnsr". It keeps the consonants that both scripts tell apart,
and is a key for candidates, never a transliteration.
"""

import re
import unicodedata
from functools import lru_cache

from corpora.fold import fold

LEAST = 3
"""Skeletons of fewer consonants fit too many words, and are left out."""

# One Latin letter for each class of consonants; S is sh, X is kh. Vowels, w, y and ayin are none.
_ARABIC = str.maketrans(
    "بپتطثجچغگحهخدذضرزژظسصشفڤقكلمن",
    "bbttt" + "jjjj" + "hh" + "X" + "ddd" + "r" + "zjz" + "ss" + "S" + "ff" + "kk" + "lmn",
)
_NOT_SKELETON = re.compile("[^bdfhjklmnrstzSX]")
_DOUBLED = re.compile(r"(.)\1+")
_PREFIX = re.compile("(?:[وف]?(?:[بك]?ال|لل)|[وف][بلك]?|[بلك])(?=..)")

_ENGLISH_RULES = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("tch|sch|sh", "S"),
        ("ch(?=[rl])", "k"),
        ("ch", "S"),
        ("kh", "X"),
        ("ph", "f"),
        ("th", "t"),
        ("dh", "d"),
        ("gh|zh|g", "j"),
        ("ck|q", "k"),
        ("sc(?=[eiy])", "s"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("x", "ks"),
        ("p", "b"),
        ("v", "f"),
    )
)


@lru_cache(maxsize=200_000)
def english_skeleton(word: str) -> str:
    """Return the skeleton of an English word, "" where it has fewer than `LEAST` consonants.

    Accents, case and a possessive 's do not matter.
    """
    letters = unicodedata.normalize("NFKD", word).lower()
    letters = re.sub("['’]s$", "", letters)
    letters = _DOUBLED.sub(r"\1", re.sub("[^a-zß-ÿ]", "", letters))
    for pattern, sound in _ENGLISH_RULES:
        letters = pattern.sub(sound, letters)
    return _finished(letters)


@lru_cache(maxsize=400_000)
def arabic_skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons of an Arabic word as it stands and without its prefix, if it has any.

    The prefixes are the article, the conjunctions و and ف, and ب, ل, ك.
    """
    letters = fold(word)
    forms = [letters]
    if prefix := _PREFIX.match(letters):
        forms.append(letters[prefix.end() :])
        if letters.startswith(("و", "ف")) and prefix.end() > 1:
            forms.append(letters[1:])
    skeletons = dict.fromkeys(_arabic_skeleton(form) for form in forms)
    return tuple(skeleton for skeleton in skeletons if skeleton)


def _arabic_skeleton(letters: str) -> str:
    letters = letters.replace("تش", "ش")
    return _finished(_DOUBLED.sub(r"\1", letters).translate(_ARABIC))


def _finished(letters: str) -> str:
    """Return the consonants alone; a final h is silent in both scripts (Sarah, سارة)."""
    if letters.endswith("h"):
        letters = letters[:-1]
    skeleton = _NOT_SKELETON.sub("", letters)
    return skeleton if len(skeleton) >= LEAST else ""
