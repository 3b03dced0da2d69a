"""Uploads: what is too much is refused before it is here, what is too slow does not hold a place."""

from __future__ import annotations

import itertools
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from digitwise.web.api.upload import _plain_name
from digitwise.web.server.http_protocol import BoundedProtocol
from digitwise.web.settings import Limits
from tests.web.served import FAST, Served, everything, form

MEGABYTE = b"\0" * 1_000_000
HEAD = b"POST /api/read HTTP/1.1\r\nHost: localhost\r\n"


def until_refused(connection: socket.socket, pieces: itertools.repeat[bytes]) -> int:
    """Send pieces until the server has ended the connection; return the number of bytes that went."""
    sent = 0
    try:
        for piece in pieces:
            connection.sendall(piece)
            sent += len(piece)
    except OSError:
        pass
    return sent


def eventually(true: Callable[[], bool], seconds: float = 5) -> bool:
    """Whether something becomes true soon."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


@pytest.mark.parametrize("kind", [b"", b"Content-Type: multipart/form-data; boundary=x\r\n"])
def test_a_declared_gigabyte_is_refused_at_once(server: Served, kind: bytes) -> None:
    """By its Content-Length, before any of it is read, and the connection ends."""
    answer = server.say(HEAD + kind + b"Content-Length: 1000000000\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"too_many_bytes" in answer
    assert b"connection: close" in answer.lower()


def test_a_chunked_gigabyte_is_refused_before_ten_megabytes_are_read(server: Served) -> None:
    """Nobody says how much comes, so it is counted as it comes."""
    with server.connect() as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE)
        sent = until_refused(connection, itertools.repeat(chunk, 1000))
        answer = everything(connection)
    # What lies in the buffers of the system between the two was sent, but never read by the server.
    assert sent < 40_000_000
    assert answer.startswith(b"HTTP/1.1 413 ") or not answer
    assert server.limiter.taken == 0


def test_a_chunked_upload_somewhat_too_large_sees_why(server: Served) -> None:
    """The answer is not lost with the connection."""
    chunk = b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE)
    head = HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = server.say(head + 10 * chunk + b"10000\r\n" + b"\0" * 65536 + b"\r\n0\r\n\r\n")
    assert b"too_many_bytes" in answer


def test_no_route_reads_what_it_does_not_want(server: Served) -> None:
    """A gigabyte for a page that is not there is not swallowed either."""
    with server.connect() as connection:
        connection.sendall(b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
        assert until_refused(connection, itertools.repeat(MEGABYTE, 1000)) < 40_000_000


def test_a_content_length_that_lies_harms_nobody_else(server: Served) -> None:
    """Fewer bytes than declared: too slow. More: the rest is no request."""
    assert b" 408 " in server.say(HEAD + b"Content-Length: 100\r\n\r\ndigit 7")[:20]
    answer = server.say(HEAD + b"Content-Length: 7\r\n\r\ndigit 7" + b"and more\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 400 " in answer


def test_too_many_parts_are_refused(server: Served) -> None:
    """10,000 fields, whatever their names."""
    for field in ("picture", "other"):
        body, kind = form(*[("", b"digit 7")] * 10_000, field=field)
        answer = server.read(body, Content_Type=kind)
        assert (answer.status, answer.document["code"]) == (413, "too_many_pictures")


def test_a_huge_part_header_is_refused(server: Served) -> None:
    """And so are many headers of one part."""
    for header in (b"X: " + b"a" * 100_000, b"\r\n".join(b"X-%d: a" % number for number in range(1000))):
        answer = server.read(b"--limit\r\n" + header, Content_Type="multipart/form-data; boundary=limit")
        assert (answer.status, answer.document["code"]) == (400, "usage")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", "multipart/form-data", "no boundary"),
        (b"digit 7", "multipart/form-data; boundary=limit", "the form cannot be understood"),
        (b"", "multipart/form-data; boundary=limit", "the form ends in the middle"),
        (form(("a.png", b"digit 7"))[0][:-20], "multipart/form-data; boundary=limit", "the form ends in the middle"),
        (
            b'--limit\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--limit--\r\n',
            "multipart/form-data; boundary=limit",
            "no file and no field 'picture' but 'file'",
        ),
        (b"--" + b"b" * 300, "multipart/form-data; boundary=" + "b" * 300, "the form cannot be understood"),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused_with_a_reason(
    server: Served, body: bytes, kind: str, words: str
) -> None:
    """Each says what is wrong with it, and that nothing was read."""
    answer = server.read(body, Content_Type=kind)
    assert (answer.status, answer.document["code"]) == (400, "usage")
    assert words in answer.document["message"]
    assert "nothing was read" in answer.document["message"]


def test_a_slow_sender_is_told_so_and_loses_its_place(server: Served) -> None:
    """A byte now and then keeps nobody waiting."""
    with server.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
        begun = time.monotonic()
        assert eventually(lambda: server.limiter.taken == 1)
        try:
            while time.monotonic() - begun < 5:
                connection.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            pass
        assert time.monotonic() - begun < 4
        assert b" 408 " in everything(connection)[:20]
    assert server.limiter.taken == 0


def test_a_head_that_does_not_come_is_not_waited_for(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that never says what it wants, or says it for ever, is closed; so is one after its first request."""
    monkeypatch.setattr(BoundedProtocol, "head_seconds", 0.3)
    for said in (b"", b"GET / HTT"):
        assert b"too_slow" in server.say(said)
    with server.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(10000).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET / HTT")
        assert b"too_slow" in everything(connection)


