"""What several test files are given."""

import pytest

from tests.command_line import Muwazi, in_process


@pytest.fixture
def muwazi(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Muwazi:
    """Return what runs the command line, without the network and without the real aligner."""
    return in_process(monkeypatch, capfdbinary)
