"""The commands that measure alignments: evaluate, and noise, which makes harder gold."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.commands import Readable
from corpora.terminal import say, working, write_text

if TYPE_CHECKING:
    from align.evaluate import Evaluation
    from align.gold_report import GoldDocument

app = typer.Typer(rich_markup_mode=None)


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
    """Measure alignments against a gold one.

    The figures are strict, lax, link and null scores, and those of each bead type.

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
    """Make a harder document from a 1-1 one, with its gold.

    The folder holds en.txt, ar.txt and gold.txt.

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
