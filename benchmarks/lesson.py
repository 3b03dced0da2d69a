"""The learning page in Chromium, with the processor slowed four times: first paint, network ready, pen to frame.

    python benchmarks/lesson.py [--rounds 5] [--slowed 4]

Each round opens ``/learn`` of a server of its own with an empty cache, draws two digits by mouse, and then has networks
trained in a worker, in each chapter that does so. The ink is painted in the frame of its pointer event, the figures
follow in the next, and words ten times a second; the work for each move is that of all of them. Beside the time on the
clock stands what the main thread of the page worked itself, from the browser's own tracing: other programs on the
machine take time on the clock, but little of that. Ends with 1 if a figure is outside its bounds.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.driving import FLAGS
from tests.browser.strokes import between, strokes_of

READY = """
window.ready = null;
new MutationObserver((_, observer) => {
    if (!document.querySelector("#yours-bars .best")) return;
    window.ready = performance.now();
    // What is measured later is not to bear what this costs.
    observer.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true });
window.waits = [];
addEventListener("pointermove", ({ buttons, timeStamp }) => {
    if (!buttons) return;
    requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => window.waits.push(performance.now() - timeStamp);
        channel.port2.postMessage(0);
    });
}, true);
"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
CATEGORIES = ["devtools.timeline", "toplevel", "blink.user_timing", "loading"]


class Bound(NamedTuple):
    """What a figure may be.

    Attributes:
        name: In words.
        most: Most that is asked.
        unit: Its unit.
    """

    name: str
    most: float
    unit: str = "ms"


BOUNDS = {
    "size": Bound("first view over the wire", 500, "kB"),
    "paint": Bound("first paint", 300),
    "paint_work": Bound("   work of the main thread until then", 300),
    "ready": Bound("network usable", 600),
    "ready_work": Bound("   work of the main thread until then", 600),
    "frame": Bound("pointer to frame, p95", 50),
    "frame_work": Bound("   work of the main thread for each", 50),
    "training": Bound("longest task, not slowed, while the digit watches", 50),
    "race": Bound("   while three ways of descent are raced", 50),
    "fitting": Bound("   while a small network learns by heart", 50),
}
TRAININGS = {
    "training": "Train a small network in this browser",
    "race": "Race them now, in this browser",
    "fitting": "Train a small network now",
}
"""Each chapter in which a worker trains, and the button that starts it."""

UNASKED = 3000
"""Milliseconds in which a page is left alone while it opens."""

TRAINED = 5000
"""Milliseconds of each training that are looked at, with its beginning."""


class Trace:
    """The browser's tracing, from the beginning of a page on."""

    def __init__(self, page: Any, devtools: Any) -> None:
        self._page, self._devtools = page, devtools
        self._events: list[dict[str, Any]] = []
        self._over = False
        devtools.on("Tracing.dataCollected", lambda told: self._events.extend(told["value"]))
        devtools.on("Tracing.tracingComplete", self._end)
        config = {"includedCategories": CATEGORIES}
        devtools.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})

    def _end(self, told: Any) -> None:
        self._over = True

    def mark(self, name: str) -> None:
        """Remember this moment."""
        self._page.evaluate("name => performance.mark(name)", name)

    def finish(self) -> None:
        """Wait for all events."""
        self._devtools.send("Tracing.end")
        while not self._over:
            self._page.wait_for_timeout(100)

    def at(self, name: str) -> float:
        """When something happened last, in microseconds."""
        return max(float(event["ts"]) for event in self._events if event["name"] == name)

    def work(self, begin: float, end: float) -> list[float]:
        """Milliseconds of processor that each task of the page's main thread took between two moments."""
        marked = next(event for event in self._events if event["name"] == "drawing")
        thread = (marked["pid"], marked["tid"])
        # Each task stands there twice, as its thread sees it and as whoever runs it does.
        return [
            event.get("tdur", 0) / 1000
            for event in self._events
            if event["name"] == "ThreadControllerImpl::RunTask"
            and (event["pid"], event["tid"]) == thread
            and begin <= event["ts"] < end
        ]


