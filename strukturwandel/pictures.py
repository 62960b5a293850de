"""Figure JSON to clean SVG: one browser for the whole batch, every picture cached by its content.

A picture takes its colours from the page (CSS variables, so it follows light and dark) and its text
is real text. The print edition uses the same pictures with the light colours filled in.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import importlib.metadata
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import kaleido
from lxml import etree

from strukturwandel import assets, machine
from strukturwandel.charts import GRID, INK, PAGE, PALETTE

SVG = "http://www.w3.org/2000/svg"
RENDITIONS = ("wide", "narrow")
VARIABLE = re.compile(r"var\(--chart-[0-9a-f]{6},\s*(#[0-9a-f]{6})\)")
KNOWN_COLOURS = {colour.light for colour in PALETTE.values()} | {INK, GRID, PAGE}

# What plotly writes that a picture without interaction does not need.
IDLE_CLASSES = ("hoverlayer", "infolayer-empty", "draglayer", "imagelayer")
STYLE_ATTRIBUTES = (
    "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "font-size",
    "font-weight", "font-style", "text-anchor", "visibility", "display",
)  # fmt: skip
DEFAULTS = {
    "fill-opacity": "1", "stroke-opacity": "1", "opacity": "1", "font-weight": "normal",
    "font-style": "normal", "text-anchor": "start", "stroke-dasharray": "0px",
    "stroke-width": "0px", "stroke-miterlimit": "2",
}  # fmt: skip


def make(
    figures: Iterable[Path], cache: Path, progress: Callable[[str], None] = print
) -> dict[str, dict[str, Path]]:
    """The pictures of figure files: ``{figure name: {"wide": path, "narrow": path}}``.

    Only what the cache lacks is drawn. Raises RuntimeError where no browser can be had.
    """
    cache.mkdir(parents=True, exist_ok=True)
    wanted, jobs, drawer = {}, [], _drawer()
    for path in figures:
        figure = json.loads(path.read_text(encoding="utf-8"))
        places = {kind: cache / f"{path.stem}-{kind}-{drawer}.svg" for kind in RENDITIONS}
        wanted[path.stem] = places
        jobs += [(figure, kind, p) for kind, p in places.items() if not p.exists()]
    if jobs:
        progress(f"drawing {len(jobs)} pictures")
        asyncio.run(_draw(jobs))
    return wanted


def _drawer() -> str:
    """A hash of what makes a picture of a figure: plotly.js, its locales, kaleido, this file."""
    total = hashlib.sha256(Path(__file__).read_bytes())
    total.update(assets.engine().read_bytes())
    total.update("".join(map(assets.locale_script, assets.locale_names())).encode())
    total.update(importlib.metadata.version("kaleido").encode())
    return total.hexdigest()[:8]


async def _draw(jobs: list[tuple[dict, str, Path]]) -> None:
    found = machine.find_browser()
    if found is None:
        raise RuntimeError("no Chrome or Chromium found to draw the pictures")
    os.environ["BROWSER_PATH"] = found
    with tempfile.TemporaryDirectory() as folder:
        locales = []
        for name in assets.locale_names():
            script = Path(folder, f"{name}.js")
            script.write_text(assets.locale_script(name), encoding="utf-8")
            locales.append((script.as_uri(), "utf-8"))
        page = _Page(plotly=assets.engine(), mathjax=False)
        page._scripts = [(assets.engine().as_uri(), "utf-8"), *locales]  # kaleido wants bare paths
        async with kaleido.Kaleido(n=1, page_generator=page) as drawer:
            for figure, kind, place in jobs:
                layout = figure["layouts"][kind]
                spec = {"data": figure["data"], "layout": layout}
                spec["config"] = {"locale": figure["locale"]}
                size = {"width": layout["width"], "height": layout["height"]}
                raw = await drawer.calc_fig(spec, opts={"format": "svg", **size})
                _write(place, clean(raw, place.stem, kind))


class _Page(kaleido.PageGenerator):
    """kaleido's page with our engine and locales instead of its own."""


def _write(place: Path, text: str) -> None:
    """Whole or not at all: an interrupted build leaves no half picture in the cache."""
    part = place.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(place)


# ---------------------------------------------------------------- cleaning


