"""Code cells on a page: folded away as a small text link, where the reader expects them.

myst-nb gives each hidden cell a bar of its own. Here the code of a chart moves to the foot of its
figure, and hidden cells in a row share one link.
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, HideInputCells
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from strukturwandel.sphinxext.common import translator
from strukturwandel.sphinxext.outputs import chart


class GatherCode(SphinxPostTransform):
    """Put each hidden code where it disturbs least; myst-nb has wrapped it when this runs."""

    default_priority = HideInputCells.default_priority + 1
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for cell in list(self.document.findall(_is_cell)):
            code = cell.children[0] if len(cell) else None
            charts = [found for part in cell.children[1:] for found in part.findall(chart)]
            if isinstance(code, HideCodeCellNode) and charts:
                cell.children.remove(code)  # its parent is not set: myst-nb sets the list alone
                charts[-1].append(code)
        self._join_neighbours()
        self._begin_with_words()
        self._join_neighbours()

    def _begin_with_words(self) -> None:
        """A page begins with its first paragraph: code that stands before it goes behind it."""
        for cell in list(self.document.findall(_is_hidden)):
            place = cell.parent.index(cell)
            around = [type(node) for node in cell.parent[max(place - 1, 0) : place + 2]]
            first = isinstance(cell.parent.parent, nodes.document)
            if first and around == [nodes.title, nodes.container, nodes.paragraph]:
                cell.parent[place : place + 2] = [cell.parent[place + 1], cell]

    def _join_neighbours(self) -> None:
        for cell in list(self.document.findall(_is_hidden)):
            place = cell.parent.index(cell)
            before = cell.parent[place - 1] if place else None
            if before is not None and _is_hidden(before):
                before[0].extend(cell[0].children)
                cell.parent.remove(cell)


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _is_hidden(node: nodes.Node) -> bool:
    """Whether a node is a code cell of which the page shows nothing but a link."""
    return _is_cell(node) and len(node) == 1 and isinstance(node[0], HideCodeCellNode)


def visit_code(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """A disclosure named by its own words: myst-nb's English aria-label contradicts them."""
    say = translator(self.builder.app, "site", self.builder.current_docname)
    copy, done = escape(say("Copy")), escape(say("Copied"))
    self.body.append(
        '<details class="code">'
        f'<summary class="noprint"><span class="when-closed">{escape(node["prompt_show"])}</span>'
        f'<span class="when-open">{escape(node["prompt_hide"])}</span></summary>\n'
        f'<button type="button" class="copy needs-script" data-done="{done}">{copy}</button>\n'
    )


def depart_code(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """The end of the disclosure."""
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    """Register the transform; the visitors replace those of myst-nb, which is set up later."""
    app.add_post_transform(GatherCode)
    app.connect("builder-inited", _own_visitors)


def _own_visitors(app: Sphinx) -> None:
    app.add_node(HideCodeCellNode, override=True, html=(visit_code, depart_code))
