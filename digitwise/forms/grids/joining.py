"""Pieces of ruling lines that continue each other, joined where ink between them says so."""

from __future__ import annotations

import numpy as np

from digitwise.forms.grids.lines import Levels, Line, LineSettings, along, median, spread


def joined(pieces: list[Line], levels: Levels, settings: LineSettings) -> list[Line]:
    """Pieces that continue each other, as one."""
    pieces = sorted(pieces, key=lambda line: line.first)
    firsts = np.array([line.first for line in pieces])
    lasts = np.array([line.last for line in pieces])
    starts = np.array([line.course[0] for line in pieces])
    slopes = np.array([line.slopes[0] for line in pieces])
    dark = spread(levels)
    bare = settings.bare * float(np.quantile(levels[::3, ::3], 0.75)) + 1
    free = np.ones(len(pieces), np.bool_)
    done: list[Line] = []
    for place, piece in enumerate(pieces):
        if not free[place]:
            continue
        free[place], line = False, piece
        while True:
            # Those before it have been looked at, and most of the others lie elsewhere.
            part = slice(place + 1, int(np.searchsorted(firsts, line.last + settings.far * max(levels.shape), "right")))
            gaps, rows = firsts[part] - line.last, starts[part]
            near = free[part] & (lasts[part] > line.last)
            near &= np.abs(rows - line.course[-1]) <= line.thickness + settings.stray + 0.25 * np.abs(gaps)
            # At either end of the gap, as `_continues` asks of both together.
            missed = np.abs(line.course[-1] + line.slopes[1] * gaps - rows)
            missed = np.minimum(missed, np.abs(rows - slopes[part] * gaps - line.course[-1]))
            most = max(settings.stray, settings.crossed, line.thickness / 2) + np.maximum(gaps, 0) / 30
            near &= (gaps < 0) | (missed <= most + 1e-3)
            ahead = (int(other) for other in np.flatnonzero(near) + place + 1)
            following = next((other for other in ahead if _continues(line, pieces[other], dark, bare, settings)), -1)
            if following < 0:
                break
            # A stroke of writing that runs into the line may begin before what is left of the line does.
            beside_it = (other for other in ahead if firsts[other] < lasts[following])
            rivals = [other for other in beside_it if _continues(line, pieces[other], dark, bare, settings)]
            following = max([following, *rivals], key=lambda other: len(pieces[other].course))
            free[following] = False
            line = _chained(line, pieces[following])
        done.append(line)
    return done


def _continues(line: Line, other: Line, dark: Levels, bare: float, settings: LineSettings) -> bool:
    """Whether a piece that begins where a line ends, or a little further on, is part of it."""
    gap = other.first - line.last
    if gap < 0:
        # Side by side: two crests of one thick line.
        apart = max(abs(line.at(other.first) - other.course[0]), abs(other.at(line.last) - line.course[-1]))
        return bool(apart <= max(settings.stray, min(line.thickness, other.thickness) / 2))
    allowed = settings.stray + gap / 30
    if gap <= settings.near and all(len(piece.course) >= settings.slender * piece.thickness for piece in (line, other)):
        # Where a stroke crosses a line, its crest may change sides, and both ends are drawn to the stroke.
        allowed = max(allowed, settings.crossed, min(line.thickness, other.thickness) / 2)
    if min(abs(line.at(other.first) - other.course[0]), abs(other.at(line.last) - line.course[-1])) > allowed:
        return False
    if gap <= settings.near:
        return True
    # Strokes of writing stand in rows as well; what joins over a gap is longer than the gap.
    long = min(len(line.course), len(other.course)) >= gap
    return long and _share_inked(line, other, dark, bare, settings) >= settings.inked


def _share_inked(line: Line, other: Line, dark: Levels, bare: float, settings: LineSettings) -> float:
    """Share of the gap between two pieces in which there is ink as dark as they are."""
    course = np.linspace(line.course[-1], other.course[0], other.first - line.last + 1)[1:-1]
    usual = min(float(median(along(piece, dark))) for piece in (line, other))
    ink = along(Line(line.last + 1, course.astype(np.float32)), dark)
    return float((ink >= max(settings.dark * usual, bare)).mean())


def _chained(line: Line, other: Line) -> Line:
    columns = np.concatenate([np.arange(line.first, line.last + 1), np.arange(other.first, other.last + 1)])
    rows = np.concatenate([line.course, other.course])
    keep = np.concatenate([[True], np.diff(np.maximum.accumulate(columns)) > 0])
    every = np.arange(line.first, other.last + 1)
    course = np.interp(every, columns[keep], rows[keep]).astype(np.float32)
    long, short = (line, other) if len(line.course) >= len(other.course) else (other, line)
    return Line(line.first, course, long.thickness if len(long.course) > 0 else short.thickness)
