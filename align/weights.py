"""The learned weights of the search and of the score: one small file beside the model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from align.adapt import ADAPTED, HABITS
from align.evidence import FEATURES
from align.quality import QUALITY_FEATURES

SEARCH_WEIGHTS = (*FEATURES, *ADAPTED, *(f"mean_{habit}" for habit in HABITS))
SHIPPED = Path(__file__).with_name("model") / "search.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts; `name` is a digest of them, for signatures."""

    search: Mapping[str, float]
    quality: Mapping[str, float]
    name: str


def read_weights(file: Path = SHIPPED) -> Weights:
    """Return the weights in `file`; raise ValueError where one is missing or is no number."""
    data = file.read_bytes()
    try:
        held = json.loads(data)
        return Weights(
            {name: float(held["search"][name]) for name in SEARCH_WEIGHTS},
            {name: float(held["quality"][name]) for name in QUALITY_FEATURES},
            sha256(data).hexdigest()[:8],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{file}: not the weights of a search ({error}); install it again"
        ) from None


def weights_json(search: Mapping[str, float], quality: Mapping[str, float]) -> str:
    """Return the file's text; numbers are cut to four decimals, names in the features' order."""
    held = {
        "search": {name: round(search[name], 4) for name in SEARCH_WEIGHTS},
        "quality": {name: round(quality[name], 4) for name in QUALITY_FEATURES},
    }
    return json.dumps(held, indent=1) + "\n"
