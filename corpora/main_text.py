"""Which text of a page trafilatura takes for its article."""

import itertools
import logging
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement

from corpora.blocks import is_seen
from corpora.page_tree import PageTree
from corpora.regions import FRAMING

_INLINE_TAGS = (
    "hi ref del graphic a abbr b bdi bdo cite code em i mark q s small span strong sub sup u"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_CACHED_PAGES = 1000
_pages = itertools.count(1)

# Without a handler of its own, the extractor's warnings would be printed on standard error.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def main_lines(tree: PageTree) -> list[str]:
    """Return the lines that trafilatura takes for the article, without their white space.

    It is not shown what no reader sees, nor menus, sidebars and footers: none of their lines could
    be used, and most of its time went into them. (Without all regions it misses parts of some
    articles: it weighs what it takes against the rest of the page.)
    """
    # Here and not above: it takes a tenth of a second to import.
    from trafilatura.core import bare_extraction
    from trafilatura.meta import reset_caches
    from trafilatura.settings import Document, Extractor

    if next(_pages) % _CACHED_PAGES == 0:
        reset_caches()
    options = Extractor(output_format="xml", precision=True, comments=False, tables=True)
    try:
        document = bare_extraction(_without_frame(tree), options=options)
    except RecursionError:
        return []
    lines = [""]
    if not isinstance(document, Document):
        return lines
    for event, element in etree.iterwalk(document.body, events=("start", "end")):
        if element.tag not in _INLINE:
            lines.append("")
        text = element.text if event == "start" else element.tail
        lines[-1] += "".join((text or "").split())
    return [line for line in lines if line]


def _without_frame(tree: PageTree) -> HtmlElement:
    """Return a copy of the elements without the unseen ones and those that frame a page."""
    copied = deepcopy(tree.root)
    gone: set[HtmlElement] = set()
    left_out = []
    for element, twin in zip(tree.elements, copied.iter(), strict=True):
        if element is tree.root:
            continue
        if element.getparent() in gone:
            gone.add(element)
        elif not is_seen(element) or tree.region_of(element) in FRAMING:
            gone.add(element)
            left_out.append(twin)
    for twin in left_out:
        twin.drop_tree()
    return copied
