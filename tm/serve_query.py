"""The arguments of a request: read strictly, refused with a reason."""

import datetime
import re
from collections.abc import Collection, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote_to_bytes

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_MOST = 50  # arguments in one request
_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)


class Refused(Exception):
    """A request that is answered with `status` and a reason in one line."""

    def __init__(self, status: int, reason: str) -> None:
        """Take an HTTP status of 400 and above, and what is wrong and what to do."""
        super().__init__(reason)
        self.status = status


def text_of(encoded: str) -> str:
    """Return a percent-encoded piece of a path decoded, once.

    Raises Refused (400) where the bytes are not UTF-8.
    """
    try:
        return unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "the path is not UTF-8, percent-encoded") from None


def arguments_of(query: str) -> dict[str, str]:
    """Return the arguments after the question mark, the last one of a name.

    Raises Refused (400) where they are not UTF-8 or too many.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError:
        raise Refused(400, "the arguments are not UTF-8, percent-encoded") from None
    except ValueError:
        raise Refused(400, f"more than {_MOST} arguments") from None
    return dict(pairs)


def known(arguments: Mapping[str, str], names: Collection[str]) -> None:
    """Refuse (400) an argument that is not among `names`: a filter misspelt filters nothing."""
    for name in arguments:
        if name not in names:
            listed = ", ".join(names) or "none"
            raise Refused(400, f"unknown argument {name[:40]!r}; there are: {listed}")


def required(arguments: Mapping[str, str], name: str) -> str:
    """Return an argument that must be there and not blank; else refuse (400)."""
    value = arguments.get(name, "")
    if not value.strip():
        raise Refused(400, f"give {name}=…")
    return value


def whole_number(
    arguments: Mapping[str, str],
    name: str,
    default: int,
    least: int | None = None,
    most: int | None = None,
) -> int:
    """Return a whole number, `default` where none is given; refuse (400) what is outside."""
    value = arguments.get(name, str(default))
    if not _NUMBER.fullmatch(value):
        raise Refused(400, f"{name} must be a whole number, not {value[:40]!r}")
    number = int(value)
    if (least is not None and number < least) or (most is not None and number > most):
        raise Refused(400, f"{name} must lie within {least} and {most}, not {number}")
    return number


def share(arguments: Mapping[str, str], name: str) -> float:
    """Return a number within 0 and 1, 0 where none is given; refuse (400) any other."""
    value = arguments.get(name, "0")
    if not re.fullmatch(r"[01]?(\.\d{1,9})?", value, re.ASCII) or not value or float(value) > 1:
        raise Refused(400, f"{name} must be a number within 0 and 1, not {value[:40]!r}")
    return float(value)


def yes(arguments: Mapping[str, str], name: str) -> bool:
    """Return true or false, false where none is given; refuse (400) any other."""
    value = arguments.get(name, "false").lower()
    if value not in ("true", "false", "1", "0"):
        raise Refused(400, f"{name} must be true or false, not {value[:40]!r}")
    return value in ("true", "1")


def day(arguments: Mapping[str, str], name: str) -> datetime.date | None:
    """Return a date, None where none is given; refuse (400) any other."""
    value = arguments.get(name)
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise Refused(400, f"{name} must be a date, 2024-01-31, not {value[:40]!r}") from None
