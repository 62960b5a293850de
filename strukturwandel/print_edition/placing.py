"""Charts and page breaks: what keeps a chart that does not fit from leaving a page half empty.

A chart does not break, so one that does not fit goes to the next page. What follows it in its
section may fill the gap, as in any typeset book; where nothing follows, the chart goes before the
text it follows, or is made a little smaller. Each chapter is laid out alone until it has no gaps.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from bs4 import Tag
from weasyprint import Document

MM = 96 / 25.4  # CSS pixels
TOP, HEIGHT = 28 * MM, (297 - 28 - 30.8) * MM  # of the text on a page, as in print.css
ACCEPTED = 5 * 20  # px of empty page before a chart that nobody minds: five lines
AROUND = 40  # px of space around a chart
GENTLE, STRONG = 0.88, 0.72  # how far a chart is scaled down to fit, first and last resort
TEXT = ("p", "ul", "ol")
HEAD = "explorer-name"  # a paragraph that is a head: what follows it stays with it

Spots = dict[str, tuple[float, float]]


def place_charts(article: Tag, lay_out: Callable[[Tag], Document]) -> int:
    """Move or scale the charts of a chapter that leave gaps; how many there were."""
    figures = article.select("figure.chart, figure.diagram")
    charts = [figure for figure in figures if figure.parent.name == "section"]
    found, before = 0, None
    while charts:
        gap = _first_gap(article, charts, lay_out, before)
        if gap is None:
            break
        before = gap.page_start()
        charts = charts[gap.number + 1 :]
        gap.close()
        found += 1
    return found


@dataclass
class _Start:
    """Where a trial may begin: a text block, and how far down its page it stands, in px."""

    block: Tag
    offset: float


def _first_gap(
    article: Tag, charts: list[Tag], lay_out: Callable[[Tag], Document], start: _Start | None
) -> _Gap | None:
    marks = _Marks(article)
    document = lay_out(_rest(article, start, marks) if start else article)
    marks.remove()
    places = spots(document)
    gaps = (_Gap(number, chart, places, marks) for number, chart in enumerate(charts))
    return next((gap for gap in gaps if gap.size > ACCEPTED), None)


def _rest(article: Tag, start: _Start, marks: _Marks) -> Tag:
    """The article from a block onwards, pushed down to where the block stood on its page."""
    rest = copy.copy(article)
    node = rest.find(id=marks.name(start.block))
    while node is not rest:
        for sibling in list(node.previous_siblings):
            sibling.extract()
        node = node.parent
    rest.insert(0, Tag(name="div", attrs={"style": f"height: {start.offset:.2f}px"}))
    return rest


def spots(document: Document) -> Spots:
    """Where each named element begins and ends in the flow of pages, in px."""
    return {
        name: (number * HEIGHT + place[1] - TOP, number * HEIGHT + place[-1] - TOP)
        for number, page in enumerate(document.pages)
        for name, place in page.anchors.items()
    }


class _Marks:
    """Names for the blocks of a chapter and for the ends of texts, there for one trial only."""

    def __init__(self, article: Tag) -> None:
        self._named: list[Tag] = []
        self._ends: list[Tag] = []
        self._names: dict[int, str] = {}
        self._end_names: dict[int, str] = {}
        self.texts: list[Tag] = []
        for section in article.select("section"):
            for block in section.find_all(True, recursive=False):
                self._name(block)
                if picture := block.select_one(".chart-picture"):
                    self._name(picture)
                if block.name in TEXT:
                    self.texts.append(block)
                    self._mark_end(block)

    def _name(self, element: Tag) -> None:
        if "id" not in element.attrs:
            element["id"] = f"mark-{len(self._named)}"
            self._named.append(element)
        self._names[id(element)] = element["id"]

    def _mark_end(self, block: Tag) -> None:
        """A text may run over pages: the place of its box is that of its beginning only."""
        end = Tag(name="span", attrs={"id": f"mark-end-{len(self._ends)}"})
        [block, *block.find_all(("p", "li"))][-1].append(end)
        self._ends.append(end)
        self._end_names[id(block)] = end["id"]

    def name(self, element: Tag) -> str:
        """The name of a block during the trial."""
        return self._names[id(element)]

    def start(self, element: Tag, places: Spots) -> float | None:
        """Where an element begins in the flow of pages."""
        return places.get(self._names.get(id(element), ""), (None, None))[0]

    def end(self, element: Tag, places: Spots) -> float | None:
        """Where an element ends in the flow of pages."""
        name = self._end_names.get(id(element)) or self._names.get(id(element), "")
        return places.get(name, (None, None))[1]

    def remove(self) -> None:
        """Leave the article as it was."""
        for element in self._named:
            del element["id"]
        for end in self._ends:
            end.extract()


class _Gap:
    """What a chart leaves empty on the page before it, and what can be done about it.

    All measures are px in the flow of pages: page number times the height of a page's text, plus
    the place on the page.
    """

    def __init__(self, number: int, chart: Tag, places: Spots, marks: _Marks) -> None:
        self.number, self.chart, self._places, self._marks = number, chart, places, marks
        self.size = 0.0
        before = chart.find_previous_sibling()
        self._start, self._end = marks.start(chart, places), marks.end(chart, places)
        self._before = marks.end(before, places) if before is not None else None
        if self._start is not None and self._before is not None:
            self._page = self._before // HEIGHT
            if self._start // HEIGHT > self._page:
                self.size = HEIGHT - self._before % HEIGHT

    def page_start(self) -> _Start | None:
        """The last text that begins before the page with the gap: nothing before it will move."""
        found = None
        for block in self._marks.texts:
            place = self._marks.start(block, self._places)
            if place is not None and place // HEIGHT < self._page:
                found = _Start(block, place % HEIGHT)
        return found

    def close(self) -> None:
        """The first remedy that helps; without one the gap stays."""
        beside, beyond = self._text_after(), self._text_after(beyond=True)
        remedies = (
            lambda: self._fit(self.size, GENTLE),
            lambda: self._move_down(beside, ACCEPTED),
            self._move_up,
            lambda: self._move_down(beside, self.size / 2),
            lambda: self._move_down(beyond, self.size / 2),
            lambda: self._fit(self.size, STRONG),
            lambda: self._move_down(beyond, self.size - ACCEPTED),
        )
        any(remedy() for remedy in remedies)

    def _fit(self, room: float, least: float) -> bool:
        """Scale the picture so that the chart fits into some room, if it need not be too small."""
        picture = self.chart.select_one(".chart-picture")
        start = self._marks.start(picture, self._places)
        end = self._marks.end(picture, self._places)
        if start is None or end is None:
            return False
        scale = 1 - max(0, self._end - self._start + AROUND - room) / (end - start)
        if scale < least:
            return False
        if scale < 1:
            picture["style"] = f"width: {scale * 100:.0f}%"
        return True

    def _text_after(self, beyond: bool = False) -> list[Tag]:
        """Texts that follow the chart in its section, and ``beyond`` it in the next one too."""
        blocks = self.chart.find_next_siblings()
        found = list(takewhile(lambda block: block.name in TEXT, blocks))
        section = self.chart.parent.find_next_sibling()
        if beyond and len(found) == len(blocks) and section is not None:
            inner = section.find_all(True, recursive=False)
            inner = list(dropwhile(lambda block: block.name not in TEXT, inner))
            found += takewhile(lambda block: block.name in TEXT, inner)
        return found

    def _move_down(self, texts: list[Tag], left: float) -> bool:
        """Behind texts that fill the gap, but for what may be ``left`` of it."""
        last, passed, height = None, 0.0, self._end - self._start
        for block in texts:
            end = self._marks.end(block, self._places)
            if end is None or (passed and end - self._end - self.size + height > HEIGHT):
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
        for block in self.chart.find_previous_siblings():
            start = self._marks.start(block, self._places)
            if block.name not in TEXT or start is None or start // HEIGHT < self._page:
                return False
            above = block.find_previous_sibling()
            follows_head = above is not None and HEAD in above.get("class", [])
            if not follows_head and self._fit(self.size + self._before - start, GENTLE):
                block.insert_before(self.chart.extract())
                return True
        return False
