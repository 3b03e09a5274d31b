"""An archive in which everything is broken that can be, beside four good pairs and a slow one."""

import gzip
import json
import random
import shutil
import zipfile
import zlib
from pathlib import Path

from corpora.response import Response
from corpora.warc import WarcKeeper

BURN, GRAB, DIE = "<!--burn-->", "<!--grab-->", "<!--die-->"
"""What makes the workers of `tests.hostile_worker` loop, want more memory, and be killed."""

SLOW = "Slow harbour"
"""The title of the pair at which those workers loop."""

SAID = {
    "abort.html": "the worker died of it, twice",
    "binary.html": "is binary data, not HTML",
    "burn.html": "took more than 1 seconds",
    "corrupt.warc.gz": "is damaged",
    "deep.html": "no article text found",
    "empty.html": "is empty",
    "french.html": "neither English nor Arabic",
    "grab.html": "needs more memory than there is",
    "index.db": "is no index",
    "inner.html": "no article text found",
    "liar.warc.gz": "is a PDF file, not HTML",
    "loop.html": "leads out of the folder",
    "member.warc.gz": "unpacks to more than 200 times its size",
    "menu.html": "no article text found",
    "mixed.zip!../evil.html": "leads out of the zip file",
    "mixed.zip!bomb.warc": "unpacks to more than 100 times its size",
    "mixed.zip!large.html": "is larger than 10,000,000 bytes",
    "no.warc.gz": "",
    "no.zip": "is no zip file",
    "odd.warc.gz": "Invalid IPv6 URL",
    "open.html": "no article text found",
    "out.html": "leads out of the folder",
    "page.warc.gz": "is larger than 10,000,000 bytes",
    "rows.jsonl:2": "is no JSON",
    "rows.jsonl:3": "has neither html nor text",
    "torn.warc.gz": "breaks off",
}
"""What the report says of each bad thing, by its place in the archive."""

FAILED = {"abort.html", "burn.html", "grab.html", "odd.warc.gz"}
"""The pages that fail at a worker."""

WHOLE = "corrupt.whole"
"""A file beside the archive: corrupt.warc.gz as it was before the damage."""

_ENGLISH = {
    "bridge": (
        "The council agreed on Monday to rebuild the old bridge over the river.",
        "The work will cost 4100 dollars and will begin in March 2025.",
        "“Nobody crosses here without thinking of 1987,” said Hanna Mansour.",
    ),
    "library": (
        "The public library opened its doors again after two years of repairs.",
        "It holds 62000 books, and readers may borrow 12 of them at a time.",
        "The café on its roof looks out over the whole of the old town.",
    ),
    "school": (
        "A new school for 350 pupils was opened in the village on Thursday.",
        "Before, the children walked 9 kilometres to the nearest classroom.",
        "Their teacher, Salma Khoury, wept as she rang the bell for the first time.",
    ),
    "olives": (
        "Farmers in the north expect the best olive harvest since 2011.",
        "They hope to press 780 tonnes of oil before the rains come.",
        "Last year frost destroyed almost half of the fruit, said Omar Haddad.",
    ),
}
_ARABIC = {
    "bridge": (
        "وافق المجلس يوم الاثنين على إعادة بناء الجسر القديم فوق النهر.",
        "وستبلغ كلفة الأعمال 4100 دولار، على أن تبدأ في مارس 2025.",
        "وقالت حنا منصور: «لا أحد يعبر من هنا من دون أن يفكر في عام 1987».",
    ),
    "library": (
        "فتحت المكتبة العامة أبوابها من جديد بعد ترميم دام سنتين.",
        "وتضم المكتبة 62000 كتاب، ويحق للقارئ أن يستعير 12 كتاباً في المرة الواحدة.",
        "ويطل المقهى القائم على سطحها على البلدة القديمة كلها.",
    ),
    "school": (
        "افتُتحت يوم الخميس في القرية مدرسة جديدة تتسع لـ350 تلميذاً.",
        "وكان الأطفال يقطعون قبل ذلك 9 كيلومترات سيراً إلى أقرب صف.",
        "وبكت معلمتهم سلمى خوري وهي تقرع الجرس للمرة الأولى.",
    ),
    "olives": (
        "يتوقع المزارعون في الشمال أفضل موسم زيتون منذ عام 2011.",
        "ويأملون أن يعصروا 780 طناً من الزيت قبل هطول الأمطار.",
        "وقال عمر حداد إن الصقيع أتلف في العام الماضي قرابة نصف الثمار.",
    ),
}
_TITLES = {
    "bridge": ("The old bridge is rebuilt", "إعادة بناء الجسر القديم"),
    "library": ("The library opens again", "المكتبة تفتح أبوابها من جديد"),
    "school": ("A school for the village", "مدرسة للقرية"),
    "olives": ("A good year for olives", "عام خير للزيتون"),
}


