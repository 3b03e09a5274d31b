"""Step 2: vectors and weights of tokens that find their translation one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from align.batches import Corpus, Ids, counts, document_batches, same_text
from align.embedder import Floats
from align.train_pooled import Progress

if TYPE_CHECKING:
    import torch

_LONGEST = 64  # tokens of a text, at most: a place must fit into six bits


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The texts of one side of a batch: t token types, places of tokens in them, counts (n, t)."""

    types: Ids
    texts: list[Ids]
    count: Floats


def train_late(
    corpus: Corpus,
    vectors: NDArray[np.floating],
    weights: NDArray[np.floating],
    *,
    epochs: int = 2,
    seed: int = 0,
    batch: int = 128,
    rate: float = 0.002,
    weight_rate: float = 0.01,
    scale: float = 15.0,
    power: float = 1.5,
    longest: int = 44,
    progress: Progress | None = None,
) -> tuple[Floats, Floats]:
    """Return vectors (v, d) and weights (v,) of the v tokens, tuned for coverage.

    The score of two texts is the weighted mean, over the tokens of a side, of the best cosine on
    the other side, to the `power`, both directions added (late interaction: ColBERT, Khattab and
    Zaharia 2020); symmetric in-batch contrastive loss over `scale` times that score, negatives
    from the same document. Texts are cut at `longest` tokens, at most 64. Weights, above 0, keep
    their mean over running text.
    """
    import torch
    from torch.nn import functional as nn

    if not 0 < longest <= _LONGEST:
        raise ValueError(f"longest is {longest}; give 1 to {_LONGEST}")
    rng = np.random.default_rng(seed)
    matrix = torch.tensor(vectors, dtype=torch.float32)
    logs = torch.log(torch.tensor(np.maximum(weights, 1e-4), dtype=torch.float32))
    gradient, log_gradient = torch.zeros_like(matrix), torch.zeros_like(logs)
    matrix.grad, logs.grad = gradient, log_gradient
    optimizer = torch.optim.Adam(
        [{"params": [matrix], "base": rate}, {"params": [logs], "base": weight_rate}], fused=True
    )
    for epoch in range(epochs):
        batches = document_batches(corpus, rng, batch)
        for step, chosen in enumerate(batches):
            source = _side([corpus.source[i][:longest] for i in chosen])
            target = _side([corpus.target[i][:longest] for i in chosen])
            types = np.union1d(source.types, target.types)
            places = torch.from_numpy(types)
            rows, row_logs = matrix[places], logs[places]
            rows.requires_grad_()
            row_logs.requires_grad_()
            unit, heavy = nn.normalize(rows, dim=1), torch.exp(row_logs)
            of = [torch.from_numpy(np.searchsorted(types, s.types)) for s in (source, target)]
            similar = unit.index_select(0, of[0]) @ unit.index_select(0, of[1]).T
            weight_of = [heavy.index_select(0, places_of) for places_of in of]
            scores = _score(similar, source, target, weight_of[0], weight_of[1], power)
            same = torch.from_numpy(same_text(corpus, chosen))
            scores = (scale * scores).masked_fill(same, -1e4)
            own = torch.arange(len(chosen))
            loss = (nn.cross_entropy(scores, own) + nn.cross_entropy(scores.T, own)) / 2
            found, log_found = torch.autograd.grad(loss, [rows, row_logs])
            done = (epoch + step / len(batches)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * max(1 - done, 0.01)
            gradient[places], log_gradient[places] = found, log_found
            optimizer.step()
            gradient[places], log_gradient[places] = 0, 0
            if progress is not None:
                progress((epoch + (step + 1) / len(batches)) / epochs, float(loss.detach()))
    learned = np.exp(logs.numpy())
    running = counts(corpus, len(learned))
    learned *= (running @ weights) / (running @ learned)
    return matrix.numpy(), learned


def _side(texts: list[Ids]) -> _Side:
    lengths = [len(ids) for ids in texts]
    types, of = np.unique(np.concatenate(texts), return_inverse=True)
    text = np.repeat(np.arange(len(texts)), lengths)
    count = np.bincount(text * len(types) + of, minlength=len(texts) * len(types))
    return _Side(
        types,
        np.split(of, np.cumsum(lengths[:-1])),
        count.reshape(len(texts), len(types)).astype(np.float32),
    )


def _score(
    similar: "torch.Tensor",
    source: _Side,
    target: _Side,
    source_weights: "torch.Tensor",
    target_weights: "torch.Tensor",
    power: float,
) -> "torch.Tensor":
    """Return the score (n, n) of each source with each target text.

    similar: cosines (s, t) of the token types. Only the best cosine of a token with a text gets a
    gradient, so its place is found outside of torch.
    """
    import torch

    cosines = similar.detach().numpy()
    in_target = torch.from_numpy(_best(np.ascontiguousarray(cosines.T), target.texts))
    in_source = torch.from_numpy(_best(cosines, source.texts))
    forward = _covered(similar.gather(1, in_target.T), source, source_weights, power)
    backward = _covered(similar.gather(0, in_source).T, target, target_weights, power)
    return forward + backward.T


def _covered(
    best: "torch.Tensor", side: _Side, weights: "torch.Tensor", power: float
) -> "torch.Tensor":
    """Return the weighted mean (n, m) of best cosines (t, m) over the tokens of each text."""
    import torch

    weighted = torch.from_numpy(side.count) * weights
    return weighted @ best.clamp_min(1e-4) ** power / weighted.sum(1, keepdim=True)


def _best(cosines: Floats, texts: list[Ids]) -> Ids:
    """Return (n, t): which row of `cosines` (s, t), among the rows of each text, is the highest.

    Positive floats order as the integers of the same bits do. The six lowest bits of each give way
    to its place in the text, so that one maximum finds value and place: five times faster than
    argmax over rows. Cosines less than 2^-17 apart count as equal; of negative ones any may win.
    """
    bits = np.ascontiguousarray(cosines).view(np.int32) & ~(_LONGEST - 1)
    best = np.empty((len(texts), cosines.shape[1]), np.int64)
    for row, text in zip(best, texts, strict=True):
        found = bits[text]
        found |= np.arange(len(text), dtype=np.int32)[:, None]
        row[:] = text[found.max(axis=0) & (_LONGEST - 1)]
    return best
