"""Where the grid of a form lies on its page, and by what a sheet is laid over that page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Page:
    """The page that a form was printed on, or was drawn on.

    Attributes:
        width: Millimeters, or pixels of the picture that the form was drawn on.
        height: The same.
        grid: Left, top, width and height of the grid, in the same unit.
        mark_side: Side of the marks in the four corners; 0 if there are none.
        mark_inset: From the edges of the page to the marks.
        code: What the QR code says; empty if there is none.
        code_box: Left, top and side of the QR code.
        picture: Name of a file beside the form's: the blank page, level; empty if there is none.
        picture_sha256: Digest of that file.
    """

    width: float
    height: float
    grid: tuple[float, float, float, float]
    mark_side: float = 0.0
    mark_inset: float = 0.0
    code: str = ""
    code_box: tuple[float, float, float] = (0.0, 0.0, 0.0)
    picture: str = ""
    picture_sha256: str = ""

    @property
    def marks(self) -> dict[int, Points]:
        """Corners ``(4, 2)`` of each mark, clockwise from its top left one: 0 at the top left of the page, then on."""
        if not self.mark_side:
            return {}
        near = self.mark_inset
        right, bottom = self.width - near - self.mark_side, self.height - near - self.mark_side
        square = self.mark_side * np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
        starts = ((near, near), (right, near), (right, bottom), (near, bottom))
        return {number: square + np.array(start) for number, start in enumerate(starts)}

    def problem(self) -> str:
        """What is wrong with it; empty if nothing is.

        Example:
            >>> Page(210, 297, (20, 30, 200, 250)).problem()
            'the grid ends at 220 x 280, outside of its page of 210 x 297'
        """
        left, top, wide, high = self.grid
        if min(self.width, self.height, wide, high) <= 0:
            return "page and grid need a width and a height above 0"
        if min(left, top) < 0:
            return f"the grid begins at {left:g} x {top:g}, outside of its page"
        if left + wide > self.width or top + high > self.height:
            end = f"{left + wide:g} x {top + high:g}"
            return f"the grid ends at {end}, outside of its page of {self.width:g} x {self.height:g}"
        return ""
