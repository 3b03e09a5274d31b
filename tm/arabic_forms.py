"""The forms an Arabic word takes when particles are written together with it.

Conjunctions (و ف), prepositions (ب ل ك), the article (ال) and the future's س are one word with what
follows: a search for كتاب misses والكتاب unless these forms are looked for too. Forms are spelled
out, not guessed by taking letters off, so وزير is never taken for و and زير.
"""

import re

_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك")
_ARABIC = re.compile("[\u0621-\u064a]+\\*?")
_ARTICLE = "ال"
_IMPERFECT = "ايتن"  # a verb's first letter where س may stand before it


def is_arabic(word: str) -> bool:
    """Whether a folded word is all Arabic letters, so that particles may join it."""
    return bool(_ARABIC.fullmatch(word))


def prefixed(word: str) -> tuple[str, ...]:
    """Return a folded Arabic word and its forms with particles joined to it, each once.

    A bare word is found with و ف, ب ل ك and ال in all their orders (وكتاب, بالكتاب, وللكتاب), and
    with س where it may be a verb. A word that has the article keeps it: المدرسه gives والمدرسه,
    بالمدرسه and للمدرسه, but not مدرسه. Any other word (of another script, or of one letter) stays
    alone.
    """
    if not is_arabic(word) or len(word) < 2:
        return (word,)
    definite = word.startswith(_ARTICLE) and len(word) > 4
    stem = word.removeprefix(_ARTICLE) if definite else word
    # لل and a word that begins with ل share a lam: اللغه and للغه, not لللغه.
    after_lam = stem[1:] if stem.startswith("ل") else stem
    forms = [] if definite else list(_PREPOSITIONS)
    forms = [f"{preposition}{stem}" for preposition in forms]
    forms += [f"{preposition}{_ARTICLE}{stem}" for preposition in ("", "ب", "ك")]
    forms.append(f"لل{after_lam}")
    if not definite and stem[0] in _IMPERFECT:
        forms.append(f"س{stem}")
    joined = [f"{conjunction}{form}" for form in forms for conjunction in _CONJUNCTIONS]
    return tuple(dict.fromkeys([word, *joined]))
