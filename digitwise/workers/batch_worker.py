"""The process that reads several pictures with one message; :mod:`.guarded_reader` says who asks it, and for what."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence

from digitwise.errors import DigitwiseError, PictureError
from digitwise.reading.picture.pdf import PdfPage, count_pages
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from digitwise.workers.batches import COUNT, SIGNATURE, Fields, PictureInput, ReadSettings, answer, pictures_of
from digitwise.workers.messages import Frame, failed
from digitwise.workers.packing import packed
from digitwise.workers.pipes import use_one_thread
from digitwise.workers.worker import AnswerFrame, answer_frames


def main() -> None:
    """Open the reader that the first argument describes, and answer until the pipe is closed."""
    answer_as_told(opened)


def answer_as_told(open_answerer: Callable[[ReadSettings], AnswerFrame]) -> None:
    """Answer frames until the pipe is closed, with what is opened for the first argument of this process.

    Args:
        open_answerer: Opens what answers, for how pictures are read.
    """
    settings = ReadSettings(**json.loads(sys.argv[1]))
    answer_frames(lambda: open_answerer(settings))


def opened(settings: ReadSettings) -> AnswerFrame:
    """Open a reader, and give what answers questions with it."""
    reader = open_reader(settings)

    def reply(frame: Frame) -> Frame:
        pictures = pictures_of(frame)
        if frame.header["what"] == COUNT:
            return answer([_count(picture) for picture in pictures])
        if frame.header["what"] == SIGNATURE:
            return answer([reader.signature()])
        return answer([packed(reading) for reading in readings_of(reader, pictures, settings)])

    return reply


def open_reader(settings: ReadSettings) -> Reader:
    """A reader for a process that is one of several.

    Raises:
        ModelError: If the model is missing or not what its card says.
    """
    use_one_thread()
    return Reader(settings.model, settings.min_confidence, threads=1)


def readings_of(reader: Reader, pictures: Sequence[PictureInput], settings: ReadSettings) -> list[Reading]:
    """Readings of the pictures of a question, whatever a decoder throws: the others must be read."""
    try:
        return reader.read_together(pictures, single=settings.single)
    except DigitwiseError:
        raise
    except Exception as error:
        if len(pictures) > 1:
            return [reading for picture in pictures for reading in readings_of(reader, [picture], settings)]
        return [Reading(code="decoder_crash", message=failed(error))]


def _count(picture: PictureInput) -> Fields:
    """How many pages a PDF has, or why that cannot be said."""
    try:
        assert isinstance(picture, PdfPage)
        return {"pages": count_pages(picture.file)}
    except PictureError as error:
        return {"code": error.code, "message": str(error)}


if __name__ == "__main__":
    main()