def test_a_client_that_goes_away_frees_its_place(server: Served) -> None:
    """In the middle of an upload."""
    with server.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: 1000000\r\n\r\n" + b"x" * 1000)
        assert eventually(lambda: server.limiter.taken == 1)
    assert eventually(lambda: server.limiter.taken == 0, 0.3)
    assert server.read(b"digit 7").status == 200


def test_more_bytes_than_there_is_room_for_come_back_later(serve: Callable[..., Served]) -> None:
    """The bytes of all uploads together are bounded too."""
    server = serve(Limits(workers=1, uploads_bytes=1_500_000, body_seconds=5))
    with server.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: 2000000\r\n\r\n" + MEGABYTE)
        assert eventually(lambda: server.limiter._bytes >= 1_000_000)
        answer = server.read(MEGABYTE)
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert eventually(lambda: server.limiter._bytes == 0)
    assert server.read(b"digit 7").status == 200


def test_too_many_connections_are_not_kept(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than there may be is ended at once."""
    monkeypatch.setattr(BoundedProtocol, "connections_at_most", 0)
    assert server.say(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""


def test_nothing_is_written_to_disk(
    serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither while an upload comes nor after it; large ones neither."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = serve(FAST)
    body, kind = form(("a.png", b"digit 7" + 5 * MEGABYTE))
    with server.connect() as connection:
        connection.sendall(HEAD + f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:-9])
        assert eventually(lambda: server.limiter._bytes > 4_000_000)
        assert not [file.path for file in psutil.Process().open_files() if Path(file.path).is_relative_to(tmp_path)]
        connection.sendall(body[-9:])
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (b"page.png", "page.png"),
        (b"../../etc/passwd", "passwd"),
        (b"C:\\Users\\me\\page.png", "page.png"),
        ("Zähler 7.png".encode(), "Zähler 7.png"),
        (b"a\r\nSet-Cookie: b\0.png", "aSet-Cookie: b.png"),
        (b"\xff.png", "\N{REPLACEMENT CHARACTER}.png"),
        (b"x" * 1000, "x" * 255),
        (b"", None),
        (b"..", None),
        (None, None),
    ],
)
def test_only_a_plain_name_is_kept(given: bytes | None, name: str | None) -> None:
    """No folder, no control character, no end of line, not longer than a file may be called."""
    assert _plain_name(given) == name
