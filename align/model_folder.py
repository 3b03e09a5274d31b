"""A model's folder as Sentence Transformers reads it: modules.json and what it names."""

import json
import os
import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

# No normalisation follows: in float16 its quotient is not a number for an empty sentence.
_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
]
_CONFIG = {
    "__version__": {"sentence_transformers": "5.0.0"},  # the oldest that reads it
    "model_type": "SentenceTransformer",
    "prompts": {},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def static_module(folder: Path) -> Path | None:
    """Return the folder of the static embedding that `folder`'s modules.json names.

    None where it names other modules, besides a normalisation, or where there is no such file.
    """
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        types = [module["type"].rpartition(".")[2] for module in modules]
        path = folder / modules[0]["path"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    if types[0] != "StaticEmbedding" or set(types[1:]) - {"Normalize"}:
        return None
    return path if path.resolve().is_relative_to(folder.resolve()) else None


def write_folder(
    folder: Path, tokenizer: Tokenizer, rows: NDArray[np.float16], *, name: str, card: str | None
) -> None:
    """Write a static embedding's files, each of them whole or not at all; the matrix comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    if card is not None:
        _write(folder / "README.md", card.encode())
    _write(folder / "modules.json", _json(_MODULES))
    _write(folder / "config_sentence_transformers.json", _json(_CONFIG))
    _write(folder / "tokenizer.json", tokenizer.to_str(pretty=False).encode())
    # One entry only: safetensors writes several in an order that differs from run to run.
    _write(folder / "model.safetensors", save({"embedding.weight": rows}, {"name": name}))


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()


def _write(path: Path, data: bytes) -> None:
    """Write beside, reach the disk, take the place of `path` in one step."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
