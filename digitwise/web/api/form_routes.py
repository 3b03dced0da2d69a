"""The routes of the page for drawing a form: the cells that were found, their picture, and the form that is saved."""

from __future__ import annotations

import asyncio
import json

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import Response

from digitwise.errors import DigitwiseError, OutputError
from digitwise.forms.template.drawing import FormDrawing
from digitwise.web.api.admission import RequestLimiter
from digitwise.web.api.error_response import Refusal, json_response, usage
from digitwise.web.api.small_body import small_body
from digitwise.web.settings import Limits

MOST_BYTES = 1_000_000
"""A form with lists of a few thousand names is smaller."""


def form_routes(drawing: FormDrawing, limiter: RequestLimiter, limits: Limits) -> APIRouter:
    """The routes of a form that is drawn; they are the page's own and not part of the documented API.

    Args:
        drawing: The form.
        limiter: Who is let in; nobody is once the form is saved, so that the server ends.
        limits: How long a request may take to arrive.
    """
    router = APIRouter(prefix="/api/form", include_in_schema=False)

    @router.get("")
    async def state() -> Response:
        return json_response(drawing.to_dict())

    @router.get("/pages/{grid}.png")
    async def page(grid: int) -> Response:
        if not 0 <= grid < len(drawing.forms):
            raise Refusal(404, "unknown_grid", f"the sheet has {len(drawing.forms)} grids")
        return Response(await asyncio.to_thread(drawing.picture, grid), media_type="image/png")

    @router.post("")
    async def save(request: Request) -> Response:
        body = await small_body(request, MOST_BYTES, limits.body_seconds)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise usage("the request is no JSON; nothing was written") from error
        try:
            target = await asyncio.to_thread(drawing.save, document)
        except DigitwiseError as error:
            raise Refusal(409 if isinstance(error, OutputError) else 400, error.code, str(error)) from error

        async def end() -> None:
            limiter.draining = True

        answer = json_response({"saved": target.name})
        answer.background = BackgroundTask(end)
        return answer

    return router
