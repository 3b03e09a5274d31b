"""What is kept of an article to find its version."""

from corpora.article import Article, Paragraph
from corpora.dates import days_named
from corpora.fingerprint import fingerprint
from corpora.fold import fold

ENGLISH = "On November 25, 2016 Mohammed Mansour of UNICEF said that 3,500 people had left."
ARABIC = "في ٢٥ تشرين الثاني/نوفمبر ٢٠١٦ قال محمد منصور من UNICEF إن ٣٬٥٠٠ شخص غادروا."


def test_both_versions_have_the_same_features() -> None:
    """Numbers, the day, the month, Latin words and names are one key in both languages."""
    english = fingerprint(Article("en", "", (Paragraph(ENGLISH),)))
    arabic = fingerprint(Article("ar", "", (Paragraph(ARABIC),)))
    shared = set(english.features) & set(arabic.features)
    assert shared >= {"n:2016", "n:25", "n:3500", "d:11-25", "m:11", "l:unicef", "k:mnsr", "k:mhmd"}


def test_features_tell_how_the_article_prints_them() -> None:
    """What stands beside a feature is the word of the text, so that a person can look for it."""
    arabic = fingerprint(Article("ar", "", (Paragraph(ARABIC),)))
    printed = dict(zip(arabic.features, arabic.printed, strict=True))
    assert printed["k:mnsr"] == "منصور"
    assert list(arabic.features) == sorted(set(arabic.features))


def test_days_are_named_with_or_without_a_year() -> None:
    """A day beside a month counts in either order; words that are also months need a day."""
    assert list(days_named(fold("He came on 14 March and may leave in June."))) == [(3, 14), (6, 0)]
    assert list(days_named(fold("عُقد الاجتماع في ٣ كانون الأول/ديسمبر"))) == [(12, 3)]
