"""The command that serves a memory: serve."""

from typing import Annotated

import typer

from corpora.terminal import say
from tm.commands.arguments import MemoryFile

app = typer.Typer(rich_markup_mode=None)


@app.command()
def serve(
    memory: MemoryFile,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8888,
    token: Annotated[
        str,
        typer.Option(
            envvar="MUWAZI_TOKEN",
            show_default=False,
            help="What every request must send; needed where others can reach the host.",
        ),
    ] = "",
) -> None:
    """Serve a memory to CAT tools over HTTP, until Ctrl-C; nothing is ever written.

    It speaks the protocol of amaGama and tmserver, which Virtaal, Weblate and Okapi know, and a
    JSON API of its own.

    \b
    Examples:
      muwazi tm serve memory.db
      MUWAZI_TOKEN=… muwazi tm serve memory.db --host 0.0.0.0 --port 8080
    """
    from tm.serve import serve as run

    run(
        memory,
        host=host,
        port=port,
        token=token,
        ready=lambda address: say(f"serving {memory} at {address}; Ctrl-C ends it"),
    )
