"""The lessons as cards that a reader can sort out, without a kernel; print makes a table of them.

Everything is drawn from data/lessons.csv in the page's language: texts through the ``records``
catalogue, the words of the frame through ``site``.
"""

from __future__ import annotations

from html import escape
from typing import ClassVar

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx

from strukturwandel import data
from strukturwandel.sphinxext.common import translator
from strukturwandel.sphinxext.datapages import DataDirective

KINDS = ("worked", "failed", "condition", "question", "topic")
FILTERS = ("kind", "strength", "transfer", "subject")


def words(say) -> dict[str, dict[str, str]]:
    """What the ids of the table are called in a language; ``say`` looks up site strings."""
    return {
        "kind": {
            "worked": say("Worked"),
            "failed": say("Failed"),
            "condition": say("Depends"),
            "question": say("Open question"),
            "topic": say("Sub-topic"),
        },
        "strength": {
            "strong": say("strong evidence"),
            "medium": say("medium evidence"),
            "weak": say("weak evidence"),
            "open": say("open"),
        },
        "transfer": {
            "high": say("travels well"),
            "medium": say("travels in part"),
            "low": say("hardly travels"),
            "open": say("open"),
        },
        "subject": {
            "work": say("Work"),
            "steel_coal": say("Steel and coal"),
            "air": say("Air"),
            "water_land": say("Water and land"),
            "knowledge": say("Knowledge"),
            "culture": say("Culture"),
            "governance": say("Governance"),
            "money": say("Money"),
            "services": say("Services"),
            "justice": say("Justice"),
        },
    }


class Lessons(DataDirective):
    """``{lessons}`` with ``:kinds:``, the kinds of lessons to show, in the order of the table."""

    option_spec: ClassVar = {"kinds": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        self.prepare()
        self.records = translator(self.env.app, "records", self.get_location())
        self.names = words(self.say)
        kinds = self.options.get("kinds", " ".join(KINDS)).split()
        if unknown := set(kinds) - set(KINDS):
            raise self.error(f"no lessons of kind {', '.join(sorted(unknown))}")
        rows = data.load("lessons")
        rows = rows[rows["kind"].isin(kinds)]
        parts = [self._form(rows)] if {"worked", "failed", "condition"} & set(kinds) else []
        parts.append(nodes.raw("", '<div class="lessons">\n', format="html"))
        for _, row in rows.iterrows():
            parts += self._card(row)
        parts.append(nodes.raw("", "</div>\n", format="html"))
        self.env.metadata[self.env.docname]["has_lessons"] = True
        return parts

    def _form(self, rows: pd.DataFrame) -> nodes.raw:
        """Choices that a script acts on; hidden where there is none."""
        heads = {
            "kind": self.say("Outcome"),
            "strength": self.say("Evidence"),
            "transfer": self.say("Transfer"),
            "subject": self.say("Subject"),
        }
        controls = []
        for name in FILTERS:
            known = [id for id in self.names[name] if id in set(rows[name])]
            options = "".join(
                f'<option value="{id}">{escape(self.names[name][id])}</option>' for id in known
            )
            everything = escape(self.say("all"))
            controls.append(
                f'<label>{escape(heads[name])} <select name="{name}">'
                f'<option value="">{everything}</option>{options}</select></label>'
            )
        shown = escape(self.say("{count} of {all} lessons shown"), quote=True)
        return nodes.raw(
            "",
            f'<form class="lesson-filter needs-script">{"".join(controls)}'
            f'<output data-text="{shown}" aria-live="polite"></output></form>\n',
            format="html",
        )

    def _card(self, row: pd.Series) -> list[nodes.Node]:
        id = str(row["id"])
        marks = "".join(f' data-{name}="{row[name]}"' for name in FILTERS if pd.notna(row[name]))
        badges = [self.names["kind"][row["kind"]], self.names["subject"][row["subject"]]]
        graded = row["kind"] not in ("question", "topic")
        if graded:
            badges += [
                self.names["strength"][row["strength"]],
                self.names["transfer"][row["transfer"]],
            ]
        tags = "".join(f"<span>{escape(badge)}</span>" for badge in badges)
        opening = (
            f'<section class="lesson {row["kind"]}" id="lesson-{id.lower()}"{marks}>'
            f'<p class="lesson-tags">{tags}</p>'
            f'<p class="lesson-title"><span class="lesson-id">{id}</span> '
        )
        parts: list[nodes.Node] = [
            nodes.raw("", opening, format="html"),
            nodes.Text(self.records(str(row["title"]))),
            nodes.raw("", "</p>\n", format="html"),
            self.text(
                self.records(str(row["claim"])),
                self.beside("", ""),
                *self._citations(row),
                classes=["lesson-claim"],
            ),
        ]
        if graded:
            parts.append(self._grounds(row))
        parts.append(nodes.raw("", "</section>\n", format="html"))
        return parts

    def _grounds(self, row: pd.Series) -> nodes.definition_list:
        heads = {
            "conditions": self.say("Holds where"),
            "evidence": self.say("Evidence"),
            "transfer_note": self.say("For Beijing-Tianjin-Hebei"),
            "caveats": self.say("Caveat"),
        }
        listing = nodes.definition_list(classes=["lesson-grounds"])
        for column, head in heads.items():
            if pd.isna(row[column]) or not str(row[column]).strip():
                continue
            listing += nodes.definition_list_item(
                "",
                nodes.term("", head, translatable=False),
                nodes.definition("", self.text(self.records(str(row[column])))),
            )
        return listing

    def _citations(self, row: pd.Series) -> list[nodes.Node]:
        if pd.isna(row["citations"]) or not row["citations"]:
            return []
        keys = ",".join(str(row["citations"]).split(";"))
        found, _messages = self.state.inline_text(f"{{cite:p}}`{keys}`", self.lineno)
        return found


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("lessons", Lessons)
