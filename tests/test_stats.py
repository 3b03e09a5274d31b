"""The figures of a memory are those one counts by hand."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.filled_memory import NOW, filled, review
from tm.dedupe import dedupe
from tm.memory import Memory
from tm.stats import Duplicate, bars, stats
from tm.stats_text import stats_json, stats_text
from tm.unit import TranslationUnit

FIRST = TranslationUnit(
    "He left.",
    "غادَر.",
    1.0,
    source_positions=range(2, 3),
    target_positions=range(1, 3),
    source_url="https://www.example.org/1",
    document="one",
    date=date(2023, 12, 31),
)
UNITS = (
    FIRST,
    replace(FIRST, document="two"),  # the same pair, seen again
    replace(FIRST, target="رحل الرجل.", score=0.3, date=date(2024, 1, 2), document="three"),
    TranslationUnit("One two three.", "واحد اثنان ثلاثة.", 0.31),
    TranslationUnit("One two three", "واحد اثنان ثلاثة", 0.3),
    TranslationUnit("Not this.", "ليس هذا.", 0.9),
)


def test_figures(tmp_path: Path) -> None:
    """Units in use are counted, rejected and replaced ones are not."""
    with filled(tmp_path / "m", UNITS) as memory:
        review(memory, 5, "rejected")
        dedupe(memory, now=NOW)
    with Memory(tmp_path / "m") as memory:
        figures = stats(memory)
    assert (figures.units, figures.replaced, figures.sightings, figures.documents) == (3, 1, 5, 3)
    assert (figures.source_words, figures.target_words) == (2 + 2 + 3, 1 + 2 + 3)
    assert (figures.source_characters, figures.target_characters) == (8 + 8 + 14, 6 + 10 + 17)
    assert figures.by_status == (("machine", 3), ("rejected", 1))
    assert figures.by_domain == (("example.org", 2), ("", 1))
    assert figures.by_year == (("", 1), ("2023", 1), ("2024", 1))
    assert figures.by_month == (("", 1), ("2023-12", 1), ("2024-01", 1))
    assert figures.by_bead_type == (("1-2", 2), ("", 1))
    assert figures.scores == (0, 0, 0, 2, 0, 0, 0, 0, 0, 1)
    assert figures.mean_score == pytest.approx((1 + 0.3 + 0.31) / 3)
    assert figures.length_ratio == pytest.approx(33 / 30)
    assert figures.length_ratios == (0, 0, 1, 0, 1, 1, 0, 0)
    assert figures.translations == (Duplicate("He left.", 2, 3),)


def test_an_empty_memory(tmp_path: Path) -> None:
    """Nothing is counted in an empty memory, and nothing fails."""
    with filled(tmp_path / "m", ()) as memory:
        figures = stats(memory)
    assert (figures.units, figures.mean_score, figures.length_ratio) == (0, None, None)
    assert "not known" in stats_text(figures)
    assert json.loads(stats_json(figures))["units"] == 0


def test_text_and_json(tmp_path: Path) -> None:
    """Both show the figures; without block characters the histograms are plain ASCII."""
    with filled(tmp_path / "m", UNITS) as memory:
        figures = stats(memory)
    text = stats_text(figures)
    assert "units        5\n" in text
    assert "\nyear\n" in text
    assert "2023-12" in stats_text(figures, months=True)
    assert "█" in text
    assert stats_text(figures, blocks=False).isascii()
    said = json.loads(stats_json(figures))
    assert said["by_month"] == {"": 3, "2023-12": 1, "2024-01": 1}
    assert said["translations"][0]["source"] == "He left."


def test_bars() -> None:
    """The longest bar fills the width, others their share; little is never nothing."""
    assert bars([("a", 1000), ("bb", 500), ("c", 1), ("d", 0)], width=4) == [
        "a   1,000  ████",
        "bb    500  ██",
        "c       1  ▏",
        "d       0",
    ]
    assert bars([("a", 8), ("b", 1)], width=4, blocks=False) == ["a  8  ####", "b  1  #"]
    assert bars([]) == []
