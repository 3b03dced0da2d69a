"""Pictures that come as text: base64 or a data URL, alone or in a JSON document."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from digitwise.web.api.error_response import usage

JSON_KINDS = (b"application/json", b"text/json")
EXPECTED = '{"picture": "BASE64"} or {"pictures": ["BASE64", …]}'


def pictures_of_json(body: bytes, most: int) -> list[bytes]:
    """Return the pictures of a JSON document: every text in it, whatever its name, in base64 or as a data URL.

    Args:
        body: The document.
        most: How many pictures it may have.

    Raises:
        Refusal: 400 if it is no JSON, or has no picture in base64.

    Example:
        >>> pictures_of_json(b'{"image": "aGVsbG8="}', most=16)
        [b'hello']
    """
    try:
        texts = list(_texts(json.loads(body)))
    except (ValueError, RecursionError) as error:
        raise usage(f"the body is no JSON: {error}; expected {EXPECTED}; nothing was read") from error
    if not texts or len(texts) > most:
        raise usage(f"the JSON has {len(texts)} texts, expected 1 to {most}: {EXPECTED}; nothing was read")
    return [_decoded(text) for text in texts]


def picture_of_text(body: bytes) -> bytes:
    """Return the picture of a data URL; any other body as it is.

    Example:
        >>> picture_of_text(b"data:image/png;base64,aGVsbG8="), picture_of_text(b"GIF89a")
        (b'hello', b'GIF89a')
    """
    return _decoded(body.decode("ascii", "replace")) if body[:5] == b"data:" else body


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for value in document.values() if isinstance(document, dict) else document:
            yield from _texts(value)


def _decoded(text: str) -> bytes:
    """The bytes of base64, also of the kind for addresses, with line breaks and without its last signs."""
    head, _, content = text.partition(",") if text.startswith("data:") else ("", "", text)
    if head and not head.endswith(";base64"):
        raise usage("the data URL is not in base64, expected data:image/png;base64,…; nothing was read")
    plain = "".join(content.split()).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise usage(f"a picture is no base64 ({error}); expected {EXPECTED}; nothing was read") from error
