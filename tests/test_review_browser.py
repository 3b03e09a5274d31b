"""The review page in a real browser: what a person does with keys and mouse, and what is saved.

Needs Chromium and the package playwright, which drives it; without them these tests are skipped.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from align.bead import Bead
from align.formats import read_alignment
from align.model import load_model
from corpora.fold import fold
from tests.review_documents import beads_of, document_of
from tests.review_server import Served, example_document, long_document, reviewing
from tm.memory import Memory
from tm.review.document import ReviewDocument, start_review
from tm.review.similarity import similarity_picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.client

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DOZEN = "0:0 1:1 23:2 4:3 5: 6:4 :5 7:6"

Open = Callable[..., tuple["Page", Served]]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Start Chromium, with a profile of its own that is gone afterwards."""
    if not CHROMIUM:
        pytest.skip("chromium is not installed: apt install chromium")
    driver = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with driver.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def opened(browser: "Browser", tmp_path: Path) -> Iterator[Open]:
    """Return what serves a document and opens its page; no error may reach the console."""
    troubles: list[str] = []
    closing: list[Callable[[], object]] = []

    def open_page(document: ReviewDocument | None, **options: Any) -> tuple["Page", Served]:
        serving = reviewing(document, tmp_path, port=options.pop("port", 0))
        served = serving.__enter__()
        closing.append(lambda: serving.__exit__(None, None, None))
        page = browser.new_page(viewport=options.pop("viewport", {"width": 1440, "height": 900}))
        closing.append(page.close)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda asked: None if served.url[:17] in asked.url else troubles.append(asked.url),
        )
        page.goto(served.url)
        page.wait_for_selector("body[data-ready]")
        return page, served

    yield open_page
    for close in reversed(closing):
        close()
    assert troubles == []


def settled(page: "Page", version: int) -> None:
    """Wait until the server has answered this many actions."""
    page.wait_for_selector(f'body[data-version="{version}"]', state="attached")


def shown(page: "Page") -> str:
    """Return the beads that the page shows, in short."""
    return " ".join(
        page.locator(".bead").evaluate_all(
            """rows => rows.filter(row => !row.hidden).map(row => ["source", "target"].map(side =>
            [...row.querySelectorAll(`.${side} .sentence`)].map(s => s.dataset.index).join("")
            ).join(":"))"""
        )
    )


