"""Visits to a page in a headless Chromium: what a reader waits for, and what it costs.

Each visit has a fresh browser context, so nothing is kept from one to the next. Two kinds:

* ``top``: the reader stays where the page opens. Gives first and largest paint, layout shift, and
  all that is fetched until the load event and a second of silence after it.
* ``chart``: the reader goes to the first chart at once. Gives the time until its picture or plot is
  painted in the viewport, the bytes received until then, and then, with the pointer (on a phone
  the finger) on a data point, the time to its label and how far the chart's texts have moved.

``returning`` is a ``chart`` visit by a browser that has seen a live chart of ours before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from strukturwandel.bench.baselines import OURS, RETURNING, BenchError, Variant
from strukturwandel.bench.values import inline_script_bytes, largest_shift, movement
from strukturwandel.languages import Language

PROBE = Path(__file__).with_name("probe.js")
SILENCE = 1.0  # s without a byte after the load event
PATIENCE = 120_000  # ms until a visit is given up


@dataclass(frozen=True)
class Profile:
    """A reader's device and line; ``throttled`` is 1.6 Mbit/s, 150 ms and a quarter of the CPU."""

    name: str
    width: int
    height: int
    throttled: bool
    touch: bool = False

    def __str__(self) -> str:
        line = "1.6 Mbit/s, 150 ms, CPU ÷4" if self.throttled else "unthrottled"
        return f"{line}, {self.width}×{self.height}{' touch' if self.touch else ''}"


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("slow", 1280, 900, throttled=True),
        Profile("phone", 390, 844, throttled=True, touch=True),
        Profile("fast", 1280, 900, throttled=False),
    )
}


@contextmanager
def chromium() -> Iterator[Any]:
    """The machine's Chromium, which reaches nothing but this machine."""
    from playwright.sync_api import sync_playwright

    from strukturwandel import machine

    path = machine.find_browser()
    if path is None:
        raise OSError(machine.describe(["pictures"]))
    alone = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start as root, which is what containers run as.
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", alone])
        yield running
        running.close()


# ---------------------------------------------------------------- the network


@dataclass
class Traffic:
    """What a page received: chunks of bytes with their times, as Chromium's network log has them.

    Bytes are those on the wire: compressed bodies and headers.
    """

    chunks: list[tuple[float, str, int]] = field(default_factory=list)  # ms of wall time, id, bytes
    kinds: dict[str, str] = field(default_factory=dict)  # request id → Document, Script, Font, …
    urls: dict[str, str] = field(default_factory=dict)
    last: float = field(default_factory=time.monotonic)  # when anything was heard
    _offset: float | None = None

    def listen(self, session: Any) -> None:
        """Collect the events of a page's CDP session."""
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.dataReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict) -> None:
        self.last = time.monotonic()
        if self._offset is None:  # the log counts from the machine's start
            self._offset = event["wallTime"] - event["timestamp"]
        if event["request"]["url"].startswith("http"):
            self.kinds[event["requestId"]] = event.get("type", "Other")
            self.urls[event["requestId"]] = event["request"]["url"]

    def _answered(self, event: dict) -> None:
        self._keep(event, int(event["response"]["encodedDataLength"]))

    def _received(self, event: dict) -> None:
        self._keep(event, int(event["encodedDataLength"]))

    def _finished(self, event: dict) -> None:
        so_far = sum(size for _, id, size in self.chunks if id == event["requestId"])
        self._keep(event, int(event["encodedDataLength"]) - so_far)

    def _keep(self, event: dict, size: int) -> None:
        self.last = time.monotonic()
        if event["requestId"] in self.kinds and size > 0:
            moment = (event["timestamp"] + (self._offset or 0)) * 1000
            self.chunks.append((moment, event["requestId"], size))

    def until(self, moment: float) -> int:
        """Bytes received until a moment of wall time in ms."""
        return sum(size for when, _, size in self.chunks if when <= moment)

    def total(self, kind: str | None = None) -> int:
        """All bytes so far, or those of one kind of resource."""
        return sum(s for _, id, s in self.chunks if kind is None or self.kinds[id] == kind)

    def by_address(self) -> dict[str, int]:
        """Bytes of each resource by the end of its address, the largest first."""
        sizes: dict[str, int] = {}
        for _, id, size in self.chunks:
            name = self.urls[id].partition("//")[2].partition("/")[2].partition("?")[0]
            sizes[name] = sizes.get(name, 0) + size
        return dict(sorted(sizes.items(), key=lambda item: -item[1]))


