"""Retrieval and held-out pairs, by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from align.bead import Bead
from align.embedder import Embedder, Floats, Tokens
from align.held_out import figures, hold_out
from align.pairs import PairSet
from align.retrieval import distinct, retrieval
from tests.pair_corpus import PAIRS


class Angles:
    """An embedder whose sentences are numbers: angles in degrees."""

    name = "angles"

    def encode(self, sentences: Sequence[str], /) -> Floats:
        """Return the point at each angle."""
        angles = np.deg2rad(np.array([float(text) for text in sentences]))
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    def tokens(self, sentences: Sequence[str], /) -> Tokens:
        """Retrieval asks for none."""
        raise NotImplementedError


def test_retrieval_by_hand() -> None:
    """Each direction counts by itself: 0 and 10 find their partners, 20 finds another's."""
    found = retrieval(Angles(), [("0", "1"), ("10", "12"), ("20", "11")])
    assert (found.count, found.forward, found.backward) == (3, 1 / 3, 2 / 3)
    assert found.accuracy == pytest.approx(0.5)


def test_ties_and_zeros_do_not_hit() -> None:
    """A vector as near as the right one makes a miss."""

    class Same(Angles):
        def encode(self, sentences: Sequence[str], /) -> Floats:
            return np.zeros((len(sentences), 2), np.float32)

    assert retrieval(Same(), [("0", "1"), ("2", "3")]).accuracy == 0


def test_doublets_are_left_out() -> None:
    """Of pairs that share a side once folded, the first counts."""
    pairs = [("The sea", "البحر"), ("the  SEA", "بحر"), ("Sea", "البَحر"), ("Port", "ميناء")]
    assert distinct(pairs) == [pairs[0], pairs[3]]


def test_no_pair_is_an_error() -> None:
    """Nothing to measure is a ValueError."""
    with pytest.raises(ValueError, match="no pair"):
        retrieval(Angles(), [])


def test_hold_out_is_a_clean_split() -> None:
    """About the share is kept out in runs, nothing kept out is learned, the seed decides."""
    twin = PairSet("twin", tuple((english.upper(), arabic) for english, arabic in PAIRS), 2.0)
    sets = [PairSet("news", PAIRS), twin]
    training, kept = hold_out(sets, 0.2, seed=3)
    assert hold_out(sets, 0.2, seed=3) == (training, kept)
    assert 20 <= len(kept) <= 28
    learned = {pair[0].lower() for one in training for pair in one.pairs}
    assert learned.isdisjoint(pair[0].lower() for pair in kept)
    assert len(learned) >= 60 - len(kept)
    assert [one.weight for one in training] == [1.0, 2.0]


def test_hold_out_nothing() -> None:
    """A share of 0 leaves all sets as they are."""
    sets = [PairSet("news", PAIRS)]
    assert hold_out(sets, 0, seed=0) == (sets, ())


@pytest.mark.parametrize(("share", "message"), [(1.0, "share is 1"), (0.01, "too few")])
def test_hold_out_refuses(share: float, message: str) -> None:
    """A share that leaves nothing to learn, or nothing to measure, is an error."""
    with pytest.raises(ValueError, match=message):
        hold_out([PairSet("news", PAIRS[:10])], share, seed=0)


def test_beads_are_measured_by_the_aligner() -> None:
    """An aligner that answers one bead per line finds some of the noisy beads and not all."""

    def line_by_line(source: Sequence[str], target: Sequence[str], model: Embedder) -> list[Bead]:
        return [
            Bead(range(i, i + 1), range(i, i + 1)) for i in range(min(len(source), len(target)))
        ]

    pairs = [(str(i), str(i + 0.1)) for i in range(60)]
    found = figures(Angles(), pairs, line_by_line)
    assert found.beads is not None
    assert 0 < found.beads.strict.f1 < 1
    assert found.retrieval.accuracy == 1
    assert figures(Angles(), pairs).beads is None