def press(page: "Page", *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_merge_split_undo_accept_realign_save_reload(opened: Open, tmp_path: Path) -> None:
    """A whole review by keys: the page, the journal, the gold and the memory say the same."""
    page, served = opened(document_of(DOZEN))
    press(page, "m")
    settled(page, 1)
    assert shown(page).startswith("01:01 23:2")
    press(page, "z")
    settled(page, 2)
    assert shown(page) == DOZEN
    press(page, "y", "z", "a", "a")
    settled(page, 6)
    press(page, "s")
    settled(page, 7)
    assert shown(page) == "0:0 1:1 2:2 3: 4:3 5: 6:4 :5 7:6"
    press(page, "z", "a", "g")
    settled(page, 10)
    assert shown(page) == "0:0 1:1 23:2 4:3 5:4 6:5 7:6"
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert shown(page) == beads_of(served.session.document) == "0:0 1:1 23:2 4:3 5:4 6:5 7:6"
    press(page, "Control+s")
    page.wait_for_selector("#toast:has-text('Saved')")
    gold = read_alignment(tmp_path / "gold/gold.txt")
    assert [bead.source for bead in gold] == [(0,), (1,), (2, 3), (4,), (5,), (6,), (7,)]
    with Memory(tmp_path / "memory.db") as memory:
        said = memory.connection.execute("SELECT source, status, reviewer FROM unit ORDER BY id")
        assert said.fetchall() == [
            ("English sentence 0.", "accepted", "Layla"),
            ("English sentence 1.", "accepted", "Layla"),
            ("English sentence 2. English sentence 3.", "accepted", "Layla"),
        ]


def test_a_whole_document_by_keyboard(opened: Open, tmp_path: Path) -> None:
    """Without the mouse: every bead gets a verdict, and the gold is what was accepted."""
    document = example_document()
    page, served = opened(document)
    press(page, *["a"] * len(document.beads))
    settled(page, len(document.beads))
    assert page.locator("#reviewed").text_content() == "33 of 33 reviewed"
    assert {bead.verdict for bead in served.session.document.beads} == {"accepted"}
    press(page, "Control+s")
    page.wait_for_selector("#toast:has-text('all reviewed')")
    gold = read_alignment(tmp_path / "gold/gold.txt")
    assert {(bead.source, bead.target) for bead in gold} == {
        (tuple(bead.source), tuple(bead.target)) for bead in document.beads
    }


def test_sentences_move_by_key_and_by_mouse(opened: Open) -> None:
    """The cursor goes by arrows or by a click; the sentence it is on moves, or stands alone."""
    page, _ = opened(document_of("01:0 2:12"))
    press(page, "Shift+ArrowDown", "Alt+ArrowDown")
    settled(page, 1)
    assert shown(page) == "0:0 12:12"
    page.locator(".target .sentence[data-index='1']").click()
    page.locator("#actions [data-action=apart]").click()
    settled(page, 2)
    assert shown(page) == "0:0 :1 12:2"
    page.locator(".source .sentence[data-index='1']").click()
    page.get_by_role("button", name="Sentence ↑").click()
    settled(page, 3)
    assert shown(page) == "0:0 1:1 2:2"


def test_joining_and_the_other_choice(opened: Open) -> None:
    """B on two beads joins them over a distance, marked as moved; O takes the second choice."""
    page, _ = opened(document_of("0: 1:0 2:1 :2"))
    press(page, "b", "End", "b")
    settled(page, 1)
    assert shown(page) == "0:2 1:0 2:1"
    assert page.locator(".bead").first.get_by_text("moved").is_visible()


def test_filter_and_search(opened: Open) -> None:
    """Filters hide what does not meet them; search folds Arabic; Escape shows all again."""
    page, _ = opened(example_document())
    total = page.locator(".bead:visible").count()
    page.locator("#type").select_option("nulls")
    assert page.locator(".bead:visible").count() == page.locator(".bead.null").count() < total
    page.locator("#type").select_option("all")
    page.locator("#limit").fill("0.6")
    chips = page.locator(".bead:visible .chip").all_text_contents()
    assert all(chip == "null" or float(chip) <= 0.6 for chip in chips)
    page.locator("#limit").fill("1")
    page.locator("#search").fill("اخطبوط")
    found = page.locator(".bead:visible")
    assert 0 < found.count() < total
    assert all("أخطبوط" in text for text in found.all_text_contents() if "خطبوط" in text)
    press(page, "Escape")
    assert page.locator(".bead:visible").count() == total


def test_folding_is_the_memorys(opened: Open) -> None:
    """The page folds as corpora.fold does."""
    page, _ = opened(document_of("0:0"))
    texts = ["إِنَّ الأُمّة ٱلكبرى", "مسؤولٌ شؤون ١٢٣٫٥٪", "«Quoted» ‘İstanbul’ ﬁne", "کتاب ـــ ہے  گ"]
    folded = page.evaluate(
        "async (texts) => { const { fold } = await import('/static/filter.js');"
        " return texts.map(fold); }",
        texts,
    )
    assert folded == [fold(text) for text in texts]


def test_the_least_certain_comes_next(opened: Open) -> None:
    """N goes from one uncertain bead to the next, the least certain first, past what is done."""
    beads = [Bead(range(i, i + 1), range(i, i + 1), s) for i, s in enumerate((0.9, 0.3, 0.6, 0.2))]
    page, _ = opened(document_of(beads))
    seen = []
    for _ in range(3):
        press(page, "n")
        seen.append(page.locator(".bead.current .source .n").text_content())
    assert seen == ["4", "2", "3"]


def test_a_wording_is_kept_beside_the_original(opened: Open) -> None:
    """T opens the text, Ctrl+Enter keeps it, and the printed sentence is still to be read."""
    page, served = opened(document_of("0:0 1:1"))
    press(page, "ArrowRight", "t")
    box = page.locator("textarea")
    assert box.get_attribute("dir") == "rtl"
    box.fill("جملة أخرى.")
    press(page, "Control+Enter")
    settled(page, 1)
    assert page.locator(".wording .t").text_content() == "جملة أخرى."
    assert page.locator(".bead.current .sentence").count() == 2
    assert served.session.document.beads[0].target_text == "جملة أخرى."
    press(page, "t")
    page.locator("textarea").fill("x")
    press(page, "Escape")
    assert served.session.document.beads[0].target_text == "جملة أخرى."


def test_arabic_stands_on_the_right(opened: Open) -> None:
    """English left, Arabic right and set from the right: measured, not read from attributes."""
    page, _ = opened(example_document())
    english = page.locator(".bead .source .t").nth(2)
    arabic = page.locator(".bead .target .t").nth(2)
    left, right = english.bounding_box(), arabic.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] < right["x"]
    ends = arabic.evaluate(
        """cell => { const range = document.createRange(); const text = cell.firstChild;
        range.setStart(text, 0); range.setEnd(text, 1); const first = range.getBoundingClientRect();
        range.setStart(text, 8); range.setEnd(text, 9); const later = range.getBoundingClientRect();
        return [first.right, later.right, cell.getBoundingClientRect().right]; }"""
    )
    assert ends[1] < ends[0]  # later letters stand further left
    assert abs(ends[0] - ends[2]) < 4  # and the first one at the right edge
    number = page.locator(".bead .target .n").nth(2).bounding_box()
    assert number
    assert number["x"] > right["x"] + right["width"] - 2


