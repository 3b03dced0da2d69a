"""What the rows of a job depend on, so that two that were read differently are never mixed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from digitwise.jobs.options import Options
from digitwise.jobs.output.schema import schema_text

ROOMS = ("images.py", "jobs", "models", "reading", "workers")
"""What takes part in reading a picture of a job; the cells of a form are read by one more."""

LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow")
"""Libraries that decide what is read."""

FORM_LIBRARIES = ("python-stdnum", "scipy")
"""Libraries that decide what the rules of a form choose: check digits, and who stands in which row of a list."""

_PACKAGE = Path(__file__).parents[2]


def signature_of(options: Options, software: Mapping[str, Any], listing: str) -> dict[str, Any]:
    """Everything that what is written depends on, by name.

    Args:
        options: How pictures are read.
        software: What :func:`software_of` gives for them.
        listing: Digest of the pictures.

    Returns:
        Plain values; two plans with equal signatures give equal rows on one kind of machine.
    """
    return {
        "listing": listing,
        "options": options.that_change_rows(),
        "schema": hashlib.sha256(schema_text().encode()).hexdigest(),
        **software,
    }


def software_of(options: Options) -> dict[str, Any]:
    """The part of the signature that each machine has to share: code, libraries, networks and the form, if any.

    Raises:
        ModelError: If there is no such model, or it is not what its card says.
        FormError: If there is no such form, or it is invalid.
    """
    rooms, libraries = (ROOMS, LIBRARIES) if options.form is None else ((*ROOMS, "forms"), LIBRARIES + FORM_LIBRARIES)
    return {
        "model": model_digests(options.model),
        "code": code_digest(rooms),
        "libraries": {name: _version(name) for name in libraries},
        **({} if options.form is None else {"form": form_digest(options.form)}),
    }


def form_digest(form: str) -> str:
    """Digest of what a form file says, however it is written.

    Raises:
        FormError: If there is no such form, or it is invalid.
    """
    from digitwise.forms.form_file import load_form

    return hashlib.sha256(load_form(Path(form)).to_json().encode()).hexdigest()


def model_digests(model: str | None) -> dict[str, str]:
    """Digests of the networks that read.

    Raises:
        ModelError: If there is no such model, or it is not what its card says.
    """
    from digitwise.reading.recognition.classify import load_classifier
    from digitwise.reading.recognition.sequence import PAPER_WEIGHTS, WEIGHTS

    found = {"digits": load_classifier(model, threads=1).sha256}
    # A model of one's own is asked alone.
    if model is None:
        found["numbers"] = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
        found["paper"] = hashlib.sha256(PAPER_WEIGHTS.read_bytes()).hexdigest()
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
def code_digest(rooms: tuple[str, ...] = ROOMS) -> str:
    """Digest of the source files of some rooms."""
    digest = hashlib.sha256()
    for room in rooms:
        place = _PACKAGE / room
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []
        for file in files:
            digest.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:  # a form needs those of its rules only
        return None


def _short(value: object) -> str:
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 else text
