"""The pictures of a request: counted as they come, kept in memory, never on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple, TypeVar

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from digitwise.web.api.admission import RequestLimiter, Slot
from digitwise.web.api.encoded_body import JSON_KINDS, picture_of_text, pictures_of_json
from digitwise.web.api.error_response import Refusal, usage
from digitwise.web.settings import Limits

FIELD = "picture"
NAME_CHARACTERS = 255
"""Characters of the name of an upload that are kept: no file system has longer names."""

_Result = TypeVar("_Result")


class Upload(NamedTuple):
    """One picture of a request, and the name of its file if it has one."""

    name: str | None
    content: bytes


async def receive_uploads(request: Request, limiter: RequestLimiter, slot: Slot, limits: Limits) -> list[Upload]:
    """Receive the pictures of a request: the files of a form, texts of a JSON document in base64, or the body itself.

    Args:
        request: The request, of which nothing was received yet.
        limiter: Ends what takes too long.
        slot: Counts the bytes held.
        limits: What one request may have.

    Returns:
        At least one upload.

    Raises:
        Refusal: 400 for a form that is damaged or has no picture, 408 if it takes too long, 413 if it is too large,
            503 if too much is held for other requests.
        ClientDisconnect: If the client went away.
    """
    _check_declared(request, limits)
    kind, options = parse_options_header(request.headers.get("content-type"))
    try:
        async with limiter.within(limits.body_seconds):
            chunks = _counted(request, slot, limits)
            if kind == b"multipart/form-data":
                return await _uploads_of_form(chunks, options.get(b"boundary", b""), limits)
            body = b"".join([chunk async for chunk in chunks])
            if kind in JSON_KINDS:
                return [Upload(None, picture) for picture in pictures_of_json(body, limits.pictures)]
            return [Upload(None, picture_of_text(body))]
    except TimeoutError:
        raise Refusal(
            408, "too_slow", f"the request did not arrive within {limits.body_seconds:g} s; nothing was read"
        ) from None


async def unless_gone(request: Request, work: Coroutine[Any, Any, _Result]) -> _Result:
    """Do some work for a request, and drop it if nobody waits for the answer any more.

    Args:
        request: The request, received to its end.
        work: What is done for it; cancelled if the client goes away.

    Raises:
        ClientDisconnect: If the client went away.
    """
    gone, done = asyncio.ensure_future(_gone(request)), asyncio.ensure_future(work)
    try:
        await asyncio.wait((gone, done), return_when=asyncio.FIRST_COMPLETED)
        if not done.done():
            raise ClientDisconnect
        return done.result()
    finally:
        gone.cancel()
        done.cancel()
        await asyncio.wait((gone, done))


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _check_declared(request: Request, limits: Limits) -> None:
    if int(request.headers.get("content-length", 0)) > limits.body_bytes:
        raise _too_large(limits)


def _too_large(limits: Limits) -> Refusal:
    return Refusal(413, "too_many_bytes", f"a request has at most {limits.body_bytes:,} bytes; nothing was read")


async def _counted(request: Request, slot: Slot, limits: Limits) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if slot.held + len(chunk) > limits.body_bytes:
            raise _too_large(limits)
        slot.hold(len(chunk))
        yield chunk


async def _uploads_of_form(chunks: AsyncIterator[bytes], boundary: bytes, limits: Limits) -> list[Upload]:
    try:
        form = _Form(boundary, limits.pictures)
        async for chunk in chunks:
            form.write(chunk)
    except FormParserError as error:
        raise usage(f"the form cannot be understood: {error}; nothing was read") from error
    return form.uploads()


class _Form:
    """Collects the pictures of a form: fields named ``picture``, and files under any name."""

    def __init__(self, boundary: bytes, pictures: int) -> None:
        if not boundary:
            raise usage("the form has no boundary; nothing was read")
        self._most = pictures
        self._parts = 0
        self._uploads: list[Upload] = []
        self._header = (bytearray(), bytearray())
        self._options: dict[bytes, bytes] = {}
        self._content = bytearray()
        self._others: set[str] = set()
        self._whole = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_part_data": lambda data, start, end: self._content.extend(data[start:end]),
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )

    def write(self, chunk: bytes) -> None:
        self._parser.write(chunk)

    def uploads(self) -> list[Upload]:
        if not self._whole:
            raise usage("the form ends in the middle; nothing was read")
        if not self._uploads:
            found = f" but {', '.join(sorted(self._others))}" if self._others else ""
            raise usage(f"the form has no file and no field '{FIELD}'{found}; nothing was read")
        return self._uploads

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > self._most:
            message = f"a request has at most {self._most} pictures; nothing was read, send several requests"
            raise Refusal(413, "too_many_pictures", message)
        self._options = {}

    def _end_header(self) -> None:
        name, value = (bytes(part) for part in self._header)
        self._header = (bytearray(), bytearray())
        if name.lower() == b"content-disposition":
            self._options = parse_options_header(value)[1]

    def _end(self) -> None:
        field = self._options.get(b"name", b"").decode("utf-8", "replace")
        if field == FIELD or b"filename" in self._options:
            self._uploads.append(Upload(_plain_name(self._options.get(b"filename")), bytes(self._content)))
        else:
            self._others.add(repr(field[:40]))
        self._content = bytearray()

    def _finish(self) -> None:
        self._whole = True


def _plain_name(given: bytes | None) -> str | None:
    """The name of a file without folders and control characters, None if nothing is left of it."""
    text = (given or b"").decode("utf-8", "replace")
    name = PureWindowsPath(PurePosixPath(text).name).name
    printable = "".join(character for character in name if character.isprintable())[:NAME_CHARACTERS]
    return printable if printable.strip(". ") else None
