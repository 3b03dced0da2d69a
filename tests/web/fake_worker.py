"""A process that reads for the server in tests: the first bytes of a picture say what becomes of it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from dataclasses import asdict
from typing import Any

import numpy as np

from digitwise.errors import PictureError
from digitwise.reading.geometry import Box
from digitwise.reading.result import Digit, Line, Number, Reading
from digitwise.workers import worker
from digitwise.workers.messages import ReadOptions


def read(picture: bytes, options: ReadOptions) -> dict[str, Any]:
    """Read ``b"digit 7"`` as a 7; hang, crash, grow, babble, fail or reject as told."""
    word, _, rest = picture.partition(b" ")
    if word == b"hang":
        time.sleep(60)
    elif word == b"spin":
        while True:
            pass
    elif word == b"crash":
        os.abort()
    elif word == b"grow":
        held = []
        while True:
            held.append(b"x" * (1 << 24))
            time.sleep(0.005)
    elif word == b"exit":
        os._exit(0)
    elif word == b"lie":
        # The first descriptor above the standard three that is a pipe to write to is the one to the server.
        os.write(_pipe_to_server(), b"\xff" * 64)
        time.sleep(60)
    elif word == b"babble":
        os.write(1, b"what a native library prints")
    elif word == b"slow":
        time.sleep(float(rest or b"0.2"))
    elif word == b"raise":
        raise RuntimeError("a decoder's own words")
    elif word == b"echo":
        return Reading(warnings=(json.dumps(asdict(options)),)).to_dict()
    elif word not in (b"digit", b"blank"):
        code = rest.decode() if word == b"reject" else "not_an_image"
        raise PictureError(code, "this picture is rejected; nothing was read")
    lines = () if word == b"blank" else (Line((Number((_digit(rest[:1].decode() or "7"),), 0.99),)),)
    return Reading(
        code="ok" if lines else "no_digit", source=options.source, size=(28, 28), lines=lines, model="fake"
    ).to_dict(options.images)


def _pipe_to_server() -> int:
    """The descriptor that answers go through, as a decoder that was taken over would find it."""
    for descriptor in range(3, 64):
        try:
            if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY:
                return descriptor
        except OSError:
            continue
    raise RuntimeError("no pipe to write to")


def _digit(text: str) -> Digit:
    probabilities = tuple(0.9 if str(digit) == text else 0.01 for digit in range(11))
    return Digit(text, Box(4, 4, 20, 20), 0.9, probabilities, False, np.zeros((28, 28), np.uint8))


if __name__ == "__main__":
    worker.PROCESSOR_SECONDS = int(os.environ.get("FAKE_PROCESSOR_SECONDS", worker.PROCESSOR_SECONDS))
    worker.answer_pictures(lambda: read)
