"""Outputs of code cells: charts, tables and glued numbers, in the page's language.

Chapters are executed once, in English. The MIME renderer keeps each output as a node; when a page
is written, its text is looked up in the ``outputs`` catalogue and its numbers are formatted.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from strukturwandel import data as tables
from strukturwandel import numbers
from strukturwandel.charts import editions, takeaway
from strukturwandel.languages import SOURCE, Language
from strukturwandel.sphinxext import bibliography
from strukturwandel.sphinxext.common import (
    LOGGER,
    between,
    breakable,
    digest,
    language_of,
    to_root,
    to_shared,
    translator,
)

PLOTLY = "application/vnd.plotly.v1+json"
CHARTS = "charts"  # folder of an edition for what readers take away from charts
MANY_SOURCES = 9  # more than these are counted under a chart, not listed; the table's page has all
BARE_NUMBER = re.compile(r"-?\d+(\.\d+)?(?:e[+-]?\d+)?\Z")


class chart(nodes.General, nodes.Element):
    """A published figure; ``figure`` holds its plotly JSON."""


class frame(nodes.General, nodes.Element):
    """A pandas table; ``markup`` holds its HTML as pandas wrote it."""


class number(nodes.Inline, nodes.TextElement):
    """A glued number; ``key`` its name, ``page`` the chapter that glued it."""


class BookOutputs(MimeRenderPlugin):
    """The renderer that myst-nb finds through the entry point ``myst_nb.mime_renderers``."""

    mime_priority_overrides = (("*", PLOTLY, 1),)

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        env = renderer.renderer.sphinx_env
        if inline or env is None:
            return None
        if data.mime_type == PLOTLY:
            return [_chart(env, data.content)]
        if data.mime_type == "text/html" and 'class="dataframe"' in data.string:
            _note_messages(env, [("table", text) for text in _frame_messages(data.string)])
            return [frame(markup=data.string)]
        return None


def chart_node(env: BuildEnvironment, figure: Any) -> nodes.Element:
    """The node of a figure that a directive of ours has published."""
    return _chart(env, json.loads(figure.to_json()))


def _chart(env: BuildEnvironment, content: dict[str, Any]) -> nodes.Element:
    figure = {"data": content["data"], "layout": content["layout"]}
    book = figure["layout"].get("meta", {}).get("book", {})
    if "id" not in book:
        LOGGER.warning(
            "a plotly figure is shown without charts.publish(): it has no id, source and "
            "description", type="book", subtype="unpublished", location=env.docname,
        )  # fmt: skip
        return nodes.comment()
    note_figure_id(env, book["id"])
    head = [("chart", editions.YEAR_HEAD), ("chart", editions.VALUE_HEAD)]
    found = [(f"{book['id']}, {kind}", text) for kind, text in editions.messages(figure)]
    _note_messages(env, found + head)
    env.metadata[env.docname]["has_charts"] = True
    return chart(figure=figure)


def note_figure_id(env: BuildEnvironment, id: str) -> None:
    owners = _store(env, "book_chart_ids")
    for docname, ids in owners.items():
        if id in ids:
            LOGGER.warning(
                "chart id %r is used twice, here and in %s", id, docname,
                type="book", subtype="chart_id", location=env.docname,
            )  # fmt: skip
    owners.setdefault(env.docname, []).append(id)


def _note_messages(env: BuildEnvironment, messages: list[tuple[str, str]]) -> None:
    _store(env, "book_messages").setdefault(env.docname, []).extend(messages)


def _store(env: BuildEnvironment, name: str) -> dict[str, list]:
    if not hasattr(env, name):
        setattr(env, name, {})
    return getattr(env, name)


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what a page that is read again had noted."""
    for name in ("book_messages", "book_chart_ids"):
        _store(env, name).pop(docname, None)


def write_messages(app: Sphinx, exception: Exception | None) -> None:
    """Leave the messages of all outputs for the extraction of catalogues (English build)."""
    if exception is None and app.builder.name == "html" and language_of(app) == SOURCE:
        noted = dict(sorted(_store(app.env, "book_messages").items()))
        path = Path(app.outdir).parent / "outputs.json"
        path.write_text(json.dumps(noted, ensure_ascii=False, indent=1), encoding="utf-8")


# ---------------------------------------------------------------- charts