def test_articles_cannot_run_script(opened: Open) -> None:
    """Markup in an article, its title or a wording is shown as the text that it is."""
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    document = start_review([evil], [evil], [Bead(range(1), range(1), 0.5)], title=f"Title {evil}")
    page, _ = opened(document)
    assert page.locator(".source .t").text_content() == evil
    assert page.locator("img").count() == 0
    assert page.title().startswith("Review: Title <img")


def test_two_tabs_are_told(opened: Open, browser: "Browser") -> None:
    """The second tab says so at once; an edit of what changed meanwhile loads the page again."""
    page, served = opened(document_of("0:0 1:1"))
    other = browser.new_page()
    other.goto(served.url)
    other.wait_for_selector("#banner:has-text('1 more tab')")
    press(other, "m")
    settled(other, 1)
    page.bring_to_front()
    press(page, "a")
    page.wait_for_selector("#toast:has-text('changed')")
    assert shown(page) == "01:01"
    other.close()


def test_a_server_that_is_away_is_waited_for(
    opened: Open, browser: "Browser", tmp_path: Path
) -> None:
    """What is done while the server is away is sent when it is back, and nothing is lost."""
    folder = tmp_path / "own"
    folder.mkdir()
    with reviewing(document_of("0:0 1:1"), folder) as served:
        port = int(served.url.rsplit(":", 1)[1].strip("/"))
        page = browser.new_page()
        page.goto(served.url)
        page.wait_for_selector("body[data-ready]")
        press(page, "a")
        settled(page, 1)
    press(page, "a")
    page.wait_for_selector("#banner:has-text('cannot be reached')")
    with reviewing(None, folder, port=port) as served:
        settled(page, 2)
        assert {bead.verdict for bead in served.session.document.beads} == {"accepted"}
        page.close()


