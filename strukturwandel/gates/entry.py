"""What the gates look at and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from strukturwandel.languages import Language

SHOWN = 70  # characters of a msgid in a finding: enough to find it, few enough for one line


@dataclass(frozen=True)
class Entry:
    """One message and its translation, with the place where a translator finds it.

    ``prose`` is True for the text of a page, which Sphinx parses as Markdown; the strings of
    charts, templates and tables are shown as they are. ``name`` is True for publishers, authors and
    places of publication, which may be the same in every language and follow no rule of prose.
    """

    path: str
    line: int
    language: Language
    msgid: str
    msgstr: str
    fuzzy: bool = False
    obsolete: bool = False
    prose: bool = True
    name: bool = False


@dataclass(frozen=True)
class Finding:
    """One broken rule, told in one line."""

    path: str
    line: int
    language: str
    rule: str
    what: str
    msgid: str = ""

    def __str__(self) -> str:
        words = " ".join(self.msgid.split())
        short = words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
        told = f"{self.path}:{self.line}: {self.language}: {self.rule}: {self.what}"
        return f"{told} – {short}" if short else told


def finding(entry: Entry, rule: str, what: str) -> Finding:
    """A finding about an entry."""
    return Finding(entry.path, entry.line, entry.language.catalogue, rule, what, entry.msgid)
