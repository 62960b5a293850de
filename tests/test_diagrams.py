"""Diagrams are text that is translated like any other; lessons come from their table, filterable."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_book import Book

pytestmark = pytest.mark.slow

HEAD = "# A small chapter\n\n"
FLOW = """```{diagram} Who pays whom
:id: fig-flow
:kind: flow
:description: One arrow from the foundation to the polders.
- The foundation

  pays for ever {cite:p}`mib_krise`

  The polders
```
"""
COLUMNS = """```{diagram} Three reasons
:id: fig-columns
:kind: columns
:description: Three boxes.
- **First**

  Ties.
- **Second**

  Thoughts.
```
"""
MATRIX = """```{diagram} Two phases
:id: fig-matrix
:kind: matrix
:description: A table.
| Phase | Who spoke |
| --- | --- |
| Early | Few |
```
"""
END = "\n```{bibliography}\n```\n"
GERMAN = {
    "A small chapter": "Ein kleines Kapitel",
    "Who pays whom": "Wer wen bezahlt",
    "One arrow from the foundation to the polders.": "Ein Pfeil von der Stiftung zu den Poldern.",
    "The foundation": "Die Stiftung",
    "pays for ever {cite:p}`mib_krise`": "zahlt auf ewig {cite:p}`mib_krise`",
    "The polders": "Die Polder",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("diagrams"))


def page(book: Book, language: str) -> BeautifulSoup:
    code, said = book.build(language)
    assert code == 0, said
    return BeautifulSoup(book.page(language), "lxml")


def test_a_diagram_is_a_named_and_described_figure_of_text(book: Book):
    book.chapter(HEAD + FLOW + "\n" + COLUMNS + "\n" + MATRIX + END)
    built = page(book, "en")
    for kind in ("flow", "columns", "matrix"):
        figure = built.select_one(f"figure.diagram.{kind}#fig-{kind}")
        for key in ("aria-labelledby", "aria-describedby"):
            assert figure.find(id=figure[key]).get_text(strip=True)
    steps = [step.get_text(" ", strip=True) for step in built.select("#fig-flow li > p")]
    assert steps[0] == "The foundation" and steps[2] == "The polders"
    assert built.select_one("#fig-flow .bibtex-citation a")


def test_a_diagram_is_translated_in_every_part(book: Book):
    book.chapter(HEAD + FLOW + END)
    book.catalogues(page=GERMAN)
    figure = page(book, "de").select_one("#fig-flow")
    text = figure.get_text(" ", strip=True)
    for german in list(GERMAN.values())[1:4] + ["zahlt auf ewig", "Die Polder"]:
        assert german in text
    assert "foundation" not in text


@pytest.mark.parametrize(
    ("defect", "said"),
    [
        (FLOW.replace("\n\n  The polders", ""), "step 1 has 2 paragraphs, not 3"),
        (FLOW.replace("kind: flow", "kind: matrix"), "the body of a matrix is one table"),
        (FLOW.replace("kind: flow", "kind: wheel"), "wheel"),
        (FLOW.replace(":description: One arrow from the foundation to the polders.\n", ""),
         "diagram without description"),
        (FLOW + "\n" + FLOW.replace("Who pays", "Who owes"), "chart id 'fig-flow' is used twice"),
    ],
)  # fmt: skip
def test_a_broken_diagram_stops_the_build_with_its_place(book: Book, defect: str, said: str):
    book.chapter(HEAD + defect + END)
    code, told = book.build("en")
    assert code != 0 and said in told and "index" in told


def test_every_lesson_of_the_table_is_a_card_with_its_grades(book: Book):
    book.chapter(HEAD + "```{lessons}\n:kinds: worked failed condition\n```\n" + END)
    built = page(book, "en")
    with Path(book.folder, "data", "lessons.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["id"].startswith("L")]
    cards = built.select(".lessons > .lesson")
    assert [card["id"] for card in cards] == [f"lesson-{row['id'].lower()}" for row in rows]
    for card, row in zip(cards, rows, strict=True):
        said = card.get_text().replace("’", "'")  # Sphinx's typographic marks
        assert row["title"] in said and row["claim"] in said
        assert (card["data-strength"], card["data-transfer"]) == (row["strength"], row["transfer"])
        assert len(card.select("dt")) == 4
    assert len(built.select(".lesson-filter select")) == 4


def test_lessons_of_an_unknown_kind_stop_the_build(book: Book):
    book.chapter(HEAD + "```{lessons}\n:kinds: wisdom\n```\n" + END)
    code, told = book.build("en")
    assert code != 0 and "no lessons of kind wisdom" in told