def visit_chart(self: HTML5Translator, node: chart) -> None:
    """Write a chart: caption, place for the picture, and at its foot words, table and code.

    The caption holds the source too, as the conventions ask; book.css sets it below the picture.
    What comes after are children of the node: the code that drew the chart.
    """
    app, docname = self.builder.app, self.builder.current_docname
    language = language_of(app)
    edition = editions.edition(node["figure"], translator(app, "outputs", docname), language)
    say = translator(app, "site", docname)
    payload = {
        "data": edition.data,
        "layouts": edition.layouts,
        "locale": language.plotly,
    }
    if edition.scale:  # an explorer computes in the tables' units
        payload["scale"] = edition.scale
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    name = digest(text.encode())
    caption = takeaway.Caption(
        edition.finding,
        edition.measured,
        say("Source: {publishers}").replace(
            "{publishers}", _publishers(app, edition.origin, docname, say)
        ),
    )
    _keep_figure(app, name, text, {"id": edition.id, **asdict(caption)})
    _keep_csv(app, edition)
    id, label = edition.id, escape
    # Not inside the f-string below: the extraction of messages does not look there.
    wake, words, table = say("Interactive chart"), say("In words"), say("Data table")
    safe = text.replace("</", "<\\/")  # a script element ends at the first end tag
    self.body.append(
        f'<figure class="chart{" with-table" if edition.print_table else ""}" id="{id}"'
        f' aria-labelledby="{id}-finding" aria-describedby="{id}-description">'
        f'<figcaption><p class="chart-finding" id="{id}-finding">{breakable(edition.finding, language)}</p>'
        f'<p class="chart-measured">{breakable(edition.measured, language)}</p>'
        f'<p class="chart-source">{source_line(app, edition.origin, docname, say)}</p></figcaption>'
        f'<div class="chart-box" data-figure="{name}"><div class="chart-picture"></div>'
        f'<div class="chart-live"></div>'
        f'<p class="chart-said" aria-live="polite"></p>'
        f'<button type="button" class="chart-wake" hidden>{label(wake)}'
        f"</button></div>"
        f'<script type="application/json" class="chart-json">{safe}</script>'
        '<div class="chart-foot">'
        f'<details class="chart-words"><summary class="noprint">{label(words)}</summary>'
        # Not inside: what a shut disclosure holds is no description to a screen reader.
        f'</details><p class="chart-description" id="{id}-description">{label(edition.description)}'
        f'</p><details class="chart-data"><summary>{label(table)}</summary>'
        f"{_table_html(edition)}"
        f'<p class="chart-downloads">{_downloads(app, edition, docname, say)}</p></details>'
        f"{_take(app, edition, caption, docname, say)}\n"
    )


def depart_chart(self: HTML5Translator, node: chart) -> None:
    """The end of the chart's foot, and of the chart."""
    self.body.append("</div></figure>\n")


def _keep_figure(app: Sphinx, name: str, text: str, caption: dict[str, str]) -> None:
    """Lay the figure where the picture room finds it, and its words where the site finds them."""
    folder = Path(app.outdir).parent / "figures"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    words = json.dumps(caption, ensure_ascii=False)
    (folder / f"{name}.caption").write_text(words, encoding="utf-8")


def _keep_csv(app: Sphinx, edition: editions.Edition) -> None:
    """The chart's own data beside the pages, for ``charts/<id>.csv``."""
    folder = Path(app.outdir, CHARTS)
    folder.mkdir(exist_ok=True)
    (folder / f"{edition.id}.csv").write_text(
        takeaway.csv_text(edition), encoding="utf-8", newline=""
    )


def _take(
    app: Sphinx, edition: editions.Edition, caption: takeaway.Caption, docname: str, say: Any
) -> str:
    """What to take away: data, picture, and how to cite the chart, as text and as BibTeX."""
    place = f"{to_root(docname)}{CHARTS}/{edition.id}"
    links = [f'<a href="{place}.csv" download>CSV</a>']
    if app.config.book_edition:  # a plain build draws no pictures
        links.append(f'<a class="chart-svg" href="{place}.svg" download>SVG</a>')
        links.append('<button type="button" class="chart-png needs-script">PNG</button>')
    book = say("Understanding the Ruhr's Restructuring")
    year = app.config.copyright
    address = (
        f"{app.config.book_baseurl.rstrip('/')}/{language_of(app).path}/{docname}.html#{edition.id}"
    )
    cited = say("{finding}. Chart in: {book}, {year}. {address}. Data: {sources}.")
    for key, text in {
        "{finding}": caption.finding,
        "{book}": book,
        "{year}": year,
        "{address}": address,
        "{sources}": _publishers(app, edition.origin, docname, say),
    }.items():
        cited = cited.replace(key, text)
    head = escape(say("Take and cite"))
    entry = takeaway.bibtex(edition.id, caption, book, app.config.author, year, address)
    return (
        f'<details class="chart-take"><summary>{head}</summary>'
        f'<p class="chart-links">{" · ".join(links)}</p><p class="chart-cite">{escape(cited)}</p>'
        f'<pre class="chart-bibtex">{escape(entry)}</pre></details>'
    )


