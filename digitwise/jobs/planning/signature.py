"""What the rows of a job depend on, so that two that were read differently are never mixed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from digitwise.jobs.options import Options
from digitwise.jobs.output.schema import schema_text

ROOMS = ("images.py", "jobs", "models", "reading", "workers")
"""What takes part in reading a picture of a job."""

LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow")
"""Libraries that decide what is read."""

_PACKAGE = Path(__file__).parents[2]


def signature_of(options: Options, model: Mapping[str, str], listing: str) -> dict[str, Any]:
    """Everything that what is written depends on, by name.

    Args:
        options: How pictures are read.
        model: Digests of the networks.
        listing: Digest of the pictures.

    Returns:
        Plain values; two plans with equal signatures give equal rows on one kind of machine.
    """
    return {
        "listing": listing,
        "options": options.that_change_rows(),
        "schema": hashlib.sha256(schema_text().encode()).hexdigest(),
        **software_of(model),
    }


def software_of(model: Mapping[str, str]) -> dict[str, Any]:
    """The part of the signature that each machine has to share: code, libraries and networks."""
    return {
        "model": dict(model),
        "code": code_digest(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def model_digests(model: str | None) -> dict[str, str]:
    """Digests of the networks that read.

    Raises:
        ModelError: If there is no such model, or it is not what its card says.
    """
    from digitwise.reading.recognition.classify import load_classifier
    from digitwise.reading.recognition.sequence import WEIGHTS

    found = {"digits": load_classifier(model, threads=1).sha256}
    # A model of one's own is asked alone.
    if model is None:
        found["numbers"] = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    return found


def differences(planned: Mapping[str, Any], now: Mapping[str, Any], prefix: str = "") -> list[str]:
    """The names of what differs between two signatures.

    Example:
        >>> differences({"code": "a", "options": {"single": True}}, {"code": "a", "options": {"single": False}})
        ['options.single (planned True, now False)']
    """
    found = []
    for name in sorted({*planned, *now}):
        before, after = planned.get(name), now.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            found += differences(before, after, f"{prefix}{name}.")
        elif before != after:
            found.append(f"{prefix}{name} (planned {_short(before)}, now {_short(after)})")
    return found


@functools.cache
def code_digest() -> str:
    """Digest of the source files that take part in reading."""
    digest = hashlib.sha256()
    for room in ROOMS:
        place = _PACKAGE / room
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []
        for file in files:
            digest.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _short(value: object) -> str:
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 else text
