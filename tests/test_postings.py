"""The postings: what they hold after any history of imports, and what they propose."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.fold import fold
from tests.memories import NOW, opened, unit
from tm import postings
from tm.add import add_units
from tm.memory import Memory
from tm.postings import candidates, drop_index, grams, index_units

ENGLISH = (
    "the council minister harbour water school met opened closed on monday rain budget tons of"
    " wheat village river bridge repaired by engineers after two years"
)
ARABIC = "المجلس الوزير الميناء الماء المدرسة اجتمع افتتح أغلق يوم الاثنين المطر الموازنة"


def sentences(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield made-up pairs of 1 to 30 words."""
    draw = random.Random(seed)
    for number in range(count):
        words = draw.choices(ENGLISH.split(), k=draw.randint(1, 30))
        yield f"{' '.join(words)} {number}", " ".join(draw.choices(ARABIC.split(), k=len(words)))


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """A memory of 300 units, not indexed."""
    with opened(tmp_path / "tm.db", (unit(*pair) for pair in sentences(300, 1))) as memory:
        yield memory


def held(memory: Memory) -> dict[tuple[int, int], list[int]]:
    """Return the ids of each side and gram, as the table has them in order of segment."""
    found: dict[tuple[int, int], list[int]] = {}
    for side, gram, df, ids in memory.connection.execute(
        "SELECT side, gram, df, ids FROM gram ORDER BY side, gram, segment"
    ):
        units = np.frombuffer(ids, "<u4").tolist()
        assert df == len(units)
        found.setdefault((side, gram), []).extend(units)
    return found


def expected(memory: Memory) -> dict[tuple[int, int], list[int]]:
    """Return what the table should hold, unit by unit."""
    found: dict[tuple[int, int], list[int]] = {}
    rows = memory.connection.execute("SELECT id, source_key, target_key FROM unit ORDER BY id")
    for number, *keys in rows:
        for side, key in enumerate(keys):
            for gram in set(grams([key])[0].tolist()):
                found.setdefault((side, gram), []).append(number)
    return found


def segments(memory: Memory) -> int:
    """Return how many segments the index has."""
    row = memory.connection.execute("SELECT count(DISTINCT segment) FROM gram").fetchone()
    return int(row[0])


def test_grams_are_the_runs_of_four_letters() -> None:
    """A text between blanks has a gram for each four characters: equal runs share one."""
    found, owner = grams(["abcabc", "abc", "ab", ""])
    # " abc" "abca" "bcab" "cabc" "abc " | " abc" "abc " | " ab " | nothing
    assert owner.tolist() == [0, 0, 0, 0, 0, 1, 1, 2]
    assert found[0] == found[5]
    assert found[4] == found[6]
    assert len(set(found.tolist())) == 6


@given(st.lists(st.text(max_size=12).map(fold), max_size=6))
def test_many_texts_have_the_grams_of_each(keys: list[str]) -> None:
    """Grams of several texts at once are those of one after the other: none spans two texts."""
    found, owner = grams(keys)
    for number, key in enumerate(keys):
        assert found[owner == number].tolist() == grams([key])[0].tolist()
        assert len(grams([key])[0]) == max(len(key) + 2 - 3, 0)


def test_texts_of_unlike_length_share_no_gram() -> None:
    """Short, middling and long texts have postings of their own."""
    of_short, of_middling, of_long = (
        set(grams([("river " * times).strip()])[0].tolist()) for times in (3, 8, 20)
    )
    assert not of_short & of_middling | of_middling & of_long | of_short & of_long


def test_the_index_holds_every_gram_of_every_unit(memory: Memory) -> None:
    """Built at once, it is what going through the units one by one gives."""
    assert index_units(memory) == 300
    assert held(memory) == expected(memory)
    assert index_units(memory) == 0


