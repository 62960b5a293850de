"""From the print document to the PDF, by WeasyPrint; what it complains about is an error here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLE = Path(__file__).resolve().parent.parent / "theme" / "print" / "print.css"
VARIANT = "pdf/ua-1"
MM = 96 / 25.4  # CSS pixels
TOP, BOTTOM, HEIGHT = 28 * MM, (297 - 30.8) * MM, (297 - 28 - 30.8) * MM  # as in print.css
ACCEPTED = 5 * 20  # px of empty page before a chart that nobody minds: five lines
GENTLE, STRONG = 0.88, 0.72  # how far a chart is scaled down to fit, first and last resort
TEXT = ("p", "ul", "ol")


class Setter:
    """Sets documents in the style of the print edition; fonts are found once."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.fetcher = URLFetcher(allowed_protocols={"file", "data"})
        self.style = CSS(filename=STYLE, font_config=self.fonts, url_fetcher=self.fetcher)

    def set(self, markup: str) -> Document:
        """Lay out a document."""
        source = HTML(string=markup, base_url=STYLE.as_uri(), url_fetcher=self.fetcher)
        return source.render(font_config=self.fonts, stylesheets=[self.style], pdf_variant=VARIANT)


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What WeasyPrint warns of while the block runs."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, listener = logging.getLogger("weasyprint"), Listener(logging.WARNING)
    others, propagate = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [listener], False
    try:
        yield said
    finally:
        logger.handlers[:], logger.propagate = others, propagate


# ---------------------------------------------------------------- charts and page breaks


def place_charts(article: Tag, lay_out: Callable[[Tag], Document]) -> int:
    """Move or scale charts of a chapter that would leave a page half empty; how many it was.

    A chart does not break, so one that does not fit goes to the next page. What follows it in its
    section may fill the gap, as in any typeset book; where nothing follows, it goes before the
    text it follows, or is made a little smaller.
    """
    done: set[int] = set()
    while True:
        found = _first_gap(article, lay_out, done)
        if found is None:
            return len(done)
        done.add(id(found.chart))
        found.close()


def _first_gap(article: Tag, lay_out: Callable[[Tag], Document], done: set[int]) -> _Gap | None:
    charts = [
        chart for chart in article.select("figure.chart")
        if id(chart) not in done and chart.parent.name == "section"
    ]  # fmt: skip
    if not charts:
        return None
    marks = _Marks(article, charts)
    document = lay_out(article)
    marks.remove()
    places = spots(document)
    for chart in charts:
        gap = _Gap(chart, places, marks)
        if gap.size > ACCEPTED:
            return gap
    return None


def spots(document: Document) -> dict[str, tuple[float, float]]:
    """Where each named element begins and ends in the flow of pages, in px."""
    return {
        name: (number * HEIGHT + place[1] - TOP, number * HEIGHT + place[-1] - TOP)
        for number, page in enumerate(document.pages)
        for name, place in page.anchors.items()
    }


class _Marks:
    """Names for the blocks around charts and for their ends, there for one trial only."""

    def __init__(self, article: Tag, charts: list[Tag]) -> None:
        self._named: list[Tag] = []
        self._ends: list[Tag] = []
        self._starts_of: dict[int, str] = {}
        self._ends_of: dict[int, str] = {}
        soup = BeautifulSoup("", "html.parser")
        for section in dict.fromkeys(id(chart.parent) for chart in charts):
            parent = next(chart.parent for chart in charts if id(chart.parent) == section)
            for block in parent.find_all(True, recursive=False):
                self._name(block)
                if picture := block.select_one(".chart-picture"):
                    self._name(picture)
                texts = [block, *block.find_all(("p", "li"))] if block.name in TEXT else []
                if texts:
                    last = texts[-1]
                    name = f"mark-end-{len(self._ends)}"
                    end = soup.new_tag("span", id=name)
                    last.append(end)
                    self._ends.append(end)
                    self._ends_of[id(block)] = name

    def _name(self, element: Tag) -> None:
        if "id" not in element.attrs:
            element["id"] = f"mark-{len(self._named)}"
            self._named.append(element)
        self._starts_of[id(element)] = element["id"]

    def start(self, element: Tag, spots: dict) -> float | None:
        """Where an element begins in the flow of pages."""
        return spots[name][0] if (name := self._starts_of.get(id(element))) in spots else None

    def end(self, element: Tag, spots: dict) -> float | None:
        """Where an element ends in the flow of pages."""
        name = self._ends_of.get(id(element), self._starts_of.get(id(element)))
        return spots[name][1] if name in spots else None

    def remove(self) -> None:
        """Leave the article as it was."""
        for element in self._named:
            del element["id"]
        for end in self._ends:
            end.extract()


class _Gap:
    """What a chart leaves empty on the page before it, and what can be done about it.

    All measures are CSS pixels in the flow of pages: page number times the height of a page's
    text, plus the place on the page.
    """

    def __init__(self, chart: Tag, spots: dict, marks: _Marks) -> None:
        self.chart, self._spots, self._marks = chart, spots, marks
        self.size = 0.0
        self._start, self._end = marks.start(chart, spots), marks.end(chart, spots)
        before = chart.find_previous_sibling()
        self._before = marks.end(before, spots) if before is not None else None
        if self._start is None or self._before is None:
            return
        if self._start // HEIGHT > self._before // HEIGHT:
            self.size = HEIGHT - self._before % HEIGHT

    def close(self) -> None:
        """The first remedy that helps; without one the gap stays."""
        remedies = (
            lambda: self._shrink(GENTLE),
            lambda: self._move_down(ACCEPTED),
            self._move_up,
            lambda: self._move_down(self.size / 2),
            lambda: self._shrink(STRONG),
        )
        any(remedy() for remedy in remedies)

    def _shrink(self, least: float) -> bool:
        picture = self.chart.select_one(".chart-picture")
        start, end = self._marks.start(picture, self._spots), self._marks.end(picture, self._spots)
        if start is None or end is None:
            return False
        lacking = (self._end - self._start) + 40 - self.size  # 40: the space around a chart
        scale = 1 - lacking / (end - start)
        if not least <= scale < 1:
            return False
        picture["style"] = f"width: {scale * 100:.0f}%"
        return True

    def _move_down(self, left: float) -> bool:
        """Behind text that follows and fills the gap, but for what may be ``left`` of it."""
        last, passed, height = None, 0.0, self._end - self._start
        for block in self.chart.find_next_siblings():
            end = self._marks.end(block, self._spots)
            if block.name not in TEXT or end is None:
                break
            if passed and end - self._end - self.size + height > HEIGHT:
                break
            last, passed = block, end - self._end
            if passed >= self.size - ACCEPTED / 2:
                break
        if last is None or passed < self.size - left:
            return False
        last.insert_after(self.chart.extract())
        return True

    def _move_up(self) -> bool:
        """Before as much of the text that precedes it as lets it fit."""
        height = self._end - self._start + 40
        for block in self.chart.find_previous_siblings():
            start = self._marks.start(block, self._spots)
            if block.name not in TEXT or start is None:
                return False
            if start // HEIGHT < self._before // HEIGHT:
                return False
            if self.size + self._before - start >= height:
                block.insert_before(self.chart.extract())
                return True
        return False
