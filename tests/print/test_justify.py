"""Chinese lines end flush; these tests tell whether a new WeasyPrint still lets us do that."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import weasyprint

from strukturwandel.print_edition import chinese, justify

MEASURE = 388.5  # pt, 37 squares of 10.5 pt
PAGE = """<html lang="zh-Hans"><title>t</title><style>
@page {{ size: A4; margin: 20mm }} p {{ margin: 0; width: 388.5pt; text-align: justify;
font: 10.5pt/18pt "Noto Serif CJK SC" }} .halved {{ font-feature-settings: "halt" }}</style>
<p>{text}</p></html>"""
TEXT = (
    "从1958年起，鲁尔区的煤矿卖出的煤越来越少，因为石油和进口煤更便宜。企业的回应是停工、关闭和合并；"
    "联邦政府为每一项都付了一部分钱，却没有为任何一项制定规划。“化解过剩产能”（去产能）在"
    "《国务院关于化解产能严重过剩矛盾的指导意见》（2013年）中被明确提出，而<a>Ruhrkohle AG</a>"
    "成立于<a>1968</a>年<a>11月27日</a>，拥有西德硬煤矿的80%。他说：“好！”这一机构需要一个期限。"
) * 3


def lines(text: str, folder: Path) -> list[tuple[float, float, str]]:
    """Left edge, right edge and text of each line of a page, by Poppler."""
    pdf = folder / "lines.pdf"
    weasyprint.HTML(string=PAGE.format(text=text)).write_pdf(pdf)
    command = ["pdftotext", "-bbox-layout", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[float, list] = {}
    for x1, y, x2, word in re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>', told
    ):
        found.setdefault(round(float(y) / 9), []).append((float(x1), float(x2), word))
    return [
        (min(w[0] for w in words), max(w[1] for w in words), "".join(w[2] for w in sorted(words)))
        for _, words in sorted(found.items())
    ]


def tidied(text: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(f"<p>{text}</p>", "lxml").body
    chinese.tidy(soup)
    return soup.p.decode_contents()


def test_without_it_lines_are_ragged(tmp_path):
    ends = {round(right) for _, right, _ in lines(tidied(TEXT), tmp_path)[:-1]}
    assert len(ends) > 2, "WeasyPrint justifies Chinese by itself: justify.py may go"


def test_lines_end_flush_and_marks_hang_by_half_a_square(tmp_path):
    with justify.justified():
        found = lines(tidied(TEXT), tmp_path)
    assert len(found) > 10
    for left, right, text in found[:-1]:
        hanging = 5.25 if text[-1] in chinese.CLOSING else 0
        assert right == pytest.approx(found[0][0] + MEASURE + hanging, abs=1.5), text
        assert left >= found[0][0] - 6


def test_no_line_begins_with_a_mark_that_closes_or_ends_with_one_that_opens(tmp_path):
    with justify.justified():
        found = lines(tidied(TEXT), tmp_path)
    for _, _, text in found:
        assert text[0] not in chinese.CLOSING
        assert text[-1] not in chinese.OPENING


def test_the_text_copies_without_blanks(tmp_path):
    with justify.justified():
        found = "".join(text for _, _, text in lines(tidied(TEXT), tmp_path))
    assert "化解过剩产能" in found
    assert chinese.BREAK not in found


def test_it_leaves_weasyprint_as_it_was(tmp_path):
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout

    before = inline.text_align, Layout.set_text
    with pytest.raises(ZeroDivisionError), justify.justified():
        assert (inline.text_align, Layout.set_text) != before
        raise ZeroDivisionError
    assert (inline.text_align, Layout.set_text) == before


def test_another_weasyprint_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RuntimeError, match=r"written for WeasyPrint 70\.0, 71\.0 is installed"):
        justify.justified().__enter__()
