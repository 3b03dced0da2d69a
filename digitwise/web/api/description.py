"""What the OpenAPI document says of bodies and refusals."""

from __future__ import annotations

from typing import Any

from digitwise.web.api.error_response import RETRY_SECONDS
from digitwise.web.api.schema import RefusalDocument
from digitwise.web.api.upload import FIELD
from digitwise.web.settings import Limits

FIELDS = "pictures"
MOST_PICTURES = Limits.pictures


def refusals(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Descriptions of the answers of a route that is refused with some codes."""
    return {code: {"model": RefusalDocument, "description": _DESCRIPTIONS[code]} for code in codes}


_DESCRIPTIONS = {
    400: "The request is invalid; nothing was read.",
    408: "The request did not arrive in time.",
    413: "The request is too large, or its only picture has too many pixels.",
    415: "The only picture is none, or of a kind that is not read.",
    422: "The only picture is damaged, or reading it took too much time or memory.",
    503: f"No room now, or stopping: come back after `Retry-After` ({RETRY_SECONDS} s).",
}


def _object(name: str, of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: of}}


_ARRAY: dict[str, Any] = {"type": "array", "minItems": 1, "maxItems": MOST_PICTURES}
_TEXT: dict[str, Any] = {
    "type": "string",
    "contentEncoding": "base64",
    "pattern": "^(data:[ -~]*,)?[A-Za-z0-9+/_-]+={0,2}$",
    "description": "Base64, or a data URL of it.",
}
_PICTURE: dict[str, Any] = {"type": "string", "format": "binary"}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": (
            f"A form with one or several fields `{FIELD}` or files under any name, the bytes of one picture, or JSON "
            "with pictures in base64."
        ),
        "content": {
            "multipart/form-data": {"schema": _object(FIELD, {**_ARRAY, "items": _PICTURE})},
            "application/octet-stream": {"schema": _PICTURE},
            "application/json": {
                "schema": {"anyOf": [_object(FIELD, _TEXT), _object(FIELDS, {**_ARRAY, "items": _TEXT})]}
            },
        },
    }
}
