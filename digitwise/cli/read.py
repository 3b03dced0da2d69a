"""``digitwise read``: pictures to numbers."""

from __future__ import annotations

import itertools
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console

    from digitwise.reading import Reading
    from digitwise.reading.picture.inputs import Input
    from digitwise.workers.batches import How

    ReadMany = Callable[[Iterable[Any], list[str]], Iterator[Reading]]


ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")
LONGEST_NAME = 60
"""Characters, of up to four bytes each, of a name that is made of that of a picture; systems take 255 bytes."""


def read(
    pictures: Annotated[
        list[str], typer.Argument(metavar="PICTURE...", help="Files, folders, patterns, PDF, or - for standard input.")
    ],
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Also read the folders within folders.")] = False,
    single: Annotated[bool, typer.Option("--single", help="There is exactly one digit: its best guess.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table, a row for each number.")] = False,
    annotated: Annotated[
        Path | None, typer.Option(help="Write the picture with boxes and readings; a folder for several pictures.")
    ] = None,
    stages: Annotated[Path | None, typer.Option(help="Folder for a picture of what every step made.")] = None,
    explain: Annotated[
        Path | None, typer.Option(help="Folder for the same, with every hypothesis and its cost as text and JSON.")
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0, max=1, help="Below it a digit is doubtful. [default: the model's own]")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Run folder or .onnx file. [default: the network that ships with Digitwise]")
    ] = None,
    guarded: Annotated[
        bool | None,
        typer.Option(
            "--guarded/--unguarded",
            help="Read in processes that a picture may crash or hang without harm. [default: guarded for folders]",
        ),
    ] = None,
) -> None:
    """Read handwritten numbers: a line of text for each line of writing.

    `□` is an empty box. With several pictures each line starts with the name and a tab. In a terminal doubtful digits
    are underlined; in a file or a pipe there is nothing but the text. Ends with 1 if nothing could be read, with 3 if
    some pictures could not.

    Examples:

    - `digitwise read note.jpg`
    - `digitwise read scans/ --csv > numbers.csv`
    - `digitwise read note.jpg --annotated seen.png --stages steps/`
    - `digitwise read form.png --explain why/`
    - `cat digit.png | digitwise read - --single --json`
    """
    from digitwise.errors import UsageError
    from digitwise.workers.batches import How

    if as_json and as_csv:
        raise UsageError("--json and --csv are two forms of one output; give one of them")
    how = How(single, min_confidence=min_confidence, model=model)
    readings: list[Reading] = []
    with _opened(pictures, recursive, how, guarded) as (inputs, read_many):
        several = len(inputs) > 1
        alone = annotated is not None and _is_one_picture(annotated, len(inputs))
        record, printer = _Recorder({stages: False, explain: True}, how), _Printer(several)
        for name, (given, reading) in zip(_file_names(inputs), _with_progress(inputs, read_many), strict=True):
            if annotated is not None:
                _draw(given, reading, annotated if alone else annotated / f"{name}.png")
            record.write(given, reading, name if several else "")
            readings.append(reading)
            if not (as_json or as_csv):
                printer.write(reading)
    if as_json or as_csv:
        _print_document(readings, as_json)
    else:
        printer.explain(readings)
    _finish(readings)


@contextmanager
def _opened(
    pictures: list[str], recursive: bool, how: How, guarded: bool | None
) -> Iterator[tuple[list[Input], ReadMany]]:
    """What there is to read, and what reads it: this process, or those that a picture may crash."""
    from digitwise.reading.picture.inputs import expand

    # Whoever names a folder has not looked at every picture in it.
    if guarded or (guarded is None and any(os.path.isdir(name) for name in pictures)):  # noqa: PTH112
        from digitwise.workers.guarded_reader import GuardedReader

        with GuardedReader(how) as apart:
            yield list(expand(pictures, recursive, apart.count_pages)), apart.read_many
        return
    from digitwise.reading.reader import Reader

    reader = Reader(how.model, how.min_confidence)
    yield list(expand(pictures, recursive)), lambda sources, names: reader.read_many(sources, how.single, names)


