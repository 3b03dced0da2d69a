"""What decides which pieces make a line, a word, a row of boxes or a sign."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room; lengths are in heights of a digit, unless said otherwise."""

    # Text lines
    small: float = 0.45
    """What may be a mark or part of a digit, but no digit, is high, at most."""
    part: float = 0.25
    """A part of a digit is long, at least; what is shorter is a point or dirt, and belongs to a digit only if near."""
    may_be_digit: float = 0.6
    """A digit, a broken one together, or a tall sign is high, at least; the larger half of a broken one is lower."""
    legible_strokes: float = 2.0
    """Stroke widths that a digit is high, at least; the pen makes none lower."""
    level: float = 0.4
    """Of two neighboring digits on a line at least this share of the lower one stands level with the other."""
    far_level: float = 0.6
    """The same of two digits on a line that are far apart."""
    alike: float = 0.5
    """Of the rows of two pieces of smaller writing that both have, at least."""
    mark_away: float = 1.2
    """A mark is away from the nearest digit of its line, at most; what is away downwards counts twice."""
    mark_below: float = 0.35
    """A mark is below or above that digit, at most: the comma hangs so low."""

    # Halves of broken digits
    halves_tallest: float = 1.6
    """Times the usual height is a whole digit high, at most, where halves make the usual height too low."""
    halves_between: int = 3
    """Pieces, counted from left to right over the page, among which halves may be as high as that together; if there
    are more between them, they make a digit of the usual height."""
    halves_across: float = 0.3
    """Of the narrower half that stands below or above the other, at least."""
    halves_gap: float = 0.15
    """Two halves of a broken digit are at most this far apart."""
    halves_together: float = 1.25
    """Two halves are at most this high together: else they are digits of two lines."""

    # Skew
    steepest: int = 45
    """Degrees that a line of writing may rise or fall; beyond, across is down."""
    skew_digits: int = 3
    """Digits that agree on a skew, at least; two stand level at some angle always."""
    enough_digits: int = 300
    """Digits that tell how a page is turned, at most, so that no page takes long."""
    skew_cost: float = 1 / 60
    """Level neighbors that a degree of skew costs, so that of equal angles the flattest wins."""
    skew_level: float = 0.35
    """Neighbors that stand level are off by, at most."""
    skew_far: float = 2.2
    """The middles of neighbors that tell the skew are apart, at most: what is farther belongs to another number."""

    # Words
    word_gap: float = 0.9
    """A gap between numbers is wide, at least."""
    wider_gap: float = 2.2
    """Times as wide as the usual gap is a gap between numbers, at least."""
    farthest: float = 2.5
    """The digits of a number are apart, at most; neighbors on a line that are farther apart have to be more level."""
    uneven_step: float = 1.3
    """Times the usual distance of middles is that of two digits with a number's end between, at least."""
    gaps_of_line: float = 0.5
    """At least this share of the gaps of a line are between the digits of numbers."""
    gaps_of_page: float = 0.25
    """The same of the gaps of a page, which may be a table."""

    # Signs between numbers; lengths of a sign are in shares of its own height
    sign_pixels: int = 8
    """Pixels that a piece is high whose shape can be told, at least."""
    fewest_large: int = 2
    """Large pieces of a line in which there may be signs: a sign stands beside a digit."""
    nearest_digits: int = 4
    """Digits beside a sign that say where digits begin and end there, at most."""
    sign_beyond: float = 0.02
    """A tall sign reaches at least this far beyond digits at either end."""
    sign_height: float = 1.2
    """A tall sign is at least this high."""
    as_tall: float = 0.95
    """Of the height of a sign from which on a piece is another sign and tells nothing of digits."""
    unbroken: float = 0.95
    """Of the rows of a single stroke that have one run of ink, at least; JPEG breaks some."""
    single_width: float = 0.35
    """A single stroke is wide in any row of pixels, at most."""
    slash_lean: float = 0.1
    """A slash goes to the right on its way up, at least; a one leans less."""
    slash_width: float = 0.25
    """Heights of a digit that a slash is wide, at least."""
    bow: float = 0.08
    """A slash bows, at most, and a bracket, at least."""
    bracket_lean: float = 0.3
    """A bracket leans, at most; a 7 without its bar leans more."""
    stray: float = 0.07
    """Slash and bracket stray from a parabola, at most; a 3 bows twice."""
    bar_width: float = 0.25
    """The ends of the bar of a dollar sign are at most this share of its width wide."""
    bar_off: float = 0.2
    """The ends of the bar of a dollar sign are at most this share of its width off its middle."""
    bar_end: float = 1 / 16
    """The end of such a bar is long."""
    dollar_width: float = 0.8
    """A dollar sign is wide, at most; two digits that touch are wider."""
    dot: float = 0.3
    """Heights of a digit that a dot of a colon is high, at most, and below the line."""
    dot_strokes: float = 0.6
    """Stroke widths that a dot is high, at least; specks are lower."""
    dots_clear: float = 0.06
    """Heights of a digit between the dots of a colon, and to digits, at least."""
    dots_below: float = 0.15
    """Heights of a digit that a colon begins below where digits do, at least; an exponent does not."""

    # Printed boxes
    boxed_digit: float = 0.4
    """Of the height of its box that a digit is high, at least; print and dirt are lower."""
    line_in_box: float = 0.33
    """Of the height of its box that a digit of one of several lines is high, at most; columns in a frame hold such."""
    lines_in_box: int = 2
    """Lines of single digits in a box that may still be what was written beside a number, at most."""
    slimmest_box: float = 0.4
    """A box that holds one digit is at least this many times as wide as high."""
    widest_box: float = 1.5
    """A box that holds one digit is at most this many times as wide as high."""
    common_side: float = 0.25
    """Of the height of a box that two below each other are apart, and out of line, at most, if they share a side."""
    numbers_in_boxes: int = 2
    """Each box holds a number of its own from this many boxes on that hold two digits beside each other."""
    share_of_numbers: float = 0.15
    """Those boxes are at least this share of all filled ones: in one a digit may be broken in two."""
    squared_rows: int = 3
    """Squared paper has at least this many rows."""
    squared_boxes: int = 12
    """Squared paper has at least this many boxes."""
    squared_filled: float = 0.25
    """At most this share of the boxes of squared paper is filled: few write on most of a sheet."""
    sudoku: int = 9
    """Rows, and boxes of each row, of a sudoku, few of which are filled at first."""
    crossed_rows: int = 2
    """Rows of boxes that writing goes across, at least; in one row it touches the sides."""
    outside: float = 0.1
    """Of a digit in the middle that lies outside its box, at least, if they were written across boxes; on forms and
    tables it is nothing, and on squared paper a fifth."""

    # The page and the picture of one digit
    texture: int = 100
    """Pieces of ink that does not stand out from its ground, or small ones apart from all lines; no page has more."""
    same_digit: float = 0.35
    """Of its size that parts of the one digit of a picture are apart, at most; shorter ones, at most their length."""
    edge_weight: float = 0.6
    """Of its weight that a piece counts which reaches out at one side only; at more the whole picture is the digit."""


LAYOUT = Parameters()
