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


def test_a_long_list_is_cut_on_the_page_alone() -> None:
    """Of three hundred faults the page shows two hundred and says so; the JSON has all."""
    troubles = tuple(Trouble(f"{number}.html", f"fault {number}") for number in range(300))
    pairs = tuple(PairFigures("", "", f"pair {n}", 0, None, 0.1, "no units") for n in range(201))
    counts: dict[str, int] = {}
    figures = Figures(
        *(counts, counts, counts, counts, 0, (0,) * 10, counts, counts, (), (), (), pairs),
        *(troubles, 1.0),
    )
    page, facts = render_batch_report(figures, title="m.db"), json.loads(render_json(figures))
    assert (page.count("fault "), page.count("pair ")) == (200, 200)
    assert "The first 200 of 300" in page
    assert "The first 200 of 201" in page
    assert (len(facts["troubles"]), len(facts["failed"])) == (300, 201)


def test_the_report_holds_the_figures(tmp_path: Path) -> None:
    """Signals, outcomes, months and the slowest pairs of a batch stand in page and JSON alike."""
    figures = run(make(tmp_path / "pages", count=6), tmp_path / "m.db").figures
    page, facts = render_batch_report(figures, title="m.db"), json.loads(render_json(figures))
    for name in (*figures.signals, *figures.articles, *(row[0] for row in figures.months)):
        assert name in page
    assert facts["units"] == sum(facts["bands"]) == figures.units > 0
    assert len(facts["slowest"]) == facts["built"]["units"]
    assert "default-src 'none'" in page
