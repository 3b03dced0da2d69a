"""How the server says no: a status, a stable code, a sentence; never a trace."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

STATUS = {
    "not_an_image": 415,
    "unsupported_format": 415,
    "truncated": 422,
    "damaged": 422,
    "bad_pixels": 422,
    "too_many_pixels": 413,
    "too_many_bytes": 413,
    "decoder_crash": 422,
    "timeout": 422,
    "model": 422,
}
"""The status that answers a picture rejected with a code."""

RETRY_SECONDS = 1
"""Seconds after which to come back when there is no room: a picture takes less."""


class Refusal(Exception):
    """A request that is refused.

    Attributes:
        status: The HTTP status.
        code: Stable name of the reason, for programs.
        message: One sentence for a person.
        headers: Further headers of the answer.
    """

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def response(self) -> Response:
        """The answer to send."""
        return json_response({"code": self.code, "message": self.message}, self.status, self.headers)


def usage(message: str) -> Refusal:
    """The refusal of an invalid request."""
    return Refusal(400, "usage", message)


def busy(message: str) -> Refusal:
    """The refusal of a request for which there is no room now."""
    return Refusal(503, "busy", message, {"Retry-After": str(RETRY_SECONDS)})


def json_response(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return json_bytes_response(json.dumps(document).encode(), status, headers)


def json_bytes_response(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer whose JSON is already written.

    File names come from strangers, and somebody will paste an answer into a page: ``<`` and ``&`` occur in JSON inside
    of strings only, so they can be escaped without parsing it.
    """
    safe = body.replace(b"<", b"\\u003c").replace(b"&", b"\\u0026")
    return Response(safe, status, headers, media_type="application/json")
