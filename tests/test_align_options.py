"""The options of `muwazi align` that the search itself must answer: locks and runners-up."""

import json
from pathlib import Path

from tests.command_line import EXAMPLE, process


def test_locks_are_kept_and_runners_up_shown(tmp_path: Path) -> None:
    """A lock from a ladder stands in the result with its score; what is printed is a ladder."""
    locked = tmp_path / "locked.txt"
    locked.write_text("[2]:[4]:0.5000\n", "utf-8")
    texts = str(EXAMPLE / "en.txt"), str(EXAMPLE / "ar.txt")
    ran = process("align", *texts, "--locked", str(locked), "--alternatives")
    assert ran.returncode == 0, ran.stderr.decode()
    lines = ran.stdout.decode().splitlines()
    assert "[2]:[4]:0.5000" in lines
    assert any(line.startswith("# or [") for line in lines)
    again = tmp_path / "all.txt"
    again.write_bytes(ran.stdout)
    ran = process("align", *texts, "--locked", str(again), "--format", "jsonl", "--alternatives")
    beads = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    assert all(
        0 < bead["alternative"]["probability"] < 1 for bead in beads if "alternative" in bead
    )
    held = [line for line in lines if not line.startswith("#")]
    assert [f"{bead['source']}:{bead['target']}:{bead['score']:.4f}" for bead in beads] == held


def test_locks_that_do_not_fit_are_an_error(tmp_path: Path) -> None:
    """A sentence beyond the text, and a format without a place for runners-up."""
    locked = tmp_path / "locked.txt"
    locked.write_text("[999]:[4]\n", "utf-8")
    texts = str(EXAMPLE / "en.txt"), str(EXAMPLE / "ar.txt")
    ran = process("align", *texts, "--locked", str(locked))
    assert ran.returncode == 1
    assert b"999" in ran.stderr
    assert process("align", *texts, "--format", "xces", "--alternatives").returncode == 2
