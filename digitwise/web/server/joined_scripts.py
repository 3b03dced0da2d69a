"""The modules with which pages start, each joined with all that it imports: one request in the place of forty."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digitwise.errors import LessonError
from digitwise.lesson.export.modules import joined_module, modules_from
from digitwise.web.api.error_response import Refusal
from digitwise.web.server.static_files import Content, Stamp, stamp_of

ENTRIES = ("js/main.js", "js/review/main.js", "js/form/main.js")
"""Modules that a page names and no module imports, as paths below the pages."""


class JoinedScripts:
    """Serves them from memory, until one of the files that they were made of is changed.

    Args:
        pages: The folder of the pages.
    """

    def __init__(self, pages: Path) -> None:
        self._pages = pages
        self._known: dict[str, tuple[dict[Path, Stamp], Content]] = {}

    async def respond(self, request: Request, name: str) -> Response:
        """Answer with a module and all that it needs at once, under the module's own address.

        Args:
            request: What the browser can unpack, and what it has already.
            name: One of ``ENTRIES``.

        Raises:
            Refusal: 404 if a file of it is missing.
        """
        return (await run_in_threadpool(self._content, name)).answer(request)

    def _content(self, name: str) -> Content:
        """Join anew if a file is another."""
        try:
            known = self._known.get(name)
            if known is None or known[0] != {path: stamp_of(path) for path in known[0]}:
                script, inside = joined_module(name, modules_from([name], self._pages))
                stamps = {path: stamp_of(path) for path in (self._pages / part for part in inside)}
                known = self._known[name] = (stamps, Content.of(script.encode(), ".js"))
        except (FileNotFoundError, LessonError) as error:
            raise Refusal(404, "not_found", "there is no such page") from error
        return known[1]
