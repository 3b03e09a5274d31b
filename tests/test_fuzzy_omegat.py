"""Our per cent is the one that OmegaT calls adjusted."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpora.fold import fold
from tests import omegat
from tests.units import UNIT
from tm.fuzzy import percent, tokens
from tm.tmx import write_tmx

MEMORY = [
    "The council met on Monday.",
    "Engineers repaired the bridge over the river in 1998.",
    "It cost 1,250.50 dollars, the minister's office said.",
    "A semi-good answer (of sorts) is better than none; don't you think?",
    "The U.N. envoy left at 10:30 for the north-east.",
    "See example.org for the e-mail address: info@example.org.",
    "\u201cWe will rebuild,\u201d the mayor said \u2013 twice.",
]
ASKED = [
    "The council met on Tuesday.",
    "the council did not meet on Monday!",
    "Engineers have repaired the old bridge over the river in 1999.",
    "It cost 1,300.50 dollars, the ministers' office said.",
    "A semi-good answer (of a sort) is much better than none; do you think so?",
    "The U.S. envoy left at 11:30 for the north.",
    "See example.com for the e-mail address: info@example.com.",
    "\u201cWe shall rebuild,\u201d the mayor said \u2013 once.",
]


@pytest.mark.client
@pytest.mark.skipif(
    not omegat.OMEGAT, reason="OmegaT is not installed (Debian: apt install omegat)"
)
def test_percent_is_what_omegat_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every fuzzy match that OmegaT finds, its third number is ours."""
    script = omegat.MATCHES.replace(
        "match.scores[0].score, score,", "match.scores[0].adjustedScore, entry.srcText,"
    )
    monkeypatch.setattr(omegat, "MATCHES", script)
    (tmp_path / "tm").mkdir()
    with (tmp_path / "tm/memory.tmx").open("wb") as stream:
        write_tmx([replace(UNIT, source=text) for text in MEMORY], stream, version="0.1.0")
    shown = omegat.translate(tmp_path / "project", ASKED, tmp_path / "tm").matches
    assert len({asked for _, asked, _ in shown}) == len(ASKED)
    ours = [
        (str(percent(tokens(fold(asked)), tokens(fold(known)))), asked, known)
        for _, asked, known in shown
    ]
    assert shown == ours
