"""What the processes that work for a server have in common: their pipes, their signals, their threads."""

from __future__ import annotations

import os
import signal
from typing import BinaryIO

from digitwise.workers.messages import Frame


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes to the server for ourselves: native libraries print to standard output what they like."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return incoming, outgoing


def ignore_signals() -> None:
    """A service manager sends its signal to every process; the server needs us until it has answered all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def send(outgoing: BinaryIO, frame: Frame) -> None:
    """Send a frame to the server."""
    outgoing.write(frame.packed())
    outgoing.flush()


def use_one_thread() -> None:
    """Have OpenCV use one thread: pictures are read in several processes side by side, and more threads slow them."""
    import cv2

    cv2.setNumThreads(1)
