"""HTML becomes a tree in time that grows with its length, whatever it holds."""

import re

import pytest
from lxml import etree

from corpora.html_parser import parse_html

MANY = " ".join(f"a{n}=1" for n in range(300))


def test_attributes_are_kept_on_tags_that_real_pages_have() -> None:
    """A picture in an address of thousands of characters is one attribute, whatever it holds."""
    data = "data:image/svg+xml," + "x y " * 5000
    root = parse_html(f'<p><img alt="a" src="{data}"><b class=c>word</b></p>')
    assert root is not None
    image = root.find(".//img")
    assert image is not None
    assert image.attrib == {"alt": "a", "src": data}


@pytest.mark.parametrize(
    "tag", [f"<div {MANY * 9}>", f"<div {MANY * 9}", f'<div {MANY * 9} title="a > b">']
)
def test_a_tag_of_too_many_attributes_loses_them(tag: str) -> None:
    """Thousands of attributes would take minutes; the text after them stays."""
    root = parse_html(f"<body>{tag}<p>The text.</p></body>")
    assert root is not None
    assert max(len(element.attrib) for element in root.iter()) <= 1
    if tag.endswith(">"):
        assert "The text." in root.text_content()


def test_a_hundred_thousand_attributes_never_reach_the_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What libxml2 is given has no tag with more than a few hundred of them."""
    given: list[bytes] = []

    def parse(text: bytes, **options: object) -> None:
        given.append(text)
        raise etree.ParserError("enough")

    monkeypatch.setattr("corpora.html_parser.html.document_fromstring", parse)
    hostile = "<a " + " ".join(f"b{n}" for n in range(100_000)) + ">"
    assert parse_html(hostile * 2) is None
    assert max(len(tag.split()) for tag in re.findall(b"<[^<>]*", given[0])) < 400


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that the parser had no memory for is not an empty page."""

    def parse(text: bytes, **options: object) -> None:
        error = etree.ParserError("no room")
        vars(error).update(code=etree.ErrorTypes.ERR_NO_MEMORY)
        raise error

    monkeypatch.setattr("corpora.html_parser.html.document_fromstring", parse)
    with pytest.raises(MemoryError):
        parse_html("<p>text</p>")


@pytest.mark.parametrize("text", ["", " \n", "\0\x01"])
def test_nothing_is_nothing(text: str) -> None:
    """A page without any text has no tree."""
    assert parse_html(text) is None
