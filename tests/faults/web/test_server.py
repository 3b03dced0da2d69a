"""Bad clients and bad moments of the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from digitwise.web.settings import Limits
from tests.web.served import Served, form
from tests.web.test_guard import REFUSED, routes

HEAD = b"POST /api/read HTTP/1.1\r\nHost: localhost\r\n"


# Where others take the processor, time is up before the memory is.
POISON = [(b"crash", {"decoder_crash"}), (b"hang", {"timeout"}), (b"grow", {"decoder_crash", "timeout"})]


@pytest.mark.parametrize(("picture", "codes"), POISON)
def test_row_12_decoder_that_crashes_or_hangs(server: Served, picture: bytes, codes: set[str]) -> None:
    """A picture over which a process crashes, hangs or grows ends that process; it has a code, and the next is read.

    tests/web/test_pool.py, tests/workers/test_guarded_reader.py, tests/jobs/test_guard.py
    """
    answer = server.read(picture)
    assert answer.status == 422
    assert answer.document["code"] in codes
    assert server.read(b"digit 7").document["readings"][0]["text"] == "7"


def test_row_16_uploads_that_are_too_large(server: Served) -> None:
    """A gigabyte that is declared, ten thousand parts and a huge header are refused before they are read.

    tests/web/test_upload.py
    """
    assert server.say(HEAD + b"Content-Length: 1000000000\r\n\r\n").startswith(b"HTTP/1.1 413 ")
    body, kind = form(*[("", b"digit 7")] * 10_000)
    assert server.read(body, Content_Type=kind).status == 413
    assert (
        server.read(b"--limit\r\nX: " + b"a" * 100_000, Content_Type="multipart/form-data; boundary=limit").status
        == 400
    )
    assert server.limiter.taken == 0


def test_row_17_slow_sender(server: Served) -> None:
    """Who does not send what was announced is answered 408, and the place is free again.

    tests/web/test_upload.py
    """
    assert b" 408 " in server.say(HEAD + b"Content-Length: 100\r\n\r\ndigit 7")[:20]
    assert server.limiter.taken == 0


def test_row_18_more_uploads_than_there_is_room_for(serve: Callable[..., Served]) -> None:
    """Of many at once some are read and the others told to come back; the server is well throughout.

    tests/web/test_admission.py, tests/web/test_tiny_chunks.py; benchmarks/serving.py measures health under load
    """
    server = serve(Limits(workers=1, uploads=5))
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: server.read(b"slow 0.05"), range(40)))
    assert set(Counter(answer.status for answer in answers)) <= {200, 503}
    assert all(answer.headers.get("retry-after") == "1" for answer in answers if answer.status == 503)
    assert server.ask("GET", "/healthz").status == 200


@pytest.mark.parametrize("stranger", [{"Host": "evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_row_19_requests_of_other_sites(server: Served, stranger: dict[str, str]) -> None:
    """Another host, a null origin and a page of another site are refused on every route; `[::1]` is let in.

    tests/web/test_guard.py
    """
    for method, path in routes():
        assert server.ask(method, path, None, **stranger).status in REFUSED
    assert server.ask("GET", "/healthz", None, Host="[::1]").status == 200


def test_row_20_stopping_under_load(serve: Callable[..., Served]) -> None:
    """Told to stop, it is unready at once and lets nobody in; what is under way is answered.

    tests/web/test_admission.py, tests/cli/test_serve.py
    """
    server = serve(Limits(workers=1, drain_seconds=3))
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(server.read, b"slow 0.8")
        while server.limiter.taken == 0:
            pass
        server.limiter.draining = True
        assert server.ask("GET", "/readyz").status == 503
        assert server.read(b"digit 7").status == 503
        assert under_way.result().status == 200