def one_round(browser: Any, address: str, slowed: float) -> dict[str, float]:
    """Open the page, draw, and train: the figures of BOUNDS."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.add_init_script(READY)
    trace = Trace(page, devtools)
    page.goto(address, wait_until="commit")
    # Whoever asks the page whether it is ready gives it work: so nobody asks before it should be.
    page.wait_for_timeout(UNASKED)
    page.wait_for_function("() => window.ready !== null", timeout=60_000)
    page.wait_for_timeout(1500)
    seen = {"size": sum(sizes) / 1000, "paint": page.evaluate(PAINT), "ready": page.evaluate("window.ready")}
    trace.mark("drawing")
    draw(page)
    trace.mark("drawn")
    waits = sorted(page.evaluate("window.waits"))
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    for chapter in TRAININGS:
        train(page, trace, chapter)
    trace.finish()
    context.close()
    painted = trace.at("firstContentfulPaint")
    begin = painted - 1000 * seen["paint"]
    return seen | {
        "paint_work": sum(trace.work(begin, painted)),
        "ready_work": sum(trace.work(begin, begin + 1000 * seen["ready"])),
        "frame": waits[int(0.95 * len(waits))],
        "frame_work": sum(trace.work(trace.at("drawing"), trace.at("drawn"))) / len(waits),
        **{chapter: max(trace.work(trace.at(chapter), trace.at(f"{chapter} over"))) for chapter in TRAININGS},
    }


def train(page: Any, trace: Trace, chapter: str) -> None:
    """Have a worker train, and mark when it began and when it was looked at no longer."""
    page.locator(f"#{chapter} figure").scroll_into_view_if_needed()
    button = page.locator(f"#{chapter} .button", has_text=TRAININGS[chapter])
    button.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    trace.mark(chapter)
    button.click()
    page.wait_for_timeout(TRAINED)
    trace.mark(f"{chapter} over")
    stop = page.locator(f"#{chapter} .button", has_text="Stop")
    if stop.is_visible():
        stop.click()


def draw(page: Any) -> None:
    """A three and an eight, at the pace of a hand."""
    page.click("[data-pad=clear]")
    box = page.locator("#pad").bounding_box()
    scale = box["width"] / 800
    for digit, left in (("3", 200), ("8", 450)):
        for stroke in strokes_of(digit, left=left, top=100, height=360):
            points = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in between(stroke, 3)]
            page.mouse.move(*points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*point)
                page.wait_for_timeout(8)
            page.mouse.up()
    page.wait_for_timeout(300)


def report(rounds: list[dict[str, float]]) -> bool:
    """Print median and spread of each figure, and return whether the medians are within their bounds."""
    good = True
    for key, bound in BOUNDS.items():
        values = [seen[key] for seen in rounds]
        middle = statistics.median(values)
        good &= middle <= bound.most
        told = f"{middle:.0f} ({min(values):.0f} to {max(values):.0f}) {bound.unit}"
        print(f"{bound.name:50} {told:28} ≤ {bound.most:g} {bound.unit} {'' if middle <= bound.most else 'OUTSIDE'}")
    return good


def main() -> None:
    """Start server and browser, measure, print, stop them."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often the page is opened (default 5)")
    parser.add_argument("--slowed", type=float, default=4, help="how many times slower the processor is (default 4)")
    given = parser.parse_args()
    chromium = os.environ.get("DIGITWISE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("needs Chromium: apt-get install chromium, or set DIGITWISE_CHROMIUM to where it is")
    command = [sys.executable, "-m", "digitwise", "serve", "--no-open", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = f"{server.stdout.readline().strip()}learn"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            one_round(browser, address, given.slowed)
            load, cores = psutil.getloadavg()[0], psutil.cpu_count()
            machine = f"{cores} cores, {platform.machine()}, load {load:.1f}"
            print(f"Chromium {browser.version}, {machine}, slowed {given.slowed:g} ×")
            rounds = [one_round(browser, address, given.slowed) for _ in range(given.rounds)]
            browser.close()
        good = report(rounds)
    finally:
        server.terminate()
        server.wait(15)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
