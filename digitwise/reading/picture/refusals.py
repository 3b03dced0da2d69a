"""The largest pictures that are read, and what is said of those that are not."""

from __future__ import annotations

from digitwise.errors import PictureError

MAX_PIXELS = 50_000_000
"""Width × height × frames of the largest picture that is read."""

MAX_FRAMES = 1000
"""Frames or pages of one file: to count more of them takes longer than to read a picture."""

KNOWN = "JPEG, PNG, WebP, BMP, GIF or TIFF"
"""Kinds of files that are read."""

_LEAST_BYTES = 34
"""No header of a picture has fewer."""


def too_many_pixels(received: str) -> PictureError:
    """Of more pixels than any picture needs."""
    return PictureError(
        "too_many_pixels",
        f"received a picture of {received}, expected at most {MAX_PIXELS:,} pixels; make it smaller; nothing was read",
    )


def too_many_frames() -> PictureError:
    """Of more frames than are counted."""
    return PictureError(
        "too_many_pixels",
        f"received more than {MAX_FRAMES:,} frames or pages, expected at most so many; split the file",
    )


def not_an_image(data: bytes) -> PictureError:
    """What is no picture of any kind."""
    received = f"{len(data):,} bytes of another kind" if data else "an empty file"
    return PictureError(
        "not_an_image", f"this is not a picture: received {received}, expected {KNOWN}; nothing was read"
    )


def unreadable(data: bytes) -> PictureError:
    """What begins as a picture does, and has no header."""
    # Fewer bytes than any header: too little left to call it a picture that was cut.
    return not_an_image(data) if len(data) < _LEAST_BYTES else truncated(None)


def truncated(error: Exception | None) -> PictureError:
    """What ends too soon, or is damaged."""
    detail = f" ({error})" if error else ""
    return PictureError(
        "truncated", f"the picture is cut off or damaged{detail}; expected a whole file: get it again; nothing was read"
    )
