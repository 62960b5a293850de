"""A figure in the text has its evidence: glued from a table, or at least cited beside it.

A number typed by hand drifts from its table and from its translations. What the rule takes for a
figure and is none (the name of a motorway, a paragraph of a law) stands in
chapters/evidence_exceptions.csv with its reason; an exception that excuses nothing is a finding.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    r"|\b6643\b|\b2\+26\b|\bMark 51/7\b|\bchapters? \d+\b|\b1[0-9]th\b|\b[1-9]th\b|\bPart \w+\b",
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

    def __str__(self) -> str:
        beside = "typed by hand" if self.cited else "typed by hand and not cited"
        return f"{self.path}:{self.line}: evidence: {self.figure} is {beside} – {self.block[:80]}"


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


def exceptions(path: Path) -> list[dict[str, str]]:
    """The rows of the list of exceptions: path, figure, start of the block, reason."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def findings(root: Path) -> list[str]:
    """What the chapters below a book's root state without evidence, less the exceptions."""
    listed = root / "chapters" / "evidence_exceptions.csv"
    rows = exceptions(listed)
    used: set[int] = set()
    found = []
    for page in sorted(root.glob("chapters/*/*.md")):
        name = page.relative_to(root).as_posix()
        for each in typed_figures(name, page.read_text(encoding="utf-8")):
            number = next((n for n, row in enumerate(rows) if _excuses(row, each)), None)
            if number is None:
                found.append(str(each))
            else:
                used.add(number)
    for number, row in enumerate(rows):
        where = f"{listed.relative_to(root).as_posix()}:{number + 2}"
        if number not in used:
            found.append(f"{where}: evidence: excuses nothing – {row['path']}: {row['figure']}")
        elif not (row.get("reason") or "").strip():
            found.append(f"{where}: evidence: has no reason – {row['path']}: {row['figure']}")
    return found


def _excuses(row: dict[str, str], typed: Typed) -> bool:
    same = row["path"] == typed.path and row["figure"] == typed.figure
    return same and typed.block.startswith(row["start"])
