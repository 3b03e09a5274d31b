"""News pages written for the tests: one article in both languages, in the markups of real sites."""

import re
from dataclasses import dataclass
from html import escape

from corpora.article import Language
from corpora.page import Page


@dataclass(frozen=True)
class Story:
    """What a page of the story holds, in one language."""

    language: Language
    url: str
    other_url: str
    site: str
    title: str
    body: tuple[str, ...]
    caption: str
    byline: str
    author: str
    date: str
    anchor: str
    read_also: str
    related_heading: str
    related: tuple[str, ...]
    appeal: tuple[str, ...]
    tags: str
    share: str


ENGLISH = Story(
    language="en",
    url="https://english.harbour.example/archives/2016/11/the-oven-that-fed-a-street",
    other_url="https://www.harbour.example/116845?utm_source=english",
    site="Harbour Weekly",
    title="The Oven That Fed a Street",
    body=(
        "When the flour ran out in the second winter, Umm Samir lit her clay oven anyway, and "
        "the neighbours brought "
        "whatever grain they had left.",
        "Six years later the oven still stands in the courtyard of a house on Lemon Street. It "
        "has baked bread for "
        "weddings, for funerals and for two elections.",
        "“People think that bread is a matter of flour,” she says. “It is a matter of wood.”",
        "The municipality counted 14 such ovens in the old quarter before 2011; today there are "
        "three, and only one of "
        "them is lit every day.",
        "Her son Samir, a civil engineer, wants to turn the courtyard into a small school for "
        "bakers. He has drawn the "
        "plans himself and asked the heritage office for a permit.",
        "The office has not replied yet. An official, who asked not to be named, said that the "
        "file was “under study” "
        "and that the budget for this year had already been spent.",
        "Until then the oven works as it always did: from four in the morning until the dough is "
        "finished, with a queue "
        "of children who carry the loaves home on wooden boards.",
        "“I will not leave it to anyone who counts the loaves,” says Umm Samir, and she goes to "
        "fetch more wood.",
    ),
    caption="Umm Samir at her oven on Lemon Street, 20 November 2016 (Harbour Weekly)",
    byline="By Rima Haddad",
    author="Rima Haddad",
    date="25 November 2016",
    anchor="النسخة العربية من المقال",
    read_also="Read also: The last boat builder of the northern harbour",
    related_heading="Related articles",
    related=(
        "The last boat builder of the northern harbour",
        "Why the old quarter is losing its courtyards",
        "A library that travels by donkey",
        "Salt, soap and silence: a market remembers",
    ),
    appeal=(
        "Support Harbour Weekly",
        "If you value independent reporting, please consider a donation to our newsroom.",
        "Sign up for our weekly letter and receive the best stories of the week.",
    ),
    tags="Tags: bread, heritage, old quarter",
    share="Share this article",
)

ARABIC = Story(
    language="ar",
    url="https://www.harbour.example/116845",
    other_url="https://english.harbour.example/archives/2016/11/the-oven-that-fed-a-street?utm_source=arabic",
    site="أسبوعية المرفأ",
    title="التنور الذي أطعم شارعًا",
    body=(
        "حين نفد الطحين في الشتاء الثاني، أوقدت أم سمير تنورها الطيني رغم ذلك، وجاء الجيران بما "
        "بقي لديهم من القمح.",
        "بعد ست سنوات ما زال التنور قائمًا في باحة بيت في شارع الليمون. وقد خبز للأعراس والمآتم "
        "ولانتخابات جرت مرتين.",
        "تقول: «يظن الناس أن الخبز مسألة طحين، وهو في الحقيقة مسألة حطب».",
        "أحصت البلدية 14 تنورًا من هذا النوع في الحي القديم قبل عام 2011، أما اليوم فلم يبق منها "
        "سوى ثلاثة، ولا يوقد "
        "يوميًا إلا واحد منها.",
        "ويريد ابنها سمير، وهو مهندس مدني، أن يحوّل الباحة إلى مدرسة صغيرة للخبازين. وقد رسم "
        "المخططات بنفسه وطلب "
        "ترخيصًا من دائرة الآثار.",
        "لم ترد الدائرة حتى الآن. وقال مسؤول طلب عدم الكشف عن اسمه إن الملف «قيد الدراسة» وإن "
        "ميزانية هذا العام قد "
        "صُرفت.",
        "وإلى ذلك الحين يعمل التنور كما كان يعمل دائمًا: من الرابعة صباحًا حتى ينفد العجين، "
        "وأمامه طابور من الأطفال "
        "يحملون الأرغفة إلى بيوتهم على ألواح من الخشب.",
        "تقول أم سمير: «لن أتركه لمن يعدّ الأرغفة»، ثم تمضي لتأتي بمزيد من الحطب.",
    ),
    caption="أم سمير أمام تنورها في شارع الليمون، 20 تشرين الثاني 2016 (أسبوعية المرفأ)",
    byline="بقلم: ريما حداد",
    author="ريما حداد",
    date="25 تشرين الثاني/نوفمبر 2016",
    anchor="English version of this article",
    read_also="اقرأ أيضًا: آخر صانع قوارب في المرفأ الشمالي",
    related_heading="مواضيع ذات صلة",
    related=(
        "آخر صانع قوارب في المرفأ الشمالي",
        "لماذا يخسر الحي القديم باحاته",
        "مكتبة تسافر على ظهر حمار",
        "ملح وصابون وصمت: سوق يتذكر",
    ),
    appeal=(
        "ادعموا أسبوعية المرفأ",
        "إذا كنتم تقدّرون الصحافة المستقلة، فكروا في التبرع لغرفة أخبارنا.",
        "اشتركوا في رسالتنا الأسبوعية لتصلكم أفضل قصص الأسبوع.",
    ),
    tags="وسوم: خبز، تراث، الحي القديم",
    share="شارك المقال",
)

