"""Make an archive of bilingual articles with everything that makes archives hard, and its gold.

    python -m benchmarks.make_archive OUT --count 500 --seed 1 --form warc

The pages go to OUT/pages, as archive.warc.gz or as HTML files, the gold to OUT/gold.jsonl. Six
outlets in turn: joined by hreflang, a switcher, JSON-LD, an anchor, the address, or nothing. Some
articles have one version only, and some of those link to a page that is gone. There are copies for
printing, articles fetched again after a correction, links to the wrong article, section pages,
pages not found, redirects. Menus, cards, widgets, forms and scripts stand around the articles;
--bare leaves these out.

A line of gold.jsonl is an article: its way, both addresses (null for a version that the archive
lacks), addresses of copies, the sentences of both sides with the title first, and the beads. The
same seed gives the same bytes.
"""

import argparse
import io
import json
import random
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.archive_articles import Bilingual, Text, corrected, write_article
from benchmarks.archive_pages import OUTLETS, Language, Outlet, article_page, section_page

LANGUAGES: tuple[Language, Language] = ("en", "ar")
FIRST_DAY, DAYS = date(2023, 1, 5), 480
_NEAR, _CARDS = 3, 24  # related articles; those in the other lists of a page
_REASONS = {200: "OK", 301: "Moved Permanently", 404: "Not Found"}
MISSING, DEAD, WRONG, COPIED, UPDATED = 0.15, 0.5, 0.01, 0.03, 0.03
"""Shares: of articles without one side; of those, with a link to it all the same; of articles with
a link to another; with a copy for printing; fetched again after a correction."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of the archive; `target` is where a redirect leads."""

    url: str
    status: int
    body: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An article of the archive: where its versions lie, and what befalls them."""

    outlet: Outlet
    article: Bilingual
    days: dict[Language, date]
    urls: dict[Language, str]
    there: frozenset[Language]
    linked: bool
    wrong: bool
    copied: frozenset[Language]
    updated: bool

    def texts(self) -> dict[Language, Text]:
        """Return both sides as they were printed first."""
        return {"en": self.article.english, "ar": self.article.arabic}


def make_archive(
    count: int, seed: int = 0, *, bare: bool = False
) -> tuple[Iterator[Fetched], Iterator[str]]:
    """Return the answers of an archive of `count` articles, in order of time, and its gold.

    The pages are as large as those of real sites; `bare` leaves out what stands around articles.
    """
    draw = random.Random(seed)
    made = [_make(draw, at) for at in range(count)]
    return _answers(random.Random(seed + 1), made, bare), map(_gold, made)


def _make(draw: random.Random, at: int) -> Made:
    outlet = OUTLETS[at % len(OUTLETS)]
    day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
    days: dict[Language, date] = {"en": day + timedelta(days=draw.randrange(10)), "ar": day}
    article = write_article(draw, eastern_digits=outlet.eastern_digits)
    slug = "-".join([*re.findall(r"[a-z0-9]+", article.english.title.lower())[:6], str(at)])
    urls = {
        language: outlet.url(language, slug, 100_000 + at * 7, days[language])
        for language in LANGUAGES
    }
    missing = draw.choice(LANGUAGES) if draw.random() < MISSING else None
    there = frozenset(language for language in LANGUAGES if language != missing)
    return Made(
        outlet,
        article,
        days,
        urls,
        there,
        linked=missing is None or draw.random() < DEAD,
        wrong=draw.random() < WRONG,
        copied=frozenset(language for language in LANGUAGES if draw.random() < COPIED) & there,
        updated="en" in there and draw.random() < UPDATED,
    )


def _answers(draw: random.Random, made: list[Made], bare: bool) -> Iterator[Fetched]:
    later = []
    for at, one in enumerate(made):
        near = [made[draw.randrange(len(made))] for _ in range(_NEAR + _CARDS * (not bare))]
        for language in LANGUAGES:
            if language in one.there:
                yield _page(one, language, near)
            if language in one.copied:
                yield _page(one, language, near, one.urls[language] + "?print=1")
        if one.updated:
            changed = corrected(one.article)
            later.append(_page(replace(one, article=changed), "en", near))
        if at % 40 == 0:
            base = one.urls["en"].rstrip("/").rpartition("/")[0]
            yield Fetched(f"{base}/gone-{at}/", 404, "<html><p>Not found</p></html>")
            yield Fetched(f"{base}/moved-{at}/", 301, "", one.urls["en"])
            listed = [(each.article.english.title, each.urls["en"]) for each in near[:_NEAR]]
            yield Fetched(f"{base}/page/{at}/", 200, section_page(one.outlet, "en", listed))
    yield from later


def _page(one: Made, language: Language, near: list[Made], url: str = "") -> Fetched:
    """Return a version of an article; with `url`, its copy for printing, which links nowhere.

    The first of `near` are its related articles, the others fill the lists around it.
    """
    other: Language = "ar" if language == "en" else "en"
    version = near[0].urls[other] if one.wrong and language == "en" else one.urls[other]
    listed = [(each.texts()[language].title, each.urls[language]) for each in near]
    html = article_page(
        one.outlet,
        language,
        one.texts()[language],
        url or one.urls[language],
        one.days[language],
        version if one.linked and not url else "",
        listed[:_NEAR],
        canonical=not url,
        cards=listed[_NEAR:],
        seed=zlib.crc32(one.urls[language].encode()),
    )
    return Fetched(url or one.urls[language], 200, html)


def _gold(one: Made) -> str:
    article = corrected(one.article) if one.updated else one.article
    row = {
        "way": one.outlet.way,
        "source": one.urls["en"] if "en" in one.there else None,
        "target": one.urls["ar"] if "ar" in one.there else None,
        "copies": [f"{one.urls[language]}?print=1" for language in sorted(one.copied)],
        "source_sentences": article.english.sentences(),
        "target_sentences": article.arabic.sentences(),
        "beads": article.beads,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def write_warc(answers: Iterable[Fetched], path: Path) -> int:
    """Write answers as a WARC file with invented times; return how many there are."""
    count = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for answer in answers:
            moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=count)
            headers = [("Content-Type", "text/html; charset=utf-8")]
            if answer.target:
                headers.append(("Location", answer.target))
            body = answer.body.encode()
            record = writer.create_warc_record(
                answer.url,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders(
                    f"{answer.status} {_REASONS[answer.status]}", headers, protocol="HTTP/1.1"
                ),
                warc_headers_dict={
                    "WARC-Date": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{count}')}>",
                },
            )
            writer.write_record(record)
            count += 1
    return count


def write_folder(answers: Iterable[Fetched], folder: Path) -> int:
    """Write the pages among answers as HTML files of a folder; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for answer in answers:
        if answer.status == 200:
            (folder / f"{count:06}.html").write_text(answer.body, encoding="utf-8")
            count += 1
    return count


def main() -> None:
    """Write the archive that the arguments describe, and say what was written."""
    parser = argparse.ArgumentParser(description="Make an archive of bilingual articles.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bare", action="store_true", help="small pages, with little else")
    parser.add_argument("--form", choices=("warc", "folder"), default="warc")
    wanted = parser.parse_args()
    (wanted.out / "pages").mkdir(parents=True, exist_ok=True)
    answers, gold = make_archive(wanted.count, wanted.seed, bare=wanted.bare)
    if wanted.form == "warc":
        written = write_warc(answers, wanted.out / "pages" / "archive.warc.gz")
    else:
        written = write_folder(answers, wanted.out / "pages")
    with (wanted.out / "gold.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(gold)
    print(f"{written} answers and the gold of {wanted.count} articles in {wanted.out}")


if __name__ == "__main__":
    main()
