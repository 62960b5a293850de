"""The print edition takes the pages and their order from the built contents."""

from __future__ import annotations

import pytest

from strukturwandel.languages import language
from strukturwandel.print_edition import pages

HOME, COAL = "index", "chapters/ruhr/coal"


def test_pages_parts_and_titles_come_from_the_built_contents(edition):
    book = pages.read(edition("en"), language("en"))
    assert [page.name for page in book.pages] == [
        HOME, COAL, "chapters/appendices/glossary", "chapters/appendices/sources",
    ]  # fmt: skip
    assert list(book.parts) == ["", "Part I: The Ruhr", "Appendices"]
    assert (book.title, book.subtitle) == ("The Ruhr, in short", "What Beijing can learn")
    assert book.address == "https://ruhr-jingjinji.invalid"


def test_a_chinese_title_parts_at_its_wide_colon(edition):
    book = pages.read(edition("zh"), language("zh"))
    assert (book.title, book.subtitle) == ("鲁尔区简史", "北京可以学到什么")


def test_pages_of_single_tables_stay_online(edition):
    html = edition("en")
    home = (html / "index.html").read_text(encoding="utf-8")
    more = '<a class="reference internal" href="chapters/data/{}.html">x</a></nav>'
    for name in ("coal", "index"):
        home = home.replace("</nav>", more.format(name))
    (html / "index.html").write_text(home, encoding="utf-8")
    (html / "chapters/data").mkdir()
    page = (html / f"{COAL}.html").read_text(encoding="utf-8")
    (html / "chapters/data/index.html").write_text(page, encoding="utf-8")
    names = [page.name for page in pages.read(html, language("en")).pages]
    assert "chapters/data/index" in names
    assert "chapters/data/coal" not in names


def test_a_page_that_was_not_built_is_named(edition):
    html = edition("en")
    (html / f"{COAL}.html").unlink()
    with pytest.raises(pages.PrintError, match=r"chapters/ruhr/coal\.html is in the contents, but"):
        pages.read(html, language("en"))


@pytest.mark.parametrize("defect", ["article", "h1"])
def test_a_page_without_article_or_heading_is_named(edition, defect):
    html = edition("en")
    path = html / f"{COAL}.html"
    text = path.read_text(encoding="utf-8").replace(f"<{defect}", "<div").replace(
        f"</{defect}", "</div")  # fmt: skip
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pages.PrintError, match=r"chapters/ruhr/coal\.html has no <article"):
        pages.read(html, language("en"))


def test_one_problem_is_told_in_one_line(edition):
    html = edition("en")
    (html / "index.html").unlink()
    with pytest.raises(pages.PrintError) as failure:
        pages.read(html, language("en"))
    assert "\n" not in str(failure.value)
    assert "index.html was not built" in str(failure.value)