def source_line(app: Sphinx, origin: dict, docname: str, say: Any) -> str:
    """Who published the figures and which tables hold them; ``origin`` as numbers.provenance."""
    said = _publishers(app, origin, docname, say)
    titles = [_table_title(app, docname, table) for table in origin["tables"]]
    pages = between(say("{one}, {next}")).join(
        f'<a href="{table_url(app, docname, table)}">{title}</a>'
        for table, title in zip(origin["tables"], titles, strict=True)
    )
    source, data = say("Source: {publishers}"), say("Data: {tables}")
    return (
        f"<span>{breakable(source.replace('{publishers}', said), language_of(app))}</span>"
        f" <span>{escape(data).replace('{tables}', pages)}</span>"
    )


def _publishers(app: Sphinx, origin: dict, docname: str, say: Any) -> str:
    """The publishers by name, or how many there are."""
    names = producers(app, origin, docname, say)
    if len(names) <= MANY_SOURCES:
        return between(say("{one}; {next}")).join(names)
    said = say("{count} publishers, each named with the data")
    return said.replace("{count}", str(len(names)))


def _table_title(app: Sphinx, docname: str, table: str) -> str:
    """What a table is called in this edition, without the list of its contents after a colon.

    Where two tables would then be called alike, the whole title stands.
    """
    words = translator(app, "data", docname)
    short = _before_colon(words(tables.describe(table)["title"]))
    alike = [
        name for name in tables.tables()
        if _before_colon(words(tables.describe(name)["title"])) == short
    ]  # fmt: skip
    return escape(short if len(alike) == 1 else words(tables.describe(table)["title"]))


def _before_colon(title: str) -> str:
    return re.split(r"\s*[:：]", title)[0]


def table_url(app: Sphinx, docname: str, table: str) -> str:
    """The page of a table in this edition, or its CSV where no such page is in the book."""
    page = f"chapters/data/{table}"
    if page in app.env.found_docs:
        return app.builder.get_relative_uri(docname, page)
    return f"{to_shared(app, docname)}data/{table}.csv"


def _downloads(app: Sphinx, edition: editions.Edition, docname: str, say: Any) -> str:
    shared = to_shared(app, docname)
    links = [
        f'<a href="{shared}data/{table}.csv" download>{_table_title(app, docname, table)} (CSV)</a>'
        for table in edition.tables
    ]
    return escape(say("Whole tables: {tables}")).replace(
        "{tables}", between(say("{one}, {next}")).join(links)
    )


