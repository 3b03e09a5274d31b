"""Learn the search's weights from gold alignments: maximum likelihood over all paths.

Needs SciPy, which the extra `train` brings.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.adapt import ADAPTED, HABITS, SHAPED, habits, shape_shifts
from align.evidence import BEAD_FEATURES, FEATURES, NULL_FEATURES, features
from align.lattice import (
    SHAPES,
    Lattice,
    Span,
    bead_log_probabilities,
    best_path,
    no_beads,
    path_sums,
)
from align.side import Doubles, Side

# Where learning starts: close to the constants of docs/architecture.md, "Scoring a bead".
START: Mapping[str, float] = dict.fromkeys(FEATURES, 0.0) | {
    "coverage_source": 1.5,
    "coverage_target": 1.5,
    "length": 1.0,
    "size": 1.0,
    "null_source": -1.5,
    "null_target": -1.5,
}
_KEEP = 12.0  # beads less likely than e^-12 at the start are left out of learning
_BEADS = len(BEAD_FEATURES)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One document, ready to learn from: the features of its likely beads, and of its gold path.

    cells: where in the lattice they stand; values: (k, bead features); null_source, null_target:
    (null features, n) and (null features, m); gold: (features,) of the gold path; weight: how much
    the document counts.
    """

    cells: tuple[NDArray[np.int64], ...]
    values: NDArray[np.float32]
    null_source: Doubles
    null_target: Doubles
    gold: Doubles
    weight: float


def example(
    source: Side, target: Side, gold: Iterable[Span], weight: float = 1.0
) -> Example | None:
    """Return a document to learn from, or None where no path of the lattice is the gold one.

    `gold` holds (source start, source end, target start, target end), nulls one sentence each;
    it must be monotone.
    """
    n, m = len(source), len(target)
    full, by_source, by_target = features(source, target)
    null_source, null_target = _null_matrix(by_source, n), _null_matrix(by_target, m)
    start = _vector(START)
    lattice = Lattice(
        np.where(no_beads(n, m), -np.inf, full @ start[:_BEADS].astype(np.float32)).astype(
            np.float32
        ),
        start[_BEADS:] @ null_source,
        start[_BEADS:] @ null_target,
    )
    likely = bead_log_probabilities(lattice, path_sums(lattice)) > -_KEEP
    total = np.zeros(len(FEATURES))
    for i, i_end, j, j_end in gold:
        if i == i_end:
            total[_BEADS:] += null_target[:, j:j_end].sum(1)
        elif j == j_end:
            total[_BEADS:] += null_source[:, i:i_end].sum(1)
        elif (i_end - i, j_end - j) in SHAPES:
            s = SHAPES.index((i_end - i, j_end - j))
            likely[i_end, s, j_end] = True
            total[:_BEADS] += full[i_end, s, j_end]
        else:
            return None
    cells = np.nonzero(likely)
    return Example(cells, full[cells], null_source, null_target, total, weight)


def _null_matrix(by_name: Mapping[str, Doubles], size: int) -> Doubles:
    return np.stack([by_name.get(name, np.zeros(size)) for name in NULL_FEATURES])


def _vector(weights: Mapping[str, float]) -> Doubles:
    return np.array([weights[name] for name in FEATURES])


def _lattice(one: Example, weights: Doubles, shifts: Doubles) -> Lattice:
    n, m = one.null_source.shape[1], one.null_target.shape[1]
    scores = np.full((n + 1, len(SHAPES), m + 1), -np.inf)
    scores[one.cells] = one.values @ weights[:_BEADS] + shifts[one.cells[1]]
    return Lattice(scores, weights[_BEADS:] @ one.null_source, weights[_BEADS:] @ one.null_target)


def _loss(lattice: Lattice, one: Example, weights: Doubles) -> tuple[float, Doubles]:
    """Return minus the log of the gold path's share, less shifts, and the features' gradient."""
    sums = path_sums(lattice)
    i, s, j = one.cells
    a, b = np.array(SHAPES).T
    scores = lattice.beads[one.cells]
    chance = np.exp(sums.forward[i - a[s], j - b[s]] + scores + sums.backward[i, j] - sums.total)
    before, after = sums.forward, sums.backward
    left_out = before[:-1] + lattice.source_nulls[:, None] + after[1:] - sums.total
    right_out = before[:, :-1] + lattice.target_nulls + after[:, 1:] - sums.total
    expected = np.concatenate(
        [
            chance @ one.values,
            one.null_source @ np.exp(left_out).sum(1) + one.null_target @ np.exp(right_out).sum(0),
        ]
    )
    return sums.total - float(weights @ one.gold), expected - one.gold


_SHAPED = [FEATURES.index(name) for name in SHAPED]
_ALL = len(FEATURES)


def learn(
    examples: Sequence[Example],
    *,
    ridge: float = 0.5,
    rounds: int = 60,
    progress: Callable[[float], None] | None = None,
) -> dict[str, float]:
    """Return the weights under which the gold paths are the most probable (L-BFGS).

    The weights of features are learned first; the best paths under them show each document's
    habits, and a second round learns how weights move with those. `ridge` holds the weights near
    START. Each round is convex: the same examples give the same weights. Raises ImportError
    without SciPy.
    """
    start = np.concatenate([_vector(START), np.zeros(len(ADAPTED))])
    still = [(0.0,) * len(HABITS)] * len(examples)
    first = _minimise(examples, still, start, ridge, rounds, progress)
    seen = []
    for one in examples:
        path, _ = best_path(_lattice(one, first[:_ALL], np.zeros(len(SHAPES))))
        seen.append(habits(path))
    mean = np.mean(seen, axis=0)
    away = [tuple(habit - mean) for habit in seen]
    found = _minimise(examples, away, start, ridge, rounds, progress)
    named = dict(zip((*FEATURES, *ADAPTED), found.tolist(), strict=True))
    return named | {f"mean_{name}": float(x) for name, x in zip(HABITS, mean, strict=True)}


def _minimise(
    examples: Sequence[Example],
    away: Sequence[tuple[float, ...]],
    start: Doubles,
    ridge: float,
    rounds: int,
    progress: Callable[[float], None] | None,
) -> Doubles:
    """Return the weights of features, then of ADAPTED, of the least loss."""
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise ImportError('learning needs SciPy: pip install "muwazi[train]"') from error

    def objective(weights: Doubles) -> tuple[float, Doubles]:
        distance = weights - start
        total, gradient = ridge * float(distance @ distance), 2 * ridge * distance
        moves = dict(zip(ADAPTED, weights[_ALL:], strict=True))
        for one, habit in zip(examples, away, strict=True):
            # What the shapes are moved by is a change of the weights of the shaped features.
            by_feature = weights[:_ALL].copy()
            by_feature[_SHAPED] += weights[_ALL:].reshape(len(_SHAPED), len(HABITS)) @ habit
            lattice = _lattice(one, weights[:_ALL], np.array(shape_shifts(habit, moves)))
            loss, slope = _loss(lattice, one, by_feature)
            total += one.weight * loss
            gradient[:_ALL] += one.weight * slope
            gradient[_ALL:] += one.weight * np.outer(slope[_SHAPED], habit).ravel()
        if progress is not None:
            progress(total)
        return total, gradient

    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    weights: Doubles = found.x
    return weights