def address(name: str, language: str) -> str:
    """Return the address of one of the good pages."""
    return f"https://hostile.example/{language}/{name}-story"


def _story(name: str, language: str, label: str = "utf-8", *, add: str = "") -> str:
    """Return a page that names its other version, and says that it is in the charset `label`."""
    texts, other = (_ENGLISH, "ar") if language == "en" else (_ARABIC, "en")
    return _page(
        _TITLES[name][language == "ar"],
        *texts[name],
        *[add][: bool(add)],
        head=f'<meta charset="{label}"><link rel="canonical" href="{address(name, language)}">'
        f'<link rel="alternate" hreflang="{other}" href="{address(name, other)}">',
    )


def _page(title: str, *texts: str, head: str = "", more: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"{body}</article>{more}</body></html>"
    )


def _alone(subject: str, more: str) -> str:
    """Return a good English page that has no version."""
    return _page(
        f"The {subject} of the town",
        f"Nobody in the town could remember when the {subject} had last been so quiet.",
        "It was evening, and the lamps along the street were being lit one after another.",
        more=more,
    )


def make_hostile(folder: Path) -> Path:
    """Write the archive and return its folder: web archives, a zip, rows and saved pages."""
    folder.mkdir()
    _pages(folder)
    _web_archives(folder)
    _zips(folder)
    _rows(folder / "rows.jsonl")
    return folder


def _pages(folder: Path) -> None:
    deep, inline, open_ = 100_000, 5_000, 50_000
    pages: dict[str, str | bytes] = {
        "bridge-en.html": _story("bridge", "en"),
        "bridge-new.html": _story(
            "bridge", "en", add="A correction followed."
        ),  # the last one counts
        "bridge-twice.html": _story("bridge", "en", add="A correction followed."),
        "bridge-ar.html": _story("bridge", "ar").encode("cp1256"),  # which says utf-8
        "olives-en.html": _story("olives", "en", "iso-8859-1"),  # in UTF-8
        "burn.html": _alone("harbour", BURN),
        "grab.html": _alone("market", GRAB),
        "abort.html": _alone("station", DIE),
        "binary.html": bytes(range(256)) * 20,
        "empty.html": b"",
        "index.db": b"no database at all" * 100,
        "menu.html": "<html><body><a href='/'>Home</a><a href='/1'>News</a></body></html>",
        "french.html": _page(
            "Привет",
            "Совет в понедельник согласился восстановить старый мост через реку до зимы.",
        ),
        "deep.html": f"<html><body>{'<div>' * deep}<p>Far down.</p>{'</div>' * deep}",
        "inner.html": f"<html><body>{'<span>' * inline}Far in.{'</span>' * inline}",
        "open.html": f"<html><body>{'<b>' * open_}Open.",
    }
    for name, page in pages.items():
        (folder / name).write_bytes(page.encode() if isinstance(page, str) else page)
    (folder / "loop.html").symlink_to(folder / "loop.html")
    (folder.parent / "secret.html").write_text(_alone("bank", ""), "utf-8")
    (folder / "out.html").symlink_to(folder.parent / "secret.html")


