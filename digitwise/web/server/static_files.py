"""The files of the page, served as they lie in the package."""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digitwise.web.api.error_response import Refusal

PAGES = Path(__file__).parents[1] / "pages"

# Pinned, not asked of `mimetypes`: on some Windows machines the registry says that scripts are text/plain, and
# browsers then refuse to run modules.
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".bin": "application/octet-stream",
    ".safetensors": "application/octet-stream",
}
COMPRESSED = frozenset(
    {".html", ".js", ".mjs", ".css", ".json", ".txt", ".webmanifest", ".svg", ".wasm", ".bin", ".safetensors"}
)


Stamp = tuple[int, int]
"""When a file was changed last, in nanoseconds, and its bytes."""


@dataclass(frozen=True)
class Content:
    """What is served, compressed once for all who can unpack.

    Attributes:
        plain: As it is.
        packed: By gzip; None for what it would make no smaller.
        etag: Names this content.
        content_type: What it is.
    """

    plain: bytes
    packed: bytes | None
    etag: str
    content_type: str

    @classmethod
    def of(cls, plain: bytes, suffix: str) -> Content:
        """Make it of what a file of some kind holds."""
        packed = gzip.compress(plain, 9, mtime=0) if suffix in COMPRESSED else None
        return cls(plain, packed, hashlib.sha256(plain).hexdigest()[:20], CONTENT_TYPES[suffix])

    def answer(self, request: Request, headers: dict[str, str] | None = None) -> Response:
        """Answer a request with it, or tell the browser that it has it already."""
        packed = self.packed if _takes_gzip(request.headers.get("accept-encoding", "")) else None
        etag = f'"{self.etag}{"-gz" if packed else ""}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"} | (headers or {})
        if etag in [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        # Not `media_type`, to which Starlette adds a charset of its own.
        headers["Content-Type"] = self.content_type
        return Response(packed or self.plain, headers=headers)


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file, which is another one once it was changed."""
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


class StaticFiles:
    """Serves the files below a folder from memory, compressed for those who can unpack.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path = PAGES) -> None:
        self._folder = folder.resolve()
        self._known: dict[Path, tuple[Stamp, Content]] = {}

    async def respond(self, request: Request, name: str) -> Response:
        """Answer with a file.

        Args:
            request: What the browser can unpack, and what it has already.
            name: Path of the file below the folder, parts separated by ``/``.

        Raises:
            Refusal: 404 if there is no such file, or none of a kind that pages are made of.
        """
        content = await run_in_threadpool(self._content, self._path(name))
        return content.answer(request)

    def _path(self, name: str) -> Path:
        """The file of that name; links and dots must not lead out of the folder."""
        # Names may hold zero bytes or be longer than a file's can be.
        with suppress(ValueError, OSError):
            path = (self._folder / name).resolve()
            if path.suffix in CONTENT_TYPES and path.is_relative_to(self._folder) and path.is_file():
                return path
        raise Refusal(404, "not_found", "there is no such page")

    def _content(self, path: Path) -> Content:
        stamp = stamp_of(path)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = (stamp, Content.of(path.read_bytes(), path.suffix))
        return known[1]


def _takes_gzip(accepted: str) -> bool:
    """Whether a browser unpacks gzip.

    Example:
        >>> _takes_gzip("br, gzip;q=0.5"), _takes_gzip("gzip;q=0"), _takes_gzip("")
        (True, False, False)
    """
    for part in accepted.lower().split(","):
        coding, _, weight = part.strip().partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
