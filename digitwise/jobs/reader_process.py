"""The process that reads the pictures of a job, as :mod:`digitwise.workers.batch_worker` does for a command."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from digitwise.errors import DigitwiseError, PictureError
from digitwise.images import SIDE
from digitwise.jobs.output.fields import fields_of, fields_of_table
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from digitwise.workers.batch_worker import answer_as_told, open_reader, readings_of
from digitwise.workers.batches import Fields, PictureInput, ReadSettings, answer, pictures_of
from digitwise.workers.messages import Frame, failed
from digitwise.workers.pipes import use_one_thread
from digitwise.workers.worker import AnswerFrame


def main() -> None:
    """Open the reader that the first argument describes, and answer until the pipe is closed."""
    answer_as_told(opened)


def opened(settings: ReadSettings) -> AnswerFrame:
    """Open a reader, and give what answers questions with it."""
    if settings.form is not None:
        return _sheets(settings, settings.form)
    reader = open_reader(settings)
    read: Callable[[Reader, list[PictureInput], ReadSettings], list[Reading]] = (
        _classified if settings.prepared else readings_of
    )

    def reply(frame: Frame) -> Frame:
        begun = time.perf_counter()
        return answer(_with_seconds(read(reader, pictures_of(frame), settings), begun))

    return reply


def _sheets(settings: ReadSettings, path: str) -> AnswerFrame:
    """What answers with the cells of sheets of one form."""
    from digitwise.forms.form_file import load_form
    from digitwise.forms.table import TableReader

    use_one_thread()
    reader, form = TableReader(settings.model, threads=1), load_form(Path(path))

    def fields(picture: PictureInput) -> Fields:
        begun = time.perf_counter()
        try:
            found = fields_of_table(reader.read(picture, form=form), form)
        except PictureError as error:
            found = fields_of(Reading(code=error.code, message=str(error)))
        except DigitwiseError:
            raise
        except Exception as error:  # whatever a decoder throws: the other pictures must be read
            found = fields_of(Reading(code="decoder_crash", message=failed(error)))
        return {**found, "seconds": time.perf_counter() - begun}

    return lambda frame: answer([fields(picture) for picture in pictures_of(frame)])


def _classified(reader: Reader, pictures: list[PictureInput], settings: ReadSettings) -> list[Reading]:
    images = np.frombuffer(b"".join(image for image in pictures if isinstance(image, bytes)), np.uint8)
    return reader.readings_of(images.reshape(-1, SIDE, SIDE))


def _with_seconds(readings: list[Reading], begun: float) -> list[Fields]:
    """What rows say; what was read together took equally long."""
    fields = [fields_of(reading) for reading in readings]
    seconds = (time.perf_counter() - begun) / max(1, len(readings))
    return [{**said, "seconds": seconds} for said in fields]


if __name__ == "__main__":
    main()
