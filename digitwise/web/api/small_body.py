"""The body of a request in which a page says what a person did."""

from __future__ import annotations

import asyncio

from fastapi import Request

from digitwise.web.api.error_response import Refusal


async def small_body(request: Request, most: int, seconds: float) -> bytes:
    """Receive the body of a request.

    Args:
        request: The request.
        most: Bytes that it may have.
        seconds: In which it has to arrive.

    Raises:
        Refusal: 413 if it is larger, 408 if it is slower.
    """
    parts, received = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                received += len(chunk)
                if received > most:
                    raise Refusal(413, "too_many_bytes", f"a request has at most {most:,} bytes here")
                parts.append(chunk)
    except TimeoutError:
        raise Refusal(408, "too_slow", f"the request did not arrive within {seconds:g} s; nothing was kept") from None
    return b"".join(parts)
