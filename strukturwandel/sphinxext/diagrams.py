"""Diagrams of ideas: boxes and arrows made of the page's own text, so that they can be translated.

A figure drawn by plotly holds data; a diagram holds sentences. Its text wraps in every language and
width, carries citations and numbers, and is set again for print.
"""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from strukturwandel.sphinxext.outputs import note_figure_id, skip

KINDS = ("columns", "flow", "matrix")
STEP = 3  # paragraphs of a step of a flow: from, what flows, to


class diagram(nodes.General, nodes.Element):
    """A figure made of text: its finding, its body, its description."""


class Diagram(SphinxDirective):
    """``{diagram} Finding`` with ``:id:``, ``:kind:`` and ``:description:``.

    The body of ``columns`` is a bullet list, an item a box; of ``flow`` a bullet list whose items
    hold three paragraphs: from, what flows, to; of ``matrix`` a table.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {
        "id": directives.unchanged_required,
        "kind": lambda value: directives.choice(value, KINDS),
        "description": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        if missing := [name for name in self.option_spec if name not in self.options]:
            raise self.error(f"diagram without {', '.join(missing)}")
        id, kind = self.options["id"], self.options["kind"]
        note_figure_id(self.env, id)
        body = nodes.container(classes=["diagram-body"])
        self.state.nested_parse(self.content, self.content_offset, body)
        self._check(kind, body)
        finding = self._paragraph(self.arguments[0], "finding")
        description = self._paragraph(self.options["description"], "description")
        return [diagram("", finding, body, description, id=id, kind=kind)]

    def _paragraph(self, text: str, part: str) -> nodes.paragraph:
        children, _messages = self.state.inline_text(text, self.lineno)
        found = nodes.paragraph(text, "", *children, classes=[f"diagram-{part}"])
        found["ids"] = [f"{self.options['id']}-{part}"]
        self.set_source_info(found)
        return found

    def _check(self, kind: str, body: nodes.container) -> None:
        wanted = nodes.table if kind == "matrix" else nodes.bullet_list
        if len(body) != 1 or not isinstance(body[0], wanted):
            raise self.error(f"the body of a {kind} is one {wanted.__name__.replace('_', ' ')}")
        if kind == "flow":
            for number, item in enumerate(body[0], 1):
                if len(item) != STEP:
                    raise self.error(f"step {number} has {len(item)} paragraphs, not {STEP}")


def visit_diagram(self: HTML5Translator, node: diagram) -> None:
    """Open the figure."""
    id = node["id"]
    self.body.append(
        f'<figure class="diagram {node["kind"]}" id="{id}"'
        f' aria-labelledby="{id}-finding" aria-describedby="{id}-description">\n'
    )


def depart_diagram(self: HTML5Translator, node: diagram) -> None:
    """Close it."""
    self.body.append("</figure>\n")


def setup(app: Sphinx) -> None:
    """Register node and directive."""
    others = dict.fromkeys(("text", "latex", "man", "texinfo"), (skip, None))
    app.add_node(diagram, html=(visit_diagram, depart_diagram), **others)
    app.add_directive("diagram", Diagram)
