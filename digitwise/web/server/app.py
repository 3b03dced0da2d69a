"""The application: routes, pages, answers to what went wrong, and the guard around it all."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp

from digitwise.errors import LessonError
from digitwise.lesson.export.questions import questions_page
from digitwise.lesson.recording import open_recording
from digitwise.version import __version__
from digitwise.web.api.admission import RequestLimiter
from digitwise.web.api.docs_page import docs_page
from digitwise.web.api.error_response import Refusal, usage
from digitwise.web.api.form_routes import form_routes
from digitwise.web.api.lesson_routes import lesson_routes
from digitwise.web.api.models import Catalog
from digitwise.web.api.refusal_page import answer_to
from digitwise.web.api.review_routes import review_routes
from digitwise.web.api.routes import PictureReader, Service, api_routes
from digitwise.web.server.joined_scripts import ENTRIES, JoinedScripts
from digitwise.web.server.learn_page import SCRIPT_PATH, LearnPage
from digitwise.web.server.request_guard import Guard
from digitwise.web.server.static_files import PAGES, StaticFiles
from digitwise.web.settings import Settings
from digitwise.workers.training import Trainings

logger = logging.getLogger("digitwise")


def create_app(
    settings: Settings,
    reader_pool: PictureReader,
    limiter: RequestLimiter | None = None,
    pages: Path = PAGES,
    trainings: Trainings | None = None,
) -> ASGIApp:
    """The whole application as ASGI, the guard outermost.

    Args:
        settings: What the server was told.
        reader_pool: What reads pictures; whoever made it starts and closes it.
        limiter: Who may come in, for a server that wants to stop in order; None for one of its own.
        pages: Folder with the files of the page.
        trainings: What trains for the learning page; whoever made it closes it. None for one of its own.

    Raises:
        ModelError: If the model of the settings has no card.
    """
    catalog = Catalog(settings.runs, settings.model)
    limiter = limiter or RequestLimiter(settings.limits)
    service = Service(reader_pool, catalog, limiter, settings.limits)
    app = FastAPI(
        title="Digitwise",
        version=__version__,
        description="Reads handwritten numbers in pictures. Nothing that is sent is kept.",
        # FastAPI's own pages run inline script from elsewhere, which no page of ours may.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # FastAPI can be told by variables of the environment to report every request elsewhere.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.include_router(api_routes(service))
    app.include_router(lesson_routes(trainings or Trainings(), limiter, settings.limits))
    if settings.review is not None:
        app.include_router(review_routes(settings.review, settings.limits))
    if settings.drawing is not None:
        app.include_router(form_routes(settings.drawing, limiter, settings.limits))
    # Before the pages, whose route of all static files would take those of the lesson too.
    _add_lesson(app, settings.lesson or pages / "lesson")
    _add_learn_page(app, LearnPage(pages))
    _add_scripts(app, JoinedScripts(pages))
    _add_pages(app, StaticFiles(pages), settings)
    _add_refusals(app)
    return Guard(app, settings)


def _add_pages(app: FastAPI, static: StaticFiles, settings: Settings) -> None:
    def add(path: str, name: str) -> None:
        async def page(request: Request) -> Response:
            return await static.respond(request, name)

        app.add_route(path, page, include_in_schema=False)

    async def file(request: Request) -> Response:
        return await static.respond(request, request.path_params["name"])

    async def docs(request: Request) -> Response:
        return HTMLResponse(docs_page(app.openapi()))

    add("/", "index.html")
    if settings.review is not None:
        add("/review", "review.html")
    if settings.drawing is not None:
        add("/form", "form.html")
    app.add_route("/static/{name:path}", file, include_in_schema=False)
    app.add_route("/api/docs", docs, include_in_schema=False)


def _add_learn_page(app: FastAPI, learn: LearnPage) -> None:
    """The learning page, and the modules of its first view in one."""

    async def page(request: Request) -> Response:
        return await learn.page(request)

    async def script(request: Request) -> Response:
        return await learn.script(request)

    app.add_route("/learn", page, include_in_schema=False)
    app.add_route(SCRIPT_PATH, script, include_in_schema=False)


def _add_scripts(app: FastAPI, scripts: JoinedScripts) -> None:
    """The modules with which the other pages start."""

    def add(name: str) -> None:
        async def script(request: Request) -> Response:
            return await scripts.respond(request, name)

        app.add_route(f"/static/{name}", script, include_in_schema=False)

    for name in ENTRIES:
        add(name)


def _add_lesson(app: FastAPI, folder: Path) -> None:
    """What the learning page shows, from the folder of a recording, and its questions."""
    static = StaticFiles(folder)

    async def file(request: Request) -> Response:
        return await static.respond(request, request.path_params["name"])

    async def questions(request: Request) -> Response:
        try:
            return HTMLResponse(await asyncio.to_thread(lambda: questions_page(open_recording(folder))))
        except LessonError as error:
            raise Refusal(404, error.code, str(error)) from error

    app.add_route("/static/lesson/{name}", file, include_in_schema=False)
    app.add_route("/questions", questions, include_in_schema=False)


def _add_refusals(app: FastAPI) -> None:
    async def refused(request: Request, error: Any) -> Response:
        return answer_to(refusal_of(error), request.method, request.headers.get("accept", ""))

    for kind in (Refusal, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, refused)


def refusal_of(error: Exception) -> Refusal:
    """What a client is told of an error: never more than a sentence.

    Example:
        >>> refusal_of(HTTPException(404)).message
        'there is no such page'
        >>> refusal_of(ZeroDivisionError("secret")).message
        'the server failed over this request; its log says why'
    """
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        return usage(f"{first['loc'][-1]}: {first['msg']}; nothing was read")
    if isinstance(error, HTTPException):
        messages = {404: ("not_found", "there is no such page"), 405: ("method", "this page does not take that method")}
        code, message = messages.get(error.status_code, ("http", str(error.detail)))
        return Refusal(error.status_code, code, message, dict(error.headers or {}))
    logger.error("a request failed", exc_info=error)
    return Refusal(500, "internal", "the server failed over this request; its log says why")
