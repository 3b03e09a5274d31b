"""What trafilatura takes for the article is the same without the frame of the page."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from benchmarks.make_archive import make_archive
from corpora.extract import NoText, extract
from corpora.links import translation_links
from corpora.main_text import main_lines
from corpora.page import Page
from corpora.page_tree import read_tree
from tests.pages import MARKUPS, STORIES, Story

PAGES = [markup(story) for markup in MARKUPS for story in STORIES] + [
    Page(answer.url, answer.body) for answer in make_archive(6, 8)[0] if answer.status == 200
]


def said(page: Page) -> str:
    """Return everything that is read of a page."""
    try:
        return repr((extract(page), translation_links(page, "en"), translation_links(page, "ar")))
    except NoText as error:
        return str(error)


def test_the_frame_of_a_page_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles are the same, dropped lines and all, when the extractor is shown the whole page."""
    quick = [said(page) for page in PAGES]
    monkeypatch.setattr("corpora.main_text._without_frame", lambda tree: deepcopy(tree.root))
    assert [said(page) for page in PAGES] == quick


@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.__name__)
def test_the_lines_of_the_body_are_found(markup: Callable[[Story], Page]) -> None:
    """Every paragraph of the model article is among the lines, its white space left out."""
    lines = main_lines(read_tree(markup(STORIES[0])))
    assert {"".join(text.split()) for text in STORIES[0].body} <= set(lines)


def test_reading_changes_no_element() -> None:
    """A page that was taken apart once may be asked twice."""
    tree = read_tree(PAGES[0])
    before = [(element.tag, element.text, element.tail) for element in tree.root.iter()]
    assert main_lines(tree) == main_lines(tree)
    assert [(element.tag, element.text, element.tail) for element in tree.root.iter()] == before
