"""A refusal as a page, for a person who opens an address in a browser; programs get JSON."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from digitwise.html import words
from digitwise.web.api.error_response import Refusal

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Digitwise: {title}</title>
</head>
<body>
<h1>{title}</h1>
<p>{message}</p>
{more}</body>
</html>
"""

_TITLES = {401: "This page needs its token", 404: "There is no such page", 421: "Another name"}

_TOKEN_FORM = """<p>Scan the QR code of the person who started the server, or open the whole address, which ends in
<code>?token=…</code>. The token alone can be typed in here:</p>
<form>
<label for="token">Token</label>
<input id="token" name="token" required autocapitalize="off" autocomplete="off" spellcheck="false">
<button>Open</button>
</form>
"""


def answer_to(refusal: Refusal, method: str, accept: str) -> Response:
    """Return a refusal in the form that whoever asked can read.

    Args:
        refusal: What is refused, and why.
        method: Of the request.
        accept: Its ``Accept`` header. Browsers name ``text/html`` when a person opens an address; scripts and programs
            take anything.

    Example:
        >>> answer_to(Refusal(404, "not_found", "there is no such page"), "GET", "*/*").media_type
        'application/json'
        >>> answer_to(Refusal(404, "not_found", "there is no such page"), "GET", "text/html,*/*;q=0.8").media_type
        'text/html'
    """
    if method != "GET" or "text/html" not in accept:
        return refusal.response()
    title = _TITLES.get(refusal.status, "Not done")
    message = "" if refusal.code == "token" else words(refusal.message[:1].upper() + refusal.message[1:] + ".")
    page = _PAGE.format(title=title, message=message, more=_TOKEN_FORM if refusal.code == "token" else "")
    return HTMLResponse(page.replace("<p></p>\n", ""), refusal.status, refusal.headers)
