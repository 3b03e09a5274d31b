"""What keeps texts of strangers harmless in the pages that are written of them."""

import base64
import re
from hashlib import sha256
from html import escape
from typing import Literal

from tm.segment import xml_text


def content_policy(template: str, *tags: Literal["style", "script"]) -> str:
    """Return a policy that allows what these tags of the template hold and nothing else."""
    rules = ["default-src 'none'"]
    for tag in tags:
        found = re.search(f"<{tag}>(.*?)</{tag}>", template, re.DOTALL)
        assert found  # the template is ours
        digest = base64.b64encode(sha256(found[1].encode()).digest()).decode()
        rules.append(f"{tag}-src 'sha256-{digest}'")
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def page_text(text: str) -> str:
    """Return `text` so that it is text anywhere in a page, attributes included."""
    return escape(xml_text(text).strip())
