"""Step 1: vectors whose plain mean over a sentence is near that of its translation."""

from collections.abc import Callable

import numpy as np

from align.batches import Corpus, Ids, mixed_batches, same_text
from align.embedder import Floats

Progress = Callable[[float, float], None]  # the share done, in [0, 1], and the loss


def train_pooled(
    corpus: Corpus,
    size: int,
    dimensions: int,
    *,
    epochs: int = 6,
    seed: int = 0,
    batch: int = 1024,
    rate: float = 0.02,
    scale: float = 20.0,
    progress: Progress | None = None,
) -> Floats:
    """Return a vector (dimensions,) for each of `size` tokens, learned from nothing.

    Symmetric in-batch contrastive loss over the cosines of mean-pooled sentences, times `scale`
    (as in LaBSE, Feng et al. 2022, without its margin); Adam, its rate falling to 0 in a line.
    """
    import torch
    from torch.nn import functional as nn

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    matrix = torch.randn(size, dimensions) * 0.05
    matrix.grad = gradient = torch.zeros_like(matrix)
    optimizer = torch.optim.Adam([matrix], lr=rate, fused=True)

    def pooled(texts: list[Ids], types: Ids, rows: torch.Tensor) -> torch.Tensor:
        ids = torch.from_numpy(np.searchsorted(types, np.concatenate(texts)))
        starts = torch.from_numpy(np.cumsum([0, *map(len, texts[:-1])]))
        return nn.normalize(nn.embedding_bag(ids, rows, starts, mode="mean"), dim=1)

    for epoch in range(epochs):
        batches = mixed_batches(corpus, rng, batch)
        for step, chosen in enumerate(batches):
            source = [corpus.source[i] for i in chosen]
            target = [corpus.target[i] for i in chosen]
            types = np.unique(np.concatenate(source + target))
            places = torch.from_numpy(types)
            rows = matrix[places].requires_grad_()
            scores = scale * pooled(source, types, rows) @ pooled(target, types, rows).T
            scores = scores.masked_fill(torch.from_numpy(same_text(corpus, chosen)), -1e4)
            own = torch.arange(len(chosen))
            loss = (nn.cross_entropy(scores, own) + nn.cross_entropy(scores.T, own)) / 2
            (found,) = torch.autograd.grad(loss, [rows])
            done = (epoch + step / len(batches)) / epochs
            optimizer.param_groups[0]["lr"] = rate * (1 - done)
            # The gradient is dense for Adam's sake; only the batch's rows of it are ever filled.
            gradient[places] = found
            optimizer.step()
            gradient[places] = 0
            if progress is not None:
                progress((epoch + (step + 1) / len(batches)) / epochs, float(loss.detach()))
    return matrix.numpy()
