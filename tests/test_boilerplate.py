"""Lines that are not the article, and sentences that only look like them."""

import pytest

from corpora.boilerplate import line_reason, related_lists, tail_start
from tests.snippets import LONG, SHORT, blocks_of

LINES = {
    "read also": [
        "Read also: The last boat builder",
        "See also: A list",
        "اقرأ أيضًا: آخر صانع قوارب",
        "إقرأ أيضاً: آخر صانع قوارب",
        "شاهد أيضا: كيف يصنع الخبز",
    ],
    "related articles": [
        "Related articles",
        "You may also like",
        "مواضيع ذات صلة",
        "اقرأ المزيد",
        "قد يهمك أيضًا",
    ],
    "tags": ["Tags: bread, heritage", "الوسوم: خبز، تراث", "كلمات مفتاحية: خبز"],
    "share buttons": [
        "Share",
        "Share on Facebook",
        "Facebook Twitter WhatsApp",
        "شارك المقال",
        "فيسبوك تويتر واتساب",
    ],
    "appeal for support": [
        "Support independent journalism with a small monthly gift.",
        "If you enjoyed this article, please consider supporting our work.",
        "Donate now",
        "Subscribe to our newsletter",
        "Become a member today",
        "إذا كنتم تقدّرون الصحافة المستقلة، فكروا في التبرع لنا.",
        "اشتركوا في نشرتنا البريدية",
    ],
    "byline": [
        "By Rima Haddad",
        "Written by Rima Haddad",
        "بقلم: ريما حداد",
        "كتبت: ريما حداد",
        "ترجمة: سامي نصر",
    ],
    "date line": ["25 November 2016", "نشر في 25 تشرين الثاني/نوفمبر 2016"],
    "reading time": ["5 min read", "مدة القراءة: 5 دقائق"],
    "advertisement": ["Advertisement", "إعلان"],
    "copyright": ["© 2016 Harbour Weekly", "جميع الحقوق محفوظة"],
    "language link": ["Read in Arabic", "النسخة العربية من المقال", "English version"],
}


@pytest.mark.parametrize(("reason", "text"), [(r, t) for r, lines in LINES.items() for t in lines])
def test_lines_that_are_out(reason: str, text: str) -> None:
    """Each wording is known for what it is."""
    (block,) = blocks_of(f"<p>{text}</p>")
    assert line_reason(block) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Support for the union fell in March.",
        "Support came from an unexpected side.",
        "By noon the queue reached the bridge.",
        "By the river",
        "Share prices fell.",
        "Comments by the minister angered the bakers.",
        "Tags were sewn on every coat.",
        "“Support us,” she said to the crowd.",
        "Related claims were rejected by the court.",
        "If you find a coin in the bread, you keep it.",
        "Subscribers left the hall before the vote.",
        "The school opened on 25 November 2016.",
        "كتب الشاعر رسالة إلى أمه قبل السفر.",
        "شارك آلاف الأشخاص في المظاهرة.",
        "تابع الأطباء عملهم رغم انقطاع الكهرباء.",
        "دعم السكان المبادرة منذ يومها الأول.",
        "إذا كنت تبحث عن خبز جيد فاذهب إلى شارع الليمون.",
        "اشترك في المسابقة عشرون فريقًا من المحافظات كلها.",
        "قرأ أيضًا قصيدة لم ينشرها من قبل.",
    ],
)
def test_sentences_that_stay(text: str) -> None:
    """Sentences of an article that share words with boilerplate stay."""
    (block,) = blocks_of(f"<p>{text}</p>")
    assert line_reason(block) is None


@pytest.mark.parametrize(
    "tail",
    [
        f"<p>Related articles</p>{SHORT * 4}",
        "<p>- Related articles:</p><p><a href='/1'>One</a></p>",
        f"<p>Support Harbour Weekly</p><p>Donate now</p>{SHORT}",
        f"<p>المزيد من الأخبار</p><p><a href='/1'>خبر</a></p>{SHORT}",
        f"<p><a href='/ar/1'>النسخة العربية من المقال</a></p><p>Share</p>{SHORT}",
        f"<p>مواضيع ذات صلة</p>{LONG}{SHORT * 2}",
        f"<h3>Comments (3)</h3>{SHORT * 3}",
    ],
)
def test_the_tail_is_cut(tail: str) -> None:
    """From a marker past half of the text to the end, nothing is the article."""
    assert tail_start(blocks_of(LONG * 4 + tail)) == 4


@pytest.mark.parametrize(
    "html",
    [
        f"{LONG * 4}{SHORT * 3}",
        f"{LONG}<p>Related articles</p>{LONG * 4}",
        f"{LONG * 4}<h2>Support for Refugees Grows</h2>{SHORT * 3}",
        f"{LONG * 4}<h2>المزيد من اللاجئين</h2>{SHORT * 3}",
        f"{LONG * 4}<p>شارك آلاف الأشخاص في المظاهرة.</p>{SHORT * 3}",
        f"{LONG * 4}<p>Read more</p>{LONG * 3}",
        f"{LONG * 4}<p><a href='/ar/1'>النسخة العربية من المقال</a></p>{SHORT}",
    ],
)
def test_the_tail_is_not_cut(html: str) -> None:
    """Before half, without support by what follows, or before long text, a marker cuts nothing."""
    blocks = blocks_of(html)
    assert tail_start(blocks) == len(blocks)


def test_related_lists_in_the_middle() -> None:
    """A heading of other articles goes with the links under it, and the text after it stays."""
    blocks = blocks_of(
        f"{LONG}<h4>Related</h4><ul><li><a href='/1'>One</a><li><a href='/2'>Two</a></ul>{LONG}"
    )
    assert list(related_lists(blocks)) == [1, 2, 3]
