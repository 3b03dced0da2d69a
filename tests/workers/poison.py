"""Pictures that say what they do to the process that reads them."""

from __future__ import annotations

import os
import time

from digitwise.workers.batches import pictures_of
from digitwise.workers.messages import Frame
from digitwise.workers.worker import AnswerFrame


def poisoned(reply: AnswerFrame) -> AnswerFrame:
    """What answers as ``reply`` does, once it has survived each picture of the question."""

    def answer(frame: Frame) -> Frame:
        for picture in pictures_of(frame):
            if isinstance(picture, bytes):
                _suffer(picture)
        return reply(frame)

    return answer


def _suffer(picture: bytes) -> None:
    word, _, rest = picture.partition(b" ")
    if word == b"HANG":
        time.sleep(60)
    elif word == b"ABORT":
        os.abort()
    elif word == b"GROW":
        held = []
        while True:
            held.append(bytearray(os.urandom(1)) * (1 << 26))
    elif word == b"ONCE":
        # The first process that meets it dies, the next does not: what another process' appetite looks like.
        try:
            os.close(os.open(rest.decode(), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.abort()
