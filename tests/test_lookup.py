"""Look-up: what is found, in which order, at how many per cent."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.article import Language
from corpora.fold import fold
from tests.memories import NOW, opened, unit
from tm.add import add_units
from tm.fuzzy import percent, tokens
from tm.lookup import lookup
from tm.match import Match
from tm.memory import Memory
from tm.postings import index_units
from tm.recall import bench
from tm.unit import TranslationUnit

COUNCIL = unit("The council met on Monday.", "اجتمع المجلس يوم الاثنين.", document="one", at=0)
AGENDA = unit("It approved the budget.", "وأقرّ الموازنة.", document="one", at=1)
ROADS = unit("It postponed the vote on the roads.", "وأجّل التصويت على الطرق.", document="one", at=2)
OTHERS = [
    unit("The minister opened the new harbour.", "افتتح الوزير الميناء الجديد."),
    unit("Engineers repaired the bridge over the river.", "أصلح المهندسون الجسر فوق النهر."),
    unit("Two hundred tons of wheat arrived.", "وصل مئتا طن من القمح."),
]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """A memory of one document and some loose units, indexed."""
    with opened(tmp_path / "tm.db", [COUNCIL, AGENDA, ROADS, *OTHERS]) as memory:
        index_units(memory)
        yield memory


def test_the_same_text_is_a_hundred_per_cent(memory: Memory) -> None:
    """An exact match comes with all that is known of the unit."""
    (match, *_) = lookup(memory, "The council met on Monday.")
    assert (match.kind, match.percent, match.characters, match.match) == ("exact", 100, 100.0, 100)
    assert (match.source, match.target) == (COUNCIL.source, COUNCIL.target)
    assert match.source_url == "https://example.org/en/one"
    assert match.target_url == "https://example.org/ar/one"
    assert (match.document, match.date, match.origin) == ("one", "2024-01-31", "test")
    assert (match.score, match.status, match.reviewed, match.count) == (1.0, "machine", False, 1)


@pytest.mark.parametrize(
    ("text", "language", "per_cent"),
    [
        ("The  council met on\u00a0Monday. ", "en", 100),  # white space is not text
        ("The coun\u00adcil met on Monday.", "en", 100),  # nor is a soft hyphen
        ("the council met on MONDAY.", "en", 99),
        ("اجتمع المجلس يوم الاثنين.", "ar", 100),
        ("اجتمع المجلس يوم الإثنين.", "ar", 99),
        ("اجتمَع المجلــس يوم الاثنين.", "ar", 99),
    ],
)
def test_other_letters_of_the_same_key_are_99(
    memory: Memory, text: str, language: Language, per_cent: int
) -> None:
    """Blanks and invisible marks cost nothing; case and spelling leave 99 per cent."""
    (match, *_) = lookup(memory, text, language=language)
    assert match.source == COUNCIL.source
    assert match.percent == per_cent
    assert match.characters == 100.0


@pytest.mark.parametrize(
    ("previous", "following", "per_cent"),
    [
        ("", "", 100),
        ("The council met on Monday.", "", 101),
        ("", "It postponed the vote on the roads.", 101),
        ("the council met on monday.", "It postponed the vote on the roads.", 101),
        ("The council met on Monday.", "Two hundred tons of wheat arrived.", 100),
        ("It postponed the vote on the roads.", "", 100),
    ],
)
def test_the_same_neighbours_make_101(
    memory: Memory, previous: str, following: str, per_cent: int
) -> None:
    """Each neighbour that is given must have stood there."""
    (match, *_) = lookup(memory, "It approved the budget.", previous=previous, following=following)
    assert match.percent == per_cent
    assert match.kind == ("context" if per_cent == 101 else "exact")


def test_context_is_known_from_arabic_too(memory: Memory) -> None:
    """The other direction looks at the Arabic neighbours."""
    (match, *_) = lookup(
        memory,
        "وأقرّ الموازنة.",
        language="ar",
        previous="اجتمع المجلس يوم الاثنين.",
        following="وأجّل التصويت على الطرق.",
    )
    assert match.percent == 101


def test_a_left_out_sentence_parts_neighbours(tmp_path: Path) -> None:
    """Units between which a sentence was left out are no context for each other."""
    apart = replace(AGENDA, source_positions=range(2, 3), target_positions=range(2, 3))
    with opened(tmp_path / "gap.db", [COUNCIL, apart]) as memory:
        (match, *_) = lookup(memory, AGENDA.source, previous=COUNCIL.source)
        assert match.percent == 100


def test_other_documents_are_no_context(tmp_path: Path) -> None:
    """The end of one document and the beginning of the next are not neighbours."""
    with opened(tmp_path / "two.db", [COUNCIL, replace(AGENDA, document="two")]) as memory:
        (match, *_) = lookup(memory, AGENDA.source, previous=COUNCIL.source)
        assert match.percent == 100


def test_context_tells_two_translations_apart(tmp_path: Path) -> None:
    """Of two translations of one text, that which stood in the same place comes first."""
    units = [
        COUNCIL,
        unit("Yes.", "نعم.", document="one", at=1),
        unit("Engineers repaired the bridge.", "أصلح المهندسون الجسر.", document="two", at=0),
        unit("Yes.", "بلى.", document="two", at=1),
    ]
    with opened(tmp_path / "yes.db", units) as memory:
        for before, targets in (
            (COUNCIL.source, ["نعم.", "بلى."]),
            ("Engineers repaired the bridge.", ["بلى.", "نعم."]),
        ):
            found = lookup(memory, "Yes.", previous=before)
            assert [match.target for match in found] == targets
            assert [match.percent for match in found] == [101, 100]


def test_a_fuzzy_match_by_hand(memory: Memory) -> None:
    """One word of ten tokens replaced is 90 per cent."""
    (match,) = lookup(memory, "The council met on Tuesday.")
    assert (match.kind, match.percent, match.match) == ("fuzzy", 90, 90.0)
    assert match.characters == pytest.approx(100 * (1 - 4 / 27))  # mon → tues: three and one
    (match,) = lookup(memory, "اجتمع المجلس يوم الثلاثاء.", language="ar")
    assert match.percent == 87  # one of eight tokens
    assert match.source == COUNCIL.source


def test_a_differing_number_is_no_exact_match(memory: Memory) -> None:
    """A number is a token as any other."""
    add_units(
        memory, [unit("It cost 20 dollars in 2019.", "كلّف 20 دولارًا في 2019.")], origin="b", now=NOW
    )
    (match,) = lookup(memory, "It cost 20 dollars in 2020.")
    assert match.percent == 91  # one of twelve tokens


@pytest.mark.parametrize("indexed", [False, True])
def test_a_long_and_a_short_text_are_found_before_and_after_indexing(
    tmp_path: Path, indexed: bool
) -> None:
    """What no index covers yet is found as well."""
    with opened(tmp_path / "new.db", OTHERS) as memory:
        if indexed:
            index_units(memory)
        assert lookup(memory, "Engineers repaired the bridge over a river.")[0].percent == 92
        add_units(memory, [unit("Not now.", "ليس الآن.")], origin="c", now=NOW)
        (match,) = lookup(memory, "Not now!")
        assert match.percent == 75


def test_minimum_and_limit(memory: Memory) -> None:
    """Nothing below the minimum is returned, and no more than asked for."""
    assert lookup(memory, "The council met on Tuesday.", minimum=91) == []
    assert lookup(memory, "The council met on Tuesday.", minimum=90) != []
    assert lookup(memory, "The council met on Monday.", limit=0) == []
    assert len(lookup(memory, "The council met on Monday.", minimum=0, limit=1)) == 1


@pytest.mark.parametrize("text", ["", " ", "\u200f", "zzz qqq xxx vvv", "؟", "\ud800", "x" * 9000])
def test_what_is_not_there_is_not_found(memory: Memory, text: str) -> None:
    """Blank, strange and very long texts give nothing, and no error."""
    assert lookup(memory, text) == []
    assert lookup(memory, text, language="ar", previous=text, following=text) == []


def test_trust_orders_equal_texts(tmp_path: Path) -> None:
    """Of the same text the better aligned unit comes first; review beats any score."""
    units = [
        unit("It is raining.", "إنها تمطر.", 0.5),
        unit("It is raining.", "السماء تمطر.", 0.9),
        unit("It is raining.", "المطر يهطل.", 0.2),
    ]
    with opened(tmp_path / "rain.db", units) as memory:
        found = lookup(memory, "It is raining.")
        assert [match.match for match in found] == [95.0, 75.0, 60.0]
        assert [match.percent for match in found] == [100, 100, 100]
        memory.connection.execute("UPDATE unit SET status = 'accepted' WHERE score = 0.2")
        (match, *_) = lookup(memory, "It is raining.")
        assert (match.target, match.match, match.reviewed) == ("المطر يهطل.", 100.0, True)


def test_a_trusted_fuzzy_match_beats_a_doubtful_exact_one(tmp_path: Path) -> None:
    """Where the exact match is probably wrong, a near one that is right comes first."""
    units = [
        unit("The council met on Monday.", "غرق القارب.", 0.1),
        unit("The council met on Friday.", "اجتمع المجلس يوم الجمعة.", 1.0),
    ]
    with opened(tmp_path / "doubt.db", units) as memory:
        index_units(memory)
        found = lookup(memory, "The council met on Monday.")
        assert [(match.percent, match.match) for match in found] == [(90, 90.0), (100, 55.0)]


def test_rejected_and_replaced_units_are_not_found(memory: Memory) -> None:
    """What a person rejected or replaced is never offered, exact or fuzzy."""
    run = memory.connection.execute
    for change in ("status = 'rejected'", "status = 'machine', replaced_by = 2"):
        run(f"UPDATE unit SET {change} WHERE id = 1")
        assert lookup(memory, "The council met on Monday.") == []
        assert lookup(memory, "The council met on Tuesday.") == []


def test_ties_are_in_order_of_frequency_then_age(tmp_path: Path) -> None:
    """Equal matches come the more frequent first, then the older, the same every time."""
    units = [unit("Yes.", "نعم."), unit("Yes.", "أجل."), unit("Yes.", "بلى."), unit("Yes.", "أجل.")]
    with opened(tmp_path / "ties.db", units) as memory:
        for _ in range(3):
            found = lookup(memory, "Yes.")
            assert [match.target for match in found] == ["أجل.", "نعم.", "بلى."]
        assert found[0].count == 2


ENGLISH = (
    "the council minister harbour water school met opened closed on monday rain budget tons of"
    " wheat village river bridge repaired by engineers after two years in a quiet northern town"
)
ARABIC = (
    "المجلس الوزير الميناء الماء المدرسة اجتمع افتتح أغلق يوم الاثنين المطر الموازنة أطنان من"
    " القمح القرية النهر الجسر أصلح المهندسون بعد عامين في بلدة شمالية هادئة كبيرة صغيرة قديمة"
)


def made(count: int, seed: int) -> list[TranslationUnit]:
    """Return made-up units, a third of them near ones, of 3 to 25 words."""
    draw = random.Random(seed)
    pairs: list[tuple[list[str], list[str]]] = []
    words = [word + ending for word in ENGLISH.split() for ending in ("", "s", "ed")]
    kalimat = [start + word for word in ARABIC.split() for start in ("", "و", "ب")]
    for _ in range(count):
        if pairs and draw.random() < 0.33:
            source, target = (list(side) for side in draw.choice(pairs))
            source[draw.randrange(len(source))] = draw.choice(words)
            target[draw.randrange(len(target))] = draw.choice(kalimat)
        else:
            size = draw.randint(3, 25)
            source, target = draw.choices(words, k=size), draw.choices(kalimat, k=size)
        pairs.append((source, target))
    return [unit(" ".join(source), " ".join(target), draw.random()) for source, target in pairs]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_missed_that_brute_force_finds(tmp_path: Path, language: Language) -> None:
    """Recall against comparing with every unit is complete, by characters and by words."""
    with opened(tmp_path / "made.db", made(600, 7)) as memory:
        index_units(memory)
        found = bench(memory, queries=60, seed=2, language=language)
    assert (found.units, found.queries) == (600, 60)
    assert found.missed == ()
    assert found.recall_characters == found.recall_words == 1.0
    assert 0 < found.p50 <= found.p95


def test_bench_tells_what_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up that finds less is told by a lower recall, and the queries are named."""
    monkeypatch.setattr("tm.recall.lookup", lambda *_args, **_options: [])
    monkeypatch.setattr("tm.recall.near_keys", lambda *_args: [])
    with opened(tmp_path / "made.db", made(50, 7)) as memory:
        found = bench(memory, queries=6, seed=2)
    assert found.recall_characters == found.recall_words == 0.0
    assert 0 < len(found.missed) <= 6


