"""One JSON object on one line: what `--json` prints."""

import json
import re
from collections.abc import Mapping

# UTF-8 has no lone surrogates, and many readers end a line at the other three.
_UNSAFE = re.compile("[\ud800-\udfff\u0085\u2028\u2029]")


def json_line(row: Mapping[str, object]) -> str:
    """Return `row` as a JSON object in one line of text, with its line end."""
    text = json.dumps(row, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
