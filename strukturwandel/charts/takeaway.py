"""What a reader may take away from a chart: its data as CSV, its picture with its words, its citation.

Pure functions of an :class:`~strukturwandel.charts.editions.Edition` and finished strings.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from html import escape

from lxml import etree

from strukturwandel.charts import INK, PAGE, PALETTE
from strukturwandel.charts.editions import Edition, unbroken, wrap

EDGE = 20  # px around the picture
HEAD, SMALL = 17, 13  # px: type sizes of the finding, and of measure and source
LINE = 1.4
LATEX = str.maketrans({sign: f"\\{sign}" for sign in "&%#$_"})
LETTER = 0.58  # mean width of a letter, in type sizes


@dataclass(frozen=True)
class Caption:
    """The words that go with a picture out of the page."""

    finding: str
    measured: str
    source: str


def csv_text(edition: Edition) -> str:
    """The data table as CSV: heads in the page's language, plain numbers, lines end in CR LF.

    With a byte-order mark, without which spreadsheets misread German and Chinese heads.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(edition.columns)
    writer.writerows([_plain(cell) for cell in row] for row in edition.raw)
    return "\N{BYTE ORDER MARK}" + stream.getvalue()


def _plain(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, (int, float)):
        return format(cell, ".12g")
    return unbroken(str(cell))


def standalone(picture: str, caption: Caption, fonts: str) -> str:
    """A picture (SVG, light colours filled in) with its finding, measure and source around it."""
    inner = etree.fromstring(picture)
    width, height = float(inner.get("width")), float(inner.get("height"))
    muted = PALETTE["muted"].light
    above = [(line, HEAD, 700, INK) for line in _lines(caption.finding, width, HEAD)]
    above += [(line, SMALL, 400, muted) for line in _lines(caption.measured, width, SMALL)]
    below = [(line, SMALL, 400, muted) for line in _lines(caption.source, width, SMALL)]
    top, begin = _text(above, EDGE / 2)
    bottom, end = _text(below, begin + height + EDGE / 2)
    for key in ("class", "aria-hidden", "focusable"):
        inner.attrib.pop(key, None)
    inner.set("x", str(EDGE))
    inner.set("y", f"{begin:g}")
    size = f"{width + 2 * EDGE:g}", f"{end + EDGE:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}"'
        f' viewBox="0 0 {size[0]} {size[1]}" font-family="{escape(fonts, quote=True)}">'
        f'<title>{escape(caption.finding)}</title><rect width="100%" height="100%" fill="{PAGE}"/>'
        f"{top}{etree.tostring(inner, encoding='unicode')}{bottom}</svg>"
    )


def _lines(text: str, room: float, size: int) -> list[str]:
    return wrap(text, int(room / (size * LETTER))).split("<br>")


def _text(lines: list[tuple[str, int, int, str]], begin: float) -> tuple[str, float]:
    """Lines of text from y = ``begin`` down; where the next thing may begin."""
    parts, y = [], begin
    for text, size, weight, colour in lines:
        y += size * LINE
        parts.append(
            f'<text x="{EDGE}" y="{y - size * 0.3:g}" font-size="{size}" font-weight="{weight}"'
            f' fill="{colour}">{escape(text)}</text>'
        )
    return "".join(parts), y + 4


def bibtex(id: str, caption: Caption, book: str, author: str, year: str, address: str) -> str:
    """The chart as a BibTeX entry; titles keep their case."""
    return (
        f"@misc{{{id},\n"
        f"  author = {{{{{author}}}}},\n"
        f"  title = {{{{{caption.finding.translate(LATEX)}}}}},\n"
        f"  note = {{{{{book.translate(LATEX)}}}}},\n"
        f"  year = {{{year}}},\n"
        f"  url = {{{address}}}\n"
        "}"
    )
