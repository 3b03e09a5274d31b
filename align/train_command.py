"""The command that makes the embedded model, or adapts it to a user's own texts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpora.terminal import say, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from align.bead import Bead
    from align.embedder import Embedder
    from align.held_out import Figures

app = typer.Typer(rich_markup_mode=None)


@app.command()
def train(
    pairs: Annotated[
        list[Path], typer.Argument(help="TSV (English, tab, Arabic) or TMX files, in text order.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the new model.")],
    start: Annotated[
        str | None,
        typer.Option(help='Model to adapt, "default" for the embedded one. [default: none]'),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name in signatures. [default: the folder's]")
    ] = None,
    sets: Annotated[
        Path | None,
        typer.Option(help="TSV that tells weight, order, licence and credit of the files."),
    ] = None,
    vocabulary: Annotated[int, typer.Option(min=100, help="Tokens, without --start.")] = 27_000,
    dimensions: Annotated[int, typer.Option(min=2, help="Of a vector, without --start.")] = 256,
    pooled_epochs: Annotated[
        int, typer.Option(min=0, help="Rounds on whole sentences, without --start.")
    ] = 6,
    late_epochs: Annotated[int, typer.Option(min=0, help="Rounds on single tokens.")] = 2,
    held_out: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share of the pairs kept for measuring.")
    ] = 0.1,
    seed: Annotated[int, typer.Option(help="The same seed, the same model.")] = 0,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a model even if it is better.")
    ] = False,
) -> None:
    """Train a model from sentence pairs, or adapt one to them.

    It needs the extra "train". The result is a folder with its card, for --model and for Sentence
    Transformers. It is measured on pairs that were held out, and does not replace a model that does
    better on them.

    \b
    Examples:
      muwazi train my-memory.tmx --start default -o my-model
      muwazi train bible.tsv news.tsv --sets sets.tsv -o model
    """
    from align.pairs import read_pairs
    from align.train import train as learn

    with working("Reading the pairs") as tell:
        training = learn(
            read_pairs(pairs, sets),
            out,
            start=start,
            name=name,
            vocabulary=vocabulary,
            dimensions=dimensions,
            pooled_epochs=pooled_epochs,
            late_epochs=late_epochs,
            held_out=held_out,
            seed=seed,
            align=_align,
            force=force,
            progress=lambda step, done, loss: tell(f"{step}: {done:.0%}, loss {loss:.3f}"),
        )
    say(f"learned from {training.pairs} pairs, {training.held_out} held out")
    for when, figures in (("before", training.before), ("after", training.after)):
        if figures:
            say(f"{when:<7}{_line(figures)}")
    say(f"wrote {out} ({training.model.name})")


def _align(source: "Sequence[str]", target: "Sequence[str]", model: "Embedder") -> "Sequence[Bead]":
    from align.document import align_sentences

    return align_sentences(source, target, model).beads


def _line(figures: "Figures") -> str:
    """Return the figures of a model in one line."""
    text = f"{figures.retrieval.accuracy:.1%} of translations found"
    return f"{text}, strict F1 {figures.beads.strict.f1:.4f}" if figures.beads else text
