"""What Sphinx, myst-nb and the themes leave untranslated, mended in one place.

Each repair names the gap it closes; all were measured with Sphinx 7.4 and myst-nb 1.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.transforms.i18n import Locale
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import extract_messages

from strukturwandel.catalogues import lookup
from strukturwandel.charts import PALETTE
from strukturwandel.languages import SOURCE, language
from strukturwandel.phrases import RANGE, is_tied, phrases
from strukturwandel.sphinxext.common import (
    PACKAGE,
    catalogue_root,
    file_digest,
    language_of,
    translator,
)

# Configuration that readers see and that no gettext builder extracts.
VISIBLE = (
    "html_title", "project", "author", "copyright",
    "nb_code_prompt_show", "nb_code_prompt_hide",
)  # fmt: skip

# What cells read: tables and maps, and our modules that a chapter's imports load, no others, so
# that a change of the machinery does not run every chapter again.
CELL_DATA = {".csv", ".json", ".geojson"}
CELL_CODE = (
    "languages.py", "numbers.py", "charts/__init__.py", "explorers.py", "data/__init__.py",
    "data/aggregates.py", "data/checks.py", "data/errors.py", "data/package.py", "data/reading.py",
)  # fmt: skip


class CellSource(SphinxTransform):
    """Cells of a Markdown table inside ``{table}`` have no source, so gettext skips them."""

    default_priority = 5

    def apply(self, **kwargs: object) -> None:
        for table in self.document.findall(nodes.table):
            for paragraph in table.findall(nodes.paragraph):
                if not paragraph.source:
                    paragraph.source = table.source or self.document["source"]
                    paragraph.line = table.line or 1


class MetaDescription(SphinxTransform):
    """html_meta is extracted but not applied: its node is still pending when Locale runs."""

    default_priority = 900

    def apply(self, **kwargs: object) -> None:
        if self.app.builder.name == "gettext":
            return
        translate = translator(self.app, self.env.docname, location=self.env.docname)
        for meta in self.document.findall(nodes.meta):
            if meta.get("content"):
                meta["content"] = translate(meta["content"])
            for key in ("lang", "xml:lang"):  # it says "en" whatever the language
                meta.attributes.pop(key, None)


class Untranslated(SphinxTransform):
    """A message that a catalogue lacks, or holds as fuzzy, is a warning: strict builds fail.

    Where a build goes on all the same, the paragraph stands in English under a short notice: an old
    translation is never shown as if it were right. It runs before Sphinx's own transform, which
    takes a translation equal to its English (a name, a title) for a missing one.
    """

    default_priority = Locale.default_priority - 1

    def apply(self, **kwargs: object) -> None:
        if self.config.language == SOURCE.catalogue or self.app.builder.name == "gettext":
            return
        translate = translator(self.app, self.env.docname, location=self.env.docname)
        say = translator(self.app, "site", location=self.env.docname)
        known = lookup(catalogue_root(self.app), language_of(self.app), self.env.docname)
        for node, message in list(extract_messages(self.document)):
            if isinstance(node, (nodes.meta, addnodes.toctree)):  # looked up when applied
                continue
            if _in_front_matter(node):  # settings of the notebook, no text
                continue
            translate(message, node)
            if known(message) is None:
                node["classes"] += [
                    "newer-in-english",
                    "language-en",
                ]  # docutils makes it lang="en"
                if isinstance(node, nodes.paragraph):
                    _announce(
                        node, say("This passage is newer in English; its translation follows.")
                    )


def _in_front_matter(node: nodes.Element) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, (nodes.docinfo, nodes.field_list)):
            return True
    return False


def _announce(node: nodes.paragraph, notice: str) -> None:
    """One notice before a run of paragraphs that are not translated yet."""
    place = node.parent.index(node)
    before = node.parent[place - 1] if place else None
    if isinstance(before, nodes.paragraph) and "newer-in-english" in before["classes"]:
        return
    told = nodes.paragraph("", notice, classes=["translation-notice"], translatable=False)
    node.parent.insert(place, told)


class UniqueIds(SphinxPostTransform):
    """A work cited twice in a translated paragraph gets the id of its first citation twice.

    Sphinx copies the ids of references by their target. The second keeps none: nothing links to it.
    """

    default_priority = 900  # when all references are resolved

    def run(self, **kwargs: object) -> None:
        seen: set[str] = set()
        for node in self.document.findall(nodes.inline):
            node["ids"] = [id for id in node["ids"] if id not in seen]
            seen.update(node["ids"])


class Phrases(SphinxPostTransform):
    """Browsers break a Chinese heading anywhere, and every text beside a dash: 1957 / —1974.

    Here headings are told where they may break, and ranges of numbers are tied.
    """

    default_priority = 910
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        if not language_of(self.app).cjk:
            return
        headings = [*self.document.findall(nodes.title)]
        headings += [
            p for p in self.document.findall(nodes.paragraph) if "diagram-finding" in p["classes"]
        ]
        for text in [text for each in headings for text in each.findall(nodes.Text)]:
            self._put(text, phrases(text.astext()), "<wbr/>")
        for text in list(self.document.findall(nodes.Text)):
            kept = isinstance(text.parent, (nodes.literal, nodes.raw))
            if "—" in text and not kept and "tied" not in text.parent.get("classes", []):
                self._put(text, RANGE.split(text.astext()), "")

    def _put(self, text: nodes.Text, pieces: Sequence[str], between: str) -> None:
        """Replace a text by its pieces; a range of numbers is tied, a line may break at the rest."""
        parts: list[nodes.Node] = []
        for piece in filter(None, pieces):
            if parts and between:
                parts.append(nodes.raw("", between, format="html"))
            shown = nodes.Text(piece)
            tie = is_tied(piece) if between else RANGE.fullmatch(piece)
            parts.append(nodes.inline("", "", shown, classes=["tied"]) if tie else shown)
        text.parent.replace(text, parts)


def translate_toctree(app: Sphinx, doctree: nodes.document) -> None:
    """Part captions come from _toc.yml after the Locale transform has run."""
    if app.builder.name == "gettext":
        return
    translate = translator(app, app.env.docname, location=app.env.docname)
    for toctree in doctree.findall(addnodes.toctree):
        if toctree.get("caption"):
            toctree["caption"] = translate(toctree["caption"])
        toctree["entries"] = [
            (translate(title) if title else title, target) for title, target in toctree["entries"]
        ]


def configure(app: Sphinx, config: Config) -> None:
    """Translate visible settings; keep the execution cache apart for each state of its inputs."""
    translate = lookup(Path(app.srcdir, config.locale_dirs[0]), language(config.language), "site")
    for name in VISIBLE:
        if isinstance(getattr(config, name, None), str):
            text = getattr(config, name)
            setattr(config, name, translate(text) or text)
    options = config.html_theme_options
    if options.get("search_bar_text"):
        text = options["search_bar_text"]
        options["search_bar_text"] = translate(text) or text
    config.html_context["palette"] = [
        (colour.light[1:], colour.dark[1:]) for colour in PALETTE.values()
    ]
    config.book_machinery = machinery_digest()
    config.book_site_strings = file_digest(
        [Path(app.srcdir, config.locale_dirs[0], config.language, "LC_MESSAGES", f"{name}.mo")
         for name in ("site", "sphinx", "booktheme")]
    )  # fmt: skip
    if not config.nb_execution_cache_path:
        folder = Path(app.outdir).parent / ".jupyter_cache"
        config.nb_execution_cache_path = str(folder / execution_digest(Path(app.srcdir)))


def execution_digest(root: Path) -> str:
    """A hash of all that an executed cell can read besides its own code.

    jupyter-cache keys on code cells alone: a changed table, map or formula would show old figures,
    silently.
    """
    inputs = sorted(p for p in (root / "data").rglob("*") if p.suffix in CELL_DATA)
    inputs += [root / "requirements.lock", *(PACKAGE / name for name in CELL_CODE)]
    return file_digest(inputs)


def machinery_digest() -> str:
    """A hash of our own code: a page made by an older version of it must be made anew."""
    return file_digest(sorted(PACKAGE.rglob("*.py")))


def note_catalogues(app: Sphinx, doctree: nodes.document) -> None:
    """Sphinx re-reads a page for its own catalogue only; outputs are translated from ours."""
    for domain in ("outputs", "data", "records"):
        path = catalogue_root(app) / language_of(app).catalogue / "LC_MESSAGES" / f"{domain}.mo"
        if path.exists():
            app.env.note_dependency(str(path))


def setup(app: Sphinx) -> None:
    """Register the repairs."""
    app.add_config_value("book_machinery", "", "env")
    app.add_config_value("book_site_strings", "", "html")
    app.add_transform(CellSource)
    app.add_transform(MetaDescription)
    app.add_transform(Untranslated)
    app.add_post_transform(UniqueIds)
    app.add_post_transform(Phrases)
    app.connect("doctree-read", translate_toctree, priority=800)
    app.connect("doctree-read", note_catalogues)
    app.connect("config-inited", configure, priority=900)
