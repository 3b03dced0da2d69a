"""The routes of the page for reviewing: what to look at, the picture of a cell, and what a person decided."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from digitwise.errors import DigitwiseError, ReviewError
from digitwise.forms.review import Decision, Review
from digitwise.forms.review.decisions import Place, decision_of
from digitwise.web.api.error_response import Refusal, json_response, usage
from digitwise.web.api.small_body import small_body
from digitwise.web.settings import Limits

MOST_BYTES = 200_000
"""A request with the decisions of a page of cells is much smaller."""

MOST_DECISIONS = 500
"""Decisions of one request, at most: a page of cells has fewer."""

STATUS = {"unknown_cell": 404, "crop_missing": 404, "bad_decision": 400, "locked": 409}


def review_routes(review: Review, limits: Limits) -> APIRouter:
    """The routes of a review; they are the page's own and not part of the documented API.

    Args:
        review: The review.
        limits: How long a request may take to arrive.
    """
    router = APIRouter(prefix="/api/review", include_in_schema=False)

    @router.get("")
    async def state() -> Response:
        return json_response(await asyncio.to_thread(_document, review))

    @router.get("/crops/{sheet}/{grid}-{row}-{column}.png")
    async def crop(sheet: str, grid: int, row: int, column: int) -> Response:
        place = Place(sheet, grid, row, column)
        if place not in review.cells:
            raise Refusal(404, "unknown_cell", "there is no such cell")
        try:
            content = await asyncio.to_thread(review.folder.crop, place)
        except ReviewError as error:
            raise _refused(error) from error
        # A picture never changes: its address holds the digest of its sheet.
        return Response(content, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})

    @router.post("/decisions")
    async def decide(request: Request) -> Response:
        decisions = _decisions(await small_body(request, MOST_BYTES, limits.body_seconds))
        try:
            await asyncio.to_thread(review.decide, decisions)
        except DigitwiseError as error:
            raise _refused(error) from error
        return json_response({"kept": len(decisions)} | await asyncio.to_thread(_standing, review))

    return router


def _document(review: Review) -> dict[str, Any]:
    """Everything that the page needs to begin. What a cell was read as stands nowhere but over those read alike."""
    last = review.last
    asked, blind = review.asked, review.blind
    wanted = set(asked)

    def cells(places: Iterable[Place]) -> list[dict[str, Any]]:
        return [_cell(review, place, place in wanted) for place in places]

    def left(places: Iterable[Place]) -> list[Place]:
        return [place for place in places if place not in last or not last[place].decides]

    return {
        "name": review.folder.path.name,
        "torn": review.torn,
        "asked": cells(left(asked)),
        "blind": cells(left(blind)),
        "alike": [{"text": text, "cells": cells(places)} for text, places in review.alike().items()],
    } | _standing(review)


def _standing(review: Review) -> dict[str, Any]:
    """How far the review is, and the cells that were decided against a rule of their form."""
    breaches = [_cell(review, place, True) | {"words": words} for place, words in review.breaches().items()]
    return {"report": review.report.to_dict(), "breaches": breaches}


def _cell(review: Review, place: Place, asked: bool) -> dict[str, Any]:
    crop = review.cells[place].crop
    height, width = crop.shape if crop is not None else (0, 0)
    names = {"source": review.source(place), "column_name": review.column_name(place)}
    return place._asdict() | names | {"width": width, "height": height, "asked": asked}


def _decisions(body: bytes) -> list[Decision]:
    try:
        document = json.loads(body)
        given = document["decisions"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise usage('the request is no JSON {"decisions": [...]}; nothing was kept') from error
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_DECISIONS:
        raise usage(f"a request has 1 to {MOST_DECISIONS} decisions; nothing was kept")
    try:
        return [decision_of(each) for each in given]
    except ReviewError as error:
        raise _refused(error) from error


def _refused(error: DigitwiseError) -> Refusal:
    return Refusal(STATUS.get(error.code, 507), error.code, str(error))
