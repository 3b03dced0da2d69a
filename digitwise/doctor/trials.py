"""A training and a reading whose answers are known.

The training runs in a process of its own, since a library that does not suit the processor may end the process that
loads it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.doctor.examination import Finding
from digitwise.errors import DigitwiseError
from digitwise.imports import search_path

TRAINING_SECONDS = 120.0
"""Longest that the training may take; it takes about five seconds, and a minute on a slow machine."""

EXPECTED_ACCURACY, ACCURACY_TOLERANCE = 0.9778, 0.01
"""Share of the 360 test digits that the trained network reads rightly. Another processor rounds differently, which may
turn a digit or two; even another seed stays within 0.003 (ten seeds)."""

EXPECTED_TEXT = "2047"
"""What is drawn for the reading."""

_PROGRAM = "from digitwise.doctor.known_training import main; main()"
_HEIGHT, _PEN = 60, 6
_BOWL = [(0.45 + 0.4 * float(np.cos(a)), 0.5 + 0.5 * float(np.sin(a))) for a in np.linspace(0, 2 * np.pi, 40)]
_HOOK = [(0.45 + 0.4 * float(np.cos(a)), 0.3 + 0.3 * float(np.sin(a))) for a in np.linspace(3.3, 6.7, 40)]
_STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [_BOWL],
    "2": [[*_HOOK, (0.05, 1.0), (0.9, 1.0)]],
    "4": [[(0.4, 0.0), (0.0, 0.65), (0.95, 0.65)], [(0.65, 0.35), (0.65, 1.0)]],
    "7": [[(0.0, 0.0), (0.9, 0.0), (0.35, 1.0)]],
}


def training() -> Finding:
    """Train the classic network on the digits of scikit-learn, and compare its accuracy with the known one."""
    start = time.perf_counter()
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM],
            capture_output=True,
            text=True,
            timeout=TRAINING_SECONDS,
            env=os.environ | {"PYTHONPATH": search_path()},
        )
    except subprocess.TimeoutExpired:
        return _failed(f"did not end within {TRAINING_SECONDS:g} s")
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or [f"its process ended with {answer.returncode}"])[-1]
        if "needs the extra" in last:
            return Finding("training", f"not tried: {last}", values={"tried": False})
        return _failed(last)
    return _judged(json.loads(answer.stdout.splitlines()[-1]), time.perf_counter() - start)


def reading() -> Finding:
    """Read a drawn number, and compare it with what was drawn."""
    from digitwise.reading.reader import Reader

    start = time.perf_counter()
    try:
        found = Reader().read(drawn(EXPECTED_TEXT))
    except DigitwiseError as error:
        return Finding("reading", str(error), good=False, mend="See what 'weights' and 'libraries' say above.")
    seconds, confidence = time.perf_counter() - start, min((number.confidence for number in found.numbers), default=0)
    right = found.text == EXPECTED_TEXT and not any(number.doubtful for number in found.numbers)
    return Finding(
        "reading",
        f"{found.text!r}, {confidence:.1%} sure, expected {EXPECTED_TEXT!r}, in {seconds:.1f} s",
        good=right,
        mend="" if right else "Install the libraries that the tests ran with: constraints.txt has their versions.",
        values={"text": found.text, "expected": EXPECTED_TEXT, "confidence": confidence, "seconds": round(seconds, 2)},
    )


def drawn(text: str) -> NDArray[np.uint8]:
    """Draw a number with a round pen, dark on light: ``(h, w)`` ``uint8``.

    Example:
        >>> drawn("47").shape
        (120, 180)
    """
    page = np.full((2 * _HEIGHT, (len(text) + 1) * _HEIGHT), 235, np.uint8)
    for place, digit in enumerate(text):
        for stroke in _STROKES[digit]:
            points = np.array([(x * 0.62 + 0.5 + 0.95 * place, y + 0.5) for x, y in stroke]) * _HEIGHT
            cv2.polylines(page, [np.rint(points).astype(np.int32)], False, 20, _PEN, cv2.LINE_AA)
    return page


def _judged(answer: dict[str, Any], seconds: float) -> Finding:
    right = abs(answer["accuracy"] - EXPECTED_ACCURACY) <= ACCURACY_TOLERANCE
    words = (
        f"{answer['accuracy']:.1%} of 360 test digits, expected {EXPECTED_ACCURACY:.1%} ± {ACCURACY_TOLERANCE:.0%}, in "
        f"{seconds:.1f} s; Keras on {answer['backend']}, devices {', '.join(answer['devices'])}"
    )
    mend = "" if right else "Install the libraries that the tests ran with: constraints.txt has their versions."
    values = {"tried": True, "expected": EXPECTED_ACCURACY, "seconds": round(seconds, 2), **answer}
    return Finding("training", words, right, mend, values)


def _failed(why: str) -> Finding:
    mend = "'digitwise --debug train --dataset digits' shows more."
    return Finding("training", why, good=False, mend=mend, values={"tried": True})
