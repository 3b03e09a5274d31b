"""A page taken apart once, for everything that is asked of it: elements, blocks and regions."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

from corpora.blocks import Block, read_blocks
from corpora.html_parser import parse_html
from corpora.page import Page
from corpora.regions import region_finder


@dataclass(frozen=True, slots=True, eq=False)
class PageTree:
    """The elements of a page, its visible blocks in order, and what part of it an element is in.

    `elements` are all of them, in order: while they are held, lxml need not make their Python side
    anew on every walk. `region_of` is that of `corpora.regions.region_finder`. Nothing may change
    the elements.
    """

    page: Page
    root: HtmlElement
    elements: tuple[HtmlElement, ...]
    blocks: tuple[Block, ...]
    region_of: Callable[[HtmlElement], str | None]


def read_tree(page: Page) -> PageTree:
    """Take a page apart; one whose HTML holds nothing has an empty root."""
    root = parse_html(page.html)
    if root is None:
        root = html.Element("html")
    elements = tuple(root.iter())
    body = root.find("body")
    blocks = read_blocks(root if body is None else body)
    return PageTree(page, root, elements, tuple(blocks), region_finder(root))