def clean(raw: bytes, name: str, kind: str) -> str:
    """Plotly's SVG made fit for a page: no style attributes, stable ids, the page's colours."""
    root = etree.fromstring(raw, etree.XMLParser(remove_blank_text=False, huge_tree=True))
    _drop_idle(root)
    _style_to_attributes(root)
    _stable_ids(root, name)
    _page_colours(root)
    for node in root.iter():
        remark = "annotation-text" in node.get("class", "").split()
        for key in ("class", "data-notex", "data-unformatted", "data-math", "pointer-events"):
            node.attrib.pop(key, None)
        if remark:  # the page gives it a rim of its own colour, so that no line crosses it
            node.set("class", "halo")
        for key in ("d", "transform", "x", "y", "points"):
            if key in node.attrib:
                node.set(key, _rounded(node.get(key)))
    _drop_empty(root)
    root.attrib.pop("style", None)
    width, height = root.get("width"), root.get("height")
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("class", kind)
    root.set("aria-hidden", "true")  # the figure has name, description and table
    root.set("focusable", "false")
    text = etree.tostring(root, encoding="unicode")
    return re.sub(r' xmlns:xlink="[^"]*"| xml:space="preserve"', "", text)


def _drop_idle(root: etree._Element) -> None:
    for node in list(root.iter(f"{{{SVG}}}g", f"{{{SVG}}}rect", f"{{{SVG}}}defs")):
        classes = node.get("class", "").split()
        drawn = len(node) or node.tag != f"{{{SVG}}}g"
        if not drawn or set(classes) & set(IDLE_CLASSES) or "bg" in classes:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
    for node in list(root.iter(f"{{{SVG}}}rect")):  # transparent backgrounds
        unseen = "opacity: 0" in node.get("style", "") or node.get("fill-opacity") == "0"
        if unseen and node.getparent().tag != f"{{{SVG}}}clipPath":
            node.getparent().remove(node)


def _drop_empty(root: etree._Element) -> None:
    """Groups without content and paths without a line, from the inside out."""
    empty = (f"{{{SVG}}}g", f"{{{SVG}}}defs")
    for node in reversed(list(root.iter())):
        bare = node.tag in empty and not len(node) and not (node.text or "").strip()
        if (bare or (node.tag == f"{{{SVG}}}path" and not node.get("d"))) and node is not root:
            node.getparent().remove(node)


def _style_to_attributes(root: etree._Element) -> None:
    for node in root.iter():
        style = node.attrib.pop("style", None)
        if not style:
            continue
        for rule in style.split(";"):
            key, _, value = rule.partition(":")
            key, value = key.strip(), value.strip()
            if key in STYLE_ATTRIBUTES and value and DEFAULTS.get(key) != value:
                node.set(key, value.removesuffix("px") if key != "stroke-dasharray" else value)


def _stable_ids(root: etree._Element, name: str) -> None:
    renamed = {}
    for node in root.iter():
        if "id" in node.attrib:
            renamed[node.get("id")] = f"{name}-{len(renamed)}"
            node.set("id", renamed[node.get("id")])
    for node in root.iter():
        for key, value in node.attrib.items():
            if "url(" in value:
                node.set(key, re.sub(
                    r"url\(['\"]?#([^'\")]+)['\"]?\)",
                    lambda match: f"url(#{renamed.get(match[1], match[1])})", value,
                ))  # fmt: skip


def _page_colours(root: etree._Element) -> None:
    for node in root.iter():
        for key in ("fill", "stroke", "stop-color"):
            value = node.get(key)
            if value:
                node.set(key, _page_colour(value))


def _page_colour(value: str) -> str:
    match = re.fullmatch(r"rgb\((\d+), ?(\d+), ?(\d+)\)", value)
    colour = "#{:02x}{:02x}{:02x}".format(*map(int, match.groups())) if match else value.lower()
    return f"var(--chart-{colour[1:]},{colour})" if colour in KNOWN_COLOURS else value


def _rounded(numbers: str) -> str:
    return re.sub(
        r"-?\d+\.\d{2,}", lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), numbers
    )


RIM = {"fill": PAGE, "stroke": PAGE, "stroke-width": "4", "stroke-linejoin": "round"}


def for_print(svg: str) -> str:
    """The picture with the light colours filled in: a print document knows no themes.

    Remarks get their rim as a copy below them, which on a page the style sheet draws.
    """
    root = etree.fromstring(VARIABLE.sub(r"\1", svg))
    for text in [*root.iter(f"{{{SVG}}}text")]:
        if text.get("class") == "halo":
            rim = copy.deepcopy(text)
            rim.tail = None
            for node in rim.iter():
                for key, value in RIM.items():
                    node.set(key, value)
            text.addprevious(rim)
    return etree.tostring(root, encoding="unicode")
