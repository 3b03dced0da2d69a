"""Rectangles and bands in pixels, shared by all rooms of reading."""

from __future__ import annotations

from operator import add
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels of the picture as it was given, upright as a person sees it.

    Example:
        >>> Box(10, 20, 30, 40).right, Box(10, 20, 30, 40).bottom
        (40, 60)
        >>> Box.around([Box(10, 20, 30, 40), Box(50, 10, 5, 5)])
        Box(left=10, top=10, width=45, height=50)
    """

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column right of the rectangle."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """First row below the rectangle."""
        return self.top + self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle, across and down."""
        return self.left + self.width / 2, self.top + self.height / 2

    def shared_columns(self, other: Box) -> int:
        """Columns that both rectangles have; where they stand apart, less than 0 by so many as are between.

        Example:
            >>> Box(0, 0, 10, 5).shared_columns(Box(8, 9, 4, 4)), Box(0, 0, 10, 5).shared_rows(Box(8, 9, 4, 4))
            (2, -4)
        """
        return min(self.right, other.right) - max(self.left, other.left)

    def shared_rows(self, other: Box) -> int:
        """The same of rows."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def scaled(self, across: float, down: float, size: tuple[int, int]) -> Box:
        """The rectangle on a copy that is so many times as wide and high, and ``size``: width and height, pixels.

        Example:
            >>> Box(10, 20, 30, 40).scaled(2.0, 1.5, (70, 200))
            Box(left=20, top=30, width=50, height=60)
        """
        left, top = max(0, round(self.left * across)), max(0, round(self.top * down))
        right, bottom = min(size[0], round(self.right * across)), min(size[1], round(self.bottom * down))
        return Box(left, top, max(1, right - left), max(1, bottom - top))

    def turned_back(self, turns: int, size: tuple[int, int]) -> Box:
        """Where the rectangle stands in a picture before that was turned by ``turns`` quarters against the clock.

        Args:
            turns: From 0 to 3.
            size: Width and height of the turned picture, pixels.

        Example:
            >>> Box(10, 20, 30, 40).turned_back(1, (100, 200))
            Box(left=140, top=10, width=40, height=30)
        """
        corners = [point_turned_back(corner, turns, size) for corner in (self[:2], (self.right, self.bottom))]
        (left, right), (top, bottom) = (sorted(round(value) for value in axis) for axis in zip(*corners, strict=True))
        return Box(left, top, right - left, bottom - top)

    @classmethod
    def around(cls, boxes: list[Box]) -> Box:
        """The smallest rectangle that holds all of ``boxes`` (at least one)."""
        if len(boxes) == 1:
            return boxes[0]
        # Thousands of times on a page: its parts are taken as they lie.
        lefts, tops, widths, heights = zip(*boxes, strict=True)
        left, top = min(lefts), min(tops)
        return cls(left, top, max(map(add, lefts, widths)) - left, max(map(add, tops, heights)) - top)


def point_turned_back(point: tuple[float, float], turns: int, size: tuple[int, int]) -> tuple[float, float]:
    """Where a point lies in a picture before that was turned by ``turns`` quarters against the clock.

    Args:
        point: Across and down, pixels of the turned picture.
        turns: From 0 to 3.
        size: Width and height of the turned picture, pixels.

    Example:
        >>> point_turned_back((10, 20), 1, (100, 200)), point_turned_back((10, 20), 2, (100, 200))
        ((180, 10), (90, 180))
    """
    (x, y), (wide, high) = point, size
    return ((x, y), (high - y, x), (wide - x, high - y), (y, wide - x))[turns]


class Band(NamedTuple):
    """Where the digits beside a mark stand: rows of their tops and of the line they stand on."""

    top: float
    base: float

    @property
    def height(self) -> float:
        """Height of the digits."""
        return max(1.0, self.base - self.top)
