"""The numbers that a text prints, in one form for both languages."""

import re

_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of `text` in Western digits: no thousands separators, a decimal point.

    "٣٬٥٠٠" and "3,500" are "3500"; "١٢٫٥", "12.5" and "12,5" are "12.5".
    """
    found = (match.group().translate(_DIGITS) for match in _NUMBER.finditer(text))
    return frozenset(_THOUSANDS.sub("", number).replace(",", ".").rstrip(".") for number in found)
