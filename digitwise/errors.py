"""Every error a caller can meet, in one tree.

DigitwiseError
 ├── UsageError        an invalid option or argument
 ├── DataError         a data set that cannot be found or used
 │    ├── DataNotFound
 │    ├── DataCorrupt
 │    └── FetchFailed
 ├── ImagesError       an array that is not what a network takes
 ├── PictureError      a picture that cannot be read
 ├── FormError         an invalid form file
 ├── ModelError        a model that cannot be loaded or trusted
 ├── TrainingError     a training that cannot go on
 ├── LessonError       a recording of the lesson that cannot be trusted
 ├── ReviewError       a table folder that cannot be reviewed
 ├── OutputError       a result that cannot be written
 ├── JobError          a job over many pictures that cannot go on
 └── MissingExtra      a part of Digitwise that is not installed

Each message says what was received, what was expected, how to mend it and what was left untouched, in one line;
``code`` is the stable name of the error for programs, ``exit_code`` what the command line ends with.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from numbers import Real
from typing import Self


class DigitwiseError(Exception):
    """Whatever Digitwise refuses to do; the message is meant for a person."""

    code = "error"
    exit_code = 1


class UsageError(DigitwiseError, ValueError):
    """An invalid option or argument: zero epochs, an unknown name."""

    code = "usage"
    exit_code = 2


class DataError(DigitwiseError):
    """A data set that cannot be found or used."""

    code = "data"


class DataNotFound(DataError):
    """None of the places where a data set may lie has it."""

    code = "data_not_found"


class DataCorrupt(DataError):
    """A data file that is truncated, mislabeled or altered."""

    code = "data_corrupt"


class FetchFailed(DataError):
    """No mirror delivered the right bytes."""

    code = "fetch_failed"


class ImagesError(DigitwiseError, ValueError):
    """An array that is not what a network takes: ``(n, 28, 28)`` ``uint8``, 0 = paper, 255 = ink."""

    code = "images"


class ReasonedError(DigitwiseError):
    """An error that has several reasons, each with a ``code`` of its own.

    Args:
        code: The stable name of the reason.
        message: What was received, what was expected, how to mend it, what was kept.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        # Pools of processes send errors home, and wait forever for one that cannot be made again.
        return type(self), (self.code, str(self))


class PictureError(ReasonedError):
    """A picture that cannot be read; ``code`` says why: ``not_an_image``, ``truncated``, ``too_many_pixels`` …"""


class FormError(DigitwiseError, ValueError):
    """An invalid form file: an unknown key, a sum over a column that is not there."""

    code = "form"


class ModelError(DigitwiseError):
    """A model that cannot be loaded or trusted."""

    code = "model"


class TrainingError(DigitwiseError):
    """A training that cannot go on, such as one whose loss is no longer a number."""

    code = "training"


class LessonError(DigitwiseError):
    """A recording of the lesson that is missing, cut or altered."""

    code = "lesson_data"


class OutputError(DigitwiseError):
    """A result that cannot be written where it was asked for."""

    code = "output"


class JobError(ReasonedError):
    """A job over many pictures that cannot go on; ``code`` says why: ``plan_differs``, ``too_many_bad`` …"""


class ReviewError(ReasonedError):
    """A table folder that cannot be reviewed; ``code`` says why: ``no_manifest``, ``locked``, ``unknown_cell`` …"""


class MissingExtra(DigitwiseError):
    """A part of Digitwise that this installation does not have."""

    code = "missing_extra"

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra '{extra}': pip install 'digitwise[{extra}]'")


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a name that is not among the known ones, with the nearest of them.

    Example:
        >>> print(unknown_name("network", "clasic", ["classic", "quick"]))
        unknown network 'clasic'; did you mean 'classic'? Known: classic, quick.
    """
    names = sorted(known)
    near = difflib.get_close_matches(str(name), names, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    return UsageError(f"unknown {kind} '{name}'{hint} Known: {', '.join(names)}.")


def checked_share(name: str, value: float) -> float:
    """A number from 0 to 1, as it is.

    Raises:
        UsageError: For any other number.

    Example:
        >>> checked_share("min_confidence", 0.9)
        0.9
    """
    if not (isinstance(value, Real) and 0 <= value <= 1):
        raise UsageError(f"{name} must lie between 0 and 1, got {value!r}")
    return value
