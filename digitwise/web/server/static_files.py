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


@dataclass(frozen=True)
class _Version:
    """A file as it was at one time; a file that was changed since has another stamp."""

    stamp: tuple[int, int]
    content: bytes
    packed: bytes | None
    etag: str


class StaticFiles:
    """Serves the files below a folder from memory, compressed for those who can unpack.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path = PAGES) -> None:
        self._folder = folder.resolve()
        self._versions: dict[Path, _Version] = {}

    async def respond(self, request: Request, name: str) -> Response:
        """Answer with a file.

        Args:
            request: What the browser can unpack, and what it has already.
            name: Path of the file below the folder, parts separated by ``/``.

        Raises:
            Refusal: 404 if there is no such file, or none of a kind that pages are made of.
        """
        path = self._path(name)
        version = await run_in_threadpool(self._version, path)
        packed = version.packed if _takes_gzip(request.headers.get("accept-encoding", "")) else None
        etag = f'"{version.etag}{"-gz" if packed else ""}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if etag in [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        # Not `media_type`, to which Starlette adds a charset of its own.
        headers["Content-Type"] = CONTENT_TYPES[path.suffix]
        return Response(packed or version.content, headers=headers)

    def _path(self, name: str) -> Path:
        """The file of that name; links and dots must not lead out of the folder."""
        # Names may hold zero bytes or be longer than a file's can be.
        with suppress(ValueError, OSError):
            path = (self._folder / name).resolve()
            if path.suffix in CONTENT_TYPES and path.is_relative_to(self._folder) and path.is_file():
                return path
        raise Refusal(404, "not_found", "there is no such page")

    def _version(self, path: Path) -> _Version:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._versions.get(path)
        if known is None or known.stamp != stamp:
            content = path.read_bytes()
            packed = gzip.compress(content, 9, mtime=0) if path.suffix in COMPRESSED else None
            known = _Version(stamp, content, packed, hashlib.sha256(content).hexdigest()[:20])
            self._versions[path] = known
        return known


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
