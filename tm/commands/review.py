"""The command that opens an alignment in the browser: review."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from corpora.terminal import say, working

if TYPE_CHECKING:
    from align.bead import Alignment, Bead
    from align.embedder import Embedder
    from tm.review.document import ReviewDocument

Gold = Literal["ladder", "hunalign", "xces", "intertext", "tsv", "jsonl"]

app = typer.Typer(rich_markup_mode=None)


@app.command()
def review(
    source: Annotated[
        str,
        typer.Argument(help="An article, an alignment, a TMX, a memory, or a review's journal."),
    ],
    target: Annotated[
        str | None, typer.Argument(help="The article's other version, or a second alignment.")
    ] = None,
    english: Annotated[
        Path | None, typer.Option(help="The alignment's English sentences, one a line.")
    ] = None,
    arabic: Annotated[
        Path | None, typer.Option(help="Its Arabic ones. [default: en.txt, ar.txt beside it]")
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="Print how far two annotators' alignments agree."),
    ] = False,
    adjudicate: Annotated[
        bool,
        typer.Option("--adjudicate", help="Review where two annotators' alignments differ."),
    ] = False,
    memory: Annotated[
        Path | None, typer.Option(help="Memory that learns what was reviewed.")
    ] = None,
    gold: Annotated[
        Path | None, typer.Option(help="Folder for the gold. [default: NAME.gold, beside it]")
    ] = None,
    form: Annotated[Gold, typer.Option("--format", help="Format of the gold.")] = "ladder",
    tmx: Annotated[
        Path | None, typer.Option(help="TMX of approved units. [default: NAME.reviewed.tmx]")
    ] = None,
    journal: Annotated[
        Path | None, typer.Option(help="The journal. [default: NAME.review.jsonl, beside it]")
    ] = None,
    reviewer: Annotated[
        str, typer.Option(help="Name to sign with. [default: the user's]", show_default=False)
    ] = "",
    min_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Of a memory's units: the least score.")
    ] = 0.0,
    max_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Of a memory's units: the greatest score.")
    ] = 1.0,
    model: Annotated[
        str | None,
        typer.Option(help="A Sentence Transformers model or folder. [default: the embedded one]"),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8890,
    token: Annotated[
        str,
        typer.Option(
            envvar="MUWAZI_TOKEN",
            show_default=False,
            help="What opens the page; needed where others can reach the host.",
        ),
    ] = "",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Read an alignment in the browser, correct it, and save what is right.

    Every action is on the disk at once, in the journal: end with Ctrl-C whenever you like, and the
    same command goes on where you were. Saving writes gold, a TMX and the memory.

    \b
    Examples:
      muwazi review en.html ar.html --memory memory.db
      muwazi review gold/news/01/gold.txt
      muwazi review memory.db --max-score 0.7
      muwazi review layla.txt omar.txt --compare --english en.txt --arabic ar.txt
    """
    if (compare or adjudicate) and target is None:
        raise typer.BadParameter("give the two alignments", param_hint="TARGET")
    if compare:
        _compare(Path(source), Path(str(target)), english, arabic)
        return
    import getpass

    from align.bead import Alignment
    from corpora.source import is_address
    from tm.review import opening, server
    from tm.review.journal import Journal, is_journal
    from tm.review.save import Goal, save
    from tm.review.session import Session
    from tm.review.similarity import similarity_picture

    models: list[Embedder] = []

    def loaded() -> "Embedder":
        if not models:
            from align.model import load_model

            models.append(load_model(model))
        return models[0]

    def align(
        english: Sequence[str], arabic: Sequence[str], locked: "Sequence[Bead]" = ()
    ) -> "Alignment":
        from align.document import align_sentences

        return align_sentences(english, arabic, loaded(), locked=locked, alternatives=True)

    def unaligned(english: Sequence[str], arabic: Sequence[str]) -> "Alignment":
        return Alignment((), "")

    path = Path(source)
    own_journal = target is None and path.is_file() and is_journal(path)
    beside = journal or (path if own_journal else opening.journal_path(source))
    stem = beside.with_name(beside.name.removesuffix(".jsonl").removesuffix(".review"))
    document: ReviewDocument | None = None
    learns = memory
    if not own_journal:
        with working("Reading"):
            if adjudicate:
                document = _differences(path, Path(str(target)), english, arabic)
            elif target is None and path.is_file() and opening.is_memory(path):
                learns = memory or path
                opening.set_aside_finished(beside)
                if not beside.exists():
                    document = opening.review_memory(path, min_score=min_score, max_score=max_score)
            elif target is None and path.is_file() and opening.is_alignment(path):
                document = _of_alignment(path, english, arabic)
            elif not beside.exists():
                document = _of_articles(source, target, align)
            elif not any(map(is_address, (source, target or ""))):
                document = _of_articles(source, target, unaligned)  # to see that it is the same
    goal = Goal(
        gold or stem.with_name(f"{stem.name}.gold"),
        form,
        tmx or stem.with_name(f"{stem.name}.reviewed.tmx"),
        learns,
    )
    with Journal(beside, document) as opened:
        session = Session(
            opened,
            reviewer=reviewer or getpass.getuser(),
            save=lambda now: save(now, goal, now=datetime.datetime.now(datetime.UTC)),
            realign=lambda one, other, locked: align(one, other, locked).beads,
            similarity=lambda one, other: similarity_picture(one, other, loaded()),
        )
        if opened.count:
            say(f"going on with {beside}, {opened.count} actions")

        def ready(address: str) -> None:
            say(f"reviewing at {address}; Ctrl-C ends it")
            if browser:
                import webbrowser

                webbrowser.open(address)

        server.serve(session, host=host, port=port, token=token, ready=ready)


