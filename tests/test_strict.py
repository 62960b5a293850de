"""The strict build stops at what a reader would trip over, and names the place.

Each test plants its defect in a small book of one chapter, built in English and German.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from small_book import CHAPTER, OUTPUTS, PAGE, Book

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The small book without defects, built in English and German."""
    book = Book(tmp_path_factory.mktemp("book"))
    for language in ("en", "de"):
        code, said = book.build(language)
        assert code == 0, said
    return book


@pytest.fixture
def book(good: Book, tmp_path: Path) -> Book:
    """A copy of the good book to plant a defect in; its execution cache comes along."""
    copy = object.__new__(Book)
    shutil.copytree(good.folder, tmp_path / "book")
    copy.folder = tmp_path / "book"
    copy.german = copy.folder / "translations" / "de" / "LC_MESSAGES"
    shutil.rmtree(copy.folder / "_build" / "editions")
    return copy


def test_a_whole_book_builds_and_shows_numbers_in_each_language(good: Book) -> None:
    assert ">607,000</data>" in good.page("en")
    assert ">607.000</data>" in good.page("de")
    assert 'value="607000"' in good.page("de")


def test_chart_texts_are_translated_in_the_figure_itself(good: Book) -> None:
    figure = re.search(r'class="chart-json">(.*?)</script>', good.page("de"), re.DOTALL)[1]
    assert "Menschen im Bergbau" in figure and "People in mining" not in figure


def test_ids_stay_unique_where_a_translation_cites_a_work_twice(good: Book) -> None:
    ids = re.findall(r' id="([^"]+)"', good.page("de"))
    assert len(ids) == len(set(ids))
    assert good.page("de").count("bibtex-citation") == 2


def test_a_lost_citation_in_a_translation_fails_the_build(book: Book) -> None:
    book.catalogues(
        page={**PAGE, list(PAGE)[1]: "Die Zechen beschäftigten {number}`jobs` Menschen."}
    )
    code, said = book.build("de")
    assert code != 0
    assert "index.md:17" in said and "inconsistent" in said


def test_a_fuzzy_entry_fails_the_build(book: Book) -> None:
    book.catalogues(fuzzy="A small chapter")
    code, said = book.build("de")
    assert code != 0
    assert "no de translation in index.po of: A small chapter" in said and "index.md:6" in said


def test_an_untranslated_axis_title_fails_the_build(book: Book) -> None:
    outputs = {key: value for key, value in OUTPUTS.items() if key != "People in mining"}
    book.catalogues(outputs=outputs)
    code, said = book.build("de")
    assert code != 0
    assert "no de translation in outputs.po of: People in mining" in said and "index" in said


def test_an_unknown_table_fails_the_build(book: Book) -> None:
    book.chapter(CHAPTER.replace('load("coal")', 'load("cole")'))
    code, said = book.build("en")
    assert code != 0 and "index.md" in said
    reports = book.folder.rglob("index.err.log")
    assert any("unknown table" in report.read_text(encoding="utf-8") for report in reports)


def test_a_wrong_type_in_a_table_fails_the_build(book: Book) -> None:
    table = book.folder / "data" / "coal.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("607000", "607.000 Personen"))
    assert book.build("en")[0] != 0
    reports = "".join(p.read_text(encoding="utf-8") for p in book.folder.rglob("index.err.log"))
    assert "coal" in reports and "607.000 Personen" in reports


def test_a_number_that_no_cell_glued_fails_the_build(book: Book) -> None:
    book.chapter(CHAPTER.replace("{number}`jobs`", "{number}`jobz`"))
    code, said = book.build("en")
    assert code != 0 and "no number 'jobz'" in said and "index.md:17" in said


def test_a_bare_plotly_figure_fails_the_build(book: Book) -> None:
    book.chapter(CHAPTER.split("charts.publish(")[0] + "fig\n```\n\n```{bibliography}\n```\n")
    code, said = book.build("en")
    assert code != 0 and "without charts.publish()" in said


def test_a_changed_figure_in_a_table_changes_chart_and_number(book: Book) -> None:
    code, said = book.build("en")
    assert code == 0, said
    table = book.folder / "data" / "coal.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",607000,", ",608000,"))
    code, said = book.build("en")
    assert code == 0, said
    page = book.page("en")
    assert ">608,000</data>" in page and "607000" not in page and "607,000" not in page


def test_make_book_ends_with_table_line_column_and_rule_of_a_wrong_cell(book: Book) -> None:
    table = book.folder / "data" / "coal.csv"
    text = table.read_text(encoding="utf-8")
    line = text[: text.index(",607000,")].count("\n") + 1
    table.write_text(text.replace(",607000,", ",607.000 Personen,", 1), encoding="utf-8")
    code, said = book.run(
        "from strukturwandel.__main__ import main\nraise SystemExit(main(['html']))"
    )
    assert code == 1
    assert said.strip().splitlines()[-1] == (
        f"error: table 'coal', line {line}, column 'value': must be a number: decimal point, "
        "no thousands separator; found '607.000 Personen'"
    )
    assert not (book.folder / "_build" / "editions").exists(), "the tables come first"


def test_a_glossary_with_a_lost_cell_is_refused_with_its_line(book: Book) -> None:
    table = book.folder / "data" / "glossary.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].rpartition(",")[0]
    table.write_text("\n".join([*lines, ""]), encoding="utf-8")
    book.chapter("# Terms\n\n```{glossary-table}\n```\n")
    code, said = book.build("en")
    assert code != 0
    assert "table 'glossary', line 3: must have 10 cells, one for each column" in said


KILLED = "import os, sphinx.builders; sphinx.builders.Builder.write = lambda *_: os._exit(137)"


@pytest.mark.parametrize(
    "first",
    [{"before": KILLED}, {"strict": False}],
    ids=["a killed build", "a preview"],
)
def test_what_went_before_hides_nothing_from_a_strict_build(book: Book, first: dict) -> None:
    """Sphinx has read the page and told the warning once; it would not a second time."""
    book.catalogues(fuzzy="A small chapter")
    code, said = book.build("de", **first)
    assert code == (137 if "before" in first else 0) and "A small chapter" in said
    code, said = book.build("de")
    assert code != 0 and "no de translation in index.po of: A small chapter" in said


def test_a_failure_is_told_again_on_the_next_build(book: Book) -> None:
    book.catalogues(fuzzy="A small chapter")
    assert book.build("de")[0] != 0
    assert book.build("de")[0] != 0
