"""Read XML that strangers wrote: no network, no DTD, no entities but the five of XML itself."""

from lxml import etree

from align.ladder import BadGold


def parse_xml(data: bytes) -> etree._Element:
    """Return the root element; BadGold for XML that is broken or declares entities of its own."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadGold(f"this is no well-formed XML: {error}; export the file again") from error
    inside = root.getroottree().docinfo.internalDTD
    # The stubs do not know iterentities, which lxml has had since 3.1.
    if inside is not None and any(True for _ in inside.iterentities()):  # type: ignore[union-attr]  # see above
        raise BadGold("the XML declares entities; that is not safe to read: remove its DTD")
    return root


def root_tag(data: bytes) -> str:
    """Return the name of the root element, from the first 64 KiB; "" where there is none."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        parser.feed(data[:65536].lstrip(b" \t\r\n"))
        root = next(iter(parser.read_events()))[1]
    except (etree.XMLSyntaxError, ValueError, StopIteration):
        return ""
    return str(root.tag) if isinstance(root, etree._Element) else ""
