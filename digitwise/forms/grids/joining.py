"""Pieces of ruling lines that continue each other, joined where ink between them says so."""

from __future__ import annotations

import numpy as np

from digitwise.forms.grids.lines import Levels, Line, LineSettings, beside


def joined(pieces: list[Line], levels: Levels, settings: LineSettings) -> list[Line]:
    """Pieces that continue each other, as one."""
    pieces = sorted(pieces, key=lambda line: line.first)
    firsts = np.array([line.first for line in pieces])
    lasts = np.array([line.last for line in pieces])
    starts = np.array([line.course[0] for line in pieces])
    bare = settings.bare * float(np.quantile(levels[::3, ::3], 0.75)) + 1
    free = np.ones(len(pieces), np.bool_)
    done: list[Line] = []
    for place, piece in enumerate(pieces):
        if not free[place]:
            continue
        free[place], line = False, piece
        while True:
            gaps = firsts - line.last
            # Most pieces lie elsewhere; the others are looked at closely.
            near = free & (gaps <= settings.far * max(levels.shape)) & (lasts > line.last)
            near &= np.abs(starts - line.course[-1]) <= line.thickness + settings.stray + 0.25 * np.abs(gaps)
            ahead = (int(other) for other in np.flatnonzero(near))
            following = next((other for other in ahead if _continues(line, pieces[other], levels, bare, settings)), -1)
            if following < 0:
                break
            # A stroke of writing that runs into the line may begin before what is left of the line does.
            beside_it = (other for other in ahead if firsts[other] < lasts[following])
            rivals = [other for other in beside_it if _continues(line, pieces[other], levels, bare, settings)]
            following = max([following, *rivals], key=lambda other: len(pieces[other].course))
            free[following] = False
            line = _chained(line, pieces[following])
        done.append(line)
    return done


def _continues(line: Line, other: Line, levels: Levels, bare: float, settings: LineSettings) -> bool:
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
    return long and _share_inked(line, other, levels, bare, settings) >= settings.inked


def _share_inked(line: Line, other: Line, levels: Levels, bare: float, settings: LineSettings) -> float:
    """Share of the gap between two pieces in which there is ink as dark as they are."""
    course = np.linspace(line.course[-1], other.course[0], other.first - line.last + 1)[1:-1]
    usual = min(float(np.median(beside(piece, levels, 1).max(axis=1))) for piece in (line, other))
    ink = beside(Line(line.last + 1, course.astype(np.float32)), levels, 1).max(axis=1)
    return float((ink >= max(settings.dark * usual, bare)).mean())


def _chained(line: Line, other: Line) -> Line:
    columns = np.concatenate([np.arange(line.first, line.last + 1), np.arange(other.first, other.last + 1)])
    rows = np.concatenate([line.course, other.course])
    keep = np.concatenate([[True], np.diff(np.maximum.accumulate(columns)) > 0])
    every = np.arange(line.first, other.last + 1)
    course = np.interp(every, columns[keep], rows[keep]).astype(np.float32)
    long, short = (line, other) if len(line.course) >= len(other.course) else (other, line)
    return Line(line.first, course, long.thickness if len(long.course) > 0 else short.thickness)
