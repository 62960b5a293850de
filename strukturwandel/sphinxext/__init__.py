"""The one room that knows Sphinx and myst-nb: outputs, language, page furniture.

Loaded from ``_config.yml``. It works in a plain ``jupyter-book build .`` (English) and in the
editions that :mod:`strukturwandel.build` makes; the latter set ``book_edition``.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from strukturwandel.sphinxext import (
    bibliography,
    cells,
    datapages,
    diagrams,
    directives,
    explorers,
    furniture,
    lessons,
    outputs,
    repairs,
    status,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx's entry point."""
    app.add_config_value("book_edition", False, "html")
    app.add_config_value("book_baseurl", "", "html")
    app.add_config_value("book_repository", "", "html")
    rooms = (
        repairs, bibliography, outputs, cells, directives, diagrams, datapages, lessons, explorers, status,
        furniture,
    )  # fmt: skip
    for room in rooms:
        room.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
