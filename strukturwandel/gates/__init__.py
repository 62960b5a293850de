"""The gates for translations: pure checks of messages, their words for translators.

Every rule has a name, which findings carry and which translations/exceptions.csv refers to.
:mod:`strukturwandel.lint` reads the files and prints what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from strukturwandel.gates.complete import copied, state
from strukturwandel.gates.digits import numbers_kept
from strukturwandel.gates.entry import Entry, Finding, finding
from strukturwandel.gates.markup import backticks, block, emphasis, parity
from strukturwandel.gates.terms import Glossary, terms
from strukturwandel.gates.typography import address, ending, typography, whitespace

__all__ = ["CHECKS", "EXCUSABLE", "Entry", "Finding", "Glossary", "finding", "inspect"]

CHECKS: dict[str, Callable[[Entry], Iterator[str]]] = {
    "markup": parity,
    "backtick": backticks,
    "emphasis": emphasis,
    "block": block,
    "number": numbers_kept,
    "typography": typography,
    "address": address,
    "whitespace": whitespace,
    "ending": ending,
    "copied": copied,
}
OF_PROSE = {"typography", "address", "ending"}  # rules that names do not follow
EXCUSABLE = {*CHECKS, "term"}  # untranslated, fuzzy, obsolete, missing, orphan never are


def inspect(entries: Iterable[Entry], glossary: Glossary) -> Iterator[Finding]:
    """Every broken rule of every entry, in their order.

    An entry that readers do not see is one finding; what is in it does not matter yet.
    """
    for entry in entries:
        unseen = state(entry)
        if unseen:
            yield finding(entry, *unseen)
            continue
        for rule, check in CHECKS.items():
            if entry.name and rule in OF_PROSE:
                continue
            for what in check(entry):
                yield finding(entry, rule, what)
        for what in terms(entry, glossary):
            yield finding(entry, "term", what)
