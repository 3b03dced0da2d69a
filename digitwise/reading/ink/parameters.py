"""What decides which pixels were written: polarity, background, binarization, noise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Parameters:
    """Thresholds of this room; breadths are in stroke widths, levels in shares of the strongest ink, unless said."""

    # Color and polarity
    color_side: int = 192
    """Pixels of the longer side of the copy on which colors are judged; strokes are still seen there."""
    color_gain: float = 1.6
    """Times as much contrast as luminance gives a mixture of channels, at least, to be worth its noise."""
    surroundings: int = 41
    """Pixels to a side of the window whose middle is the page around a stroke, on a copy."""
    widest_stroke: float = 0.25
    """Of the shorter side of the picture, or of its sheet, that a stroke is wide, at most."""
    corner_toll: int = 1
    """Levels that a wide area loses with every pixel that it is followed into its corners."""
    toll_steps: int = 4
    """Steps after which it is seen whether anything still changes."""
    uncertain: float = 1.5
    """Times as much light as dark writing, or the other way round, at most, where either may be it."""

    # Sheets
    sheet_longer: int = 128
    """Sheets are sought on a copy whose longer side has this many pixels or more."""
    sheet_shorter: int = 48
    """The shorter side of that copy has at least this many pixels: a smaller picture shows no sheet."""
    sheet_levels: tuple[float, ...] = (0.15, 0.25, 0.35, 0.5)
    """Of the way from the darkest to the lightest at which a sheet is sought, beside where the two part best."""
    sheet_darkest: float = 0.02
    """Share of the pixels that are darker than the darkest, and lighter than the lightest: glare and holes."""
    sheet_convex: float = 0.95
    """Of its convex hull that a sheet with its writing fills, at least."""
    sheet_bare: float = 0.7
    """Of a sheet that is paper, at least."""
    sheet_size: float = 0.15
    """Of the picture that a sheet takes, at least."""
    sheet_written: float = 0.004
    """Of a sheet that the gaps in it take, at least."""
    sheet_step: float = 0.35
    """Of the way from the darkest to the lightest from one side of the edge of a sheet to the other, at least."""
    sheet_edge: tuple[int, int, int] = (2, 4, 6)
    """Pixels of the copy from the edge of a sheet: between the first two lies what is around it, and as much inside
    begins at the third."""
    sheet_inside: int = 10
    """Pixels of the copy from what is around a sheet at which the inner side of its edge ends."""
    sheet_hollow: float = 0.6
    """Of what it encloses that a line around something fills, at most."""

    # What is around a page
    thing_breadth: float = 3.0
    """A thing that comes in from beyond the picture is broad, at least, and so is its border."""
    desk_breadth: float = 1.2
    """A desk all around is at least this broad beside a digit as large as its sheet."""
    desk_share: float = 0.05
    """A desk is at least this share of the shorter side of the picture broad, as the lines of squared paper are not."""
    desk_sides: float = 0.4
    """A desk takes at least this share of each side of the picture."""
    large_writing: float = 0.1
    """Of the shorter side of the picture that such a digit is long, at least."""
    thing_border: float = 0.1
    """Of what is around its rectangle that such a thing has at the border of the picture, at least."""
    thing_shade: float = 0.35
    """Of the way from a thing to the paper that is still as dark as the thing."""
    strong_pen: float = 0.6
    """Of the strongest strokes that writing is strong, at least; the grain of a desk and printed lines are paler."""
    strongest: float = 0.95
    """Share of the ink that is weaker than its strongest, and of a thing that is darker than its palest."""
    swallowed: float = 0.1
    """Of the writing that may lie beyond the page, at most."""
    most_things: int = 6
    """Things, the largest, that are followed, so that no picture takes long."""
    sheet_slack: int = 5
    """Pixels to a side by which the sheet of the copy is grown: its edge is known to a pixel or two."""

    # Shadows
    shadow_breadth: float = 2.5
    """A shadow is broad, at least, and so is what is left of one."""
    shadow_shade: float = 0.75
    """Of the strength of strokes that a shadow has, at most."""
    shadow_softness: float = 0.5
    """Of the steepness of strokes at its edges, at most; what a marker writes is as steep as what a pen does."""
    shadow_strokes: float = 0.3
    """Times as long as shadows are all strokes together, at least."""

    # Binarization
    first_window: float = 0.35
    """Of the shorter side of the picture that the window of the first closing takes: no stroke is as wide."""
    least_window: int = 5
    """Pixels of a window, at least."""
    first_stroke: float = 9.0
    """Pixels that strokes are taken to be wide before that is known."""
    window_strokes: float = 5.0
    """The window of the second closing is this many stroke widths wide: loops of digits fit into it."""
    window_margin: int = 4
    """The same window is this many pixels wider, for blurred edges."""
    window_share: float = 0.5
    """The same window is at most this share of the shorter side of the picture."""
    copy_window: int = 24
    """Pixels of a window on the copy on which the paper is found; no detail of paper is finer."""
    halo: float = 0.4
    """Of the strongest ink nearby below which a pixel is halo and not stroke."""
    broad_share: float = 0.7
    """Of the strongest strokes that are no broader than the broadest pen."""
    least_level: float = 10.0
    """Ink level of 255 below which nothing is seen on the cleanest paper."""
    grain: float = 5.0
    """Standard deviations that the grain of bare paper hardly ever reaches."""
    covered_level: float = 0.3
    """Of the strongest ink: so much is ink whatever the grain, which cannot be told where ink covers half a picture."""
    faint_level: float = 0.12
    """Of the strongest ink below which nothing is ink, however clean the paper."""
    level_share: float = 0.995
    """This share of the pixels of a picture is weaker than its strongest ink: a few are glints."""
    level_pixels: int = 5000
    """That share is taken in a picture of more pixels than this."""
    smoothed_stroke: float = 5.0
    """Pixels that strokes are wide, at least, if they survive smoothing."""
    smoothing: float = 7.0
    """A stroke is this many times as wide as the standard deviation of the smoothing, so that it survives."""
    most_smoothing: float = 2.5
    """That deviation is at most this many pixels: grain is no coarser."""

    # How clear the ink is
    clear: float = 8.0
    """In the middle, as a ratio, between cloth and noise, and the grainiest photographs of paper."""
    overruled: float = 20.0
    """Clarity below which the other polarity is tried."""
    clearer: float = 2.0
    """Times as clear, and as fine, are the strokes of the right polarity, at least."""
    far_finer: float = 4.0
    """Strokes this many times as fine as blots of the other polarity have to be no clearer than those."""
    blot: float = 0.015
    """Blots are at least this share of the shorter side of the picture broad: paper between lines, or margins."""
    cloth: float = 6.0
    """Clarity of a ground, light or dark, at most."""
    clarity_side: int = 512
    """Pixels of the longer side, about, that tell how clear ink is."""
    likelier: float = 0.5
    """Confidence of the numbers of a second look, at least, if they are given where the first shows nothing."""
    second_smoothing: float = 1.0
    """Pixels by which a second look smooths: grain, and no stroke that can be read, is as fine."""

    # Noise
    salt_step: int = 60
    """Levels by which a pixel of salt or pepper differs from each neighbor; the grain of a sensor is weaker."""
    salt_share: float = 0.01
    """Of all pixels that are salt or pepper, at least; strokes have none, since their pixels have neighbors alike."""
    salt_pixels: int = 200
    """And pixels of it, at least: a small drawing may have a few."""
    rough_share: float = 0.2
    """Of all pixels that differ as much from the median of nine, where noise is so dense that its pixels touch; of
    writing it is a few in a hundred, and of a digit of 28×28 one in ten."""
    salt_passes: int = 2
    """How often a picture is smoothed; what is noise after that stays."""
    piece_pixels: int = 100
    """Pixels of a page for one piece of ink: a digit of 8×8 and the gap around it."""
    page_pieces: int = 400
    """Pieces that may be on any page, however small it is."""
    most_pieces: int = 8000
    """Pieces on any page, at most: five pages of handwriting."""
    unclear_pieces: int = 1000
    """The same of ink that does not stand out from its ground."""

    # The copy that is read
    copy_pixels: int = 100_000
    """Pixels of a copy, at least: below that nothing is gained."""
    copy_factors: tuple[int, ...] = (4, 2)
    """By what its sides may be divided, the largest first; whole numbers, which are averaged fast."""
    copy_stroke: float = 3.0
    """Pixels that strokes are wide on a copy, at least: digits are 30 high or more, and the network sees 20."""
    copy_finer: float = 0.02
    """Of the ink of a copy that may be finer: specks and the ends of strokes."""
    copy_hopeless: float = 0.4
    """Of that width: finer strokes are too fine on a copy of twice the size as well, and it is not made."""
    copy_clarity: float = 20.0
    """Clarity of ink on a copy, at least: averaging weakens grain, so that cloth and noise would look clearer."""


INK = Parameters()
