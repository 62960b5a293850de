"""Lists of sources speak the page's language: words between names, dates, notes, bodies."""

from __future__ import annotations

import re

import pytest
from browsing import soup
from pybtex.database import Entry, Person

from strukturwandel.languages import language
from strukturwandel.sphinxext import bibliography

ENGLISH = re.compile(
    r"inferred|Read as|Seen as|\bn\.d\.|no date|Technical report|PhD thesis|, and |\bothers\b"
    r"|\b(January|February|March|June|July|October|December)\b|in the press|co-authors|press release,"
)
PLANTED = (
    "A. Author and B. Other. Title. 2019. Year inferred.",
    "Title. Technical report, World Bank, September 2010. Read as abstract.",
    "A. Author, B. Other, and others. Title. October 2019.",
)


@pytest.mark.parametrize("text", PLANTED)
def test_the_search_for_english_finds_what_is_planted(text):
    assert ENGLISH.search(text)


@pytest.mark.parametrize("edition", ["de", "zh"])
def test_a_translated_list_of_sources_keeps_no_english_but_names_and_titles(site_folder, edition):
    entries = soup(site_folder, edition, "chapters/appendices/bibliography.html").select(
        "div.citation"
    )
    assert len(entries) > 400
    # Titles of works may hold such words, in brackets and outside; what follows them may not.
    told = [re.sub(r"\[[^\]]*\]", "", each.get_text(" ", strip=True)) for each in entries]
    titles = {bibliography.plain(work.fields["title"]) for work in bibliography.works().values()}
    left = []
    for text in told:
        for title in titles:
            text = text.replace(re.sub(r"\[[^\]]*\]", "", title), "")
        if ENGLISH.search(text):
            left.append(text[:160])
    assert left == []


@pytest.mark.parametrize("edition", ["de", "zh"])
def test_source_lines_of_charts_keep_no_english_joints(site_folder, edition):
    lines = [
        line.get_text()
        for page in sorted((site_folder / edition / "chapters").rglob("*.html"))
        for line in soup(
            site_folder, edition, page.relative_to(site_folder / edition).as_posix()
        ).select(".chart-source")
    ]
    assert len(lines) > 80
    assert [line for line in lines if ENGLISH.search(line)] == []


def test_two_tables_are_not_called_alike_in_a_source_line(site_folder):
    for edition in ("en", "de", "zh"):
        for page in ("chapters/next/agenda.html", "chapters/data/index.html"):
            for line in soup(site_folder, edition, page).select(".chart-source"):
                names = [link.get_text() for link in line.select("a")]
                assert len(names) == len(set(names)), (edition, names)


def test_month_and_year_are_written_as_the_language_writes_them():
    work = Entry("misc", {"month": "September", "year": "2010"})
    written = [bibliography.date(work, language(name)) for name in ("en", "de", "zh")]
    assert written == ["September 2010", "September 2010", "2010年9月"]
    assert bibliography.date(Entry("misc", {"year": "2010"}), language("de")) is None


def test_a_body_in_braces_is_no_person():
    assert bibliography.body(Person("{World Bank}")) == "World Bank"
    assert bibliography.body(Person("Grabher, Gernot")) is None


def test_every_note_and_body_of_the_list_is_a_message():
    found = {message for _, message in bibliography.messages()}
    assert {"Year inferred", "Read as abstract", "National Bureau of Statistics of China"} <= found
