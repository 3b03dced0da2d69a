"""What lines enclose: walls are drawn, and each region between them that is nearly a rectangle is a face."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.bounding import BOUNDING, LineIndex, reach_of
from digitwise.forms.grids.cells import Corners
from digitwise.forms.grids.lines import Line
from digitwise.reading.geometry import Box

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class FaceSettings:
    """What decides whether lines enclose a cell; lengths in pixels of the level sheet."""

    thickest: int = 3
    """Pixels that a wall is drawn, at most."""
    filled: float = 0.82
    """Share of the rectangle between its corners that a face fills, at least."""
    largest: float = 0.6
    """Of the sheet: what is larger is the sheet itself."""


FACES = FaceSettings()


@dataclass
class Face:
    """A region that ruling lines enclose.

    Attributes:
        corners: Its four corners, pixels.
        box: The upright rectangle around it.
        area: Pixels inside.
        inside: Smaller regions that lie in it, as boxes do in a cell.
    """

    corners: Corners
    box: Box
    area: float
    inside: list[Face] = field(default_factory=list)


def walls_of(across: list[Line], down: list[Line], shape: tuple[int, ...]) -> Mask:
    """The lines drawn, each as far as the line that it nearly meets."""
    walls = np.zeros(shape[:2], np.uint8)
    upright = np.ascontiguousarray(walls.T)
    for line, ends in _extended(across, down, shape[1]):
        _draw(walls, line, ends)
    for line, ends in _extended(down, across, shape[0]):
        _draw(upright, line, ends)
    return np.asarray(cv2.bitwise_or(walls, np.ascontiguousarray(upright.T)), np.uint8)


def _extended(lines: list[Line], others: list[Line], width: int) -> list[tuple[Line, tuple[float, float]]]:
    """Each line with the columns from and to which it is drawn."""
    index, found = LineIndex(others), []
    for line in lines:
        reach = reach_of(line)
        places = np.array(index.crossings(line, reach))
        ends = [float(line.first), float(line.last)]
        for side, edge in ((0, 0.0), (1, width - 1.0)):
            near = places[np.abs(places - ends[side]) <= reach]
            if len(near):
                # The nearest is the one that it was drawn to: the frame around a box is not.
                nearest = float(near[np.abs(near - ends[side]).argmin()])
                ends[side] = max(ends[1], nearest) if side else min(ends[0], nearest)
            elif abs(edge - ends[side]) <= reach:
                ends[side] = edge
        found.append((line, (ends[0], ends[1])))
    return found


def _draw(walls: Mask, line: Line, ends: tuple[float, float]) -> None:
    columns = np.unique(np.concatenate([[ends[0]], np.arange(line.first, line.last + 1, 4), [line.last], [ends[1]]]))
    columns = columns[(columns >= min(ends[0], line.first)) & (columns <= max(ends[1], line.last))]
    points = np.array([[column, line.at(float(column))] for column in columns])
    thickness = min(FACES.thickest, max(1, round(line.thickness)))
    cv2.polylines(walls, [np.rint(points).astype(np.int32)], False, 1, thickness)


def faces_of(walls: Mask) -> list[Face]:
    """What the walls enclose, if it is nearly a rectangle; boxes that stand in it, or in its corners, belong to it."""
    height, width = walls.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - walls, connectivity=4)
    found, combs = [], []
    for number, (left, top, wide, high, _) in enumerate(stats[1:].tolist(), 1):
        if min(wide, high) < BOUNDING.smallest or wide * high > FACES.largest * height * width:
            continue
        at_border = (left == 0) + (top == 0) + (left + wide == width) + (top + high == height)
        if at_border > 2:
            continue
        part = (labels[top : top + high, left : left + wide] == number).astype(np.uint8)
        outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        outline = max(outlines, key=cv2.contourArea)
        corners = _corners(outline.reshape(-1, 2).astype(np.float64))
        # The outline runs through the middles of the outermost pixels.
        area = float(cv2.contourArea(outline)) + 0.5 * len(outline)
        face = Face(corners + np.array([left, top]), Box(left, top, wide, high), area)
        least = FACES.filled * max(wide * high, cv2.contourArea(corners.astype(np.float32)))
        if area >= least:
            found.append(face)
        elif cv2.contourArea(cv2.convexHull(outline)) >= least:
            combs.append(face)
    for face in combs:
        inside = [other.area for other in found if _holds(face.box, other.box)]
        if face.area + sum(inside) >= FACES.filled * face.box.width * face.box.height:
            found.append(face)
    return found


def _corners(points: Corners) -> Corners:
    """The four corners of an outline: its points farthest towards each corner."""
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    places = [sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]
    return np.asarray(points[places] + [[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)


def nested(faces: list[Face]) -> list[Face]:
    """Faces that lie in no other; each knows those that lie in it and in none of them."""
    ordered = sorted(faces, key=lambda face: -face.box.width * face.box.height)
    left, top, wide, high = np.array([face.box for face in ordered], np.int64).reshape(-1, 4).T
    outer: list[Face] = []
    for place, face in enumerate(ordered):
        holds = (left <= face.box.left) & (top <= face.box.top)
        holds &= (left + wide >= face.box.right) & (top + high >= face.box.bottom)
        siblings = outer
        # Most lie in no other.
        while holds[:place].any():
            home = next((other for other in siblings if _holds(other.box, face.box)), None)
            if home is None:
                break
            siblings = home.inside
        siblings.append(face)
    return outer


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )
