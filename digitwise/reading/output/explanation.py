"""Why a picture was read as it was: variants, left-out ink, and the costs of every hypothesis, as data and as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digitwise.files import whole_file
from digitwise.reading.decoding.judgement import Evidence, load_judgement
from digitwise.reading.decoding.lattice import Path as LatticePath
from digitwise.reading.decoding.word import Word
from digitwise.reading.geometry import Box
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.output.stages import save_stages
from digitwise.reading.trace import Attempt, Trace


def explain(trace: Trace) -> dict[str, Any]:
    """Return the decisions of a reading as dictionaries and lists, ready for JSON.

    Args:
        trace: Of the reading.

    Returns:
        ``variants``: how the picture was taken, with polarity, stroke width (pixels) and clarity of each, the one that
        was ``chosen``, and its decisions: ``left_out`` (box and reason of ink that is not writing), ``turn`` (degrees
        by which the page was turned), ``printed_lines``, ``boxes`` and ``words``. A word lists its hypotheses, the
        cheapest first: text, cost in nats, and the symbols with their boxes and costs; ``agreement`` is the natural
        logarithm of the probability that the network for whole numbers gives to the first. Where it was read twice,
        ``readings`` holds both texts, of the cleaned ink and of the ink as it lies on its paper, which of them is
        believed, and how probable it is that this is right. All boxes are in pixels of the picture as it was given.
    """
    return {
        "text": trace.reading.text,
        "variants": [_variant(trace, attempt, number == trace.chosen) for number, attempt in enumerate(trace.attempts)],
    }


def save_explanation(source: Any, trace: Trace, folder: Path) -> list[Path]:
    """Write the pictures of all steps, ``explain.json`` and ``explain.txt`` into a folder and return their paths.

    Args:
        source: The picture.
        trace: Of its reading.
        folder: Made if missing.

    Raises:
        OutputError: If a file cannot be written.
    """
    document = explain(trace)
    paths = save_stages(source, trace, folder)
    contents = {"explain.json": json.dumps(document, indent=2) + "\n", "explain.txt": as_text(document)}
    for name, content in contents.items():
        paths.append(folder / name)
        with whole_file(paths[-1]) as temporary:
            temporary.write_text(content, encoding="utf-8")
    return paths


def as_text(document: dict[str, Any]) -> str:
    """Return an explanation as lines for a person."""
    lines = []
    for variant in document["variants"]:
        lines.append(f"{variant['variant']}, {'chosen' if variant['chosen'] else 'not chosen'}:")
        lines += [f"    {line}" for line in variant["text"].splitlines() or ["(nothing)"]]
        polarity = "light on dark" if variant["light_on_dark"] else "dark on light"
        lines.append(f"  {polarity}, strokes {variant['stroke_width']} px wide, turned by {variant['turn']}°")
        empty = sum(one["empty"] for one in variant["boxes"])
        lines.append(
            f"  {variant['printed_lines']} printed lines, {len(variant['boxes'])} boxes, {empty} of them empty"
        )
        lines += _left_out_lines(variant["left_out"])
        for word in variant["words"]:
            lines += _word_lines(word)
    return "\n".join(lines) + "\n"


def _left_out_lines(left_out: list[dict[str, Any]]) -> list[str]:
    """For each reason how much ink is left out, and where the largest of it lies."""
    lines = []
    for reason in dict.fromkeys(one["reason"] for one in left_out):
        boxes = sorted((one["box"] for one in left_out if one["reason"] == reason), key=lambda box: -max(box[2:]))
        largest = ", ".join(map(_place, boxes[: OUTPUT.hypotheses]))
        more = len(boxes) - OUTPUT.hypotheses
        lines.append(
            f"  left out: {len(boxes)} × {reason}, at {largest}" + (f", and {more} smaller" if more > 0 else "")
        )
    return lines


def _word_lines(word: dict[str, Any]) -> list[str]:
    """Where a word stands, what both readings of it are, and what each hypothesis costs."""
    name = "text, no number" if word["is_text"] else repr(word["paths"][0]["text"])
    lines = [f"  {name} at {_place(word['box'])}, of {word['components']} part{'s' * (word['components'] != 1)}"]
    if word["agreement"] is not None:
        lines[0] += f", whole-number network {word['agreement']} nats"
    if word["readings"] is not None:
        found = word["readings"]
        cleaned, seen = (f"{found[key]['text']!r} ({found[key]['probability']})" for key in ("cleaned", "as_it_lies"))
        lines.append(f"    cleaned {cleaned}, as it lies on its paper {seen}: {found['believed']} believed")
        lines.append(f"    right with probability {found['certainty']}")
    # The same text may be read from ink that was cut or joined otherwise; the JSON has all of them.
    cheapest = {path["text"]: path["cost"] for path in reversed(word["paths"])}
    costs = sorted(cheapest.items(), key=lambda pair: pair[1])
    return lines + [f"    {cost:8.2f} nats  {text or '(nothing)'}" for text, cost in costs]


def _variant(trace: Trace, attempt: Attempt, chosen: bool) -> dict[str, Any]:
    layout, ink = attempt.layout, attempt.ink

    def place(box: Box) -> list[int]:
        """In pixels of the picture as it was given."""
        assert trace.gray is not None
        wide, high = size = attempt.reading.size
        scaled = layout.upright(box).scaled(wide / trace.gray.shape[1], high / trace.gray.shape[0], size)
        return list(scaled.turned_back(trace.turns, size))

    rows = [] if attempt.page is None else attempt.page.rows
    words = [part for row in rows for number in row for part in number if isinstance(part, Word)]
    return {
        "variant": attempt.variant,
        "chosen": chosen,
        "sure": attempt.sure,
        "text": attempt.reading.text,
        "light_on_dark": ink.inverted,
        "stroke_width": round(ink.stroke, 2),
        "clarity": None if ink.clarity == float("inf") else round(ink.clarity, 2),
        "turn": round(layout.degrees + 90 * trace.turns, 2),
        "printed_lines": len(attempt.ruling.lines),
        "boxes": [{"box": place(cell.box), "empty": not cell.indices} for row in layout.grid for cell in row.cells],
        "left_out": [
            {"box": place(layout.pieces.box(index)), "reason": reason}
            for index, reason in sorted(layout.pieces.reasons.items())
        ],
        "words": [_word(word, place) for word in words],
    }


def _word(word: Word, place: Callable[[Box], list[int]]) -> dict[str, Any]:
    symbols = word.paths[0].symbols
    return {
        "box": place(Box.around([symbol.box for symbol in symbols])) if symbols else None,
        "components": len(symbols),
        "is_text": word.is_text,
        "agreement": None if word.agreement is None else round(word.agreement, 3),
        "readings": None if word.evidence is None else _readings(word, word.evidence),
        "paths": [_path(path, place) for path in word.paths[: OUTPUT.hypotheses]],
    }


def _readings(word: Word, evidence: Evidence) -> dict[str, Any]:
    """Both readings of a word or of a run of words, and which of them is believed."""
    if evidence.agree:
        believed = "both"
    else:
        believed = "as_it_lies" if evidence.seen and load_judgement().prefers_seen(evidence) else "cleaned"
    return {
        "cleaned": {"text": evidence.cleaned, "probability": round(evidence.cleaned_chance, 4)},
        "as_it_lies": {"text": evidence.seen, "probability": round(evidence.seen_chance, 4)},
        "believed": believed,
        "certainty": None if word.certainty is None else round(word.certainty, 4),
    }


def _path(path: LatticePath, place: Callable[[Box], list[int]]) -> dict[str, Any]:
    return {
        "text": path.text,
        "cost": round(path.cost, 3),
        "symbols": [
            {"text": one.text, "box": place(one.box), "cost": round(one.cost, 3), "cut_from": one.cut_from}
            for one in path.symbols
        ],
    }


def _place(box: list[int]) -> str:
    left, top, width, height = box
    return f"{left},{top} ({width}×{height})"
