"""OmegaT's lever: the folder of a memory says what the tool does with its matches.

OmegaT inserts exact matches from tm/auto, offers those from tm, and takes NNN per cent off those
from tm/penalty-NNN (measured with OmegaT 3.6, tests/test_omegat_profiles.py).
"""

import errno
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from corpora.atomic import atomic_write
from tm.profiles import check_languages, generic
from tm.select import StoredUnit
from tm.tmx import TMXFile

CUTS = (0.95, 0.85, 0.70)
_FOLDERS = ("auto", "", "penalty-010", "penalty-030")


def export_omegat(
    units: Iterable[StoredUnit],
    folder: Path,
    *,
    version: str,
    name: str = "muwazi",
    languages: tuple[str, str] = ("en", "ar"),
    cuts: Sequence[float] = CUTS,
) -> tuple[tuple[Path, int], ...]:
    """Write `units` as TMX files in the folders by which OmegaT decides; return each and its units.

    `folder` is an OmegaT project's `tm`, or one to be copied there. By the score, against the three
    `cuts` from high to low, a unit goes to auto/ (inserted at once), to `folder` itself (offered),
    to penalty-010/ or to penalty-030/ (offered as 10 or 30 % less). What a person approved goes to
    auto/; what has no score to `folder` itself. OmegaT would insert only one of several
    translations of a text, unseen, so those go to `folder` itself at best, approved or not.

    The files are called NAME.tmx; a folder without units gets none. All appear, and an older
    export's of the same name goes, only when all are written; other files are left alone.

    Raises ValueError for cuts that are not three numbers in falling order within [0, 1].
    """
    check_languages(languages)
    if len(cuts) != 3 or not 1 >= cuts[0] >= cuts[1] >= cuts[2] >= 0:
        raise ValueError("the cuts must be three numbers within 0 and 1, in falling order")
    if not name or name != Path(name).name:
        raise ValueError(f"{name!r} is no name of a file")
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "OmegaT's memories need a folder", str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(
        tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", suffix=".part", dir=folder.parent)
    )
    try:
        new = stage / "new"
        written = _write_bands(units, new, name, version, languages, cuts)
        _install(new, stage / "old", folder, name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return tuple((folder / where, count) for where, count in written)


def _write_bands(
    units: Iterable[StoredUnit],
    folder: Path,
    name: str,
    version: str,
    languages: tuple[str, str],
    cuts: Sequence[float],
) -> list[tuple[Path, int]]:
    """Write the files of the bands that have units; return their places and counts."""
    folder.mkdir()
    files: dict[str, TMXFile[StoredUnit]] = {}
    with ExitStack() as stack:
        for unit in units:
            band = omegat_folder(unit, cuts)
            if band not in files:
                path = folder / band / f"{name}.tmx"
                path.parent.mkdir(exist_ok=True)
                stream = stack.enter_context(atomic_write(path))
                files[band] = TMXFile(
                    stream, version=version, describe=generic, languages=languages
                )
            files[band].write(unit)
        return [
            (Path(band, f"{name}.tmx"), files[band].end()) for band in _FOLDERS if band in files
        ]


def omegat_folder(unit: StoredUnit, cuts: Sequence[float] = CUTS) -> str:
    """Return the folder of OmegaT's `tm` in which a unit belongs, "" for `tm` itself."""
    if unit.confidence is None:
        return ""
    band = sum(unit.confidence < cut for cut in cuts)
    return _FOLDERS[max(band, 1) if unit.alternatives else band]


def _install(new: Path, old: Path, folder: Path, name: str) -> None:
    """Move the new files into place, and back again should one of the moves fail."""
    if not folder.exists():
        new.rename(folder)
        return
    done: list[tuple[Path, Path]] = []
    try:
        for band in _FOLDERS:
            here, there, aside = (place / band / f"{name}.tmx" for place in (new, folder, old))
            for origin, goal in ((there, aside), (here, there)):
                if origin.exists():
                    goal.parent.mkdir(parents=True, exist_ok=True)
                    origin.rename(goal)
                    done.append((origin, goal))
    except BaseException:
        for origin, goal in reversed(done):
            goal.rename(origin)
        raise
