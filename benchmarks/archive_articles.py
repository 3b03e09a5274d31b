"""Invented articles in English and Arabic, with the beads that join their sentences.

Sentences come from `archive_sentences.tsv`, their names and numbers from `archive_words.py`. Slots:
{town} and {other} are places; {p} and {q} persons, {pr} and {qr} their roles, {ps} and {qs} "said",
{qadd} "added", {plive} "lives"; {org} an organisation; {a:houses} a count of houses, {pct} a share,
{mil} 11 to 99, {min} a minute, {year}, {day} of the week, {date}; {when}, {cause}, {mood} and
{place} a choice of words. A slot has one value in a sentence, whichever language.
"""

import csv
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks import archive_words as words

_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_LOWERED = re.compile(r"(?:The|A|Since|About|Every|Many|Not|Nobody|Lessons|Fishing|According)\b")

Both = tuple[str, str]
Merge = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Text:
    """One side of an article: its title, then paragraphs, each a tuple of sentences."""

    title: str
    paragraphs: tuple[tuple[str, ...], ...]

    def sentences(self) -> list[str]:
        """Return the title and every sentence."""
        return [self.title, *(one for paragraph in self.paragraphs for one in paragraph)]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """An article in both languages; `beads` join positions of sentences, the title's is 0."""

    english: Text
    arabic: Text
    beads: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@cache
