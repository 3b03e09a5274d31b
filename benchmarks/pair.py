"""Print how well and how fast articles are paired: `python -m benchmarks.pair`.

The texts are the gold documents, the examples, and with --dev FOLDER those of a folder of DOC.en
and DOC.ar files. Half of the Arabic side is taken away, in five draws. Then the generated archive:
by content alone, with links, and at --size articles a side for time and memory.
"""

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from align.article_similarity import ArticleSimilarity, embed_articles
from align.embedder import Embedder
from align.model import load_model
from benchmarks.archive_articles import Text, write_article
from benchmarks.make_archive import make_archive, write_warc
from corpora.article import Article, Language, Paragraph
from corpora.document import fingerprinted
from corpora.extract import NoText
from corpora.fingerprint import Fingerprint, fingerprint
from corpora.match_articles import match_articles
from corpora.warc import pages

ROOT = Path(__file__).parents[1]
DRAWS = 5
SHORT = 900  # characters

Pair = tuple[Article, Article]


def article(language: Language, lines: Sequence[str], limit: int | None = None) -> Article:
    """Return lines as an article, cut after `limit` characters."""
    kept, left = [], sum(map(len, lines)) if limit is None else limit
    for line in filter(str.strip, lines):
        if left <= 0:
            break
        kept.append(Paragraph(line[:left]))
        left -= len(line)
    return Article(language, "", tuple(kept))


def documents(folders: Sequence[Path], limit: int | None) -> list[Pair]:
    """Return the documents of folders: en.txt beside ar.txt, or DOC.en beside DOC.ar."""
    found = []
    for folder in folders:
        for english in sorted([*folder.rglob("en.txt"), *folder.rglob("*.en")]):
            arabic = (
                english.with_name("ar.txt")
                if english.name == "en.txt"
                else english.with_suffix(".ar")
            )
            texts = [path.read_text(encoding="utf-8").splitlines() for path in (english, arabic)]
            found.append((article("en", texts[0], limit), article("ar", texts[1], limit)))
    return found


def long_articles(count: int, seed: int) -> Iterator[Pair]:
    """Yield articles of the length of news, three generated texts each, read without pages."""
    draw = random.Random(seed)
    for _ in range(count):
        day = date(2023, 1, 1) + timedelta(days=draw.randrange(480))
        days = {"en": day + timedelta(days=draw.randrange(10)), "ar": day}
        parts = [write_article(draw) for _ in range(3)]
        yield (
            _read("en", [part.english for part in parts], days["en"]),
            _read("ar", [part.arabic for part in parts], days["ar"]),
        )


def _read(language: Language, parts: Sequence[Text], day: date) -> Article:
    paragraphs = (Paragraph(" ".join(one)) for part in parts for one in part.paragraphs)
    title = parts[0].title
    return Article(language, title, (Paragraph(title, "title"), *paragraphs), date=day)


