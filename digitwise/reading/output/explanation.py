"""Why a picture was read as it was: variants, left-out ink, and the costs of every hypothesis, as data and as text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from digitwise.files import whole_file
from digitwise.reading.decoding.lattice import Path as LatticePath
from digitwise.reading.decoding.word import Word
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
        logarithm of the probability that the network for whole numbers gives to the first.
    """
    return {
        "text": trace.attempt.reading.text,
        "variants": [_variant(attempt, chosen=number == trace.chosen) for number, attempt in enumerate(trace.attempts)],
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
        chosen = "chosen" if variant["chosen"] else "not chosen"
        polarity = "light on dark" if variant["light_on_dark"] else "dark on light"
        lines.append(f"{variant['variant']}: {variant['text']!r}, {chosen}")
        lines.append(f"  {polarity}, strokes {variant['stroke_width']} px wide, turned by {variant['turn']}°")
        lines.append(f"  {variant['printed_lines']} printed lines, {len(variant['boxes'])} boxes")
        lines += [f"  left out: {one['reason']} at {_place(one['box'])}" for one in variant["left_out"]]
        for word in variant["words"]:
            agreement = "" if word["agreement"] is None else f", whole-number network {word['agreement']} nats"
            lines.append(f"  word of {word['components']} parts{agreement}")
            lines += [f"    {path['cost']:8.2f} nats  {path['text'] or '(nothing)'}" for path in word["paths"]]
    return "\n".join(lines) + "\n"


def _variant(attempt: Attempt, chosen: bool) -> dict[str, Any]:
    layout, ink = attempt.layout, attempt.ink
    words = (
        []
        if attempt.page is None
        else [part for row in attempt.page.rows for number in row for part in number if isinstance(part, Word)]
    )
    return {
        "variant": attempt.variant,
        "chosen": chosen,
        "sure": attempt.sure,
        "text": attempt.reading.text,
        "light_on_dark": ink.inverted,
        "stroke_width": round(ink.stroke, 2),
        "clarity": None if ink.clarity == float("inf") else round(ink.clarity, 2),
        "turn": round(layout.degrees, 2),
        "printed_lines": len(attempt.ruling.lines),
        "boxes": [
            {"box": list(layout.upright(cell.box)), "empty": not cell.indices}
            for row in layout.grid
            for cell in row.cells
        ],
        "left_out": [
            {"box": list(layout.upright(layout.pieces.box(index))), "reason": reason}
            for index, reason in sorted(layout.pieces.reasons.items())
        ],
        "words": [_word(word) for word in words],
    }


def _word(word: Word) -> dict[str, Any]:
    return {
        "components": len(word.paths[0].symbols),
        "is_text": word.is_text,
        "agreement": None if word.agreement is None else round(word.agreement, 3),
        "paths": [_path(path) for path in word.paths[: OUTPUT.hypotheses]],
    }


def _path(path: LatticePath) -> dict[str, Any]:
    return {
        "text": path.text,
        "cost": round(path.cost, 3),
        "symbols": [
            {"text": one.text, "box": list(one.box), "cost": round(one.cost, 3), "cut_from": one.cut_from}
            for one in path.symbols
        ],
    }


def _place(box: list[int]) -> str:
    left, top, width, height = box
    return f"{left},{top} ({width}×{height})"
