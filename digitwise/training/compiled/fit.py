"""Training on the JAX backend: every epoch a compiled program, Keras' callbacks between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from digitwise.backend import keras
from digitwise.errors import TrainingError
from digitwise.training.checkpoints import Checkpoints, Position
from digitwise.training.keras_fit import diverged
from digitwise.training.progress import Progress
from digitwise.training.settings import Settings

BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def why_not_compiled(model: Any, callbacks: Sequence[Any]) -> str:
    """Say why the epochs of a training cannot be compiled as a whole, in words that follow "because"; "" if they can.

    Args:
        model: A compiled Keras model.
        callbacks: The Keras callbacks of the training.

    Example:
        >>> from digitwise import networks
        >>> model = networks.classic()
        >>> model.compile(loss="categorical_crossentropy", run_eagerly=True)
        >>> why_not_compiled(model, [])
        'the model is to run eagerly'
    """
    if keras.backend.backend() != "jax":
        return f"Keras runs on {keras.backend.backend()}, not on JAX"
    if type(model).train_step is not keras.Model.train_step:
        return "the model has a train_step of its own"
    if model.run_eagerly:
        return "the model is to run eagerly"
    for callback in callbacks:
        if _wants_batches(callback):
            return f"the callback {type(callback).__name__} is called at every step"
    return ""


def fit(
    model: Any,
    images: NDArray[Any],
    targets: NDArray[Any],
    settings: Settings,
    callbacks: list[Any],
    progress: Progress,
    checkpoints: Checkpoints | None = None,
) -> None:
    """Train for the epochs of the settings; callbacks are called at their ends.

    Args:
        model: A compiled Keras model.
        images: Training images, those that validate at their end.
        targets: Their targets.
        settings: How to train.
        callbacks: Keras callbacks that are called at the ends of epochs.
        progress: What people see.
        checkpoints: Where the training is written to now and then, and where it goes on from; None for nowhere.

    Raises:
        TrainingError: When the loss is no longer a number.
        UsageError: For bfloat16 on a processor that has none.
    """
    # JAX is imported here, so that Keras can run on another backend where there is none.
    from digitwise.training.compiled.bfloat16 import check_bfloat16
    from digitwise.training.compiled.epoch import CompiledEpoch, CompiledValidation, Diverged, training_state

    if settings.precision == "bfloat16":
        check_bfloat16()
    count = settings.split(len(images))
    training = CompiledEpoch(model, images[:count], targets[:count], settings)
    held_back = images[count:], targets[count:]
    validation = CompiledValidation(model, *held_back, settings.batch_size) if count < len(images) else None
    hooks = keras.callbacks.CallbackList([*callbacks, progress], model=model, epochs=settings.epochs, verbose=0)
    model.stop_training, logs = False, {}
    begin = _restored(checkpoints, training_state(model)) if checkpoints else Position()
    hooks.on_train_begin()
    try:
        for epoch in range(begin.epoch, settings.epochs):
            hooks.on_epoch_begin(epoch)
            logs = training.train(epoch, progress.show, begin.step if epoch == begin.epoch else 0, checkpoints)
            if validation:
                logs |= validation.measure()
            hooks.on_epoch_end(epoch, logs)
            if checkpoints and epoch + 1 < settings.epochs:
                checkpoints.write(epoch + 1, 0, [variable.value for variable in training_state(model)])
            if model.stop_training:
                break
        # An optimizer that averages the weights hands the average over.
        model.optimizer.finalize_variable_values(model.trainable_variables)
        hooks.on_train_end(logs)
    except Diverged as error:
        raise diverged(epoch, error.step) from error
    finally:
        progress.close()


def _restored(checkpoints: Checkpoints, state: list[Any]) -> Position:
    """Give a model the state of the checkpoint that its training goes on from, and return where it stands."""
    begin = checkpoints.begin
    if begin is None:
        return Position()
    if [tuple(variable.shape) for variable in state] != [array.shape for array in begin.arrays]:
        raise TrainingError(f"the checkpoint in {checkpoints.folder} is of another network; nothing was changed")
    for variable, array in zip(state, begin.arrays, strict=True):
        variable.assign(array)
    return begin.position


def _wants_batches(callback: Any) -> bool:
    """Whether a callback does something at every step; Keras' checkpoint only does if it is told to."""
    if getattr(callback, "save_freq", "") == "epoch":
        return False
    return any(getattr(type(callback), hook) is not getattr(keras.callbacks.Callback, hook) for hook in BATCH_HOOKS)