def test_bench_is_the_same_for_a_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed settles the queries."""
    asked: list[str] = []

    def note(_memory: Memory, text: str, **_options: object) -> list[Match]:
        asked.append(text)
        return []

    monkeypatch.setattr("tm.recall.lookup", note)
    with opened(tmp_path / "made.db", made(50, 7)) as memory:
        for seed in (1, 1, 2):
            bench(memory, queries=8, seed=seed)
    assert asked[:8] == asked[8:16] != asked[16:]


def test_bench_needs_units(tmp_path: Path) -> None:
    """An empty memory is said to be empty."""
    with opened(tmp_path / "empty.db") as memory, pytest.raises(ValueError, match="empty memory"):
        bench(memory)


def test_lookup_ranks_as_comparing_with_every_unit_does(tmp_path: Path) -> None:
    """The first matches are those that going through all units one by one gives."""
    units = made(200, 11)
    with opened(tmp_path / "slow.db", units) as memory:
        index_units(memory)
        for asked in units[::20]:
            text = asked.source.replace(" the ", " a ") + " again"
            slow = sorted(
                (
                    -round(similar * (0.5 + 0.5 * other.score), 2)
                    for other in units
                    if (similar := percent(tokens(fold(text)), tokens(fold(other.source)))) >= 70
                ),
            )[:5]
            assert [-match.match for match in lookup(memory, text)] == pytest.approx(slow)
