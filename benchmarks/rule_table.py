"""The rules of `digitwise.reading` that can be switched off one at a time, for `benchmarks/rules.py`.

Each is named by the last part of its module and its name there, so that modules may move from room to room. To switch a
rule off is to replace a function by one that never says anything, or a threshold by one that nothing reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

NEVER = 10**9
"""More than there ever is of anything."""

NETWORK = "the reader does without it"
"""The network for whole numbers is no function that could be replaced."""


@dataclass(frozen=True)
class Rule:
    """A rule and how it is switched off.

    Attributes:
        name: What it is about.
        place: Module without its folders, and name in it: a function, a method, a property, a constant or a parameter.
        off: What stands in its place: for a constant its value, else a function of the original and of its arguments.
        used_by: For a constant the function that is called again with it, to see if it matters: module and name.
    """

    name: str
    place: str
    off: Any
    used_by: str = ""


def answer(value: Any) -> Callable[..., Any]:
    """Always answers the same."""
    return lambda original, *arguments: value


def argument(place: int) -> Callable[..., Any]:
    """Answers with one of its arguments as it is."""
    return lambda original, *arguments: arguments[place]


def none_of(place: int) -> Callable[..., Any]:
    """Answers that it is none of those that stand in one of the arguments, a row or pixel each."""
    return lambda original, *arguments: np.zeros(len(arguments[place]), np.bool_)


def blank_like(place: int) -> Callable[..., Any]:
    """Answers with an empty mask as large as one of the arguments."""
    return lambda original, *arguments: np.zeros_like(arguments[place])


def _as_read(original: Any, layout: Any, lines: Any, *rest: Any) -> Any:
    """Lines of words as their cleaned ink was read."""
    return [[[part] for parts in line for part in parts] for line in lines]


NO, EMPTY = answer(False), answer([])

INK = (
    Rule("page outline", "page_outline._sheet_of", answer(None)),
    Rule("page outline, for polarity only", "polarity.is_sheet_light", answer(None)),
    Rule("page outline, for the background only", "background.light_sheet", answer(None)),
    Rule("mixture of colors", "contrast._mixture", answer(None)),
    Rule("surroundings of the page", "binarize.surroundings", blank_like(2)),
    Rule("shadows", "binarize.shadows", blank_like(0)),
    Rule("salt and pepper", "working_scale.without_salt", argument(0)),
    Rule("too many pieces", "attempts.blank_if_texture", lambda original, ink: (ink, None)),
    Rule("the other polarity", "parameters.INK.overruled", 0.0, "binarize.ink_of"),
    Rule("rests of shadows", "binarize.without_shadows", argument(1)),
    Rule("broadest pen", "binarize._broadest", answer(0.0)),
    Rule("further variants", "attempts.further_looks", EMPTY),
    Rule(
        "smoothed variant", "attempts.further_looks", lambda original, *a: [v for v in original(*a) if v != "smoothed"]
    ),
    Rule("inverted variant", "variants.is_uncertain", NO),
)

RULING = (
    Rule("turn of a form", "deskew.ruling_skew", answer(0.0)),
    Rule("strokes in boxes", "analysis.strokes_in_boxes", EMPTY),
    Rule("strokes on the sides of boxes", "analysis.without_strokes", argument(1)),
    Rule("printed: nothing hangs on it", "printed_lines._is_apart", NO),
    Rule("printed: along the border", "printed_lines._along_border", NO),
    Rule("printed: goes on", "printed_lines._goes_on", NO),
    Rule("printed: holds all writing", "printed_lines._holds_all", NO),
    Rule("printed: peers", "parameters.RULING.peers", NEVER, "printed_lines.printed"),
    Rule("printed: squared paper", "parameters.RULING.squared", NEVER, "printed_lines.printed"),
    Rule("combs", "combs.find_combs", EMPTY),
    Rule("teeth", "combs.find_teeth", EMPTY),
    Rule("pale ruling", "line_removal.without_pale_ruling", lambda original, ink, lines: (ink, lines)),
    Rule("boxes: fold", "box_grids._is_fold", NO),
    Rule("boxes: margin", "box_grids._is_margin", NO),
    Rule("boxes: mended rows", "box_grids._mended", argument(0)),
    Rule("boxes: continued rows", "box_grids._continued", argument(0)),
)

NONTEXT = (
    Rule("rings", "enclosures.rings", EMPTY),
    Rule("freed from rings", "enclosures.freed", lambda original, *a: np.zeros_like(original(*a))),
    Rule("arcs of rings", "ring_arcs.arcs", EMPTY),
    Rule("frames", "frames.frames", none_of(1)),
    Rule("punch holes", "punch_holes.holes", none_of(0)),
    Rule("corners of frames", "picture_border.cornered", none_of(1)),
    Rule("along the border", "picture_border.lying_along", none_of(0)),
    Rule("along printed lines", "labels._along", none_of(0)),
    Rule("specks", "labels._specks", lambda original, pieces, *a: np.zeros(len(pieces.boxes), np.bool_)),
    Rule("specks: pale", "parameters.NONTEXT.bleed_through", 0.0, "labels._specks"),
    Rule("specks: patterns", "parameters.NONTEXT.pattern", NEVER, "labels._specks"),
    Rule("texture", "parameters.LAYOUT.texture", NEVER, "analysis.find_layout"),
)

LAYOUT = (
    Rule("squared paper", "analysis._is_squared_paper", NO),
    Rule("written across", "analysis._is_written_across", NO),
    Rule("sudoku", "analysis._is_sudoku", NO),
    Rule("skew", "analysis.skew_of", answer(0.0)),
    Rule("halves one above the other", "text_lines._mended", lambda original, pieces, large, *a: [(i,) for i in large]),
    Rule("halves level with a line", "text_lines._with_halves", argument(1)),
    Rule("small parts of digits", "text_lines._broken", EMPTY),
    Rule("smaller writing", "text_lines._is_writing", NO),
    Rule("separators", "separators.signs_of", EMPTY),
    Rule("separators: pairs", "separators._is_pair", NO),
    Rule("gaps of the page", "parameters.LAYOUT.gaps_of_page", 1.0, "word_gaps.words_of"),
)

DECODING = (
    Rule("text", "word.Word.is_text", NO),
    Rule("units", "word._is_unit", NO),
    Rule("parted words", "word.parted", lambda original, word: [word]),
    Rule("words as they lie on their paper", "page_decoder.reread_lines", _as_read),
    Rule("boxes as they lie on their paper", "page_decoder.reread_boxes", lambda original, layout, row, read, *a: read),
    Rule("halves of two lines", "hypotheses._halves", answer({})),
    Rule("punctuation by shape", "groups.mark_of", answer(None)),
    Rule("forced alignment", "word_decoder._with_its_text", argument(0)),
    Rule("three heights", "parameters.DECODING.further_heights", ()),
    Rule("cut digits count less", "parameters.DECODING.cut_weight", 0.5, "word_decoder._weight"),
    Rule("second opinion", "ensemble.advised", argument(1)),
    Rule("sequence network", "reader.load_sequence_reader", NETWORK),
)

RULES = (*INK, *RULING, *NONTEXT, *LAYOUT, *DECODING)
