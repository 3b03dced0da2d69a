"""``digitwise train``: train a network, evaluate it, keep the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

STOPPED_BY_HAND = 130


def train(
    network: Annotated[str, typer.Option(metavar="[classic|quick|reader]", help="Which network.")] = "classic",
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="[fast|accurate]", help="How quick is trained: fast to 99 %, accurate to 99.5 %. [default: fast]"
        ),
    ] = None,
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="[mnist|digits]", help="Which data set. [default: mnist, or digits where mnist cannot be had]"
        ),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder or file of a data set: IDX, .npz, CSV, or pictures by label.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Number of passes over the training set. [default: 5, or the preset's]")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Number of images for each update of the weights. [default: 128]")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Learning rate. [default: the optimizer's own, or the preset's]")
    ] = None,
    optimizer: Annotated[
        str | None,
        typer.Option(metavar="[adam|rmsprop|sgd|…]", help="Keras optimizer. [default: rmsprop, or the preset's]"),
    ] = None,
    hidden_units: Annotated[
        int | None, typer.Option(help="Number of units in the hidden layer of classic. [default: 512]")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the initial weights and of the order of the images.")] = 0,
    validation_split: Annotated[float, typer.Option(help="Fraction of the training images used for validation.")] = 0.0,
    precision: Annotated[
        str,
        typer.Option(metavar="[float32|bfloat16]", help="bfloat16: faster matrix products where the processor has it."),
    ] = "float32",
    threads: Annotated[
        int | None, typer.Option(help="Number of threads; with 1 a run can be repeated bit for bit. [default: all]")
    ] = None,
    output: Annotated[Path, typer.Option(help="Folder in which the run folder is created.")] = Path("runs"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Train a network on handwritten digits, evaluate it, and keep the run.

    The defaults are the classic programme: 98 % on MNIST's 10,000 test digits after five epochs.

    Examples:

    - `digitwise train`
    - `digitwise train --epochs 1 --batch-size 60000`  (batch gradient descent)
    - `digitwise train --network quick`  (99 % in seconds)
    - `digitwise train --network quick --preset accurate`
    - `digitwise train --optimizer sgd --learning-rate 0.1 --validation-split 0.1`
    - `digitwise train --json > report.json`
    """
    from functools import partial

    from digitwise.imports import hidden
    from digitwise.training.threads import use_threads

    if threads is not None:
        use_threads(threads)

    with hidden("sklearn", "matplotlib.pyplot", "cv2"):
        from digitwise import networks
    from digitwise.data import load_dataset
    from digitwise.training.train import train

    run = train(
        network if hidden_units is None else partial(networks.build, network, hidden_units=hidden_units),
        load_dataset(dataset, data),
        preset=preset,
        epochs=epochs,
        batch_size=batch_size,
        optimizer=optimizer,
        learning_rate=learning_rate,
        seed=seed,
        validation_split=validation_split,
        precision=precision,
        output=output,
    )
    print(json.dumps(run.to_dict(), indent=2) if as_json else run.summary(), flush=True)
    if run.folder and not as_json:
        _say_what_next(run.folder)
    if run.stopped:
        raise typer.Exit(STOPPED_BY_HAND)


def _say_what_next(folder: Path) -> None:
    """What can be done with the run, as the commands are typed here."""
    import logging

    from digitwise.cli.naming import own_name
    from digitwise.models.run_pointer import LATEST

    own, log = own_name(), logging.getLogger("digitwise")
    latest = folder.parent / LATEST
    log.info("Next      %s evaluate %s", own, latest)
    log.info("          %s read PICTURE --model %s", own, latest)
    log.info("          %s serve --model %s", own, latest)
