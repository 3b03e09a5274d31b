"""Noise: the gold follows from what was done, whatever was done."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.bead import Bead
from align.noise import NoisyCase, make_noise

FOREIGN = [(f"foreign {n}", f"غريب {n}") for n in range(80)]
SHARES = st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0])


def document(size: int) -> tuple[list[str], list[str]]:
    """Return a document of lines e0, e1, … and their translations ع0, ع1, …."""
    return [f"e{i}" for i in range(size)], [f"ع{i}" for i in range(size)]


def pairs(text: str) -> set[str]:
    """Return the pair numbers that a derived line holds; a foreign line is its own number."""
    if text.startswith(("foreign", "غريب")):
        return {text}
    return set(text.replace("e", "").replace("ع", "").split())


def components(case: NoisyCase) -> set[tuple[frozenset[int], frozenset[int]]]:
    """Return the gold by the slow way: join groups of lines that share a pair until none do."""
    groups = [(pairs(text), {i}, set[int]()) for i, text in enumerate(case.source)]
    groups += [(pairs(text), set[int](), {j}) for j, text in enumerate(case.target)]
    joined = True
    while joined:
        joined = False
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if groups[a][0] & groups[b][0]:
                    for mine, theirs in zip(groups[a], groups.pop(b), strict=True):
                        mine |= theirs  # type: ignore[operator] # each place holds sets of one kind
                    joined = True
                    break
            if joined:
                break
    return {(frozenset(sources), frozenset(targets)) for _, sources, targets in groups}


def test_no_noise_is_the_identity() -> None:
    """With every share 0 the document comes back, its gold 1-1."""
    source, target = document(12)
    case = make_noise(source, target, seed=1, merge=0)
    assert case.source == tuple(source)
    assert case.target == tuple(target)
    assert case.gold == tuple(Bead(range(i, i + 1), range(i, i + 1), 1.0) for i in range(12))


@given(
    st.integers(0, 24), st.integers(0, 999), SHARES, SHARES, SHARES, SHARES, SHARES,
    st.none() | st.integers(1, 9),
)  # fmt: skip
def test_gold_is_the_connected_components(
    size: int,
    seed: int,
    merge: float,
    delete: float,
    insert: float,
    gap: float,
    swap: float,
    paragraph: int | None,
) -> None:
    """The gold holds every line of both sides once, and is what a slow search of the text finds."""
    source, target = document(size)
    paragraphs = None if paragraph is None else [i // paragraph for i in range(size)]
    case = make_noise(
        source, target, seed=seed, merge=merge, delete=delete, insert=insert, gap=gap, swap=swap,
        foreign=FOREIGN, paragraphs=paragraphs,
    )  # fmt: skip
    assert sorted(i for bead in case.gold for i in bead.source) == list(range(len(case.source)))
    assert sorted(j for bead in case.gold for j in bead.target) == list(range(len(case.target)))
    assert components(case) == {(frozenset(b.source), frozenset(b.target)) for b in case.gold}
    assert all(bead.score == (0 if bead.is_null else 1) for bead in case.gold)
    sources = [i for bead in case.gold for i in bead.source]
    assert sources == sorted(sources)
    if not swap:
        targets = [j for bead in case.gold for j in bead.target]
        assert targets == sorted(targets)
        assert not any(bead.moved for bead in case.gold)


def test_same_seed_same_case() -> None:
    """A seed gives one case, another seed another."""
    source, target = document(60)

    def case(seed: int) -> NoisyCase:
        return make_noise(source, target, seed=seed, delete=0.1, swap=0.3)

    assert case(4) == case(4)
    assert case(4) != case(5)


def test_delete_takes_its_share() -> None:
    """A tenth of 200 pairs loses a line on one side, on each side some."""
    source, target = document(200)
    case = make_noise(source, target, seed=2, merge=0, delete=0.1)
    types = Counter(bead.type for bead in case.gold)
    assert types["1-1"] == 180
    assert types["1-0"] + types["0-1"] == 20
    assert min(types["1-0"], types["0-1"]) > 0


def test_insert_brings_foreign_lines_once() -> None:
    """A tenth of the places gets a foreign line of the right language; its other half is unused."""
    source, target = document(200)
    # The first foreign pair is in the document itself, so it may not be used.
    foreign = [("e3", "ع3"), *FOREIGN[:20]]
    case = make_noise(source, target, seed=3, merge=0, insert=0.1, foreign=foreign)
    english = [text for text in case.source if "foreign" in text]
    arabic = [text for text in case.target if "غريب" in text]
    assert len(case.source) + len(case.target) == 420
    assert len(english) + len(arabic) == 20
    assert len({text.split()[1] for text in english + arabic}) == 20


def test_gap_is_one_block_of_the_target() -> None:
    """A quarter of the target goes as one block, and the source lines of it are left alone."""
    source, target = document(40)
    case = make_noise(source, target, seed=4, merge=0, gap=0.25)
    alone = [bead.source[0] for bead in case.gold if bead.is_null]
    assert alone == list(range(alone[0], alone[0] + 10))
    assert case.source == tuple(source)
    assert len(case.target) == 30


def test_merge_joins_lines_of_one_paragraph() -> None:
    """About a fifth of 2,000 lines start a merge, a quarter of them of three; none leaves it."""
    source, target = document(2000)
    case = make_noise(source, target, seed=5)
    sizes = Counter(len(text.split()) for text in case.source)
    assert set(sizes) == {1, 2, 3}
    assert 0.15 < (sizes[2] + sizes[3]) / len(case.source) < 0.22
    assert 0.1 < sizes[3] / (sizes[2] + sizes[3]) < 0.3
    for text in case.source + case.target:
        assert len({int(number) // 5 for number in pairs(text)}) == 1
    assert max(len(bead.source) + len(bead.target) for bead in case.gold) > 3


def test_swap_exchanges_neighbouring_paragraphs() -> None:
    """Three tenths of forty paragraphs stand elsewhere; one of each exchange counts as moved."""
    source, target = document(200)
    case = make_noise(source, target, seed=6, merge=0, swap=0.3)
    where = [int(text[1:]) // 5 for text in case.target[::5]]
    assert sorted(where) == list(range(40))
    assert sum(at != paragraph for at, paragraph in enumerate(where)) == 12
    assert all(abs(at - paragraph) <= 1 for at, paragraph in enumerate(where))
    assert sum(bead.moved for bead in case.gold) == 30
    kept = [bead.target[0] for bead in case.gold if not bead.moved]
    assert kept == sorted(kept)


def test_texts_are_joined_with_a_space() -> None:
    """Merging everything in a paragraph of two gives one line a side."""
    case = make_noise(["One.", "Two."], ["واحد.", "اثنان."], seed=0, merge=1)
    assert case == NoisyCase(("One. Two.",), ("واحد. اثنان.",), (Bead(range(1), range(1), 1.0),))


@pytest.mark.parametrize(
    ("source", "target", "share", "message"),
    [(["a"], [], 0.1, "different lengths"), (["a"], ["b"], 1.5, "delete is 1.5"),
     (["a"], ["b"], float("nan"), "delete is nan")],
)  # fmt: skip
def test_wrong_wishes(source: list[str], target: list[str], share: float, message: str) -> None:
    """Sides that do not match and shares that are none are refused."""
    with pytest.raises(ValueError, match=message):
        make_noise(source, target, seed=0, delete=share)


def test_too_few_foreign_lines() -> None:
    """Inserting more lines than there are foreign ones is refused, with both numbers."""
    source, target = document(10)
    with pytest.raises(ValueError, match="5 lines are to be inserted and only 1"):
        make_noise(source, target, seed=0, insert=0.5, foreign=FOREIGN[:1])