def _of_alignment(path: Path, english: Path | None, arabic: Path | None) -> "ReviewDocument":
    """Return the review of an alignment with its texts, or of a file of units."""
    from align.gold_documents import read_texts
    from tm.review.opening import review_alignment, review_units

    source, target = read_texts(path, english, arabic)
    if source or target:
        return review_alignment(path, None, source, target)
    if path.suffix.lower() in (".tmx", ".tsv", ".tab", ".jsonl", ".ndjson"):
        return review_units(path)
    raise LookupError(f"{path}: holds no text; give --english and --arabic, one sentence a line")


def _compare(one: Path, other: Path, english: Path | None, arabic: Path | None) -> None:
    """Print how far two alignments agree."""
    from align.formats import read_alignment
    from align.gold_documents import read_texts
    from corpora.terminal import write_text
    from tm.review.agreement import agreement_text

    source, target = read_texts(one, english, arabic)
    beads = [read_alignment(p, source=source or None, target=target or None) for p in (one, other)]
    names = (one.stem, other.stem) if one.stem != other.stem else (str(one), str(other))
    write_text("-", agreement_text(beads[0], beads[1], source, target, names))


def _differences(
    one: Path, other: Path, english: Path | None, arabic: Path | None
) -> "ReviewDocument":
    """Return the review of where two alignments differ."""
    from align.formats import read_alignment
    from tm.review.agreement import adjudication

    document = _of_alignment(one, english, arabic)
    beads = read_alignment(other, source=document.source, target=document.target)
    return adjudication(document, beads)


def _of_articles(source: str, target: str | None, align: Any) -> "ReviewDocument":
    """Return the review of two articles."""
    from corpora.fetch import Fetcher
    from corpora.source import read_pair
    from tm.review.opening import review_pair

    fetchers: list[Fetcher] = []

    def get(url: str) -> Any:
        if not fetchers:
            fetchers.append(Fetcher())
        return fetchers[0].get(url)

    try:
        return review_pair(read_pair(source, target, get), align)
    finally:
        for fetcher in fetchers:
            fetcher.close()
