"""Exports: the format asked for, whole or not at all, and OmegaT's folders."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stored import NOW, STORED, memory_of, set_status, unit
from tests.test_tmx import parsed
from tm.add import add_file
from tm.export import FORMATS, Format, export, format_of
from tm.memory import Memory
from tm.omegat_folders import export_omegat, omegat_folder
from tm.select import StoredUnit, select

SCORES = {"Best.": 0.97, "Good.": 0.9, "Fair.": 0.75, "Poor.": 0.2}
SCORED = [replace(STORED, source=source, score=score) for source, score in SCORES.items()]


def written_sources(path: Path) -> list[str]:
    """Return the English texts of a TMX."""
    return [tu.findtext("tuv/seg") or "" for tu in parsed(path.read_bytes()).iter("tu")]


def files(folder: Path) -> dict[str, list[str]]:
    """Return the English texts of each TMX below a folder."""
    return {
        path.relative_to(folder).as_posix(): written_sources(path)
        for path in sorted(folder.rglob("*.tmx"))
    }


def broken() -> Iterator[StoredUnit]:
    """Yield some units and fail."""
    yield from SCORED
    raise OSError("the disk failed")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_the_same_again(form: Format, tmp_path: Path) -> None:
    """Two exports of the same units are the same bytes."""
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    first = export(SCORED, tmp_path / "a", form=form, version="1", scores=True)
    second = export(SCORED, tmp_path / "b", form=form, version="1", scores=True)
    assert [count for _, count in first] == [4] * len(first)
    assert [path.read_bytes() for path, _ in first] == [path.read_bytes() for path, _ in second]


@pytest.mark.parametrize("form", FORMATS)
def test_a_failure_leaves_what_was_there(form: Format, tmp_path: Path) -> None:
    """Where the units stop half-way, the older file stays and nothing lies beside it."""
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    old = export(SCORED[:1], tmp_path / "a", form=form, version="1")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(before) == len(old)
    with pytest.raises(OSError, match="the disk failed"):
        export(broken(), tmp_path / "a", form=form, version="1")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("form", ["tmx", "tsv", "jsonl"])
def test_a_memory_survives_export_and_import(form: Format, tmp_path: Path) -> None:
    """What is exported and added to an empty memory is the same memory, reviews and all."""
    units = [
        unit("It began.", "بدأ الأمر.", 0.6, 0),
        replace(unit("It ended.", "انتهى الأمر.", 0.5, 1), moved=True),
        unit("It paused.", "توقف الأمر.", 0.0, 2),
    ]
    path = tmp_path / f"memory.{form}"
    with memory_of(tmp_path / "one.db", *units) as one:
        set_status(one, "It began.", "edited", "Huda")
        one.connection.execute("UPDATE unit SET score = NULL WHERE source = 'It paused.'")
        one.connection.execute("UPDATE sighting SET score = NULL WHERE number = 3")
        before = list(select(one))
        export(before, path, form=form, version="1")
    with Memory(tmp_path / "two.db", write=True) as two:
        add_file(two, path, now=NOW)
        assert list(select(two)) == before


def test_jsonl_says_what_is_not_known(tmp_path: Path) -> None:
    """A score that nobody knows is null, and so is a reviewer."""
    path = tmp_path / "a.jsonl"
    export([replace(STORED, scored=False, score=0.0)], path, form="jsonl", version="1")
    row = json.loads(path.read_text(encoding="utf-8"))
    assert (row["score"], row["status"], row["reviewer"]) == (None, "machine", None)


def test_formats_by_suffix() -> None:
    """A suffix in either case stands for its format, an unknown one for none."""
    names = ["a.TMX", "a.tsv", "a.jsonl", "a.parquet", "a.xlf", "a.xliff", "tm", "a.doc"]
    assert [format_of(Path(name)) for name in names] == [
        "tmx", "tsv", "jsonl", "parquet", "xliff", "xliff", None, None,
    ]  # fmt: skip


def test_a_profile_is_of_tmx_alone(tmp_path: Path) -> None:
    """A profile with another format is an error, and nothing is written."""
    with pytest.raises(ValueError, match="the profile memoq is one of TMX"):
        export(SCORED, tmp_path / "a", form="tsv", version="1", profile="memoq")
    assert not list(tmp_path.iterdir())


def test_the_score_chooses_the_folder(tmp_path: Path) -> None:
    """Each band is one file in the folder whose penalty it deserves."""
    folder = tmp_path / "project/tm"
    result = export(SCORED, folder, form="tmx", version="1", profile="omegat")
    assert files(folder) == {
        "auto/muwazi.tmx": ["Best."],
        "muwazi.tmx": ["Good."],
        "penalty-010/muwazi.tmx": ["Fair."],
        "penalty-030/muwazi.tmx": ["Poor."],
    }
    assert [(path.relative_to(folder).as_posix(), count) for path, count in result] == [
        ("auto/muwazi.tmx", 1),
        ("muwazi.tmx", 1),
        ("penalty-010/muwazi.tmx", 1),
        ("penalty-030/muwazi.tmx", 1),
    ]
    assert not [path for path in folder.parent.iterdir() if path != folder]


@pytest.mark.parametrize(
    ("change", "folder"),
    [
        ({"score": 0.95}, "auto"),
        ({"score": 0.9499}, ""),
        ({"score": 0.85}, ""),
        ({"score": 0.7}, "penalty-010"),
        ({"score": 0.0}, "penalty-030"),
        ({"score": 0.1, "status": "accepted"}, "auto"),
        ({"score": 0.0, "scored": False}, ""),
        ({"score": 0.99, "alternatives": 1}, ""),
        ({"score": 0.75, "alternatives": 1}, "penalty-010"),
        ({"score": 0.1, "status": "edited", "alternatives": 2}, ""),
    ],
)
def test_which_folder(change: dict[str, Any], folder: str) -> None:
    """A cut belongs to the band above; a review beats the score; doubt is never inserted."""
    assert omegat_folder(replace(STORED, **change)) == folder


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_never_has_a_worse_folder(one: float, other: float) -> None:
    """The folders fall with the score."""
    order = ["penalty-030", "penalty-010", "", "auto"]
    low, high = (order.index(omegat_folder(replace(STORED, score=s))) for s in sorted((one, other)))
    assert low <= high


def test_cuts_can_be_chosen(tmp_path: Path) -> None:
    """With a first cut of 1 nothing but certainty is inserted."""
    export(SCORED, tmp_path / "tm", form="tmx", version="1", profile="omegat", cuts=(1, 0.5, 0.5))
    assert files(tmp_path / "tm") == {
        "muwazi.tmx": ["Best.", "Good.", "Fair."],
        "penalty-030/muwazi.tmx": ["Poor."],
    }


@pytest.mark.parametrize("cuts", [(), (0.9, 0.8), (0.7, 0.8, 0.9), (2, 1, 0), (0.9, 0.8, -1)])
def test_cuts_must_fall(cuts: tuple[float, ...], tmp_path: Path) -> None:
    """Cuts that are not three falling probabilities are refused."""
    with pytest.raises(ValueError, match="cuts"):
        export_omegat(SCORED, tmp_path / "tm", version="1", cuts=cuts)


def test_a_project_keeps_its_other_memories(tmp_path: Path) -> None:
    """An export into a project's tm replaces the older one of its name and nothing else."""
    folder = tmp_path / "tm"
    export_omegat(SCORED, folder, version="1", name="news")
    (folder / "auto/own.tmx").write_bytes((folder / "auto/news.tmx").read_bytes())
    (folder / "notes.txt").write_text("mine")
    export_omegat(SCORED[1:2], folder, version="1", name="news")
    assert files(folder) == {"auto/own.tmx": ["Best."], "news.tmx": ["Good."]}
    assert (folder / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["tm"]


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_is_whole_or_as_it_was(there: bool, tmp_path: Path) -> None:
    """Where the units stop half-way no file of the folder has changed."""
    folder = tmp_path / "tm"
    if there:
        export_omegat(SCORED[:1], folder, version="1")
    with pytest.raises(OSError, match="the disk failed"):
        export_omegat(broken(), folder, version="1")
    assert files(folder) == ({"auto/muwazi.tmx": ["Best."]} if there else {})
    assert [path.name for path in tmp_path.iterdir()] == (["tm"] if there else [])


def test_a_move_that_fails_is_undone(tmp_path: Path) -> None:
    """Where a file cannot take its place, those that had taken theirs go back."""
    folder = tmp_path / "tm"
    export_omegat(SCORED[:2], folder, version="1")
    (folder / "penalty-010").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="penalty-010"):
        export_omegat(SCORED[2:] + SCORED[:1], folder, version="1")
    assert files(folder) == {"auto/muwazi.tmx": ["Best."], "muwazi.tmx": ["Good."]}
    assert (folder / "penalty-010").is_file()


def test_omegat_needs_a_folder(tmp_path: Path) -> None:
    """A file where the folder should be is an error that names it."""
    path = tmp_path / "tm.tmx"
    path.write_text("mine")
    with pytest.raises(NotADirectoryError, match=r"tm\.tmx"):
        export_omegat(SCORED, path, version="1")
    with pytest.raises(ValueError, match="no name of a file"):
        export_omegat(SCORED, tmp_path / "tm", version="1", name="../x")
    assert path.read_text() == "mine"
