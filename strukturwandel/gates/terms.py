"""Terminology is data: a term of data/glossary.csv is translated as the glossary says.

A term counts where the reader sees it, so ``{term}`miners <hard coal mining>``` asks for nothing,
and ``{term}`Steinkohlenbergbaus <hard coal mining>``` answers with an inflected form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from strukturwandel.gates.entry import Entry
from strukturwandel.gates.markup import dissect, unquoted
from strukturwandel.languages import TRANSLATIONS, Language

FORMS_END = re.compile(r"(?:es|en|em|er|e|n|s)\Z")
FUNCTION_WORDS = {
    "der", "die", "das", "des", "dem", "den", "von", "vom", "mit", "und", "in", "im", "zu", "zur",
    "zum", "für", "ein", "eine", "einer", "eines",
}  # fmt: skip
FOLD = str.maketrans("äöüß", "aous")


@dataclass(frozen=True)
class Term:
    """A row of the glossary: the English term and what each language may call it."""

    line: int
    english: str
    accepted: dict[str, tuple[str, ...]]  # by catalogue name


class Glossary:
    """All terms, found together in one pass, the longest first."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = sorted(terms, key=lambda term: -len(term.english))
        patterns = [f"(?P<t{n}>{_pattern(each.english)})" for n, each in enumerate(self.terms)]
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)

    def found_in(self, text: str) -> list[Term]:
        """The terms of an English text, each once; none that is part of a longer one."""
        if not self.terms:
            return []
        found = dict.fromkeys(match.lastgroup for match in self._pattern.finditer(text))
        return [self.terms[int(name[1:])] for name in found]


def read_glossary(path: Path) -> tuple[Glossary, list[dict[str, str]]]:
    """The glossary, and its rows with their line under the key ``line``."""
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        for row in reader:
            rows.append(
                {key: value or "" for key, value in row.items()} | {"line": reader.line_num}
            )
    return Glossary([_term(row) for row in rows]), rows


def _term(row: dict) -> Term:
    accepted = {}
    for language in TRANSLATIONS:
        forms = [row.get(language.path, ""), *row.get(f"accepted_{language.path}", "").split("|")]
        bare = (_without_brackets(form) for form in forms)
        accepted[language.catalogue] = tuple(form for form in bare if form)
    return Term(row["line"], row["en"], accepted)


def _without_brackets(text: str) -> str:
    """Fine particulate matter (PM2.5) is also just fine particulate matter."""
    return re.sub(r"\s*[(（][^)）]*[)）]", "", text).strip()


def _pattern(term: str) -> str:
    """The term with blanks or hyphens between its words, singular or plural."""
    *first, last = re.split(r"[\s-]+", _without_brackets(term))
    parts = [re.escape(word).replace("'", "['’]") for word in first]
    return r"[\s-]+".join([*parts, _plural(last)])


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y\Z", word):
        return re.escape(word[:-1]) + "(?:y|ies)"
    return re.escape(word).replace("'", "['’]") + "(?:s|es)?"


def terms(entry: Entry, glossary: Glossary) -> Iterator[str]:
    """Every glossary term of the English has an accepted form in the translation."""
    text = dissect(entry.msgstr).visible
    for term in glossary.found_in(unquoted(dissect(entry.msgid).visible)):
        forms = term.accepted.get(entry.language.catalogue, ())
        if forms and not any(_has(text, form, entry.language) for form in forms):
            yield f"“{term.english}” is {' or '.join(forms)} in the glossary"


def _has(text: str, form: str, language: Language) -> bool:
    if language.cjk:
        return form in re.sub(r"\s", "", text)
    words = _words(text)
    return all(any(word.startswith(stem) for word in words) for stem in _stems(form))


def _words(text: str) -> set[str]:
    """The words of a text, folded; a compound with hyphens also by each of its tails."""
    found = set()
    for word in re.findall(r"[\w'’-]+", text.casefold().translate(FOLD)):
        parts = word.split("-")
        found |= {"-".join(parts[n:]) for n in range(len(parts))}
    return found


def _stems(form: str) -> list[str]:
    """The beginnings that an inflected or compounded form must have; umlauts may come and go."""
    words = re.findall(r"[\w'’-]+", form.casefold())
    return [_stem(word) for word in words if word not in FUNCTION_WORDS]


def _stem(word: str) -> str:
    folded = word.translate(FOLD)
    short = FORMS_END.sub("", folded)
    return short if len(short) >= 3 else folded
