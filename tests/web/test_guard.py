"""The outermost layer: every route refuses strangers, every answer carries the headers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitwise.web.server.app import create_app
from digitwise.web.server.request_guard import HEADERS, Guard
from digitwise.web.settings import Limits, Settings
from tests.web.served import Answer, Served

TOKEN = "a-token-of-the-tests"
REFUSED = (400, 403, 421)


class NoReader:
    """Stands where pictures are read, and must not be reached."""

    ready = True

    async def read(self, picture: bytes, options: object) -> Any:
        """Fail the test."""
        raise AssertionError("a request that should be refused came through")


def routes() -> list[tuple[str, str]]:
    """Every route of the application with a method it takes, and some that there are not."""
    guard = create_app(Settings(), NoReader())
    assert isinstance(guard, Guard)
    paths = [
        ("POST" if "POST" in (route.methods or ()) else "GET", route.path.replace("{name:path}", "app/main.js"))
        for route in _walk(guard.app.routes)  # type: ignore[attr-defined]
    ]
    assert {path for _, path in paths} >= {"/", "/api/read", "/api/models", "/api/docs", "/healthz", "/openapi.json"}
    return [*paths, ("GET", "/nowhere"), ("OPTIONS", "/api/read"), ("DELETE", "/api/models")]


def _walk(found: list[Any]) -> list[Any]:
    """Routes, those of included routers too."""
    flat: list[Any] = []
    for route in found:
        inner = getattr(route, "original_router", None)
        flat += _walk(inner.routes) if inner is not None else [route]
    return flat


ROUTES = routes()
STRANGERS = {
    "host of another name": {"Host": "evil.example"},
    "host with our name in it": {"Host": "127.0.0.1.evil.example"},
    "host with an odd port": {"Host": "127.0.0.1:80@evil.example"},
    "origin of another site": {"Origin": "http://evil.example"},
    "origin null": {"Origin": "null"},
    "origin of another port": {"Origin": "http://127.0.0.1:1"},
    "cross-site request": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "same-site request": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    "frame of another site": {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "iframe",
    },
    "cross-site websocket": {
        "Origin": "http://evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    },
}


def has_headers(answer: Answer) -> bool:
    """Whether all security headers are there, and no permission for other sites."""
    return all(answer.headers.get(name.lower()) == value for name, value in HEADERS.items()) and not any(
        name.startswith("access-control") for name in answer.headers
    )


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_refuses_strangers(server: Served, method: str, path: str, stranger: str) -> None:
    """Another name, another site: refused with a code, whatever the route."""
    answer = server.ask(method, path, None, **STRANGERS[stranger])
    assert answer.status in REFUSED
    assert set(answer.document) == {"code", "message"}
    assert has_headers(answer)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_refuses_a_request_without_host(server: Served, method: str, path: str) -> None:
    """HTTP/1.0 needs no Host header, HTTP/1.1 does; neither comes through without, nor with two."""
    for version, hosts in (("1.0", ""), ("1.1", ""), ("1.1", "Host: 127.0.0.1\r\nHost: evil.example\r\n")):
        answer = server.say(f"{method} {path} HTTP/{version}\r\n{hosts}\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b'"code"' in answer


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_answer_carries_the_headers(server: Served, method: str, path: str) -> None:
    """Also those of errors."""
    answer = server.ask(method, path)
    assert answer.status not in (*REFUSED[1:], 500)
    assert has_headers(answer)
    assert answer.headers["cache-control"] == ("no-cache" if path in ("/", "/static/app/main.js") else "no-store")


def test_cross_site_form_reaches_nothing(server: Served) -> None:
    """What a form on another site sends, as an old browser and as a new one sends it."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}):
        answer = server.read(b"digit 7", Content_Type="multipart/form-data; boundary=x", **headers)
        assert answer.status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_is_let_in_by_each_of_its_names(server: Served, host: str) -> None:
    """With the port and without, from our own page and from none."""
    assert server.ask("GET", "/healthz", Host=host).status == 200
    named = f"{host}:{server.port}"
    answer = server.read(b"digit 7", Host=named, Origin=f"http://{named}", Sec_Fetch_Site="same-origin")
    assert answer.status == 200


