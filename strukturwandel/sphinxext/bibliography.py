"""Cited works in the page's language: the words around names and titles, dates, notes, bodies.

Titles and names of people stay as they are; what pybtex writes around them ("and", "PhD thesis",
months, "no date") and what the book says of a work (what a Chinese title means, how it was
published, how it was read) is translated. Bodies ("World Bank"), journals and notes are messages of
the ``data`` domain. Chinese authors whose note gives their characters have these in Chinese.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_skeleton
from pybtex.database import BibliographyData, Entry, Person, parse_file
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import alpha, toplevel
from pybtex.style.names.plain import NameStyle as PlainNames
from pybtex.style.template import field as bib_field
from pybtex.style.template import (
    first_of,
    join,
    names,
    node,
    optional,
    optional_field,
    sentence,
    tag,
)
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib.bibtex.plugin import register_plugin as register_bibtex_plugin
from sphinxcontrib.bibtex.style.names.last import LastNameStyle
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.referencing.basic_author_year import (
    BasicAuthorYearParentheticalReferenceStyle,
    BasicAuthorYearTextualReferenceStyle,
)
from sphinxcontrib.bibtex.style.template import join2, post_text, pre_text, reference

from strukturwandel import data as tables
from strukturwandel.languages import SOURCE, Language
from strukturwandel.sphinxext.common import between, language_of, translator

MONTHS = {
    name: number
    for number, name in enumerate(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"), 1,
    )
}  # fmt: skip
SENTENCES = re.compile(r"(?<=\S{2})\. (?=[A-Z])")  # between the sentences of a note
HAN = re.compile(r"[\u4e00-\u9fff]")
GLOSSED = [  # a Chinese title, and what it means: 空气质量 [Air quality]
    re.compile(r"(?P<title>.*[\u4e00-\u9fff].*) \[(?P<gloss>[^\[\]\u4e00-\u9fff]+)\]\Z"),
    re.compile(r"(?P<title>[^()]*[\u4e00-\u9fff][^()]*) \((?P<gloss>[^()\u4e00-\u9fff]+)\)\Z"),
]
DESCRIBED = re.compile(r"\[(.*)\]\Z", re.DOTALL)  # no title: what the book calls the work
ENGLISH = re.compile(r"\b(?:a|and|by|for|from|of|on|the|to|with)\b")
TRANSLATED = ("howpublished", "type", "journal", "institution", "publisher", "school", "address")
BODY = re.compile(r"\{(.*)\}\Z", re.DOTALL)  # an author in braces is no person

Translate = Callable[[str], str]


def works() -> dict[str, Entry]:
    """The works of references.bib by key."""
    path = tables.directory() / "references.bib"
    return _read(path, path.stat().st_mtime_ns).entries


@lru_cache
def _read(path: Path, _stamp: int) -> BibliographyData:
    return parse_file(str(path))


def body(person: Person) -> str | None:
    """The name of an author that is no person: an office, a newspaper; None for people."""
    match = BODY.match(" ".join(person.last_names))
    return plain(match[1]) if match and not person.first_names else None


def natives() -> dict[str, str]:
    """Names in Chinese characters by the name in Latin letters, from the notes of the works."""
    known = {}
    for entry in works().values():
        for said in _sentences(entry.fields.get("note", "")):
            if _of_authors(said):
                written = said.partition(": ")[2].split(", ")
                pairs = zip(entry.persons["author"], written, strict=False)
                known |= {str(person): name for person, name in pairs if HAN.search(name)}
    return known


def _of_authors(said: str) -> bool:
    return bool(re.match(r"Authors?: ", said) and HAN.search(said))


def title_in(text: str, words: Translate, language: Language) -> str:
    """A title as it is; what the book says it means in the page's language, or not if it is that.

    >>> title_in("空气质量 [Air quality]", {"Air quality": "Luftqualität"}.get, language("de"))
    '空气质量 [Luftqualität]'
    """
    if match := next(filter(None, (pattern.fullmatch(text) for pattern in GLOSSED)), None):
        if language.cjk:
            return match["title"]
        return f"{text[: match.start('gloss')]}{words(match['gloss'])}{text[match.end('gloss') :]}"
    if (match := DESCRIBED.fullmatch(text)) and ENGLISH.search(match[1]):
        return f"[{words(match[1])}]"
    return text


def plain(text: str) -> str:
    """Text of a field without the signs of LaTeX."""
    return (
        Text.from_latex(text).render_as("text")
        if "\\" in text
        else text.replace("{", "").replace("}", "")
    )


def messages() -> Iterable[tuple[str, str]]:
    """What a list of sources says besides names and titles: ``(place, msgid)``."""
    for key, entry in works().items():
        for person in [*entry.persons.get("author", []), *entry.persons.get("editor", [])]:
            if name := body(person):
                yield "references.bib: body", name
        for name in TRANSLATED:
            if name in entry.fields:
                yield f"references.bib: {key}, {name}", plain(entry.fields[name])
        if entry.fields.get("language") != "english":
            yield from told_titles(f"references.bib: {key}, title", plain(entry.fields["title"]))
        for said in _sentences(entry.fields.get("note", "")):
            yield f"references.bib: {key}, note", said


def told_titles(place: str, title: str) -> Iterable[tuple[str, str]]:
    """The messages of :func:`title_in`, each with its place."""
    said: list[str] = []
    title_in(title, lambda text: said.append(text) or text, SOURCE)
    return ((place, text) for text in said)


def _sentences(note: str) -> list[str]:
    return [plain(said) for said in SENTENCES.split(note) if said]


def author_year(key: str, words: Translate, say: Translate) -> str:
    """A work as a line of sources names it: author or body, and year."""
    entry = works()[key]
    people = entry.persons.get("author", [])
    who = ""
    if people:
        name = body(people[0])
        who = words(name) if name else plain(" ".join(people[0].last_names))
        if len(people) > 1:
            who = say("{first} et al.").replace("{first}", who)
    who = who or plain(entry.fields.get("organization") or entry.fields.get("title", key))
    year = plain(entry.fields.get("year", ""))
    return say("{who}, {year}").replace("{who}", who).replace("{year}", year) if year else who


def date(entry: Entry, language: Language) -> str | None:
    """Month and year as the language writes them; None where a work gives no month."""
    month, year = MONTHS.get(entry.fields.get("month", "")), entry.fields.get("year", "")
    if month is None or not year.isdigit():
        return None
    return format_skeleton("yMMMM", datetime.date(int(year), month, 1), locale=language.babel)


def configure(app: Sphinx, config: Config) -> None:
    """Give sphinxcontrib-bibtex the styles ``book`` for lists and citations in this language."""
    language = language_of(app)
    words, say = translator(app, "data"), translator(app, "site")

    def around(message: str, *parts: str) -> list[str]:
        """What a message says before, between and after its placeholders."""
        return re.split("|".join(re.escape(part) for part in parts), message)

    both = around(say("{one} and {two}"), "{one}", "{two}")[1]
    last = around(say("{some}, and {last}"), "{some}", "{last}")[1]
    etal = around(say("{first} et al."), "{first}")[1]
    apart = between(say("{one}, {next}"))
    comma = around(say("{who}, {year}"), "{who}", "{year}")[1]
    works_apart = BracketStyle(sep="；" if language.cjk else "; ")

    characters = natives() if language.cjk else {}

    class Bodies:
        """Bodies by their name in the language, people as the other base class writes them."""

        def format(self, person: Person, abbr: bool = False) -> Any:
            name = body(person)
            known = words(name) if name else characters.get(str(person))
            written = Text(known) if known else super().format(person, abbr)
            return join[written, etal] if getattr(person, "and_others", False) else written

    class Plain(Bodies, PlainNames):
        pass

    class Last(Bodies, LastNameStyle):
        pass

    @node
    def people(children: list, data: dict, inner: Any) -> Any:
        """Authors by ``inner``; an author called "others", as BibTeX has it, is said as et al."""
        entry = data["entry"]
        role = "author" if entry.persons.get("author") else "editor"
        persons = entry.persons.get(role, [])
        if len(persons) < 2 or persons[-1].last_names != ["others"]:
            return inner.format_data(data)
        # The first alone: of more than two the style would say et al. itself, and then twice.
        short = Entry(entry.type, entry.fields, {**entry.persons, role: persons[:1]})
        short.key = entry.key
        return Text(inner.format_data({**data, "entry": short}), etal)

    @dataclass
    class People(PersonStyle):
        def author_or_editor_or_title(self, full: bool) -> Any:
            return people(inner=super().author_or_editor_or_title(full))

    @node
    def year(children: list, data: dict) -> Any:
        return first_of[optional[bib_field("year")], say("no date")].format_data(data)

    class Works(alpha.Style):
        """pybtex's ``alpha`` with the words of the language."""

        default_name_style = Plain

        def format_names(self, role: str, as_sentence: bool = True) -> Any:
            formatted = names(role, sep=apart, sep2=both, last_sep=last)
            return sentence[formatted] if as_sentence else formatted

        def format_title(self, e: Entry, which_field: str, as_sentence: bool = True) -> Any:
            formatted = bib_field(which_field)  # in its own case, whatever its language
            return sentence[formatted] if as_sentence else formatted

        def format_editor(self, e: Entry, as_sentence: bool = True) -> Any:
            word = say("editors") if len(e.persons.get("editor", [])) > 1 else say("editor")
            result = join(sep=", ")[self.format_names("editor", as_sentence=False), word]
            return sentence[result] if as_sentence else result

        def get_article_template(self, e: Entry) -> Any:
            if "volume" in e.fields or "pages" not in e.fields:
                return super().get_article_template(e)
            return toplevel[
                self.format_names("author"),
                self.format_title(e, "title"),
                sentence[
                    tag("em")[bib_field("journal")],
                    self.format_chapter_and_pages(e),
                    bib_field("year"),
                ],
                sentence[optional_field("note")],
                self.format_web_refs(e),
            ]

        def format_chapter_and_pages(self, e: Entry) -> Any:
            dash = e.fields.get("pages", "").replace("--", "–")
            parts = [
                said.replace("{chapter}", e.fields.get("chapter", "")).replace("{pages}", dash)
                for said, known in (
                    (say("chapter {chapter}"), "chapter" in e.fields), (say("pages {pages}"), dash),
                ) if known
            ]  # fmt: skip
            return join(sep=", ")[tuple(parts)] if parts else ""

        def get_incollection_template(self, e: Entry) -> Any:
            before, after = around(say("In {book}"), "{book}")
            return toplevel[
                sentence[self.format_names("author")],
                self.format_title(e, "title"),
                sentence(capfirst=False)[
                    join[before, self.format_btitle(e, "booktitle", as_sentence=False), after],
                    self.format_chapter_and_pages(e),
                ],
                sentence[optional_field("publisher"), optional_field("address"), bib_field("year")],
                sentence[optional_field("note")],
                self.format_web_refs(e),
            ]

        def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
            return super().format_entry(label, self._translated(entry), bib_data)

        def _translated(self, entry: Entry) -> Entry:
            entry = deepcopy(entry)
            fields = entry.fields
            for people in entry.persons.values():
                if len(people) > 1 and people[-1].last_names == ["others"]:
                    del people[-1]
                    people[-1].and_others = True
            if entry.type in ("techreport", "phdthesis"):
                kind = say("Technical report") if entry.type == "techreport" else say("PhD thesis")
                fields["type"] = words(plain(fields["type"])) if "type" in fields else kind
            for name in TRANSLATED:
                if name in fields and name != "type":
                    fields[name] = words(plain(fields[name]))
            if fields.get("language") != "english":
                title = plain(fields["title"])
                if (told := title_in(title, words, language)) != title:
                    fields["title"] = told
            if "note" in fields:
                said = _sentences(fields["note"])
                if language.cjk:  # then the authors stand in characters
                    said = [each for each in said if not _of_authors(each)]
                fields["note"] = ". ".join(map(words, said))
                if not said:
                    del fields["note"]
            if written := date(entry, language):
                fields["year"] = written
                del fields["month"]
            return entry

    @dataclass
    class Parenthetical(BasicAuthorYearParentheticalReferenceStyle):
        def inner(self, role_name: str) -> Any:
            who = self.person.author_or_editor_or_title(full="s" in role_name)
            return join2(sep1=self.pre_text_sep, sep2=self.post_text_sep)[
                pre_text, reference[join(sep=self.author_year_sep)[who, year]], post_text
            ]

    @dataclass
    class Textual(BasicAuthorYearTextualReferenceStyle):
        def inner(self, role_name: str) -> Any:
            inside = join2(sep1=self.pre_text_sep, sep2=self.post_text_sep)[
                pre_text, reference[year], post_text
            ]
            return join(sep=self.text_reference_sep)[
                self.person.author_or_editor_or_title(full="s" in role_name),
                join[self.bracket.left, inside, self.bracket.right],
            ]

    register_plugin("pybtex.style.names", "book_last", Last, force=True)

    @dataclass
    class Citations(AuthorYearReferenceStyle):
        person: PersonStyle = field(
            default_factory=lambda: People(
                style="book_last", sep=apart, sep2=both, last_sep=last,
                other=Text(etal),
            )
        )  # fmt: skip

        def __post_init__(self) -> None:
            super().__post_init__()
            for style in (
                Parenthetical(bracket=works_apart, person=self.person, author_year_sep=comma),
                Textual(bracket=works_apart, person=self.person),
            ):
                self.styles.append(style)
                self.role_style.update(dict.fromkeys(style.role_names(), style))

    register_plugin("pybtex.style.formatting", "book", Works, force=True)
    register_bibtex_plugin("sphinxcontrib.bibtex.style.referencing", "book", Citations, force=True)
    config.bibtex_default_style = "book"
    config.bibtex_reference_style = "book"


def setup(app: Sphinx) -> None:
    """Before the domain of citations is made, which looks for its styles."""
    app.connect("config-inited", configure, priority=950)
