"""What several test files are given."""

import os

import pytest
from hypothesis import settings

from tests.command_line import Muwazi, in_process

# The same examples in every run, and no run fails because the machine was busy.
settings.register_profile("muwazi", deadline=None, derandomize=True)
settings.load_profile("muwazi")

os.environ["MUWAZI_CACHE"] = ""  # no test, and no process of one, writes into a home folder


@pytest.fixture
def muwazi(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Muwazi:
    """Return what runs the command line, without the network and without the real aligner."""
    return in_process(monkeypatch, capfdbinary)