def _templates() -> dict[tuple[str, str], list[Both]]:
    found: dict[tuple[str, str], list[Both]] = {}
    path = Path(__file__).with_name("archive_sentences.tsv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = (row["subject"], row["part"])
            found.setdefault(key, []).append((row["english"], row["arabic"]))
    return found


def write_article(draw: random.Random, *, eastern_digits: bool = False) -> Bilingual:
    """Return an article of 7 to 20 sentences: one in eight merged with the next, one in 25 omitted.

    Sentences are merged and omitted on either side, each side by itself.
    """
    templates = _templates()
    subject = draw.choice(sorted({name for name, _ in templates} - {"any"}))
    cast = _cast(draw)
    body = templates[subject, "body"] + draw.sample(templates["any", "body"], draw.randint(3, 14))
    draw.shuffle(body)
    chosen = [
        draw.choice(templates[subject, "title"]),
        templates[subject, "lead"][0],
        *body[: draw.randint(5, 18)],
    ]
    pairs = [_filled(pair, cast, draw) for pair in chosen]
    if eastern_digits:
        pairs = [(english, _eastern(arabic)) for english, arabic in pairs]
    breaks = {at for at in range(2, len(pairs)) if draw.random() < 0.6}
    english, english_ids = _side(draw, [pair[0] for pair in pairs], breaks, _merge_english)
    arabic, arabic_ids = _side(draw, [pair[1] for pair in pairs], breaks, _merge_arabic)
    return Bilingual(english, arabic, tuple(_beads(english_ids, arabic_ids)))


def corrected(article: Bilingual) -> Bilingual:
    """Return an article whose English lead was changed after it had been published."""
    first = article.english.paragraphs[0]
    lead = (first[0].rstrip(".") + ", officials confirmed.", *first[1:])
    return replace(
        article,
        english=replace(article.english, paragraphs=(lead, *article.english.paragraphs[1:])),
    )


def _cast(draw: random.Random) -> dict[str, Both]:
    """Return the slots that are the same all through an article."""
    slots: dict[str, Both] = {}
    for name in ("town", "other"):
        first, second = draw.choice(words.PLACE_FIRST), draw.choice(words.PLACE_SECOND)
        slots[name] = (f"{first[0]} {second[0]}", f"{first[1]} {second[1]}")
    for name in ("p", "q"):
        woman = draw.random() < 0.5
        first, last = draw.choice(words.WOMEN if woman else words.MEN), draw.choice(words.FAMILIES)
        slots[name] = (f"{first[0]} {last[0]}", f"{first[1]} {last[1]}")
        role = draw.choice(words.ROLES)
        slots[f"{name}r"] = tuple(
            text.format(**{key: slots[key][side] for key in ("town", "other")})
            for side, text in enumerate((role[0], role[2 if woman else 1]))
        )  # type: ignore[assignment]  # a tuple of the two texts of a role
        slots[f"{name}s"] = ("said", "قالت" if woman else "قال")
        slots[f"{name}add"] = ("added", "أضافت" if woman else "أضاف")
        slots[f"{name}live"] = ("lives", "تعيش" if woman else "يعيش")
    english, arabic = draw.choice(words.ORGANISATIONS)
    slots["org"] = (english, arabic)
    slots["org_cap"] = (english[0].upper() + english[1:], arabic)
    return slots


def _filled(pair: Both, cast: dict[str, Both], draw: random.Random) -> Both:
    """Return a sentence in both languages with its slots filled."""
    values: dict[str, Both] = {}
    for name, kind in _SLOT.findall(f"{pair[0]} {pair[1]}"):
        if name not in values:
            values[name] = cast[name] if name in cast else _value(name, kind, draw)
    english, arabic = (
        _SLOT.sub(lambda slot, side=side: values[slot[1]][side], text)  # type: ignore[misc]  # a default's type
        for side, text in enumerate(pair)
    )
    return english[0].upper() + english[1:], arabic


def _value(name: str, kind: str, draw: random.Random) -> Both:
    if kind:
        return _count(kind, draw)
    if name in words.CHOICES:
        return draw.choice(words.CHOICES[name])
    if name == "day":
        return draw.choice(words.WEEKDAYS)
    if name == "date":
        number, month = draw.randint(1, 28), draw.choice(words.MONTHS)
        return f"{number} {month[0]}", f"{number} {month[1]}"
    low, high = {"pct": (3, 97), "mil": (11, 99), "min": (3, 89), "year": (1948, 2019)}[name]
    figure = str(draw.randint(low, high))
    if name == "pct" and draw.random() < 0.4:
        figure += f".{draw.randint(1, 9)}"
    return figure, figure


def _count(kind: str, draw: random.Random) -> Both:
    """Return a count of things; the Arabic noun agrees with the last two figures."""
    number = draw.choice((draw.randint(3, 99), draw.randint(103, 999), draw.randint(1003, 9999)))
    if number % 100 in (1, 2):
        number += 9
    english, many, hundreds, few = words.COUNTED[kind]
    rest = number % 100
    noun = hundreds if rest == 0 else few if rest <= 10 else many
    return f"{number:,} {english}", f"{number} {noun}"


def _eastern(text: str) -> str:
    return re.sub(r"(?<=\d)\.(?=\d)", "٫", text).translate(_ARABIC_DIGITS)


def _side(
    draw: random.Random, sentences: list[str], breaks: set[int], merge: Merge
) -> tuple[Text, list[tuple[int, ...]]]:
    """Return one side of an article, and of which templates each of its sentences is made."""
    kept = [at for at in range(len(sentences)) if at < 2 or draw.random() >= 0.04]
    paragraphs: list[list[str]] = []
    ids: list[tuple[int, ...]] = [(0,)]
    for at in kept[1:]:
        if not paragraphs or at in breaks:
            paragraphs.append([])
        elif draw.random() < 0.12 and (both := merge(paragraphs[-1][-1], sentences[at])):
            paragraphs[-1][-1] = both
            ids[-1] += (at,)
            continue
        paragraphs[-1].append(sentences[at])
        ids.append((at,))
    return Text(sentences[0], tuple(map(tuple, paragraphs))), ids


def _merge_english(first: str, second: str) -> str:
    """Return two sentences as one, or "" where they are not of a kind to be joined."""
    if first.endswith("”") or not (first.endswith(".") and _LOWERED.match(second)):
        return ""
    return f"{first[:-1]}; {second[0].lower()}{second[1:]}"


def _merge_arabic(first: str, second: str) -> str:
    """Return two sentences as one, where the second begins with "and"."""
    if not (first.endswith(".") and second.startswith("و") and "»" not in first):
        return ""
    return f"{first[:-1]}، {second}"


def _beads(
    english: Sequence[tuple[int, ...]], arabic: Sequence[tuple[int, ...]]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return the beads: sentences that share a template, and those that none shares, as nulls."""
    beads: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    left = right = 0
    while left < len(english) or right < len(arabic):
        one, other = [left], [right]
        if left == len(english) or right == len(arabic):
            alone = (one, []) if right == len(arabic) else ([], other)
        elif not set(english[left]) & set(arabic[right]):
            alone = (one, []) if english[left][0] < arabic[right][0] else ([], other)
        else:
            alone = (one, other)
            while True:
                more_left = _reaches(arabic, other, english, one)
                more_right = _reaches(english, one, arabic, other)
                if not (more_left or more_right):
                    break
        beads.append((tuple(alone[0]), tuple(alone[1])))
        left += len(alone[0])
        right += len(alone[1])
    return beads


def _reaches(
    held: Sequence[tuple[int, ...]],
    inside: list[int],
    side: Sequence[tuple[int, ...]],
    span: list[int],
) -> bool:
    """Add to `span` the next sentence of `side` if it shares a template with those `inside`."""
    following = span[-1] + 1
    templates = {template for at in inside for template in held[at]}
    if following < len(side) and templates & set(side[following]):
        span.append(following)
        return True
    return False