def test_a_link_from_another_site_may_be_followed(server: Served) -> None:
    """To look at a page is not to use it."""
    assert server.ask("GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200


def test_a_name_can_be_added(serve: Callable[..., Served]) -> None:
    """--allowed-host, for those who reach the server under it."""
    server = serve(allowed_hosts=("scores.example", "fe80::1"))
    assert server.ask("GET", "/healthz", Host="scores.example:80").status == 200
    assert server.ask("GET", "/healthz", Host="[fe80::1]").status == 200
    assert server.ask("GET", "/healthz", Host="other.example").status == 421


def test_a_site_can_be_let_in(serve: Callable[..., Served]) -> None:
    """--allow-origin, for pages of one other site: they are asked first, answered, and no others are."""
    server = serve(allowed_origins=("https://scores.example",))
    page = {"Origin": "https://scores.example", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "cors"}
    first = server.ask("OPTIONS", "/api/read", **page, Access_Control_Request_Method="POST")
    assert first.status == 204
    assert "Authorization" in first.headers["access-control-allow-headers"]
    answer = server.read(b"digit 4", **page)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "https://scores.example"
    assert answer.headers["vary"] == "Origin"
    other = server.read(b"digit 4", **page | {"Origin": "https://other.example"})
    assert other.status == 403
    assert has_headers(other)


def _websocket(app: Any, **headers: str) -> list[dict[str, Any]]:
    """What an application sends to a websocket that wants to be opened."""
    sent: list[dict[str, Any]] = []
    named = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/", "query_string": b"", "headers": named, "subprotocols": []}

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "localhost", "Origin": "http://evil.example"}])
def test_the_guard_closes_websockets_of_strangers(headers: dict[str, str]) -> None:
    """Were there a websocket one day, it would be guarded too."""

    async def app(scope: object, receive: object, send: Any) -> None:
        await send({"type": "websocket.accept"})

    guard = Guard(app, Settings())
    assert _websocket(guard, **headers) == [{"type": "websocket.close", "code": 1008}]
    assert _websocket(guard, Host="localhost", Origin="http://localhost") == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_wants_the_token(tokened: Served, method: str, path: str) -> None:
    """Without it, and with another one."""
    for headers in ({}, {"Authorization": "Bearer another-token"}, {"Cookie": f"digitwise-{tokened.port}=another"}):
        answer = tokened.ask(method, path, None, **headers)
        assert (answer.status, answer.document["code"]) == (401, "token")
        assert has_headers(answer)


def test_token_opens_by_header_and_by_cookie(tokened: Served) -> None:
    """A program sends it with each request; a browser brings it once and keeps it in a cookie of that port."""
    assert tokened.ask("GET", "/healthz", Authorization=f"Bearer {TOKEN}").status == 200
    first = tokened.ask("GET", f"/?token={TOKEN}&model=reader")
    assert (first.status, first.headers["location"]) == (303, "./?model=reader")
    cookie, _, attributes = first.headers["set-cookie"].partition("; ")
    assert attributes == "Path=/; HttpOnly; SameSite=Strict"
    assert tokened.ask("GET", "/", Cookie=cookie).status == 200
    assert tokened.ask("POST", f"/api/read?token={TOKEN}").status == 401


def test_what_is_no_http_is_refused_in_the_same_form(server: Served) -> None:
    """uvicorn answers that before our application sees it."""
    answer = server.say(b"\x16\x03\x01 hello\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert all(name.encode().lower() in answer.lower() for name in HEADERS)


@pytest.fixture(scope="module")
def tokened(pages: Path) -> Any:
    """A server that wants a token."""
    from tests.web.served import served

    with served(Settings(token=TOKEN, limits=Limits(workers=1)), pages) as running:
        yield running
