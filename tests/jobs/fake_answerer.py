"""A process that starts at once and reads nothing: to it each picture is well, and has a digest as its text."""

from __future__ import annotations

import hashlib

from digitwise.workers.batches import answer, pictures_of
from digitwise.workers.messages import Frame
from digitwise.workers.worker import answer_frames
from tests.workers.poison import poisoned


def answered(frame: Frame) -> Frame:
    """What a reader would say, as far as it can be said without one."""
    texts = [hashlib.sha256(picture).hexdigest() for picture in pictures_of(frame) if isinstance(picture, bytes)]
    return answer([{"code": "ok", "text": text} for text in texts])


if __name__ == "__main__":
    answer_frames(lambda: poisoned(answered))
