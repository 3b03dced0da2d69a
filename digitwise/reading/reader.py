"""The reader: any picture to a :class:`Reading`."""

from __future__ import annotations

import collections
import copy
import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import DigitwiseError, PictureError, checked_share
from digitwise.images import CLASSES, SIDE, Images
from digitwise.reading.attempts import read_picture, signature_of
from digitwise.reading.geometry import Box
from digitwise.reading.output.assemble import digit_of
from digitwise.reading.picture.many import GROUP_PICTURES, groups_of, named
from digitwise.reading.picture.sources import name_of, open_picture
from digitwise.reading.recognition.classify import Probabilities, handed_over_as_digits, load_classifier
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.recognition.gathering import GatheringClassifier
from digitwise.reading.recognition.occlusion import occlusion
from digitwise.reading.recognition.sequence import load_paper_reader, load_sequence_reader
from digitwise.reading.result import Digit, Line, Number, Reading
from digitwise.reading.trace import Trace
from digitwise.text import one_line

_AHEAD = 4  # groups of pictures for each thread that wait to be read


class Reader:
    """Reads pictures, many with one loaded network.

    Args:
        model: A run folder or an ``.onnx`` file with its card; None for the network that ships with the package.
        min_confidence: Confidence from 0 to 1 below which a digit is doubtful; None for the network's own threshold,
            at which 1 % of the digits that are not doubtful are wrong.
        threads: Threads for one picture.

    Attributes:
        experts: The networks that say what ink may be.
        threshold: Confidence below which a digit is doubtful.

    Raises:
        ModelError: If the model is missing or not what its card says.
        UsageError: If ``min_confidence`` is no share.

    Example:
        >>> import cv2
        >>> pictures = [np.full((60, 100), 255, np.uint8) for _ in range(2)]
        >>> for picture, text in zip(pictures, ("47", "30"), strict=True):
        ...     _ = cv2.putText(picture, text, (15, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 4)
        >>> [reading.text for reading in Reader().read_many(pictures)]
        ['47', '30']
    """

    def __init__(self, model: str | Path | None = None, min_confidence: float | None = None, threads: int = 2) -> None:
        classifier = load_classifier(model, threads)
        # A model of one's own is judged by what it reads, not by what ours would.
        self.experts = Experts(
            classifier,
            functools.partial(load_sequence_reader, threads) if model is None else None,
            functools.partial(load_paper_reader, threads) if model is None else None,
        )
        self.threshold = (
            classifier.threshold if min_confidence is None else checked_share("min_confidence", min_confidence)
        )

    def classify(self, images: Images) -> Probabilities:
        """Probabilities ``(n, 11)`` of images ``(n, 28, 28)`` ``uint8``, 255 = ink: ten digits and "not a digit".

        The images are taken as they are; a picture of unknown polarity is another thing, and goes to :meth:`read`.
        Where the network is unsure, the one for whole numbers has a say; a model of one's own is asked alone.

        Raises:
            ImagesError: For any other dtype or shape.
        """
        return handed_over_as_digits(self.experts.of_one(images))

    def readings_of(self, images: Images) -> list[Reading]:
        """Readings of images that are ready for the network, ``(n, 28, 28)`` ``uint8``, 255 = ink: a digit each.

        Raises:
            ImagesError: For any other dtype or shape.
        """
        found, signature = [], self.signature()
        for image, chances in zip(images, self.classify(images), strict=True):
            text = str(int(chances[:CLASSES].argmax()))
            digit = digit_of(text, Box(0, 0, SIDE, SIDE), chances, image, self.threshold)
            lines = (Line((Number((digit,), digit.confidence),)),)
            found.append(Reading(code="ok", size=(SIDE, SIDE), lines=lines, **signature))
        return found

    def occlusion(self, digit: Digit) -> NDArray[np.float32]:
        """How much each pixel of ink of a digit speaks for it, ``(28, 28)``; see :mod:`.recognition.occlusion`."""
        return occlusion(self.experts.digits.classify, digit.image, int(digit.text))

    def read(self, source: Any, single: bool = False, trace: Trace | None = None) -> Reading:
        """Read a picture.

        Args:
            source: Path, bytes of a file, open file, NumPy array (gray, RGB or RGBA, any size, dark on light or light
                on dark) or Pillow image.
            single: True if there is exactly one digit: its best guess is given wherever there is ink.
            trace: An empty one is filled with what every step made of the picture.

        Returns:
            What was read.

        Raises:
            PictureError: If the picture cannot be read; ``code`` says why.
        """
        return read_picture(open_picture(source), self.experts, self.threshold, name_of(source), single, trace)

    def read_many(
        self, sources: Iterable[Any], single: bool = False, names: Iterable[str] | None = None
    ) -> Iterator[Reading]:
        """Read many pictures in parallel, in their order; one that cannot be read is a reading with its ``code``.

        Args:
            sources: Pictures as :meth:`read` takes them; a `PictureError` stands for one that is refused already.
            single: True if each has exactly one digit.
            names: What to call each in its reading; None for the names of the files.

        Yields:
            A reading for each.

        Raises:
            UsageError: If there are fewer or more names than pictures (what was read until then has been given), or one
                picture that is none of several.
        """
        workers = os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            waiting: collections.deque[Future[list[Reading]]] = collections.deque()
            for group in groups_of(named(sources, names), GROUP_PICTURES):
                waiting.append(pool.submit(self.read_together, *zip(*group, strict=True), single=single))
                # Only a few ahead: sources may be many, and pictures large.
                if len(waiting) > _AHEAD * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()

    def read_together(
        self, sources: Sequence[Any], names: Sequence[str | None] | None = None, *, single: bool = False
    ) -> list[Reading]:
        """Read small pictures in one thread, with one call of the network for what several of them ask.

        Args:
            sources: Pictures as :meth:`read_many` takes them; all are held in memory.
            names: What to call each in its reading; None for the names of the files.
            single: True if each has exactly one digit.

        Returns:
            A reading for each, bit for bit what :meth:`read_or_refuse` gives.
        """
        if len(sources) == 1:
            return [self.read_or_refuse(sources[0], single, names[0] if names else None)]
        together, gathering = copy.copy(self), GatheringClassifier(self.experts.digits)
        together.experts = self.experts._replace(digits=gathering)
        works = [
            functools.partial(together.read_or_refuse, source, single, name)
            for source, name in zip(sources, names or [None] * len(sources), strict=True)
        ]
        return gathering.run(works)

    def read_or_refuse(
        self, source: Any, single: bool = False, name: str | None = None, trace: Trace | None = None
    ) -> Reading:
        """Read a picture; one that cannot be read is a reading whose ``code`` and ``message`` say why."""
        name = name_of(source) if name is None else name
        try:
            if isinstance(source, PictureError):
                raise source
            return read_picture(open_picture(source), self.experts, self.threshold, name, single, trace)
        except PictureError as error:
            return Reading(code=error.code, message=str(error), source=name, **self.signature())
        except DigitwiseError:
            raise
        except Exception as error:  # one picture over which something fails never costs the others
            message = f"reading failed ({type(error).__name__}: {one_line(error)}); nothing was read"
            return Reading(code="decoder_crash", message=message, source=name, **self.signature())

    def signature(self) -> dict[str, Any]:
        """Name and digest of the model, as a reading has them."""
        return signature_of(self.experts)


def read(source: Any, single: bool = False) -> Reading:
    """Read the handwritten numbers in a picture.

    Args:
        source: Path, bytes of a file, open file, NumPy array (gray, RGB or RGBA, any size, dark on light or light on
            dark) or Pillow image.
        single: True if there is exactly one digit: its best guess is given wherever there is ink.

    Returns:
        What was read: ``text``, ``lines``, ``numbers``, ``digits``, each with its place and confidence.

    Raises:
        PictureError: If the picture cannot be read; ``code`` says why.

    Example:
        >>> import cv2
        >>> picture = np.full((60, 100), 255, np.uint8)
        >>> _ = cv2.putText(picture, "47", (15, 45), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 4)
        >>> reading = read(picture)
        >>> reading.text, len(reading.digits)
        ('47', 2)
    """
    return _shared_reader().read(source, single)


@functools.lru_cache(maxsize=1)
def _shared_reader() -> Reader:
    return Reader()