# ---------------------------------------------------------------- visits


@dataclass
class Bench:
    """All visits of a run. ``pages`` are site paths by language."""

    browser: Any
    address: str
    site: Path
    variants: Sequence[Variant]
    pages: Mapping[Language, str]
    _places: dict[tuple, dict[str, float] | None] = field(default_factory=dict)

    def visits(self, profiles: Sequence[Profile], runs: int) -> Iterator[dict]:
        """Every visit ``runs`` times, variants in turn so that all meet the same weather."""
        for number in range(1, runs + 1):
            for profile in profiles:
                begun = time.monotonic()
                for entry in self.pages:
                    for variant in self.variants:
                        where = {"profile": profile.name, "language": entry.path, "run": number}
                        visit = self._visit(variant, profile, self.pages[entry])
                        yield {**where, **visit}
                took = time.monotonic() - begun
                load = os.getloadavg()[0]
                told = f"{profile.name}, run {number} of {runs}: {took:.0f} s, load {load:.1f}"
                print(told, flush=True)

    def _visit(self, variant: Variant, profile: Profile, path: str) -> dict:
        if variant == RETURNING:
            return {"variant": OURS.name, **self.returning(profile, path)}
        seen = self.top(variant, profile, path)
        return {"variant": variant.name, **seen, **self.chart(variant, profile, path)}

    def top(self, variant: Variant, profile: Profile, path: str) -> dict:
        """A visit without scrolling."""
        with self._page(profile) as (page, traffic):
            page.goto(self._url(variant, path), wait_until="load", timeout=PATIENCE)
            _silence(page, traffic)
            shifts = page.evaluate("bench.shifts")
            inline = inline_script_bytes(variant.text(self.site, path))
            return {
                "fcp": page.evaluate("bench.paint()"),
                "lcp": page.evaluate("bench.lcp"),
                "load_bytes": traffic.total(),
                "load_requests": len(traffic.kinds),
                "load_script_bytes": traffic.total("Script") + inline,
                "cls": largest_shift(shifts),
                "shifts": shifts,
                "received": traffic.by_address(),
            }

    def chart(self, variant: Variant, profile: Profile, path: str) -> dict:
        """A visit to the first chart, then the pointer on it; on ours, then on the second."""
        place = self._place(variant, profile, path, 0)
        other = self._place(variant, profile, path, 1) if variant == OURS else None
        with self._page(profile, to_chart=True) as (page, traffic):
            page.goto(self._url(variant, path), wait_until="commit", timeout=PATIENCE)
            moment = page.evaluate("bench.chart")
            if moment is None:
                raise BenchError(f"{variant.name}: no chart was painted in {path}")
            page.wait_for_load_state("load", timeout=PATIENCE)
            _silence(page, traffic)
            origin = page.evaluate("performance.timeOrigin")
            values = {"chart": moment, "chart_bytes": traffic.until(origin + moment)}
            picture = page.evaluate("bench.texts(0, false)")
            values["label_first"] = _label(page, profile, place, 0)
            values["engine"] = page.evaluate("bench.engine()")
            _silence(page, traffic)
            if picture and values["label_first"] is not None:
                live = page.evaluate("bench.texts(0, true)")
                values["movement"] = movement(picture, live)
                values["moved"] = values["movement"]["most"]
            if other:
                page.mouse.move(0, 0)  # what scrolls under a resting pointer would come alive
                page.evaluate("bench.goTo(1)")
                values["label_next"] = _label(page, profile, other, 1)
            shifts = page.evaluate("bench.shifts")
            return {**values, "chart_cls": largest_shift(shifts), "chart_shifts": shifts}

    def returning(self, profile: Profile, path: str) -> dict:
        """The time to a label for a browser that has shown a live chart before."""
        place = self._place(OURS, profile, path, 0)
        with self._context(profile) as context:
            for throttled in (False, profile.throttled):
                page, traffic = _open(context, throttled, to_chart=True)
                page.goto(self._url(RETURNING, path), wait_until="commit", timeout=PATIENCE)
                page.evaluate("bench.chart")
                page.wait_for_load_state("load", timeout=PATIENCE)
                _silence(page, traffic)
                before = traffic.total()
                label = _label(page, profile, place, 0)
                _silence(page, traffic)
                hover_bytes = traffic.total() - before
                page.close()
        return {"label_cached": label, "hover_bytes_cached": hover_bytes}

    def _url(self, variant: Variant, path: str) -> str:
        return f"{self.address}/{variant.name}/{path}"

    def _place(
        self, variant: Variant, profile: Profile, path: str, number: int
    ) -> dict[str, float] | None:
        """Where on a chart a pointer gets a label, tried out once on the unthrottled live chart."""
        key = (variant.name, profile.width, path, number)
        if key not in self._places:
            with self._page(profile, throttled=False) as (page, traffic):
                page.goto(self._url(variant, path), wait_until="load", timeout=PATIENCE)
                _silence(page, traffic)
                self._places[key] = _find_place(page, number)
        return self._places[key]

    @contextmanager
    def _context(self, profile: Profile) -> Iterator[Any]:
        context = self.browser.new_context(
            viewport={"width": profile.width, "height": profile.height},
            has_touch=profile.touch, is_mobile=profile.touch,
            device_scale_factor=3 if profile.touch else 1,
        )  # fmt: skip
        yield context
        context.close()

    @contextmanager
    def _page(
        self, profile: Profile, *, to_chart: bool = False, throttled: bool | None = None
    ) -> Iterator[tuple[Any, Traffic]]:
        slow = profile.throttled if throttled is None else throttled
        with self._context(profile) as context:
            yield _open(context, slow, to_chart=to_chart)


