"""What decides which warnings and alternatives a reading has, and how large it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room: probabilities, numbers of pieces, and sizes of what is drawn."""

    # Alternatives
    ranked: int = 5
    """Readings of a number that are followed from part to part."""
    hypotheses: int = 8
    """Hypotheses listed for a word, the cheapest first."""

    # Whether a number is two that stand close to each other; gaps are in heights of a digit
    wide_gap: float = 0.4
    """A gap inside a number is wide, at least: of 142 numbers that people wrote none has one so wide that is also
    `LAYOUT.wider_gap` times the usual of its page, and was sure."""
    wide_step: float = 1.1
    """Times the usual is the distance of the middles of its digits then, at least: beside a 1 there is more paper."""
    known_spaces: int = 3
    """Spaces between digits of a page from which on it is known what is usual."""
    one_number: float = 0.5
    """Probability that a number with such a gap is one: telephone numbers are written in groups, and so are two scores
    of a game."""

    # Which way up a page stands
    sample: int = 32
    """Pieces from all over the page that are asked about, each in four directions."""
    upright_digits: float = 0.6
    """Pieces that stand the right way up are digits with at least this mean probability."""
    surer_digits: float = 0.02
    """That mean probability is at least this much higher than as the page stands."""
    few_digits: int = 8
    """Digits on an upright page from which on it can be told; fewer may be surer the wrong way round by chance."""
    asked_digits: int = 3
    """Digits from which on it is asked: of a page on its side fewer are read."""
    upright: float = 0.7
    """Mean confidence of the numbers of a page that is surely upright, at least."""
    turned_upright: float = 0.5
    """The same of a page that was turned: what is less sure tells nothing."""
    surer: float = 0.1
    """A page that was turned is at least this much surer than as it was given. None of 78 pages that stand upright is
    turned by these; of 234 on their sides or upside down 143 are, two the wrong way round (docs/reading.md)."""
    left_out: float = 0.25
    """Share of its pieces that are no digits from which on a sure page is asked, too: of one on its side zeros are
    read for sure, and the others are left out."""
    more_digits: float = 1.2
    """Such a page has at least this many times as many digits when it is turned upright."""

    # Captions and frames
    readable: int = 8
    """Height of the smallest caption that can be read, in pixels."""
    caption_room: float = 1.4
    """A caption is at most this many widths of its digit wide."""
    caption_narrow: float = 0.6
    """A digit counts as at least this many of its heights wide for that: a 1 is narrow."""
    caption_scale: float = 1 / 1100
    """Of the longer side of the picture: the scale of OpenCV's letters, where there is room for them."""
    caption_sizes: tuple[float, ...] = (1.0, 0.75, 0.5)
    """Sizes that are tried one after the other, as shares of the largest."""
    frame: float = 1 / 600
    """Of the longer side of the picture: the thickness of frames."""
    least_drawn: int = 400
    """Pixels of the longer side of a picture that is drawn on, at least: a digit of 28×28 is enlarged."""


OUTPUT = Parameters()
