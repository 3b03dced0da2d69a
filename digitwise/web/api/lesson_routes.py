"""The routes of the learning page: real digits from this machine, and a training that a digit watches."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from digitwise.data.dataset import Dataset
from digitwise.data.loading import load_here
from digitwise.errors import DigitwiseError, MissingExtra
from digitwise.lesson.order import TrainingOrder
from digitwise.web.api.admission import RequestLimiter
from digitwise.web.api.error_response import Refusal, busy, json_response, usage
from digitwise.web.settings import Limits
from digitwise.workers.training import Training, Trainings

MOST_DIGITS = 3000
"""Digits in one answer: 2.4 million bytes before they are written as text."""

MOST_BYTES = 10_000
"""A request for a training is a dozen words and 784 bytes."""

NEEDED = ("jax", "keras", "safetensors")


def lesson_routes(trainings: Trainings, limiter: RequestLimiter, limits: Limits) -> APIRouter:
    """The routes of the learning page; they are its own and not part of the documented API.

    Args:
        trainings: Runs the trainings.
        limiter: Says whether the server is stopping.
        limits: How long a request may take to arrive.
    """
    router = APIRouter(prefix="/api/lesson", include_in_schema=False)
    _add_data(router, trainings)
    _add_training(router, trainings, limiter, limits)
    return router


def _add_data(router: APIRouter, trainings: Trainings) -> None:
    data_here = cache(load_here)

    @router.get("")
    async def state() -> Response:
        running = trainings.running
        document = {"training": _can_train(), "message": "" if _can_train() else _cannot_train()}
        try:
            data = await asyncio.to_thread(data_here)
        except DigitwiseError as error:
            return json_response(document | {"training": False, "data": None, "message": str(error), "running": None})
        facts = {"name": data.name, "train": len(data.train_labels), "test": len(data.test_labels), "note": data.note}
        return json_response(document | {"data": facts, "running": None if running is None else running.id})

    @router.get("/digits")
    async def digits(
        split: str = "test",
        first: Annotated[int, Query(ge=0)] = 0,
        count: Annotated[int, Query(ge=1, le=MOST_DIGITS)] = 100,
        spread: bool = False,
    ) -> Response:
        try:
            return json_response(await asyncio.to_thread(_some_digits, data_here, split, first, count, spread))
        except DigitwiseError as error:
            raise usage(str(error)) from error


def _add_training(router: APIRouter, trainings: Trainings, limiter: RequestLimiter, limits: Limits) -> None:
    @router.post("/training")
    async def start(request: Request) -> Response:
        if limiter.draining:
            raise busy("the server is stopping; nothing was trained")
        if not _can_train():
            raise Refusal(503, MissingExtra.code, _cannot_train())
        settings, image = await _order(request, limits.body_seconds)
        training = trainings.start(settings, image)
        if training is None:
            raise Refusal(
                409,
                "training_busy",
                "a training is under way already, perhaps of another page; wait for its end, or train in the browser",
            )
        return json_response({"id": training.id}, 202)

    @router.get("/training/{identity}")
    async def follow(identity: str, after: Annotated[int, Query(ge=0)] = 0) -> Response:
        training = _found(trainings, identity)
        events = training.since(after)
        return json_response(
            {"id": identity, "state": training.state, "events": events, "next": after + len(events)},
            headers={"Cache-Control": "no-store"},
        )

    @router.post("/training/{identity}/stop")
    async def stop(identity: str) -> Response:
        training = _found(trainings, identity)
        await training.stop()
        return json_response({"id": identity, "state": training.state})

    @router.get("/training/{identity}/checkpoints/{step}")
    async def checkpoint(identity: str, step: int) -> Response:
        weights = _found(trainings, identity).checkpoints.get(step)
        if weights is None:
            raise Refusal(404, "not_found", f"this training has no checkpoint of step {step}")
        return Response(weights, media_type="application/octet-stream")


def _found(trainings: Trainings, identity: str) -> Training:
    training = trainings.find(identity)
    if training is None:
        raise Refusal(404, "not_found", "there is no such training, or a later one took its place")
    return training


async def _order(request: Request, seconds: float) -> tuple[dict[str, Any], bytes]:
    """What a request wants trained, and the image that watches."""
    try:
        async with asyncio.timeout(seconds):
            body = b"".join([chunk async for chunk in _short(request)])
    except TimeoutError:
        raise Refusal(
            408, "too_slow", f"the request did not arrive within {seconds:g} s; nothing was trained"
        ) from None
    try:
        wanted = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise usage("the request is no JSON; nothing was trained") from error
    if not isinstance(wanted, dict):
        raise usage(f"the request is a {type(wanted).__name__}, expected an object; nothing was trained")
    image = _image(wanted.pop("image", None))
    try:
        TrainingOrder.of(wanted)
    except DigitwiseError as error:
        raise usage(str(error)) from error
    return wanted, image


async def _short(request: Request) -> Any:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > MOST_BYTES:
            raise Refusal(
                413, "too_many_bytes", f"a request has at most {MOST_BYTES:,} bytes here; nothing was trained"
            )
        yield chunk


def _image(text: object) -> bytes:
    if text is None:
        return b""
    try:
        content = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise usage("the image is no base64; nothing was trained") from error
    if len(content) != 784:
        raise usage(f"the image has {len(content)} bytes, expected 784: 28×28, 0 = paper; nothing was trained")
    return content


def _can_train() -> bool:
    return all(find_spec(name) for name in NEEDED)


def _cannot_train() -> str:
    return str(MissingExtra("training on this computer", "train"))


def _some_digits(data_here: Callable[[], Dataset], split: str, first: int, count: int, spread: bool) -> dict[str, Any]:
    """Digits one after the other, or from all over the file: MNIST's first test digits are harder than its last."""
    data = data_here()
    images, labels = data.split(split)
    after = max(0, len(labels) - first)
    count = min(count, after)
    chosen = first + (np.linspace(0, after - 1, count).astype(int) if spread else np.arange(count))
    facts = {"name": data.name, "note": data.note, "split": split, "total": len(labels), "first": first}
    encoded = base64.b64encode(images[chosen].tobytes()).decode("ascii")
    return facts | {"count": len(chosen), "images": encoded, "labels": labels[chosen].tolist()}
