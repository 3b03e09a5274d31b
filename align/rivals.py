"""The runners-up: what other bead each sentence could have, and how likely that is."""

import numpy as np
from numpy.typing import NDArray

from align.bead import Alternative
from align.lattice import SHAPES, Span

_HOPELESS = 1e-3  # the probability below which a bead is no alternative

Rivals = tuple[dict[int, list["_Rival"]], dict[int, list["_Rival"]]]
_Rival = tuple[float, Span]


def find_rivals(log_probabilities: NDArray[np.floating]) -> Rivals:
    """Return the two likeliest beads of each source and of each target sentence, best first.

    log_probabilities: (n + 1, shapes, m + 1), as `bead_log_probabilities` gives them.
    """
    cells = np.nonzero(log_probabilities > np.log(_HOPELESS))
    columns = [values.tolist() for values in (np.exp(log_probabilities[cells]), *cells)]
    found = []
    for probability, end, shape, stop in zip(*columns, strict=True):
        a, b = SHAPES[shape]
        found.append((probability, (end - a, end, stop - b, stop)))
    of_source: dict[int, list[_Rival]] = {}
    of_target: dict[int, list[_Rival]] = {}
    for rival in sorted(found, reverse=True):
        start, end, first, stop = rival[1]
        for held, sentences in ((of_source, range(start, end)), (of_target, range(first, stop))):
            for sentence in sentences:
                beads = held.setdefault(sentence, [])
                if len(beads) < 2:
                    beads.append(rival)
    return of_source, of_target


def best_rival(rivals: Rivals, own: Span, corner: tuple[int, int]) -> Alternative | None:
    """Return the likeliest other bead that shares a sentence with `own`, or None.

    `corner` is added to its indices.
    """
    start, end, first, stop = own
    beads = [rival for i in range(start, end) for rival in rivals[0].get(i, ())]
    beads += [rival for j in range(first, stop) for rival in rivals[1].get(j, ())]
    probability, other = max((rival for rival in beads if rival[1] != own), default=(0.0, None))
    if other is None:
        return None
    return Alternative(
        range(other[0] + corner[0], other[1] + corner[0]),
        range(other[2] + corner[1], other[3] + corner[1]),
        probability,
    )
