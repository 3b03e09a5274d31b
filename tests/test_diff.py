"""Two memories are compared unit by unit."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.filled_memory import filled, review
from tm.diff import KINDS, Difference, diff, difference_json, difference_text, summary
from tm.memory import BadMemory
from tm.unit import TranslationUnit

LEFT = TranslationUnit("He left.", "غادر.", 0.8)
STAYED = TranslationUnit("She stayed.", "بقيت.", 0.9)
SPOKE = TranslationUnit("They spoke.", "تكلموا.", 0.7)


def compared(
    folder: Path, first: Iterable[TranslationUnit], second: Iterable[TranslationUnit]
) -> list[Difference]:
    """Return the differences of two memories with these units."""
    filled(folder / "a", first).close()
    filled(folder / "b", second).close()
    return list(diff(folder / "a", folder / "b"))


def test_every_kind(tmp_path: Path) -> None:
    """Units of one side, other translations, other scores and other reviews are told apart."""
    filled(tmp_path / "a", [LEFT, STAYED, SPOKE]).close()
    new = TranslationUnit("New.", "جديد.", 0.6)
    with filled(
        tmp_path / "b", [replace(LEFT, target="رحل."), replace(SPOKE, score=0.75), new]
    ) as b:
        review(b, 2, "accepted")
    found = list(diff(tmp_path / "a", tmp_path / "b"))
    assert set(found) == {
        Difference("target", "He left.", "غادر.", "رحل.", 0.8, 0.8, "machine", "machine"),
        Difference("only-first", "She stayed.", "بقيت.", None, 0.9, None, "machine", None),
        Difference("only-second", "New.", None, "جديد.", None, 0.6, None, "machine"),
        Difference("score", "They spoke.", "تكلموا.", "تكلموا.", 0.7, 0.75, "machine", "accepted"),
        Difference("status", "They spoke.", "تكلموا.", "تكلموا.", 0.7, 0.75, "machine", "accepted"),
    }
    assert summary(found) == dict.fromkeys(KINDS, 1)
    texts = {difference.kind: difference_text(difference) for difference in found}
    assert texts["target"] == "target  He left.\n- غادر.  (0.8000)\n+ رحل.  (0.8000)\n"
    assert texts["status"] == "status  They spoke.\n= تكلموا.\n  machine → accepted\n"
    assert texts["score"].endswith("  0.7000 → 0.7500\n")
    rows = [json.loads(difference_json(difference)) for difference in found]
    assert {row["kind"] for row in rows} == set(KINDS)


def test_spelling_variants_are_no_difference(tmp_path: Path) -> None:
    """Texts that fold to one key are one, and a tiny step in score is none."""
    other = TranslationUnit("He LEFT.", "غـــادَر.", 0.8004)
    assert compared(tmp_path, [LEFT], [other]) == []


def test_several_translations_are_paired(tmp_path: Path) -> None:
    """Of a source with more translations on one side, those left over are only there."""
    second = [replace(LEFT, target=text) for text in ("رحل.", "ذهب.")]
    kinds = [difference.kind for difference in compared(tmp_path, [LEFT], second)]
    assert kinds == ["target", "only-second"]


def test_rejected_units_are_not_there(tmp_path: Path) -> None:
    """What one memory rejects is only in the other."""
    with filled(tmp_path / "a", [LEFT]) as memory:
        review(memory, 1, "rejected")
    filled(tmp_path / "b", [LEFT]).close()
    assert [x.kind for x in diff(tmp_path / "a", tmp_path / "b")] == ["only-second"]
    assert list(diff(tmp_path / "a", tmp_path / "a")) == []


PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["س", "ص", "ع"])),
    st.sampled_from([0.1, 0.5, 0.9]),
    max_size=6,
)


@settings(max_examples=25)  # each makes two files
@given(PAIRS, PAIRS)
def test_against_sets(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[tuple[str, str], float],
    second: dict[tuple[str, str], float],
) -> None:
    """What is said to be different is what sets say, and turned round where the two are."""
    folder = tmp_path_factory.mktemp("diff")
    found = compared(
        folder,
        [TranslationUnit(*pair, score) for pair, score in first.items()],
        [TranslationUnit(*pair, score) for pair, score in second.items()],
    )
    gone = [(x.source, x.first_target) for x in found if x.kind in ("only-first", "target")]
    come = [(x.source, x.second_target) for x in found if x.kind in ("only-second", "target")]
    changed = [(x.source, x.first_target) for x in found if x.kind == "score"]
    assert sorted(gone) == sorted(first.keys() - second.keys())
    assert sorted(come) == sorted(second.keys() - first.keys())
    assert sorted(changed) == sorted(
        pair for pair in first.keys() & second.keys() if first[pair] != second[pair]
    )
    back = summary(diff(folder / "b", folder / "a"))
    there = summary(found)
    assert back["only-first"] == there["only-second"]
    assert back["target"] == there["target"]


def test_what_is_no_memory(tmp_path: Path) -> None:
    """Either path may be wrong, and the error names it before anything is drawn."""
    filled(tmp_path / "a", [LEFT]).close()
    (tmp_path / "text").write_text("no memory, but a text that is longer than a header\n" * 9)
    with pytest.raises(FileNotFoundError):
        diff(tmp_path / "a", tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        diff(tmp_path / "none", tmp_path / "a")
    with pytest.raises(BadMemory, match="text"):
        diff(tmp_path / "a", tmp_path / "text")
