"""The blocks of a page: every run of text that the browser would show on lines of its own."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from corpora.article import Kind

_UNSEEN = (
    "head script style template noscript svg math iframe object embed audio video canvas select"
    " option button textarea input datalist map"
)
_PLAIN = (
    "html body address article aside center details dialog dir div dl fieldset figure footer form"
    " frameset header hgroup hr legend main menu nav ol optgroup p pre search section table tbody"
    " td tfoot th thead tr ul"
)
_HEADINGS = "h1 h2 h3 h4 h5 h6 summary"
_WRAPS_CAPTION = "p div span small em cite"

INVISIBLE = frozenset(_UNSEEN.split())
"""The elements whose content a browser does not show as text of the page."""

_BLOCKS: dict[str, Kind | None] = {
    **dict.fromkeys(_PLAIN.split()),
    **dict.fromkeys(_HEADINGS.split(), "heading"),
    "li": "item",
    "dd": "item",
    "dt": "item",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
}
_MAY_BE_CAPTION = frozenset(_WRAPS_CAPTION.split())
_CAPTION = re.compile(r"(?:^|[\s_-])caption(?:$|[\s_-]|text)")
_HIDDEN = re.compile(r"(?:^|\s)(?:screen-reader-text|sr-only|visually-?hidden|hidden)(?:$|\s)")
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A line of the page: its text (white space collapsed), its kind, and where it stands.

    `element` is the innermost block-level element around the text; `linked` is the share of its
    characters that lie in links, 0 to 1; `anchors` are those links, in order.
    """

    text: str
    kind: Kind
    element: HtmlElement
    linked: float
    anchors: tuple[HtmlElement, ...]


def read_blocks(root: HtmlElement) -> list[Block]:
    """Return the visible blocks under `root` in the order of the page.

    Two line breaks in a row end a block, as a paragraph does; one is white space, except that a
    line that is all link is a block of its own. Elements that the browser does not show, and
    controls such as buttons, are left out.
    """
    return list(_blocks(root))


def is_seen(element: HtmlElement) -> bool:
    """Tell whether a browser shows an element, as far as its own tag and attributes say."""
    return element.tag not in INVISIBLE and not _is_hidden(element)


def holder(blocks: Sequence[Block], share: float) -> HtmlElement | None:
    """Return the deepest element that holds `share` (0.5 to 1) of the blocks' characters."""
    held: dict[HtmlElement, int] = {}
    for block in blocks:
        for element in (block.element, *block.element.iterancestors()):
            held[element] = held.get(element, 0) + len(block.text)
    enough = share * sum(len(block.text) for block in blocks)
    holding = [element for element, characters in held.items() if characters >= enough]
    # Those that hold more than half lie on one line of descent: the one with most above it is last.
    return max(holding, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def _blocks(root: HtmlElement) -> Iterator[Block]:
    run = _Run()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        if event == "end":
            if run.stack and run.stack[-1][0] is element:
                yield from run.close()
                run.stack.pop()
            elif run.links and run.links[-1] is element:
                run.leave_link()
            if element is not root:
                run.add(element.tail)
        elif element is not root and not is_seen(element):
            events.skip_subtree()
        else:
            kind = _kind(element)
            if tag in _BLOCKS or kind == "caption" or not run.stack:
                yield from run.close()
                run.stack.append((element, kind))
            elif tag == "a" and element.get("href"):
                run.enter_link(element)
            elif tag == "br":
                yield from run.line_break()
            run.add(element.text)


class _Run:
    """The lines gathered since the last block ended, and the elements that are open."""

    def __init__(self) -> None:
        self.stack: list[tuple[HtmlElement, Kind | None]] = []
        self.links: list[HtmlElement] = []
        self.lines = [_Line()]
        self.breaks = 0

    def enter_link(self, link: HtmlElement) -> None:
        self.links.append(link)
        self.lines[-1].anchors.append(link)

    def leave_link(self) -> None:
        link, line = self.links.pop(), self.lines[-1]
        if not line.solid and line.anchors and line.anchors[-1] is link:
            line.anchors.pop()

    def add(self, text: str | None) -> None:
        if text:
            line = self.lines[-1]
            line.pieces.append(text)
            if not text.isspace():
                self.breaks = 0
                solid = len("".join(text.split()))
                line.solid += solid
                line.linked += solid if self.links else 0

    def line_break(self) -> list[Block]:
        self.breaks += 1
        if self.breaks > 1:
            return self.close()
        # A link opened around several lines or blocks belongs to each of them.
        self.lines.append(_Line(anchors=list(self.links)))
        return []

    def close(self) -> list[Block]:
        lines = [line for line in self.lines if line.solid]
        self.lines, self.breaks = [_Line(anchors=list(self.links))], 0
        if not lines:  # as most often, between two tags
            return []
        kind: Kind = next((kind for _, kind in reversed(self.stack) if kind), "paragraph")
        blocks = []
        for _, group in itertools.groupby(lines, _Line.own):
            members = list(group)
            text = " ".join(line.text() for line in members)
            linked = sum(line.linked for line in members) / sum(line.solid for line in members)
            anchors = tuple(anchor for line in members for anchor in line.anchors)
            blocks.append(Block(text, kind, self.stack[-1][0], linked, anchors))
        return blocks


@dataclass(slots=True)
class _Line:
    """What stands between two line breaks; `solid` and `linked` count characters but no blanks."""

    pieces: list[str] = field(default_factory=list)
    anchors: list[HtmlElement] = field(default_factory=list)
    solid: int = 0
    linked: int = 0

    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def own(self) -> HtmlElement | None:
        """Return the link that is all of this line, so that the line stands alone, else None."""
        return self.anchors[-1] if self.linked == self.solid else None


def _kind(element: HtmlElement) -> Kind | None:
    tag = element.tag
    kind = _BLOCKS.get(tag) if isinstance(tag, str) else None
    if kind is None and tag in _MAY_BE_CAPTION:
        name = (element.get("class") or "").lower()
        # A card of a slider calls its whole text a caption; a caption has no headings.
        if "caption" in name and _CAPTION.search(name) and element.find(".//h2") is None:
            return "caption"
    return kind


def _is_hidden(element: HtmlElement) -> bool:
    names = element.keys()
    if not names:
        return False
    return (
        "hidden" in names
        or ("aria-hidden" in names and element.get("aria-hidden") == "true")
        or ("style" in names and bool(_NO_DISPLAY.search(element.get("style") or "")))
        or ("class" in names and bool(_HIDDEN.search(element.get("class") or "")))
    )
