"""What print leaves out, where links lead, and which defects stop the PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from strukturwandel import catalogues
from strukturwandel.languages import language
from strukturwandel.print_edition import PrintError, content, make, pages

COAL = "chapters/ruhr/coal.html"


def prepared(html: Path, pictures: dict, name: str = "en", address: str = "") -> tuple:
    """The book with its articles made fit for print, and the problems found."""
    book = pages.read(html, language(name))
    book.address = address or book.address
    problems: list[str] = []
    for page in book.pages:
        content.draw(page, pictures, book, problems)
        content.clean(page, book, problems)
    content.link(book, problems)
    return book, problems


def change(html: Path, page: str, old: str, new: str) -> None:
    """Plant a defect in a built page."""
    path = html / page
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_code_buttons_scripts_and_data_tables_stay_online(edition, pictures):
    book, problems = prepared(edition("en"), pictures("en"))
    markup = "".join(str(page.article) for page in book.pages)
    assert not problems
    for left_out in ("import pandas", "Show the code", "<button", "<script", "table of data",
                     "headerlink", "toctree-wrapper", "ZDF18"):  # fmt: skip
        assert left_out not in markup


def test_finding_and_measure_stand_above_the_picture_and_the_source_below(edition, pictures):
    book, _ = prepared(edition("en"), pictures("en"))
    text = book.pages[1].article.select_one("figure.chart").get_text()
    places = [text.index(part) for part in ("Oil overtook", "Primary energy", "[[", "Source:")]
    assert places == sorted(places)


def test_links_inside_the_book_lead_to_the_places_in_the_document(edition, pictures):
    book, _ = prepared(edition("en"), pictures("en"))
    coal = book.pages[1].article
    links = {link.get_text(strip=True): link.get("href") for link in coal.select("a")}
    assert links["ZDF, 2018"] == "#chapters-appendices-sources--id7"
    assert links["structural change"] == "#chapters-appendices-glossary--term-change"
    assert links["Glossary"] == "#chapters-appendices-glossary"


def test_a_number_links_to_its_table_once_the_site_has_an_address(edition, pictures):
    html, drawn = edition("en"), pictures("en")
    book, _ = prepared(html, drawn)
    assert book.pages[1].article.select_one(".number").find_parent("a") is None
    book, _ = prepared(html, drawn, address="https://ruhr.nrw/book")
    link = book.pages[1].article.select_one(".number").find_parent("a")
    assert link["href"] == "https://ruhr.nrw/book/data/coal.csv"


@pytest.mark.parametrize(
    "address", ["", "https://example.org/x", "http://localhost:8000", "https://a.invalid"]
)
def test_a_placeholder_is_no_address(edition, address):
    book = pages.read(edition("en"), language("en"))
    book.address = address
    assert not content.has_address(book)


def test_a_dead_link_into_the_book_is_told_with_page_and_text(edition, pictures):
    html = edition("en")
    change(html, COAL, "#term-change", "#term-chnge")
    _, problems = prepared(html, pictures("en"))
    target = "chapters/appendices/glossary.html#term-chnge"
    assert problems == [
        f"chapters/ruhr/coal.html: link to {target} leads nowhere: structural change"
    ]


def test_a_link_to_a_page_that_was_not_built_is_told(edition, pictures):
    html = edition("en")
    change(html, COAL, 'appendices/glossary.html">', 'appendices/lost.html">')
    _, problems = prepared(html, pictures("en"))
    assert problems == [
        "chapters/ruhr/coal.html: link to chapters/appendices/lost.html, which was not built"
    ]


def test_a_chart_without_picture_is_told(edition, pictures):
    _, problems = prepared(edition("en"), {})
    assert problems == [
        "chapters/ruhr/coal.html: chart fig-energy has no picture (0123456789abcdef)"
    ]
    drawn = pictures("en")
    drawn["0123456789abcdef"]["wide"].unlink()
    _, problems = prepared(edition("en"), drawn)
    assert len(problems) == 1


def test_an_image_that_is_not_there_or_says_nothing_is_told(edition, pictures, tmp_path):
    html = edition("en")
    change(html, COAL, '<div class="adviser', '<img src="../a.png"/><div class="adviser')
    assert "picture ../a.png is not there" in prepared(html, pictures("en"))[1][0]
    (html / "chapters/a.png").write_bytes(b"")
    assert "picture ../a.png has no alternative text" in prepared(html, pictures("en"))[1][0]


def test_an_id_that_a_translation_repeats_is_no_problem(edition, pictures):
    html = edition("en")
    change(html, COAL, '<div class="adviser', '<b id="id1">x</b><div class="adviser')
    book, problems = prepared(html, pictures("en"))
    assert not problems
    assert "--id1" not in str(book.pages[1].article)


def test_a_formula_is_told_because_print_cannot_set_it(edition, pictures):
    html = edition("en")
    change(
        html, COAL, '<div class="adviser', r'<span class="math">\(x^2\)</span><div class="adviser'
    )
    assert "print cannot set formulas yet" in prepared(html, pictures("en"))[1][0]


def test_no_string_ends_with_a_blank_before_another(edition):
    article = pages.read(edition("en"), language("en")).pages[1].article
    article.p.replace_with(
        BeautifulSoup("<p>a <a>b </a><em>c</em> d\xa0<b>e</b></p>", "html.parser")
    )
    content.move_blanks(article)
    assert str(article.p) == "<p>a<a> b</a><em> c</em> d\xa0<b>e</b></p>"


def test_an_empty_target_moves_into_the_heading_it_stands_before(edition, pictures):
    html = edition("en")
    change(html, COAL, "<p>The terms", '<p><a href="#ch4-crisis">The terms</a>')
    book, _ = prepared(html, pictures("en"))
    target = book.pages[1].article.select_one("#chapters-ruhr-coal--ch4-crisis")
    assert target.parent.name == "h2"


def test_an_untranslated_string_stops_the_pdf(edition, pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "lookup", lambda *place: lambda message: None)
    with pytest.raises(PrintError, match=r"no de translation in site\.po of: Contents"):
        make(language("de"), edition("de"), pictures("de"), tmp_path / "de.pdf")
    assert not (tmp_path / "de.pdf").exists()
