"""The three PDFs of the built site, page by page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pypdf
import pytest
import weasyprint
from reading import figures, fonts, internal_links, lowest_lines, outline, squeezed, text_of

from strukturwandel.languages import LANGUAGES, Language
from strukturwandel.print_edition import pages

pytestmark = pytest.mark.slow
EDITIONS = pytest.mark.parametrize("entry", LANGUAGES, ids=[entry.path for entry in LANGUAGES])


def pdf_of(site: Path, entry: Language) -> Path:
    path = site / "pdf" / f"ruhr-jingjinji-{entry.path}.pdf"
    assert path.exists(), "the site was built without PDFs"
    return path


@cache
def book_of(site: Path, entry: Language) -> pages.Book:
    """The pages of the site that are printed."""
    return pages.read(site / entry.path, entry)


@cache
def read(pdf: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(pdf)


told = cache(text_of)  # Poppler takes seconds for a whole book


@cache
def words_of(pdf: Path) -> str:
    return squeezed(told(pdf))


@EDITIONS
def test_title_language_and_tags(site_folder, entry):
    reader = read(pdf_of(site_folder, entry))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == entry.tag
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    book = book_of(site_folder, entry)
    assert reader.metadata.title.startswith(book.title)


@EDITIONS
def test_the_outline_has_every_part_and_every_page(site_folder, entry):
    book = book_of(site_folder, entry)
    entries = [title for _, title in outline(read(pdf_of(site_folder, entry)))]
    wanted = [part for part in book.parts if part]
    wanted += [page.title for page in book.pages if page.name != pages.HOME]
    assert len(book.pages) >= 6
    for title in wanted:
        assert squeezed(title) in [squeezed(entry) for entry in entries]


@EDITIONS
def test_every_internal_link_has_its_place(site_folder, entry):
    reader = read(pdf_of(site_folder, entry))
    places = internal_links(reader)
    assert len(places) > 100
    assert set(places) <= set(reader.named_destinations)


@EDITIONS
def test_fonts_are_embedded_and_chinese_in_mainland_forms(site_folder, entry):
    for row in fonts(pdf_of(site_folder, entry)):
        assert re.search(r"\byes yes yes\b", row), row
        assert "Noto" in row, f"a font that the machine happens to have: {row}"
        assert "Type 3" not in row
        assert "CJK" not in row or "CJK-SC" in row, row


@EDITIONS
def test_every_chart_is_in_it_with_its_words_and_description(site_folder, entry):
    pdf = pdf_of(site_folder, entry)
    text = words_of(pdf)
    book = book_of(site_folder, entry)
    found = [chart for page in book.pages for chart in page.article.select("figure.chart")]
    assert len(found) >= 5
    described = [squeezed(chart.select_one(".chart-description").get_text()) for chart in found]
    assert sorted(map(squeezed, figures(read(pdf)))) == sorted(described)
    text = text.replace("-", "")  # Poppler drops a hyphen at which a line breaks
    for chart in found:
        assert squeezed(chart.select_one(".chart-finding").get_text()).replace("-", "") in text
        for label in chart.select(".chart-picture svg.wide text"):
            if "rotate" in label.get("transform", ""):
                continue  # Poppler gives turned text letter by letter
            for word in label.get_text(" ").split():
                told_word = squeezed(word).replace("-", "")
                assert told_word in text, f"{chart['id']}: {word} is lost in print"


@EDITIONS
def test_the_text_of_every_page_is_in_it(site_folder, entry):
    """The last paragraph of each page, where its words are not broken over lines."""
    text = words_of(pdf_of(site_folder, entry))
    for page in book_of(site_folder, entry).pages:
        paragraph = page.article.select("section > p")[-1]
        for piece in re.findall(r"[^\W\d_]{4,9}", paragraph.get_text()):
            assert piece in text, f"{page.name}: {piece}"


@EDITIONS
def test_nothing_of_the_screen_or_the_making_is_left(site_folder, entry):
    text = told(pdf_of(site_folder, entry))
    for left in (
        "[[",
        "{page}",
        "mark-end",
        "charts.publish",
        "import plotly",
        "\N{REPLACEMENT CHARACTER}",
    ):
        assert left not in text


@EDITIONS
def test_no_page_before_another_of_its_chapter_is_half_empty(site_folder, entry):
    pdf = pdf_of(site_folder, entry)
    lowest, starts = lowest_lines(told(pdf, "-bbox")), _chapter_starts(pdf)
    assert len(book_of(site_folder, entry).pages) < len(starts) < len(lowest) / 2
    within = [number for number in range(3, len(lowest) - 1) if number + 1 not in starts]
    empty = [number + 1 for number in within if lowest[number] < 0.55]
    assert not empty, f"half empty pages: {empty}"


def _chapter_starts(pdf: Path) -> set[int]:
    """Numbers (from 0) of the pages on which a chapter begins: they have no running head."""
    bounded = told(pdf, "-bbox")
    found = re.findall(r"<page .*?</page>", bounded, re.DOTALL)
    return {
        number for number, words in enumerate(found)
        if not any(20 < float(top) < 70 for top in re.findall(r'yMin="([\d.]+)"', words))
    }  # fmt: skip


def test_german_has_umlauts_and_is_hyphenated(site_folder):
    text = told(pdf_of(site_folder, LANGUAGES[1]))
    assert all(letter in text for letter in "äöüßÄÖÜ")
    assert len(re.findall(r"[a-zäöüß]{3}[-‐]\n[a-zäöüß]{3}", text)) > 20


def test_chinese_lines_are_flush_and_copy_without_blanks(site_folder):
    text = told(pdf_of(site_folder, LANGUAGES[2]))
    lines = [line for line in text.splitlines() if len(re.findall(r"[一-鿿]", line)) > 15]
    spaced = [line for line in lines if len(re.findall(r"[一-鿿] (?=[一-鿿])", line)) > 2]
    assert len(lines) > 100
    assert len(spaced) < len(lines) * 0.05, "Poppler copies blanks between Chinese characters"
    assert begin_with_a_mark(told(pdf_of(site_folder, LANGUAGES[2]), "-bbox")) == []


def begin_with_a_mark(bounded: str) -> list[str]:
    """Words that begin a line with a mark that closes: Poppler may part what stands on one line."""
    found = []
    for page in bounded.split("<page ")[1:]:
        words = [
            (*map(float, place), text)
            for *place, text in re.findall(
                r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>',
                page,
            )
        ]
        for left, top, _, bottom, text in words:
            if text[0] in "，。、；：？！）》" and not any(
                other[0] < left and other[1] < (top + bottom) / 2 < other[3] for other in words
            ):
                found.append(text)
    return found


def test_a_line_that_begins_with_a_mark_is_noticed(tmp_path):
    kept, planted = tmp_path / "kept.pdf", tmp_path / "planted.pdf"
    page = "<html lang='zh'><p>德国联邦议院（Deutscher Bundestag）{}，2007</p></html>"
    for text, pdf in (("", kept), ("<br>", planted)):
        weasyprint.HTML(string=page.format(text)).write_pdf(pdf)
    assert begin_with_a_mark(text_of(kept, "-bbox")) == []
    assert begin_with_a_mark(text_of(planted, "-bbox")) == ["，2007"]
