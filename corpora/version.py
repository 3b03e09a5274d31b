"""Which muwazi this is."""

from functools import cache
from importlib import metadata


@cache  # it is looked up on the disk, which takes longer than reading a small page
def muwazi_version() -> str:
    """Return the version of the package that is installed; raise PackageNotFoundError if none."""
    return metadata.version("muwazi")
