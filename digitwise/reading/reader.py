"""The reader: any picture to a :class:`Reading`."""

from __future__ import annotations

import collections
import copy
import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import DigitwiseError, PictureError
from digitwise.images import CLASSES, SIDE, Images
from digitwise.reading.decoding.page_decoder import read_layout
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.ink.noise import blank_if_texture
from digitwise.reading.ink.variants import USUAL, further_looks, ink_at, is_nothing, is_sure, likeliest_attempt
from digitwise.reading.ink.working_scale import grays_and_inks
from digitwise.reading.layout.analysis import Layout, find_layout
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.output.assemble import digit_of, lines_of
from digitwise.reading.output.one_digit import one_digit
from digitwise.reading.output.orientation import likely_turns
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.output.warnings import doubted, turned, warned, warnings_of
from digitwise.reading.picture.decode import Picture
from digitwise.reading.picture.many import groups_of, named
from digitwise.reading.picture.sources import name_of, open_picture
from digitwise.reading.recognition.classify import Probabilities, handed_over_as_digits, load_classifier
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.recognition.gathering import TOGETHER, GatheringClassifier
from digitwise.reading.recognition.occlusion import occlusion
from digitwise.reading.recognition.sequence import load_paper_reader, load_sequence_reader
from digitwise.reading.result import Digit, Line, Number, Reading, Rejected
from digitwise.reading.ruling.line_removal import remove_ruling
from digitwise.reading.trace import Attempt, Trace
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
    """

    def __init__(self, model: str | Path | None = None, min_confidence: float | None = None, threads: int = 2) -> None:
        self._classifier = load_classifier(model, threads)
        # A model of one's own is judged by what it reads, not by what ours would.
        self.experts = Experts(
            self._classifier,
            functools.partial(load_sequence_reader, threads) if model is None else None,
            functools.partial(load_paper_reader, threads) if model is None else None,
        )
        self.threshold = self._classifier.threshold if min_confidence is None else min_confidence

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
        found = []
        for image, chances in zip(images, self.classify(images), strict=True):
            text = str(int(chances[:CLASSES].argmax()))
            digit = digit_of(text, Box(0, 0, SIDE, SIDE), chances, image, self.threshold)
            lines = (Line((Number((digit,), digit.confidence),)),)
            found.append(Reading(code="ok", size=(SIDE, SIDE), lines=lines, **self.signature()))
        return found

    def occlusion(self, digit: Digit) -> NDArray[np.float32]:
        """How much each pixel of ink of a digit speaks for it, ``(28, 28)``; see :mod:`.recognition.occlusion`."""
        return occlusion(self._classifier.classify, digit.image, int(digit.text))

    def read(self, source: Any, single: bool = False, trace: Trace | None = None) -> Reading:
        """Read a picture.

        Args:
            source: Path, bytes of a file, NumPy array (gray, RGB or RGBA, any size, dark on light or light on dark) or
                Pillow image.
            single: True if there is exactly one digit: its best guess is given wherever there is ink.
            trace: An empty one is filled with what every step made of the picture.

        Returns:
            What was read.

        Raises:
            PictureError: If the picture cannot be read; ``code`` says why.
        """
        return self._reading(open_picture(source), name_of(source), single, trace)

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
            UsageError: If there are fewer or more names than pictures; what was read until then has been given.
        """
        workers = os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            waiting: collections.deque[Future[list[Reading]]] = collections.deque()
            for group in groups_of(named(sources, names), TOGETHER):
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
        together, gathering = copy.copy(self), GatheringClassifier(self._classifier)
        together._classifier, together.experts = gathering, self.experts._replace(digits=gathering)
        works = [
            functools.partial(together.read_or_refuse, source, single, name)
            for source, name in zip(sources, names or [None] * len(sources), strict=True)
        ]
        return [
            reading
            for begin in range(0, len(works), TOGETHER)
            for reading in gathering.run(works[begin : begin + TOGETHER])
        ]

    def read_or_refuse(
        self, source: Any, single: bool = False, name: str | None = None, trace: Trace | None = None
    ) -> Reading:
        """Read a picture; one that cannot be read is a reading whose ``code`` and ``message`` say why."""
        name = name_of(source) if name is None else name
        try:
            if isinstance(source, PictureError):
                raise source
            return self._reading(open_picture(source), name, single, trace)
        except PictureError as error:
            return Reading(code=error.code, message=str(error), source=name, **self.signature())
        except DigitwiseError:
            raise
        except Exception as error:  # one picture over which something fails never costs the others
            message = f"reading failed ({type(error).__name__}: {one_line(error)}); nothing was read"
            return Reading(code="decoder_crash", message=message, source=name, **self.signature())

    def signature(self) -> dict[str, Any]:
        """Name and digest of the model, as a reading has them."""
        return {"model": self._classifier.name, "model_sha256": self._classifier.sha256}

    def _reading(self, picture: Picture, source: str | None, single: bool, trace: Trace | None = None) -> Reading:
        for gray, first in grays_and_inks(picture.pixels):
            # Boxes and digits are placed by the size of the copy that was read.
            picture = picture if gray is picture.pixels else replace(picture, pixels=gray)
            attempts = [self._attempt(first, USUAL, picture, source, single)]
            if attempts[0].is_print or (attempts[0].sure and attempts[0].reading.lines):
                break
        # Of a page of print nothing is read for sure, however it is looked at.
        if not attempts[0].sure and not attempts[0].is_print:
            for variant in further_looks(gray, first, is_nothing(attempts[0].reading)):
                attempts.append(self._attempt(ink_at(gray, variant, first), variant, picture, source, single))
                if attempts[-1].sure:
                    break
        chosen = len(attempts) - 1 if attempts[-1].sure else likeliest_attempt([one.reading for one in attempts])
        if trace is not None:
            trace.gray, trace.attempts, trace.chosen = gray, attempts, chosen
        reading = attempts[chosen].reading
        if chosen and not attempts[chosen].sure:
            reading = doubted(reading)
        # Which way up print stands is not told by its numbers.
        if single or attempts[0].is_print:
            return reading
        likely = functools.partial(likely_turns, attempts[chosen].layout, self._classifier, OUTPUT.few_digits)
        return warned(reading, likely, lambda turns: self._turned_reading(picture, turns))

    def _turned_reading(self, picture: Picture, turns: int) -> Reading:
        picture = turned(picture, turns)
        gray, ink = next(iter(grays_and_inks(picture.pixels)))
        return self._attempt(ink, USUAL, replace(picture, pixels=gray), None, False).reading

    def _attempt(self, ink: Ink, variant: str, picture: Picture, source: str | None, single: bool) -> Attempt:
        ink, texture = blank_if_texture(ink)
        ruling, page, single_pass = remove_ruling(ink), None, False

        def place(box: Box) -> Box:
            return box.scaled(*picture.scale, picture.size)

        # What is displayed as doubtful never changes what is read: only the network's own threshold decides.
        display, own = self.threshold, self._classifier.threshold
        if not ink.is_clear:
            display = own = float("inf")
        lines: tuple[Line, ...]
        rejected: tuple[Rejected, ...]
        if single:
            layout = Layout(find_pieces(ruling.ink, ruling.left), turn=ruling.turn)
            digit = one_digit(layout, self.classify, place, display)
            rejected = ()
            lines = (Line((Number((digit,), digit.confidence),)),) if digit else ()
        else:
            layout = find_layout(ruling)
            page = read_layout(layout, self.experts, further_look=variant != USUAL)
            display, single_pass = float("inf") if page.single_pass else display, page.single_pass
            lines, rejected = lines_of(page, lambda box: place(layout.upright(box)), display)
        if texture is not None:
            rejected = (*rejected, Rejected(place(texture), "texture"))
        reading = Reading(
            code="ok" if lines else "no_digit",
            source=source,
            size=picture.size,
            lines=lines,
            rejected=rejected,
            warnings=warnings_of(picture, ink.is_clear or not lines, texture is not None, single_pass),
            frames_ignored=picture.frames_ignored,
            look=variant,
            **self.signature(),
        )
        return Attempt(variant, ink, ruling, layout, page, reading, is_sure(reading, own))


def read(source: Any, single: bool = False) -> Reading:
    """Read the handwritten numbers in a picture.

    Args:
        source: Path, bytes of a file, NumPy array (gray, RGB or RGBA, any size, dark on light or light on dark) or
            Pillow image.
        single: True if there is exactly one digit: its best guess is given wherever there is ink.

    Returns:
        What was read: ``text``, ``lines``, ``numbers``, ``digits``, each with its place and confidence.

    Raises:
        PictureError: If the picture cannot be read; ``code`` says why.
    """
    return _shared_reader().read(source, single)


@functools.lru_cache(maxsize=1)
def _shared_reader() -> Reader:
    return Reader()
