"""The parts of a bead's score, worked by hand, and the score."""

import math

import numpy as np
import pytest

from align.bead import Parts
from align.comparison import compare
from align.quality import QUALITY_FEATURES, bead_parts, bead_score, quality_features
from align.side import read_side
from tests.word_vectors import WordVectors

MODEL = WordVectors(40, 16)


def test_parts_of_a_bead() -> None:
    """Coverage, cosine, length and numbers of a bead of two sentences with one."""
    source, target = ["en1 en2 1990", "en4", "en9 en10"], ["ar1 ar2 ar4 ١٩٩٠ 12", "ar9 ar10"]
    one, two = (read_side(text, MODEL.tokens(text)) for text in (source, target))
    compared = compare(one, two)
    (parts,) = bead_parts(compared, [(0, 2, 0, 1)], [0.3])
    similarity = compared.similarity
    ours, theirs = compared.source.tokens, compared.target.tokens
    mine, other = ours.of[: ours.starts[2]], theirs.of[: theirs.starts[1]]
    for own, weights, cells, got in (
        (mine, ours.weights, similarity, parts.coverage_source),
        (other, theirs.weights, similarity.T, parts.coverage_target),
    ):
        rest = other if own is mine else mine
        covered = [max(cells[t, u] for u in rest) for t in own]
        assert got == pytest.approx(np.average(covered, weights=weights[own]), abs=1e-5)
    first = sum(ours.types[t] * ours.weights[t] for t in mine)
    second = sum(theirs.types[t] * theirs.weights[t] for t in other)
    cosine = float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))
    assert parts.cosine == pytest.approx(cosine, abs=1e-5)
    ratio = sum(map(len, source)) / sum(map(len, target))
    lengths = 12 + 3 + 10, len(target[0]) * ratio + 10
    assert parts.length == pytest.approx(min(lengths) / max(lengths))
    # 1, 2, 4 and 1990 of these and 12.
    assert parts.numbers == pytest.approx(4 / 5)
    assert parts.margin == 0.3


def test_a_bead_of_unknown_words_has_no_coverage() -> None:
    """No known word: coverage and cosine are 0, and nothing is divided by it."""
    one, two = (read_side(text, MODEL.tokens(text)) for text in (["日本"], ["🙂"]))
    (parts,) = bead_parts(compare(one, two), [(0, 1, 0, 1)], [-0.5])
    assert (parts.coverage_source, parts.coverage_target, parts.cosine) == (0, 0, 0)
    assert (parts.numbers, parts.margin) == (1, 0)


def test_features_are_named_and_bounded() -> None:
    """There is a value for each name; log odds stop at 7 either way."""
    parts = Parts(0.4, 0.8, 0.5, 0.9, 1.0, 0.2)
    values = dict(zip(QUALITY_FEATURES, quality_features(parts, 0.0, 3, True), strict=True))
    assert values["path"] == 7
    assert values["coverage"] == 0.4
    assert values["coverage_mean"] == pytest.approx(0.6)
    assert (values["sentences"], values["moved"]) == (1, 1)
    low = dict(zip(QUALITY_FEATURES, quality_features(parts, -1e9, 2, False), strict=True))
    assert low["path"] == -7
    half = dict(
        zip(QUALITY_FEATURES, quality_features(parts, math.log(0.5), 2, False), strict=True)
    )
    assert half["path"] == pytest.approx(0)


def test_the_score_is_logistic() -> None:
    """The intercept alone gives its own probability; weights push it either way, never past 1."""
    zero = dict.fromkeys(QUALITY_FEATURES, 0.0)
    values = quality_features(Parts(0.4, 0.8, 0.5, 0.9, 1.0, 0.2), -0.1, 2, False)
    assert bead_score(values, zero) == 0.5
    assert bead_score(values, zero | {"intercept": math.log(3)}) == pytest.approx(0.75)
    assert bead_score(values, zero | {"intercept": 1e6}) <= 1
    assert bead_score(values, zero | {"intercept": -1e6}) >= 0
    assert bead_score(values, zero | {"cosine": 2.0}) > 0.5
