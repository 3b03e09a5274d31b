"""Work that kills the process that does it; light, so that a new process begins at once."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path


def shout(tasks: Sequence[str]) -> list[str]:
    """Return the tasks in capitals; "die" kills the process, "once PATH" where PATH is not yet."""
    for task in tasks:
        if task == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if task == "raise":
            raise ValueError("no such work")
        if task.startswith("once ") and not (mark := Path(task[5:])).exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [task.upper() for task in tasks]


def threads(tasks: Sequence[str]) -> list[str]:
    """Return the values of environment variables."""
    return [os.environ.get(task, "") for task in tasks]
