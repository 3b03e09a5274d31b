"""The text of a segment: what XML can carry and CAT tools can match.

A CAT tool finds an exact match only where the source text is the same to the last blank, so the
English side is reduced to what a translator sees. The Arabic side is inserted as it stands, so its
marks of direction stay; they are only balanced, lest an open one turns the text that follows.
Both functions are idempotent and return NFC (Unicode Standard Annex 15).
"""

import re
import unicodedata

# All but XML 1.0's production 2 (Char). Unicode's category C would be wrong: it holds RLM and ZWNJ.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# White space that breaks lines or may do so; VT and FF are not XML but stand between words.
_BREAKING = "\t\n\v\f\r \u0085\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000"
_FIXED = "\u00a0\u2007\u202f"  # no-break blanks
_BLANKS = re.compile(f"[{_BREAKING}]+")
_ALL_BLANKS = re.compile(f"[{_BREAKING}{_FIXED}]+")
# Soft hyphen, bidi controls, zero-width marks, byte order mark; but not the joiner (see below).
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
# A zero-width joiner belongs to an emoji sequence or to nothing in English.
_STRAY_JOINER = re.compile("(?<![\u2190-\U0010ffff])\u200d|\u200d(?![\u2190-\U0010ffff])")

_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"
_POP_ISOLATE = "\u2069"
_CONTROLS = re.compile(f"[{_EMBEDDINGS}{_ISOLATES}{_POP_EMBEDDING}{_POP_ISOLATE}]")
# What says nothing at the ends of a text. ZWJ and ZWNJ stay: they shape the letter before.
_IDLE = f"{_BREAKING}{_FIXED}\u061c\u200b\u200e\u200f\u2060\ufeff"
_LEADING = re.compile(f"^[{_IDLE}{_POP_EMBEDDING}{_POP_ISOLATE}]+")
_TRAILING = re.compile(f"[{_IDLE}{_EMBEDDINGS}{_ISOLATES}]+$")
_VISIBLE = re.compile(
    f"[^{_IDLE}{_EMBEDDINGS}{_ISOLATES}{_POP_EMBEDDING}{_POP_ISOLATE}\u00ad\u200c\u200d]"
)


def xml_text(text: str) -> str:
    """Drop exactly the characters that XML 1.0 cannot carry, lone surrogates among them."""
    return _NOT_XML.sub("", text)


def one_line(text: str) -> str:
    """Return `text` as XML can carry it, runs of white space that breaks lines made one blank."""
    return _BLANKS.sub(" ", xml_text(_BLANKS.sub(" ", text))).strip(" ")


def tidy_source(text: str) -> str:
    """Return an English text as a CAT tool will look it up, "" where nothing is visible.

    Every run of white space, no-break blanks included, becomes one blank; soft hyphens, bidi
    controls and zero-width marks go; NFC.
    """
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", xml_text(_ALL_BLANKS.sub(" ", text)))
    text = unicodedata.normalize("NFC", _STRAY_JOINER.sub("", text))
    return _ALL_BLANKS.sub(" ", text).strip(" ")


def tidy_target(text: str) -> str:
    """Return an Arabic text as a CAT tool may insert it, "" where nothing is visible.

    Runs of white space become one blank, no-break blanks stay; bidi marks go at the ends and stay
    inside; a closing control that closes nothing goes, an open one is closed (Unicode Standard
    Annex 9, X1 to X8: the text looks the same); NFC.
    """
    text = unicodedata.normalize("NFC", text)
    text = _without_stray_closers(xml_text(_BLANKS.sub(" ", text)))
    text = _TRAILING.sub("", _LEADING.sub("", _BLANKS.sub(" ", text)))
    if not _VISIBLE.search(text):
        return ""
    return unicodedata.normalize("NFC", _closed(text))


def balanced(text: str) -> str:
    """Return `text` with its bidi embeddings and isolates paired, otherwise as it is."""
    return _closed(_without_stray_closers(text))


def _without_stray_closers(text: str) -> str:
    """Drop each control that closes nothing."""
    opened: list[str] = []

    def keep(match: re.Match[str]) -> str:
        control = match[0]
        if control == _POP_EMBEDDING:
            if not opened or opened[-1] in _ISOLATES:
                return ""
            opened.pop()
        elif control == _POP_ISOLATE:
            if not any(mark in _ISOLATES for mark in opened):
                return ""
            while opened.pop() not in _ISOLATES:
                pass  # an isolate's end ends the embeddings inside it
        else:
            opened.append(control)
        return control

    return _CONTROLS.sub(keep, text)


def _closed(text: str) -> str:
    """Close what is open at the end of the text or of an isolate; `text` has no stray closer."""
    opened: list[str] = []

    def close(match: re.Match[str]) -> str:
        control = match[0]
        if control == _POP_EMBEDDING:
            opened.pop()
        elif control == _POP_ISOLATE:
            inside = 0
            while opened.pop() not in _ISOLATES:
                inside += 1
            return _POP_EMBEDDING * inside + control
        else:
            opened.append(control)
        return control

    text = _CONTROLS.sub(close, text)
    ends = [_POP_ISOLATE if mark in _ISOLATES else _POP_EMBEDDING for mark in reversed(opened)]
    return text + "".join(ends)