STORIES = (ENGLISH, ARABIC)


def page(story: Story, head: str, body: str) -> Page:
    """Return the page of `story` with a usual head, menu, sidebar and footer around `body`."""
    arabic = story.language == "ar"
    home = story.other_url.split("/", 3)[2]
    return Page(
        story.url,
        f"""<!DOCTYPE html>
<html lang="{story.language}" dir="{"rtl" if arabic else "ltr"}"><head><meta charset="utf-8">
<title>{escape(story.title)} - {story.site}</title>
<meta property="og:title" content="{escape(story.title)} - {story.site}">
<meta property="og:site_name" content="{story.site}">{head}
<script>var unseen = "<p>nothing</p>";</script></head>
<body class="single has-sidebar tag-bread">
<header class="site-header"><a href="/">{story.site}</a>
<nav><ul><li><a href="/news/">{"أخبار" if arabic else "News"}</a></li>
<li><a href="https://{home}/">{"English" if arabic else "العربية"}</a></li></ul></nav></header>
{body}
<aside class="sidebar"><h3>{"الأكثر قراءة" if arabic else "Most read"}</h3>
<ul><li><a href="/1">{story.related[2]}</a></li><li><a href="/2">{story.related[3]}</a></li></ul>
</aside>
<footer><p>© 2016 {story.site}</p></footer></body></html>""",
    )


def _link(story: Story) -> str:
    return f'<a href="{escape(story.other_url)}">{story.anchor}</a>'


def _related(story: Story) -> str:
    items = "".join(
        f'<li><a href="/archives/{n}">{text}</a></li>' for n, text in enumerate(story.related, 900)
    )
    return f"<h3>{story.related_heading}</h3><ul>{items}</ul>"


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def inside_the_box(story: Story) -> Page:
    """Everything stands inside the box of the content: caption twice, link, lists, appeal."""
    return page(
        story,
        "",
        f"""<main><article><h1>{story.title}</h1><p class="byline">{story.byline}</p>
<p class="post-date">{story.date}</p>
<div class="entry-content">
<figure><img src="/oven.jpg" alt=""><figcaption>{story.caption}</figcaption></figure>
{_paragraphs(story.body[:4])}
<p><strong>{story.read_also.split(":")[0]}:</strong> <a href="/archives/900">{story.related[0]}</a>
</p>
{_paragraphs(story.body[4:])}
<p>{story.caption}</p>
<p><strong>{_link(story)}</strong></p>
{_related(story)}
{_paragraphs(story.appeal)}
</div></article></main>""",
    )


