"""The card says what a model is made of, with the notices that licences ask for."""

from align.held_out import Figures
from align.model_card import model_card
from align.pairs import PairSet
from align.retrieval import Retrieval

PAIR = (("The sea", "البحر"),)


def test_licences_and_credits_are_kept() -> None:
    """Each set has its line, each credit its place; the MIT text stands there once if needed."""
    sets = [
        PairSet("ui|texts", PAIR, 2.0, False, "MIT", "Copyright (c) 2020 A."),
        PairSet("more", PAIR, 1.0, True, "MIT", "Copyright (c) 2021 B."),
    ]
    card = model_card("tiny", sets, settings={"seed": 7})
    assert "| ui\\|texts | 1 | 2 | MIT |" in card
    assert "Copyright (c) 2020 A." in card
    assert "Copyright (c) 2021 B." in card
    assert card.count("Permission is hereby granted") == 1
    assert "Permission" not in model_card("tiny", [PairSet("x", PAIR)], settings={})


def test_figures_and_settings() -> None:
    """Before and after, further figures and the seed are in the tables."""
    card = model_card(
        "tiny",
        [PairSet("x", PAIR)],
        settings={"seed": 7},
        before=Figures(Retrieval(10, 0.5, 0.7)),
        after=Figures(Retrieval(10, 0.9, 1.0)),
        figures=[("strict F1, law", "0.991")],
    )
    for row in (
        "| seed | 7 |",
        "| top-1 retrieval among 10 held-out pairs, before | 0.6000 ",
        "| top-1 retrieval among 10 held-out pairs, after | 0.9500 ",
        "| strict F1, law | 0.991 |",
    ):
        assert row in card


def test_the_card_of_the_start_is_kept() -> None:
    """An adapted model carries the credits of the one it came from, below its own headings."""
    first = model_card("first", [PairSet("x", PAIR, credit="By X.")], settings={})
    card = model_card(
        "second", [PairSet("y", PAIR)], settings={}, start="first@12345678", start_card=first
    )
    assert card.count("---\nlanguage:") == 1
    assert "| adapted from | first@12345678 |" in card
    assert "\n### first\n" in card
    assert "- **x**: By X." in card
    assert [line for line in card.splitlines() if line.startswith("# ")] == ["# second"]
