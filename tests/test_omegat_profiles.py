"""OmegaT with the folders that an export of a memory makes, and the leverage it finds there."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.omegat import OMEGAT, Run, translate
from tests.stored import memory_of, set_status, unit
from tests.test_examples import FOLDERS, gold, lines
from tm.leverage import leverage, memory_lookup
from tm.omegat_folders import export_omegat
from tm.segment import tidy_target
from tm.select import StoredUnit, select
from tm.source_text import read_segments
from tm.unit import TranslationUnit

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(not OMEGAT, reason="OmegaT is not installed (Debian: apt install omegat)"),
]

# What is hard for segmenters is here: abbreviations, quotations, decimals, brackets, ellipses.
# OmegaT 3.6 cuts the first two after "Jan." and after "U.S.", so they are not exact there.
ARTICLE = [
    ("Dr. Huda Salem opened it on Jan. 5, 2024.", "افتتحته الدكتورة هدى سالم في 5 يناير 2024."),
    ("The U.S. gave 3.5 million dollars.", "منحت الولايات المتحدة 3.5 ملايين دولار."),
    ("“We waited for ten years,” she said.", "قالت: «انتظرنا عشر سنوات»."),
    ("Is that enough?", "فهل يكفي ذلك؟"),
    ("Nobody knows (not even the minister).", "لا أحد يعلم (ولا حتى الوزير)."),
    ("Prices rose by 12.5% in a year...", "ارتفعت الأسعار بنسبة 12.5٪ خلال عام..."),
    ("The clinic’s doors open at 8 a.m. every day.", "تُفتح أبواب العيادة في الثامنة صباحًا."),
    ("Visitors come from Homs, Hama and Idlib.", "يأتي الزوار من حمص وحماة وإدلب."),
    ("Mr. Nasser & Sons built it at No. 7.", "بنته شركة ناصر وأبنائه في المبنى رقم 7."),
    ("“Come back tomorrow!” the guard shouted.", "وصاح الحارس: «عودوا غدًا!»"),
]
PARAGRAPHS = [range(0, 3), range(3, 5), range(5, 8), range(8, 10)]
# One unit a band, and two that the score alone would have inserted or left aside.
BANDS = {
    "Rain fell all night long.": ("هطل المطر طوال الليل.", 0.9),
    "Snow fell on the hills.": ("تساقط الثلج على التلال.", 0.75),
    "Wind broke the old tree.": ("كسرت الريح الشجرة القديمة.", 0.3),
    "Hail hit the new roof.": ("ضرب البرد السقف الجديد.", 0.2),
    "Fog hid the whole town.": ("حجب الضباب المدينة بأكملها.", 0.99),
}
APPROVED, AMBIGUOUS = "Hail hit the new roof.", "Fog hid the whole town."


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Translate the article, the five sentences and the examples with a memory made of them."""
    folder = tmp_path_factory.mktemp("omegat")
    units = [unit(source, target, 0.97, at) for at, (source, target) in enumerate(ARTICLE)]
    units += [unit(source, target, score, document="") for source, (target, score) in BANDS.items()]
    units += [bead for folder in FOLDERS for bead in of_example(folder)]
    units.append(unit(AMBIGUOUS, "غطى الضباب البلدة كلها.", 0.98, document=""))
    with memory_of(folder / "m.db", *units) as memory:
        set_status(memory, APPROVED, "accepted", "Huda")
        export_omegat(select(memory), folder / "tm", version="0.1.0")
        texts = [[ARTICLE[at][0] for at in paragraph] for paragraph in PARAGRAPHS]
        ours = leverage([texts], memory_lookup(memory))
    assert {share.band for share in ours.shares if share.segments} <= {"context", "exact"}
    pages = [paragraph for place in FOLDERS for paragraph in read_segments(place / "en.html")]
    return translate(
        folder / "project", [*map(" ".join, texts), *BANDS, *map(" ".join, pages)], folder / "tm"
    )


def of_example(folder: Path) -> list[TranslationUnit]:
    """Return the beads of an example, aligned by hand, as units."""
    english, arabic = lines(folder / "en.txt"), lines(folder / "ar.txt")
    return [
        unit(
            " ".join(english[at] for at in source),
            " ".join(arabic[at] for at in target),
            0.97,
            source[0],
            size=len(source),
            document=folder.name,
        )
        for source, target in gold(folder)
        if source and target
    ]


def test_no_memory_is_refused(run: Run) -> None:
    """The log shows no file refused and no error."""
    assert not re.search("TF_TM_LOAD_ERROR|TMXR_ERROR|Exception", run.log), run.log


def test_a_document_gets_its_own_memory_back(run: Run) -> None:
    """All sentences of the article come back in Arabic but the two that OmegaT cuts elsewhere."""
    text = "\n".join(run.target[: len(PARAGRAPHS)])
    assert [source for source, target in ARTICLE if target not in text] == [
        source for source, _ in ARTICLE[:2]
    ]


def test_leverage_of_the_examples(run: Run) -> None:
    """CAT leverage: of the sentences that are units, OmegaT gets nineteen in twenty back."""
    text = "\n".join(run.target[len(PARAGRAPHS) + len(BANDS) :])
    units = [bead for folder in FOLDERS for bead in of_example(folder)]
    single = [bead for bead in units if len(bead.source_positions) == 1]
    assert len(single) > 150
    missed = [bead.source for bead in single if tidy_target(bead.target) not in text]
    assert len(missed) <= 0.05 * len(single), missed


def test_each_folder_gives_its_match(run: Run) -> None:
    """By their scores four of the sentences are offered at 100, 90 or 70, and not inserted."""
    best: dict[str, int] = {}
    for score, _, source in run.matches:
        best[source] = max(best.get(source, 0), int(score))
    rain, snow, wind, hail, fog = BANDS
    assert [best[source] for source in (rain, snow, wind, fog)] == [100, 90, 70, 100]
    rest = run.target[len(PARAGRAPHS) : len(PARAGRAPHS) + len(BANDS)]
    assert rest == [rain, snow, wind, BANDS[hail][0], fog]


def many(count: int) -> Iterator[StoredUnit]:
    """Yield so many different units."""
    for number in range(count):
        yield StoredUnit(
            f"Ship number {number} left the harbour of the old town at dawn.",
            f"غادرت السفينة رقم {number} ميناء المدينة القديمة عند الفجر.",
            0.99,
        )


@pytest.mark.skipif(os.environ.get("MUWAZI_SLOW") != "1", reason="set MUWAZI_SLOW=1 to run it")
def test_it_loads_200_000_units(tmp_path: Path) -> None:
    """A large memory is loaded and used with OmegaT's usual heap."""
    (written,) = export_omegat(many(200_000), tmp_path / "tm", version="0.1.0")
    assert written[1] == 200_000
    wanted = next(iter(many(1)))
    run = translate(tmp_path / "project", [wanted.source], tmp_path / "tm")
    assert run.target == [wanted.target]