def test_everything_can_be_reached_and_named(opened: Open) -> None:
    """Each control has a name, each bead says what it is, and targets are large enough to hit."""
    page, _ = opened(example_document())
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, canvas, progress")]
        .filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []
    label = page.locator(".bead.current").get_attribute("aria-label")
    assert label
    assert label.startswith("English 1, Arabic 1, score ")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button")].filter(e => e.offsetParent
        && Math.min(e.offsetHeight, e.offsetWidth) < 24).map(e => e.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser: "Browser", tmp_path: Path, scheme: Any) -> None:
    """Text stands out from what is behind it by 4.5 to 1 or more (WCAG 2.2, 1.4.3)."""
    with reviewing(example_document(), tmp_path) as served:
        page = browser.new_page(color_scheme=scheme)
        page.goto(served.url)
        page.wait_for_selector("body[data-ready]")
        press(page, "a", "r", "m", "v")
        settled(page, 4)
        weak = page.evaluate((HERE / "contrast.js").read_text())
        page.close()
    assert weak == []


def test_five_thousand_beads(opened: Open) -> None:
    """All beads of a long document are there, any can be changed, and the rows stay in order."""
    page, served = opened(long_document())
    press(page, "End", "Shift+M")
    settled(page, 1)
    press(page, "Home", "m")
    settled(page, 2)
    count = len(served.session.document.beads)
    # Rows are drawn a screen at a time: wait until the last ones are there.
    page.wait_for_function(
        "count => document.querySelectorAll('.bead').length === count", arg=count
    )
    ids = page.locator(".bead").evaluate_all("rows => rows.map(row => Number(row.id.slice(1)))")
    assert ids == [bead.id for bead in served.session.document.beads]


def test_pictures_lead_to_beads(opened: Open) -> None:
    """A click on a bar filters by score, one on the matrix or the strip goes to a bead."""
    page, _ = opened(example_document())
    press(page, "p")
    page.locator("#histogram g").nth(3).click(position={"x": 5, "y": 60})
    assert page.locator("#limit-text").text_content() == "0.40"
    page.locator(".filter [data-action=clear]").click()
    box = page.locator("#matrix").bounding_box()
    assert box
    page.locator("#matrix").click(position={"x": box["width"] - 2, "y": box["height"] - 2})
    assert page.locator(".bead.current .source .n").last.text_content() in ("37", "38")
    page.locator("#strip").click(position={"x": 5, "y": 1})
    assert page.locator(".bead.current .source .n").first.text_content() == "1"


def test_pictures_for_the_documentation(browser: "Browser", tmp_path: Path) -> None:
    """The page can be shown in docs/review.md: set MUWAZI_DOCS to the folder that gets pictures."""
    folder = Path(os.environ.get("MUWAZI_DOCS", tmp_path))
    model = load_model()

    def similarity(source: Sequence[str], target: Sequence[str]) -> dict[str, Any]:
        return similarity_picture(source, target, model)

    with reviewing(example_document(), tmp_path, similarity=similarity) as served:
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(served.url)
        page.wait_for_selector("body[data-ready]")
        press(page, "a", "a", "ArrowDown", "m", "ArrowDown")
        settled(page, 3)
        page.screenshot(path=folder / "review.png")
        press(page, "End", "p")
        page.wait_for_selector("#matrix[data-drawn]")
        page.mouse.wheel(0, -20_000)
        page.locator("#pictures").screenshot(path=folder / "review-path.png")
        page.close()
    sizes = [(folder / name).stat().st_size for name in ("review.png", "review-path.png")]
    assert all(10_000 < size < 300_000 for size in sizes)


def test_on_a_telephone(opened: Open) -> None:
    """On a narrow screen the sides stand below each other, and nothing is cut off."""
    page, _ = opened(example_document(), viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    source = page.locator(".bead .source").first.bounding_box()
    target = page.locator(".bead .target").first.bounding_box()
    assert source
    assert target
    assert target["y"] >= source["y"] + source["height"] - 1
