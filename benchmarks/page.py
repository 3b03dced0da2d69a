"""The page in Chromium: how soon it is there, how large it is, whether it moves, how fast the answer follows the pen.

    python benchmarks/page.py [--rounds 20]

Starts ``digitwise serve`` on a free port of this machine and drives the browser named in DIGITWISE_CHROMIUM, or the
``chromium`` that is found. Each round opens the page with an empty cache, draws a number of four digits by mouse, and
takes the time from the end of each stroke to the answer in the page and to the frame that shows it. Ends with 1 if a
figure is outside its bounds.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.driving import FLAGS, SUM_SHIFTS, Visitor
from tests.browser.strokes import strokes_of

NUMBERS = ["4720", "1385", "6291", "5407", "8362"]

# The request that is begun after the end of a stroke carries all of it; the next change of the answer is its answer.
WATCH = """() => {
    let ended = null, asked = false, answered = false;
    window.waits = [];
    document.querySelector("#pad").addEventListener("pointerup", (event) => { ended = event.timeStamp; }, true);
    const plain = window.fetch;
    window.fetch = async (...given) => {
        const last = ended !== null && !asked;
        asked ||= last;
        const answer = await plain(...given);
        answered ||= last;
        return answer;
    };
    new MutationObserver(() => {
        if (!answered) return;
        const [begun, changed] = [ended, performance.now()];
        ended = null;
        asked = answered = false;
        requestAnimationFrame(() => window.waits.push([changed - begun, performance.now() - begun]));
    }).observe(document.querySelector("#answer-lines"), { childList: true });
}"""

FIRST_VIEW = """() => {
    const entries = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"));
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return { paint: paint.startTime, bytes: entries.reduce((sum, entry) => sum + entry.transferSize, 0) };
}"""


def one_round(browser: Any, address: str, number: str) -> dict[str, Any]:
    """Open the page and draw a number: first paint in ms, bytes, layout shift, and the wait after each stroke in ms."""
    visitor = Visitor(browser.new_context(viewport={"width": 1280, "height": 800}), address)
    seen: dict[str, Any] = visitor.page.evaluate(FIRST_VIEW)
    visitor.page.evaluate(SUM_SHIFTS)
    visitor.page.evaluate(WATCH)
    for count, stroke in enumerate(strokes_of(number), 1):
        visitor.draw([stroke])
        visitor.page.wait_for_function("count => window.waits.length >= count", arg=count)
    visitor.expect_answer(number)
    seen |= {"waits": visitor.page.evaluate("window.waits"), "shift": visitor.page.evaluate("window.shift")}
    visitor.leave()
    return seen


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def report(rounds: list[dict[str, Any]]) -> bool:
    """Print the figures, and return whether all are within their bounds."""
    paints = [seen["paint"] for seen in rounds]
    waits = [wait for seen in rounds for wait, _ in seen["waits"]]
    frames = [frame for seen in rounds for _, frame in seen["waits"]]
    size, shift = max(seen["bytes"] for seen in rounds), max(seen["shift"] for seen in rounds)
    lines = [
        ("first paint, p50 / most", f"{quantile(paints, 0.5):.0f} / {max(paints):.0f} ms",
         quantile(paints, 0.5) <= 300, "≤ 300 ms"),
        ("first view over the wire", f"{size / 1000:.1f} kB", size <= 300_000, "≤ 300 kB"),
        ("layout shift, most", f"{shift:.4f}", shift <= 0.02, "≤ 0.02"),
        (f"stroke to answer, p50 / p95, n = {len(waits)}",
         f"{quantile(waits, 0.5):.1f} / {quantile(waits, 0.95):.1f} ms", quantile(waits, 0.95) <= 50, "p95 ≤ 50 ms"),
        ("stroke to frame, p50 / p95", f"{quantile(frames, 0.5):.1f} / {quantile(frames, 0.95):.1f} ms", True, ""),
    ]  # fmt: skip
    for name, value, good, bound in lines:
        print(f"{name:40} {value:24} {bound:16} {'' if good else 'OUTSIDE'}")
    return all(good for _, _, good, _ in lines)


def main() -> None:
    """Start server and browser, measure, print, stop them."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20, help="how often the page is opened (default 20)")
    given = parser.parse_args()
    chromium = os.environ.get("DIGITWISE_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("needs Chromium: apt-get install chromium, or set DIGITWISE_CHROMIUM to where it is")
    command = [sys.executable, "-m", "digitwise", "serve", "--no-open", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            load = psutil.getloadavg()[0]
            print(
                f"Chromium {browser.version}, {psutil.cpu_count()} cores, {platform.machine()}, load {load:.1f} before"
            )
            one_round(browser, address, NUMBERS[0])
            rounds = [one_round(browser, address, NUMBERS[turn % len(NUMBERS)]) for turn in range(given.rounds)]
            browser.close()
        good = report(rounds)
    finally:
        server.terminate()
        server.wait(15)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
