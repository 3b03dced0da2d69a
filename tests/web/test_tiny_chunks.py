"""A body of half a million chunks of one byte keeps nobody else waiting."""

from __future__ import annotations

import time

import pytest

from digitwise.web.server.http_protocol import BoundedProtocol
from tests.web.served import Served

HEAD = b"POST /api/read HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"

CHUNKS = 500_000
BUSY_SECONDS = 0.1
"""Longest that the server may be busy at a stretch: then it can tell its health within that time."""


def test_server_is_never_busy_for_long_while_tiny_chunks_come_in(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measured in time of its own thread, since others may be at work beside it; before, it was busy for 2.1 s."""
    parse, busy = BoundedProtocol._parse, [0.0]

    def timed(self: BoundedProtocol, data: bytes) -> None:
        begun = time.thread_time()
        parse(self, data)
        busy.append(time.thread_time() - begun)

    monkeypatch.setattr(BoundedProtocol, "_parse", timed)
    body = b"1\r\nx\r\n" * CHUNKS + b"0\r\n\r\n"
    answer = server.say(HEAD + body)
    assert answer.startswith(b"HTTP/1.1 ")
    assert max(busy) < BUSY_SECONDS
    assert server.ask("GET", "/healthz").status == 200


def test_chunks_and_plain_bodies_are_read_whole(server: Served) -> None:
    """However they come: in chunks of any size, with a length, several requests on one connection."""
    content = b"digit 4"
    chunked = b"".join(b"1\r\n%c\r\n" % byte for byte in content) + b"0\r\n\r\n"
    large = b"a" * 300_000
    for body, head in (
        (chunked, b"Transfer-Encoding: chunked"),
        (content, b"Content-Length: 7"),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(large), large), b"Transfer-Encoding: chunked"),
        (large, b"Content-Length: 300000"),
    ):
        request = b"POST /api/read HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + head + b"\r\n\r\n" + body
        answer = server.say(request)
        assert answer.startswith(b"HTTP/1.1 200" if b"digit" in body or body == chunked else b"HTTP/1.1 ")
    both = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    assert server.say(both * 3 + last).count(b'{"status": "ok"}') == 4
