"""Exceptions to the gates: translations/exceptions.csv, each with its reason.

A rule of thumb is wrong now and then. An exception names language, rule, the start of the English
message and why; one that excuses nothing is itself a finding, so the list cannot rot.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from strukturwandel.gates.entry import Finding

COLUMNS = ["language", "rule", "msgid_start", "reason"]
SHORTEST = 8  # characters: less would excuse half a chapter


@dataclass(frozen=True)
class Exemption:
    """One line of the list."""

    line: int
    language: str
    rule: str
    msgid_start: str
    reason: str

    def covers(self, found: Finding) -> bool:
        """Whether it excuses a finding."""
        return (
            (found.language, found.rule) == (self.language, self.rule)
            and bool(self.msgid_start)
            and _flat(found.msgid).startswith(_flat(self.msgid_start))
        )


def _flat(text: str) -> str:
    return " ".join(text.split())


def read_exceptions(path: Path) -> list[Exemption]:
    """The list, empty where there is no file; raises ValueError for other columns."""
    return [Exemption(line, **row) for line, row in read_list(path, COLUMNS)]


def read_list(path: Path, columns: list[str]) -> list[tuple[int, dict[str, str]]]:
    """Line and cells of each row of a list of exceptions; lost cells are empty.

    A list that is not there is empty; one with other columns raises ValueError.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        if reader.fieldnames != columns:
            raise ValueError(f"{path}:1: the columns must be {', '.join(columns)}")
        return [
            (reader.line_num, {column: (row[column] or "").strip() for column in columns})
            for row in reader
        ]


def excuse(
    findings: Iterable[Finding],
    exceptions: Sequence[Exemption],
    path: str,
    languages: set[str],
    rules: set[str],
) -> list[Finding]:
    """What remains of the findings, and what is wrong with the exceptions themselves.

    ``rules`` are those that admit exceptions.
    """
    kept, used = [], set()
    for found in findings:
        covering = [each for each in exceptions if each.covers(found) and found.rule in rules]
        used |= {each.line for each in covering}
        if not covering:
            kept.append(found)
    for each in exceptions:
        for what in _wrong(each, each.line in used, languages, rules):
            kept.append(
                Finding(path, each.line, each.language, "exception", what, each.msgid_start)
            )
    return kept


def _wrong(each: Exemption, used: bool, languages: set[str], rules: set[str]) -> list[str]:
    if each.language not in languages:
        return [
            f"no edition in language {each.language!r}; there are {', '.join(sorted(languages))}"
        ]
    if each.rule not in rules:
        return [f"no exceptions to rule {each.rule!r}; they may be to {', '.join(sorted(rules))}"]
    found = []
    if not each.reason:
        found.append("it has no reason")
    if len(each.msgid_start) < SHORTEST:
        found.append(f"msgid_start is shorter than {SHORTEST} characters")
    if not used:
        found.append("it excuses nothing (any more): delete the line")
    return found
