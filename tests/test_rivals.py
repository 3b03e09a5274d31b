"""The runners-up of beads, against all beads of a lattice."""

import numpy as np

from align.lattice import SHAPES, bead_log_probabilities, path_sums
from align.rivals import best_rival, find_rivals
from tests.test_lattice import random_lattice


def test_the_best_rival_is_the_likeliest_that_shares_a_sentence() -> None:
    """For every bead of random lattices; hopeless ones are none."""
    for seed in range(25):
        lattice = random_lattice(5, 4, seed)
        chances = bead_log_probabilities(lattice, path_sums(lattice))
        rivals = find_rivals(chances)
        beads = [
            (
                float(np.exp(chances[i, s, j])),
                (int(i - SHAPES[s][0]), int(i), int(j - SHAPES[s][1]), int(j)),
            )
            for i, s, j in np.argwhere(chances > np.log(1e-3)).tolist()
        ]
        for _, own in beads:
            others = [
                (chance, one)
                for chance, one in beads
                if one != own
                and ((one[0] < own[1] and own[0] < one[1]) or (one[2] < own[3] and own[2] < one[3]))
            ]
            found = best_rival(rivals, own, (10, 20))
            if not others:
                assert found is None
                continue
            chance, one = max(others)
            assert found is not None
            assert found.probability == chance
            assert found.source == range(one[0] + 10, one[1] + 10)
            assert found.target == range(one[2] + 20, one[3] + 20)
