"""What is computed from a visit's raw observations; no browser here."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping, Sequence
from math import hypot

INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
NO_SCRIPT = re.compile(r"\ssrc=|\stype=[\"']?application/(?:ld\+)?json|\stype=[\"']?speculation")
WINDOW_GAP, WINDOW_LENGTH = 1000, 5000  # ms, as Chromium defines Cumulative Layout Shift


def inline_script_bytes(page: str) -> int:
    """What the JavaScript inside a page takes, compressed; data in script elements is none."""
    found = [
        match["body"]
        for match in INLINE_SCRIPT.finditer(page)
        if not NO_SCRIPT.search(match["attributes"])
    ]
    return len(gzip.compress("".join(found).encode(), 9)) if found else 0


def largest_shift(shifts: Iterable[Mapping]) -> float:
    """Cumulative Layout Shift: the worst window of shifts that no key or tap explains.

    ``shifts`` are ``{"time": ms, "value": …, "input": bool}`` in order of time.
    """
    worst = total = begun = last = 0.0
    for shift in shifts:
        if shift["input"]:
            continue
        moment = shift["time"]
        if not total or moment - last > WINDOW_GAP or moment - begun > WINDOW_LENGTH:
            total, begun = 0.0, moment
        total += shift["value"]
        last = moment
        worst = max(worst, total)
    return worst


def movement(before: Sequence[Mapping], after: Sequence[Mapping]) -> dict:
    """How far texts moved: ``{"most": px, "text": which, "lost": […], "new": […]}``.

    Both are lists of ``{"text", "x", "y"}``; a text that occurs more than once is paired with its
    nearest equal. A text that is only before or only after counts as lost or new, not as moved.
    """
    left = list(after)
    pairs, lost = [], []
    for old in before:
        equals = [new for new in left if _same(old["text"], new["text"])]
        if not equals:
            lost.append(old["text"])
            continue
        nearest = min(equals, key=lambda new: _distance(old, new))
        left.remove(nearest)
        pairs.append((_distance(old, nearest), old["text"]))
    most, text = max(pairs, default=(None, None))
    return {"most": most, "text": text, "lost": lost, "new": [new["text"] for new in left]}


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _distance(one: Mapping, other: Mapping) -> float:
    return hypot(one["x"] - other["x"], one["y"] - other["y"])
