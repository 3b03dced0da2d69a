"""The learning page, joined from its files: its first view takes four requests, and would take forty."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digitwise.lesson.export.joined import ADDRESS, joined
from digitwise.web.api.error_response import Refusal
from digitwise.web.server.request_guard import HEADERS
from digitwise.web.server.static_files import Content, Stamp, stamp_of

POLICY = "Content-Security-Policy"
SCRIPT_PATH = f"/static/{ADDRESS}"


class LearnPage:
    """Serves the page and its first script from memory, until one of the files that they were made of is changed.

    Args:
        pages: The folder of the pages.
    """

    def __init__(self, pages: Path) -> None:
        self._pages = pages
        self._stamps: dict[Path, Stamp] = {}
        self._page: Content
        self._script: Content
        self._policy = ""

    async def page(self, request: Request) -> Response:
        """Answer with the page, whose own style and import map are all that its policy allows to stand in it."""
        await run_in_threadpool(self._look)
        return self._page.answer(request, {POLICY: self._policy})

    async def script(self, request: Request) -> Response:
        """Answer with the modules of the first view."""
        await run_in_threadpool(self._look)
        return self._script.answer(request)

    def _look(self) -> None:
        """Join anew if a file is another."""
        try:
            if self._stamps and self._stamps == {path: stamp_of(path) for path in self._stamps}:
                return
            made = joined(self._pages)
            stamps = {path: stamp_of(path) for path in made.sources}
        except FileNotFoundError as error:
            raise Refusal(404, "not_found", "there is no such page") from error
        policy = HEADERS[POLICY]
        for directive, source in made.policy.items():
            policy = policy.replace(f"{directive} ", f"{directive} {source} ", 1)
        self._page, self._script = Content.of(made.page.encode(), ".html"), Content.of(made.script.encode(), ".js")
        self._policy, self._stamps = policy, stamps
