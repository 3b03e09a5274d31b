"""Bring a memory's indexes up to date: the one for fuzzy look-up and the one for words."""

from collections.abc import Callable

from tm.concordance_index import index_concordance
from tm.memory import Memory
from tm.postings import index_units


def index(memory: Memory, progress: Callable[[int, int], None] | None = None) -> None:
    """Index the units that were added since the last time.

    Look-up and concordance are right without it, only slower; stopped half-way, it goes on from
    there. `progress` is told how many steps of how many are done. The memory is open for writing.

    Raises what `Memory.transaction` raises.
    """
    index_concordance(memory)
    index_units(memory, progress)
