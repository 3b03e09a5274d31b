"""`muwazi review`: what it opens, where it keeps the journal, and where it saves."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from align.bead import Alignment, Bead
from corpora.pair import make_pair
from corpora.read import read_article
from tests.position_aligner import align_positions
from tests.review_documents import beads_of
from tests.review_server import EXAMPLES
from tm.add import add_file
from tm.commands.review import app
from tm.memory import Memory
from tm.review.document import start_review
from tm.review.journal import Journal
from tm.review.opening import is_alignment, journal_path, review_pair
from tm.review.session import Session

Review = Callable[..., str]
ARTICLE = "First sentence of the story.\n\nSecond sentence of the story.\n"
ARABIC = "الجملة الأولى من القصة.\n\nالجملة الثانية من القصة.\n"


@pytest.fixture
def review(monkeypatch: pytest.MonkeyPatch) -> Review:
    """Return what runs the command with the work of a person in the place of the server.

    The person is given the session and the server's options; what the command says is returned.
    """

    def run(*arguments: object, person: Callable[[Session, dict[str, Any]], object]) -> str:
        def serve(session: Session, **options: Any) -> None:
            options["ready"]("http://127.0.0.1:1/")
            person(session, options)

        monkeypatch.setattr("tm.review.server.serve", serve)
        ran = CliRunner().invoke(app, [*map(str, arguments), "--no-browser"])
        if ran.exception:
            raise ran.exception
        assert ran.stdout == ""
        return ran.stderr

    return run


@pytest.fixture
def aligner(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Bead]]:
    """Align by position, without a model; return the locks that each call was given."""
    given: list[Sequence[Bead]] = []

    def align(
        source: Sequence[str], target: Sequence[str], model: object, **options: Any
    ) -> Alignment:
        given.append(options["locked"])
        assert options["alternatives"]
        return align_positions(source, target)

    monkeypatch.setattr("align.model.load_model", lambda path=None: path)
    monkeypatch.setattr("align.document.align_sentences", align)
    return given


def accept_all(session: Session, options: dict[str, Any]) -> None:
    """Accept every bead and save."""
    beads = [bead.id for bead in session.document.beads]
    state = session.state("t")
    asked = {"tab": "t", "request": "r", "edit": "accept", "arguments": {"beads": beads}}
    session.edit(asked | {"version": state["version"]})
    session.save({"version": session.state("t")["version"]})


def test_two_articles(review: Review, aligner: list[Sequence[Bead]], tmp_path: Path) -> None:
    """Both are split and aligned; journal, gold and TMX lie beside the first, signed by name."""
    (tmp_path / "en.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "ar.txt").write_text(ARABIC, encoding="utf-8")
    both = tmp_path / "en.txt", tmp_path / "ar.txt"
    memory = tmp_path / "m.db"
    said = review(*both, "--reviewer", "Layla", "--memory", memory, person=accept_all)
    assert "reviewing at http://127.0.0.1:1/" in said
    assert (tmp_path / "en.gold/gold.txt").read_text() == "[0]:[0]\n[1]:[1]\n"
    assert (tmp_path / "en.reviewed.tmx").is_file()
    with Memory(memory) as opened:
        said_of = opened.connection.execute("SELECT DISTINCT status, reviewer FROM unit")
        assert said_of.fetchall() == [("accepted", "Layla")]
    assert len(aligner) == 1

    def look(session: Session, options: dict[str, Any]) -> None:
        assert {bead.verdict for bead in session.document.beads} == {"accepted"}

    assert "going on with" in review(*both, person=look)
    assert len(aligner) == 1  # what is in the journal is not aligned anew
    (tmp_path / "ar.txt").write_text("نص آخر.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="other texts"):
        review(*both, person=look)


def test_realigning_passes_the_locks(
    review: Review, aligner: list[Sequence[Bead]], tmp_path: Path
) -> None:
    """The aligner is given the beads that a person decided, and only them."""
    (tmp_path / "en.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "ar.txt").write_text(ARABIC, encoding="utf-8")

    def realign(session: Session, options: dict[str, Any]) -> None:
        for version, (name, arguments) in enumerate(
            [("accept", {"beads": [0]}), ("apart", {"side": "source", "sentence": 1}),
             ("reopen", {"beads": [1, 2]}), ("realign", {})]
        ):  # fmt: skip
            session.edit(
                {"request": name, "version": version, "edit": name, "arguments": arguments}
            )
        assert beads_of(session.document) == "0:0 1:1"

    review(tmp_path / "en.txt", tmp_path / "ar.txt", person=realign)
    (lock,) = aligner[1]
    assert (lock.source, lock.target) == (range(1), range(1))


def test_an_alignment_with_its_texts(review: Review, tmp_path: Path) -> None:
    """Gold is opened with the texts beside it, or with those that are named."""
    (tmp_path / "gold.txt").write_text("[0]:[0, 1]\n")
    (tmp_path / "english").write_text("One.\nTwo.\n")
    (tmp_path / "arabic").write_text("واحد.\nواحد أيضًا.\n", encoding="utf-8")
    named = ("--english", tmp_path / "english", "--arabic", tmp_path / "arabic")
    with pytest.raises(LookupError, match="--english"):
        review(tmp_path / "gold.txt", person=lambda *_: None)

    def look(session: Session, options: dict[str, Any]) -> None:
        assert beads_of(session.document) == "0:01 1:"

    review(tmp_path / "gold.txt", *named, person=look)
    (tmp_path / "gold.review.jsonl").unlink()
    (tmp_path / "english").rename(tmp_path / "en.txt")
    (tmp_path / "arabic").rename(tmp_path / "ar.txt")
    review(tmp_path / "gold.txt", person=look)
    review(tmp_path / "gold.review.jsonl", person=look)  # the journal alone says all of it


def test_a_memory(review: Review, tmp_path: Path) -> None:
    """A memory's units are shown, and the memory itself learns; there is no gold of it."""
    units = tmp_path / "units.tsv"
    units.write_text("The sea was calm.\tكان البحر هادئًا.\n", encoding="utf-8")
    path = tmp_path / "memory.db"
    with Memory(path, write=True) as memory:
        from tests.memories import NOW

        add_file(memory, units, now=NOW)
    review(path, person=accept_all)
    with Memory(path) as memory:
        said = memory.connection.execute("SELECT status, sightings FROM unit").fetchall()
    assert said == [("accepted", 1)]
    assert not (tmp_path / "memory.gold").exists()
    with pytest.raises(LookupError, match="no unit to review"):
        review(path, person=accept_all)  # all are reviewed: the journal is put aside
    assert (tmp_path / "memory.review.1.jsonl").is_file()


