"""Pictures that say what they do to the process that reads them."""

from __future__ import annotations

import json
import os
import time
from itertools import zip_longest

from digitwise.workers.batches import answer, pictures_of
from digitwise.workers.messages import Frame
from digitwise.workers.worker import AnswerFrame


def poisoned(reply: AnswerFrame) -> AnswerFrame:
    """What answers as ``reply`` does, once it has survived each picture of the question."""

    def survived(frame: Frame) -> Frame:
        for picture in pictures_of(frame):
            if isinstance(picture, bytes):
                _suffer(picture)
        return reply(frame)

    return survived


def lying(reply: AnswerFrame) -> AnswerFrame:
    """What answers as ``reply`` does, but for a picture that begins with ``LIE``: for it the JSON that follows."""

    def answered(frame: Frame) -> Frame:
        contents = [picture if isinstance(picture, bytes) else picture.file.data for picture in pictures_of(frame)]
        true = json.loads(reply(frame).content)
        lies = [json.loads(content[4:]) if content.startswith(b"LIE ") else None for content in contents]
        return answer([lie or said for lie, said in zip_longest(lies, true)])

    return answered


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
