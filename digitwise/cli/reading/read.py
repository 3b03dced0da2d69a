"""``digitwise read``: pictures to numbers."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digitwise.cli.reading.pictures import Recorder, draw, file_names, is_one_picture
from digitwise.cli.reading.printing import Printer, finish, print_document, write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from digitwise.reading import Reading
    from digitwise.reading.picture.inputs import Input
    from digitwise.workers.batches import ReadSettings

    ReadMany = Callable[[Iterable[Any], list[str]], Iterator[Reading]]


def read(
    pictures: Annotated[
        list[str], typer.Argument(metavar="PICTURE...", help="Files, folders, patterns, PDF, or - for standard input.")
    ],
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="Also read the folders within folders.")] = False,
    single: Annotated[bool, typer.Option("--single", help="There is exactly one digit: its best guess.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table, a row for each number.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write numbers.csv, .json or .txt in place of printing.")] = None,
    annotated: Annotated[
        Path | None, typer.Option(help="Write the picture with boxes and readings; a folder for several pictures.")
    ] = None,
    stages: Annotated[Path | None, typer.Option(help="Folder for a picture of what every step made.")] = None,
    explain: Annotated[
        Path | None, typer.Option(help="Folder for the same, with every hypothesis and its cost as text and JSON.")
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Flag digits below this confidence as doubtful. [default: the model's own]"),
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
    - `digitwise read scans/ --output numbers.csv`
    - `digitwise read note.jpg --annotated seen.png --stages steps/`
    - `digitwise read form.png --explain why/`
    - `cat digit.png | digitwise read - --single --json`
    """
    from digitwise.errors import UsageError
    from digitwise.workers.batches import ReadSettings

    if as_json + as_csv + (output is not None) > 1:
        raise UsageError("--json, --csv and --output are forms of one output; give one of them")
    if output is not None:
        from digitwise.reading.output.files import check_format

        check_format(output)
    settings = ReadSettings(single, min_confidence=min_confidence, model=model)
    readings: list[Reading] = []
    with _opened(pictures, recursive, settings, guarded) as (inputs, read_many):
        several = len(inputs) > 1
        alone = annotated is not None and is_one_picture(annotated, len(inputs))
        record, printer = Recorder({stages: False, explain: True}, settings), Printer(several)
        for name, (given, reading) in zip(file_names(inputs), _with_progress(inputs, read_many), strict=True):
            if annotated is not None:
                draw(given, reading, annotated if alone else annotated / f"{name}.png")
            record.write(given, reading, name if several else "")
            readings.append(reading)
            if not (as_json or as_csv or output):
                printer.write(reading)
    if output is not None:
        write_file(readings, output)
    elif as_json or as_csv:
        print_document(readings, as_json)
    else:
        printer.explain(readings)
    finish(readings)


@contextmanager
def _opened(
    pictures: list[str], recursive: bool, settings: ReadSettings, guarded: bool | None
) -> Iterator[tuple[list[Input], ReadMany]]:
    """What there is to read, and what reads it: this process, or those that a picture may crash."""
    from digitwise.reading.picture.inputs import expand

    # Whoever names a folder has not looked at every picture in it.
    if guarded or (guarded is None and any(os.path.isdir(name) for name in pictures)):  # noqa: PTH112
        from digitwise.workers.guarded_reader import GuardedReader

        with GuardedReader(settings) as apart:
            yield list(expand(pictures, recursive, apart.count_pages)), apart.read_many
        return
    from digitwise.reading.reader import Reader

    reader = Reader(settings.model, settings.min_confidence)
    yield list(expand(pictures, recursive)), lambda sources, names: reader.read_many(sources, settings.single, names)


def _with_progress(inputs: list[Input], read_many: ReadMany) -> Iterator[tuple[Input, Reading]]:
    import sys

    readings: Iterable[Reading] = read_many((given.source for given in inputs), [given.name for given in inputs])
    if len(inputs) > 1 and sys.stderr.isatty():
        from tqdm import tqdm

        readings = tqdm(readings, total=len(inputs), unit="picture", leave=False, dynamic_ncols=True)
    yield from zip(inputs, readings, strict=True)
