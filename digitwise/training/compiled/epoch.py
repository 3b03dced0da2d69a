"""An epoch as a compiled program: every step of it, and no Python between them.

The step is the one that Keras' own ``fit`` takes (``model.train_step``, a function from state to state), so layers with
state or with randomness, schedules and metrics do what they always do. What differs is who calls it: a loop inside the
program, over images that lie on the device as ``uint8``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp
from numpy.typing import NDArray

from digitwise.backend import keras
from digitwise.garbage import pause_gc
from digitwise.training.checkpoints import Checkpoints
from digitwise.training.compiled.bfloat16 import bfloat16_product
from digitwise.training.compiled.convolutions import as_products
from digitwise.training.compiled.matrix_products import narrow_gradient, with_products
from digitwise.training.compiled.random_distortions import distorted
from digitwise.training.compiled.random_shifts import shifted
from digitwise.training.settings import Settings

Array = Any
State = tuple[list[Array], ...]
Results = dict[str, Array]
Show = Callable[[int, dict[str, float]], None]

# Seconds between two looks at a running epoch: people see it move, and a look of 1 ms costs under 1 %.
INTERVAL = 0.25
NEVER = np.iinfo(np.int32).max
# A last batch that is so small a part of an epoch may take its one step slowly, if its program is ready sooner for it.
RARE, SLOW = 1 / 250, {"xla_backend_optimization_level": 0}
# XLA's older way of writing loops takes a third of the time to compile, and would take 1.4 times as long in an epoch.
HASTE = SLOW | {"xla_cpu_use_fusion_emitters": False}


class Diverged(Exception):
    """The loss is no longer a number; ``step`` is the first such step of the epoch, counted from 0."""

    def __init__(self, step: int) -> None:
        super().__init__(step)
        self.step = step


def order(seed: int, epoch: int, count: int) -> NDArray[np.int32]:
    """Return in which order an epoch takes its images: a function of seed and epoch alone.

    Args:
        seed: Seed of the run.
        epoch: Number of the epoch, counted from 0.
        count: Number of images.

    Returns:
        The numbers 0 to ``count − 1``, ``(count,)``.

    Example:
        >>> order(0, 1, 5)
        array([1, 4, 3, 0, 2], dtype=int32)
    """
    return np.random.default_rng((seed, epoch)).permutation(count).astype(np.int32)


class CompiledEpoch:
    """Trains a model for an epoch, or validates it, by programs that are compiled once.

    Args:
        model: A compiled Keras model with Keras' own ``train_step``, on the JAX backend.
        images: Training images ``(n, 28, 28)`` ``uint8``.
        targets: Their targets, as the loss wants them.
        settings: Size of a batch (the last one of an epoch takes what is left), precision, seed, shift and
            distortion.
    """

    def __init__(self, model: Any, images: NDArray[Any], targets: NDArray[Any], settings: Settings) -> None:
        self._model, self._settings = model, settings
        self._data = jax.device_put((images, targets))
        # Optimizer and metrics get their variables at the first batch; this is how Keras shows them one without
        # computing anything.
        with pause_gc():
            model._symbolic_build(data_batch=(images[:1], targets[:1]))
            self._programs = self._compiled()

    def train(self, epoch: int, show: Show, begin: int = 0, checkpoints: Checkpoints | None = None) -> dict[str, float]:
        """Take every step of an epoch.

        Args:
            epoch: Number of the epoch, counted from 0.
            show: Called now and then with the number of steps done and the metrics so far.
            begin: Steps of the epoch that were done before, and whose state the model has.
            checkpoints: Where the training is written to now and then.

        Returns:
            The metrics over the epoch.

        Raises:
            Diverged: At the first step whose loss is not a finite number, found within a moment.
        """
        model, settings, count, done = self._model, self._settings, len(self._data[0]), 0
        before = epoch * -(-count // settings.batch_size)
        if not begin:
            model.reset_metrics()
        state, results = _state(_training_variables(model)), {}
        try:
            for batches in _batches(order(settings.seed, epoch, count), settings.batch_size):
                steps = self._programs[batches.shape].result()
                for start, stop in _chunks(max(0, begin - done), len(batches)):
                    state, results, bad = steps(state, *self._data, batches, start, stop, before + done)
                    if int(bad) != NEVER:
                        raise Diverged(done + int(bad))
                    show(done + stop, _floats(results))
                    if checkpoints and checkpoints.is_due(done + stop):
                        checkpoints.write(epoch, done + stop, [array for group in state for array in group])
                done += len(batches)
        finally:
            # The programs consume the arrays that they are given, so the model has none until it gets these.
            _assign(_training_variables(model), state)
        return _floats(results)

    def _compiled(self) -> dict[tuple[int, ...], Future[Any]]:
        """The programs of the full batches and of the shorter last one, by the shape of their batches.

        One after the other, each on all cores: the first is running already while the second is compiled.
        """
        steps = _training_steps(self._model, self._settings)
        state = _state(_training_variables(self._model))
        count = len(self._data[0])
        pool = ThreadPoolExecutor(1, "compiler")
        try:
            return {
                batches.shape: pool.submit(
                    _compile_in_haste if _may_be_slow(batches.size / count, state) else jax.stages.Lowered.compile,
                    steps.lower(state, *self._data, batches, 0, 1, 0),
                )
                for batches in _batches(order(0, 0, count), self._settings.batch_size)
            }
        finally:
            pool.shutdown(wait=False)


class CompiledValidation:
    """Measures a model on images that it is not trained on.

    Args:
        model: As for `CompiledEpoch`.
        images: Images ``(n, 28, 28)`` ``uint8``.
        targets: Their targets.
        batch_size: Images at once.
    """

    def __init__(self, model: Any, images: NDArray[Any], targets: NDArray[Any], batch_size: int) -> None:
        self._model, self._size = model, batch_size
        self._data = jax.device_put((images, targets))
        self._steps = _validation_steps(model)

    def measure(self) -> dict[str, float]:
        """Return the metrics over all images, under Keras' names: ``val_loss`` …"""
        model = self._model
        model.reset_metrics()
        state, results = _state(_validation_variables(model)), {}
        for batches in _batches(np.arange(len(self._data[0]), dtype=np.int32), self._size):
            state, results = self._steps(state, *self._data, batches)
        _assign(_validation_variables(model), state)
        return {f"val_{name}": value for name, value in _floats(results).items()}


