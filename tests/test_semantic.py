"""Search by meaning: what is kept, and what is found across the languages."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.memories import NOW, HashedWords, opened, unit
from tm import semantic
from tm.add import add_units
from tm.memory import Memory
from tm.semantic import NoVectors, embed_units, similar
from tm.unit import TranslationUnit

MEANINGS = {
    "المجلس": "council",
    "اجتمع": "met",
    "ماء": "water",
    "نقص": "lack",
    "المدينة": "city",
    "ممطر": "rainy",
    "صباح": "morning",
    "shortage": "lack",
    "town": "city",
}
UNITS = [
    unit("The board gathered.", "اجتمع المجلس"),
    unit("Taps ran dry across the capital.", "نقص ماء المدينة"),
    unit("It had rained since dawn.", "صباح ممطر"),
]


@pytest.fixture
def model() -> HashedWords:
    """An embedding in which some words of both languages meet."""
    return HashedWords(MEANINGS)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """A memory of three units, not embedded."""
    with opened(tmp_path / "tm.db", UNITS) as memory:
        yield memory


def numbered(count: int, start: int = 0) -> list[TranslationUnit]:
    """Return made-up units that all differ."""
    return [unit(f"word{n} and{n % 7}", f"كلمة{n} و{n % 5}") for n in range(start, start + count)]


def test_an_english_text_finds_the_arabic_of_its_meaning(
    memory: Memory, model: HashedWords
) -> None:
    """No word of the query stands in the English side; the Arabic side says the same."""
    assert embed_units(memory, model) == 3
    (match,) = similar(memory, "town water shortage", model)
    assert match.source == "Taps ran dry across the capital."
    assert match.kind == "meaning"
    assert match.percent in (99, 100)  # float16 rounds
    assert match.characters == 0.0


def test_an_arabic_text_finds_the_english_of_its_meaning(
    tmp_path: Path, model: HashedWords
) -> None:
    """The other direction compares with the English sides."""
    with opened(tmp_path / "back.db", [unit("rainy morning", "هطل المطر منذ الفجر.")]) as memory:
        embed_units(memory, model)
        (match,) = similar(memory, "صباح ممطر", model, language="ar")
        assert match.target == "هطل المطر منذ الفجر."
        assert similar(memory, "صباح ممطر", model) == []


def test_only_new_units_are_embedded(
    memory: Memory, model: HashedWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Imports of any sizes leave the same vectors as one, in full blocks."""
    monkeypatch.setattr(semantic, "BLOCK", 8)
    embed_units(memory, model)
    for start, size in ((0, 1), (1, 4), (5, 20), (25, 3)):
        add_units(memory, numbered(size, start), origin="more", now=NOW)
        told: list[tuple[int, int]] = []
        assert embed_units(memory, model, lambda *step, told=told: told.append(step)) == size
        assert told[-1] == (size, size)
    assert embed_units(memory, model) == 0
    for side, text in enumerate(("source", "target")):
        blocks = memory.connection.execute(
            "SELECT segment, dimension, ids, vectors FROM vector WHERE side = ? ORDER BY segment",
            (side,),
        ).fetchall()
        assert [block[0] for block in blocks] == [1, 9, 17, 25]
        assert {block[1] for block in blocks} == {model.size}
        ids = np.frombuffer(b"".join(block[2] for block in blocks), "<u4")
        assert ids.tolist() == list(range(1, 32))
        texts = [
            row[0] for row in memory.connection.execute(f"SELECT {text} FROM unit ORDER BY id")
        ]
        rows = np.frombuffer(b"".join(block[3] for block in blocks), "<f2").reshape(31, -1)
        np.testing.assert_array_equal(rows, model.encode(texts).astype(np.float16))


def test_the_best_of_many_are_those_of_comparing_with_each(
    tmp_path: Path, model: HashedWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first matches are those of sorting all units by discounted cosine."""
    monkeypatch.setattr(semantic, "BLOCK", 64)
    draw = np.random.default_rng(4)
    words = [f"w{n}" for n in range(12)]
    units = [
        unit(f"source {n}", " ".join(draw.choice(words, 5)), float(draw.random()))
        for n in range(400)
    ]
    with opened(tmp_path / "many.db", units) as memory:
        embed_units(memory, model)
        kept = memory.connection.execute("SELECT target, score FROM unit").fetchall()
        vectors = model.encode([target for target, _ in kept])
        for limit in (1, 5, 30):
            cosines = vectors @ model.encode(["w1 w2 w3"])[0]
            slow = sorted(
                (
                    100 * float(cosine) * (0.5 + 0.5 * score)
                    for cosine, (_, score) in zip(cosines, kept, strict=True)
                    if cosine >= 0.2
                ),
                reverse=True,
            )[:limit]
            found = similar(memory, "w1 w2 w3", model, limit=limit, minimum=20)
            assert [match.match for match in found] == pytest.approx(slow, abs=0.2)


def test_minimum_limit_and_text_without_meaning(memory: Memory, model: HashedWords) -> None:
    """Nothing below the minimum, no more than asked for, nothing for an empty text."""
    embed_units(memory, model)
    assert len(similar(memory, "council", model, minimum=50)) == 1
    assert similar(memory, "council", model, minimum=95) == []
    assert len(similar(memory, "council", model, minimum=-100, limit=2)) == 2
    assert similar(memory, "council", model, limit=0) == []
    assert similar(memory, " ", model) == []


def test_rejected_units_are_not_found(memory: Memory, model: HashedWords) -> None:
    """What a person rejected is not offered by meaning either."""
    embed_units(memory, model)
    memory.connection.execute("UPDATE unit SET status = 'rejected'")
    assert similar(memory, "town water shortage", model) == []


def test_another_model_is_named(memory: Memory, model: HashedWords) -> None:
    """Vectors of another model are never compared: the error names both and says what to do."""
    embed_units(memory, model)
    other = HashedWords(MEANINGS, name="hashed@2", size=16)
    with pytest.raises(NoVectors, match=r"made by hashed@1, not by hashed@2: embed it again"):
        similar(memory, "council", other)
    assert embed_units(memory, other) == 3
    assert similar(memory, "council", other)
    with pytest.raises(NoVectors):
        similar(memory, "council", model)


def test_a_memory_without_vectors_says_so(
    memory: Memory, model: HashedWords, tmp_path: Path
) -> None:
    """Nothing embedded is an error that says what to do; nothing to embed is just nothing."""
    with pytest.raises(NoVectors, match="no vectors yet: embed it first"):
        similar(memory, "council", model)
    with opened(tmp_path / "empty.db") as empty:
        assert embed_units(empty, model) == 0
        assert similar(empty, "council", model) == []


def test_breaking_off_keeps_what_is_done(
    memory: Memory, model: HashedWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that stops half-way is taken up where it stopped."""
    monkeypatch.setattr(semantic, "BLOCK", 8)
    add_units(memory, numbered(20), origin="more", now=NOW)

    def stop(done: int, _total: int) -> None:
        if done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed_units(memory, model, stop)
    assert memory.watermark("vectors_upto") == 16
    assert embed_units(memory, model) == 23 - 16
