"""The tokens of texts, word by word: a word that came before is looked up, not cut again.

Folding and cutting a text costs more than all else that aligning a short one does. In an archive
most words have come before.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from align.tokenizer import MARKS, cuts_at_marks

_WORD = re.compile(f"[^ {re.escape(MARKS)}]+|[{re.escape(MARKS)}]")
_KEPT = 2**16  # words, about 10 MB
_LONG = 64  # characters from which a word is not remembered: it may be as long as a page
_TOGETHER = 64  # words cut in one text
_BETWEEN = "|"  # a token of its own

Ids = NDArray[np.int32]


class WordTokens:
    """Gives the tokens of sentences as the tokenizer does, and remembers those of words."""

    __slots__ = ("_between", "_known", "_tokenizer")

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Remember nothing yet.

        A tokenizer that may join words, as ours does not, is asked for each sentence.
        """
        self._tokenizer = tokenizer
        self._known: dict[str, bytes] = {}
        between = self._cut([_BETWEEN])[0]
        self._between = between[0] if len(between) == 1 and cuts_at_marks(tokenizer) else None

    def ids(self, sentences: Sequence[str]) -> list[Ids]:
        """Return the numbers of each sentence's tokens."""
        if self._between is None:
            return [np.array(ids, np.int32) for ids in self._cut(sentences)]
        # Other threads may ask too: each keeps to the one dictionary that it began with.
        if len(self._known) > _KEPT:
            self._known = {}
        known = self._known
        texts = [_WORD.findall(sentence) for sentence in sentences]
        fresh = list({word: None for words in texts for word in words if word not in known})
        long: dict[str, bytes] = {}
        for first in range(0, len(fresh), _TOGETHER):
            words = fresh[first : first + _TOGETHER]
            for word, tokens in zip(words, self._cut_words(words, self._between), strict=True):
                (known if len(word) < _LONG else long)[word] = tokens
        joined = (
            b"".join([known[word] if len(word) < _LONG else long[word] for word in words])
            for words in texts
        )
        return [np.frombuffer(tokens, np.int32) for tokens in joined]

    def _cut_words(self, words: list[str], between: int) -> list[bytes]:
        """Return the tokens of each word; one long text is cut faster than many short ones."""
        found = np.array(self._cut([f" {_BETWEEN} ".join(words)])[0], np.int32)
        ends = np.flatnonzero(found == between)
        if len(ends) != len(words) - 1:  # a word has this token too
            return [np.array(ids, np.int32).tobytes() for ids in self._cut(words)]
        starts = [0, *(ends + 1).tolist()]
        return [
            found[start:end].tobytes()
            for start, end in zip(starts, [*ends.tolist(), len(found)], strict=True)
        ]

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encoded]
