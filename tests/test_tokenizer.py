"""The tokenizer: folding and proclitics in tokenizer.json, and the same vocabulary each time."""

import json

import pytest

from align.tokenizer import PAD, UNK, normalizer, train_tokenizer
from tests.pair_corpus import PAIRS

TEXTS = [side for pair in PAIRS for side in pair]


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("المدرسة", "ال مدرسه"),
        ("وللمدرسة", "و ل ال مدرسه"),
        ("وبالكتاب", "و ب ال كتاب"),
        ("فقالت", "ف قالت"),
        ("وقد", "وقد"),  # two letters would be left
        ("إِلَى أَنْ", "الي ان"),
        ("١٢ و۳٤", "12 و34"),
        ("«مَرْحَبـًا»", "'مرحبا'"),
        ("The “Best”", "the 'best'"),
    ],
)
def test_text_is_prepared(text: str, prepared: str) -> None:
    """Letters, marks, digits and quotes are folded; proclitics are cut off where a word is left."""
    assert normalizer().normalize_str(text) == prepared


def test_spelling_variants_give_the_same_tokens() -> None:
    """Vocalised and plain, Arabic-Indic and European: the same token numbers."""
    tokenizer = train_tokenizer(TEXTS, 400)
    plain, marked = tokenizer.encode_batch(["المدرسة 40 الى", "الْمَدْرَسَةُ ٤٠ إلى"])
    assert plain.ids == marked.ids


def test_training_is_repeatable() -> None:
    """The same texts, in whatever order, give the same bytes, of the size that was asked for."""
    one = train_tokenizer(TEXTS, 300).to_str()
    assert train_tokenizer(TEXTS[::-1], 300).to_str() == one
    vocabulary = json.loads(one)["model"]["vocab"]
    assert len(vocabulary) == 300
    assert [piece for piece, _ in vocabulary[:2]] == [PAD, UNK]


def test_no_character_is_lost() -> None:
    """Every character of the texts stays in the vocabulary, whatever the cut."""
    tokenizer = train_tokenizer([*TEXTS, "Žź ٱلعهد ڤ"], 120)
    for text in (*TEXTS, "ڤ ź"):
        assert 1 not in tokenizer.encode(text).ids


def test_numbers_and_marks_stand_alone() -> None:
    """A mark is no part of a piece, and neither is a number."""
    tokenizer = train_tokenizer(TEXTS, 400)
    assert tokenizer.encode("port.").tokens[-1] == "."
    ids = tokenizer.encode("(1908)").ids
    assert (ids[0], ids[-1]) == (1, 1)  # [UNK]: no text holds a bracket
    assert 1 not in ids[1:-1]
    assert all(
        piece.isalpha() or piece.isdigit() or len(piece) == 1 or piece in (PAD, UNK)
        for piece in tokenizer.get_vocab()
    )


def test_too_small_a_vocabulary_is_refused() -> None:
    """A vocabulary that cannot hold the characters is an error that says so."""
    with pytest.raises(ValueError, match="no vocabulary of 20"):
        train_tokenizer(TEXTS, 20)