def test_the_server_gets_what_was_asked(review: Review, tmp_path: Path) -> None:
    """Host, port and token go to the server."""
    units = tmp_path / "units.tsv"
    units.write_text("The sea was calm.\tكان البحر هادئًا.\n", encoding="utf-8")
    seen: dict[str, Any] = {}
    review(
        units, "--host", "0.0.0.0", "--port", "0", "--token", "a-long-enough-token",
        person=lambda session, options: seen.update(options),
    )  # fmt: skip
    assert (seen["host"], seen["port"], seen["token"]) == ("0.0.0.0", 0, "a-long-enough-token")


def test_files_are_told_apart(tmp_path: Path) -> None:
    """Pages and running text are articles; ladders, tables, XCES and TMX are alignments."""
    assert not is_alignment(EXAMPLES / "octopus-season/en.html")
    assert not is_alignment(EXAMPLES / "octopus-season/en.txt")
    assert is_alignment(EXAMPLES / "octopus-season/gold.txt")
    for name, text in (
        ("a.tmx", '<?xml version="1.0"?><tmx version="1.4"></tmx>'),
        ("a.xml", "<cesAlign></cesAlign>"),
        ("a.tsv", "One.\tواحد.\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert is_alignment(tmp_path / name), name


def test_the_journal_lies_beside(tmp_path: Path) -> None:
    """A file's journal is beside it; an address gets one in this folder, named after it."""
    assert journal_path("news/story.html") == Path("news/story.review.jsonl")
    name = journal_path("https://example.org/en/../../etc/passwd?q=1")
    assert name == Path("example.org-en-..-..-etc-passwd-q-1.review.jsonl")


def test_a_pair_knows_where_it_comes_from() -> None:
    """Title and signature come from the articles and the aligner."""
    pages = [read_article(EXAMPLES / f"octopus-season/{code}.html") for code in ("en", "ar")]
    document = review_pair(make_pair(pages[0], pages[1]), align_positions)
    assert document.title == pages[0].title
    assert document.signature.startswith("model:none|split:")
    assert len(document.name) == 16


def test_another_review_is_not_overwritten(review: Review, tmp_path: Path) -> None:
    """Where the journal beside the file is of other texts, the command says so and stops."""
    units = tmp_path / "units.tsv"
    units.write_text("The sea was calm.\tكان البحر هادئًا.\n", encoding="utf-8")
    Journal(tmp_path / "units.review.jsonl", start_review(["a"], ["b"], [])).close()
    with pytest.raises(ValueError, match="other texts"):
        review(units, person=lambda *_: None)
