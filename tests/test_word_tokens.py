"""Tokens word by word are those of the whole text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from align import word_tokens
from align.model import load_model
from align.static_model import StaticModel
from align.tokenizer import MARKS, cuts_at_marks, train_tokenizer
from align.word_tokens import WordTokens
from tests.pair_corpus import PAIRS

SENTENCES = [side for pair in PAIRS for side in pair]
# What could act through a space or a mark: clitics, vowel marks, joiners, digits, [PAD], the bar.
PARTS = [
    *SENTENCES, *MARKS, " ", "  ", "\n", "\t", "\u00a0", "|", "｜", "a|b", "[PAD]", "[UNK]", "_",
    "-", "و", "ال", "وال", "وللمدرسة", "والالتزام", "ُ", "َّ", "ـ", "\u200f", "\u200b", "\u0301",
    "\u0338", "=", "İ", "ﷺ", "½", "…", "日本", "🙂", "٣٬٥", "3,5", "Don't", "“x”",
]  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Return a tokenizer of 300 pieces."""
    return train_tokenizer(SENTENCES, 300)


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(
        st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=12).map("".join),
        max_size=6,
    )
)
def test_words_apart_are_words_together(tokenizer: Tokenizer, texts: list[str]) -> None:
    """Of any text: what is remembered of its words is what the tokenizer gives the whole."""
    words = WordTokens(tokenizer)
    expected = [
        encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)
    ]
    for _ in range(2):  # the second time every word is known
        assert [ids.tolist() for ids in words.ids(texts)] == expected


def test_the_shipped_tokenizer_is_remembered() -> None:
    """The tokenizer that ships is one whose words stand alone, and gives each text its own."""
    model = load_model()
    assert isinstance(model, StaticModel)
    assert cuts_at_marks(model.tokenizer)
    texts = [f"{one}|{two} {one}" for one, two in PAIRS]
    expected = [model.tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    assert [ids.tolist() for ids in WordTokens(model.tokenizer).ids(texts)] == expected


def test_other_tokenizers_see_whole_sentences() -> None:
    """A tokenizer that cuts elsewhere, or joins words, is asked for each sentence anew."""
    vocabulary = [("<unk>", 0.0), ("a", -1.0), ("b", -1.0), (" ", -1.0), ("a b", -1.5), ("|", -1.0)]
    joining = Tokenizer(models.Unigram(vocabulary, 0, False))
    assert not cuts_at_marks(joining)
    assert [ids.tolist() for ids in WordTokens(joining).ids(["a b", "a", ""])] == [[4], [1], []]
    joining.normalizer = normalizers.NFKC()
    joining.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert not cuts_at_marks(joining)
    ours = train_tokenizer(SENTENCES, 300)
    assert cuts_at_marks(ours)
    ours.add_tokens(["the port"])
    assert not cuts_at_marks(ours)


def test_what_is_remembered_has_a_limit(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit all is forgotten, and the tokens stay the same."""
    monkeypatch.setattr(word_tokens, "_KEPT", 5)
    words = WordTokens(tokenizer)
    first = [ids.tolist() for ids in words.ids(SENTENCES)]
    assert [ids.tolist() for ids in words.ids(SENTENCES)] == first
    words.ids(["one"])
    assert len(words._known) == 1


def test_long_words_are_not_remembered(tokenizer: Tokenizer) -> None:
    """A word as long as a page is cut as ever, and what it was is forgotten."""
    words = WordTokens(tokenizer)
    texts = ["the " + "port" * 5000 + " sea", "port" * 5000]
    expected = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    assert [ids.tolist() for ids in words.ids(texts)] == expected
    assert sorted(words._known) == ["sea", "the"]