def _open(context: Any, throttled: bool, *, to_chart: bool) -> tuple[Any, Traffic]:
    """A new page with the probe in it, and the record of what it receives."""
    page = context.new_page()
    if to_chart:
        page.add_init_script("window.benchGoesToChart = true")
    page.add_init_script(path=PROBE)
    session = context.new_cdp_session(page)
    traffic = Traffic()
    traffic.listen(session)
    if throttled:
        line = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return page, traffic


def _silence(page: Any, traffic: Traffic) -> None:
    """Wait until nothing has been received for a while, half a minute at most."""
    end = time.monotonic() + 30
    while time.monotonic() - traffic.last < SILENCE and time.monotonic() < end:
        page.wait_for_timeout(100)


def _find_place(page: Any, number: int) -> dict[str, float] | None:
    if page.locator("figure.chart").count() <= number:
        return None
    page.evaluate(f"bench.goTo({number})")
    _point(page, page.evaluate(f"bench.graphic({number})"), {"x": 0.5, "y": 0.5})
    try:
        page.wait_for_function(f"bench.isLive({number})", timeout=20_000)
    except Exception as error:  # Playwright's own error types need an import that few have
        raise BenchError(f"chart {number + 1} does not come alive: {error}") from error
    page.wait_for_timeout(500)
    for place in page.evaluate(f"bench.places({number})"):
        page.mouse.move(0, 0)
        page.wait_for_timeout(150)
        _point(page, page.evaluate(f"bench.graphic({number})"), place)
        page.wait_for_timeout(250)
        if page.evaluate(f"bench.hasLabel({number})"):
            return place
    return None


def _label(
    page: Any, profile: Profile, place: dict[str, float] | None, number: int
) -> float | None:
    """The time in ms from a pointer that reaches the place to a label; None if there is none."""
    if place is None:
        return None
    page.evaluate(f"bench.awaitLabel({number})")
    box = page.evaluate(f"bench.graphic({number})")
    _point(page, box, place, touch=profile.touch)
    return page.evaluate("bench.label")


def _point(page: Any, box: dict, place: dict[str, float], *, touch: bool = False) -> None:
    x = box["left"] + place["x"] * box["width"]
    y = box["top"] + place["y"] * box["height"]
    if touch:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.move(x, y)
