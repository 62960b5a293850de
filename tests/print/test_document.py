"""The PDF of a small edition: what a reader, a screen reader and an archive find in it."""

from __future__ import annotations

import re

import pypdf
import pytest
from reading import elements, figures, fonts, internal_links, outline, squeezed, text_of
from small_edition import TEXTS

from strukturwandel import machine, print_edition
from strukturwandel.languages import language
from strukturwandel.print_edition import PrintError, chinese


@pytest.mark.parametrize(
    ("name", "tag", "title"),
    [
        ("en", "en", "The Ruhr, in short: What Beijing can learn"),
        ("de", "de", "Das Ruhrgebiet, kurz gefasst: Was Beijing lernen kann"),
        ("zh", "zh-Hans", "鲁尔区简史：北京可以学到什么"),
    ],
)
def test_title_language_and_tags(make, name, tag, title):
    reader = pypdf.PdfReader(make(name))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (tag, True)
    assert reader.metadata.title == title
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    kinds = {node.get("/S") for node in elements(reader)}
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/Figure", "/Caption", "/Link"} <= kinds


@pytest.mark.parametrize("name", ["en", "de", "zh"])
def test_a_chart_is_a_vector_picture_with_its_description(make, name):
    pdf = make(name)
    reader = pypdf.PdfReader(pdf)
    assert figures(reader) == [TEXTS[name]["description"]]
    assert squeezed(TEXTS[name]["label"]) in squeezed(text_of(pdf))
    assert not any(page.images for page in reader.pages)


def test_the_outline_has_parts_pages_and_sections(make):
    assert outline(pypdf.PdfReader(make("en"))) == [
        (0, "Contents"), (0, "About this book"),
        (0, "Part I: The Ruhr"), (1, "Closing first, planning later"),
        (2, "The crisis came in 1958"),
        (0, "Appendices"), (1, "Glossary"), (1, "Sources"),
    ]  # fmt: skip


def test_a_title_of_two_lines_breaks_at_its_colon(make, edition):
    html = edition("zh")
    path = html / "chapters/ruhr/coal.html"
    long = "钢铁、煤炭与职工：统计了什么，没有统计什么"
    path.write_text(
        path.read_text(encoding="utf-8").replace("先关闭，后规划", long), encoding="utf-8"
    )
    text = text_of(make("zh", html))
    assert "钢铁、煤炭与职工：\n统计了什么，没有统计什么" in text


def test_every_internal_link_has_its_place(make):
    reader = pypdf.PdfReader(make("en"))
    places = internal_links(reader)
    assert len(places) >= 7
    assert set(places) <= set(reader.named_destinations)


def test_references_and_contents_name_pages(make):
    pdf = make("de")
    assert re.search(r"Glossar \(p\.\s\d\)", text_of(pdf))
    assert re.search(r"Erst schließen, dann planen[ .]+5", text_of(pdf, "-layout"))


@pytest.mark.parametrize("name", ["en", "de", "zh"])
def test_fonts_are_embedded_and_chinese_in_mainland_forms(make, name):
    rows = fonts(make(name))
    assert rows
    for row in rows:
        assert re.search(r"\byes yes yes\b", row), row
        assert "Noto" in row, f"a font that the machine happens to have: {row}"
        assert "Type 3" not in row
        assert "CJK" not in row or "CJK-SC" in row, row


def test_an_address_never_breaks_at_a_hyphen_of_its_own(make):
    text = text_of(make("en"))
    assert "https://www.zdf.de/nachrichten/heute/kohle\n-fakten-100.html" in text
    assert chinese.BREAK not in text


def test_german_is_hyphenated(make):
    assert re.search(r"[a-zäöüß]{3}[-‐]\n[a-zäöüß]{3}", text_of(make("de")))


def test_the_same_input_gives_the_same_bytes(make, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    first = make("zh").read_bytes()
    assert make("zh").read_bytes() == first


def test_the_date_is_that_of_the_last_change(make, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    pdf = make("en")
    assert "English · 18 November 2026" in text_of(pdf)
    assert pypdf.PdfReader(pdf).metadata.creation_date.timestamp() == 1795000000


def test_what_weasyprint_complains_of_stops_the_pdf(
    edition, pictures, translated, tmp_path, monkeypatch
):
    from strukturwandel.print_edition import setting

    style = tmp_path / "print.css"
    style.write_text('p { background: url("lost.png") }', encoding="utf-8")
    monkeypatch.setattr(setting, "STYLE", style)
    with pytest.raises(PrintError, match=r"WeasyPrint: Failed to load image.*lost\.png"):
        print_edition.make(language("en"), edition("en"), pictures("en"), tmp_path / "a.pdf")
    assert not list(tmp_path.glob("a.*"))


def test_without_pango_one_line_tells_what_to_install(
    edition, pictures, translated, tmp_path, monkeypatch
):
    def lost(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0': not found.\nMore lines.")

    monkeypatch.setattr(print_edition.importlib, "import_module", lost)
    monkeypatch.setattr(machine, "check", lambda parts: ["Pango"])
    monkeypatch.setattr(machine, "describe", lambda parts: "Missing: Pango (sets the PDFs). apt")
    with pytest.raises(RuntimeError) as failure:
        print_edition.make(language("en"), edition("en"), pictures("en"), tmp_path / "a.pdf")
    assert str(failure.value) == "this machine cannot set PDFs. Missing: Pango (sets the PDFs). apt"


@pytest.mark.parametrize(
    ("title", "running"),
    [
        ("Glossary: one term, three languages", "Glossary: one term, three languages"),
        (
            "Nach Bedingungen fragen, nicht nach einer Erfolgsgeschichte: der Austausch 2014/15",
            "Nach Bedingungen fragen, nicht nach einer Erfolgsgeschichte",
        ),
        (
            "On paper, services replaced the Ruhr’s lost industry jobs after eight years",
            "On paper, services replaced the Ruhr’s lost industry jobs after …",
        ),
    ],
)
def test_a_long_title_is_shortened_in_the_running_head(title, running):
    assert print_edition.running_title(title) == running
