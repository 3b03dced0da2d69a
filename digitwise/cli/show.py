"""``digitwise show``: digits of a data set, as pictures or as the matrix of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def show(
    indices: Annotated[
        list[int] | None, typer.Argument(help="Which images, counted from 0. [default: the first ten]")
    ] = None,
    split: Annotated[str, typer.Option(metavar="[train|test]", help="Which part of the data set.")] = "train",
    matrix: Annotated[bool, typer.Option("--matrix", help="Print the numbers 0–255, unabridged.")] = False,
    rows: Annotated[str, typer.Option(help="Which rows of pixels, as a Python slice.")] = ":",
    columns: Annotated[str, typer.Option(help="Which columns of pixels, as a Python slice.")] = ":",
    save: Annotated[Path | None, typer.Option(help="Also write a picture: .png, .pdf, .svg.")] = None,
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="[mnist|digits]",
            help="Which data set. [default: mnist, or digits where mnist cannot be downloaded]",
        ),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder or file of a data set: IDX, .npz, CSV, or pictures by label.")
    ] = None,
) -> None:
    """Show digits of a data set, side by side, each with its index and label.

    In a color terminal they are drawn in grays; in a file or a pipe, and with NO_COLOR, in plain characters.

    Examples:

    - `digitwise show 7 18 8`
    - `digitwise show 7 18 8 --save digits.png`
    - `digitwise show 1 --matrix`
    - `digitwise show 1 --matrix --rows 14: --columns 14:`
    - `digitwise show --split test --dataset digits`
    """
    from digitwise.data import load_dataset
    from digitwise.showing import parse_slice, show

    cuts = parse_slice(rows, "--rows"), parse_slice(columns, "--columns")
    chosen = load_dataset(dataset, data)
    show(indices or None, chosen, split=split, rows=cuts[0], columns=cuts[1], matrix=matrix, save=save)
