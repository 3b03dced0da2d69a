"""What somebody does on the page: draw by mouse, finger and pen, and look at what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.browser.strokes import Point, Strokes, between

Routes = Mapping[str, Callable[[Any], object]]
"""Who answers what the page asks for in place of the server, by patterns of addresses."""

# As root and without a display; nothing that a browser does of itself goes to a network.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Else each page starts a process for a page of another site beside it, which no test opens.
    "--disable-site-isolation-trials",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


# How much the page has moved by itself, from its beginning on, as `window.shift`.
SUM_SHIFTS = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shift += value; })
        .observe({ type: "layout-shift", buffered: true });
}"""


class Ink(NamedTuple):
    """Pixels that are drawn on, and the rectangle around them in units of the pad."""

    pixels: int
    left: int
    top: int
    right: int
    bottom: int


HINTS = ("Rendering was performed in a subtree hidden by content-visibility.",)
"""What Chromium says of work done early: a figure was painted in the millisecond before its chapter was laid out."""


class Visitor:
    """Somebody on the page.

    Attributes:
        page: What Playwright calls a page.
        said: What the console said.
        asked: Addresses of all requests.
    """

    def __init__(
        self, context: Any, address: str, ready: str = "#model option", routes: Routes = MappingProxyType({})
    ) -> None:
        self._context = context
        self.page = context.new_page()
        for pattern, answer in routes.items():
            self.page.route(pattern, answer)
        self.said: list[str] = []
        self.asked: list[str] = []
        self._reading: set[Any] = set()
        self.page.on("console", lambda message: self.said.extend({message.text}.difference(HINTS)))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        context.on("request", self._begun)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)
        self.origin = "://".join(urlsplit(address)[:2])
        self.page.goto(address)
        self.page.wait_for_selector(ready, state="attached")

    def _begun(self, request: Any) -> None:
        self.asked.append(request.url)
        if "/api/read" in request.url:
            self._reading.add(request)

    def _ended(self, request: Any) -> None:
        self._reading.discard(request)

    def leave(self) -> None:
        """Close the page: nothing was complained about, and nothing asked for elsewhere."""
        # What the page asks for after the last assertion may still be under way.
        self.page.unroute_all(behavior="ignoreErrors")
        self._context.close()
        # The origin of a page from the disk is written as "null".
        own = (self.origin + "/", "data:", "blob:" + self.origin, "blob:null/")
        strange = [url for url in self.asked if not url.startswith(own)]
        assert not self.said + strange, self.said + strange

    def devtools(self) -> Any:
        """The browser's own protocol, for what Playwright cannot do."""
        return self._context.new_cdp_session(self.page)

    def on_screen(self, strokes: Strokes, steps: int = 2) -> Strokes:
        """Strokes in units of the pad, as points of the screen with what a hand adds between them."""
        self.page.locator("#pad").scroll_into_view_if_needed()
        box = self.page.locator("#pad").bounding_box()
        scale = box["width"] / 800
        return [[(box["x"] + x * scale, box["y"] + y * scale) for x, y in between(stroke, steps)] for stroke in strokes]

    def draw(self, strokes: Strokes, device: str = "mouse", steps: int = 1, **options: Any) -> None:
        """Draw with a mouse, a finger (``touch``) or a pen."""
        draw: Any = {"mouse": self._draw_with_mouse, "touch": self._draw_with_finger, "pen": self._draw_with_pen}[
            device
        ]
        for points in self.on_screen(strokes, steps):
            draw(points, **options)

    def _draw_with_mouse(self, points: Sequence[Point], button: str = "left") -> None:
        mouse = self.page.mouse
        mouse.move(*points[0])
        mouse.down(button=button)
        for point in points[1:]:
            mouse.move(*point)
        mouse.up(button=button)

    def _draw_with_finger(self, points: Sequence[Point], ending: str = "touchEnd") -> None:
        devtools = self.devtools()
        for kind, at in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
            touch = {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}]}
            devtools.send("Input.dispatchTouchEvent", touch)
        devtools.send("Input.dispatchTouchEvent", {"type": ending, "touchPoints": []})

    def _draw_with_pen(self, points: Sequence[Point], force: float = 0.5) -> None:
        devtools = self.devtools()
        pen = {"button": "left", "pointerType": "pen", "force": force, "clickCount": 1}
        for kind, at in [("mousePressed", points[0]), *(("mouseMoved", point) for point in points[1:])]:
            devtools.send("Input.dispatchMouseEvent", {"type": kind, "x": at[0], "y": at[1], "buttons": 1, **pen})
        x, y = points[-1]
        devtools.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": x, "y": y, **pen})

    def expect_answer(self, text: str) -> None:
        """Wait until the page shows this number, lines parted by newlines, or a headline; and awaits no answer more."""
        self.page.wait_for_function(
            """text => {
                const lines = [...document.querySelectorAll("#answer-lines .line")].map((line) =>
                    [...line.children].map((number) => number.textContent).join(" "));
                const headline = document.querySelector("#answer-headline");
                return (headline.hidden ? lines.join("\\n") : headline.textContent) === text;
            }""",
            arg=text,
            timeout=15_000,
        )
        self.page.wait_for_timeout(30)
        while self._reading:
            self.page.wait_for_timeout(30)

    def expect_heard(self, words: str) -> None:
        """Wait until a screen reader says this; spaces that do not break are spaces."""
        self.page.wait_for_function(
            "words => document.querySelector('#heard').textContent.replaceAll('\u00a0', ' ').trim() === words",
            arg=words,
            timeout=15_000,
        )

    def ink(self) -> Ink:
        """What is drawn on the pad."""
        found = self.page.evaluate(
            """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
                const pad = document.querySelector("#pad");
                const copy = new OffscreenCanvas(pad.width, pad.height).getContext("2d");
                copy.drawImage(pad, 0, 0);
                const { data } = copy.getImageData(0, 0, pad.width, pad.height);
                let [pixels, left, top, right, bottom] = [0, Infinity, Infinity, 0, 0];
                for (let index = 0; index < data.length / 4; index++) {
                    if (data[4 * index + 3] < 128) continue;
                    const [x, y] = [index % pad.width, Math.floor(index / pad.width)];
                    pixels++;
                    [left, top] = [Math.min(left, x), Math.min(top, y)];
                    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
                }
                const units = (800 / pad.width);
                resolve([pixels, ...[left, top, right, bottom].map((place) => Math.round(place * units))]);
            })))"""
        )
        return Ink(*found)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
