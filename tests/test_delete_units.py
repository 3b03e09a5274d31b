"""What builds put into a memory can be taken back, and nothing else goes with it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.filled_memory import filled, review
from tests.memories import NOW, unit
from tests.test_add import assert_sound
from tm.add import add_file
from tm.concordance import concordance
from tm.delete_units import take_back
from tm.index import index
from tm.memory import Memory
from tm.rows import write_tsv
from tm.unit import TranslationUnit

WORDS = ("sea", "road", "rain", "bread")


def drawn(document: str) -> st.SearchStrategy[list[TranslationUnit]]:
    """Draw the units of a document, some of them with texts that others have too."""
    one = st.tuples(st.sampled_from(WORDS), st.integers(0, 4))
    return st.lists(one, max_size=5).map(
        lambda chosen: [
            unit(f"The {word}.", f"نص {word}.", score / 4, at=at, document=document)
            for at, (word, score) in enumerate(chosen)
        ]
    )


def known(memory: Memory) -> list[tuple[object, ...]]:
    """Return what a memory knows of each unit."""
    return sorted(
        memory.connection.execute(
            "SELECT u.source, u.target, u.score, u.sightings, d.name, s.score FROM unit u"
            " JOIN sighting s ON s.unit_id = u.id AND s.best"
            " JOIN document d ON d.id = s.document_id"
        )
    )


@settings(deadline=None, max_examples=40)
@given(drawn("a"), drawn("b"), drawn("c"))
def test_what_is_taken_back_was_never_there(
    one: list[TranslationUnit], two: list[TranslationUnit], three: list[TranslationUnit]
) -> None:
    """A memory that a document was taken from knows what one without it knows."""
    with (
        TemporaryDirectory() as folder,
        filled(Path(folder, "all.db"), [*one, *two, *three]) as memory,
        filled(Path(folder, "wanted.db"), [*one, *three]) as wanted,
    ):
        with memory.transaction() as connection:
            take_back(connection, ["b"])
        assert known(memory) == known(wanted)
        assert_sound(memory)


def test_what_a_person_saw_stays(tmp_path: Path) -> None:
    """Units that were reviewed stay with their sightings; so does what a file brought."""
    units = [
        unit(f"The {word}.", f"نص {word}.", 0.5, at=at, document="a")
        for at, word in enumerate(WORDS)
    ]
    with filled(tmp_path / "m.db", units) as memory:
        review(memory, 1, "rejected")
        review(memory, 2, "accepted")
        with (tmp_path / "more.tsv").open("wb") as file:
            write_tsv([unit("The rain.", "نص rain.", 0.4)], file)
        add_file(memory, tmp_path / "more.tsv", now=NOW)
        index(memory)
        with memory.transaction() as connection:
            assert take_back(connection, ["a", "unknown"]) == 1
        rows = memory.connection.execute("SELECT source, status, sightings FROM unit ORDER BY id")
        assert rows.fetchall() == [
            ("The sea.", "rejected", 1),
            ("The road.", "accepted", 1),
            ("The rain.", "machine", 1),
        ]
        index(memory)
        assert [hit.text for hit in concordance(memory, "rain")] == ["The rain."]
        assert not list(concordance(memory, "bread"))
