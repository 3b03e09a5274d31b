"""Sentences end where a reader ends them, and no character is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.article import Article, Language, Paragraph, Sentence
from corpora.split import split, split_article

GOLD = Path(__file__).with_name("splitting")
LANGUAGES: tuple[Language, ...] = ("en", "ar")
# Pieces of which hard text is made: every mark the rules look at, beside short words.
PIECES = st.sampled_from(
    [
        *".!?؟…؛،,:;()[]«»“”‘’'\"-–— \u00a0\t",
        *("..", "...", ". ", ". ", ".» ", '." ', "؟» ", "!' ", "[3]", ". . .", " . ", "1.", "12.5"),
        *("Mr.", "U.S.", "J.", "I.", "Inc.", "etc.", "p.m.", "The", "Smith", "said", "he", "No."),
        *(
            "د.",
            "م.",
            "2010 م.",
            "و.م.أ.",
            "إلخ.",
            "كم.",
            "بي.",
            "وقال",
            "قال",
            "الرجل",
            "إن",
            "ه.",
        ),
        *("\u200f", "\u202b", "\u2069", "\u0640", "\u064e", "ا", "é", "7", "٣", "www.a.b", "ﷺ"),
    ]
)
TEXT = st.lists(PIECES, max_size=30).map("".join)


def bare(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())


def paragraphs(language: Language, part: str) -> Iterator[list[str]]:
    """Yield the gold paragraphs, each a list of sentences, of the ordinary text or of the traps."""
    ordinary, traps = (GOLD / f"{language}.txt").read_text(encoding="utf-8").split("# traps\n")
    for block in (ordinary if part == "ordinary" else traps).strip().split("\n\n"):
        yield block.strip().split("\n")


def boundaries(sentences: list[str]) -> set[int]:
    """Return how many non-blank characters stand before each boundary inside the paragraph."""
    return {len(bare("".join(sentences[:count]))) for count in range(1, len(sentences))}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("part", "floor"), [("ordinary", {"en": 0.98, "ar": 0.98}), ("traps", {"en": 0.98, "ar": 0.96})]
)
def test_boundaries_agree_with_gold(
    language: Language, part: str, floor: dict[Language, float]
) -> None:
    """Boundary F1 inside paragraphs stays above its floor, on ordinary text and on the traps."""
    right = found = expected = 0
    for sentences in paragraphs(language, part):
        gold, ours = boundaries(sentences), boundaries(split(" ".join(sentences), language))
        right += len(gold & ours)
        found += len(ours)
        expected += len(gold)
    assert 2 * right / (found + expected) >= floor[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_gold_is_large_and_mostly_ordinary(language: Language) -> None:
    """The gold holds 350 sentences or more, two thirds of them ordinary text."""
    ordinary = sum(map(len, paragraphs(language, "ordinary")))
    traps = sum(map(len, paragraphs(language, "traps")))
    assert ordinary + traps >= 350
    assert ordinary >= 2 * traps


# A bar marks each boundary; the text is what stands around the bars, unchanged.
ENGLISH = [
    "The clinic closes at 5 p.m. on Friday.|  It opens again at 8 a.m. Monday.",
    "He grew up in the U.S.| She did not.",
    "“It is over.| We leave,” he said.",
    "J. K. Rowling, W.H. Auden and S. J. Perelman were read.| Nobody slept.",
    '"Why?" and left.',
    "It made $1.5 million, i.e. nothing.| See Smith vs. Gen. Jones's 2.5.",
    "No. 5 of Vol. 2.| No.| Five men.",
    "Shares of Apple Inc. fell.| So did those of Lee & Co.| The rest rose.",
    '"Where is it?" Prof. Anna Lee asked.| Nobody knew.',
    '"Where is it?"| He looked up.',
    '"Where is it?" I asked.',
    '"Where is it?"| Nobody answered.',
    "The rules are in Annex I.| 2. They apply.",
    'He asked: "Why now?"| Lee said that it was a matter of money.',
    "He paid in cash.|The clerk gave no receipt.",
    "“That was odd.”|He said so later.",
    'He had left.|"The door was open."|She knew it.',
    'The firm said: " We regret it. "| It gave no details.',
    "Read https://example.org/a.B?c=D.e or example.Com/Index.Html.| Then write.",
    "It was over... and then it was not...| The bell rang.",
    "The plan . . . was bad.| Nobody . . . cared.",
    "They met (as usual.)| Then they left (!) together.",
    "It fell in 1998.[12]| It rose in 1999.[3][4]| It stayed.",
    "great food.| will come again.",
    "Take three steps: 1. Open it.| 2. Close it.",
    "A. The tenant pays.",
    "IV. The tenant pays.| V. The landlord waits.",
    "He was born in Jan. 1950 in St. Louis, Mo. and died in World War II.| He was brave.",
    "The film ends with vitamin D.| Everyone laughs.",
    "Was it he?| iPhone owners know.| al-Masri knows too.",
    "Go!!!| now it is late?| No!",
    "Talks start at 7 p.m. Beijing time.| At 9 p.m. GMT they end.",
    "He said so.| — Reuters",
    "Great!  :)",
    "He stopped.\u00a0|The dog barked.",
    "Wait . .. what?",
    "... and so it began.| Then it ended.",
]
ARABIC = [
    "وصل د. أحمد وأ. سمير وأ.د. محمود.| ثم غادروا.",
    "بلغت النسبة 3.5 بالمئة.| وكانت ١٢٫٥ في العام الماضي.",
    "قال: «انتهى الأمر.| لن نعود».| ثم خرج.",
    "قال: «انتهى الأمر.| لن نعود.»| ثم خرج.",
    "قال: «انتهى الأمر. »| ثم خرج.",
    "من هناك؟!| لا أحد!!| حقا؟",
    "يفتح الساعة 7 م. إلى المعبر طريق واحد.",
    "بُني عام 300 ق.م. في عهد الملك.| ورُمم عام 1445 ه.| وهدم عام 2010م.| ثم نُسي.",
    "انتهت الحرب.|وقتل ثلاثة.|«هذا كثير».",
    "زوروا www.site.net أو الجزيرة.نت 5.5 مرات.",
    "﴿الحمد لله رب العالمين﴾.| ثم سكت.",
    "أعلنت الوكالة (و.م.أ.) ووزارة الصحة أن النسبة ١٢٫٥ بالمئة.",
    "«أين كنت؟» قال الرجل.| «في البيت!» أجابت المرأة.",
    "«أين كنت؟»| قال الرجل إنه لا يعرف.",
    "«أين كنت؟»| همست الفتاة وهي تبتسم: «هنا».",
    "هل انتهى الأمر؟| قال نعم.",
    "غزة.. مدينة لا تنام.",
    "العنوان ص.ب. 45 القاهرة.| الهاتف في ص. 12 وص. 14.",
    "1. يدفع المستأجر.| 2. يسلّم المؤجر.| أ. في الموعد.",
    "على المستأجر ما يأتي: 1. الدفع.",
    "كتب جورج دبليو. بوش وجيه. كيه. رولينغ.| اتصل بي.| أنا أم.| يعمل في بي بي سي.| هذا كل شيء.",
    "شاهدوا سي.إن.إن. في البيت.",
    "لا جديد (!) اليوم.| نعم.",
    "قال: ؛ نعم؛ لا: ربما، وهكذا.",
    'قال المدير: " نأسف. "| ثم خرج.',
    'قال المدير.| "نأسف".| ثم خرج.',
    'قال: "نأسف."|وخرج.|"وداعا."',
    "قال: ”نعم“.| ”لا“ قالت.",
    "قال ذلك.| ”لا” قالت.",
    "وصل ثلاثة .| ثم أربعة .",
    "يتعاون مع Orion Inc. في الرياض.| يستخدم فيتامين C.| وهو مفيد.",
    "هـذا هـو الخبـر.| والتفاصيل غدا.",
    "الساعة 9 ص. بتوقيت مكة.",
    "\u200fقال نعم\u200f.\u200f |\u200fوخرج\u200f.",
    "\u202bقال نعم.\u202c|\u202bوخرج.\u202c",
    "قَالَ: «اقْرَأْ!».| فَقَرَأَ.",
    "يبعد 15 كم. من الحدود.| طوله 20 كم.| عرضه 5 كم.",
    "أقلام ودفاتر إلخ. في السوق.| حبر إلخ.| تباع كلها.",
    "أولا: نعم.| ثانيا: لا.",
]


@pytest.mark.parametrize(
    ("language", "marked"), [("en", text) for text in ENGLISH] + [("ar", text) for text in ARABIC]
)
def test_traps(language: Language, marked: str) -> None:
    """Each known trap is split where its bars stand and nowhere else."""
    assert split(marked.replace("|", ""), language) == [s.strip() for s in marked.split("|")]


@given(TEXT, st.sampled_from(LANGUAGES))
def test_no_character_is_lost(text: str, language: Language) -> None:
    """Sentences are stripped, not empty, and hold every non-blank character in order."""
    sentences = split(text, language)
    assert bare("".join(sentences)) == bare(text)
    assert all(sentence and sentence == sentence.strip() for sentence in sentences)


@given(TEXT, st.sampled_from(LANGUAGES))
def test_sentences_are_substrings_in_order(text: str, language: Language) -> None:
    """Offsets into the paragraph can be recovered: each sentence is found behind the one before."""
    end = 0
    for sentence in split(text, language):
        start = text.find(sentence, end)
        assert start >= end
        assert not text[end:start].strip()
        end = start + len(sentence)


@given(TEXT, st.sampled_from(LANGUAGES))
def test_splitting_again_changes_nothing(text: str, language: Language) -> None:
    """Sentences of one line, joined with blanks, split into the same sentences."""
    sentences = split(text, language)
    assert split(" ".join(sentences), language) == sentences


@given(st.lists(TEXT, max_size=4), st.sampled_from(LANGUAGES))
def test_lines_are_never_joined(lines: list[str], language: Language) -> None:
    """A line break ends a sentence: lines split together or one by one give the same."""
    alone = [sentence for line in lines for sentence in split(line, language)]
    assert split("\n".join(lines), language) == alone


@given(TEXT)
def test_silent_marks_change_no_boundary(text: str) -> None:
    """Tatweel, vowel and bidi marks are matched through: boundaries are those without them."""
    silent = re.compile("[\u0640\u064e\u200f\u202b\u2069]")
    with_marks = [silent.sub("", sentence).strip() for sentence in split(text, "ar")]
    assert [s for s in with_marks if s] == split(silent.sub("", text), "ar")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    [".", ". ", '"', '." ', '. " ', "1.", "a.", "A. ", "م.", "م. ", '?" ', " ...x", ".[1]", "x",
     'x."A', "؟» كما ", '?" Aa Aa Aa ', "\u200f.", ".\u200f\u200f \u200f", "([", "»)", ". . "],
)  # fmt: skip
def test_long_runs_are_read_in_linear_time(unit: str, language: Language) -> None:
    """100 kB of any one thing is split without loss (a rule that backtracks would not return)."""
    text = unit * (100_000 // len(unit))
    assert bare("".join(split(text, language))) == bare(text)


def test_article() -> None:
    """Sentences carry the index of their paragraph; a title stays whole, an empty one has none."""
    article = Article(
        "en",
        "Who won? Nobody knows.",
        (
            Paragraph("Who won? Nobody knows.", "title"),
            Paragraph("A count without end"),
            Paragraph("  "),
            Paragraph("Votes are in. They are few."),
        ),
    )
    assert split_article(article) == (
        Sentence("Who won? Nobody knows.", 0),
        Sentence("A count without end", 1),
        Sentence("Votes are in.", 3),
        Sentence("They are few.", 3),
    )
