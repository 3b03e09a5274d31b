"""The features of beads, computed at once for all of them, against one bead at a time."""

import math

import numpy as np
import pytest

from align.comparison import compare, mean_scale
from align.coverage import spans
from align.embedder import Floats
from align.evidence import BEAD_FEATURES, FEATURES, features, score_lattice
from align.lattice import SHAPES
from align.learn import START
from align.side import Side, read_side
from tests.word_vectors import WordVectors, parallel

MODEL = WordVectors(80, 16)
EN, AR = parallel(6, seed=11, words=80)
SOURCE = [EN[0] + "?", EN[1] + " 1990", EN[2] + "! 12,500 en3", EN[3], EN[4], ""]
TARGET = [AR[0] + " ؟", AR[1] + " ١٩٩٠", AR[2] + " 12500", AR[4], AR[3] + "!"]


def test_each_feature_of_each_bead() -> None:
    """What is said of a bead is what its own sentences say, worked out from the texts."""
    sides = read_side(SOURCE, MODEL.tokens(SOURCE)), read_side(TARGET, MODEL.tokens(TARGET))
    compared = compare(*sides)
    source, target = compared.source, compared.target
    forth = [coverage for coverage, _ in spans(compared.forth, 8)]
    back = [coverage for coverage, _ in spans(compared.back, 8)]
    beads, _, _ = features(*sides)
    ratio = sum(map(len, SOURCE)) / sum(map(len, TARGET))
    seen = 0
    assert beads.shape == (7, len(SHAPES), 6, len(BEAD_FEATURES))
    for s, (a, b) in enumerate(SHAPES):
        values = beads[a:, s, b:]
        for i in range(7 - a):
            for k in range(6 - b):
                row = dict(zip(BEAD_FEATURES, values[i, k].tolist(), strict=True))
                mine = sum(map(len, SOURCE[i : i + a]))
                theirs = sum(map(len, TARGET[k : k + b])) * ratio
                log = math.log((mine + 10) / (theirs + 10)) ** 2
                printed = [x for side in source.numbers[i : i + a] for x in side]
                answered = [x for side in target.numbers[k : k + b] for x in side]
                agree = sum(
                    len(x & y) for x in source.numbers[i : i + a] for y in target.numbers[k : k + b]
                )
                expected = {
                    "length": -log * (mine + theirs) / 50,
                    "length_ratio": -log,
                    "size": -(a + b - 2),
                    "many_to_many": float(a > 1 and b > 1),
                    "large": float(max(a, b) >= 4),
                    "numbers_agree": min(agree, 3),
                    "numbers_alone": -min(max(len(printed) + len(answered) - 2 * agree, 0), 3),
                    "questions": -abs((i == 0) - (k == 0)),
                    "exclamations": -abs((i <= 2 < i + a) - (k <= 4 < k + b)),
                    "weight_source": source.weight[i : i + a].sum() / 10,
                    "weight_target": target.weight[k : k + b].sum() / 10,
                    "coverage_source": gain(source, forth[b - 1], i, a, k),
                    "coverage_target": gain(target, back[a - 1], k, b, i),
                }
                for name, value in expected.items():
                    assert row[name] == pytest.approx(value, abs=2e-4), (name, a, b, i, k)
                seen += 1
    assert seen == sum((7 - a) * (6 - b) for a, b in SHAPES if a <= 6 and b <= 5)


def gain(own: Side, coverage: Floats, start: int, length: int, k: int) -> float:
    """Return the weight of covered words above their background."""
    tokens = own.tokens
    total = 0.0
    for t in tokens.of[tokens.starts[start] : tokens.starts[start + length]]:
        curve = coverage[:, t].astype(float) ** 1.5
        total += float(tokens.weights[t]) * (curve[k] - curve.mean())
    return total


def test_a_score_is_the_weighted_sum_of_features() -> None:
    """Searching adds features up before it lays them out; the sums are those of `features`."""
    rng = np.random.default_rng(5)
    weights = {name: float(x) for name, x in zip(FEATURES, rng.normal(size=99), strict=False)}
    sides = read_side(SOURCE, MODEL.tokens(SOURCE)), read_side(TARGET, MODEL.tokens(TARGET))
    lattice = score_lattice(compare(*sides), weights)
    beads, of_source, of_target = features(*sides)
    vector = np.array([weights[name] for name in BEAD_FEATURES])
    reached = np.zeros(lattice.beads.shape, bool)
    for s, (a, b) in enumerate(SHAPES):
        expected = beads[a:, s, b:].astype(np.float64) @ vector
        np.testing.assert_allclose(lattice.beads[a:, s, b:], expected, atol=1e-3)
        reached[a:, s, b:] = True
    assert np.isneginf(lattice.beads[~reached]).all()
    assert not beads[~reached].any()
    for nulls, held in ((lattice.source_nulls, of_source), (lattice.target_nulls, of_target)):
        np.testing.assert_allclose(
            nulls, sum(weights[name] * value for name, value in held.items()), atol=1e-9
        )


def test_weights_of_an_encoder_have_one_scale() -> None:
    """An encoder whose weights are ten times as large gives the same scores."""
    sides = read_side(SOURCE, MODEL.tokens(SOURCE)), read_side(TARGET, MODEL.tokens(TARGET))
    heavy = []
    for text in (SOURCE, TARGET):
        tokens = MODEL.tokens(text)
        heavy.append(
            read_side(
                text, type(tokens)(tokens.types, tokens.weights * 10, tokens.of, tokens.starts)
            )
        )
    one, ten = (score_lattice(compare(*pair), START) for pair in (sides, heavy))
    np.testing.assert_allclose(one.beads, ten.beads, atol=1e-4)
    scale = compare(*sides).scale
    assert compare(*sides, scale).scale is scale
    assert mean_scale([scale, scale]) == scale
