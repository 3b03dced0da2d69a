"""A process that trains for the learning page, so that a training can be ended at any moment.

It gets what to train as one frame through its standard input, and tells how it goes through its standard output. It
ends when the training does, or when its input does: then the server is gone.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Any, BinaryIO

from digitwise.errors import DigitwiseError
from digitwise.workers.messages import Frame, read_frame
from digitwise.workers.pipes import ignore_signals, own_pipes, send

NICENESS = 5
"""The server itself and those that read for it go first."""


def main() -> None:
    """Train what the first frame says."""
    incoming, outgoing = own_pipes()
    ignore_signals()
    with suppress(AttributeError, OSError):  # Windows has no niceness
        os.nice(NICENESS)
    asked = read_frame(incoming)
    if asked is None:
        return
    threading.Thread(target=_end_with, args=(incoming,), daemon=True).start()
    try:
        _train(asked, outgoing)
    except DigitwiseError as error:
        send(outgoing, Frame({"kind": "end", "state": "failed", "code": error.code, "message": str(error)}))
    except Exception as error:
        print(f"the training failed: {error!r}", file=sys.stderr)
        message = "the training failed; the log of the server says why"
        send(outgoing, Frame({"kind": "end", "state": "failed", "code": "internal", "message": message}))


def _train(asked: Frame, outgoing: BinaryIO) -> None:
    from digitwise.lesson.live import image_of, train_live
    from digitwise.lesson.order import TrainingOrder
    from digitwise.lesson.recording import packed

    def tell(event: dict[str, Any], tensors: Any) -> None:
        send(outgoing, Frame(event, b"" if tensors is None else packed(tensors)))

    train_live(TrainingOrder.of(asked.header), image_of(asked.content), tell)


def _end_with(incoming: BinaryIO) -> None:
    incoming.read()
    os._exit(0)


if __name__ == "__main__":
    main()
