"""Ctrl-C during a training: heard at once, obeyed between two steps."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from digitwise import interrupts
from digitwise.backend import keras


class Interrupts(keras.callbacks.Callback):  # type: ignore[misc]
    """Raises `KeyboardInterrupt` where a training can be stopped, instead of wherever Python happens to be.

    Raised in the middle of JAX's own code it may be swallowed, or leave a lock taken. The second Ctrl-C does what it
    did before the training, and so does the first where a command would have nothing to keep. Outside the main thread,
    which alone gets signals, nothing changes.

    Example:
        >>> with Interrupts() as interrupts:
        ...     interrupts.obey()
    """

    def __init__(self) -> None:
        super().__init__()
        self._pressed = False
        self._epochs = 0
        self._before: Any = None

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        interrupts.worth_keeping(False)
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def obey(self) -> None:
        """Stop here if Ctrl-C was pressed.

        Raises:
            KeyboardInterrupt: If it was.
        """
        if self._pressed:
            raise KeyboardInterrupt

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Stop at the end of an epoch, however short it was."""
        self._epochs += 1
        interrupts.worth_keeping(True)
        self.obey()

    def _hear(self, signal_number: int, frame: FrameType | None) -> None:
        if self._before is interrupts.stop and not self._epochs:
            interrupts.stop()
        interrupts.heard()
        self._pressed = True
        signal.signal(signal.SIGINT, self._before)
