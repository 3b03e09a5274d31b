"""The pairs of an archive: links, addresses, content, copies and doubts."""

import datetime
from collections.abc import Sequence

import pytest

from corpora.address_twin import twin_key
from corpora.article import Article, Language, Paragraph
from corpora.fingerprint import Fingerprint, fingerprint
from corpora.linked_articles import claims
from corpora.links import Link, Signal
from corpora.match_articles import copies, match_articles

NAMES = (
    ("Mansour", "منصور"),
    ("Barakat", "بركات"),
    ("Darwish", "درويش"),
    ("Kowalski", "كوفالسكي"),
    ("Marchetti", "ماركيتي"),
    ("Christopher", "كريستوفر"),
)


def story(
    language: Language, number: int, url: str = "", links: Sequence[tuple[Signal, str]] = ()
) -> Fingerprint:
    """Return the fingerprint of story `number`, which has names and figures of its own."""
    names = [NAMES[(number + step) % len(NAMES)][language == "ar"] for step in (0, 1)]
    figures = f"{number * 31 + 1200}, {number * 77 + 40}.5, {number + 1950}"
    if language == "en":
        text = f"{names[0]} and {names[1]} counted {figures} on {number + 3} March in the valley."
    else:
        text = f"أحصى {names[0]} و{names[1]} في الوادي {figures} في {number + 3} آذار/مارس."
    article = Article(language, "", (Paragraph(text),), url, datetime.date(2024, 3, 1 + number))
    return fingerprint(article, tuple(Link(to, signal) for signal, to in links))


def joined(matches: Sequence[object]) -> list[tuple[object, ...]]:
    """Return source, target and signal of the pairs without doubt."""
    return [
        (match.source, match.target, match.signal)  # type: ignore[attr-defined]
        for match in matches
        if not match.doubt  # type: ignore[attr-defined]
    ]


def test_content_pairs_what_no_link_joins() -> None:
    """Versions are found by what both print; a story without version stays alone."""
    sources = [story("en", number) for number in range(5)]
    targets = [story("ar", number) for number in (3, 0, 4)]
    found = match_articles(sources, targets)
    assert joined(found) == [(0, 1, "content"), (3, 0, "content"), (4, 2, "content")]
    assert "Mansour = منصور" in found[0].shared
    assert found[1].days == 0


def test_a_link_that_the_texts_deny_gives_way_to_content() -> None:
    """A page that links to the wrong story is paired with the right one."""
    sources = [story("en", 0, "https://a.example/en/x", [("hreflang", "https://a.example/2")])]
    targets = [story("ar", 3, "https://a.example/2"), story("ar", 0, "https://a.example/1")]
    assert joined(match_articles(sources, targets)) == [(0, 1, "content")]
    (alone,) = match_articles(sources, targets[:1])
    assert alone.doubt == "joined by hreflang, but the texts differ"
    (given,) = match_articles(sources, targets, given=[(0, 0)])
    assert (given.target, given.signal, given.doubt) == (0, "given", "")


def test_links_come_first_and_say_if_both_pages_link() -> None:
    """A link is followed whatever its case, from either side, and its signal is kept."""
    sources = [
        story("en", 0, "https://a.example/en/x", [("anchor", "http://www.A.example/1/")]),
        story("en", 1, "https://a.example/en/y"),
    ]
    targets = [
        story("ar", 0, "https://a.example/1", [("hreflang", "https://a.example/en/x")]),
        story("ar", 1, "https://a.example/2", [("switcher", "https://a.example/en/y")]),
    ]
    found = match_articles(sources, targets)
    assert joined(found) == [(0, 0, "hreflang"), (1, 1, "switcher")]
    assert [match.mutual for match in found] == [True, False]


def test_a_page_that_many_name_is_no_version() -> None:
    """Three pages that link to one claim nothing; what that one links to itself stands."""
    home = "https://a.example/latest"
    sources = [story("en", n, f"https://a.example/en/{n}", [("anchor", home)]) for n in range(3)]
    assert claims(sources, [story("ar", 0, home)]) == []
    back: list[tuple[Signal, str]] = [("anchor", "https://a.example/en/1")]
    (claim,) = claims(sources, [story("ar", 0, home, back)])
    assert (claim.source, claim.target, claim.mutual) == (1, 0, True)


def test_copies_do_not_keep_a_pair_apart() -> None:
    """A page for printing is no rival of the article; one of both is paired, without a doubt."""
    sources = [story("en", 0, "https://a.example/en/x"), story("en", 0, "https://a.example/en/p")]
    targets = [story("ar", 0, "https://a.example/1")]
    assert joined(match_articles(sources, targets)) == [(0, 0, "content")]
    assert len(match_articles(sources, targets)) == 1
    assert copies(sources) == {1}
    assert copies(sources, {1}) == {0}


def test_two_stories_that_are_alike_are_left_to_a_person() -> None:
    """Where the runner-up is nearly as good, the pair is doubtful and the rival is named."""
    source = story("en", 0)
    other = story("ar", 0, "https://a.example/2")
    keep = [at for at, feature in enumerate(other.features) if not feature.startswith("n:")]
    rival = Fingerprint(
        "ar",
        "https://a.example/3",
        "",
        other.date,
        other.length,
        tuple(other.features[at] for at in keep),
        tuple(other.printed[at] for at in keep),
    )
    (match,) = match_articles([source], [other, rival], margin=3.0)
    assert match.target == 0
    assert match.doubt == "as good, or nearly: https://a.example/3"


class Alike:
    """A similarity of texts that is right about everything."""

    def __init__(self, pairs: dict[int, int]) -> None:
        """Know the target of each source."""
        self._pairs = pairs

    def nearest(
        self, sources: Sequence[int], targets: Sequence[int], limit: int, /
    ) -> dict[int, list[int]]:
        """Propose the right target."""
        return {one: [self._pairs[one]] for one in sources if self._pairs.get(one) in targets}

    def scores(self, source: int, targets: Sequence[int], /) -> list[float]:
        """Return 1 for the right target."""
        return [float(self._pairs.get(source) == target) for target in targets]


def test_a_similarity_decides_where_features_say_nothing() -> None:
    """Texts without a name or a number in common are paired when the model finds them alike."""
    sources = [fingerprint(Article("en", "", (Paragraph("the sea was calm"),))) for _ in range(2)]
    targets = [fingerprint(Article("ar", "", (Paragraph("كان البحر هادئاً"),))) for _ in range(2)]
    assert match_articles(sources, targets) == []
    found = match_articles(sources, targets, Alike({0: 1, 1: 0}))
    assert joined(found) == [(0, 1, "content"), (1, 0, "content")]
    assert match_articles([], targets) == match_articles(sources, []) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/en/2024/03/x-y", "https://a.example/ar/2024/03/x-y/"),
        ("https://english.a.example/story/4711", "http://www.a.example/story/4711"),
        ("https://a.example/4711-en.html", "https://a.example/4711-ar.html"),
        ("https://a.example/?p=4711&lang=en", "https://a.example/?p=4711&lang=ar"),
    ],
)
def test_addresses_that_differ_in_the_language_alone_are_twins(one: str, other: str) -> None:
    """The language in host, path, file name or query is not part of the key."""
    assert twin_key(one) == twin_key(other) is not None


@pytest.mark.parametrize("url", ["https://a.example/en/", "https://a.example/ar/news", "http://["])
def test_sections_have_no_twin(url: str) -> None:
    """An address that names no article is no evidence."""
    assert twin_key(url) is None
