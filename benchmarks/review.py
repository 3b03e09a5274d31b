"""Time the review page in Chromium: first paint and single actions, with 5,000 beads.

Run: python -m benchmarks.review
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.review_server import long_document, reviewing
from tests.test_review_browser import QUIET

BEADS = 5000
_FIRST = """() => performance.getEntriesByName("first bead").at(0)?.startTime"""
# An action ends with the frame that shows it.
_TIMED = """async (keys) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const version = () => document.body.dataset.version;
  const start = performance.now(); const before = version();
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { ...keys, bubbles: true }));
  if (keys.edits) while (version() === before) await new Promise((done) => setTimeout(done, 1));
  await frame();
  return performance.now() - start;
}"""
_FILTER = """async (search) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const start = performance.now();
  const box = document.querySelector("#search"); box.value = search;
  box.dispatchEvent(new Event("input")); await frame();
  return performance.now() - start;
}"""
ACTIONS = [
    ("next bead", {"key": "ArrowDown"}),
    ("least certain", {"key": "n"}),
    ("accept", {"key": "a", "edits": True}),
    ("merge", {"key": "m", "edits": True}),
    ("undo", {"key": "z", "edits": True}),
    ("moved", {"key": "v", "edits": True}),
]


def main() -> None:
    """Print a table: median and greatest of each action, in milliseconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        reviewing(long_document(BEADS), Path(folder)) as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        paints = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(served.url)
            page.wait_for_selector("body[data-ready]")
            paints.append(page.evaluate(_FIRST))
            page.locator(".bead").nth(BEADS - 1).wait_for(state="attached")
            if len(paints) < 5:
                page.close()
        _print("first beads painted", paints)
        for name, keys in ACTIONS:
            _print(name, [page.evaluate(_TIMED, keys) for _ in range(20)])
        _print("search", [page.evaluate(_FILTER, text) for text in ("water", "17", "", "مياه", "")])
        _scroll(page)
        browser.close()


def _scroll(page: Page) -> None:
    """Print the longest time between two frames while the page is scrolled from end to end."""
    gaps = page.evaluate(
        """async () => {
          const gaps = []; const whole = document.documentElement.scrollHeight;
          let before = await new Promise(requestAnimationFrame);
          for (let at = 0; at < 60; at += 1) {
            window.scrollTo(0, (whole * at) / 60);
            const now = await new Promise(requestAnimationFrame);
            gaps.push(now - before); before = now;
          }
          return gaps;
        }"""
    )
    _print("frame while scrolling", gaps)


def _print(name: str, times: list[float]) -> None:
    print(f"{name:24}{statistics.median(times):8.0f} ms median{max(times):8.0f} ms greatest")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
