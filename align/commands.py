"""The aligner's own commands: align and convert."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from corpora.terminal import say, working, write_text

Readable = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "tmx", "jsonl"]
Writable = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "jsonl"]

app = typer.Typer(rich_markup_mode=None)

Backend = Literal["torch", "onnx", "openvino"]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", help="A Sentence Transformers model or folder. [default: the embedded one]"
    ),
]
RunBy = Annotated[
    Backend, typer.Option("--backend", help="What runs a Sentence Transformers model.")
]
Out = Annotated[str, typer.Option("-o", "--out", help="File to write; - is standard output.")]


@app.command()
def align(
    english: Annotated[Path, typer.Argument(help="The English text: .txt, .md or .html.")],
    arabic: Annotated[Path, typer.Argument(help="The Arabic text.")],
    presplit: Annotated[
        bool, typer.Option("--presplit", help="The texts hold one sentence a line.")
    ] = False,
    form: Annotated[Writable, typer.Option("--format", help="How to print beads.")] = "ladder",
    model: Model = None,
    backend: RunBy = "torch",
    locked: Annotated[
        Path | None, typer.Option(help="Beads to keep as they are, in any format of the field.")
    ] = None,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="Show each bead's runner-up (ladder, jsonl).")
    ] = False,
    out: Out = "-",
) -> None:
    """Align two texts and print the beads.

    A line is English sentences, Arabic sentences and the score; sentences count from 0. A sentence
    that the other side leaves out is a line of its own. The formats tsv and jsonl show the
    sentences too. With --locked only the rest is aligned. A runner-up is a comment in a ladder.

    \b
    Examples:
      muwazi align en.txt ar.txt
      muwazi align --presplit en.sentences ar.sentences -o beads.txt
      muwazi align en.txt ar.txt --format tsv
      muwazi align en.txt ar.txt --locked checked.txt --alternatives
    """
    from align.document import align_sentences
    from align.formats import read_alignment, write_alignment
    from align.ladder import single_nulls, to_beads
    from align.model import load_model

    if alternatives and form not in ("ladder", "jsonl"):
        raise typer.BadParameter(f"{form} has no place for --alternatives; use ladder or jsonl")
    source, target = _sentences(english, arabic, presplit)
    held = to_beads(read_alignment(locked, source=source, target=target)) if locked else []
    with working("Aligning the sentences") as show:
        alignment = align_sentences(
            source,
            target,
            load_model(model, backend=backend),
            locked=held,
            alternatives=alternatives,
            progress=lambda share: show(f"Aligning the sentences: {share:.0%}"),
        )
    text = write_alignment(
        single_nulls(alignment.beads),
        form,
        source=source,
        target=target,
        names=(str(english), str(arabic)),
    )
    write_text(out, text)


@app.command()
def convert(
    alignment: Annotated[Path, typer.Argument(help="An alignment in any format of the field.")],
    to: Annotated[Writable, typer.Option(help="Format to write.")],
    form: Annotated[
        Readable | None, typer.Option("--from", help="[default: told by the content]")
    ] = None,
    source: Annotated[Path | None, typer.Option(help="Source sentences, one a line.")] = None,
    target: Annotated[Path | None, typer.Option(help="Target sentences, one a line.")] = None,
    out: Out = "-",
) -> None:
    """Convert an alignment between the formats of the field.

    With both texts, TMX and TSV without indices can be read, and TSV and JSONL show the text.

    \b
    Example:
      muwazi convert beads.txt --to xces -o beads.xml
    """
    from align.formats import read_alignment, write_alignment
    from corpora.read import read_sentences

    texts: Any = {
        name: read_sentences(path) if path else None
        for name, path in (("source", source), ("target", target))
    }
    beads = read_alignment(alignment, form, **texts)
    write_text(out, write_alignment(beads, to, **texts))


def _sentences(english: Path, arabic: Path, presplit: bool) -> tuple[list[str], list[str]]:
    """Return the sentences of two files, English first."""
    from corpora.read import read_article, read_sentences

    if presplit:
        return read_sentences(english), read_sentences(arabic)
    from corpora.pair import make_pair
    from corpora.split import split_article

    pair = make_pair(read_article(english), read_article(arabic))
    if pair.swapped:
        say("the Arabic text came first; they were swapped")
    source, target = (
        [sentence.text for sentence in split_article(article)]
        for article in (pair.source, pair.target)
    )
    return source, target
