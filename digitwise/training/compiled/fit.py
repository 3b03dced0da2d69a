"""Training on the JAX backend: every epoch a compiled program, Keras' callbacks between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from digitwise.backend import keras
from digitwise.training.keras_fit import diverged
from digitwise.training.progress import Progress
from digitwise.training.settings import Settings

BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def obstacle(model: Any, callbacks: Sequence[Any]) -> str:
    """Say why the epochs of a training cannot be compiled as a whole, in words that follow "because"; "" if they can.

    Args:
        model: A compiled Keras model.
        callbacks: The Keras callbacks of the training.

    Example:
        >>> from digitwise import networks
        >>> model = networks.classic()
        >>> model.compile(loss="categorical_crossentropy", run_eagerly=True)
        >>> obstacle(model, [])
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
) -> None:
    """Train for the epochs of the settings; callbacks are called at their ends.

    Raises:
        TrainingError: When the loss is no longer a number.
        UsageError: For bfloat16 on a processor that has none.
    """
    # JAX is imported here, so that Keras can run on another backend where there is none.
    from digitwise.training.compiled.bfloat16 import check_bfloat16
    from digitwise.training.compiled.epoch import CompiledEpoch, CompiledValidation, Diverged

    if settings.precision == "bfloat16":
        check_bfloat16()
    count = settings.split(len(images))
    training = CompiledEpoch(model, images[:count], targets[:count], settings)
    held_back = images[count:], targets[count:]
    validation = CompiledValidation(model, *held_back, settings.batch_size) if count < len(images) else None
    hooks = keras.callbacks.CallbackList([*callbacks, progress], model=model, epochs=settings.epochs, verbose=0)
    model.stop_training, logs = False, {}
    hooks.on_train_begin()
    try:
        for epoch in range(settings.epochs):
            hooks.on_epoch_begin(epoch)
            logs = training.train(epoch, progress.show)
            if validation:
                logs |= validation.measure()
            hooks.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
        # An optimizer that averages the weights hands the average over.
        model.optimizer.finalize_variable_values(model.trainable_variables)
        hooks.on_train_end(logs)
    except Diverged as error:
        raise diverged(epoch, error.step) from error
    finally:
        progress.close()


def _wants_batches(callback: Any) -> bool:
    """Whether a callback does something at every step; Keras' checkpoint only does if it is told to."""
    if getattr(callback, "save_freq", "") == "epoch":
        return False
    return any(getattr(type(callback), hook) is not getattr(keras.callbacks.Callback, hook) for hook in BATCH_HOOKS)