def sibling_boxes(story: Story) -> Page:
    """The boilerplate stands in boxes of its own beside the content."""
    return page(
        story,
        "",
        f"""<div id="content"><div class="post-header"><h1>{story.title}</h1>
<div class="post-meta">
<span class="author">{story.byline}</span> <time datetime="2016-11-25">{story.date}</time></div>
</div>
<div class="featured"><img src="/oven.jpg" alt=""><p class="wp-caption-text">{story.caption}</p>
</div>
<div class="entry-content">
{_paragraphs(story.body)}
</div>
<p class="wp-caption-text">{story.caption}</p>
<div class="version">{_link(story)}</div>
<div class="share-buttons"><span>{story.share}</span> <a href="https://facebook.com/x">Facebook</a>
</div>
<div class="post-tags">{story.tags}</div>
<div class="related-posts">{_related(story)}</div>
<div class="donation-box">{_paragraphs(story.appeal)}</div>
<div id="comments"><h3>{"التعليقات" if story.language == "ar" else "Comments"}</h3>
<p>{"مقال جميل جدًا" if story.language == "ar" else "Such a lovely piece"}</p></div></div>""",
    )


def one_box_with_breaks(story: Story) -> Page:
    """One box, lines parted by line breaks only, no class that tells anything."""
    lines = [
        story.caption,
        *story.body,
        story.caption,
        _link(story),
        story.related_heading,
        *(f'<a href="/archives/{n}">{text}</a>' for n, text in enumerate(story.related, 900)),
        *story.appeal,
    ]
    text = "<br><br>".join(lines)
    return page(story, "", f"""<div><h1>{story.title}</h1><div class="text">{text}</div></div>""")


def wordpress_wpml(story: Story) -> Page:
    """A WordPress theme with the WPML plugin: switcher in the menu, hreflang in the head."""
    other = "en" if story.language == "ar" else "ar"
    head = (
        f'<link rel="canonical" href="{story.url}">'
        f'<link rel="alternate" type="application/rss+xml" hreflang="{other}" href="/feed/">'
        f'<link rel="alternate" hreflang="{story.language}" href="{story.url}">'
        f'<link rel="alternate" hreflang="{other}" href="{escape(story.other_url)}">'
        '<meta property="article:published_time" content="2016-11-25T08:00:00+00:00">'
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":'
        f'{{"@type":"Person","name":"{story.author}"}}}}]}}</script>'
    )
    return page(
        story,
        head,
        f"""<ul class="menu"><li class="menu-item wpml-ls-slot-2 wpml-ls-item wpml-ls-item-{other}">
<a href="{escape(story.other_url)}">
<span class="wpml-ls-native">{"English" if other == "en" else "العربية"}</span></a></li></ul>
<article class="post type-post tag-bread category-city"><header class="entry-header">
<h1 class="entry-title">{story.title}</h1>
<div class="entry-meta">{story.date} | {story.byline}</div></header>
<div class="entry-content"><div class="wp-caption"><img src="/oven.jpg" alt="">
<p class="wp-caption-text">{story.caption}</p></div>
{_paragraphs(story.body)}
<div class="sharedaddy"><h3 class="sd-title">{story.share}</h3><ul><li><a href="#">Twitter</a></li>
</ul></div>
<div id="jp-relatedposts" class="jp-relatedposts">{_related(story)}</div></div>
<footer class="entry-footer"><span class="tags-links">{story.tags}</span></footer></article>""",
    )


def polylang(story: Story) -> Page:
    """A WordPress theme with the Polylang plugin: only the switcher tells of the version."""
    other = "en" if story.language == "ar" else "ar"
    name = "English" if other == "en" else "العربية"
    return page(
        story,
        "",
        f"""<ul class="lang">
<li class="lang-item lang-item-1 lang-item-{story.language} current-lang">
<a lang="{story.language}" hreflang="{story.language}" href="{story.url}">x</a></li>
<li class="lang-item lang-item-2 lang-item-{other}">
<a lang="{other}" hreflang="{other}" href="{escape(story.other_url)}">{name}</a></li></ul>
<main><article><h1>{story.title}</h1><div class="entry-content">
<figure class="wp-block-image"><img src="/oven.jpg" alt="">
<figcaption class="wp-element-caption">{story.caption}</figcaption></figure>
{_paragraphs(story.body)}</div></article></main>""",
    )


def plain(story: Story) -> Page:
    """Bare HTML of an old site: a table of layout, no class at all."""
    return page(
        story,
        "",
        f"""<table><tr><td><h1>{story.title}</h1><p>{story.byline}</p><p>{story.date}</p>
{_paragraphs(story.body)}<p>[{_link(story)}]</p></td></tr></table>""",
    )


MARKUPS = (inside_the_box, sibling_boxes, one_box_with_breaks, wordpress_wpml, polylang, plain)


def unlinked(page: Page) -> Page:
    """Return a page without any link, its words as they were."""
    return Page(page.url, re.sub(r"</?a\b[^>]*>", "", page.html))
