"""HTML as a tree of elements, whatever the page holds."""

import re

from lxml import etree, html
from lxml.html import HtmlElement

# NUL and the controls that HTML forbids become blanks: libxml2 stops reading at some of them.
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_TABLE = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_LONG_TAG = re.compile(b"<[a-zA-Z][^<>]{2000,}")
_NAME = re.compile(b"<[a-zA-Z][^\\s/<>]{0,50}")
_QUOTED = re.compile(b"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 200


def parse_html(text: str, *, comments: bool = False) -> HtmlElement | None:
    """Return the root of a page's HTML, or None when there is nothing to read.

    Processing instructions are left out, and comments unless they are asked for. libxml2 reads 256
    levels of nesting and leaves out what lies deeper, which also keeps every later step safe from
    endless nesting. A tag of more than 200 attributes loses them: libxml2's time grows with the
    square of their number. Raises MemoryError where a page needs more than there is.
    """
    # Encoded here, so that a wrong or an XML declaration inside the page has no say.
    body = _LONG_TAG.sub(_bounded, text.encode("utf-8", "replace").translate(_TABLE))
    if not body.strip():
        return None
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=not comments, remove_pis=True, no_network=True
    )
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None
    return root if isinstance(root, HtmlElement) else None


def _bounded(tag: re.Match[bytes]) -> bytes:
    """Return a long tag, up to its end, without its attributes where they are too many."""
    if len(_QUOTED.sub(b"", tag[0]).split()) <= _MOST_ATTRIBUTES:
        return tag[0]
    name = _NAME.match(tag[0])
    return name[0] if name else b""
