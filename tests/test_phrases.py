"""Chinese lines break between words: not inside 京津冀, not between a number and its unit."""

from __future__ import annotations

import pytest
from browsing import soup

from strukturwandel.charts.editions import wrap
from strukturwandel.languages import language
from strukturwandel.phrases import CLOSING, OPENING, phrases
from strukturwandel.sphinxext.common import breakable

TEXTS = (
    "读懂鲁尔区转型：京津冀可以学什么、不该照搬什么",
    "1970—2000年，鲁尔区第三产业增加51.1万个岗位，第二产业减少57.6万个",
    "2013年以来北京PM2.5降幅：监测站66%，卫星45%",
    "杜塞尔多夫（鲁尔区西部），北莱茵-威斯特法伦州",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_are_the_text_and_begin_and_end_with_no_forbidden_sign(text):
    pieces = phrases(text)
    assert "".join(pieces) == text
    assert not [piece for piece in pieces[1:] if piece[0] in CLOSING]
    assert not [piece for piece in pieces[:-1] if piece[-1] in OPENING]


@pytest.mark.parametrize(
    "whole",
    [
        "京津冀",
        "鲁尔区",
        "1970—2000年",
        "51.1万个",
        "57.6万个",
        "2013年",
        "PM2.5",
        "66%",
        "第三产业",
    ],
)
def test_words_and_numbers_with_their_units_stay_whole(whole):
    assert any(whole in piece for text in TEXTS for piece in phrases(text))


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("中国，2013—2018年", ["中国，", "2013—2018年"]),
        ("杜塞尔多夫（鲁尔区西部）", ["杜塞尔多夫", "（鲁尔区西部）"]),
        ("1968年：鲁尔煤炭公司", ["1968年：", "鲁尔煤炭公司"]),
        ("断点：换用新来源", ["断点：", "换用新来源"]),
    ],
)
def test_labels_of_charts_break_where_a_reader_pauses(label, lines):
    assert wrap(label, 14).split("<br>") == lines


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2018年河北50%", "河北50%"),  # a number stays with its noun
        ("中国为峰值的94%", "为峰值的94%"),
        ("河北又再次下降", "又再次"),  # a short word leads to the next
        ("按监测站计算", "按监测站"),
        ("2017年底已安置人数", "已安置人数"),
    ],
)
def test_short_words_and_numbers_stay_with_their_neighbour(text, whole):
    assert any(whole in piece for piece in phrases(text))


def test_no_piece_grows_longer_than_a_narrow_line_by_what_is_tied_to_it():
    assert "威斯特法伦州" in phrases("威斯特法伦州123,456个")
    assert phrases("鲁尔区1957年")[0] == "鲁尔区"  # a year is no number of things


def test_only_editions_without_blanks_are_told_where_to_break():
    assert breakable("Jobs & mines", language("en")) == "Jobs &amp; mines"
    assert breakable("鲁尔区转型", language("zh")) == "鲁尔区<wbr/>转型"


def test_ranges_in_chinese_text_are_tied(site_folder):
    page = soup(site_folder, "zh", "chapters/ruhr/coal_crisis.html")
    tied = [each.get_text() for each in page.select("article p .tied, article h1 .tied")]
    assert any("1957" in each for each in tied)
    assert all("—" in each and len(each) < 30 for each in tied), tied


def test_headings_and_chart_titles_of_the_chinese_edition_say_where_they_may_break(site_folder):
    page = soup(site_folder, "zh", "chapters/ruhr/coal_crisis.html")
    assert page.select("article h1 wbr, article h2 wbr")
    assert all(each.select("wbr") for each in page.select(".chart-finding"))
    assert not soup(site_folder, "de", "chapters/ruhr/coal_crisis.html").select("wbr")
