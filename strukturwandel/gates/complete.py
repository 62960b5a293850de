"""Released editions are complete, and stay so: the languages of the table are the released ones.

These rules admit no exceptions; that is the ratchet. No edition falls below 100 per cent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from strukturwandel.catalogues import OWN_DOMAINS
from strukturwandel.gates.entry import Entry
from strukturwandel.gates.markup import OPAQUE, dissect, unquoted
from strukturwandel.gates.typography import HAN

REQUIRED = OWN_DOMAINS  # besides the pages
OPTIONAL = ("sphinx", "booktheme")  # better words for strings of Sphinx and of the theme
ENGLISH_ONLY = re.compile(
    r"\b(?:the|of|and|by|for|to|with|from|is|are|were|at|on|not|no|or|than|its|their)\b"
)
ENGLISH_WORDS = re.compile(r"\b(?:the|which|this|from|with|and(?= [a-z]))\b")
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
ENGLISH_RUN = re.compile(r"(?<![A-Za-z])(?:[A-Za-z][a-z’'-]*[ ,]+){3,}[A-Za-z]+")


@dataclass(frozen=True)
class Coverage:
    """How many messages of an edition are translated, and how many there are."""

    done: int
    total: int

    def __str__(self) -> str:
        share = f" ({100 * self.done / self.total:.1f} %)" if self.done < self.total else ""
        return f"{self.done} of {self.total} messages translated{share}"


def coverage(entries: Iterable[Entry]) -> Coverage:
    """The coverage of entries; fuzzy ones count as missing, because Sphinx does not use them."""
    current = [entry for entry in entries if not entry.obsolete]
    return Coverage(sum(is_done(entry) for entry in current), len(current))


def is_done(entry: Entry) -> bool:
    """Whether readers see this translation."""
    return bool(entry.msgstr) and not entry.fuzzy and not entry.obsolete


def state(entry: Entry) -> tuple[str, str] | None:
    """Rule and words for an entry that readers do not see; None if they do."""
    if entry.obsolete:
        return "obsolete", "its English is gone from the book: delete the entry"
    if entry.fuzzy:
        return "fuzzy", "its English has changed: revise it and take the fuzzy flag away"
    if not entry.msgstr:
        return "untranslated", "has no translation"
    return None


def missing(domains: set[str], pages: Iterable[str]) -> Iterator[str]:
    """Pages and own domains without a catalogue."""
    for name in (*pages, *REQUIRED):
        if name not in domains:
            yield name


def orphans(domains: Iterable[str], pages: set[str]) -> Iterator[str]:
    """Catalogues whose page is gone from the contents (or was renamed)."""
    kept = pages | {*REQUIRED, *OPTIONAL}
    for name in domains:
        if name not in kept:
            yield name


# What an English list of sources puts between names; a name of its own holds none of it.
JOINTS = re.compile(
    r"\b(in the press|co-authors|quoting|with figures|as reported|as printed|press release"
    r"|through Our|year inferred|read as abstract|seen as)\b", re.IGNORECASE
)  # fmt: skip


def copied(entry: Entry) -> Iterator[str]:
    """English that was left standing: complete for gettext, not for a reader.

    Quotations and brackets may hold it: titles, and the original of a name.
    """
    if entry.name:
        if found := JOINTS.search(entry.msgstr):
            yield f"English left standing: »{found[0]}«"
        return
    english, text = (dissect(each).visible for each in (entry.msgid, entry.msgstr))
    own = BRACKETS.sub(OPAQUE, unquoted(text))
    if entry.language.cjk:
        if not re.search(f"[{HAN}]", text) and re.search(r"\b[a-z]{3,}\b", text):
            yield "has no Chinese character"
        elif found := _foreign_run(own):
            yield f"English left standing: »{found}«"
    elif text == english and ENGLISH_ONLY.search(text):
        yield "is the same as the English"
    elif found := ENGLISH_WORDS.search(own):
        yield f"English left standing: »{found[0]}«"


def _foreign_run(text: str) -> str:
    """Four Latin words in a row, two of them in lower case: no name."""
    for found in ENGLISH_RUN.finditer(text):
        if len(re.findall(r"\b[a-z]+\b", found[0])) >= 2:
            return found[0]
    return ""
