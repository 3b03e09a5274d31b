"""The file of learned weights: read as written, refused when damaged."""

import json
import random
from pathlib import Path

import pytest

from align.quality import QUALITY_FEATURES
from align.weights import SHIPPED, read_weights, weights_json


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Weights come back rounded to four decimals; the name is a digest of the bytes."""
    draw = random.Random(1)
    shipped = json.loads(SHIPPED.read_text("utf-8"))
    search = {name: draw.uniform(-3, 3) for name in read_weights().search}
    quality = {name: draw.uniform(-3, 3) for name in QUALITY_FEATURES}
    assert set(shipped) == {"search", "quality"}
    file = tmp_path / "search.json"
    file.write_text(weights_json(search, quality), "utf-8")
    held = read_weights(file)
    assert held.search == pytest.approx(search, abs=5.1e-5)
    assert held.quality == pytest.approx(quality, abs=5.1e-5)
    file.write_text(weights_json(search, quality | {"intercept": 9.0}), "utf-8")
    assert read_weights(file).name != held.name


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"search": {"length": 1}}', '{"search": 1}'])
def test_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    """The message names the file and says what to do."""
    file = tmp_path / "search.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"search\.json: not the weights .* install it again"):
        read_weights(file)
