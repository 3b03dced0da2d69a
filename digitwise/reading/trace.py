"""What every room made of a picture, kept while it is read: ``--stages`` and ``--explain`` only draw it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.page_decoder import Page
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.layout.analysis import Layout
from digitwise.reading.result import Reading
from digitwise.reading.ruling.line_removal import Ruling


@dataclass(frozen=True)
class Attempt:
    """One way to see a picture, and what became of it.

    Attributes:
        variant: ``"usual"``, ``"smoothed"`` or ``"inverted"``: how the picture was taken.
        ink: What is darker than its background, printed lines included.
        ruling: Printed lines, and the ink without them.
        layout: Connected components, and the lines, words and boxes they make.
        page: Every way to read each word; None for a picture of a single digit.
        reading: The result.
        sure: Whether most of its digits are beyond doubt, so that no other variant is tried.
    """

    variant: str
    ink: Ink
    ruling: Ruling
    layout: Layout
    page: Page | None
    reading: Reading
    sure: bool

    @property
    def is_print(self) -> bool:
        """Whether most of the page is print."""
        return self.page is not None and self.page.is_print


@dataclass
class Trace:
    """A record of one reading, to be handed to :meth:`digitwise.Reader.read`.

    Attributes:
        gray: ``(h, w)`` ``uint8``: the picture in gray, turned upright; None before anything was read.
        attempts: The variants that were read, in order, of the picture that was turned upright.
        chosen: Which of them is the reading.
        turns: By how many quarters against the clock the picture was turned upright.
        reading: What was read, placed in the picture as it was given.

    Example:
        >>> import digitwise
        >>> trace, page = Trace(), np.full((60, 60), 255, np.uint8)
        >>> page[20:40, 30:33] = 0
        >>> digitwise.Reader().read(page, trace=trace).text, [attempt.variant for attempt in trace.attempts]
        ('1', ['usual'])
    """

    gray: NDArray[np.uint8] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    chosen: int = 0
    turns: int = 0
    reading: Reading = field(default_factory=Reading)

    @property
    def attempt(self) -> Attempt:
        """The variant that is the reading."""
        return self.attempts[self.chosen]
