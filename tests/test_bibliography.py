"""Lists of sources speak the page's language: words between names, dates, notes, bodies."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from browsing import soup
from bs4 import BeautifulSoup
from pybtex.database import Entry, Person

from strukturwandel.languages import language
from strukturwandel.sphinxext import bibliography, datapages

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


@pytest.mark.parametrize("edition", ["en", "de", "zh"])
def test_no_citation_says_et_al_twice(site_folder, edition):
    twice = re.compile(r"et al\.,? et al\.|u\. a\.,? u\. a\.|等等")
    assert twice.search("[Zhang et al. et al., 2019]") and twice.search("[Zhang等等，2019]")
    told = [
        citation.get_text()
        for page in sorted((site_folder / edition / "chapters").rglob("*.html"))
        for citation in BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select(
            'a[href*="bibliography.html#"]'
        )
    ]
    assert len(told) > 1000
    assert [text for text in told if twice.search(text)] == []


def test_what_a_chinese_title_means_is_told_in_the_language_and_not_in_chinese():
    meant = {
        "Air quality in 2018": "Luftqualität 2018",
        "Brochure on coal": "Broschüre zur Kohle",
    }.get
    titles = ["空气质量 [Air quality in 2018]", "[Brochure on coal]", "[Steinkohle-Bergbau]"]
    assert [bibliography.title_in(title, meant, language("de")) for title in titles] == [
        "空气质量 [Luftqualität 2018]", "[Broschüre zur Kohle]", "[Steinkohle-Bergbau]",
    ]  # fmt: skip
    assert bibliography.title_in(titles[0], meant, language("zh")) == "空气质量"
    numbered = "大气污染防治行动计划 (国发〔2013〕37号)"  # no gloss
    assert bibliography.title_in(numbered, meant, language("zh")) == numbered


def test_chinese_authors_stand_in_their_characters_in_chinese(site_folder):
    known = bibliography.natives()
    assert known["Zhang, Wenzhong"] == "张文忠"
    assert not any(name.isascii() for name in known.values())
    title = "中国资源型城市转型发展的政策演变与效果分析"
    for edition, name in (("en", "Zhang"), ("de", "Zhang"), ("zh", "张文忠")):
        entries = soup(site_folder, edition, "chapters/appendices/bibliography.html").select(
            "div.citation"
        )
        (entry,) = (text for each in entries if title in (text := each.get_text()))
        assert name in entry, edition
        assert "作者" not in entry, edition


def test_works_are_parted_by_a_semicolon_and_author_and_year_by_the_languages_comma(site_folder):
    for edition, parted in (("en", "; "), ("de", "; "), ("zh", "；")):
        told = [
            (citation.get_text(), len(citation.select("a")))
            for page in sorted((site_folder / edition / "chapters").rglob("*.html"))
            for citation in BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select(
                ".bibtex-citation"
            )
        ]
        several = [(text, works) for text, works in told if works > 1]
        assert len(several) > 50
        assert [text for text, works in several if text.count(parted) < works - 1] == [], edition
        latin = [text for text, _ in told if re.search(r"[\u4e00-\u9fff]）?, ", text)]
        assert latin == []


def test_a_source_is_cited_in_the_language_of_the_page_but_for_its_title(site_folder):
    lines = {
        edition: soup(site_folder, edition, "chapters/data/air.html").select("#sources li")
        for edition in ("en", "de", "zh")
    }
    assert len({len(found) for found in lines.values()}) == 1
    english = re.compile(r"\b(quoted in the press|National Bureau|Ministry of|through Our)\b")
    assert english.search(" ".join(line.get_text() for line in lines["en"]))
    for edition in ("de", "zh"):
        assert [line.get_text() for line in lines[edition] if english.search(line.get_text())] == []


def test_a_citation_without_its_title_names_table_row_and_column():
    about = pd.Series({"title": "Air", "citation": "Bureau (2018): Water."}, name="bureau_2018")
    with pytest.raises(ValueError, match="'sources', row 'bureau_2018', column 'citation'"):
        datapages.split_citation(about)
    about["citation"] = "Bureau, in the press, 4 January 2018: Air."
    assert datapages.split_citation(about) == ("Bureau, in the press", "", "4 January 2018")
