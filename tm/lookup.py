"""Look-up: the units of a memory whose text is, or is nearly, what a translator has before them."""

from corpora.article import Language
from tm.match import Match
from tm.memory import Memory


def lookup(
    memory: Memory,
    text: str,
    *,
    language: Language = "en",
    limit: int = 5,
    minimum: float = 70.0,
    previous: str = "",
    following: str = "",
) -> list[Match]:
    """Return the best matches of `text`, at most `limit`, the highest `match` first.

    `language` is that of `text`: "en" looks in the sources, "ar" in the targets. `minimum` is the
    least `percent`. `previous` and `following` are the segments around the text; where they are
    given and a unit had the same neighbours, it is a context match of 101 per cent.
    Rejected and replaced units are never found.
    """
    raise NotImplementedError
