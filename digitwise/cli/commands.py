"""All commands. Each is imported and built when it is asked for, so that one does not pay for the others; heavy
libraries are imported inside those that need them, so every ``--help`` answers at once."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import typer
import typer.main

from digitwise.cli.group import Command, Group
from digitwise.interrupts import end_in_order
from digitwise.text import plain
from digitwise.version import __version__

HOMES = {
    "train": "digitwise.cli.train",
    "evaluate": "digitwise.cli.evaluate",
    "export": "digitwise.cli.export",
    "show": "digitwise.cli.show",
    "read": "digitwise.cli.reading.read",
    "table": "digitwise.cli.forms.table",
    "review": "digitwise.cli.forms.review",
    "serve": "digitwise.cli.serve",
    "doctor": "digitwise.cli.doctor",
    "data": "digitwise.cli.data",
    "lesson": "digitwise.cli.lesson",
    "form": "digitwise.cli.forms.form",
    "jobs": "digitwise.cli.jobs",
}
"""The commands in the order of the help, and the modules in which they, or groups of them, have their name."""

MARKUP: Literal["markdown"] = "markdown"
"""How help is written."""

ENDS_IN_ORDER = ("serve", "review", "form", "jobs")
"""Commands that have processes of their own to end, and do so at Ctrl-C."""


class _Commands(Mapping[str, Any]):
    """The commands by their names, each built at its first use."""

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = _build(name)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(HOMES)

    def __len__(self) -> int:
        return len(HOMES)


class AllCommands(Group):
    """The group of all commands, of which none is imported before it is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": _Commands()})


app = typer.Typer(
    name="digitwise",
    cls=AllCommands,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
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
        end_in_order()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    logger = logging.getLogger("digitwise")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.WARNING if quiet else logging.INFO)


def _build(name: str) -> Any:
    """Import a command or a group of commands, and build it alone: the others stay unimported."""
    home = getattr(importlib.import_module(HOMES[name]), name)
    only = typer.Typer(rich_markup_mode=MARKUP)
    if isinstance(home, typer.Typer):
        only.add_typer(home, name=name)
    else:
        only.command(name, cls=Command)(home)
    return typer.main.get_group(only).commands[name]
