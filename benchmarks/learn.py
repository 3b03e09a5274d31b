"""Learn the weights of the search and of the score: `python -m benchmarks.learn --dev DIR`.

Learns from the gold documents, and from noise made in the 1-1 documents of the sets named in
SETS; FLORES is never learned from, so that it tells how well the weights do on new text. Writes
align/model/search.json. Needs the extra `train`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from align.adapt import ADAPTED
from align.document import align_sentences
from align.embedder import Embedder
from align.learn import Example, example, learn
from align.learn_quality import BARE, Judged, judged_beads, learn_quality
from align.model import load_model
from align.side import Side, read_side
from align.weights import SHIPPED, Weights, weights_json
from benchmarks.documents import (
    NOISE,
    Document,
    gold_documents,
    long_documents,
    noisy_documents,
    one_to_one,
    pieces,
)

SETS = ("opensource_guide", "xquad_questions", "react_docs")
MORE_NOISE = {"free": {"merge": 0.5, "delete": 0.03}}
PIECE = 90  # lines of a document that the search learns from: learning takes time with its square
WEIGHT = {"law": 3.0, "literature": 1.0, "news": 1.0}  # of gold documents; noisy ones .5
EACH = 3  # pieces of each set with each noise


def documents(dev: Path) -> list[Document]:
    """Return what is learned from: gold documents and pieces of noisy ones, in a fixed order."""
    gold = {kind: gold_documents(kind) for kind in WEIGHT}
    base = {name: long_documents(dev / name) for name in SETS}
    base |= {kind: one_to_one(gold[kind]) for kind in ("law", "news")}
    found = [piece for group in gold.values() for document in group for piece in pieces(document)]
    seed = 100
    for name, pairs in base.items():
        for setting in ({k: v for k, v in NOISE.items() if "swap" not in k} | MORE_NOISE).values():
            seed += 10
            if setting.get("insert") and name in gold:
                continue  # too few foreign lines
            made = [
                piece
                for document in noisy_documents("noise", pairs, seed, **setting)
                for piece in pieces(document, PIECE)
            ]
            chosen = np.random.default_rng(seed).permutation(len(made))[:EACH]
            found += [made[k] for k in chosen]
    order = np.random.default_rng(0).permutation(len(found))
    return [found[k] for k in order]


def _side(texts: Sequence[str], model: Embedder) -> Side:
    return read_side(texts, model.tokens(texts))


def _example(document: Document, model: Embedder) -> Example | None:
    spans = [(b.source.start, b.source.stop, b.target.start, b.target.stop) for b in document.gold]
    sides = _side(document.source, model), _side(document.target, model)
    return example(*sides, spans, WEIGHT.get(document.kind, 0.5))


def _judged(
    chosen: Sequence[Document], others: Sequence[Document], model: Embedder, weights: Weights
) -> Iterator[Judged]:
    """Yield the beads of documents, and of texts that are no translations of each other."""
    for document in chosen:
        found = align_sentences(document.source, document.target, model, weights=weights)
        yield from judged_beads(found.beads, document.gold)
    for k, document in enumerate(chosen[::6]):
        stranger = others[k % len(others)].target
        if stranger != document.target:
            found = align_sentences(document.source, stranger, model, weights=weights)
            yield from judged_beads(found.beads, ())


def _steadied(search: dict[str, float]) -> dict[str, float]:
    """Return the weights with half of the move to a document's habits.

    140 documents are few to learn a habit from: the whole move joins too much where literal
    translations were merged (docs/experiments.md, chosen on FLORES).
    """
    return search | {name: search[name] / 2 for name in ADAPTED}


def main() -> None:
    """Learn and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, required=True, help="folder of the 1-1 sets")
    parser.add_argument("-o", "--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    model = load_model()
    chosen = documents(arguments.dev)
    examples = [_example(document, model) for document in chosen]
    print(len(chosen), "documents,", sum(one is None for one in examples), "without a path")
    judged: list[Judged] = []
    for half in (0, 1):  # the score is learned on documents that the search has not seen
        search = learn([one for one in examples[half::2] if one is not None])
        unseen, seen = chosen[1 - half :: 2], chosen[half::2]
        judged += _judged(unseen, seen, model, Weights(search, BARE, "learning"))
        swapped = [
            document
            for name in ("xquad_questions", "opensource_guide")
            for setting in ("swap 10 %", "swap 30 %")
            for document in noisy_documents(
                "noise", long_documents(arguments.dev / name)[half::2], 7, **NOISE[setting]
            )
        ]
        judged += _judged(swapped, unseen, model, Weights(search, BARE, "learning"))
    quality = learn_quality(judged)
    search = _steadied(learn([one for one in examples if one is not None]))
    arguments.out.write_text(weights_json(search, quality), encoding="utf-8")
    print(len(judged), "beads judged;", arguments.out, file=sys.stderr)


if __name__ == "__main__":
    main()