def _with_progress(inputs: list[Input], read_many: ReadMany) -> Iterator[tuple[Input, Reading]]:
    import sys

    readings: Iterable[Reading] = read_many((given.source for given in inputs), [given.name for given in inputs])
    if len(inputs) > 1 and sys.stderr.isatty():
        from tqdm import tqdm

        readings = tqdm(readings, total=len(inputs), unit="picture", leave=False, dynamic_ncols=True)
    yield from zip(inputs, readings, strict=True)


class _Printer:
    """Prints readings as text: for a person in a terminal with what is doubtful, for a program as it is."""

    def __init__(self, several: bool) -> None:
        self._several = several
        self._console = _terminal()
        self._styled = self._console is not None and not self._console.is_dumb_terminal

    def write(self, reading: Reading) -> None:
        """Print one reading, above the bar that says how far the others are."""
        from digitwise.text import plain

        if not reading.ok:
            return
        name = f"{plain(str(reading.source))}\t" if self._several else ""
        if self._console is None:
            for line in reading.text.split("\n"):
                print(f"{name}{line}")
            return
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


def _print_document(readings: list[Reading], as_json: bool) -> None:
    from digitwise.reading import readings_to_dict
    from digitwise.reading.output.csv_rows import to_csv

    print(json.dumps(readings_to_dict(readings), indent=2) if as_json else to_csv(readings))


def _is_one_picture(annotated: Path, count: int) -> bool:
    """Whether ``--annotated`` names a picture and no folder; what it cannot be is refused before anything is read."""
    from digitwise.errors import UsageError

    if not annotated.suffix or annotated.is_dir():
        return False
    if annotated.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"--annotated {annotated} ends with {annotated.suffix}, expected {', '.join(ENDINGS)}, or a folder"
        )
    if count > 1:
        raise UsageError(f"--annotated {annotated} is one file, and there are {count} pictures; name a folder")
    return True


def _draw(given: Input, reading: Reading, path: Path) -> None:
    from digitwise.reading.output.drawing import annotate, save_png

    if reading.ok:
        save_png(annotate(given.source, reading), path)


class _Recorder:
    """Writes what every step made of a picture, with the costs of all hypotheses where that is asked for."""

    def __init__(self, folders: dict[Path | None, bool], how: How) -> None:
        self._folders = {folder: explained for folder, explained in folders.items() if folder is not None}
        self._how, self._reader = how, None
        if self._folders:
            from digitwise.reading.reader import Reader

            self._reader = Reader(how.model, how.min_confidence)

    def write(self, given: Input, reading: Reading, name: str) -> None:
        """Write what was made of one picture that could be read."""
        if self._reader is None or not reading.ok:
            return
        from digitwise.reading.output.explanation import save_explanation
        from digitwise.reading.output.stages import save_stages
        from digitwise.reading.trace import Trace

        trace = Trace()
        # Kept for one picture at a time: many are read, and a trace is as large as its picture several times over.
        self._reader.read(given.source, self._how.single, trace)
        for folder, explained in self._folders.items():
            save = save_explanation if explained else save_stages
            save(given.source, trace, folder / name)


def _file_names(inputs: list[Input]) -> Iterator[str]:
    """A name for what is written of each picture, no two alike, and none longer than a name may be.

    It is that of the picture without its ending, which is to be another; a page keeps its number.
    """
    from digitwise.text import plain

    used: set[str] = set()
    for given in inputs:
        path, page, number = given.name.rpartition("#")
        whole = path if page and number.isdecimal() else given.name
        bare = whole.removesuffix(Path(whole).suffix) + (f"-{number}" if whole == path else "")
        name = plain(bare).replace("/", "_").replace("\\", "_")[-LONGEST_NAME:]
        numbered = itertools.chain([name], (f"{name}-{again}" for again in itertools.count(2)))
        # Some file systems take small letters and capitals for the same.
        free = next(one for one in numbered if one.casefold() not in used)
        used.add(free.casefold())
        yield free


def _finish(readings: list[Reading]) -> None:
    """What went wrong on standard error, and the exit code that says so."""
    import sys

    from digitwise.text import plain

    refused = [reading for reading in readings if not reading.ok]
    for reading in readings:
        for warning in reading.warnings:
            print(plain(f"digitwise: {reading.source}: {warning}"), file=sys.stderr)
    for reading in refused:
        print(plain(f"digitwise: {reading.source}: {reading.message} ({reading.code})"), file=sys.stderr)
    if refused:
        raise typer.Exit(1 if len(refused) == len(readings) else 3)
