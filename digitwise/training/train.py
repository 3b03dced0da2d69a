"""``train``: the classic program, and every other training, in one call."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise import networks
from digitwise.backend import keep_programs, keras
from digitwise.data import Dataset
from digitwise.data.given import as_dataset
from digitwise.errors import UsageError
from digitwise.evaluation import measure
from digitwise.images import CLASSES, Labels
from digitwise.models.adapting import adaptation_of, adapted, check_classes
from digitwise.models.keras_model import KerasModel
from digitwise.training import keras_fit, run_folder
from digitwise.training.checkpoints import Checkpoints, new_folder
from digitwise.training.compiled import fit as compiled_fit
from digitwise.training.interrupts import Interrupts
from digitwise.training.introduction import introduce
from digitwise.training.plan import Plan
from digitwise.training.presets import as_precise_as_can_be, preset_of
from digitwise.training.progress import Progress
from digitwise.training.run import Run
from digitwise.training.settings import Settings

log = logging.getLogger("digitwise")

GUESSING = math.log(CLASSES)
"""The cross entropy, in nats, of a network that gives every digit the same probability."""

EXPLODED = 1.5
"""From so many times that of guessing on a loss is no slow start: that of a first epoch may be a little above it."""


def train(
    network: Any = "classic",
    data: Any = None,
    *,
    preset: str | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    seed: int = 0,
    validation_split: float = 0.0,
    precision: str | None = None,
    options: dict[str, Any] | None = None,
    output: str | Path | None = "runs",
    callbacks: Sequence[Any] = (),
) -> Run:
    """Train a network, evaluate it on the test images, and keep the run in a folder.

    The defaults are the classic program: ``Dense(512, relu)`` and ``Dense(10, softmax)``, RMSprop, categorical cross
    entropy, five epochs in batches of 128 on MNIST.

    Args:
        network: Name of a network, a Keras model from ``(28, 28)`` ``uint8`` to probabilities of the ten digits, or
            a function that makes one (called after the seed is set). A model that is compiled keeps its own
            optimizer, loss and metrics.
        data: ``None`` for MNIST (where it cannot be downloaded, scikit-learn's digits, and the run says so), a name of
            a data set, a path, a `Dataset`, or ``((images, labels), (test_images, test_labels))``.
        preset: Which of the network's presets to train with: ``"fast"``, ``"accurate"`` or ``"record"`` for
            ``"quick"``; ``None`` takes its first, if it has any. What follows overrides it.
        epochs: Number of passes over the training set; 5 without a preset.
        batch_size: Images for one update; 128 without a preset.
        optimizer: Name of a Keras optimizer, with Keras' defaults; ``"rmsprop"`` without a preset.
        learning_rate: Its step size; without a preset the optimizer's own.
        seed: What the first weights and the order of the images follow from.
        validation_split: Share of the training images, from their end, held back to validate each epoch.
        precision: ``"float32"``, or ``"bfloat16"`` for the factors of large matrix products, where the processor
            has it; ``"float32"`` without a preset.
        options: What the network's own function is called with, such as ``{"hidden_units": 64}``.
        output: The folder that run folders go into; ``None`` keeps none. Meanwhile the checkpoints of the
            training lie in ``unfinished`` there: :func:`~digitwise.training.repeating.resume` goes on with them.
        callbacks: Keras callbacks.

    Returns:
        The run: model, history, report and folder.

    Raises:
        UsageError: For an invalid setting.
        DataError: If the data cannot be found or used.
        TrainingError: If the loss or a weight is no longer a number; nothing is kept.
        OutputError: If the run folder cannot be written.

    Example:
        >>> run = train("classic", "digits", epochs=1, output=None)
        >>> run.report.count
        360
    """
    chosen = preset_of(network, preset)
    given = {
        "epochs": epochs,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "precision": precision,
    }
    asked = {name: value for name, value in given.items() if value is not None}
    settings = Settings(**chosen.settings | asked, seed=seed, validation_split=validation_split)
    if precision is None:
        settings = as_precise_as_can_be(settings)
    return carry_out(Plan(network, settings, chosen.options | (options or {})), as_dataset(data), output, callbacks)


def carry_out(
    plan: Plan,
    dataset: Dataset,
    output: str | Path | None = "runs",
    callbacks: Sequence[Any] = (),
    checkpoints: Checkpoints | None = None,
) -> Run:
    """Carry out a plan from its beginning, or go on with it; as `train`, which makes a plan of what it is given."""
    settings = plan.settings
    keep_programs()
    keras.utils.set_random_seed(settings.seed)
    model, logits = _build(plan.network, plan.options)
    if output is not None:
        run_folder.prepare(Path(output))
    if not model.compiled:
        steps = settings.epochs * settings.steps(len(dataset.train_labels))
        loss = keras.losses.CategoricalCrossentropy(from_logits=logits, label_smoothing=settings.label_smoothing)
        model.compile(optimizer=_optimizer(settings, steps), loss=loss, metrics=["accuracy"])
    introduce(dataset, model, settings)
    if checkpoints is None and output is not None:
        what = plan.to_dict() | {"data": dataset.describe()}
        checkpoints = Checkpoints(new_folder(Path(output), model.name), what)
    if checkpoints:
        checkpoints.take()
    try:
        record, seconds, stopped = _fit(model, dataset, settings, list(callbacks), checkpoints)
    except BaseException:
        if checkpoints:
            checkpoints.finish(whole=False)
        raise
    trained = KerasModel(networks.averaged_over_shifts(model, settings.test_shift) if settings.test_shift else model)
    run = Run(
        model=trained.keras_model,
        history=record.history,
        report=_evaluate(trained, dataset, record.history),
        seconds=seconds,
        data=dataset.describe(),
        settings=asdict(settings) | {"network": model.name, "optimizer": type(model.optimizer).__name__.lower()},
        stopped=stopped,
        warning=record.warning,
        plan=plan.to_dict(),
    )
    if output is not None:
        run = run_folder.keep(run, Path(output), dataset.test_images)
    if checkpoints:
        checkpoints.finish(whole=not stopped)
    return run


class _Record(keras.callbacks.Callback):  # type: ignore[misc]
    """The figures of each epoch, and the state at its end: what is kept when a person stops the training."""

    def __init__(self, history: dict[str, list[float]]) -> None:
        super().__init__()
        self.history = history
        self.epochs = 0
        self.warning = ""
        self._state: list[tuple[Any, NDArray[Any]]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        self.epochs = epoch + 1
        self._judge(epoch, self.history.get("loss", [0.0])[-1])
        variables = [*self.model.variables, *self.model.optimizer.variables]
        self._state = [(variable, keras.ops.convert_to_numpy(variable)) for variable in variables]

    def _judge(self, epoch: int, loss: float) -> None:
        """Say once that a loss has exploded, which may stay a number for ever."""
        if not self.warning and "crossentropy" in _name_of(self.model.loss) and loss > EXPLODED * GUESSING:
            self.warning = (
                f"the loss is {loss:.2f} after epoch {epoch + 1}, and {GUESSING:.2f} for guessing; "
                "try a smaller learning rate"
            )
            log.warning("Warning   %s", self.warning)

    def restore(self) -> None:
        """Bring model and optimizer back to the end of the last whole epoch: a step cut short leaves them undefined."""
        for variable, value in self._state:
            variable.assign(value)


def _fit(
    model: Any, dataset: Dataset, settings: Settings, callbacks: list[Any], checkpoints: Checkpoints | None
) -> tuple[_Record, float, str]:
    """Fit the model; return its record, seconds, and why it ended before its time ("" if it did not)."""
    images, labels = dataset.train_images, dataset.train_labels
    begun = checkpoints.begin.position.history if checkpoints and checkpoints.begin else {}
    record, stopped, start = _Record(begun), "", time.perf_counter()
    if checkpoints:
        checkpoints.history = record.history
    try:
        with Interrupts() as interrupts:
            targets = _targets(model.loss, labels)
            progress = Progress(settings.epochs, settings.steps(len(images)), interrupts.obey)
            hooks = [record, interrupts, *callbacks]
            trainer = _trainer(model, settings, callbacks)
            trainer.fit(model, images, targets, settings, hooks, progress, checkpoints)
            if getattr(model.optimizer, "use_ema", False):
                # Keras 3.15 on JAX hands over the average's own arrays, which an evaluation gives up: the model
                # could be saved or trained no more.
                for variable in model.trainable_variables:
                    variable.assign(keras.ops.copy(variable.value))
    except KeyboardInterrupt:
        if not record.epochs:
            log.info("Stopped before an epoch was done; nothing was kept")
            raise
        record.restore()
        stopped = f"by hand, after epoch {record.epochs} of {settings.epochs}"
        log.info("Stopped %s; the network as it was then is evaluated and kept", stopped)
    return record, time.perf_counter() - start, stopped


def _trainer(model: Any, settings: Settings, callbacks: list[Any]) -> Any:
    """The module that trains this model: with compiled epochs, or with Keras' ``fit`` where they cannot be."""
    if why := compiled_fit.why_not_compiled(model, callbacks):
        if settings.precision != "float32" or settings.shift or settings.distortion:
            raise UsageError(f"bfloat16 and moved images need compiled epochs, but {why}; nothing was trained")
        log.info("Training with Keras' own fit, because %s", why)
        return keras_fit
    return compiled_fit


def _targets(loss: Any, labels: Labels) -> NDArray[Any]:
    """The labels as the loss wants them: as integers if it is a sparse one, else one-hot."""
    return labels if "sparse" in _name_of(loss) else np.eye(CLASSES, dtype=np.float32)[labels]


def _name_of(loss: Any) -> str:
    """The name of a loss, which may be one, a function or an object."""
    return str(loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", type(loss).__name__)))


def _evaluate(model: KerasModel, dataset: Dataset, history: dict[str, list[float]]) -> Any:
    probabilities = model.predict(dataset.test_images)
    return measure(
        probabilities,
        dataset.test_labels,
        dataset=f"{dataset.name} test",
        train_accuracy=history["accuracy"][-1] if history.get("accuracy") else None,
    )


def _optimizer(settings: Settings, steps: int) -> Any:
    """The optimizer, for a run of so many steps."""
    optimizer = keras.optimizers.get(settings.optimizer)
    config = optimizer.get_config()
    rate = settings.learning_rate or config["learning_rate"]
    if settings.schedule == "one-cycle":
        rise = max(1, steps // 5)
        rate = keras.optimizers.schedules.CosineDecay(
            rate / 20, max(1, steps - rise), warmup_target=rate, warmup_steps=rise
        )
    if settings.weight_decay is not None:
        config["weight_decay"] = settings.weight_decay
    return type(optimizer).from_config(config | {"learning_rate": rate})


def _build(network: Any, options: dict[str, Any]) -> tuple[Any, bool]:
    """The model to train, from images on, and whether it answers with logits."""
    if isinstance(network, str):
        return networks.build(network, **options), False
    model = network() if callable(network) and not isinstance(network, keras.Model) else network
    if not isinstance(model, keras.Model):
        raise UsageError(f"network is a {type(model).__name__}, expected a name or a Keras model")
    check_classes(model)
    found = adaptation_of(model)
    if found is None:
        return model, False
    log.info(found.sentence(model.name))
    whole = adapted(model, found, softmax=False)
    if model.compiled:
        if found.logits and not getattr(model.loss, "from_logits", False):
            raise UsageError(
                "the network ends in logits, and its loss takes probabilities: give the loss from_logits=True, or the "
                "last layer the activation softmax; nothing was trained"
            )
        if whole is not model:
            whole.compile_from_config(model.get_compile_config())
    return whole, found.logits
