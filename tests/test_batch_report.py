"""The report of a batch shows every figure, and no archive can put markup into it."""

import json
import re
from pathlib import Path

from tests.batches import make, run
from tm.batch.batch_report import render_batch_report, render_json
from tm.batch.figures import Figures, PairFigures, Trouble


def test_all_text_is_escaped() -> None:
    """Titles, addresses, places and reasons are text, and only web addresses become links."""
    evil = '"><script>alert(1)</script>'
    pair = PairFigures(f"javascript:{evil}", f"https://a.example/{evil}", evil, 2, 0.4, 1.5, evil)
    figures = Figures(
        *({evil: 1}, {evil: 1}, {evil: 1}, {evil: 1}, 2, (0, 0, 0, 0, 2, 0, 0, 0, 0, 0)),
        *({evil: 1}, {evil: 1}, ((evil, 1, 2, 3, 4),), (pair,), (pair,), (pair,)),
        *((Trouble(evil, evil),), 1.0),
    )
    page = render_batch_report(figures, title=evil)
    assert "<script" not in page
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', page))
    assert page.count('href="https://a.example/&quot;&gt;&lt;script') == 3
    assert json.loads(render_json(figures))["slowest"][0]["title"] == evil


def test_the_report_holds_the_figures(tmp_path: Path) -> None:
    """Signals, outcomes, months and the slowest pairs of a batch stand in page and JSON alike."""
    figures = run(make(tmp_path / "pages", count=6), tmp_path / "m.db").figures
    page, facts = render_batch_report(figures, title="m.db"), json.loads(render_json(figures))
    for name in (*figures.signals, *figures.articles, *(row[0] for row in figures.months)):
        assert name in page
    assert facts["units"] == sum(facts["bands"]) == figures.units > 0
    assert len(facts["slowest"]) == facts["built"]["units"]
    assert "default-src 'none'" in page
