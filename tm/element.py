"""The noun of a TMX that is being read: one XML element with all that it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name without a namespace's prefix, the line of its tag (from 1), its content.

    Unlike the project's other values it can be changed: `tm.fix` repairs it in place.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 0
    children: list["Element | str"] = field(default_factory=list)
    prefix: str = ""

    def elements(self, *tags: str) -> Iterator["Element"]:
        """Yield the child elements, those named `tags` if any are given."""
        for child in self.children:
            if isinstance(child, Element) and (not tags or child.tag in tags):
                yield child

    def descendants(self) -> Iterator["Element"]:
        """Yield all elements inside, in document order."""
        for child in self.elements():
            yield child
            yield from child.descendants()

    def text(self) -> str:
        """Return all the text inside, that of inline codes included."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def to_xml(element: Element) -> str:
    """Return `element` as XML on one line; what a parser would change is written as a reference."""
    attributes = "".join(
        f" {name}={quoteattr(value, {chr(13): '&#13;'})}"
        for name, value in element.attributes.items()
    )
    inside = "".join(
        escape(child, {"\r": "&#13;"}) if isinstance(child, str) else to_xml(child)
        for child in element.children
    )
    if not inside:
        return f"<{element.tag}{attributes}/>"
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
