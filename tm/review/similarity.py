"""The similarity of all sentences with all, small enough for a picture."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from align.embedder import Embedder

MOST = 320
"""Cells of the picture on a side."""


def similarity_picture(
    source: Sequence[str], target: Sequence[str], model: Embedder
) -> dict[str, Any]:
    """Return the picture: `rows` (Arabic) and `columns` (English), and `cells` as base64 bytes.

    A cell holds the greatest cosine of its sentences, 0 as 0 and below, 1 as 255.
    """
    if not source or not target:
        return {"rows": 0, "columns": 0, "cells": ""}
    vectors = model.encode(source), model.encode(target)
    edges = [
        np.unique(np.linspace(0, len(side), min(len(side), MOST) + 1).astype(int))
        for side in vectors
    ]
    cells = np.zeros((len(edges[1]) - 1, len(edges[0]) - 1), np.float32)
    for row in range(len(cells)):
        block = vectors[1][edges[1][row] : edges[1][row + 1]] @ vectors[0].T
        cells[row] = np.maximum.reduceat(block.max(0), edges[0][:-1])
    bytes_of = (np.clip(cells, 0, 1) * 255).astype(np.uint8).tobytes()
    columns = len(edges[0]) - 1
    return {
        "rows": len(cells),
        "columns": columns,
        "cells": base64.b64encode(bytes_of).decode("ascii"),
    }
