"""What a batch tells while it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Step = Literal["read", "embed", "pair", "build", "index"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done, or was not.

    `step` is where the batch is: reading pages, embedding those that another model read, pairing,
    building units, indexing. `outcome` says what became of `place`, a page or a pair of
    addresses; `reason` why, where it is not good. `done` of `total` are finished in this step, as
    far as that is known; `total` is 0 where it is not. `share` is how much of the step is done.
    """

    step: Step
    outcome: str
    place: str = ""
    reason: str = ""
    units: int = 0
    seconds: float = 0.0
    done: int = 0
    total: int = 0
    share: float = 0.0


Tell = Callable[[Event], None]
