"""A figure in the text has its evidence: glued from a table, or at least cited beside it.

A number typed by hand drifts from its table and from its translations. What the rule takes for a
figure and is none (the name of a motorway, a paragraph of a law) stands in
chapters/evidence_exceptions.csv with its reason; an exception that excuses nothing is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from strukturwandel.gates.entry import Finding
from strukturwandel.gates.exceptions import read_list
from strukturwandel.languages import SOURCE

COLUMNS = ["path", "figure", "start", "reason"]

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
CELL = re.compile(r"^(`{3,})\{code-cell\}.*?^\1\s*$", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^\s*`{3,}.*$|^:[\w-]+:.*$|^\(.*\)=$", re.MULTILINE)
GLUED = re.compile(r"\{number\}`[^`]*`")
CITED = re.compile(r"\{cite(?::\w+)?\}`[^`]*`|\]\(https?://[^)]*\)")
ROLE = re.compile(r"\{[\w:]+\}`([^`<]*)(?:<[^`]*>)?`")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NO_FIGURES = re.compile(
    rf"\b(?:\d{{1,2}} (?:and|to) )?\d{{1,2}} (?:{MONTHS})\b|\b(?:{MONTHS}) \d{{1,2}}\b"
    r"|\b(?:1[5-9]|20)\d\d(?:s\b|(?:[–/-](?:(?:1[5-9]|20)\d\d|\d\d?))?\b)"  # years, decades, spans
    r"|\b(?:PM|CO|SO|NO)[₂2.]?\d*(?:\.\d)?\b|₂|\b[LQSF]\d{2,3}[a-z]?\b"
    r"|\b(?:is|at|to|as|=|equals|reads) 100\b"  # the base of an index
    r"|\bchapters? \d+\b|\b1[0-9]th\b|\b[1-9]th\b|\bPart \w+\b",  # places and ranks
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True)
class Typed:
    """A figure typed by hand: where, which, and the block it stands in."""

    path: str
    line: int
    figure: str
    block: str
    cited: bool


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs and list items of a chapter's prose with their first line."""
    blank = re.compile(r"[^\n]")
    for pattern in (FRONT, CELL, FENCE):
        text = pattern.sub(lambda match: blank.sub("", match[0]), text)
    line, found = 1, []
    for number, content in enumerate([*text.split("\n"), ""], 1):
        starts = re.match(r"\s*(?:[-*|]|\d+\.) ?", content)
        if found and (not content.strip() or starts):
            yield line, "\n".join(found)
            found = []
        if content.strip():
            line = line if found else number
            found.append(re.sub(r"^\s*\d+\. ", "", content))
    if found:
        yield line, "\n".join(found)


def typed_figures(path: str, text: str) -> Iterator[Typed]:
    """Every figure of a chapter's prose that no cell has glued."""
    for line, block in blocks(text):
        bare = CITED.sub("", GLUED.sub("", block))
        bare = NO_FIGURES.sub("", ROLE.sub(r"\1", bare))
        for figure in DIGITS.findall(bare):
            said = " ".join(block.split())
            yield Typed(path, line, figure.rstrip(".,"), said, bool(CITED.search(block)))


def findings(root: Path) -> list[Finding]:
    """What the chapters below a book's root state without evidence, less the exceptions.

    Raises ValueError where the list of exceptions has other columns than path, figure, start of the
    block, reason.
    """
    listed = root / "chapters" / "evidence_exceptions.csv"
    rows = read_list(listed, COLUMNS)
    used: set[int] = set()
    found = []
    for page in sorted(root.glob("chapters/*/*.md")):
        name = page.relative_to(root).as_posix()
        for each in typed_figures(name, page.read_text(encoding="utf-8")):
            covering = next((line for line, row in rows if _excuses(row, each)), None)
            if covering is None:
                beside = "typed by hand" if each.cited else "typed by hand and not cited"
                what = f"{each.figure} is {beside}"
                found.append(_finding(each.path, each.line, what, each.block))
            else:
                used.add(covering)
    for line, row in rows:
        what = "has no reason" if line in used else "excuses nothing"
        if line not in used or not row["reason"]:
            place = listed.relative_to(root).as_posix()
            found.append(_finding(place, line, what, f"{row['path']}: {row['figure']}"))
    return found


def _finding(path: str, line: int, what: str, about: str) -> Finding:
    return Finding(path, line, SOURCE.catalogue, "evidence", what, about)


def _excuses(row: dict[str, str], typed: Typed) -> bool:
    same = row["path"] == typed.path and row["figure"] == typed.figure
    return same and typed.block.startswith(row["start"])
