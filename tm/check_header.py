"""What can be wrong around the units: encoding, DOCTYPE, root, header, order."""

from collections.abc import Iterator

from tm.check_segment import shown
from tm.check_unit import check_attributes, check_note
from tm.element import Element
from tm.language_code import is_well_formed
from tm.tmx_schema import ANY_LANGUAGE, REQUIRED, Remark, is_namespace, unknown_attributes
from tm.xml_encoding import Encoding
from tm.xml_stream import Doctype


def check_encoding(encoding: Encoding) -> Iterator[Remark]:
    """Yield what is wrong with the encoding."""
    if encoding.fault:
        yield "encoding", 1, encoding.fault
    elif encoding.legacy:
        yield "legacy-encoding", 1, f"the file is in {encoding.codec}"


def check_doctype(doctype: Doctype) -> Iterator[Remark]:
    """Yield what is wrong with a DOCTYPE."""
    if doctype.public or doctype.internal or doctype.system not in ("", "tmx14.dtd"):
        detail = doctype.public or doctype.system or "it holds declarations"
        yield "doctype", doctype.line, shown(detail)


def check_root(root: Element) -> Iterator[Remark]:
    """Yield what is wrong with the tag of the root."""
    if root.tag != "tmx":
        yield "root-element", root.line, f"the root is {root.tag}"
        return
    version = root.attributes.get("version")
    if version != "1.4":
        yield "version", root.line, f"version={version!r}" if version else "there is no version"
    yield from unknown_attributes(root)


def namespaced(element: Element) -> bool:
    """Tell whether a tag, or one inside it, stands in a namespace or declares one."""
    elements = [element, *element.descendants()]
    return any(e.prefix or any(map(is_namespace, e.attributes)) for e in elements)


def check_header(header: Element) -> Iterator[Remark]:
    """Yield what is wrong with the header."""
    attributes = header.attributes
    for name in REQUIRED:
        if name not in attributes:
            yield "header-attribute", header.line, f"there is no {name}"
    yield from check_attributes(header)
    if attributes.get("segtype") in ("paragraph", "block"):
        yield "segtype-resegmented", header.line, f"segtype={attributes['segtype']!r}"
    srclang = attributes.get("srclang", ANY_LANGUAGE)
    if "srclang" in attributes and srclang == ANY_LANGUAGE:
        yield "srclang-all", header.line, "srclang='*all*'"
    elif srclang != ANY_LANGUAGE and not is_well_formed(srclang):
        yield "srclang", header.line, f"srclang={srclang!r}"
    if not is_well_formed(attributes.get("adminlang", "en")):
        yield "adminlang", header.line, f"adminlang={attributes['adminlang']!r}"
    for child in header.children:
        if isinstance(child, str):
            yield "stray-text", header.line, f"in header: {shown(child)}"
        elif child.tag in ("note", "prop"):
            yield from check_note(child)
        elif child.tag == "ude":
            yield from check_ude(child)
        else:
            yield "unexpected-element", child.line, f"{child.tag} in header"


def check_ude(ude: Element) -> Iterator[Remark]:
    """Yield what is wrong with user-defined encodings: a name, and maps each with its character."""
    yield from unknown_attributes(ude)
    if "name" not in ude.attributes:
        yield "ude", ude.line, "ude without name"
    if not any(ude.elements("map")):
        yield "ude", ude.line, "ude without map"
    for child in ude.children:
        if isinstance(child, str) or child.tag != "map" or child.children:
            yield "ude", ude.line, "something other than maps in ude"
            continue
        yield from unknown_attributes(child)
        if "unicode" not in child.attributes:
            yield "ude", child.line, "map without unicode"
