"""The outermost layer: whose request is it, and what must every answer carry?

Pages of any site can send requests to a server on 127.0.0.1, and a name that its owner points to 127.0.0.1 (DNS
rebinding) makes them look like one's own. So the Host and the Origin of every request are checked, on every route, for
http and websocket, before anything else looks at it. (https://fetch.spec.whatwg.org, https://www.w3.org/TR/fetch-metadata)
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Iterable
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digitwise.web.api.error_response import Refusal
from digitwise.web.api.refusal_page import answer_to
from digitwise.web.settings import Settings

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}

LINGER_BYTES = 2**18
"""Bytes of a refused request that are read and thrown away: what is on its way when it is refused."""

LINGER_SECONDS = 1.0
"""Seconds that a refused connection stays open, so that its sender reads the answer before the connection ends."""

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>\d{1,5}))?")


class Guard:
    """ASGI layer that lets requests pass which were meant for this server, and completes the headers of all answers.

    Args:
        app: What it guards.
        settings: The token and the names it goes by.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._names = THIS_MACHINE | {_in_brackets(name.lower()) for name in settings.allowed_hosts}
        self._origins = frozenset(origin.lower().rstrip("/") for origin in settings.allowed_origins)
        self._token = settings.token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if scope["type"] == "websocket":
            await (_close(receive, send) if refused else self.app(scope, receive, send))
            return
        exchange = _Exchange(scope, receive, send, self._allowed_origin(Headers(scope=scope)))
        await (refused or self.app)(scope, exchange.receive, exchange.send)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        try:
            host, port = self._check_host(headers.getlist("host"))
            if not self._allowed_origin(headers):
                _check_origin(headers, host)
                _check_site(headers, scope.get("method", ""))
            elif scope.get("method") == "OPTIONS" and "access-control-request-method" in headers:
                # A browser asks before it sends, and brings no token for that.
                return Response(status_code=204, headers=PREFLIGHT)
            return self._check_token(scope, headers, f"digitwise-{port}")
        except Refusal as refusal:
            return answer_to(refusal, scope.get("method", ""), headers.get("accept", ""))

    def _allowed_origin(self, headers: Headers) -> str:
        """The site whose page asks, if its pages may; else nothing."""
        origins = headers.getlist("origin")
        return origins[0] if len(origins) == 1 and origins[0].lower() in self._origins else ""

    def _check_host(self, hosts: list[str]) -> tuple[str, str]:
        found = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        if found is None:
            raise Refusal(400, "bad_host", "a request needs exactly one valid Host header; nothing was done")
        if found["name"] not in self._names:
            raise Refusal(
                421, "unknown_host", "this server does not go by that name; start it with --allowed-host to add one"
            )
        return found[0], found["port"] or "80"

    def _check_token(self, scope: Scope, headers: Headers, cookie: str) -> Response | None:
        if self._token is None:
            return None
        if self._is_token(_bearer(headers)) or self._is_token(_cookie(headers, cookie)):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope.get("method") == "GET" and self._is_token(dict(query).get("token", "")):
            return _welcome(scope, query, f"{cookie}={self._token}")
        raise Refusal(
            401,
            "token",
            "this server wants its token: Authorization: Bearer TOKEN, or ?token=TOKEN once in a browser",
            {"WWW-Authenticate": "Bearer"},
        )

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), (self._token or "").encode())


def _in_brackets(name: str) -> str:
    """An IPv6 address as it stands in a Host header; any other name as it is."""
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _check_origin(headers: Headers, host: str) -> None:
    for origin in headers.getlist("origin"):
        if origin.lower() not in (f"http://{host}", f"https://{host}"):
            raise Refusal(403, "cross_origin", "requests of other sites' pages are refused; nothing was done")


def _check_site(headers: Headers, method: str) -> None:
    """Refuse what a page of another site asks for; following a link from it to ours is no more than a visit."""
    visit = method in SAFE_METHODS and headers.get("sec-fetch-mode") == "navigate"
    frame = headers.get("sec-fetch-dest") in ("iframe", "frame", "embed", "object")
    for site in headers.getlist("sec-fetch-site"):
        if site not in ("same-origin", "none") and (frame or not visit):
            raise Refusal(403, "cross_site", "requests of other sites' pages are refused; nothing was done")


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _cookie(headers: Headers, name: str) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _welcome(scope: Scope, query: Iterable[tuple[str, str]], cookie: str) -> Response:
    """Send the browser to the same address without the token, which would else stay in its history."""
    page = scope.get("raw_path", scope["path"].encode()).rpartition(b"/")[2].decode("latin-1")
    rest = urlencode([(key, value) for key, value in query if key != "token"])
    headers = {
        "Location": f"./{page}" + (f"?{rest}" if rest else ""),
        "Set-Cookie": f"{cookie}; Path=/; HttpOnly; SameSite=Strict",
    }
    return Response(status_code=303, headers=headers)


async def _close(receive: Receive, send: Send) -> None:
    """Refuse a websocket before it is accepted: the client sees 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


class _Exchange:
    """One request and its answer: adds the headers, and ends the connection of a client that sends on unheard."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, origin: str = "") -> None:
        self._receive = receive
        self._origin = origin
        self._send = send
        headers = Headers(scope=scope)
        self._unread = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._unread = False
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._complete(MutableHeaders(raw=message.setdefault("headers", [])))
        elif self._unread and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def _complete(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            # A page may say more exactly what stands in it.
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        if self._origin:
            headers["Access-Control-Allow-Origin"] = self._origin
            headers.add_vary_header("Origin")
        if self._unread:
            headers["Connection"] = "close"

    async def _linger(self) -> None:
        """Give a client that is still sending a moment to see the answer.

        To close with bytes unread resets the connection, and on some systems the answer is lost with it. A little is
        read and thrown away; who sends more than that waits with full buffers until the connection ends.
        """
        left = LINGER_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while self._unread and left > 0:
                    left -= len((await self.receive()).get("body", b""))
                await asyncio.sleep(LINGER_SECONDS if self._unread else 0)
