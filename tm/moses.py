"""Moses pair files: two texts, line by line each other's translation, as MT training reads them."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from corpora.atomic import atomic_write
from tm.segment import tidy_source, tidy_target
from tm.select import StoredUnit


def moses_paths(
    prefix: Path, *, languages: tuple[str, str] = ("en", "ar"), scores: bool = False
) -> tuple[Path, ...]:
    """Return the files that `write_moses` writes: PREFIX.en, PREFIX.ar and perhaps PREFIX.score."""
    return tuple(
        prefix.with_name(f"{prefix.name}.{suffix}")
        for suffix in (*languages, *(("score",) if scores else ()))
    )


def write_moses(
    units: Iterable[StoredUnit],
    prefix: Path,
    *,
    languages: tuple[str, str] = ("en", "ar"),
    scores: bool = False,
) -> int:
    """Write a line a unit into each file of `moses_paths`; return how many lines each has.

    The texts are tidied (`tm.segment`): no line end inside, no empty line. A unit with no visible
    text on one side is left out. Scores have four decimals, "nan" where none is known. Either all
    files are new afterwards, or none where writing fails.
    """
    written = 0
    with ExitStack() as stack:
        files = [
            stack.enter_context(atomic_write(path))
            for path in moses_paths(prefix, languages=languages, scores=scores)
        ]
        for unit in units:
            texts = tidy_source(unit.source), tidy_target(unit.target)
            if all(texts):
                score = f"{unit.score:.4f}" if unit.scored else "nan"
                for file, line in zip(files, (*texts, score), strict=False):
                    file.write(f"{line}\n".encode())
                written += 1
    return written