def test_many_small_imports_leave_the_same_index(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Imports of any sizes give the postings that one gives, in few segments."""
    monkeypatch.setattr(postings, "_PAIRS", 1 << 13)  # so that a build takes many passes
    monkeypatch.setattr(postings, "_BATCH", 70)
    index_units(memory)
    draw = random.Random(3)
    pairs = list(sentences(90, 4))
    while pairs:
        size = draw.choice((1, 2, 20))
        add_units(memory, (unit(*pair) for pair in pairs[:size]), origin="more", now=NOW)
        del pairs[:size]
        index_units(memory)
        assert held(memory) == expected(memory)
        assert segments(memory) <= 8


def test_a_gram_of_too_many_units_is_counted_and_not_kept(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list longer than look-up ever reads takes no room."""
    monkeypatch.setattr(postings, "BUDGET", 20)
    index_units(memory)
    truth = expected(memory)
    for side, gram, df, ids in memory.connection.execute("SELECT side, gram, df, ids FROM gram"):
        assert df == len(truth[side, gram])
        assert len(ids) == (4 * df if df <= 20 else 0)


def test_progress_ends_with_all_steps_done(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps are told one after the other, to the last."""
    monkeypatch.setattr(postings, "_PAIRS", 1 << 12)
    told: list[tuple[int, int]] = []
    index_units(memory, lambda done, total: told.append((done, total)))
    total = told[0][1]
    assert total > 2
    assert told == [(step, total) for step in range(1, total + 1)]


def test_a_broken_build_leaves_the_memory_as_it_was(memory: Memory) -> None:
    """What fails half-way writes nothing, and the next build is whole."""

    def fail(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_units(memory, fail)
    assert held(memory) == {}
    assert memory.watermark("postings_upto") == 0
    index_units(memory)
    assert held(memory) == expected(memory)


def test_dropped_postings_are_built_again(memory: Memory) -> None:
    """After a drop nothing is left, and a new build is whole."""
    index_units(memory)
    drop_index(memory)
    assert held(memory) == {}
    assert index_units(memory) == 300
    assert held(memory) == expected(memory)


def slow_candidates(own: dict[int, set[int]], key: str, most: int) -> list[int]:
    """Return the units, of which `own` holds the grams, that share the most; the lower id first."""
    wanted = set(grams([key])[0].tolist())
    shared = {number: len(wanted & other) for number, other in own.items()}
    floor = max(max(shared.values()) // 4, 1)
    best = sorted((-count, number) for number, count in shared.items() if count >= floor)
    return sorted(number for _, number in best[:most])


@pytest.mark.parametrize("most", [1, 5, 40, 1000])
def test_candidates_share_the_most_grams(
    memory: Memory, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all grams are read, the candidates are those that counting one by one gives."""
    monkeypatch.setattr(postings, "CANDIDATES", most)
    monkeypatch.setattr(postings, "MOST", 10_000)
    index_units(memory)
    rows = memory.connection.execute("SELECT id, source_key FROM unit")
    own = {number: set(grams([key])[0].tolist()) for number, key in rows}
    for source, _ in list(sentences(300, 1))[::10]:
        if len(source) >= 92:  # so long that only the class of the longest holds like ones
            assert candidates(memory, source, 0) == slow_candidates(own, source, most)


def test_short_texts_have_no_candidates(memory: Memory) -> None:
    """A text of too few grams, or of grams that are all too common, is left to brute force."""
    index_units(memory)
    assert candidates(memory, "the council", 0) is None
    assert candidates(memory, "the council met on monday", 0) is not None


def test_common_texts_have_no_candidates(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text whose grams are nearly all too common to be read is left to brute force."""
    monkeypatch.setattr(postings, "BUDGET", 2)
    index_units(memory)
    assert candidates(memory, "the council minister harbour water school", 0) is None


def test_a_very_long_text_is_asked_in_bounds(memory: Memory) -> None:
    """A text of thousands of different grams is no trouble to SQLite."""
    index_units(memory)
    draw = random.Random(5)
    text = " ".join("".join(draw.choices("abcdefgh", k=9)) for _ in range(2000))
    found = candidates(memory, text, 0)
    assert found is not None
    assert len(found) <= postings.CANDIDATES
