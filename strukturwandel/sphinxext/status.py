"""The state of the translations as a page: how much of each chapter, and when last revised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from strukturwandel import catalogues, numbers
from strukturwandel.languages import TRANSLATIONS, Language
from strukturwandel.sphinxext.common import catalogue_root, language_of, translator


@dataclass(frozen=True)
class State:
    """One catalogue: messages in all, those with a valid translation, day of the last revision."""

    total: int
    done: int
    revised: str

    @property
    def share(self) -> float:
        """Translated part, 0 to 1; an empty catalogue is complete."""
        return self.done / self.total if self.total else 1.0


def state(path: Path) -> State:
    """Count one .po file; a fuzzy entry does not count as translated."""
    catalogue = catalogues.read(path)
    entries = [message for message in catalogue if message.id]
    done = [message for message in entries if message.string and not message.fuzzy]
    revised = catalogue.revision_date
    day = revised.date().isoformat() if hasattr(revised, "date") else "–"
    return State(len(entries), len(done), day)


def states(root: Path, language: Language) -> Iterator[tuple[str, State]]:
    """Domain and state of every catalogue of a language, chapters first, then our own domains."""
    folder = catalogues.folder(root, language)
    found = sorted(
        path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.po")
    )
    pages = [name for name in found if name == "index" or name.startswith("chapters/")]
    for name in [*pages, *(name for name in catalogues.OWN_DOMAINS if name in found)]:
        yield name, state(folder / f"{name}.po")


class TranslationStatus(SphinxDirective):
    """``{translation-status}``: a table of pages by language, drawn from the catalogues."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        app = self.env.app
        say = translator(app, "site", self.get_location())
        root = catalogue_root(app)
        for path in root.rglob("*.po"):
            self.env.note_dependency(str(path))
        by_language = {entry: dict(states(root, entry)) for entry in TRANSLATIONS}
        names = list(dict.fromkeys(name for found in by_language.values() for name in found))
        heads = [say("Page")]
        for entry in TRANSLATIONS:
            heads += [entry.label, say("Last revised")]
        rows = [self._row(name, by_language) for name in names]
        return [_table(heads, rows)]

    def _row(
        self, name: str, by_language: dict[Language, dict[str, State]]
    ) -> list[str | nodes.Node]:
        here = language_of(self.env.app)
        cells: list[str | nodes.Node] = [self._name(name)]
        for found in by_language.values():
            known = found.get(name)
            share = numbers.percent(known.share) if known else None
            cells.append(numbers.format_number(share, here) if share else "–")
            cells.append(known.revised if known else "–")  # as digits: five columns on a phone
        return cells

    def _name(self, name: str) -> str | nodes.Node:
        """A link to the page, with its title; our own domains have names."""
        say = translator(self.env.app, "site", self.get_location())
        own = {
            "outputs": say("Charts and tables"),
            "data": say("Labels of the data"),
            "records": say("Lessons, facts and events"),
            "site": say("Frame of the pages"),
        }
        if name in own:
            return own[name]
        return addnodes.pending_xref(
            "", nodes.inline("", name), refdomain="std", reftype="doc", reftarget=f"/{name}",
            refexplicit=False, refwarn=True, refdoc=self.env.docname,
        )  # fmt: skip


def _table(heads: list[str], rows: list[list[str | nodes.Node]]) -> nodes.table:
    group = nodes.tgroup(cols=len(heads))
    group += [nodes.colspec(colwidth=1) for _ in heads]
    group += nodes.thead("", _table_row(heads))
    group += nodes.tbody("", *(_table_row(row) for row in rows))
    return nodes.table("", group, classes=["translation-status"])


def _table_row(cells: list[str | nodes.Node]) -> nodes.row:
    parts = [nodes.Text(cell) if isinstance(cell, str) else cell for cell in cells]
    return nodes.row("", *(
        nodes.entry("", nodes.paragraph("", "", part, translatable=False)) for part in parts
    ))  # fmt: skip


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("translation-status", TranslationStatus)
