"""Small documents under review, and any edits of them, for tests."""

from collections.abc import Sequence

from hypothesis import strategies as st

from align.bead import Alternative, Bead
from tm.review.document import LABELS, SIDES, ReviewDocument, start_review
from tm.review.edits import EDITS


def document_of(
    beads: str | Sequence[Bead], n: int | None = None, m: int | None = None
) -> ReviewDocument:
    """Return the document of beads in short: "0:0 1:12 2: :3", sentences by one digit each."""
    if isinstance(beads, str):
        made = []
        for bead in beads.split():
            source, target = ([int(digit) for digit in side] for side in bead.split(":"))
            made.append(Bead(_span(source), _span(target), 0.9 if source and target else 0.0))
    else:
        made = list(beads)
    n = sum(len(bead.source) for bead in made) if n is None else n
    m = sum(len(bead.target) for bead in made) if m is None else m
    return start_review(
        [f"English sentence {i}." for i in range(n)],
        [f"الجملة العربية {j}." for j in range(m)],
        made,
    )


def beads_of(document: ReviewDocument) -> str:
    """Return a document's beads in short, as `document_of` takes them."""
    return " ".join(
        f"{''.join(map(str, bead.source))}:{''.join(map(str, bead.target))}"
        for bead in document.beads
    )


def _span(numbers: list[int]) -> range:
    return range(numbers[0], numbers[-1] + 1) if numbers else range(0)


@st.composite
def any_document(draw: st.DrawFn) -> ReviewDocument:
    """Draw a document of up to six beads a kind, in which some stand out of order."""
    sizes = draw(
        st.lists(st.sampled_from([(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (3, 2)]), max_size=6)
    )
    order = draw(st.permutations(range(len(sizes))))
    targets, at = {}, 0
    for place in order:
        targets[place] = range(at, at + sizes[place][1])
        at += sizes[place][1]
    beads, at = [], 0
    for place, (size, _) in enumerate(sizes):
        source = range(at, at + size) if size else range(0)
        at += size
        alternative = draw(st.none() | st.just(Alternative(source, range(0), 0.2)))
        if not source:
            alternative = None
        beads.append(Bead(source, targets[place] or range(0), 0.5, alternative=alternative))
    return document_of(beads)


def any_edit(document: ReviewDocument) -> st.SearchStrategy[tuple[str, dict[str, object]]]:
    """Draw an edit whose arguments are of the right kind, which may be refused all the same."""
    bead = st.integers(0, max((bead.id for bead in document.beads), default=0) + 1)
    sentence = st.integers(0, max(len(document.source), len(document.target)) + 1)
    of = {
        "beads": st.lists(bead, max_size=3),
        "bead": bead,
        "other": bead,
        "step": st.sampled_from([-1, 1]),
        "side": st.sampled_from(SIDES),
        "sentence": sentence,
        "source_at": sentence,
        "target_at": sentence,
        "label": st.sampled_from(LABELS),
        "text": st.text(max_size=5),
    }
    return st.one_of(
        [
            st.tuples(
                st.just(name),
                st.fixed_dictionaries(
                    {
                        key: of[key] | st.none()
                        if isinstance(kind, tuple) and None in kind
                        else of[key]
                        for key, kind in wanted.items()
                    }
                ),
            )
            for name, (_, wanted) in EDITS.items()
        ]
    )
