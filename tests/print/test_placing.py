"""A chart that does not fit its page leaves no hole: text moves before it, or it shrinks."""

from __future__ import annotations

import copy

import pytest
from bs4 import BeautifulSoup

from strukturwandel.print_edition import placing, setting

LINE = "The mines of the Ruhr sold less coal from 1958, because oil and imported coal were cheap. "
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{}" viewBox="0 0 720 {}"></svg>'


def chapter(before: int, after: int, height: int = 420, lines: int = 4):
    """A chapter with a chart after some paragraphs and before others."""
    chart = (
        '<figure class="chart" id="fig-a"><figcaption><p class="chart-finding">Finding</p>'
        f'</figcaption><div class="chart-picture">{SVG.format(height, height)}</div>'
        '<p class="chart-source">Source</p></figure>'
    )
    paragraphs = [f'<p class="n{n}">{LINE * lines}</p>' for n in range(before + after)]
    body = "".join(paragraphs[:before]) + chart + "".join(paragraphs[before:])
    markup = (
        f'<article class="chapter" id="c"><section id="s"><h1>Head</h1>{body}</section></article>'
    )
    return BeautifulSoup(markup, "html.parser").article


@pytest.fixture(scope="module")
def setter():
    return setting.Setter()


def lay_out(setter, article):
    with setting.complaints():
        return setter.set(f'<html lang="en"><title>t</title><body>{article}</body></html>')


def hole(setter, article) -> float:
    """How much of the page before the chart is empty, in px."""
    marks = placing._Marks(article)
    document = lay_out(setter, article)
    marks.remove()
    spots = placing.spots(document)
    return placing._Gap(0, article.select_one("figure.chart"), spots, marks).size


def placed(setter, article) -> int:
    return placing.place_charts(article, lambda trial: lay_out(setter, trial))


def order(article) -> list[str]:
    return [child.name for child in article.section.find_all(True, recursive=False)]


def test_text_that_follows_fills_the_page(setter):
    article = chapter(before=4, after=8)
    assert hole(setter, article) > 200
    before = article.get_text()
    assert placed(setter, article) == 1
    assert hole(setter, article) <= placing.ACCEPTED
    assert order(article).index("figure") > 5
    assert sorted(article.get_text()) == sorted(before)
    assert "mark-" not in str(article), "a trial's marks must not reach the PDF"


def test_a_chart_at_the_end_of_its_section_goes_before_its_text(setter):
    article = chapter(before=4, after=0)
    assert hole(setter, article) > 200
    placed(setter, article)
    assert order(article).index("figure") < 5
    assert hole(setter, article) <= placing.ACCEPTED


def test_a_chart_that_nearly_fits_is_scaled_a_little(setter):
    article = next(
        article
        for height in range(200, 420, 10)
        if hole(setter, article := chapter(before=4, after=6, height=height)) > 0
    )
    placed(setter, article)
    width = article.select_one(".chart-picture")["style"]
    assert 88 <= int(width.removeprefix("width: ").removesuffix("%")) < 100
    assert hole(setter, article) == 0


def test_a_chart_that_fits_stays(setter):
    article = chapter(before=2, after=3)
    assert placed(setter, article) == 0
    assert order(article)[3] == "figure"


def test_margins_are_those_of_the_style_sheet():
    style = setting.STYLE.read_text(encoding="utf-8")
    assert "margin: 28mm 24mm 30.8mm;" in style
    assert placing.TOP == pytest.approx(28 * 96 / 25.4)
    assert pytest.approx((297 - 30.8) * 96 / 25.4) == placing.TOP + placing.HEIGHT


def test_later_gaps_are_found_without_laying_out_the_pages_before(setter):
    """Charts placed with shortened trials leave no gaps in the whole chapter either."""
    article = chapter(before=4, after=34)
    for number, place in enumerate((11, 18, 25, 31)):
        chart = copy.copy(article.select_one("figure.chart"))
        chart["id"] = f"fig-{number}"
        article.select_one(f"p.n{place}").insert_after(chart)
    lengths = []

    def trial(part):
        lengths.append(len(part.select("p")))
        return lay_out(setter, part)

    assert placing.place_charts(article, trial) >= 2
    assert min(lengths) < lengths[0] / 2, lengths
    assert placing.place_charts(article, trial) == 0
