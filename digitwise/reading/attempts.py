"""The ways in which a picture may be seen, one after the other, and which reading of it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from digitwise.images import Images
from digitwise.reading.decoding.page_decoder import read_layout
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.ink.contrast import gray_of
from digitwise.reading.ink.noise import blank_if_texture
from digitwise.reading.ink.variants import USUAL, further_looks, ink_at, is_nothing, is_sure, likeliest_attempt
from digitwise.reading.ink.working_scale import grays_and_inks
from digitwise.reading.layout.analysis import Layout, find_layout
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.output.assemble import limit_of_judged, lines_of
from digitwise.reading.output.one_digit import one_digit
from digitwise.reading.output.orientation import likely_turns, may_be_turned, surest_turn, turned_back, turned_picture
from digitwise.reading.output.warnings import doubted, warnings_of
from digitwise.reading.picture.decode import Picture
from digitwise.reading.recognition.classify import Probabilities, handed_over_as_digits
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.result import Line, Number, Reading, Rejected
from digitwise.reading.ruling.line_removal import remove_ruling
from digitwise.reading.trace import Attempt, Trace


def read_picture(
    picture: Picture,
    experts: Experts,
    threshold: float,
    source: str | None = None,
    single: bool = False,
    trace: Trace | None = None,
) -> Reading:
    """Read a decoded picture in the usual way, and in others as long as nothing of it is sure.

    Args:
        picture: Its pixels, and how they lie in the picture as it was given.
        experts: The networks that say what ink may be.
        threshold: Confidence below which a digit is doubtful; it never changes what is read.
        source: Name of the file.
        single: True if there is exactly one digit.
        trace: An empty one is filled with what every step made of the picture.

    Returns:
        What was read.
    """
    # Nothing needs the colors any more, and they are most of the memory that a large picture takes.
    picture = _in_gray(picture)
    for gray, first in grays_and_inks(picture.pixels):
        # Boxes and digits are placed by the size of the copy that was read.
        picture = picture if gray is picture.pixels else replace(picture, pixels=gray)
        attempts = [_attempt(first, USUAL, picture, experts, threshold, single, source)]
        if attempts[0].is_print or (attempts[0].sure and attempts[0].reading.lines):
            break
    # Of a page of print nothing is read for sure, however it is looked at.
    if not attempts[0].sure and not attempts[0].is_print:
        for variant in further_looks(gray, first, is_nothing(attempts[0].reading)):
            ink = ink_at(gray, variant, first)
            attempts.append(_attempt(ink, variant, picture, experts, threshold, single, source))
            if attempts[-1].sure:
                break
    chosen = len(attempts) - 1 if attempts[-1].sure else likeliest_attempt([one.reading for one in attempts])
    seen = Trace(gray, attempts, chosen, reading=attempts[chosen].reading)
    if chosen and not attempts[chosen].sure:
        seen.reading = doubted(seen.reading)
    # Which way up print stands is not told by its numbers.
    if not single and not attempts[0].is_print and may_be_turned(seen.reading):
        seen = _upright(seen, picture, experts, threshold, source)
    if trace is not None:
        vars(trace).update(vars(seen))
    return seen.reading


def signature_of(experts: Experts) -> dict[str, Any]:
    """Name and digest of the network for single digits, as a reading has them."""
    return {"model": experts.digits.name, "model_sha256": experts.digits.sha256}


def _in_gray(picture: Picture) -> Picture:
    gray = gray_of(picture.pixels)
    return picture if gray is picture.pixels else replace(picture, pixels=gray)


def _upright(seen: Trace, picture: Picture, experts: Experts, threshold: float, source: str | None) -> Trace:
    """What is seen of a page that may be turned: as it was, or of the page turned back if that is read much better."""
    turns = likely_turns(seen.attempt.layout, experts.digits)
    if not turns:
        return seen
    # On its side writing hardly tells which of its ends is up.
    grays, attempts = {}, {}
    for each in (turns, (turns + 2) % 4) if turns % 2 else (turns,):
        turned = turned_picture(picture, each)
        grays[each], ink = next(iter(grays_and_inks(turned.pixels)))
        page = replace(turned, pixels=grays[each])
        attempts[each] = _attempt(ink, USUAL, page, experts, threshold, source=source)
    turns = surest_turn(seen.reading, {each: attempt.reading for each, attempt in attempts.items()})
    if not turns:
        return seen
    attempt = attempts[turns]
    return Trace(grays[turns], [attempt], turns=turns, reading=turned_back(attempt.reading, turns))


def _attempt(
    ink: Ink,
    variant: str,
    picture: Picture,
    experts: Experts,
    threshold: float,
    single: bool = False,
    source: str | None = None,
) -> Attempt:
    ink, texture = blank_if_texture(ink)
    ruling, page, single_pass = remove_ruling(ink), None, False

    def place(box: Box) -> Box:
        return box.scaled(*picture.scale, picture.size)

    def classify(images: Images) -> Probabilities:
        return handed_over_as_digits(experts.of_one(images))

    # What is displayed as doubtful never changes what is read: only the network's own threshold decides.
    display, own = threshold, experts.digits.threshold
    if not ink.is_clear:
        display = own = float("inf")
    lines: tuple[Line, ...]
    rejected: tuple[Rejected, ...]
    if single:
        layout = Layout(find_pieces(ruling.ink, ruling.left), turn=ruling.turn)
        digit = one_digit(layout, classify, place, display)
        rejected = ()
        lines = (Line((Number((digit,), digit.confidence),)),) if digit else ()
    else:
        layout = find_layout(ruling)
        page = read_layout(layout, experts, further_look=variant != USUAL)
        display, single_pass = float("inf") if page.single_pass else display, page.single_pass
        lines, rejected = lines_of(
            page, lambda box: place(layout.upright(box)), display, limit_of_judged(display, experts.digits.threshold)
        )
    if texture is not None:
        rejected = (*rejected, Rejected(place(texture), "texture"))
    reading = Reading(
        code="ok" if lines else "no_digit",
        source=source,
        size=picture.size,
        lines=lines,
        rejected=rejected,
        warnings=warnings_of(picture, ink.is_clear or not lines, texture is not None, single_pass),
        frames_ignored=picture.frames_ignored,
        look=variant,
        **signature_of(experts),
    )
    return Attempt(variant, ink, ruling, layout, page, reading, is_sure(reading, own))
