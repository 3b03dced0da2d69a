"""A process that trains for the server in tests: the seed says what becomes of it."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from digitwise.workers.messages import Frame, read_frame

GOES_ON, CRASHES, FAILS = 1, 2, 3


def main() -> None:
    """Tell of a training of two steps; or go on until ended, crash, or fail."""
    asked = read_frame(sys.stdin.buffer)
    assert asked is not None
    seed = asked.header.get("seed", 0)
    say({"kind": "data", "name": "mnist", "train": 256, "test": 10, "note": "", "steps": 2, "steps_per_epoch": 2})
    if seed == CRASHES:
        os.abort()
    if seed == FAILS:
        say({"kind": "end", "state": "failed", "code": "training", "message": "the loss is no longer a number"})
        return
    for step in range(3):
        probabilities = [asked.content[0] / 255, *[0.0] * 9] if asked.content else None
        say(
            {"kind": "step", "step": step, "checkpoint": step == 2, "probabilities": probabilities},
            b"weights" * (step == 2),
        )
    while seed == GOES_ON:
        time.sleep(0.05)
    say({"kind": "end", "state": "done", "test_accuracy": 0.98, "seconds": 0.1})


def say(event: dict[str, Any], content: bytes = b"") -> None:
    """Send an event to the server."""
    sys.stdout.buffer.write(Frame(event, content).packed())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
