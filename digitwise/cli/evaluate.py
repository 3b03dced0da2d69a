"""``digitwise evaluate``: how good a model is, how sure, and where it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    model: Annotated[
        str | None,
        typer.Argument(
            help="Run folder, .keras or .onnx file. [default: runs/latest; with --pictures the network that ships]"
        ),
    ] = None,
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
    split: Annotated[str, typer.Option(metavar="[test|train]", help="Which part of the data set.")] = "test",
    save: Annotated[
        Path | None, typer.Option(help="Folder for pictures: confusion, calibration, most confident mistakes.")
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Folder of labeled pictures: single/SOURCE/DIGIT_N.png, multi/SOURCE/TEXT_N.png."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Measure a trained model: accuracy with interval, confusion, precision and recall, calibration, worst mistakes.

    Examples:

    - `digitwise evaluate`  (the latest run)
    - `digitwise evaluate runs/latest --save pictures/`
    - `digitwise evaluate model.onnx --dataset digits --json`
    - `digitwise evaluate --pictures folder/ --save pictures/`
    """
    if pictures is not None:
        _pictures(pictures, model, save, as_json)
        return
    from digitwise.data import load_dataset
    from digitwise.evaluation import summarize
    from digitwise.evaluation.evaluate import evaluate
    from digitwise.plots.report import save_pictures

    chosen = load_dataset(dataset, data)
    report = evaluate(model or "runs/latest", chosen, split=split)
    if save is not None:
        save_pictures(report, chosen.split(split)[0], save)
    print(json.dumps(report.to_dict(), indent=2) if as_json else summarize(report))


def _pictures(folder: Path, model: str | None, save: Path | None, as_json: bool) -> None:
    """Measure on pictures; without a model of one's own, the network that ships with Digitwise."""
    from digitwise.evaluation.contact_sheet import save_contact_sheet
    from digitwise.evaluation.pictures import measure_pictures
    from digitwise.evaluation.pictures_text import summarize_pictures
    from digitwise.reading.reader import Reader

    report = measure_pictures(folder, Reader(model))
    if save is not None:
        save_contact_sheet(report.mistakes, save / "mistakes.png")
    print(json.dumps(report.to_dict(), indent=2) if as_json else summarize_pictures(report))
