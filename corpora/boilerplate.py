"""Lines that stand in or after an article without being part of it, told by their wording.

The rules are narrow on purpose: what the extractor leaves out anyway needs none.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpora.blocks import Block
from corpora.dates import is_date_line
from corpora.fold import fold
from corpora.phrases import LINES, names_language, names_version

_EN_ENTRY = (
    r"(?:articles?|stories|story|posts?|news|content|topics?|reading|coverage|links|reports?)"
)
_AR_ENTRY = r"(?:ال)?(?:مقالات|مواضيع|اخبار|مواد|تقارير|موضوعات|قصص|روابط|مقال|خبر|موضوع)"
_READ_MORE = r"(?:ا?قرا|اقروو?ا|اقراوا|شاهد\w*|طالع\w*|تابع\w*) (?:ايضا|المزيد)"
_RELATED = re.compile(
    rf"(?:related|recommended|latest|popular|top|more|other|similar) {_EN_ENTRY}|related"
    r"|recommended(?: for you)?|(?:also )?read(?: also| more| next)|also read|(?:see|watch) also"
    r"|more (?:on this(?: \w+)?|like this|to read)"
    r"|you (?:may|might) (?:also )?(?:like|enjoy|be interested)(?: in)?(?: this| these)?"
    r"|most (?:read|popular|viewed)|editor'?s'? picks?|what to read next|also in this issue"
    rf"|{_AR_ENTRY} (?:ال)?(?:متعلقه|ذات (?:ال)?صله|ذات علاقه|مشابهه|مرتبطه|مقترحه|متصله)"
    rf"|{_AR_ENTRY} اخري|ذات صله|(?:قد|ربما) (?:يهمك|يعجبك|يهمكم|تهمك|تهمكم)(?: ايضا)?"
    rf"|{_READ_MORE}|المزيد|(?:ال)?اكثر (?:قراءه|مشاهده|تداولا)|اخر الاخبار|في هذا العدد"
)
# These may also be the subheadings of an article; what follows must bear them out.
_RELATED_OPEN = re.compile(
    rf"more (?:on|from|about) .{{1,40}}|(?:more|other) {_EN_ENTRY} .{{1,40}}"
    r"|you (?:may|might) (?:also )?(?:like|enjoy|be interested).{1,40}"
    rf"|{_AR_ENTRY} اخري .{{1,30}}|(?:قد|ربما) (?:يهمك|يعجبك|يهمكم).{{1,30}}"
    rf"|{_READ_MORE} .{{1,30}}|المزيد (?:من|عن|حول|في) .{{1,40}}"
)
_TAIL = re.compile(
    r"share(?: (?:this|on|via).{0,40})?|tags|keywords|filed under"
    r"|(?:\d+ )?comments?(?: \(?\d+\)?)?|leave a (?:comment|reply).{0,60}"
    r"|join the (?:conversation|discussion)|about the authors?|subscribe(?: now| today)?"
    r"|(?:please )?(?:support us|donate)(?: (?:now|today|here))?|follow us(?: on .{1,40})?"
    r"|click here to (?:support|donate|subscribe).{0,60}"
    r"|شارك|شارك(?:وا)? (?:هذا )?(?:ال)?(?:مقال|خبر|تقرير|ماده|صفحه)|مشاركه(?: "
    r"(?:ال)?(?:مقال|خبر|تقرير))?"
    r"|(?:ال)?كلمات (?:ال)?(?:مفتاحيه|دلاليه)|(?:ال)?وسوم|(?:ال)?تعليقات(?: \(?\d+\)?)?"
    r"|(?:اترك|اكتب|اضف) (?:تعليق|رد)\w*.{0,40}|(?:عن|حول) الكاتبه?|نبذه عن الكاتبه?"
    r"|اشتركوا? الان|(?:ال)?نشره (?:ال)?بريديه|ادعمونا|ادعمنا|تبرعوا? الان|للتبرع|تابعونا(?: علي "
    r".{1,40})?"
)
_TAIL_OPEN = re.compile(
    r"(?:please )?(?:sign up|subscribe) (?:for|to) .{1,80}|(?:please )?(?:support|donate) .{1,60}"
    r"|(?:help|join|follow) us .{1,60}|share .{1,40}|شارك\w* .{1,30}|مشاركه .{1,30}"
    r"|اشترك\w* .{1,60}|(?:ادعم|تبرع|ساهم)\w* .{1,60}|للتبرع .{1,60}|انضم\w* (?:الي|الينا).{0,60}"
)
_MARKS = " \t-–—*#•·|»«›‹▪■◄►→←[](){}:.…!؟?\"'"
_LONG = 220

_READ_ALSO = re.compile(
    r"\W*(?:(?:read|see|watch|listen) (?:also|more|next)|also read|related(?: \w+)?"
    r"|more on this(?: \w+)?"
    r"|(?:ا?قرا|اقروو?ا|اقراوا|شاهد\w*|طالع\w*) (?:ايضا|المزيد)|مواضيع ذات صله|ذات صله)"
    r"\s*(?:[:|»>-]|$)"
)
_TAG_LINE = re.compile(
    r"\W*(?:tags?|tagged(?: with| in)?|keywords|filed under|topics|categories"
    r"|(?:ال)?وسوم|وسم|(?:ال)?كلمات (?:ال)?(?:مفتاحيه|دلاليه)|(?:ال)?تصنيفات?)\s*:"
)
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|e-?mail|instagram|messenger|pinterest|reddit"
    r"|فيسبوك|فيس بوك|تويتر|واتساب|واتس اب|تيليغرام|تلغرام|لينكد ?ان|البريد الالكتروني|انستغرام)"
)
_SHARE = re.compile(
    rf"(?:(?:share|tweet|send|شارك\w*|مشاركه|ارسل)(?: (?:this|it|on|via|by|to|عبر|علي"
    rf"|المقال|هذا))*)?"
    rf" ?(?:{_NETWORK}[\s,|/•·]*)+|share|tweet|print|copy link|share this(?: \w+)?|مشاركه|شارك"
    rf"|شارك المقال|مشاركه المقال|طباعه|نسخ الرابط|حفظ"
)
_APPEAL = re.compile(
    r"(?:please )?(?:support (?:us|our|independent|quality|the work of)|donate|make a donation"
    r"|contribute to|help us (?:keep|continue|stay|grow)"
    r"|become an? (?:\w+ )?(?:member|patron|supporter|subscriber|friend)"
    r"|sign up (?:for|to) (?:our|the|get)|subscribe (?:to|for|now|today)|join our"
    r"|follow us on|click here to (?:support|donate|subscribe)"
    r"|if you (?:like|enjoy|enjoyed|value|appreciate|find|found|believe)\b.{0,160}\b"
    r"(?:donat|support|contribut|subscri))"
    r"|(?:ادعموا?|تبرعوا?|ساهموا?|شاركوا) (?:في |ل|ب|بدعم )*\w*(?:نا|مستقله?|الصحافه|صحافه"
    r"|دعم|الان|عملنا|موقع)\b"
    r"|(?:اشتركوا?|انضموا?|سجلوا?) (?:في|الي|الينا|الان|ب|معنا)|تابعونا|تابعنا"
    r"|(?:اذا|ان) (?:اعجبك|اعجبكم|كنت|كنتم)\b.{0,160}(?:تبرع|دعم|ساهم)"
)
_BY = re.compile(
    r"(?:by|written by|reported by|edited by|translated by|reporting by|story by|photos? by)[: ]",
    re.I,
)
_AR_BY = re.compile(
    r"(?:بقلم|كتبته?ا?|كتب|اعداد|تحرير|ترجمه|اعدته?ا?|اعد التقرير|مراسل\w*|المصدر|الكاتبه?)"
    r"\s*[:/|-]|بقلم "
)
_SENTENCE_END = re.compile(r"[.!?؟…][\"'”’»)]*$")
_OTHER_LINES = {
    "reading time": r"\d+ ?(?:min(?:ute)?s?)(?: read)?|(?:reading time|read time)\W.{0,20}"
    r"|(?:مده|وقت|زمن) (?:ال)?قراءه.{0,30}|\d+ (?:دقيقه|دقايق|دقيقتان)(?: (?:للقراءه|قراءه))?"
    r"|[\d,.k]+ (?:views|مشاهده)",
    "advertisement": r"advertisements?|sponsored(?: content)?"
    r"|(?:story|article) continues (?:below|after).{0,30}|اعلانا?ت?|الاعلانات",
    "copyright": r"(?:©|\(c\)|copyright\b|all rights reserved|جميع الحقوق محفوظه"
    r"|حقوق النشر).{0,120}",
}
_OTHER = [(reason, re.compile(rule)) for reason, rule in _OTHER_LINES.items()]


def line_reason(block: Block) -> str | None:
    """Return why `block`, by its own wording, is not part of an article, or None if it may be."""
    key = fold(block.text)
    if len(key) > 400 or block.kind == "caption":
        return None
    # A heading without a link may well be called "The Arabic text".
    linked = block.linked > 0 or block.kind != "heading"
    for language in ("ar", "en"):
        if linked and names_version(block.text, language):
            return "language link"
        if block.linked > 0.5 and names_language(block.text, language):
            return "language link"
    if _RELATED.fullmatch(key.strip(_MARKS)):
        return "related articles"
    if _READ_ALSO.match(key) and (block.linked > 0.3 or len(key) < 160):
        return "read also"
    if _TAG_LINE.match(key):
        return "tags"
    if _SHARE.fullmatch(key.strip(_MARKS)):
        return "share buttons"
    if _APPEAL.match(key.lstrip(_MARKS)) and not key.startswith('"'):
        return "appeal for support"
    if len(key) <= 90 and not _SENTENCE_END.search(block.text) and _is_byline(block.text, key):
        return "byline"
    if is_date_line(block.text):
        return "date line"
    return next((reason for reason, rule in _OTHER if rule.fullmatch(key)), None)


def _is_byline(text: str, key: str) -> bool:
    found = _BY.match(text)
    if found:
        name = text[found.end() :].strip()
        return name[:1].isupper() and len(name.split()) <= 10
    return bool(_AR_BY.match(key))


def is_related_heading(text: str) -> bool:
    """Tell whether a whole line announces a list of other articles ("مواضيع ذات صلة")."""
    return len(text) <= 100 and _is_related(text)


@lru_cache(maxsize=LINES)
def _is_related(text: str) -> bool:
    key = fold(text).strip(_MARKS)
    return bool(_RELATED.fullmatch(key) or _RELATED_OPEN.fullmatch(key))


def is_tail_marker(block: Block, following: Sequence[Block]) -> bool:
    """Tell whether a whole line opens what follows articles: related, share, comments, appeals.

    Wordings that an article may use itself ("Support for the union") count only where one of the
    next three lines is a link or a line of boilerplate; the link to the other version, which may
    stand before the last paragraph, only where the next line is.
    """
    if len(block.text) > 140:
        return False
    key = fold(block.text).strip(_MARKS)
    if _RELATED.fullmatch(key) or _TAIL.fullmatch(key):
        return True
    if line_reason(block) == "language link":
        reach = 1
    elif _RELATED_OPEN.fullmatch(key) or _TAIL_OPEN.fullmatch(key):
        reach = 3
    else:
        return False
    return any(line.linked > 0.5 or line_reason(line) for line in following[:reach])


def tail_start(blocks: Sequence[Block]) -> int:
    """Return the index of the line where the article is over, or `len(blocks)`.

    That is the first tail marker at or past half of the text by characters (those in links do not
    count), if no more than one line after it, or a fifth of them, is longer than 220 characters.
    """
    weights = [len(block.text) * (1 - block.linked) for block in blocks]
    half, before = sum(weights) / 2, 0.0
    for index, block in enumerate(blocks):
        if before >= half and is_tail_marker(block, blocks[index + 1 :]):
            long = sum(len(line.text) > _LONG for line in blocks[index + 1 :])
            if long <= max(1, (len(blocks) - index - 1) / 5):
                return index
        before += weights[index]
    return len(blocks)


def related_lists(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the indices of lists of other articles inside the text: a heading and its links."""
    inside = False
    for index, block in enumerate(blocks):
        if is_related_heading(block.text):
            following = blocks[index + 1 : index + 2]
            inside = bool(following) and following[0].linked > 0.7
        elif block.linked <= 0.7:
            inside = False
        if inside:
            yield index
