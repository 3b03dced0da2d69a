"""A process that reads pictures for the server, so that no picture can harm the server itself.

It gets pictures through its standard input and answers through its standard output, one at a time; the server kills it
when a picture takes too long or too much memory. It ends when its input does.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from digitwise.errors import DigitwiseError
from digitwise.workers.messages import Frame, ReadOptions, failed, read_frame
from digitwise.workers.pipes import ignore_signals, own_pipes, send, use_one_thread

if TYPE_CHECKING:
    from digitwise.reading.reader import Reader

ReadPicture = Callable[[bytes, ReadOptions], dict[str, Any]]
"""Reads the bytes of a picture and returns the reading as `Reading.to_dict` gives it."""

AnswerFrame = Callable[[Frame], Frame]
"""Answers a frame with another."""

PROCESSOR_SECONDS = 60
"""Processor time for one message: should the process that asks be gone, nobody else would stop a decoder that hangs. It
is more than any picture is given by the clock (30 s), so that a slow machine ends none that is let in."""


def main() -> None:
    """Open the reader for the model named in the arguments, if any, and answer until the server closes the pipe."""
    answer_pictures(lambda: _opened(sys.argv[1] if len(sys.argv) > 1 else None))


def answer_pictures(open_reader: Callable[[], ReadPicture]) -> None:
    """Say that the reader is ready, or why it cannot be opened; then answer pictures.

    Args:
        open_reader: Opens what reads pictures.
    """

    def opened() -> AnswerFrame:
        read = open_reader()
        return lambda frame: _answer(read, frame)

    answer_frames(opened)


def answer_frames(open_answerer: Callable[[], AnswerFrame]) -> None:
    """Say that what answers is ready, or why it cannot be opened; then answer frames until the pipe is closed.

    Args:
        open_answerer: Opens what answers.
    """
    incoming, outgoing = own_pipes()
    ignore_signals()
    try:
        answer = open_answerer()
    except DigitwiseError as error:
        send(outgoing, Frame({"code": error.code, "message": str(error)}))
        return
    _be_silent()
    send(outgoing, Frame({"code": "ready"}))
    for frame in _frames(incoming):
        _limit_processor_time()
        send(outgoing, answer(frame))


def _frames(incoming: BinaryIO) -> Iterator[Frame]:
    """Frames in their order; the next one is received while one is answered, so that none waits for the pipe."""
    received: queue.Queue[Frame | None] = queue.Queue(maxsize=1)

    def receive() -> None:
        frame: Frame | None = Frame({})
        while frame is not None:
            frame = read_frame(incoming)
            received.put(frame)

    threading.Thread(target=receive, daemon=True).start()
    while (frame := received.get()) is not None:
        yield frame


def _answer(read: ReadPicture, frame: Frame) -> Frame:
    document = _document(read, frame.content, ReadOptions(**frame.header))
    return Frame({"code": document["code"], "message": document["message"]}, json.dumps(document).encode())


def _document(read: ReadPicture, picture: bytes, options: ReadOptions) -> dict[str, Any]:
    try:
        return read(picture, options)
    except DigitwiseError as error:
        return _refused(error.code, str(error), options)
    except Exception as error:  # whatever a decoder throws: the next picture must be read
        return _refused("decoder_crash", failed(error), options)


def _refused(code: str, message: str, options: ReadOptions) -> dict[str, Any]:
    from digitwise.reading.result import Reading

    return Reading(code=code, message=message, source=options.source).to_dict()


def _be_silent() -> None:
    """What decoders print from here on is chosen by whoever sent the picture."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)


def _limit_processor_time() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS, hard))


def _opened(model: str | None) -> ReadPicture:
    """Open the reader and read a drawn number, so that the first picture of a person does not pay for the warm-up."""
    import cv2
    import numpy as np

    use_one_thread()
    drawn = np.full((64, 64, 3), 255, np.uint8)
    for across in (22, 42):
        cv2.line(drawn, (across, 12), (across, 52), (0, 0, 0), 5)
    _read(cv2.imencode(".png", drawn)[1].tobytes(), ReadOptions(model=model))
    return _read


def _read(picture: bytes, options: ReadOptions) -> dict[str, Any]:
    from digitwise.reading.trace import Trace

    reader = _reader(options.model, _changed(options.model), options.min_confidence)
    trace = Trace()
    reading = reader.read_or_refuse(picture, options.single, options.source, trace)
    document = reading.to_dict(options.images)
    if options.occlusion is not None and options.occlusion < len(reading.digits):
        falls = reader.occlusion(reading.digits[options.occlusion])
        document["digits"][options.occlusion]["occlusion"] = [[round(float(fall), 2) for fall in row] for row in falls]
    if options.stages and reading.ok:
        from digitwise.workers.stages import stages_to_list

        document["stages"] = stages_to_list(picture, trace)
    return document


@lru_cache(maxsize=8)
def _reader(model: str | None, changed: int, min_confidence: float | None) -> Reader:
    from digitwise.reading.reader import Reader

    return Reader(model, min_confidence, threads=1)


def _changed(model: str | None) -> int:
    """When a model was written last, so that one that was trained anew is loaded anew."""
    try:
        return Path(model).stat().st_mtime_ns if model else 0
    except OSError:
        return 0


if __name__ == "__main__":
    main()
