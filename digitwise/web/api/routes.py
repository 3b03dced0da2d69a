"""The routes of the HTTP API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Protocol

from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from digitwise.errors import DigitwiseError, unknown_name
from digitwise.reading.result import SCHEMA, Reading
from digitwise.web.api.admission import RequestLimiter
from digitwise.web.api.description import BODY, refusals
from digitwise.web.api.error_response import STATUS, Refusal, busy, json_bytes_response, json_response, usage
from digitwise.web.api.models import Catalog, Entry
from digitwise.web.api.schema import HealthDocument, ModelsDocument, ReadingsDocument, ReadyDocument
from digitwise.web.api.upload import Upload, receive_uploads, unless_gone
from digitwise.web.settings import Limits
from digitwise.workers.messages import ReadOptions
from digitwise.workers.pool import Answer
from digitwise.workers.process import Killed

GONE = 499
READ = ("ok", "no_digit")


class PictureReader(Protocol):
    """What reads pictures for the API: a :class:`~digitwise.workers.pool.ReaderPool`."""

    @property
    def ready(self) -> bool:
        """True while pictures can be read."""
        ...

    async def read(self, picture: bytes, options: ReadOptions) -> Answer:
        """Read the bytes of a picture file."""
        ...


@dataclass(frozen=True)
class Service:
    """What the routes work with."""

    reader: PictureReader
    catalog: Catalog
    limiter: RequestLimiter
    limits: Limits


PARAMETERS = ("single", "min_confidence", "images", "stages", "occlusion", "model")
"""What a request may ask for; a misspelled one would be left out without a word."""


def api_routes(service: Service) -> APIRouter:
    """The routes of the API.

    Args:
        service: What they work with.
    """
    router = APIRouter()
    _add_reading(router, service)
    _add_state(router, service)
    return router


def _add_reading(router: APIRouter, service: Service) -> None:
    @router.post(
        "/api/read",
        summary="Read the handwritten numbers in pictures",
        response_class=Response,
        responses={
            200: {"model": ReadingsDocument, "description": "Every picture was read; blank ones have `no_digit`."},
            207: {"model": ReadingsDocument, "description": "Of several pictures some were rejected: see `code`."},
            **refusals(400, 408, 413, 415, 422, 503),
        },
        openapi_extra=BODY,
    )
    async def read(
        request: Request,
        single: Annotated[bool, Query(description="There is exactly one digit: give its best guess.")] = False,
        min_confidence: Annotated[
            float | None,
            Query(ge=0, le=1, description="Confidence below which a digit is doubtful. Default: the model's own."),
        ] = None,
        images: Annotated[bool, Query(description="Also give the 28×28 that the network saw of each digit.")] = False,
        stages: Annotated[bool, Query(description="Also give a picture of each step.")] = False,
        occlusion: Annotated[
            int | None,
            Query(ge=0, description="Index of a digit for which to say also which ink speaks for it and against it."),
        ] = None,
        model: Annotated[str | None, Query(description="Name of a model of `/api/models`.")] = None,
    ) -> Response:
        for name in request.query_params:
            if name not in PARAMETERS:
                raise usage(str(unknown_name("parameter", name, PARAMETERS)))
        # Cards are read from a disk, which may be slow; the server has others to answer meanwhile.
        entry = await asyncio.to_thread(_entry, service.catalog, model)
        options = ReadOptions(None, single, min_confidence, images, stages, occlusion, entry.path)
        try:
            with service.limiter.slot() as slot:
                uploads = await receive_uploads(request, service.limiter, slot, service.limits)
                answers = await unless_gone(request, _read_all(service, uploads, options, entry))
        except ClientDisconnect:
            return Response(status_code=GONE)
        return _response(answers)


def _add_state(router: APIRouter, service: Service) -> None:
    @router.get(
        "/api/models",
        summary="The models that can be chosen",
        responses={200: {"model": ModelsDocument, "description": "The one that ships, then runs from the newest on."}},
    )
    def models() -> Response:
        return json_response({"models": service.catalog.to_list()})

    @router.get(
        "/healthz", summary="Does the server live?", responses={200: {"model": HealthDocument, "description": "Yes."}}
    )
    @router.head("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        return json_response({"status": "ok"})

    @router.get(
        "/readyz",
        summary="Does the server take pictures?",
        responses={
            200: {"model": ReadyDocument, "description": "Yes."},
            503: {"model": ReadyDocument, "description": "No: it is stopping, or no process that reads is up."},
        },
    )
    @router.head("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        ready = service.reader.ready and not service.limiter.draining
        return json_response({"ready": ready}, 200 if ready else 503)


def _entry(catalog: Catalog, name: str | None) -> Entry:
    try:
        return catalog.find(name)
    except DigitwiseError as error:
        raise usage(str(error)) from error


async def _read_all(service: Service, uploads: Sequence[Upload], options: ReadOptions, entry: Entry) -> list[Answer]:
    """Read one picture after the other, so that a request with many cannot keep all others waiting."""
    answers: list[Answer] = []
    seconds = service.limits.answer_seconds
    try:
        async with service.limiter.within(seconds):
            for upload in uploads:
                answer = await _read(service.reader, upload, replace(options, source=upload.name), entry)
                answers.append(answer)
    except TimeoutError:
        if not answers:
            raise busy("the pictures of others took too long; nothing was read, try again in a moment") from None
        late = f"not read within the {seconds:g} s of one request; send fewer pictures at a time"
        answers += [_given_up("timeout", late, upload.name, entry) for upload in uploads[len(answers) :]]
    return answers


async def _read(reader: PictureReader, upload: Upload, options: ReadOptions, entry: Entry) -> Answer:
    try:
        return await reader.read(upload.content, options)
    except Killed as error:
        return _given_up(error.code, str(error), upload.name, entry)


def _given_up(code: str, message: str, source: str | None, entry: Entry) -> Answer:
    reading = Reading(code, message, source, model=entry.card.name, model_sha256=entry.card.sha256)
    return Answer(code, message, json.dumps(reading.to_dict()).encode())


def _response(answers: Sequence[Answer]) -> Response:
    """One picture: its reading, or the status of its code. Several: 200 if all were read, else 207."""
    if len(answers) == 1 and answers[0].code not in READ:
        raise Refusal(STATUS.get(answers[0].code, 422), answers[0].code, answers[0].message)
    document = b'{"schema": %d, "readings": [%s]}' % (SCHEMA, b", ".join(answer.reading for answer in answers))
    return json_bytes_response(document, 200 if all(answer.code in READ for answer in answers) else 207)
