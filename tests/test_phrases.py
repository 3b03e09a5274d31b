"""Anchor phrases: which wordings name the other version of this article."""

import pytest

from corpora.article import Language
from corpora.phrases import LONGEST, names_language, names_version, points_on

TO_ARABIC = """
النسخة العربية
النسخة العربية من المقال
النسخة العربية من التقرير
اقرأ بالعربية
اقرأ باللغة العربية
اقرأ المقال باللغة العربية
اقرأ هذه المقالة بالعربية
للقراءة بالعربية
لقراءة المقال بالعربية
لقراءة التقرير باللغة العربية
لقراءة المادة بالعربية اضغط هنا
لقراءة النص الأصلي بالعربية
المقال الأصلي باللغة العربية
النص العربي
المقال بالعربية
Read in Arabic
Read this article in Arabic
Read the Arabic version
Read this story in Arabic
Arabic version
Arabic version of this article
Click here for Arabic
View in Arabic
Read the original in Arabic
Originally published in Arabic
This article is available in Arabic
Read it in Arabic here
Also available in Arabic
(Arabic)
In Arabic
Arabic original
عرض النسخة العربية
""".strip().splitlines()

TO_ENGLISH = """
النسخة الإنجليزية من المقال
النسخة الإنكليزية
اقرأ بالإنجليزية
اقرأ هذه المقالة بالإنجليزية
اقرأ باللغة الإنجليزية
اقرأ هذه الصفحة بالإنجليزية
لقراءة المقال باللغة الإنكليزية
لقراءة التقرير بالإنجليزية
للقراءة بالإنكليزية
المقال باللغة الإنجليزية
English version
Read in English
Read this article in English
Read the English version
English version of the article
Click here for English
In English
(English)
View in English
عرض النسخة الإنجليزية
""".strip().splitlines()

DECOYS = """
Learn Arabic
Arabic coffee recipe
Saudi Arabic press says
English Premier League
read about Arabic literature
Top English schools
تعلم اللغة العربية
جامعة الدول العربية
المملكة العربية السعودية تعلن
الإمارات العربية المتحدة
قناة العربية
English football
Arabic music in Paris
مجمع اللغة العربية
الصحافة العربية
Read more about English law
أخبار باللغة الإنجليزية
Reading Arabic numerals
Poetry in Arabic
The Arabic language in Israel
اليوم العالمي للغة العربية
تعليم اللغة الإنجليزية
""".strip().splitlines()

BARE_ARABIC = "العربية|عربي|عربى|بالعربية|بالعربي|اللغة العربية|نسخة عربية|ع|Arabic|AR"
BARE_ENGLISH = "English|الإنجليزية|الإنكليزية|إنجليزي|إنكليزي|EN"

# Wordings written after the rules, to see how far they carry.
MORE_TO_ARABIC = """
[Read this report in Arabic]
→ Read the article in Arabic
Read this post in Arabic (اقرأ بالعربية)
This story was originally published in Arabic.
To read this article in Arabic, click here
Read the full text in Arabic
See the Arabic version of this page
Arabic translation
النسخة العربية من هذا المقال
النسخة العربية للمقال
النسخة العربية للتقرير
النسخة العربية من الخبر
النسخة الأصلية بالعربية
اقرأ النسخة العربية
للاطلاع على المقال باللغة العربية اضغط هنا
لقراءة الخبر بالعربي
قراءة المقال باللغة العربية
اقرأ النص باللغة العربية هنا
التقرير متاح باللغة العربية
""".strip().splitlines()

MORE_DECOYS = """
Read more articles in Arabic
Read all our news in English
Click here for Arabic coffee recipes
Arabic translation of the novel wins a prize
He reads his poems in Arabic every Friday
Arabic text messages flood the market
Arabic edition of the festival opens
Women in Arabic cinema
English version of the anthem angers fans
الترجمة العربية لرواية الحرب والسلام
التقرير العربي الموحد
النص العربي القديم في المخطوطات
تابعوا أخبارنا باللغة الإنجليزية
اقرأ المزيد من المقالات بالإنجليزية
العربية نت
كتب باللغة العربية
المواقع الإنجليزية
""".strip().splitlines()


@pytest.mark.parametrize("text", TO_ARABIC + MORE_TO_ARABIC)
def test_phrases_to_the_arabic_version(text: str) -> None:
    """Each known wording names the Arabic version and not the English one."""
    assert names_version(text, "ar")
    assert not names_version(text, "en")


@pytest.mark.parametrize("text", TO_ENGLISH)
def test_phrases_to_the_english_version(text: str) -> None:
    """Each known wording names the English version and not the Arabic one."""
    assert names_version(text, "en")
    assert not names_version(text, "ar")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("text", DECOYS + MORE_DECOYS)
def test_decoys(text: str, language: Language) -> None:
    """Links about a language, not to a version in it, never match."""
    assert not names_version(text, language)
    assert not names_language(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "النُّسخةُ العربيّةُ من المقال",
        "النسخـــة العربيـــة من المقـــال",
        "النسخه العربيه من المقال",
        "النسخة العربية\u200f من\u00a0المقال",
        "إقرأ بالعربية",
        "أقرأ بالعربيّة",
        "READ IN ARABIC",
        "Read\n   in  Arabic",
    ],
)
def test_spelling_variants(text: str) -> None:
    """Harakat, tatweel, alef forms, bidi marks, case and white space make no difference."""
    assert names_version(text, "ar")


@pytest.mark.parametrize("text", BARE_ARABIC.split("|"))
def test_bare_arabic_names(text: str) -> None:
    """What a switcher prints for Arabic is known."""
    assert names_language(text, "ar")
    assert not names_language(text, "en")


@pytest.mark.parametrize("text", BARE_ENGLISH.split("|"))
def test_bare_english_names(text: str) -> None:
    """What a switcher prints for English is known."""
    assert names_language(text, "en")
    assert not names_language(text, "ar")


def test_long_anchors_are_ignored() -> None:
    """A teaser that happens to hold the phrase is no link to the version."""
    assert not names_version("x" * LONGEST + " Read in Arabic", "ar")


@pytest.mark.parametrize("text", ["here", "Click here", "هنا", "اضغط هنا", "المقال"])
def test_pointers(text: str) -> None:
    """Anchors that say nothing by themselves are told from names."""
    assert points_on(text)
    assert not points_on("Read the article")
