"""No figure stands in a chapter without its evidence; exceptions are few, reasoned and used."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from strukturwandel.gates import evidence

ROOT = Path(__file__).resolve().parent.parent
HEAD = "---\nmyst: {a: 12}\n---\n\n# Title\n\n"
CELL = '```{code-cell} python\nnumbers.glue("a", 4711, rows=rows)\n```\n\n'


def typed(text: str) -> list[tuple[str, bool]]:
    """Figures that the rule finds in a chapter's text, and whether a citation stands by them."""
    return [
        (each.figure, each.cited) for each in evidence.typed_figures("a.md", HEAD + CELL + text)
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("About 16,000 miners went.", [("16,000", False)]),
        ("About 16,000 miners went {cite:p}`mib_krise`.", [("16,000", True)]),
        ("- one\n- 37 percent of all\n", [("37", False)]),
        ("## A trap: 607,000 miners", [("607,000", False)]),
        ("A {term}`fund of 1.65 million <fund>`.", [("1.65", False)]),
    ],
)
def test_a_figure_typed_by_hand_is_found(text: str, figures: list[tuple[str, bool]]):
    assert typed(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "About {number}`miners` miners went.",
        "In 1957, from 1957–1974, in the 1960s, in 1957/58.",
        "On 22 February 1958; by June 1965.",
        "PM2.5, SO₂ and CO2 fell in the 13th plan; see L01 and chapter 4.",
        "1. A numbered list\n2. goes on\n",
        "A report {cite:p}`people2017` and [a law](https://example.org/421).",
    ],
)
def test_what_is_no_figure_is_left_alone(text: str):
    assert typed(text) == []


def test_a_finding_names_file_line_and_figure(tmp_path: Path):
    page = tmp_path / "chapters" / "ruhr" / "coal.md"
    page.parent.mkdir(parents=True)
    page.write_text(HEAD + "One sentence.\nAnother with 12 mines.\n")
    [found] = evidence.findings(tmp_path)
    assert str(found).startswith(
        "chapters/ruhr/coal.md:7: en: evidence: 12 is typed by hand and not cited – One sentence."
    )


def test_an_exception_needs_a_reason_and_something_to_excuse(tmp_path: Path):
    page = tmp_path / "chapters" / "ruhr" / "coal.md"
    page.parent.mkdir(parents=True)
    page.write_text(HEAD + "Motorway 40 was closed.\n")
    listed = tmp_path / "chapters" / "evidence_exceptions.csv"
    listed.write_text(
        "path,figure,start,reason\n"
        "chapters/ruhr/coal.md,40,Motorway,\n"
        "chapters/ruhr/coal.md,41,Motorway,a name\n"
    )
    without, unused = evidence.findings(tmp_path)
    assert "evidence_exceptions.csv:2: en: evidence: has no reason" in str(without)
    assert "evidence_exceptions.csv:3: en: evidence: excuses nothing" in str(unused)
    listed.write_text("path,figure,start,reason\nchapters/ruhr/coal.md,40,Motorway,a name\n")
    assert evidence.findings(tmp_path) == []


def test_a_list_of_exceptions_with_other_columns_is_refused_with_its_name(tmp_path: Path):
    listed = tmp_path / "chapters" / "evidence_exceptions.csv"
    listed.parent.mkdir()
    listed.write_text("path,figure,reason\nchapters/ruhr/coal.md,40,a name\n")
    with pytest.raises(
        ValueError, match=r"evidence_exceptions\.csv:1: the columns must be path, fig"
    ):
        evidence.findings(tmp_path)


def test_exceptions_are_told_by_their_line_in_the_file(tmp_path: Path):
    listed = tmp_path / "chapters" / "evidence_exceptions.csv"
    listed.parent.mkdir()
    listed.write_text(
        'path,figure,start,reason\na.md,1,"one\ntwo",a name\nchapters/ruhr/coal.md,41,M,a name\n'
    )
    assert [found.line for found in evidence.findings(tmp_path)] == [3, 4]


def test_every_figure_of_this_book_has_its_evidence():
    assert evidence.findings(ROOT) == []


def test_every_cited_fact_is_used_by_a_chapter():
    with (ROOT / "data" / "facts.csv").open(encoding="utf-8", newline="") as stream:
        ids = [row["id"] for row in csv.DictReader(stream)]
    pages = "".join(page.read_text(encoding="utf-8") for page in ROOT.glob("chapters/*/*.md"))
    used = set(re.findall(r"\bF\d{3}[a-z]?\b", pages))
    assert [id for id in ids if id not in used] == []
