"""``digitwise lesson``: record what the learning page shows, and take the page away as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digitwise.cli.group import Group
from digitwise.text import say

lesson = typer.Typer(cls=Group, help="Record what the learning page shows, and take the page away as files.")


@lesson.command()
def record(
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer comparisons, of fewer images: two minutes instead of ten.")
    ] = False,
    output: Annotated[Path, typer.Option(help="Folder of the recording.")] = Path("lesson"),
    seed: Annotated[int, typer.Option(help="First weights and order of the images follow from it.")] = 0,
    dataset: Annotated[
        str | None, typer.Option(help="mnist or digits. [default: mnist, or digits where mnist cannot be downloaded]")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of IDX files, or an .npz file as Keras has it.")] = None,
) -> None:
    """Train the classic network and record every figure of the learning page.

    The package ships such a recording; make one of your own to see another seed, or other digits. No image of the data
    is in it.

    Examples:

    - `digitwise lesson record --quick`
    - `digitwise lesson record --seed 1 --output seed-1`
    - `digitwise serve --lesson seed-1`
    """
    from digitwise.data import load_dataset
    from digitwise.lesson.record import record

    recording = record(output, load_dataset(dataset, data), quick=quick, seed=seed)
    print(f"Run {recording.manifest['run']}: {recording.manifest['test_accuracy']:.2%} right on the test images")
    print(f"Recorded in {recording.folder}; 'digitwise serve --lesson {recording.folder}' shows it")


@lesson.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder for the page; it must not exist, or hold an export.")],
    single_file: Annotated[
        bool, typer.Option("--single-file", help="Only lesson.html, one file that opens from the disk.")
    ] = False,
    recording: Annotated[
        Path | None, typer.Option(help="A recording of your own. [default: the one that ships]")
    ] = None,
) -> None:
    """Write the learning page as files that any web server can hand out, and as one file that needs none.

    `index.html` with `static/` beside it works at any address. `lesson.html` has everything inside it and opens from
    the disk. `questions.html` is a sheet to print, the answers on a page of their own.

    Examples:

    - `digitwise lesson export site`
    - `digitwise lesson export handout --single-file`
    - `digitwise lesson export site --recording seed-1`
    """
    from digitwise.lesson.export.folder import export
    from digitwise.lesson.recording import SHIPPED

    for path in export(folder, recording or SHIPPED, single_file=single_file):
        print(path)
    # Browsers load no modules from the disk.
    served = "" if single_file else f"; index.html needs a web server, such as 'python -m http.server -d {folder}'"
    say(f"lesson.html opens from the disk{served}")
