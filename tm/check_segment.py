"""What can be wrong inside a seg: its text, its direction, its inline codes."""

import re
import unicodedata
from collections.abc import Iterator

from tm.element import Element
from tm.language_code import SCRIPTS, language
from tm.segment import balanced, tidy_source, tidy_target
from tm.tmx_schema import CODES, INLINE, Remark, unknown_attributes

# Stands for an inline code while the text around it is judged: a noncharacter, legal in XML.
CODE = "\U0010ffff"
_FIXED = "\u00a0\u2007\u202f"
_BLANKS = re.compile(f"^ | $|  |[^\\S {_FIXED}]")


def check_segment(seg: Element, code: str, *, source: bool) -> Iterator[Remark]:
    """Yield what is wrong with one seg of language `code`; `source` tells the side."""
    whole = seg.text()
    if not visible(whole, source=source):
        yield "empty-seg", seg.line, "there is no visible text"
        return
    yield from _check_inline(seg)
    text = flat(seg)
    if not unicodedata.is_normalized("NFC", text):
        yield "not-nfc", seg.line, "characters are decomposed: a letter and its mark stand apart"
        text = unicodedata.normalize("NFC", text)
    if source:
        yield from _check_source(text, seg.line)
    elif balanced(text) != text:
        yield "target-bidi", seg.line, "a bidi control does not pair"
    script = SCRIPTS.get(language(code))
    if script and not script.search(whole) and any(map(str.isalpha, whole)):
        yield "wrong-script", seg.line, f"not one letter of the script of {code}: {shown(whole)}"


def visible(text: str, *, source: bool) -> bool:
    """Tell whether anything is seen of `text` but white space and invisible characters."""
    return text[:1].isalnum() or bool(tidy_source(text) if source else tidy_target(text))


def shown(text: str) -> str:
    """Return the beginning of `text` for a message, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def flat(seg: Element) -> str:
    """Return the text to translate: hi and unknown elements opened up, each code one `CODE`."""
    return "".join(
        child if isinstance(child, str) else CODE if child.tag in CODES else flat(child)
        for child in seg.children
    )


def _check_source(text: str, line: int) -> Iterator[Remark]:
    tidied = tidy_source(text)
    if tidied == text:
        return
    blanks = _BLANKS.search(text)
    if blanks:
        yield "source-blanks", line, f"blanks at character {blanks.start() + 1}"
    odd, kept = (
        [c for c in side if c in _FIXED or unicodedata.category(c) == "Cf"]
        for side in (text, tidied)
    )
    if odd != kept or not blanks:
        names = sorted({f"U+{ord(c):04X}" for c in odd if c not in kept})
        yield "source-invisible", line, " ".join(names) or "invisible characters"


def _check_inline(seg: Element) -> Iterator[Remark]:
    if not any(isinstance(child, Element) for child in seg.children):
        return
    yield from _check_content(seg, INLINE)
    elements = list(seg.descendants())
    for element in elements:
        yield from unknown_attributes(element)
        if element.tag == "it" and element.attributes.get("pos") not in ("begin", "end"):
            yield "it-pos", element.line, "it says neither begin nor end"
    problem = pairing(elements)
    if problem:
        yield "paired-codes", seg.line, problem
    numbers = x_numbers(seg)
    if any(not re.fullmatch("[0-9]+", x) for x in numbers):
        yield "inline-x", seg.line, "an x that is not a number"
    elif len(set(numbers)) < len(numbers):
        yield "inline-x", seg.line, "an x that is used twice"
    tags = {element.tag for element in elements}
    for tag in ("hi", "ut"):
        if tag in tags:
            yield tag, seg.line, f"{tag} in the text"
    if tags & (CODES - {"ut"}):
        yield "inline-codes", seg.line, " ".join(sorted(tags & (CODES - {"ut"})))


def _check_content(parent: Element, allowed: frozenset[str]) -> Iterator[Remark]:
    for child in parent.elements():
        if child.tag not in allowed:
            yield "inline-element", child.line, f"{child.tag} in {parent.tag}"
        yield from _check_content(child, frozenset(("sub",)) if child.tag in CODES else INLINE)


def pairing(elements: list[Element]) -> str:
    """Return what is wrong with the pairs of bpt and ept in a seg, "" if nothing is."""
    opened: set[str] = set()
    closed: set[str] = set()
    for element in elements:
        if element.tag not in ("bpt", "ept"):
            continue
        number = element.attributes.get("i", "")
        if not re.fullmatch("[0-9]+", number):
            return f"{element.tag} without a number i"
        if element.tag == "bpt":
            if number in opened:
                return f"two bpt with i={number}"
            opened.add(number)
        elif number not in opened or number in closed:
            return f"ept with i={number} without its bpt"
        else:
            closed.add(number)
    return f"bpt with i={min(opened - closed)} without its ept" if opened - closed else ""


def x_numbers(seg: Element) -> list[str]:
    """Return the values of x in a seg, in order."""
    return [e.attributes["x"] for e in seg.descendants() if "x" in e.attributes]