def _kept(folder: Path, name: str, *answers: Response) -> bytes:
    """Write a WARC file and return its bytes."""
    keeper = WarcKeeper(folder / "kept")
    for answer in answers:
        keeper.keep(answer)
    keeper.close()
    (folder / "kept" / "muwazi-00001.warc.gz").rename(folder / name)
    shutil.rmtree(folder / "kept")
    return (folder / name).read_bytes()


def _answer(url: str, body: str | bytes, label: str = "text/html", **headers: str) -> Response:
    pairs = {"Content-Type": label} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    data = body.encode() if isinstance(body, str) else body
    return Response(url, 200, "OK", tuple(pairs.items()), data)


def _noise(size: int = 3000) -> str:
    """Return a page that gzip cannot make small, so that a cut in its middle is a cut."""
    draw = random.Random(size)
    return _alone("square", f"<!--{draw.randbytes(size).hex()}-->")


def _web_archives(folder: Path) -> None:
    site = "https://hostile.example"
    _kept(
        folder,
        "good.warc.gz",
        _answer(address("library", "en"), _story("library", "en"), "text/plain"),
        _answer(address("library", "ar"), _story("library", "ar").encode("utf-16")),
        Response(f"{site}/500", 500, "", (), b"<p>no"),
        _answer(f"{site}/image", b"\x89PNG", "image/png"),
    )
    _kept(folder, "empty.warc.gz", _answer(f"{site}/0", "<p>0"))
    (folder / "empty.warc.gz").write_bytes(b"")
    _kept(folder, "liar.warc.gz", _answer(f"{site}/liar", b"%PDF-1.7 no HTML"))
    _kept(folder, "odd.warc.gz", _answer("http://[::1/odd", _alone("theatre", "")))
    bomb = gzip.compress(b"<p>" + bytes(12_000_000), mtime=0)
    _kept(folder, "page.warc.gz", _answer(f"{site}/bomb", bomb, Content_Encoding="gzip"))
    torn = _kept(folder, "torn.warc.gz", _answer(f"{site}/torn", _noise()))
    (folder / "torn.warc.gz").write_bytes(torn[:-2000])
    data = bytearray(_kept(folder, "corrupt.warc.gz", _answer(f"{site}/bad", _noise(4000))))
    (folder.parent / WHOLE).write_bytes(data)
    data[-3000:-2900] = bytes(100)
    (folder / "corrupt.warc.gz").write_bytes(data)
    record = (
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://hostile.example/m\r\n"
        b"Content-Type: text/html\r\nContent-Length: 3000000\r\n\r\n"
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    (folder / "member.warc.gz").write_bytes(
        packer.compress(record + bytes(3_000_000)) + packer.flush()
    )
    (folder / "no.warc.gz").write_bytes(b"\x1f\x8b\x08 no gzip")


def _zips(folder: Path) -> None:
    with zipfile.ZipFile(folder / "mixed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for language in ("en", "ar"):
            archive.writestr(f"school-{language}.html", _story("school", language))
        archive.writestr("olives-ar.html", _story("olives", "ar").encode("cp1256"))
        archive.writestr("../evil.html", _alone("prison", ""))
        archive.writestr("large.html", b"<p>" + bytes(11_000_000), zipfile.ZIP_STORED)
        archive.writestr("bomb.warc", b"WARC/1.0\r\n" + bytes(3_000_000))
    (folder / "no.zip").write_bytes(b"PK\x03\x04 no zip")


def _rows(path: Path) -> None:
    english = ("The ship left the harbour at dawn.", "Nobody waved when it passed the tower.")
    arabic = ("غادرت السفينة الميناء عند الفجر.", "ولم يلوّح أحد حين مرت بالبرج.")
    rows = [
        json.dumps(
            {
                "en": {"title": SLOW, "text": "\n".join(english)},
                "ar": {"title": "ميناء بطيء", "text": "\n".join(arabic)},
            }
        ),
        '{"en": ',
        "{}",
        json.dumps({"text": "\n".join(english[::-1]), "url": "http://[::1/1", "title": "\ud800"}),
    ]
    path.write_text("\n".join(rows), "utf-8")
