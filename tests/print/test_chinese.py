"""Chinese text is set as Chinese editors set it, and copies as it was written."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from strukturwandel.print_edition import chinese


def tidied(markup: str):
    soup = BeautifulSoup(f"<article><p>{markup}</p></article>", "lxml").article
    chinese.tidy(soup)
    chinese.upright(soup)
    return soup


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("京津冀 <a>协同发展</a> 规划", "京津冀协同发展规划"),
        ("雇用了 <a>60.7万</a> 人", "雇用了60.7万人"),
        ("第一句。\n第二句。", "第一句。第二句。"),
        ("鲁尔区\nRuhrkohle AG\n成立", "鲁尔区Ruhrkohle AG成立"),
        ("的经验 [<a>Taylor, 2015</a>]。", "的经验 [Taylor, 2015]。"),
        ("Schilling et al. 数据：<a>energy</a>", "Schilling et al. 数据：energy"),
        ("<i lang='de'>Altlast</i> · <i>污染场地</i>", "Altlast · 污染场地"),
        ("Robert P. Taylor wrote it", "Robert P. Taylor wrote it"),
    ],
)
def test_blanks_that_markdown_or_line_ends_left_go(written, read):
    assert tidied(written).get_text().replace(chinese.BREAK, "") == read


@pytest.mark.parametrize(
    ("written", "halved"),
    [
        ("《纲要》，第三页", "》"),
        ("他说：“好！”", "：！"),
        ("（“好”）", "“”"),
        ("指导意见》（2013年）。", "》）"),
        ("一句，两句。", ""),
    ],
)
def test_of_two_marks_together_one_gives_up_its_empty_half(written, halved):
    assert "".join(tag.get_text() for tag in tidied(written).select(".halved")) == halved


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("提出。“化解", ["。|“"]),
        ("过剩“产能”问题", ["剩|“", "”|问"]),
        ("说：“好！”。", ["：|“"]),
        ("it said “so” then 中", []),
    ],
)
def test_a_line_may_break_before_and_after_quotation_marks(written, places):
    text = tidied(written).get_text()
    found = [
        f"{text[place - 1]}|{text[place + 1]}"
        for place, character in enumerate(text)
        if character == chinese.BREAK
    ]
    assert found == places


def test_a_hair_of_air_stands_between_chinese_and_latin_script():
    soup = tidied("在1957年用AG的")
    assert [tag.get_text() for tag in soup.select(".before-latin")] == ["在", "用"]
    assert [tag.get_text() for tag in soup.select(".after-latin")] == ["年", "的"]


def test_an_apostrophe_among_latin_letters_is_not_wide():
    assert [tag.get_text() for tag in tidied("雄安（Xiong’an）的“新区”").select(".latin")] == ["’"]


def test_emphasis_in_chinese_script_is_not_slanted():
    assert tidied("<em>去产能</em>").select_one("em")["class"] == ["han"]
    assert "class" not in tidied("<em>Ruhrkohle</em>").select_one("em").attrs
