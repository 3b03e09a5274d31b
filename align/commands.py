"""The aligner's commands: align, evaluate, convert, noise, train."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from corpora.terminal import say, working, write_text

if TYPE_CHECKING:
    from align.evaluate import Evaluation
    from align.gold_report import GoldDocument

Readable = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "tmx", "jsonl"]
Writable = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "jsonl"]

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)

Out = Annotated[str, typer.Option("-o", "--out", help="File to write; - is standard output.")]


@app.command()
def align(
    english: Annotated[Path, typer.Argument(help="The English text: .txt, .md or .html.")],
    arabic: Annotated[Path, typer.Argument(help="The Arabic text.")],
    presplit: Annotated[
        bool, typer.Option("--presplit", help="The texts hold one sentence a line.")
    ] = False,
    form: Annotated[Writable, typer.Option("--format", help="How to print beads.")] = "ladder",
    model: Annotated[
        str | None,
        typer.Option(help="A Sentence Transformers model or folder. [default: the embedded one]"),
    ] = None,
    out: Out = "-",
) -> None:
    """Align two texts and print the beads: English sentences, Arabic sentences, score.

    Sentences count from 0. A sentence that the other side leaves out is a line of its own. The
    formats tsv and jsonl show the sentences too.

    \b
    Examples:
      muwazi align en.txt ar.txt
      muwazi align --presplit en.sentences ar.sentences -o beads.txt
      muwazi align en.txt ar.txt --format tsv
    """
    from align.document import align_sentences
    from align.formats import write_alignment
    from align.ladder import single_nulls
    from align.model import load_model

    source, target = _sentences(english, arabic, presplit)
    with working("Aligning the sentences"):
        alignment = align_sentences(source, target, load_model(model))
    text = write_alignment(
        single_nulls(alignment.beads),
        form,
        source=source,
        target=target,
        names=(str(english), str(arabic)),
    )
    write_text(out, text)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold alignment, or a folder of them.")],
    predicted: Annotated[
        list[Path], typer.Argument(help="Alignments of one system, or of several.")
    ],
    source: Annotated[
        Path | None, typer.Option(help="Source sentences. [default: en.txt beside the gold]")
    ] = None,
    target: Annotated[
        Path | None, typer.Option(help="Target sentences. [default: ar.txt beside the gold]")
    ] = None,
    form: Annotated[
        Readable | None,
        typer.Option("--format", help="Of the predictions. [default: told by the content]"),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Tell whether the second system differs by luck.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List every difference with its sentences.")
    ] = False,
    html: Annotated[
        str | None, typer.Option(help="Also write a page with plots and every difference.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON, by document too.")
    ] = False,
) -> None:
    """Measure alignments against a gold one: strict, lax, link and null scores, and bead types.

    In a folder each document has a folder with gold.txt, en.txt and ar.txt; its prediction bears
    the document's name.

    \b
    Examples:
      muwazi evaluate gold.txt beads.txt --errors
      muwazi evaluate gold/ ours/ theirs/ --compare
    """
    from align.evaluate import evaluation_json, total
    from align.evaluation_table import comparison_text, evaluation_table
    from align.gold_documents import read_documents

    if compare and len(predicted) != 2:
        raise typer.BadParameter("--compare wants two systems")
    if (html or errors) and len(predicted) != 1:
        raise typer.BadParameter("--html and --errors want one system")
    systems = [
        read_documents(gold, one, source=source, target=target, form=form) for one in predicted
    ]
    if html:
        from align.gold_report import gold_report

        write_text(html, gold_report(systems[0]))
    if as_json:
        figures = [evaluation_json({d.name: _evaluate(d) for d in one}) for one in systems]
        if len(figures) > 1:
            by_name = {str(p): json.loads(f) for p, f in zip(predicted, figures, strict=True)}
            figures = [json.dumps(by_name, ensure_ascii=False, indent=2) + "\n"]
        write_text("-", figures[0])
        return
    samples = _samples(systems)
    with working("Drawing samples"):
        for path, documents, sample in zip(predicted, systems, samples, strict=True):
            if len(systems) > 1:
                typer.echo(f"{path}")
            interval = None
            if len(sample) > 1:
                from align.significance import bootstrap_interval

                interval = bootstrap_interval(sample, seed=1)
            table = evaluation_table(total(_evaluate(one) for one in documents), interval)
            typer.echo(table, nl=len(systems) > 1)
        if compare:
            from align.significance import compare as tell

            text = comparison_text(
                [str(path) for path in predicted], tell(samples[0], samples[1], seed=1)
            )
            typer.echo(text, nl=False)
    if errors:
        from align.error_list import errors_text

        for one in systems[0]:
            typer.echo(f"\n{one.name}")
            typer.echo(errors_text(one.gold, one.predicted, one.source, one.target), nl=False)


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


@app.command()
def noise(
    english: Annotated[Path, typer.Argument(help="One sentence a line.")],
    arabic: Annotated[Path, typer.Argument(help="Its translation, line by line.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder to write into.")],
    seed: Annotated[int, typer.Option(help="Another seed, another document.")] = 1,
    merge: Annotated[float, typer.Option(help="Chance that a line starts a merge.")] = 0.2,
    delete: Annotated[float, typer.Option(help="Share of pairs that lose one side.")] = 0.0,
    gap: Annotated[float, typer.Option(help="Share of the Arabic missing in one block.")] = 0.0,
    swap: Annotated[float, typer.Option(help="Share of paragraphs that change places.")] = 0.0,
) -> None:
    """Make a harder document from a 1-1 one, with its gold: en.txt, ar.txt and gold.txt.

    \b
    Example:
      muwazi noise en.txt ar.txt -o harder/01 --delete 0.1 --swap 0.3
    """
    from align.ladder import write_ladder
    from align.noise import make_noise
    from corpora.read import read_sentences

    case = make_noise(
        read_sentences(english),
        read_sentences(arabic),
        seed=seed,
        merge=merge,
        delete=delete,
        gap=gap,
        swap=swap,
    )
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("en.txt", "".join(f"{line}\n" for line in case.source)),
        ("ar.txt", "".join(f"{line}\n" for line in case.target)),
        ("gold.txt", write_ladder(case.gold, scores=False)),
    ):
        write_text(str(out / name), text)
    say(f"wrote {len(case.source)} and {len(case.target)} sentences to {out}")


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


def _evaluate(document: "GoldDocument") -> "Evaluation":
    from align.evaluate import evaluate

    return evaluate(document.gold, document.predicted)


def _samples(systems: "list[list[GoldDocument]]") -> "list[list[Evaluation]]":
    """Return what is resampled, a list a system: documents, or the parts of the only one."""
    if len(systems[0]) > 1:
        return [[_evaluate(document) for document in documents] for documents in systems]
    from align.significance import split_evaluation

    gold = systems[0][0].gold
    return list(split_evaluation(gold, *(documents[0].predicted for documents in systems)))
