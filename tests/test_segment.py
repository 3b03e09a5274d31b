"""What the text of a segment is reduced to, on each side."""

import unicodedata

import pytest
from hypothesis import given

from tests.units import HOSTILE
from tm.segment import one_line, tidy_source, tidy_target, xml_text

RLM, RLE, PDF, RLI, LRI, PDI = "\u200f", "\u202b", "\u202c", "\u2067", "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("printed", "tidied"),
    [
        ("  The\u00a0council \r\n\tmet. ", "The council met."),
        ("\u200eThe coun\u00adcil\u200b met.\ufeff", "The council met."),
        ("cafe\u0301", "café"),
        ("one\vtwo", "one two"),
        ("one\x1ftwo\ud800", "onetwo"),
        ("a \u200d b", "a b"),
        ("\u00a0\u200b\n", ""),
        ("by 👩\u200d💻 and x\u200dy", "by 👩\u200d💻 and xy"),
    ],
)
def test_source_holds_what_a_translator_sees(printed: str, tidied: str) -> None:
    """The English text loses what would cost the exact match, and no emoji."""
    assert tidy_source(printed) == tidied


@pytest.mark.parametrize(
    ("printed", "tidied"),
    [
        (f"{RLM} قال (NASA){RLM}. {RLM}", f"قال (NASA){RLM}."),
        ("عام\u00a0٢٠٢٤\r\n\tم.", "عام\u00a0٢٠٢٤ م."),
        (f"أ {RLI}ب", f"أ {RLI}ب{PDI}"),
        (f"أ {RLE}ب", f"أ {RLE}ب{PDF}"),
        (f"أ{PDF} ب{PDI}", "أ ب"),
        (f"أ {PDI} ب", "أ ب"),
        (f"{RLI}أ{PDI}", f"{RLI}أ{PDI}"),
        (f"{RLI}أ {RLE}ب{PDI} ج", f"{RLI}أ {RLE}ب{PDF}{PDI} ج"),
        (f"{LRI}a{PDF}{PDI} ب", f"{LRI}a{PDI} ب"),
        (f"أ {RLI}{RLE}", "أ"),
        (f"{RLI} {PDI}", ""),
        ("١٤٤٥ ه\u200d", "١٤٤٥ ه\u200d"),
        ("\u0627\u0654", "\u0623"),
    ],
)
def test_target_keeps_its_marks_and_balances_them(printed: str, tidied: str) -> None:
    """The Arabic text keeps marks inside, loses them at the ends, and leaves none open."""
    assert tidy_target(printed) == tidied


@given(HOSTILE)
def test_tidying_twice_changes_nothing(text: str) -> None:
    """What was tidied once stays as it is, in NFC, so that a memory can be written again."""
    for tidy in (tidy_source, tidy_target):
        tidied = tidy(text)
        assert tidy(tidied) == tidied
        assert unicodedata.is_normalized("NFC", tidied)
        assert xml_text(tidied) == tidied
        assert one_line(tidied) == tidied


@given(HOSTILE)
def test_target_is_balanced(text: str) -> None:
    """Read by a plain stack, every opening control of the Arabic text has its own end."""
    opened: list[str] = []
    for character in tidy_target(text):
        if character in "\u202a\u202b\u202d\u202e":
            opened.append(PDF)
        elif character in "\u2066\u2067\u2068":
            opened.append(PDI)
        elif character in PDF + PDI:
            assert opened.pop() == character
    assert not opened


@given(HOSTILE)
def test_xml_text_drops_only_what_xml_cannot_carry(text: str) -> None:
    """Character by character, the production `Char` of XML 1.0 decides and nothing else."""

    def legal(code: int) -> bool:
        return (
            code in (0x9, 0xA, 0xD)
            or 0x20 <= code <= 0xD7FF
            or 0xE000 <= code <= 0xFFFD
            or code >= 0x10000
        )

    assert xml_text(text) == "".join(c for c in text if legal(ord(c)))
