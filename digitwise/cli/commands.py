"""All commands. Heavy libraries are imported inside those that need them, so every ``--help`` answers at once."""

from __future__ import annotations

import logging
import signal
import sys
from typing import Annotated

import typer

from digitwise.cli.data import data
from digitwise.cli.doctor import doctor
from digitwise.cli.evaluate import evaluate
from digitwise.cli.export import export
from digitwise.cli.forms.form import form
from digitwise.cli.forms.review import review
from digitwise.cli.forms.table import table
from digitwise.cli.group import Group
from digitwise.cli.jobs import jobs
from digitwise.cli.lesson import lesson
from digitwise.cli.read import read
from digitwise.cli.serve import serve
from digitwise.cli.show import show
from digitwise.cli.train import train
from digitwise.text import plain
from digitwise.version import __version__

ENDS_IN_ORDER = ("serve", "review", "form", "jobs")
"""Commands that have processes of their own to end, and do so at Ctrl-C."""

app = typer.Typer(
    name="digitwise",
    cls=Group,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"digitwise {__version__}")
        raise typer.Exit


class _Plain(logging.Formatter):
    """What is said may hold the name of a file, and that anything."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(record.getMessage())


@app.callback()
def digitwise(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing beside the result.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Train a neural network on handwritten digits, see how it thinks, and read handwriting with it."""
    if context.invoked_subcommand in ENDS_IN_ORDER:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    logger = logging.getLogger("digitwise")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.WARNING if quiet else logging.INFO)


for command in (train, evaluate, export, show, read, table, review, serve, doctor):
    app.command()(command)
app.add_typer(data, name="data")
app.add_typer(lesson, name="lesson")
app.add_typer(form, name="form")
app.add_typer(jobs, name="jobs")
