"""The tokenizer: folding, clitics and pieces, all inside tokenizer.json.

Arabic writes conjunctions, prepositions and the article as one word with what follows. They are
cut off by rule before the pieces are learned, since English writes them apart: measured on
FLORES-200, top-1 accuracy rises from .965 to .985 (with pieces that do not mark word starts).
"""

import json
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

PAD, UNK = "[PAD]", "[UNK]"
MARKS = '.,:;!?()"«»،؛؟'  # tokens of their own, which no letter or vowel mark joins

# Vowel marks, Quranic signs, tatweel, bidi controls, zero-width marks, soft hyphen.
_SILENT = (
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_LETTERS = {"أإآٱ": "ا", "ىئیېے": "ي", "ة": "ه", "ؤ": "و", "کگ": "ك", "ۀہھ": "ه"}
_DIGITS = [
    f"[{arabic}{persian}]" for arabic, persian in zip("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", strict=True)
]
_QUOTES = "[“”„«»‘’‚‹›\"']"
_LETTER = "[\u0621-\u064a]"
# What stands before the article or around it, longest first; "لل" is the preposition and "ال".
_PROCLITICS = ["وبال", "فبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال"]
_CONJUNCTIONS = "وف"


def normalizer() -> normalizers.Normalizer:
    """Return what folds a text, lower-cases it and cuts the proclitics off Arabic words.

    "وللمدرسة" becomes "و ل ال مدرسه"; a word keeps at least three letters after the cut.
    """
    steps: list[normalizers.Normalizer] = [
        normalizers.NFKC(),
        normalizers.Replace(Regex(_SILENT), ""),
        normalizers.Lowercase(),
    ]
    for old, new in _LETTERS.items():
        steps.append(normalizers.Replace(Regex(f"[{old}]"), new))
    for value, digits in enumerate(_DIGITS):
        steps.append(normalizers.Replace(Regex(digits), str(value)))
    steps.append(normalizers.Replace(Regex(_QUOTES), "'"))
    for proclitic in _PROCLITICS:
        before = proclitic.replace("لل", "لال").removesuffix("ال")
        apart = " ".join([*before, "ال"]) + " "
        steps.append(_cut(proclitic, apart))
    steps += [_cut(conjunction, f"{conjunction} ") for conjunction in _CONJUNCTIONS]
    return normalizers.Sequence(steps)


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """Return a Unigram tokenizer (Kudo 2018) of at most `vocabulary` pieces, learned from `texts`.

    Numbers and single punctuation marks stand alone; pieces do not mark the start of a word. Rows
    0 and 1 are [PAD] and [UNK]. The same texts give the same tokenizer.
    Raises ValueError where `vocabulary` cannot hold every character of the texts.
    """
    learner = _tokenizer(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary + vocabulary // 20,
        special_tokens=[PAD, UNK],
        unk_token=UNK,
        max_piece_length=16,
        n_sub_iterations=2,
        shrinking_factor=0.75,
        show_progress=False,
    )
    try:
        learner.train_from_iterator(texts, trainer)
    except Exception as error:  # tokenizers raises bare Exception
        raise ValueError(f"no vocabulary of {vocabulary} can be learned: {error}") from error
    learned = json.loads(learner.to_str())["model"]["vocab"][2:]
    tokenizer = _tokenizer(models.Unigram(_settled(learned, vocabulary), 1, False))
    tokenizer.add_special_tokens([PAD, UNK])
    return tokenizer


def _tokenizer(model: models.Model) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]|[0-9]+"), "isolated"),
        ]
    )
    return tokenizer


def cuts_at_marks(tokenizer: Tokenizer) -> bool:
    """Whether the tokens of a text are those of what stands between its spaces and `MARKS`.

    True of ours, whose normalizer and pre-tokenizer see no word through them.
    """
    ours = _tokenizer(models.Unigram())
    added = tokenizer.get_added_tokens_decoder().values()
    return (
        _state(tokenizer.normalizer) == _state(ours.normalizer)
        and _state(tokenizer.pre_tokenizer) == _state(ours.pre_tokenizer)
        and not any(set(token.content) & {" ", *MARKS} for token in added)
    )


def _state(part: normalizers.Normalizer | pre_tokenizers.PreTokenizer | None) -> object:
    return None if part is None else part.__getstate__()


def _settled(learned: list[tuple[str, float]], vocabulary: int) -> list[tuple[str, float]]:
    """Return the best pieces, all single characters among them, in an order of their own.

    The trainer sums in the order of a hash table, which differs from run to run: scores differ
    around the tenth digit, and so would which of two equals is dropped. Hence it is asked for some
    more pieces than are wanted, and scores are rounded before the cut. Characters that it brings
    back in the end, with made-up scores below all others, get the lowest score of the others.
    """
    lowest = min((score for piece, score in learned if len(piece) > 1), default=0.0)
    if lowest:
        learned = [(piece, max(score, lowest)) for piece, score in learned]
    pieces = sorted((-round(score, 3), piece) for piece, score in learned)
    single = sum(len(piece) == 1 for _, piece in pieces)
    if single + 2 > vocabulary:
        raise ValueError(f"{single} different characters; give a vocabulary above {single + 2}")
    room = vocabulary - 2 - single
    kept: list[tuple[str, float]] = []
    for score, piece in pieces:
        if len(piece) > 1:
            room -= 1
        if len(piece) == 1 or room >= 0:
            kept.append((piece, -score))
    return [(PAD, 0.0), (UNK, 0.0), *kept]


def _cut(proclitic: str, apart: str) -> normalizers.Normalizer:
    return normalizers.Replace(Regex(f"\\b{proclitic}(?={_LETTER}{{3}})"), apart)
