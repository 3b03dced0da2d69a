"""Digits as somebody wrote them: the points that a pen went through, in a cell of 100 × 140."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
Strokes = Sequence[Sequence[Point]]

DIGITS: dict[str, Strokes] = {
    "0": [[(56, 6), (30, 14), (14, 44), (12, 82), (26, 118), (50, 132), (74, 120), (90, 84), (86, 42), (70, 14),
           (52, 6)]],
    "1": [[(44, 18), (56, 6), (54, 50), (52, 92), (50, 134)]],
    "2": [[(14, 40), (26, 14), (52, 4), (78, 16), (84, 42), (66, 76), (38, 106), (12, 130), (50, 128), (92, 130)]],
    "3": [[(14, 22), (40, 6), (72, 12), (82, 34), (66, 56), (40, 64), (70, 72), (86, 96), (74, 122), (44, 134),
           (12, 122)]],
    "4": [[(58, 4), (40, 44), (16, 88), (52, 86), (94, 84)], [(70, 48), (68, 90), (64, 136)]],
    "5": [[(28, 8), (24, 36), (20, 64), (46, 54), (74, 64), (84, 92), (70, 122), (42, 134), (12, 124)],
          [(28, 8), (82, 6)]],
    "6": [[(70, 4), (40, 32), (20, 72), (18, 108), (38, 132), (66, 130), (82, 108), (76, 84), (52, 74), (26, 92)]],
    "7": [[(12, 12), (50, 10), (86, 10), (68, 50), (50, 92), (38, 136)]],
    "8": [[(76, 22), (52, 6), (26, 18), (28, 44), (54, 64), (80, 90), (76, 122), (48, 134), (20, 118), (22, 90),
           (50, 64), (76, 42), (76, 22)]],
    "9": [[(82, 34), (64, 10), (36, 12), (20, 38), (34, 64), (62, 60), (80, 36), (80, 78), (74, 108), (66, 136)]],
}  # fmt: skip


def strokes_of(text: str, left: float = 40, top: float = 60, height: float = 180, line: float = 270) -> Strokes:
    """The strokes of lines of digits, in units of the pad (800 × 600).

    Args:
        text: Digits; newlines part lines.
        left: Where the lines begin.
        top: Where the first line begins.
        height: Height of a digit.
        line: From one line to the next.
    """
    scale = height / 140
    return [
        [(left + place * 130 * scale * 0.88 + x * scale, top + row * line + y * scale) for x, y in stroke]
        for row, digits in enumerate(text.split("\n"))
        for place, digit in enumerate(digits)
        for stroke in DIGITS[digit]
    ]


def between(points: Sequence[Point], steps: int = 2) -> list[Point]:
    """A smooth line through the points, as a hand draws it (Catmull and Rom 1974)."""
    ends = [points[0], *points, points[-1]]
    found = [points[0]]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        found += [_on_curve(before, start, end, after, step / steps) for step in range(1, steps + 1)]
    return found


def _on_curve(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    def one(a: float, b: float, c: float, d: float) -> float:
        return b + t * ((c - a) + t * ((2 * a - 5 * b + 4 * c - d) + t * (3 * b - a - 3 * c + d))) / 2

    return one(before[0], start[0], end[0], after[0]), one(before[1], start[1], end[1], after[1])
