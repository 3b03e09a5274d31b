"""OmegaT, run without a window, uses the memories we write.

Its exit status is 0 even when it refuses a memory, so the translated file and the log are read.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.omegat import OMEGAT, Run, translate
from tests.units import UNIT
from tm.tmx import write_tmx
from tm.unit import TranslationUnit

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(not OMEGAT, reason="OmegaT is not installed (Debian: apt install omegat)"),
]

# What a page prints and what the translator's file holds differ in blanks and marks.
EXACT = [
    replace(UNIT, source="The\u00a0council  met on\nMonday. ", target="اجتمع المجلس يوم الاثنين."),
    replace(
        UNIT,
        source="\u200eNASA & the EU <signed> \u201cthe deal\u201d.",
        target="وقّعت وكالة الفضاء (NASA)\u200f والاتحاد الأوروبي «الاتفاق» <رسميًا>.\u200f",
    ),
]
PENALISED = [
    replace(UNIT, source="It rained all night.", target="هطل المطر طوال الليل.", score=0.72)
]
SOURCE = [
    "The council met on Monday.",
    "NASA & the EU <signed> \u201cthe deal\u201d.",
    "It rained all night.",
    "Nobody knows this sentence.",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Translate `SOURCE` with a memory in tm/auto and one in tm/penalty-010."""
    folder = tmp_path_factory.mktemp("omegat")
    _memory(folder / "tm/auto/article.tmx", EXACT)
    _memory(folder / "tm/penalty-010/article.tmx", PENALISED)
    return translate(folder / "project", SOURCE, folder / "tm")


def _memory(path: Path, units: list[TranslationUnit]) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        write_tmx(units, stream, version="0.1.0")


def test_it_loads_the_memories_without_complaint(run: Run) -> None:
    """The log shows no memory refused and no error."""
    assert not re.search("TF_TM_LOAD_ERROR|TMXR_ERROR|Exception", run.log), run.log


def test_exact_matches_from_auto_are_inserted(run: Run) -> None:
    """Both sentences of tm/auto stand in Arabic in the translated file, marks kept inside."""
    assert run.target[:2] == [
        "اجتمع المجلس يوم الاثنين.",
        "وقّعت وكالة الفضاء (NASA)\u200f والاتحاد الأوروبي «الاتفاق» <رسميًا>.",
    ]


def test_a_penalty_folder_lowers_the_match(run: Run) -> None:
    """An exact match in tm/penalty-010 is offered at 90, with its score, and not inserted."""
    assert run.target[2:] == SOURCE[2:]
    assert ("90", "0.7200", "It rained all night.") in run.matches
