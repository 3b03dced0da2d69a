"""A process that reads for a job in tests: as the real one does, but for pictures that say what they do to it."""

from __future__ import annotations

import json
import os
import sys
import time

from digitwise.jobs.guarded.batch import How, pictures_of
from digitwise.jobs.guarded.reader_process import opened
from digitwise.workers.messages import Frame
from digitwise.workers.worker import AnswerFrame, answer_frames


def poisoned(how: How) -> AnswerFrame:
    """What answers, once it has survived each picture of the question."""
    reply = opened(how)

    def answer(frame: Frame) -> Frame:
        for picture in pictures_of(frame):
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


if __name__ == "__main__":
    answer_frames(lambda: poisoned(How(**json.loads(sys.argv[1]))))
