"""``digitwise table``: ruled sheets to tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitwise.text import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digitwise.errors import PictureError
    from digitwise.forms import Table, TableReader
    from digitwise.forms.form import Form
    from digitwise.forms.result import RefusedSheet
    from digitwise.reading.picture.inputs import Input


def table(
    sheets: Annotated[
        list[str],
        typer.Argument(metavar="SCAN...", help="Files, folders, patterns, PDF, - for standard input; table folders."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(help="Write marks.xlsx, .csv, .parquet or .json, or a folder to review, marks.table."),
    ] = None,
    form: Annotated[Path | None, typer.Option(help="What the sheets are: a file that `digitwise form` made.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    target_error: Annotated[
        float, typer.Option(min=0, max=1, help="Share of wrong cells expected among those that are not doubtful.")
    ] = 0.005,
    model: Annotated[
        str | None, typer.Option(help="Run folder or .onnx file. [default: the network that ships with Digitwise]")
    ] = None,
    hand: Annotated[
        Path | None,
        typer.Option(help="Table folder whose writer wrote these sheets too. [default: that of --output]"),
    ] = None,
    no_hand: Annotated[bool, typer.Option("--no-hand", help="Read as if anybody had written it.")] = False,
) -> None:
    """Read the cells of ruled sheets: numbers, and which cells are empty, marked, struck out or unreadable.

    Printed tables have a tab between cells; `?` follows what is doubtful. Ends with 1 if nothing could be read, with 3
    if some sheets could not. After Ctrl-C the sheet under way is finished, what was read
    is kept, and the exit code is 130.

    Examples:

    - `digitwise table marks.png --output marks.xlsx`
    - `digitwise table scans/ --output marks.csv`
    - `digitwise table register.pdf --json`
    - `digitwise table scans/ --form marks.form.json --output marks.xlsx`
    - `digitwise table scans/ --output marks.table`
    - `digitwise table marks.table --output marks.xlsx`
    - `digitwise table more/ --hand marks.table --output more.xlsx`
    """
    from digitwise.forms import TableReader
    from digitwise.forms.form_file import load_form
    from digitwise.forms.output.write import check_format
    from digitwise.forms.result import RefusedSheet
    from digitwise.forms.review import check_folder, is_table_folder
    from digitwise.interrupts import EXIT_CODE, Interruption
    from digitwise.reading.picture.inputs import expand

    if output is not None and is_table_folder(output):
        check_folder(output)
    elif output is not None:
        check_format(output)
    folders = [Path(name) for name in sheets if name != "-" and is_table_folder(Path(name))]
    if folders:
        _reviewed(folders, len(sheets) > len(folders) or form is not None, output, as_json, not no_hand)
        return
    known = None if form is None else load_form(form)
    inputs = list(expand(sheets))
    tables: list[Table] = []
    refused: list[RefusedSheet] = []
    taught = None if no_hand else _hand_of(hand, output)
    with Interruption() as interruption:
        for given, found in _read(inputs, TableReader(model, target_error, hand=taught), known):
            if isinstance(found, Exception):
                refused.append(RefusedSheet(given.name, found.code, str(found)))
                say(f"{given.name}: {found} ({found.code})")
            else:
                tables.append(found)
                interruption.keep()
                _say(found)
            if interruption.heard:
                done = len(tables) + len(refused)
                say(f"stopped: {done} of {len(inputs)} sheets were read, and are kept")
                break
    if output is not None and tables:
        _write(tables, output, target_error, refused)
    _print(tables, as_json, output, refused)
    if interruption.heard:
        raise typer.Exit(EXIT_CODE)
    if refused:
        raise typer.Exit(3 if tables else 1)


def _hand_of(named: Path | None, output: Path | None) -> Path | None:
    """The hand that was taught in a table folder: the one that is named, or the one that is added to."""
    from digitwise.errors import UsageError
    from digitwise.forms.review import is_free, is_table_folder, open_folder
    from digitwise.reading.recognition.hand import load_hand

    folder = named or (output if output is not None and is_table_folder(output) else None)
    if folder is None or (named is None and is_free(folder)):
        return None
    path = open_folder(folder).hand
    if not path.exists():
        if named is None:
            return None
        raise UsageError(f"{folder} has no hand: `digitwise review {folder} --teach` teaches it, if it helps")
    words = f"read with the hand of {folder}: {load_hand(path).sentence}; --no-hand reads without it"
    say(words)
    return path


def _reviewed(folders: list[Path], others: bool, output: Path | None, as_json: bool, with_hand: bool) -> None:
    """Table folders with what was decided about them."""
    from digitwise.errors import UsageError
    from digitwise.forms.review import is_table_folder, look_at

    if others or (output is not None and is_table_folder(output)):
        raise UsageError(
            f"{folders[0]} is a table folder, whose sheets are read already: expected neither scans nor --form beside "
            "it, and an --output that is a file; nothing was read"
        )
    tables = []
    for folder in folders:
        review = look_at(folder, with_hand=with_hand)
        decided = review.merged()
        tables += decided
        say(f"{folder}: {review.report.to_text()}")
        for found, before in zip(decided, review.tables, strict=True):
            for warning in found.warnings[len(before.warnings) :]:
                say(f"{found.source}: {warning}")
    if output is not None:
        _write(tables, output)
    _print(tables, as_json, output)


def _write(tables: list[Table], output: Path, target_error: float = 0.0, refused: Sequence[RefusedSheet] = ()) -> None:
    from digitwise.forms.output import write_tables
    from digitwise.forms.review import is_table_folder, make_folder

    if not is_table_folder(output):
        write_tables(tables, output, refused)
    else:
        folder = make_folder(output, target_error)
        with folder.locked():
            _, twice = folder.add(tables)
        for table in twice:
            say(f"{table.source}: this sheet is in {output} already, and stays as it was")
    say(f"wrote {output}")


def _read(inputs: list[Input], reader: TableReader, form: Form | None) -> Iterator[tuple[Input, Table | PictureError]]:
    from tqdm import tqdm

    from digitwise.errors import PictureError
    from digitwise.forms.repeated import SeenSheets

    seen = SeenSheets()
    hidden = len(inputs) < 2 or not sys.stderr.isatty()
    for given in tqdm(inputs, unit="sheet", disable=hidden):
        try:
            if isinstance(given.source, PictureError):
                raise given.source
            found = reader.read(given.source, Path(given.name).name, form)
            seen.add(found)
            yield given, found
        except PictureError as error:
            yield given, error


def _say(found: Table) -> None:
    """What was found, in a line."""
    counts = {
        outcome: sum(cell.outcome == outcome for cell in found.cells)
        for outcome in ("number", "empty", "mark", "struck_out", "unreadable", "label")
    }
    words = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.items() if count)
    say(
        f"{found.source}: {len(found.cells)} cells in {len(found.grids)} grid"
        f"{'' if len(found.grids) == 1 else 's'} ({words}); {len(found.doubtful)} to look at"
    )
    for warning in found.warnings:
        say(f"{found.source}: {warning}")


def _print(tables: list[Table], as_json: bool, output: Path | None, refused: Sequence[RefusedSheet] = ()) -> None:
    from digitwise.forms.result import tables_to_dict

    if as_json:
        print(json.dumps(tables_to_dict(tables, refused), indent=2))
    elif output is None:
        print("\n\n".join(found.to_text() for found in tables))
