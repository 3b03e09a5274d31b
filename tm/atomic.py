"""The writer of whole files, under the name that the memory's modules know."""

from corpora.atomic import atomic_text, atomic_write

__all__ = ["atomic_text", "atomic_write"]
