"""Pages come out as their makers wrote them, whatever they declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.charset import decode

ARABIC = "أعلن مجلس المدينة أمس أن الجسر القديم سيُغلق شهرين، وأن الحافلات ستسلك طريق الميناء."
PAGE = f"<html><head><title>الجسر</title></head><body><p>{ARABIC}</p></body></html>"
# ISO-8859-6 has the Arabic comma; neither of these pages uses what only one of the two has.
LABELS = ["windows-1256", "iso-8859-6", "utf-8", "iso-8859-1", "windows-1252", "no-such-thing"]


def labelled(label: str) -> str:
    """Return the page with a `meta` that names `label`."""
    return PAGE.replace("<head>", f'<head><meta charset="{label}">')


@pytest.mark.parametrize("real", ["utf-8", "cp1256", "iso8859-6", "utf-16"])
@pytest.mark.parametrize("meta", LABELS)
@pytest.mark.parametrize("header", ["", *LABELS])
def test_a_wrong_label_does_no_harm(real: str, meta: str, header: str) -> None:
    """An Arabic page comes out right in every encoding, whatever its meta and its header claim."""
    page = labelled(meta)
    assert decode(page.encode(real), f"text/html; charset={header}" if header else "") == page


@pytest.mark.parametrize("real", ["cp1256", "iso8859-6"])
def test_a_page_without_a_label_is_guessed(real: str) -> None:
    """An Arabic page that declares nothing comes out right."""
    assert decode(PAGE.encode(real)) == PAGE


def test_a_meta_in_a_comment_is_none() -> None:
    """A declaration that is commented out counts for nothing."""
    page = (
        '<!-- <meta charset="windows-1251"> --><meta charset="windows-1252"><p>Café Übermut, Malmö'
    )
    assert decode(page.encode("cp1252")) == page


def test_the_old_form_of_meta_is_read() -> None:
    """`http-equiv` declares as `charset` does."""
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1254"><p>İzmir’e'
    assert decode(page.encode("cp1254")) == page


def test_western_accents_stay() -> None:
    """A Latin-1 page is not taken for Arabic."""
    page = '<meta charset="iso-8859-1"><p>The café’s owner, Zoë, said “déjà vu” — and left.'
    assert decode(page.encode("cp1252")) == page


def test_a_declaration_beats_the_header() -> None:
    """The page's own meta is believed before the server."""
    page = '<meta charset="windows-1251"><p>Москва'
    assert decode(page.encode("cp1251"), "text/html; charset=windows-1252") == page


def test_one_broken_byte_spoils_one_letter() -> None:
    """UTF-8 with a cut character stays UTF-8."""
    cut = PAGE.encode().replace("طريق".encode(), "طريق".encode()[:-1])
    assert decode(cut) == PAGE.replace("طريق", "طري\ufffd")


@pytest.mark.parametrize("label", ["idna", "punycode", "unicode_escape", "rot13", "zip", "utf-7"])
def test_codecs_that_are_no_charsets_are_not_used(label: str) -> None:
    """A hostile page cannot choose a codec of Python's that is not an encoding of text."""
    assert decode(f'<meta charset="{label}"><p>caf\xe9 au lait'.encode("latin-1")).endswith(
        "é au lait"
    )


@given(st.text())
def test_utf8_always_comes_back(text: str) -> None:
    """What is UTF-8 is read as UTF-8, with a mark in front or without."""
    body = text.encode("utf-8")
    if not text.startswith("\ufeff") and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert decode(body) == text
        assert decode(b"\xef\xbb\xbf" + body) == text


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_make_it_fail(body: bytes, content_type: str) -> None:
    """Any bytes and any header give some text."""
    assert isinstance(decode(body, content_type), str)
