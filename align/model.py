"""Load an embedding model by its folder or name; the one that ships with muwazi by default."""

from pathlib import Path

from align.embedder import Embedder
from align.embedding_cache import cache_folder, cached
from align.model_folder import static_module
from align.static_model import load_static
from align.transformer_model import Backend, load_transformer

SHIPPED = Path(__file__).with_name("model")


def load_model(
    path: str | Path | None = None,
    *,
    backend: Backend = "torch",
    device: str | None = None,
    batch: int = 32,
) -> Embedder:
    """Return the model that `path` names: None or "default" is the one that ships with muwazi.

    A folder with a static embedding (ours, or Sentence Transformers') needs numpy only; any other
    folder or Hugging Face name goes through Sentence Transformers, with `backend` ("torch",
    "onnx", "openvino"), `device` (None: the best there is) and `batch` sentences at a time.
    With torch their vectors are kept on disk, see `align.embedding_cache.cache_folder`.

    Raises FileNotFoundError for a folder that is not there, ValueError for a damaged one,
    ImportError without the extra `transformers` where it is needed, OSError for an unknown name.
    """
    if path is None or path == "default":
        if static_module(SHIPPED) is None:
            raise FileNotFoundError(f"{SHIPPED}: the model is missing; install muwazi again")
        return load_static(SHIPPED)
    folder = Path(path)
    if folder.is_dir():
        if static_module(folder) is not None:
            return load_static(folder)
    elif isinstance(path, Path) or folder.is_absolute() or str(path).startswith((".", "~")):
        raise FileNotFoundError(f"{path}: no such folder; give a model's folder or its hub name")
    model = load_transformer(str(path), backend=backend, device=device, batch=batch)
    kept = cache_folder()
    # The digest in a name reads torch tensors: only there does it tell two models apart.
    return cached(model, kept) if kept and backend == "torch" else model
