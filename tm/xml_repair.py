"""Slips in XML that can be mended without a guess: &, < and characters that XML cannot carry.

Line ends stay where they are, so that lines can still be named.
"""

import re
from collections.abc import Callable, Iterator
from html.entities import html5

Note = Callable[[str, int], None]  # is told a rule's name and a line (inside: an offset)

_HELD = 64  # characters held back at the end of a piece of text, lest a reference be cut in two
_OPENERS = re.compile(r"<!\[CDATA\[|<!--|<\?")
_CLOSERS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_SLIP = re.compile(
    f"(?P<character>{_NOT_XML})"
    r"|&\#(?P<number>[0-9]{1,9}|[xX][0-9a-fA-F]{1,8});"
    r"|&(?P<name>[A-Za-z][A-Za-z0-9]{1,30});"
    r"|(?P<ampersand>&)"
    r"|(?P<less><(?![A-Za-z_:/!?\u0080-\U0010ffff]))"
)
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_FORBIDDEN = re.compile(_NOT_XML)


def mended(texts: Iterator[str], note: Note) -> Iterator[str]:
    """Yield the text of an XML file with its slips mended; comments, CDATA and PIs only cleaned.

    A bare & or < is escaped, an HTML entity (&nbsp;) becomes its character, and characters that
    XML 1.0 cannot carry go, written out or as references. `note` hears of each.
    """
    held = ""
    closer = ""  # of the section in which `held` begins, "" outside
    line = 1  # on which it begins

    def at(rule: str, offset: int) -> None:
        note(rule, line + held.count("\n", 0, offset))

    for text in texts:
        held += text
        while held:
            done, rest, closer = _step(held, closer, at)
            if len(rest) == len(held):
                break
            line += held.count("\n", 0, len(held) - len(rest))
            held = rest
            yield done
    yield _cleaned(held, at) if closer else _escaped(held, at)


def _step(text: str, closer: str, note: Note) -> tuple[str, str, str]:
    """Return what is ready of `text`, the rest, and the closer of the section the rest is in."""
    if closer:
        end = text.find(closer)
        cut = end + len(closer) if end >= 0 else max(0, len(text) - 3)
        return _cleaned(text[:cut], note), text[cut:], "" if end >= 0 else closer
    opener = _OPENERS.search(text)
    if opener:
        before = _escaped(text[: opener.start()], note)
        return before + opener[0], text[opener.end() :], _CLOSERS[opener[0]]
    cut = max(0, len(text) - _HELD)
    # Not behind the start of what the held part may finish.
    mark = max(text.rfind("&", cut - _HELD if cut > _HELD else 0, cut), text.rfind("<", 0, cut))
    if mark >= 0 and cut - mark < _HELD:
        cut = mark
    return _escaped(text[:cut], note), text[cut:], ""


def _cleaned(text: str, note: Note) -> str:
    def drop(match: re.Match[str]) -> str:
        note("forbidden-character", match.start())
        return ""

    return _FORBIDDEN.sub(drop, text)


def _escaped(text: str, note: Note) -> str:
    def mend(match: re.Match[str]) -> str:
        if match["character"]:
            note("forbidden-character", match.start())
            # Vertical tab and form feed stand between words.
            return " " if match["character"] in "\v\f" else ""
        if match["number"]:
            return _reference(match, note)
        if match["name"]:
            return _named(match, note)
        note("malformed-xml", match.start())
        return "&lt;" if match["less"] else "&amp;"

    return _SLIP.sub(mend, text)


def _reference(match: re.Match[str], note: Note) -> str:
    number = match["number"]
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if code > 0x10FFFF or _FORBIDDEN.match(chr(code)):
        note("forbidden-character", match.start())
        return " " if code in (0x0B, 0x0C) else ""
    if number[0] == "X":  # XML knows the small x only
        note("malformed-xml", match.start())
        return f"&#x{number[1:]};"
    return match[0]


def _named(match: re.Match[str], note: Note) -> str:
    name = match["name"]
    if name in _XML_NAMES:
        return match[0]
    characters = html5.get(f"{name};")
    if characters is None:
        note("malformed-xml", match.start())
        return f"&amp;{name};"
    note("malformed-xml", match.start())
    return "".join(f"&#{ord(character)};" for character in characters)
