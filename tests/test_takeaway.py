"""What a reader takes away from a chart is whole: data as numbers, picture with words, citation."""

from __future__ import annotations

import csv
import io

import plotly.graph_objects as go
import pytest
from drawing import EN, ZH, edition, published
from lxml import etree

from strukturwandel.charts import takeaway
from strukturwandel.charts.takeaway import Caption
from strukturwandel.languages import LANGUAGES

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="400" viewBox="0 0 720 400"'
    ' class="wide" aria-hidden="true"><path d="M0,0"/></svg>'
)
WORDS = Caption("Jobs & mines fell < 1957", "Employees, " * 20, "Source: A & B")


@pytest.mark.parametrize("to", LANGUAGES, ids=lambda entry: entry.catalogue)
def test_the_csv_holds_plain_numbers_in_every_language(to):
    """A decimal comma or a dash for a gap would be text to a spreadsheet or a script."""
    figure = go.Figure(go.Scatter(x=[1957, 1960], y=[607500.5, None], name="Jobs"))
    figure.add_scatter(x=[1957, 1960], y=[1.25, 2], name="Mines")
    text = takeaway.csv_text(edition(published(figure), to))
    assert text.startswith("\N{BYTE ORDER MARK}")
    heads, *rows = csv.reader(io.StringIO(text[1:]))
    assert heads == ["«Year»", "«Jobs»", "«Mines»"]
    assert rows == [["1957", "607500.5", "1.25"], ["1960", "", "2"]]


def test_the_picture_carries_its_words_and_leaves_room_for_them():
    root = etree.fromstring(takeaway.standalone(PICTURE, WORDS, "Noto Sans"))
    texts = [node.text for node in root.iter("{*}text")]
    assert "".join(texts).startswith("Jobs & mines fell < 1957")
    assert texts[-1] == "Source: A & B"
    assert root.find("{*}title").text == WORDS.finding
    inner = root.find("{*}svg")
    lowest = float(inner.get("y")) + float(inner.get("height"))
    above = [float(node.get("y")) for node in root.iter("{*}text")][:-1]
    assert max(above) < float(inner.get("y"))
    assert lowest < float(root.findall("{*}text")[-1].get("y")) < float(root.get("height"))
    assert inner.get("aria-hidden") is None  # alone it is read


def test_a_long_measure_is_broken_into_lines_that_fit():
    root = etree.fromstring(takeaway.standalone(PICTURE, WORDS, "Noto Sans"))
    lines = [node.text for node in root.iter("{*}text") if node.get("font-size") == "13"]
    assert len(lines) > 2
    assert max(map(len, lines)) < 110


def test_the_bibtex_entry_keeps_the_case_of_its_titles():
    entry = takeaway.bibtex(
        "fig-jobs", WORDS, "The Book", "The authors", "2026", "https://e.org/#x"
    )
    assert entry.startswith("@misc{fig-jobs,\n")
    assert "author = {{The authors}}" in entry
    assert r"title = {{Jobs \& mines fell < 1957}}" in entry  # a bare & stops LaTeX
    assert entry.count("{") == entry.count("}")


def test_the_editions_share_raw_values():
    assert edition(published(), EN).raw == edition(published(), ZH).raw