def _training_steps(model: Any, settings: Settings) -> Any:
    """The program of the steps from ``start`` to before ``stop``: one for each length of batch, for any number.

    ``before`` is the number of steps that the run had taken before the first of ``batches``. It gives the state, the
    metrics so far, and the number of the first step whose loss was no number.
    """
    product = narrow_gradient if settings.precision == "float32" else bfloat16_product
    train_step = with_products(model.train_step, product)

    def steps(
        state: State, images: Array, targets: Array, batches: Array, start: int, stop: int, before: int
    ) -> tuple[State, Results, Array]:
        calm = (settings.epochs - settings.calm_epochs) * -(-len(images) // settings.batch_size)

        def step(number: Array, carry: tuple[State, Array]) -> tuple[State, Array]:
            state, bad = carry
            chosen, wanted = _rows(batches[number], images, targets)
            chosen = shifted(chosen, settings.shift, settings.seed, before + number)
            chosen = distorted(chosen, settings.distortion, settings.seed, before + number, calm)
            with as_products(model):
                logs, state = train_step(state, (chosen, wanted))
            # The loss in the logs is the mean so far: from the first bad step on it stays bad.
            return state, jnp.where(jnp.isfinite(logs["loss"]), bad, jnp.minimum(bad, number))

        state, bad = lax.fori_loop(start, stop, step, (state, jnp.int32(NEVER)))
        return state, _results(model, state[-1]), bad

    return jax.jit(steps, donate_argnums=0)


def _validation_steps(model: Any) -> Any:
    def steps(state: State, images: Array, targets: Array, batches: Array) -> tuple[State, Results]:
        def step(state: State, batch: Array) -> tuple[State, None]:
            return model.test_step(state, _rows(batch, images, targets))[1], None

        state, _ = lax.scan(step, state, batches)
        return state, _results(model, state[-1])

    return jax.jit(steps)


def _compile_in_haste(steps: Any) -> Any:
    try:
        return steps.compile(HASTE)
    except jax.errors.JaxRuntimeError:  # an XLA that does not have the older way, or has no other
        return steps.compile(SLOW)


def _may_be_slow(share: float, state: State) -> bool:
    """Whether a program for this share of an epoch may be slow, and its sums rounded otherwise, to be there sooner.

    Not in float64, which people choose for its digits.
    """
    return share < RARE and jax.default_backend() == "cpu" and all(a.dtype != "float64" for g in state for a in g)


def _rows(batch: Array, *arrays: Array) -> tuple[Array, ...]:
    return tuple(array.at[batch].get(mode="promise_in_bounds") for array in arrays)


def _batches(indices: NDArray[np.int32], size: int) -> list[NDArray[np.int32]]:
    """The full batches as rows of one array, and the shorter last one as the only row of another."""
    full = len(indices) // size * size
    parts = indices[:full].reshape(-1, size), indices[None, full:]
    return [part for part in parts if part.size]


def training_state(model: Any) -> list[Any]:
    """Everything that a step changes, as variables, in the order of a checkpoint."""
    return [variable for group in _training_variables(model) for variable in group]


def _chunks(start: int, steps: int) -> Iterator[tuple[int, int]]:
    """Cut the steps from ``start`` on into stretches of about `INTERVAL` seconds, from the pace of the one before."""
    length = 1
    while start < steps:
        begun, stop = time.perf_counter(), min(start + length, steps)
        yield start, stop
        # Careful growth, because the first stretch takes as long as the compilation.
        reach = length * INTERVAL / (time.perf_counter() - begun)
        start, length = stop, max(1, min(int(reach), 8 * length))


def _training_variables(model: Any) -> tuple[list[Any], ...]:
    return (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )


def _validation_variables(model: Any) -> tuple[list[Any], ...]:
    return model.trainable_variables, model.non_trainable_variables, model.metrics_variables


def _state(variables: tuple[list[Any], ...]) -> State:
    return tuple([variable.value for variable in group] for group in variables)


def _assign(variables: tuple[list[Any], ...], state: State) -> None:
    for group, values in zip(variables, state, strict=True):
        for variable, value in zip(group, values, strict=True):
            variable.assign(value)


def _results(model: Any, values: list[Array]) -> Results:
    """The metrics of a model, were these the values of their variables: for a program to compute with all else.

    Outside of it, each division of theirs would be a little program of its own to compile.
    """
    with keras.StatelessScope(state_mapping=list(zip(model.metrics_variables, values, strict=True))):
        results: Results = model.get_metrics_result()
    return results


def _floats(results: Results) -> dict[str, float]:
    return {name: float(value) for name, value in results.items()}
