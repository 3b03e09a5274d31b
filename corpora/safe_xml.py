"""XML from strangers: read in pieces, no entity resolved, nothing loaded, damage told not fatal."""

import zlib
from collections.abc import Iterator

from lxml import etree

UNPACKED_LIMIT = 50_000_000  # bytes of one sitemap, unpacked (sitemaps.org)
_STEP = 65_536


class BadXML(ValueError):
    """A body that is no such file, or a hostile one; the message is one line."""


def gunzipped(body: bytes, limit: int = UNPACKED_LIMIT) -> bytes:
    """Return `body` unpacked where its first bytes say gzip, whatever its label said.

    What breaks off gives what it has. Raises BadXML where it unpacks to more than `limit` bytes.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(31)
    try:
        text = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadXML("is damaged: its gzip cannot be unpacked; tell the site") from error
    if len(text) > limit:
        raise BadXML(f"unpacks to more than {limit:,} bytes, which no sitemap may have")
    return text


def local(element: etree._Element) -> str:
    """Return an element's name in lower case without its namespace; "" for a comment."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def root_name(body: bytes) -> str:
    """Return the name of the first element of an XML body, "" where there is none.

    Raises BadXML as `elements` does.
    """
    return next((local(element) for _, element in _events(body, ("start",))), "")


def elements(body: bytes, *names: str) -> Iterator[etree._Element]:
    """Yield the outermost elements of these local names, whole, each emptied before the next.

    Slips that authors make (a bare "&") are passed over. Raises BadXML where the file declares
    entities of its own, which no sitemap or feed needs and attacks do.
    """
    for _, element in _events(body, ("end",)):
        if local(element) in names and not any(
            local(above) in names for above in element.iterancestors()
        ):
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                parent = before.getparent()
                if parent is None:
                    break
                parent.remove(before)


def _events(body: bytes, events: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    checked = False
    try:
        for start in range(0, len(body), _STEP):
            parser.feed(body[start : start + _STEP])
            for event, element in parser.read_events():
                if not isinstance(element, etree._Element):
                    continue
                if not checked:
                    _refuse_entities(element)
                    checked = True
                if event in events:
                    yield event, element
    except etree.XMLSyntaxError:  # broken beyond recovery: what came before it stands
        return


def _refuse_entities(root: etree._Element) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(dtd.entities()):  # type: ignore[attr-defined]  # stubs
        raise BadXML("declares entities of its own, as attacks do; it is not read")
