"""XML from strangers: no entity resolved, nothing loaded, damage passed over."""

import io
import re
import zlib
from collections.abc import Iterator

from lxml import etree

UNPACKED_LIMIT = 50_000_000  # bytes of one sitemap, unpacked (sitemaps.org)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# A bare "&", which addresses are full of; what a CDATA section holds is no markup.
_AMPERSAND = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!#?\w{1,32};)", re.DOTALL)


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


def breaks_off(body: bytes) -> bool:
    """Tell whether the end of an XML body is missing, so that its last element may be half one."""
    return not body.rstrip(b"\0 \t\r\n").endswith(b">")


def _events(body: bytes, events: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    if not body.startswith(_UTF16):
        body = _AMPERSAND.sub(lambda found: found[0] if found[1] else b"&amp;", body)
    parsed = etree.iterparse(
        io.BytesIO(body),
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
        for event, element in parsed:
            if not checked:
                _refuse_entities(element)
                checked = True
            if event in events:
                yield event, element
    except etree.XMLSyntaxError:  # broken beyond recovery: what came before it stands
        return


def _refuse_entities(root: etree._Element) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(dtd.entities()):  # type: ignore[attr-defined]  # stubs lack it
        raise BadXML("declares entities of its own, as attacks do; it is not read")
