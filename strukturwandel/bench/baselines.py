"""The other ways to show a chapter's charts, made from its built page.

Text, styles and all other scripts stay the page's own, so that only the mechanism of the charts
differs:

* ``notebook``: what plotly's renderer of that name writes into a page. The whole of plotly.js
  stands in the page before the first chart, and each chart is drawn where it stands.
* ``deferred``: our own smaller bundle as a deferred script, which draws every chart at load.

Both are spared what would only make them slower: MathJax from a CDN, which the renderer asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from strukturwandel.languages import Language

PICTURE_PLACE = ".chart-box"
CHART_SCRIPT = re.compile(r"(?:^|/)charts\b[^/]*\.js")
FIXED = ("width", "autosize")  # what our pages add to a layout: a notebook fits its column
ENGINE = re.compile(r"plotly")
MATHJAX = re.compile(
    r'<script src="https://[^"]*mathjax[^"]*"></script><script>if \(window\.MathJax.*?</script>',
    re.DOTALL,
)
DEFERRED = "assets/bench-deferred.js"
DEFERRED_SCRIPT = """\
for (const figure of document.querySelectorAll("figure.chart")) {
  const box = figure.querySelector(".chart-box");
  const source = JSON.parse(figure.querySelector(".bench-json").textContent);
  const layout = source.layouts[box.clientWidth < 600 ? "narrow" : "wide"];
  Plotly.newPlot(box, source.data, layout, { locale: source.locale, displayModeBar: false });
}
"""


class BenchError(RuntimeError):
    """The built page is not what the bench knows; the message says what it looked for."""


@dataclass(frozen=True)
class Variant:
    """One way to show the charts: files that stand in for those of the site, by site path.

    ``keep`` is for how many seconds a browser may keep what it gets; 0 forbids it.
    """

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    keep: int = 0

    def text(self, site: Path, path: str) -> str:
        """A page as this variant has it."""
        own = self.files.get(path)
        return (own if own is not None else (site / path).read_bytes()).decode()


OURS = Variant("ours")
RETURNING = Variant("returning", keep=600)  # ours, for a reader whose browser has been here


def variants(site: Path, pages: Mapping[Language, str], names: Iterable[str]) -> list[Variant]:
    """The variants of these pages (language → site path); ours come from the site as they are."""
    made: list[Variant] = []
    for name in names:
        if name == "ours":
            made += [OURS, RETURNING]
            continue
        files = {DEFERRED: DEFERRED_SCRIPT.encode()} if name == "deferred" else {}
        for entry, path in pages.items():
            text = (site / path).read_text(encoding="utf-8")
            page = notebook(text) if name == "notebook" else deferred(text, path, entry.plotly)
            files[path] = page.encode()
        made.append(Variant(name, files))
    return made


def notebook(page: str) -> str:
    """The page as it would be with charts by plotly's renderer ``notebook``."""
    import plotly.io as pio
    from plotly.offline import get_plotlyjs

    renderer = pio.renderers["notebook"]
    soup, figures = _without_pictures(page)
    raw = {}
    for number, (figure, payload) in enumerate(figures):
        layout = {k: v for k, v in payload["layouts"]["wide"].items() if k not in FIXED}
        bundle = renderer.to_mimebundle({"data": payload["data"], "layout": layout})
        raw[f"@@chart {number}@@"] = MATHJAX.sub("", bundle["text/html"])
        figure.select_one(PICTURE_PLACE).append(f"@@chart {number}@@")
    # The renderer writes this once, into the output of the first cell that shows a figure.
    config = "<script>window.PlotlyConfig = {MathJaxConfig: 'local'};</script>"
    figures[0][0].insert_before("@@engine@@")
    raw["@@engine@@"] = f"{config}<script>{get_plotlyjs()}</script>"
    text = _with_raw(soup, raw)
    if "https://cdn" in text.replace(get_plotlyjs(), ""):
        raise BenchError("plotly's renderer asks for another CDN file than it used to")
    return text


def deferred(page: str, path: str, locale: str) -> str:
    """The page as it would be with a deferred bundle that draws the charts at load."""
    soup, figures = _without_pictures(page)
    raw = {}
    for number, (figure, payload) in enumerate(figures):
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        raw[f"@@chart {number}@@"] = text.replace("</", "<\\/")
        script = soup.new_tag("script", attrs={"type": "application/json", "class": "bench-json"})
        script.string = f"@@chart {number}@@"
        figure.append(script)
    up = "../" * path.count("/")
    locales = [] if locale == "en" else [f"assets/plotly-locale-{locale.lower()}.js"]
    for source in ("assets/plotly-basic.min.js", *locales, DEFERRED):
        soup.head.append(soup.new_tag("script", attrs={"defer": "", "src": up + source}))
    return _with_raw(soup, raw)


def _without_pictures(page: str) -> tuple[BeautifulSoup, list[tuple[Tag, dict]]]:
    """The page without pictures and without the scripts that show charts; figures and payloads."""
    soup = BeautifulSoup(page, "html.parser")
    figures = soup.select("figure.chart")
    if not figures:
        raise BenchError("the page has no figure.chart")
    scripts = soup.find_all("script", src=CHART_SCRIPT)
    if not scripts:
        raise BenchError("the page loads no charts.js, so there is none to take away")
    for element in [*scripts, *soup.find_all("link", href=ENGINE)]:
        element.decompose()
    return soup, [(figure, _emptied(figure)) for figure in figures]


def _emptied(figure: Tag) -> dict:
    """Take picture and JSON out of a figure; the JSON."""
    source = figure.select_one('script[type="application/json"]')
    place = figure.select_one(PICTURE_PLACE)
    if source is None or place is None:
        lacking = PICTURE_PLACE if place is None else "application/json"
        raise BenchError(f"figure {figure.get('id')} has no {lacking}")
    payload = json.loads(source.string)
    source.decompose()
    place.clear()
    place.attrs = {"class": place["class"]}
    if figure.find("svg"):
        raise BenchError(f"figure {figure.get('id')} has a picture outside {PICTURE_PLACE}")
    return payload


def _with_raw(soup: BeautifulSoup, raw: Mapping[str, str]) -> str:
    """The page's text with raw HTML in the marked places, untouched by the parser."""
    text = str(soup)
    for mark, html in raw.items():
        if text.count(mark) != 1:
            raise BenchError(f"the page holds {mark} {text.count(mark)} times")
        text = text.replace(mark, html)
    return text
