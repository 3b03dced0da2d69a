"""What decides how pieces of a word are cut, joined, weighed and left out, and which of two readings is believed."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room; lengths are in heights of a digit, costs in natural logarithms of probability."""

    # Which words need which networks
    certain: float = 0.995
    """Probability at which a piece wide enough for two digits is one, whatever the whole may look like."""
    plain: float = 0.97
    """Probability at which something needs no second look."""
    further_heights: tuple[float, ...] = (0.92, 1.08)
    """What the height of digits is taken for at further looks, where a word hangs in the balance."""
    long_line: int = 36
    """Pieces from which on a line is long: whole, it is seen too small for the network to tell letters."""
    strip_pieces: int = 12
    """Pieces of a long line that the network is asked about at a time: hardly a number is longer."""
    line_of_text: int = 6
    """Pieces from which on the network that sees all of them is believed alone that it is text;"""
    word_of_text: int = 2
    """and in a line of print, whose other words are text too."""
    print_lines: int = 9
    """Lines of a page of print, at least,"""
    print_pieces: int = 20
    """each of so many pieces."""
    print_chance: float = 0.4
    """Probability of each piece of print to be nothing, at least; of digits it is 0.1;"""
    likely_text: float = 0.25
    """and of each piece of a line or a word on a page of print."""
    text_share: float = 1 / 3
    """Of a line that is surely without a number, at least, if it is text: in a number no part is without digits."""
    impossible: float = -60.0
    """Below this one text is as unlikely as the other."""
    dense_pieces: int = 1500
    """Pieces of a page, at least, that nobody wrote;"""
    dense_letters: float = 0.25
    """and share of them that are no digits, at least, if it is print."""
    dense_digit: float = 0.9
    """Probability of a digit among them, at least; of digits by hand hardly one has less."""
    dense_number: float = 2 / 3
    """Of a word of such a page that are digits, at least, if it is a number."""

    # Where a piece may be cut
    cut_rows: int = 48
    """Rows of the copy of a piece on which cuts are sought."""
    several_width: float = 0.62
    """Of its height that a piece is wide which may be more than one digit, at least."""
    cut_sideways: float = 0.15
    """Pixels of ink that it costs a cut to leave its column."""
    cut_apart: float = 0.16
    """Two cuts are apart, at least;"""
    cut_margin: float = 0.1
    """and a cut from the border of its piece."""
    cut_strokes: float = 2.4
    """Stroke widths that a cut goes through, at most: it crosses two strokes, aslant;"""
    cut_pixels: int = 2
    """and pixels more, for blurred edges."""

    # What a way to read a word costs
    parts: int = 5
    """Pieces that one digit may have been broken and cut into, at most."""
    guesses: int = 3
    """Digits that each group of pieces may stand for, at most."""
    paths: int = 8
    """Ways that are followed up at each piece."""
    widest_digit: float = 1.6
    """A digit of several pieces is wide, at most."""
    cut_cost: float = 0.25
    """A cut: of touching digits two in three cuts are true."""
    join_cost: float = 0.3
    """Two pieces taken for one digit;"""
    height_cost: float = 8.0
    """and the paper between them, or what a digit is too low by, for a height."""
    low_height: float = 0.5
    """A digit below this is too low."""
    mark_cost: float = 0.4
    """A piece taken for a point, comma or minus by its shape and place."""
    skip_cost: float = 1.0
    """A piece left out, however small;"""
    skip_size_cost: float = 8.0
    """one as large as a digit;"""
    skip_power: float = 1.5
    """and how fast that falls with its size: specks are free."""
    none_cost: float = 2.5
    """Pieces that the network takes for no digit: more digits are odd than other ink is like digits."""
    piece_weight: float = 0.5
    """What the network for single digits counts for beside that for whole numbers, which sees the same ink;"""
    cut_weight: float = 0.2
    """where it sees parts cut off others, which say little of themselves;"""
    whole_weight: float = 1.0
    """and what that for whole numbers counts for."""
    laid_over_cost: float = 3.0
    """What single digits can say against a text that was laid over their ink, at most."""

    # Points, commas and minus signs by shape and place
    minus_width: tuple[float, float] = (0.2, 1.1)
    """A minus is wide;"""
    minus_height: float = 0.4
    """high, at most;"""
    minus_slenderness: float = 1.7
    """times as wide as high, at least;"""
    minus_middle: tuple[float, float] = (0.2, 0.8)
    """and its middle below the tops of digits."""
    point_width: float = 0.4
    """A point or comma is wide, at most;"""
    point_height: float = 0.5
    """high, at most;"""
    point_middle: tuple[float, float] = (0.65, 1.4)
    """and its middle below the tops of digits."""
    comma_slenderness: float = 1.35
    """Times as high as wide is a comma, at least;"""
    comma_below: float = 0.08
    """and it hangs below the line,"""
    comma_height: float = 0.25
    """or is high, at least."""

    # Words that are no numbers
    text_chance: float = 0.9
    """Probability that a word is text which looks like text."""
    letters: int = 3
    """Times as many letters as digits in a word that is text, at least."""
    letter_height: float = 0.5
    """Of the highest piece of a word that a letter is high, at least; others are dots."""
    hanging: float = 0.15
    """Of its height that a g hangs below the letters before it, at least."""
    sign_size: float = 0.3
    """A sign between two digits that parts them is large, at least."""
    same_place: float = 0.5
    """Of the wider of two symbols that they share, at least, if they read the same ink."""

    # Writing as it lies on its paper
    heights: tuple[float, float, float] = (1.0, 1.18, 0.85)
    """What the height of digits is taken for there, beside what it is thought to be."""
    strip_room: float = 1.3
    """A strip has room for;"""
    taller: float = 1.25
    """and from so many times as much on tall writing is seen whole in the place of the last height."""
    fringe: float = 0.15
    """What is seen before and after the writing, and may be the ink of a slash."""
    settled: float = 0.8
    """Probability of a text from which on no other height is tried, and no other text thought of."""
    longest_slash: float = 2.2
    """A slash is long, at most; a wall of a table is longer."""
    beside: float = 0.12
    """The middle of a symbol may lie beside the writing it belongs to."""
    sign_ink: float = 0.004
    """Squares of a height that the ink of a sign covers, at least, and dirt, at most."""

    # Which words, parts of halves and boxes are read there
    words_near: float = 1.1
    """Words read together are apart, at most;"""
    words_bridged: float = 2.6
    """and where there is ink between."""
    words_alike: float = 0.5
    """Of the higher of two words read together that the other is high, at least."""
    ring_height: float = 1.3
    """Times as high as the highest digits is a ring around some, at least."""
    single_sure: float = 0.95
    """Probability of a single piece on bare paper that needs no second hypothesis."""
    half_chance: float = 0.5
    """Probability of a half that makes one number of two lines, at least."""
    half_pieces: int = 4
    """Pieces of either part of a half, at most."""
    half_beside: float = 0.6
    """The parts of a half are apart sideways, at most;"""
    half_below: float = 0.4
    """and downwards."""
    half_digits: tuple[float, float] = (0.62, 0.9)
    """Of a half's height that a digit is high where a whole number stands before it, and where it stands alone."""
    box_walls: float = 0.12
    """Of a box on each side that may be its walls."""
    box_filled: float = 0.03
    """Of a box that is ink, at least, if something may stand in it in which no piece is writing."""
    box_empty: float = 0.9
    """Probability that such a box is empty;"""
    box_uncleaned: float = 0.6
    """and what the uncleaned reading of it counts for."""
    box_digit: float = 0.6
    """Of the height of a box that a digit in it is taken to be high where the row has none."""

    # Which of two readings is believed
    most_odds: float = 7.0
    """Odds are not believed beyond this."""
    unlikely: float = -12.0
    """Below this one likelihood is as low as the other."""
    loose_factor: float = 5.0
    """Times as likely must the uncleaned reading be to bring other loose digits, of which the other knows more."""
    undecided: float = math.log(2)
    """Margin below which a text that no single look shows is not certain of itself."""
    agreed: float = 0.9
    """Probability of the cleaned reading to each of its networks from which on they agree."""
    tall: float = 24.0
    """Pixels of a digit's height from which on more tell nothing new."""


DECODING = Parameters()
