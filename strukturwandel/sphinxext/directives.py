"""Directives of the book: the glossary, drawn from its table in the page's language."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from strukturwandel import data
from strukturwandel.languages import LANGUAGES, SOURCE, Language
from strukturwandel.sphinxext.common import language_of


class GlossaryTable(SphinxDirective):
    """``{glossary-table}``: all terms of data/glossary.csv, with both other languages.

    The table is the one source of terms, so nothing here goes through a catalogue: term and
    definition are taken from the columns of the page's language. ``{term}`` finds a term by its
    English name in every edition.
    """

    has_content = False

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(data.resource("glossary").path))
        entries = data.load("glossary").to_dict("records")
        # A language without columns of its own (a draft) shows the English terms.
        here = language_of(self.env.app)
        here = here if here.path in entries[0] else SOURCE
        entries.sort(key=lambda entry: _sort_key(entry[here.path], here))
        glossary = addnodes.glossary(sorted=False)
        listing = nodes.definition_list(classes=["glossary"])
        listing.extend(self._item(entry, here) for entry in entries)
        glossary += listing
        glossary["translatable"] = False
        return [glossary]

    def _item(self, entry: dict[str, str], here: Language) -> nodes.definition_list_item:
        term = nodes.term("", entry[here.path], translatable=False)
        node_id = "term-" + nodes.make_id(entry["en"])
        term["ids"].append(node_id)
        self.set_source_info(term)
        self.env.get_domain("std").note_object("term", entry["en"], node_id, location=term)
        definition = nodes.definition()
        meaning = entry["definition" if here == SOURCE else f"definition_{here.path}"]
        definition += nodes.paragraph("", meaning, translatable=False)
        others = [other for other in LANGUAGES if other != here and entry.get(other.path)]
        line = nodes.paragraph("", "", translatable=False, classes=["term-elsewhere"])
        for number, other in enumerate(others):
            if number:
                line += nodes.Text(" · ")
            line += nodes.raw("", f'<span lang="{other.tag}">', format="html")
            line += nodes.Text(entry[other.path])
            line += nodes.raw("", "</span>", format="html")
        definition += line
        return nodes.definition_list_item("", term, definition)


def _sort_key(term: str, language: Language) -> tuple:
    """English and German by letter, umlauts as their base letter; Chinese by pronunciation."""
    if language.cjk:
        return tuple(term.encode("gb18030", "replace"))  # GB order is pinyin for common characters
    return tuple(term.casefold().translate(str.maketrans("äöüß", "aous")))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("glossary-table", GlossaryTable)
