"""The wording of links to the other-language version of an article, in English and Arabic.

The rules work on folded text, so spellings with harakat, tatweel or another alef are one. They were
made together with the phrases of tests/test_phrases.py: a new wording goes there first.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from corpora.article import Language
from corpora.fold import fold

LONGEST = 140
"""Anchors of more characters than this never name a version; they are teasers or sentences."""

LINES = 8192
"""How many short lines what they say is remembered of: menus come again on every page of a site."""

_STEMS: Mapping[Language, tuple[str, str]] = {
    "ar": ("arabic", "عربي"),
    "en": ("english", "(?:انجليزي|انكليزي|انغليزي|انقليزي)"),
}

# Words that may stand after the phrase; any other word means that the link is about something else.
# Possessive repeats (*+) keep hostile anchors from costing more than one pass.
_EN_END = (
    r"(?:[^a-z]|\b(?:here|now|version|text|language|edition|pdf|or|and|french"
    r"|on our (?:web)?site|page"
    r"|by clicking|click|this link|at this link|at the link|link)\b)*+$"
)
_EN_THIS = (
    r"(?:this|the|an?|our|full|original|complete|entire|same|also|here|now|first|please|to|for"
    r"|you|can"
    r"|may|be|is|was|has|been|available|published|appeared|written|originally|read|view|see|of"
    r"|in|on"
    r"|its?|go|switch|click|report|article|story|piece|post|page|text|version|item|news|interview"
    r"|investigation|analysis|translation|feature|essay|opinion|column|press release|statement|that"
    r"|and|or)"
)
# "Read more news in Arabic" leads to a section, "his books in Arabic" to a shop.
_EN_OTHER = (
    r"\b(?:more|all|other|latest|books?|novels?|poems?|poetry|literature|articles|stories|news"
    r"|about"
    r"|his|her|their|us|tweets?|courses?|lessons?)\b"
)
_NOUN = (
    r"(?:نص|مقال|مقاله|تقرير|خبر|ماده|اصل|موضوع|قصه|تحقيق|حوار|مقابله|بيان|صفحه|دراسه|منشور"
    r"|تدوينه|ورقه"
    r"|افتتاحيه|تحليل|نسخه|ملف)"
)
_TEXT = rf"(?:هذا |هذه )?(?:ال)?{_NOUN}"
_READ = (
    r"(?<!\w)[وف]?(?:اقر[اي]\w*|اقرو\w*|(?:لل|ال|ل)?قر(?:اءه|ايه|اءت\w+)|[ال]{0,2}مطالعه|طالع\w*"
    r"|تابع\w*"
    r"|[ال]{0,2}متابعه|شاهد\w*|[ال]{0,2}مشاهده|(?:لل|ل)?اطلاع|اطلع\w*|انظر\w*|[ال]{0,2}تصفح\w*)"
)
_OTHER = (
    r"(?<!\w)(?:ال)?(?:اخبار\w*|مزيد|كتب|مقالات\w*|قصص|روايات|تعلم|تعليم|دروس|موقع\w*|صحافه)(?!\w)"
)
_END = (
    r"(?:\W|(?<!\w)(?:ا?ضغط\w*|انقر\w*|الضغط|النقر|هنا|من|علي|الرابط|رابط|التالي|هذا|الاصليه|الاصلي"
    r"|متاح\w*|متوفر\w*|بصيغه|او|و?الفرنسيه)(?!\w))*+$"
)


def _rules(english: str, stem: str) -> re.Pattern[str]:
    by = (
        rf"(?:باللغه (?:ال)?{stem}ه|بال{stem}ه?|في اللغه ال{stem}ه|(?:متاح|متوفر)\w* بال{stem}ه"
        rf"|(?:متاح|متوفر)\w* باللغه ال{stem}ه|الي (?:اللغه )?ال{stem}ه)"
    )
    of_text = rf"(?: (?:من|ل|عن|لهذا|لهذه|لل{_NOUN}|{_TEXT}))*"
    start = rf"^[^a-z]*(?:{_EN_THIS}[^a-z]+)*"
    rules = [
        # read … in Arabic, click here for Arabic
        rf"\b(?:read|view|see|click|listen|watch|switch"
        rf"|continue)\b(?:(?!{_EN_OTHER})[^.!?]){{0,45}}?"
        rf"\b(?:in|for|to)(?: the)?(?: original)? {english}\b{_EN_END}",
        # the Arabic version of this article
        rf"{start}{english}(?: language)? (?:version|edition|translation|original|text|article"
        rf"|report)\b"
        rf"(?: {_EN_THIS}\b)*{_EN_END}",
        # this article is available in Arabic; in Arabic
        rf"{start}in (?:the )?{english}\b{_EN_END}",
        # (Arabic)
        rf"^[^a-z]*[(\[] ?{english} ?[)\]][^a-z]*$",
        # النسخة العربية من المقال
        r"(?<!\w)(?:ال)?(?:نسخه|ترجمه|صيغه)(?: الاصليه| الكامله| المترجمه)?"
        rf" (?:(?:ال)?{stem}ه|{by})(?: الاصليه| الكامله)?{of_text}{_END}",
        # المقال بالعربية، النص العربي
        rf"(?:^\W*|{_READ} (?:علي )?){_TEXT}(?: الاصليه?| الكامله?| كاملا)* (?:{by}|ال{stem}ه?)"
        rf"{of_text}{_END}",
        # اقرأ هذه المقالة بالعربية
        rf"{_READ}(?:(?!{_OTHER})[^.!؟?]){{0,45}}? {by}{_END}",
    ]
    return re.compile("|".join(rules))


_VERSION: Mapping[Language, re.Pattern[str]] = {
    language: _rules(*stems) for language, stems in _STEMS.items()
}
_STEM: Mapping[Language, re.Pattern[str]] = {
    language: re.compile("|".join(stems)) for language, stems in _STEMS.items()
}
_ARABIC_NAMES = "العربية|عربي|عربى|بالعربية|بالعربي|اللغة العربية|نسخة عربية|ع|Arabic|AR|ara"
_ENGLISH_NAMES = "English|الإنجليزية|الإنكليزية|إنجليزي|إنكليزي|بالإنجليزية|EN|Eng"
_NAMES: Mapping[Language, frozenset[str]] = {
    "ar": frozenset(map(fold, _ARABIC_NAMES.split("|"))),
    "en": frozenset(map(fold, _ENGLISH_NAMES.split("|"))),
}
_POINTER = re.compile(
    r"^\W*(?:click |press |tap )?(?:here|link|this link|(?:ا?ضغط\w*|انقر\w*)?(?: ?من)? ?هنا"
    r"|الرابط|هذا الرابط"
    r"|the (?:article|story|report|version)|المقال|التقرير|الخبر|النسخه|النص|version)\W*$"
)


def names_version(text: str, language: Language) -> bool:
    """Tell whether `text` offers the version of this very article in `language`.

    Texts of more than `LONGEST` characters never do.
    """
    if len(text) > LONGEST:
        return False
    return _names_version(text, language)


@lru_cache(maxsize=LINES)
def _names_version(text: str, language: Language) -> bool:
    key = fold(text)
    # Every rule names the language: without its stem none can match.
    return bool(_STEM[language].search(key) and _VERSION[language].search(key))


@lru_cache(maxsize=LINES)
def _name(text: str) -> str:
    return fold(text).strip(" []()|/:.-•›»<>")


def names_language(text: str, language: Language) -> bool:
    """Tell whether `text` is a bare name of `language`, as a language switcher prints it."""
    return len(text) <= LONGEST and _name(text) in _NAMES[language]


def points_on(text: str) -> bool:
    """Tell whether `text` says nothing by itself ("here", "اضغط هنا"), so that its line must."""
    return len(text) <= LONGEST and bool(_POINTER.search(fold(text)))
