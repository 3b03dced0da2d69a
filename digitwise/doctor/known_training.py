"""The training whose answer is known: run in a process of its own by :mod:`digitwise.doctor.trials`."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from digitwise.errors import DigitwiseError
from digitwise.imports import hidden

EPOCHS, BATCH_SIZE, SEED = 10, 32, 0


def main() -> None:
    """Print the outcome as one line of JSON, or why there is none as the last line on standard error."""
    logging.getLogger("digitwise").setLevel(logging.ERROR)
    try:
        print(json.dumps(outcome()))
    except DigitwiseError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


def outcome() -> dict[str, Any]:
    """Train, and return the accuracy with what it was computed on."""
    with hidden("matplotlib.pyplot", "cv2"):
        from digitwise.backend import keras
    from digitwise.training.train import train

    run = train("classic", "digits", epochs=EPOCHS, batch_size=BATCH_SIZE, optimizer="adam", seed=SEED, output=None)
    return {
        "accuracy": run.report.accuracy,
        "loss": run.history["loss"][-1],
        "backend": keras.backend.backend(),
        "devices": [str(device) for device in keras.distribution.list_devices()],
    }