def _table_html(edition: editions.Edition) -> str:
    head = "".join(
        f'<th scope="col"{_align(numeric)}>{escape(column)}</th>'
        for column, numeric in zip(edition.columns, edition.numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(
            f"<td{_align(numeric)}>{escape(cell)}</td>"
            for cell, numeric in zip(row[1:], edition.numeric[1:], strict=True)
        )
        + "</tr>"
        for row in edition.rows
    )
    return (
        f'<div class="table-scroll" tabindex="0" role="group" aria-labelledby="{edition.id}-finding">'
        f'<table class="table chart-table"><caption>{escape(edition.measured)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _align(numeric: bool) -> str:
    return ' class="numeric"' if numeric else ""


# ---------------------------------------------------------------- pandas tables


def _frame_messages(markup: str) -> list[str]:
    cells = BeautifulSoup(markup, "html.parser").select("th, td")
    return [text for cell in cells if editions.is_message(text := cell.get_text(strip=True))]


def visit_frame(self: HTML5Translator, node: frame) -> None:
    """Write a pandas table: heads and words translated, numbers in the language's format."""
    app = self.builder.app
    translate = translator(app, "outputs", self.builder.current_docname)
    soup = BeautifulSoup(node["markup"], "html.parser")
    for style in soup("style"):
        style.decompose()
    table = soup.find("table")
    for cell in table.select("th, td"):
        text = cell.get_text(strip=True)
        if editions.is_message(text):
            cell.string = translate(text)
        elif BARE_NUMBER.match(text):
            cell.string = _reformat(text, language_of(app))
            cell["class"] = "numeric"
        elif text in ("NaN", "None", "&lt;NA&gt;", "<NA>"):
            cell.string = "–"
    for head in table.select("thead th"):
        head["scope"] = "col"
    for head in table.select("tbody th"):
        head["scope"] = "row"
    for head in table.select("thead th"):
        if not head.get_text(strip=True):  # the name-less index column
            head.name = "td"
            del head["scope"]
    del table["border"]
    table["class"] = ["table", "dataframe"]
    self.body.append(f'<div class="table-scroll" tabindex="0">{table}</div>\n')
    raise nodes.SkipNode


def _reformat(text: str, language: Language) -> str:
    value = float(text)
    if "." not in text and 1500 <= value <= 2200:
        return text
    digits = len(text.partition(".")[2]) if "e" not in text else 2
    return numbers.format_number(numbers.Number(value, digits), language, table=True)


# ---------------------------------------------------------------- numbers in prose


NUMBER_ROLE = re.compile(r"([a-z][a-z0-9_]*)(?:\*(1e\d+))?\Z")


class NumberRole(SphinxRole):
    """``{number}`name```: the number that this chapter glued under that name.

    ``{number}`name*1e6``` shows it a million times as large, for languages that count otherwise.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        match = NUMBER_ROLE.match(self.text.strip())
        key, factor = match.groups() if match else (self.text.strip(), None)
        node = number(self.rawtext, key=key, factor=float(factor or 1), page=self.env.docname)
        self.set_source_info(node)
        return [node], []


class ResolveNumbers(SphinxPostTransform):
    """Put glued values in place; runs when a page is written, so in the page's language."""

    default_priority = 4

    def run(self, **kwargs: object) -> None:
        found = list(self.document.findall(number))
        if not found or self.app.builder.format != "html":
            return
        glued = _glued(Path(self.env.mystnb_config.output_folder), self.env.docname)
        for node in found:
            payload = glued.get(node["key"])
            if payload is None:
                LOGGER.warning(
                    "no number %r is glued in this chapter; there are: %s",
                    node["key"], ", ".join(sorted(glued)) or "none",
                    type="book", subtype="number", location=node,
                )  # fmt: skip
            node.replace_self(_number_markup(self.app, self.env.docname, node, payload))


def _glued(folder: Path, docname: str) -> dict[str, dict]:
    path = folder / f"{docname}.glue.json"
    if not path.exists():
        return {}
    outputs = json.loads(path.read_text(encoding="utf-8"))
    return {
        key: output["data"][numbers.MIME]
        for key, output in outputs.items()
        if numbers.MIME in output["data"]
    }


def _number_markup(
    app: Sphinx, docname: str, node: number, payload: dict | None
) -> list[nodes.Node]:
    if payload is None:
        return [nodes.problematic("", node.rawsource)]
    shown = numbers.Number(payload["value"], payload["digits"], payload["style"])
    if node["factor"] != 1:
        shown = numbers.scaled(shown, node["factor"])
    text = numbers.format_number(shown, language_of(app))
    value = repr(shown.value).removesuffix(".0")
    # A fact has its anchor on the page of the facts, in whatever order the tables were used.
    table = "facts" if payload["facts"] else payload["tables"][0]
    address = table_url(app, docname, table)
    if payload["facts"]:
        address += f"#fact-{payload['facts'][0].lower()}"
    say = translator(app, "site", docname)
    said = between(say("{one}; {next}")).join(producers(app, payload, docname, say))
    before = f'<a class="number-link" href="{address}" title="{escape(said)}">'
    before += f'<data class="number" value="{value}" data-table="{table}">'
    # The text stays a text node, so that search and the print edition see it.
    return [
        nodes.raw("", before, format="html"),
        nodes.Text(text),
        nodes.raw("", "</data></a>", format="html"),
    ]


def producers(app: Sphinx, payload: dict, docname: str, say: Any) -> list[str]:
    """Who published what figures come from: producers of sources, authors of cited works."""
    words = translator(app, "data", docname)
    known = tables.sources()["producer"]
    named = [words(str(known[source])) for source in payload["sources"]]
    named += [bibliography.author_year(key, words, say) for key in payload["citations"]]
    return list(dict.fromkeys(named))


def skip(self: Any, node: nodes.Node) -> None:
    """Builders other than HTML leave these outputs out."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register nodes, role and events; myst-nb loads the renderer by its entry point."""
    visitors = {
        chart: (visit_chart, depart_chart),
        frame: (visit_frame, None),
        number: (skip, None),
    }
    for kind, visit in visitors.items():
        others = dict.fromkeys(("text", "latex", "man", "texinfo"), (skip, None))
        app.add_node(kind, html=visit, **others)
    app.add_role("number", NumberRole())
    app.add_post_transform(ResolveNumbers)
    app.connect("env-purge-doc", purge)
    app.connect("build-finished", write_messages)
