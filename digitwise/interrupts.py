"""Ctrl-C: heard at any moment, in the middle of an import or of compiled code, and answered within a second.

Python raises `KeyboardInterrupt` wherever it happens to be, once it is back from compiled code. Libraries swallow it
while they are imported, compilers keep it waiting for seconds, and some code that is called back from C ends the
process over it. So a command ends the process itself, and a thread does it where Python does not come back in time.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from digitwise.files import remove_unfinished

EXIT_CODE = 130
"""What shells expect of a process that Ctrl-C ended: 128 and the number of the signal."""

GRACE_SECONDS = 0.6
"""How long Python may take to come back from compiled code."""

_LINE = b"digitwise: stopped\n"
_heard = 0
_worth_keeping = threading.Event()


def stop_at_once() -> None:
    """From now on, let Ctrl-C end this process with one line, whatever it is doing; files are whole or absent.

    For the main thread of a process that is a command. `end_in_order` undoes it. A process that was told to ignore
    Ctrl-C, as shells tell those in the background, goes on ignoring it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return
    signal.signal(signal.SIGINT, stop)
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    # Windows takes sockets only; there compiled code is waited for.
    with suppress(ValueError, OSError):
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        threading.Thread(target=_watch, args=(reading,), name="interrupts", daemon=True).start()


def end_in_order() -> None:
    """From now on, let Ctrl-C raise `KeyboardInterrupt` again, and give what handles it all the time that it takes.

    For commands that wait for processes of their own, and have requests to answer or processes to end.
    """
    if signal.getsignal(signal.SIGINT) is stop:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def stop(signal_number: int = signal.SIGINT, frame: FrameType | None = None) -> None:
    """End this process with one line, as a handler of Ctrl-C."""
    with suppress(Exception):
        sys.stdout.flush()
    _end()


def heard() -> None:
    """Say that a handler took notice of Ctrl-C and ends what it is doing in order."""
    global _heard
    _heard += 1


def worth_keeping(kept: bool) -> None:
    """Say whether there is something that takes a moment to keep: then Ctrl-C waits for compiled code to come back."""
    (_worth_keeping.set if kept else _worth_keeping.clear)()


class Interruption:
    """Hears Ctrl-C once there is something to keep, and lets what is under way end; the second one ends the process.

    For loops that keep what is done: they look at `heard` between two steps. Before `keep` was called, and outside the
    main thread, which alone gets signals, nothing changes.

    Attributes:
        heard: Whether Ctrl-C was pressed.

    Example:
        >>> with Interruption() as interruption:
        ...     interruption.keep()
        ...     signal.raise_signal(signal.SIGINT)
        ...     interruption.heard
        True
    """

    def __init__(self) -> None:
        self.heard = False
        self._before: Any = None

    def __enter__(self) -> Interruption:
        return self

    def keep(self) -> None:
        """Say that there is something to keep from now on."""
        if self._before is None and threading.current_thread() is threading.main_thread():
            worth_keeping(True)
            self._before = signal.signal(signal.SIGINT, self._hear)

    def __exit__(self, *error: object) -> None:
        worth_keeping(False)
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _hear(self, signal_number: int, frame: FrameType | None) -> None:
        heard()
        self.heard = True
        signal.signal(signal.SIGINT, self._before)


def _watch(reading: int) -> None:
    """End the process if Python does not hear Ctrl-C in time."""
    pressed = 0
    # The byte is the number of the signal; others, such as SIGTERM, end a process by themselves.
    while number := os.read(reading, 1):
        if number[0] == signal.SIGINT:
            pressed += 1
            time.sleep(GRACE_SECONDS)
            # Counted from the start: the handler may have heard this one before this thread was woken.
            if _heard < pressed and not _worth_keeping.is_set():
                _end()


def _end() -> None:
    remove_unfinished()
    with suppress(OSError):
        # The bar of a training is a line without an end.
        os.write(2, (b"\n" if os.isatty(2) else b"") + _LINE)
    os._exit(EXIT_CODE)
