"""HTML as a tree of elements, whatever the page holds."""

import re

from lxml import etree, html
from lxml.html import HtmlElement

# NUL and the controls that HTML forbids: libxml2 stops reading at some of them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONG_TAG = re.compile("<[a-zA-Z][^<>]{2000,}")
_NAME = re.compile("<[a-zA-Z][^\\s/<>]{0,50}")
_QUOTED = re.compile("\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 200


def parse_html(text: str, *, comments: bool = False) -> HtmlElement | None:
    """Return the root of a page's HTML, or None when there is nothing to read.

    Processing instructions are left out, and comments unless they are asked for. libxml2 reads 256
    levels of nesting and leaves out what lies deeper, which also keeps every later step safe from
    endless nesting. A tag of more than 200 attributes loses them: libxml2's time grows with the
    square of their number. Raises MemoryError where a page needs more than there is.
    """
    text = _LONG_TAG.sub(_bounded, _CONTROLS.sub(" ", text))
    if not text.strip():
        return None
    # Encoded here, so that a wrong or an XML declaration inside the page has no say.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=not comments, remove_pis=True, no_network=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None
    return root if isinstance(root, HtmlElement) else None


def _bounded(tag: re.Match[str]) -> str:
    """Return a long tag, up to its end, without its attributes where they are too many."""
    if len(_QUOTED.sub("", tag[0]).split()) <= _MOST_ATTRIBUTES:
        return tag[0]
    name = _NAME.match(tag[0])
    return name[0] if name else ""
