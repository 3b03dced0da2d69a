"""What `digitwise read` prints and writes: text, a document, warnings, and the exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from digitwise.text import say

if TYPE_CHECKING:
    from rich.console import Console

    from digitwise.reading import Reading


class Printer:
    """Prints readings as text: for a person in a terminal with what is doubtful, for a program as it is."""

    def __init__(self, several: bool) -> None:
        self._several = several
        self._console = _terminal()
        self._styled = self._console is not None and not self._console.is_dumb_terminal

    def write(self, reading: Reading) -> None:
        """Print one reading, above the bar that says how far the others are."""
        from digitwise.reading.output.files import lines_of
        from digitwise.text import plain

        if self._console is None:
            for line in lines_of(reading, self._several):
                print(line)
            return
        if not reading.ok:
            return
        name = f"{plain(str(reading.source))}\t" if self._several else ""
        from tqdm import tqdm

        from digitwise.reading.output.terminal import marked_lines

        with tqdm.external_write_mode():
            for words in marked_lines(reading, self._styled):
                self._console.print(name, words, sep="")

    def explain(self, readings: list[Reading]) -> None:
        """Say how doubtful digits are marked, where there are any."""
        if self._console is None:
            return
        import logging

        from digitwise.reading.output.terminal import legend

        if sentence := legend(readings, self._styled):
            logging.getLogger("digitwise").info(sentence)


def _terminal() -> Console | None:
    """What prints to a terminal, or to what passes for one; None where there is none, and styles need not be loaded."""
    import sys

    if not sys.stdout.isatty() and not {"FORCE_COLOR", "TTY_COMPATIBLE"} & set(os.environ):
        return None
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    return console if console.is_terminal else None


def print_document(readings: Sequence[Reading], as_json: bool) -> None:
    """Print all readings as one JSON document, or as CSV."""
    from digitwise.reading.output.csv_rows import to_csv
    from digitwise.reading.output.files import to_json

    print(to_json(readings) if as_json else to_csv(readings))


def write_file(readings: Sequence[Reading], output: Path) -> None:
    """Write what was read; of pictures that could not be read at all there is no file."""
    from digitwise.reading.output.files import write_readings

    if any(reading.ok for reading in readings):
        write_readings(readings, output)
        say(f"wrote {output}")


def finish(readings: Sequence[Reading]) -> None:
    """What went wrong on standard error, and the exit code that says so."""
    refused = [reading for reading in readings if not reading.ok]
    for reading in readings:
        for warning in reading.warnings:
            say(f"{reading.source}: {warning}")
    for reading in refused:
        say(f"{reading.source}: {reading.message} ({reading.code})")
    if refused:
        raise typer.Exit(1 if len(refused) == len(readings) else 3)
