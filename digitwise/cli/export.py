"""``digitwise export``: a trained model as files that others can use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; made if missing.")],
    model: Annotated[str, typer.Option(help="Run folder or .keras file.")] = "runs/latest",
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="[keras|onnx]", help="Which file; may be given again. [default: both]"),
    ] = None,
) -> None:
    """Write the models of a run elsewhere: `model.keras`, and `model.onnx` with its card.

    Examples:

    - `digitwise export handover/`
    - `digitwise export handover/ --model runs/2026-01-31-classic-1 --format onnx`
    """
    from digitwise.exporting import FORMATS, export

    for path in export(model, folder, tuple(formats or FORMATS)):
        print(path)
