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
    begun = time.perf_counter()
    try:
        readings = reader.read_together(pictures, single=how.single)
    except DigitwiseError:
        raise
    except Exception as error:
        # Whatever a decoder throws: the other pictures must be read.
        if len(pictures) > 1:
            return [fields for picture in pictures for fields in _read(reader, [picture], how)]
        message = f"the decoder failed ({type(error).__name__}); nothing was read"
        readings = [Reading(code="decoder_crash", message=message)]
    return _with_seconds(readings, begun)


def _classified(reader: Reader, pictures: list[bytes], how: How) -> list[Fields]:
    begun = time.perf_counter()
    images = np.frombuffer(b"".join(pictures), np.uint8).reshape(-1, SIDE, SIDE)
    return _with_seconds(reader.readings_of(images), begun)


def _with_seconds(readings: list[Reading], begun: float) -> list[Fields]:
    """What rows say; what was read together took equally long."""
    seconds = (time.perf_counter() - begun) / max(1, len(readings))
    return [{**fields_of(reading), "seconds": seconds} for reading in readings]


if __name__ == "__main__":
    main()