def _halves(pairs: Sequence[Pair], embedder: Embedder | None) -> tuple[float, float, float]:
    """Return precision, recall and doubtful pairs a draw, half of the Arabic side missing."""
    right = sure = there = doubtful = 0
    for seed in range(DRAWS):
        kept = sorted(random.Random(seed).sample(range(len(pairs)), len(pairs) // 2))
        sides = [one for one, _ in pairs], [pairs[at][1] for at in kept]
        prints = [[fingerprint(one) for one in side] for side in sides]
        alike = None
        if embedder:
            alike = ArticleSimilarity(*(embed_articles(side, embedder) for side in sides))
        matches = match_articles(prints[0], prints[1], alike)
        good = [match for match in matches if not match.doubt]
        right += sum(kept[match.target] == match.source for match in good)
        sure += len(good)
        there += len(kept)
        doubtful += len(matches) - len(good)
    return right / max(sure, 1), right / there, doubtful / DRAWS


def _row(name: str, articles: int, figures: tuple[float, float, float]) -> str:
    return f"{name:44} {articles:6,} {figures[0]:9.3f} {figures[1]:7.3f} {figures[2]:9.1f}"


def texts(dev: Sequence[Path], embedder: Embedder) -> Iterator[str]:
    """Yield the rows of texts by content."""
    own = [ROOT / "benchmarks" / "gold" / name for name in ("news", "law", "literature")]
    sets = [("gold and examples", [*own, ROOT / "examples"])]
    sets += [(folder.name, [folder]) for folder in dev]
    if dev:
        sets.append(("all of these", [*own, ROOT / "examples", *dev]))
    for name, folders in sets:
        for label, limit in (("whole", None), (f"first {SHORT} characters", SHORT)):
            pairs = documents(folders, limit)
            for way, model in (("", embedder), (", features alone", None)):
                yield _row(f"{name}, {label}{way}", len(pairs), _halves(pairs, model))


def archive(count: int, embedder: Embedder) -> Iterator[str]:
    """Yield the rows of the generated archive: with its links, and with none."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        answers, lines = make_archive(count, 7, bare=True)
        write_warc(answers, path)
        gold = [json.loads(line) for line in lines]
        read: dict[str, tuple[Article, Fingerprint]] = {}
        for page in pages(path):
            try:
                read[page.url] = fingerprinted(page)
            except NoText:
                continue
    true = {(row["source"], row["target"]) for row in gold if row["source"] and row["target"]}
    for label in ("with links", "content alone"):
        sides = [
            [pair for pair in read.values() if pair[0].language == language]
            for language in ("en", "ar")
        ]
        prints = [[one for _, one in side] for side in sides]
        if label == "content alone":
            prints = [[_bare(one) for one in side] for side in prints]
        alike = ArticleSimilarity(
            *(embed_articles((a for a, _ in side), embedder) for side in sides)
        )
        matches = match_articles(prints[0], prints[1], alike)
        good = [
            tuple(
                side[at][1].url.removesuffix("?print=1")
                for side, at in zip(sides, ends, strict=True)
            )
            for ends in ((one.source, one.target) for one in matches if not one.doubt)
        ]
        figures = (
            sum(pair in true for pair in good) / max(len(good), 1),
            len(set(good) & true) / len(true),
            float(len(matches) - len(good)),
        )
        yield _row(f"generated, {label}", len(read), figures)


def _bare(one: Fingerprint) -> Fingerprint:
    return replace(one, links=(), url="")


def size(count: int, embedder: Embedder) -> str:
    """Return time and memory of `count` articles a side, each with `count` / 2 counterparts."""
    clock = time.process_time
    spent = {"read": 0.0, "embed": 0.0}
    sides: tuple[list[Article], list[Article]] = ([], [])
    half = count // 2
    for at, (english, arabic) in enumerate(long_articles(count + half, 3)):
        if at < count:
            sides[0].append(english)
        if at >= half:
            sides[1].append(arabic)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = clock()
    prints = [[fingerprint(one) for one in side] for side in sides]
    spent["read"] = clock() - start
    vectors = (embed_articles(side, embedder) for side in sides)
    alike = ArticleSimilarity(*vectors, in_place=True)
    spent["embed"] = clock() - start - spent["read"]
    matches = match_articles(prints[0], prints[1], alike)
    total = clock() - start
    good = [one for one in matches if not one.doubt]
    right = sum(one.source == one.target + half for one in good)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{count:,} x {count:,}: {total:.0f} s of one core (fingerprints {spent['read']:.0f},"
        f" vectors {spent['embed']:.0f}, matching {total - spent['read'] - spent['embed']:.0f}),"
        f" {memory:.0f} MB at most, of which the articles {before:.0f};"
        f" precision {right / max(len(good), 1):.3f}, recall {right / (count - half):.3f}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure the pairing of articles.")
    parser.add_argument("--dev", type=Path, nargs="*", default=[], help="folders of DOC.en, DOC.ar")
    parser.add_argument("--count", type=int, default=1000, help="articles of the archive")
    parser.add_argument("--size", type=int, default=2000, help="articles a side, for time")
    parser.add_argument("--model", help="[default: the embedded one]")
    wanted = parser.parse_args()
    embedder = load_model(wanted.model)
    print(f"{'set':44} {'number':>6} {'precision':>9} {'recall':>7} {'doubtful':>9}")
    for line in texts(wanted.dev, embedder):
        print(line)
    for line in archive(wanted.count, embedder):
        print(line)
    print(size(wanted.size, embedder))


if __name__ == "__main__":
    main()
