"""The memory's commands: `muwazi tm …`."""

import typer

from tm.commands.clean import app as clean_app
from tm.commands.exchange import app as exchange_app
from tm.commands.fill import app as fill_app
from tm.commands.measure import app as measure_app
from tm.commands.search import app as search_app
from tm.commands.serve import app as serve_app

app = typer.Typer(name="tm", rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def about() -> None:
    """Fill, search, clean, measure and hand on a translation memory.

    A memory is one SQLite file. Units that a person rejected are in it, and are never shown.

    \b
    Example:
      muwazi tm add memory.db story.tmx
      muwazi tm lookup memory.db "The council met on Monday."
    """


for part in (fill_app, search_app, clean_app, measure_app, exchange_app, serve_app):
    app.add_typer(part)
