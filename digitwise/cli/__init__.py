"""The command line: each command parses, calls one library function, prints.

Results go to standard output, everything else to standard error. Heavy libraries are imported inside the commands
that need them, so every ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import Annotated

import typer

from digitwise.cli.data import data
from digitwise.cli.doctor import doctor
from digitwise.cli.evaluate import evaluate
from digitwise.cli.export import export
from digitwise.cli.jobs import jobs
from digitwise.cli.read import read
from digitwise.cli.serve import serve
from digitwise.cli.show import show
from digitwise.cli.train import train
from digitwise.errors import DigitwiseError
from digitwise.version import __version__

OBJECTS_BEFORE_COLLECTION = 20_000
"""How many new objects make Python look for garbage among them. With its own 700 a training looked through everything
that Keras and JAX consist of again and again while they were imported: a quarter of their import."""

app = typer.Typer(
    name="digitwise",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"digitwise {__version__}")
        raise typer.Exit


@app.callback()
def digitwise(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing beside the result.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Train a neural network on handwritten digits, see how it thinks, and read handwriting with it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("digitwise")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.WARNING if quiet else logging.INFO)


for command in (train, evaluate, export, show, read, serve, doctor):
    app.command()(command)
app.add_typer(data, name="data")
app.add_typer(jobs, name="jobs")


def main() -> None:
    """Run the command line; an error of ours is one line on standard error and its exit code."""
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    try:
        app()
    except DigitwiseError as error:
        if "--debug" in sys.argv:
            raise
        print(f"digitwise: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("digitwise: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        # The process ends here; a last look for garbage in all of JAX would take another half second.
        gc.freeze()
