"""Gray image to ink: what was written, whatever the light, the paper and the pen.

Paper is what a closing leaves: dark things narrower than its window vanish, while shadows, desks and gradients, which
are wider, stay. The window follows the stroke width, which is measured first. (Serra, "Image Analysis and Mathematical
Morphology", 1982, the top-hat.)
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.components import Components
from digitwise.reading.ink.background import surroundings
from digitwise.reading.ink.parameters import INK
from digitwise.reading.ink.polarity import is_light_on_dark
from digitwise.reading.ink.shadows import shadows, without_shadows
from digitwise.reading.picture.reducing import shrunk
from digitwise.reading.quantiles import Counts, counted_quantile, level_counts, level_quantile

DEVIATION = 1.48
"""Standard deviations of normal noise in the median of its absolute values."""


AROUND = 8
"""Times by which `Ink.around` is smaller than the picture: what lies around a page is broad."""

_SQUARE = np.ones((3, 3), np.uint8)
_LEVELS = np.arange(256, dtype=np.float32)


@dataclass(frozen=True)
class Ink:
    """What was written.

    Attributes:
        levels: Ink map ``(h, w)``, ``uint8``: how far each pixel is from its paper, not stretched.
        mask: ``(h, w)``, ``uint8``, 1 where a stroke is, else 0.
        stroke: Typical width of a stroke in pixels; 0 if there is none.
        inverted: True if the writing is lighter than the page.
        clarity: How many times stronger than the unevenness of the ground the ink is. On paper more than 10, even when
            a camera's grain is strong; cloth, wood and noise, which have no ink, give 3 to 6.
        measured: The components of a mask, if they are known.
        around: ``(h / 8, w / 8)``, ``uint8``, 1 where the picture was taken for what lies around the page.
    """

    levels: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    stroke: float
    inverted: bool
    clarity: float = np.inf
    measured: Components | None = field(default=None, repr=False, compare=False)
    around: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)

    @property
    def components(self) -> Components:
        """The connected components of the mask; those that are known already, unless the mask is another by now."""
        known = self.measured
        return known if known is not None and known.mask is self.mask else Components(self.mask)

    @property
    def is_clear(self) -> bool:
        """Whether the ink stands out from its ground; digits of ink that does not are doubtful."""
        return self.clarity >= INK.clear


def ink_of(gray: NDArray[np.uint8], inverted: bool | None = None, page: NDArray[np.uint8] | None = None) -> Ink:
    """Separate what was written from what it was written on.

    Args:
        gray: ``(h, w)``, ``uint8``, dark writing on a light page or light on dark.
        inverted: Whether the writing is light; found out if None.
        page: ``(h, w)``, ``uint8``, 1 where there is a page for certain; None if that is not known. The polarity has to
            be known as well.

    Returns:
        The ink.

    Example:
        >>> page = np.tile(np.linspace(80, 220, 200).astype(np.uint8), (100, 1))
        >>> page[30:70, 50:54] -= 60
        >>> ink = ink_of(page)
        >>> int(ink.mask.sum()), ink.inverted
        (160, False)
    """
    return _binarized(gray, inverted, page) if inverted is not None else _of_likelier_polarity(gray)


def _of_likelier_polarity(gray: NDArray[np.uint8]) -> Ink:
    """The ink of the polarity that the page shows, unless that of the other is finer and clearer.

    It has to be far clearer, or as clear where the first is a blot beside it. Seen as light ink, a sheet on a dark desk
    is a blot as broad as its margins, and its own lines are the ground.
    """
    ink = _binarized(gray, is_light_on_dark(gray))
    if ink.clarity >= INK.overruled or not ink.stroke:
        return ink
    other = _binarized(gray, not ink.inverted)
    finer = ink.stroke / other.stroke if other.stroke else 0.0
    is_blot = ink.stroke >= INK.blot * min(gray.shape) and finer >= INK.far_finer
    is_finer = finer >= INK.clearer
    if is_finer and other.clarity >= (1 if is_blot else INK.clearer) * ink.clarity:
        return other
    return ink


def _binarized(gray: NDArray[np.uint8], inverted: bool, page: NDArray[np.uint8] | None = None) -> Ink:
    """The ink of a page whose polarity is known."""
    dark = 255 - gray if inverted else gray
    levels = _below_paper(dark, _first_window(dark.shape))
    mask = _mask(levels, INK.first_stroke)
    outside = surroundings(dark, levels, mask)
    if page is not None:
        outside = np.asarray(cv2.subtract(outside, page), np.uint8)
    around = np.ascontiguousarray(outside[::AROUND, ::AROUND])
    written = Components(np.asarray(cv2.subtract(mask, outside), np.uint8))
    shadow = shadows(levels, written)
    if shadow.any():
        written = Components(np.asarray(cv2.subtract(written.mask, shadow), np.uint8))
    stroke = stroke_width(written)
    if not stroke:
        return Ink(np.zeros_like(gray), np.zeros_like(gray), 0.0, inverted)
    broadest = max(stroke, _broadest(levels, written.mask))
    dark = _smoothed(dark, stroke)
    levels = _below_paper(dark, _second_window(broadest, dark.shape))
    outside = _grown(outside, stroke)
    levels[outside > 0] = 0
    mask = without_shadows(levels, _mask(levels, stroke), shadow, stroke)
    measured = Components(mask)
    clarity = clarity_of(levels, mask, outside)
    return Ink(levels, mask, stroke_width(measured), inverted, clarity, measured, around)


def clarity_of(levels: NDArray[np.uint8], mask: NDArray[np.uint8], outside: NDArray[np.uint8]) -> float:
    """How many times stronger the ink is than the ground is uneven; infinite where too little ground is seen.

    Args:
        levels: Ink map ``(h, w)``, ``uint8``.
        mask: ``(h, w)``, ``uint8``, 1 where a stroke is.
        outside: ``(h, w)``, ``uint8``, 1 where no page is: that is no ground.

    Example:
        >>> levels = np.random.default_rng(0).integers(0, 20, (50, 50)).astype(np.uint8)
        >>> levels[20:30, 20:30] = 200
        >>> round(clarity_of(levels, (levels > 100).astype(np.uint8), np.zeros_like(levels)))
        18
    """
    step = max(1, max(mask.shape) // INK.clarity_side)
    levels, mask, outside = (array[::step, ::step] for array in (levels, mask, outside))
    # The edge of a stroke is neither ink nor ground.
    stroked = cv2.dilate(mask, _SQUARE)
    ground = levels[cv2.bitwise_or(stroked, outside) == 0].astype(np.float32)
    if not ground.size or not mask.any():
        return float("inf")
    uneven = max(1.0, float(np.sqrt(np.mean(ground**2))))
    return level_quantile(levels[mask > 0], 0.5) / uneven


def stroke_width(parts: Components, share: float = 0.5) -> float:
    """Typical width of the strokes of a mask in pixels, 0 if it is blank.

    Each component counts by its area, and of them the median is taken, unless another share is named, so that neither
    blots nor specks decide.

    Args:
        parts: The components of a mask, 1 = ink.
        share: Of the ink that is no broader than the width given, 0–1.

    Example:
        >>> round(stroke_width(Components(np.pad(np.ones((100, 4), np.uint8), 9))))
        4
    """
    _, stats = parts.found
    if len(stats) < 2:
        return 0.0
    widths = parts.widths[1:]
    if len(widths) == 1:
        return float(widths[0])
    area = stats[1:, cv2.CC_STAT_AREA].astype(np.float64)
    order = np.argsort(widths)
    middle = np.searchsorted(np.cumsum(area[order]), share * area.sum())
    return float(widths[order][middle])


def _broadest(levels: NDArray[np.uint8], mask: NDArray[np.uint8]) -> float:
    """Width of the strongest strokes: a broad pen on squared paper, most of whose ink may be thin lines."""
    strong = levels > INK.strong_pen * level_quantile(levels[mask > 0], INK.strongest)
    return stroke_width(Components(np.asarray(mask & strong, np.uint8)), INK.broad_share)


def _first_window(shape: tuple[int, ...]) -> int:
    return max(INK.least_window, round(INK.first_window * min(shape)))


def _second_window(stroke: float, shape: tuple[int, ...]) -> int:
    window = INK.window_strokes * stroke + INK.window_margin
    return int(min(window, max(INK.least_window, INK.window_share * min(shape))))


def _below_paper(dark: NDArray[np.uint8], window: int) -> NDArray[np.uint8]:
    """How much darker each pixel is than its paper; the paper is found on a copy in which the window is small."""
    factor = min(1.0, INK.copy_window / window)
    height, width = dark.shape
    small = shrunk(dark, factor)
    kernel = _ellipse(max(3, round(window * factor)) | 1)
    paper = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, kernel)
    # Smooth, but not across the edge of a page: there the dark side would seem to be ink.
    paper = cv2.min(paper, cv2.blur(paper, (kernel.shape[0] // 2 | 1,) * 2))
    if factor < 1:
        paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.subtract(paper, dark), np.uint8)


@functools.lru_cache(maxsize=64)
def _ellipse(side: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _smoothed(dark: NDArray[np.uint8], stroke: float) -> NDArray[np.uint8]:
    """Grain removed where strokes are wide enough to survive it; a tiny picture stays as it is."""
    if stroke < INK.smoothed_stroke:
        return dark
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), min(INK.most_smoothing, stroke / INK.smoothing)), np.uint8)


def _grown(area: NDArray[np.uint8], by: float) -> NDArray[np.uint8]:
    """An area with its blurred edge; nothing as it is."""
    if not area.any():
        return area
    side = 2 * max(2, round(by)) + 1
    return np.asarray(cv2.dilate(area, np.ones((side, side), np.uint8)), np.uint8)


def _grain(counts: Counts) -> float:
    """The level that the grain of bare paper hardly ever reaches; most of a picture is bare paper."""
    middle = counted_quantile(counts, 0.5)
    at = round(middle)
    away = np.zeros_like(counts)
    away[: len(counts) - at] = counts[at:]
    away[1 : at + 1] += counts[:at][::-1]
    return middle + INK.grain * (DEVIATION * counted_quantile(away, 0.5))


def _mask(levels: NDArray[np.uint8], stroke: float) -> NDArray[np.uint8]:
    """Where strokes are: above the grain, and not in the halo of stronger ink nearby."""
    counts = level_counts(levels)
    strongest = (
        counted_quantile(counts, INK.level_share) if levels.size > INK.level_pixels else float(counts.nonzero()[0][-1])
    )
    # Where ink covers half of a tight picture, the grain cannot be told from it.
    least = max(INK.least_level, min(_grain(counts), INK.covered_level * strongest), INK.faint_level * strongest)
    reach = int(2 * stroke) | 1
    near = cv2.dilate(levels, np.ones((reach, reach), np.uint8))
    # A limit for each of the levels there are is sooner found than one for each pixel.
    limits = np.floor(np.maximum(_LEVELS * INK.halo, least)).astype(np.uint8)
    found = levels > cv2.LUT(cv2.blur(near, (reach, reach)), limits)
    return found.view(np.uint8)
