"""The process that reads the pictures of a job; what it is asked, and by whom, is said in :mod:`.guard`."""

from __future__ import annotations

import json
import sys
import time

import numpy as np

from digitwise.errors import DigitwiseError
from digitwise.images import SIDE
from digitwise.jobs.guarded.batch import Fields, How, answer, pictures_of
from digitwise.jobs.output.fields import fields_of
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from digitwise.workers.messages import Frame
from digitwise.workers.worker import AnswerFrame, answer_frames


def main() -> None:
    """Open the reader that the first argument describes, and answer until the pipe is closed."""
    how = How(**json.loads(sys.argv[1]))
    answer_frames(lambda: opened(how))


def opened(how: How) -> AnswerFrame:
    """Open a reader, and give what answers questions with it."""
    import cv2

    # Pictures are read side by side in several processes; threads in each would only get in their way.
    cv2.setNumThreads(1)
    reader = Reader(how.model, how.min_confidence, threads=1)
    read = _classified if how.prepared else _read

    def reply(frame: Frame) -> Frame:
        return answer(read(reader, pictures_of(frame), how))

    return reply


def _read(reader: Reader, pictures: list[bytes], how: How) -> list[Fields]:
    found = []
    for picture in pictures:
        begun = time.perf_counter()
        try:
            reading = reader.read_or_refuse(picture, how.single)
        except Exception as error:
            if isinstance(error, DigitwiseError):
                raise
            # Whatever a decoder throws: the next picture must be read.
            message = f"the decoder failed ({type(error).__name__}); nothing was read"
            reading = Reading(code="decoder_crash", message=message)
        found.append({**fields_of(reading), "seconds": time.perf_counter() - begun})
    return found


def _classified(reader: Reader, pictures: list[bytes], how: How) -> list[Fields]:
    begun = time.perf_counter()
    images = np.frombuffer(b"".join(pictures), np.uint8).reshape(-1, SIDE, SIDE)
    readings = reader.readings_of(images)
    seconds = (time.perf_counter() - begun) / max(1, len(pictures))
    return [{**fields_of(reading), "seconds": seconds} for reading in readings]


if __name__ == "__main__":
    main()
