"""``digitwise train``: train a network, evaluate it, keep the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from digitwise.training.run import Run

BESIDE = ("as_json", "data", "output", "threads")
"""Options that may stand beside ``--resume`` and ``--repeat``."""


def train(
    context: typer.Context,
    network: Annotated[str, typer.Option(metavar="[classic|quick|reader]", help="Which network.")] = "classic",
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="[fast|accurate|record]",
            help="How quick is trained: fast to 99 %, accurate to 99.5 %, record as far as it goes. [default: fast]",
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
        str | None,
        typer.Option(
            metavar="[float32|bfloat16]",
            help="bfloat16: faster matrix products where the processor has it. [default: float32, or the preset's]",
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(help="Number of threads; with 1 a run can be repeated bit for bit. [default: all]")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Go on with a training that was killed: runs/unfinished/….")
    ] = None,
    repeat: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Do the training of a run again, and compare.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Folder in which the run folder is created.")] = Path("runs"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Train a network on handwritten digits, evaluate it, and keep the run.

    The defaults are the classic program: 98 % on MNIST's 10,000 test digits after five epochs.

    Examples:

    - `digitwise train`
    - `digitwise train --epochs 1 --batch-size 60000`  (batch gradient descent)
    - `digitwise train --network quick`  (99 % in seconds)
    - `digitwise train --network quick --preset accurate`
    - `digitwise train --network quick --preset record`  (takes minutes)
    - `digitwise train --optimizer sgd --learning-rate 0.1 --validation-split 0.1`
    - `digitwise train --json > report.json`
    - `digitwise train --repeat runs/latest`
    - `digitwise train --resume runs/unfinished/2026-01-31-classic-1`
    """
    from digitwise.imports import hidden
    from digitwise.training.threads import use_threads

    _check_alone(context, "resume", "repeat")
    if threads is None and (resume or repeat):
        threads = _threads_of(resume, repeat)
    if threads is not None:
        use_threads(threads)

    with hidden("sklearn", "matplotlib.pyplot", "cv2"):
        from digitwise import networks  # noqa: F401 (Keras, for the first time, without what it can do without)
    if resume or repeat:
        run, words = _again(resume, repeat, data, output if _is_given(context, "output") else None)
    else:
        from digitwise.data import load_dataset
        from digitwise.training.train import train

        words = ""
        run = train(
            network,
            # An invalid name is refused before data are looked for, which may take a fetch.
            load_dataset(dataset, data) if dataset else data,
            preset=preset,
            epochs=epochs,
            batch_size=batch_size,
            optimizer=optimizer,
            learning_rate=learning_rate,
            seed=seed,
            validation_split=validation_split,
            precision=precision,
            options=None if hidden_units is None else {"hidden_units": hidden_units},
            output=output,
        )
    print(json.dumps(run.to_dict(), indent=2) if as_json else run.summary() + words, flush=True)
    if run.folder and not as_json:
        _say_what_next(run.folder)
    if run.stopped:
        from digitwise.interrupts import EXIT_CODE

        raise typer.Exit(EXIT_CODE)


def _again(resume: Path | None, repeat: Path | None, data: Path | None, output: Path | None) -> tuple[Run, str]:
    """Go on with a training, or do one again; the run, and how far it agrees with the one it repeats."""
    from digitwise.training import repeating

    if resume:
        return repeating.resume(resume, data, output=output), ""
    run, comparison = repeating.repeat(str(repeat), data, output=output or "runs")
    return run, f"\n{comparison.sentence()}"


def _threads_of(resume: Path | None, repeat: Path | None) -> int | None:
    """With how many threads the training was begun; read before JAX is imported, which chooses its threads once."""
    from digitwise.training.checkpoints import read_checkpoint
    from digitwise.training.reports import read_report

    what = read_checkpoint(resume).what if resume else read_report(str(repeat)).get("plan")
    threads = what.get("threads") if isinstance(what, dict) else None
    return threads if isinstance(threads, int) else None


def _check_alone(context: typer.Context, *names: str) -> None:
    """Refuse options beside one that says all of them already."""
    from digitwise.errors import UsageError

    for name in names:
        others = [f"--{other.replace('_', '-')}" for other in context.params if other not in (name, *BESIDE)]
        given = [option for option in others if _is_given(context, option[2:].replace("-", "_"))]
        if _is_given(context, name) and given:
            raise UsageError(
                f"--{name} says what is trained and how; leave out {', '.join(given)}; nothing was trained"
            )


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


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
