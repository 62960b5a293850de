"""A page for each table of data/: what it holds, how sure it is, whence it comes, how to take it.

``{data-table} coal`` writes the page of one table, ``{data-overview}`` the list of all. Both read
the data package when the page is read, in the page's language; labels and definitions are looked up
in the ``data`` catalogue, free notes of single rows stay English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from strukturwandel import charts, data, numbers
from strukturwandel.languages import SOURCE, Language
from strukturwandel.sphinxext import bibliography
from strukturwandel.sphinxext.common import between, language_of, to_shared, translator
from strukturwandel.sphinxext.outputs import chart_node

MONTH = "|".join(bibliography.MONTHS)
DATE = re.compile(rf"(?:(?:(\d{{1,2}}) )?({MONTH}) )?(\d{{4}})")
DATED = re.compile(
    rf" \((?P<year>\d{{4}})\)\Z|, (?P<date>(?:(?:\d{{1,2}} )?(?:{MONTH}) )?\d{{4}})\Z"
)
ROW = 20  # px a region takes in the picture of coverage


class DataDirective(SphinxDirective):
    """What both directives share: words, numbers and plain nodes that gettext leaves alone."""

    has_content = False

    def prepare(self) -> None:
        """Look up catalogues once and let Sphinx know what the page depends on."""
        app = self.env.app
        self.words = translator(app, "data", self.get_location())
        self.say = translator(app, "site", self.get_location())
        for path in data.directory().glob("*.csv"):
            self.env.note_dependency(str(path))
        self.env.note_dependency(str(data.directory() / "datapackage.json"))

    def count(self, value: float) -> str:
        """A number of things in the page's format."""
        return numbers.format_number(numbers.number(value), language_of(self.env.app), table=True)

    def text(self, *parts: str | nodes.Node, **options: object) -> nodes.paragraph:
        """A paragraph of finished text and nodes."""
        found = [nodes.Text(part) if isinstance(part, str) else part for part in parts]
        return nodes.paragraph("", "", *found, translatable=False, **options)

    def beside(self, *sentences: str) -> str:
        """Sentences one after the other: Chinese ones without a blank between."""
        return ("" if language_of(self.env.app).cjk else " ").join(sentences)

    def link(self, label: str, address: str) -> nodes.reference:
        """A link with a finished label."""
        return nodes.reference("", label, refuri=address, internal=False)

    def section(self, id: str, title: str, *children: nodes.Node) -> nodes.section:
        """A section with a stable id."""
        heading = nodes.title("", title, translatable=False)
        return nodes.section("", heading, *children, ids=[id], names=[id])

    def years(self, rows: pd.DataFrame) -> str:
        """First and last year of some rows."""
        first, last = int(rows["year"].min()), int(rows["year"].max())
        if first == last:
            return str(first)
        return numbers.format_dates(f"{first}–{last}", language_of(self.env.app))


class DataTable(DataDirective):
    """The page of one table; its name is the argument."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.prepare()
        name = self.arguments[0]
        about = data.describe(name)
        rows = data.load(name, alternatives=True)
        parts = [self.text(self.words(about["description"]))]
        parts.append(self._downloads(name))
        if {"region", "year", "indicator"} <= set(rows):
            parts.append(chart_node(self.env, coverage(name, rows)))
            parts.append(self._indicators(rows))
        parts += self._flags(rows)
        if "statement" in rows:
            parts.append(self._statements(rows))
        if "source" in rows:
            parts.append(self._sources(rows))
        parts.append(self._processing(about))
        return parts

    def _downloads(self, name: str) -> nodes.paragraph:
        folder = to_shared(self.env.app, self.env.docname) + "data/"
        return self.text(
            self.link("CSV", f"{folder}{name}.csv"), " · ",
            self.link("XLSX", f"{folder}{name}.xlsx"), " · ",
            self.link(self.say("Schema of all tables (Frictionless)"), f"{folder}datapackage.json"),
            classes=["data-downloads"],
        )  # fmt: skip

    def _indicators(self, rows: pd.DataFrame) -> nodes.section:
        known = data.indicators()
        listing = nodes.definition_list(classes=["indicators"])
        for id, group in sorted(rows.groupby("indicator"), key=lambda pair: pair[0]):
            about = known.loc[id]
            head = self.say("{indicator} ({unit})")
            head = head.replace("{indicator}", self.words(about["name"]))
            head = head.replace("{unit}", self.words(about["unit"]))
            size = self.say("Figures: {count}; years: {years}")
            size = size.replace("{count}", self.count(len(group)))
            size = size.replace("{years}", self.years(group))
            said = self.beside(self.words(about["definition"]), self.words(about["how_measured"]))
            listing += nodes.definition_list_item(
                "",
                nodes.term("", head, translatable=False, ids=[f"indicator-{nodes.make_id(id)}"]),
                nodes.definition("", self.text(said), self.text(size, classes=["quiet"])),
            )
        return self.section("indicators", self.say("What is measured"), listing)

    def _flags(self, rows: pd.DataFrame) -> list[nodes.Node]:
        if "flags" not in rows or not rows["flags"].fillna("").any():
            return []
        used = rows["flags"].fillna("").str.split(";").explode()
        counted = used[used != ""].value_counts()
        known = data.flags()
        listing = nodes.definition_list(classes=["flags"])
        for id, number in counted.items():
            size = self.say("Figures: {count}").replace("{count}", self.count(number))
            listing += nodes.definition_list_item(
                "",
                nodes.term("", self.words(known.loc[id, "name"]), translatable=False),
                nodes.definition(
                    "",
                    self.text(self.words(known.loc[id, "meaning"])),
                    self.text(size, classes=["quiet"]),
                ),
            )
        return [self.section("doubts", self.say("How sure the figures are"), listing)]

    def _sources(self, rows: pd.DataFrame) -> nodes.section:
        known = data.sources()
        named = rows["source"].fillna("").str.split(";").explode()
        counted = named[named != ""].value_counts()
        listing = nodes.bullet_list(classes=["sources"])
        for id, number in counted.items():
            about = known.loc[id]
            parts: list[str | nodes.Node] = [self._cited(about), self.beside("", "")]
            if pd.notna(about["url"]) and about["url"]:
                stop = "。" if language_of(self.env.app).cjk else ". "
                parts += [self.link(self.say("Source page"), str(about["url"])), stop]
            about_it = self.say("Quality: {quality}; figures: {count}; licence: {licence}.")
            for key, said in {
                "{quality}": self.words(str(about["quality"])),
                "{count}": self.count(number),
                "{licence}": self.words(str(about["licence"])),
            }.items():
                about_it = about_it.replace(key, said)
            parts.append(about_it)
            item = self.text(*parts, ids=[f"source-{nodes.make_id(id)}"])
            listing += nodes.list_item("", item)
        cited = int((rows["citation"].fillna("") != "").sum()) if "citation" in rows else 0
        if cited:
            said = self.say("{count} entries name a work of the list of sources.")
            listing += nodes.list_item("", self.text(said.replace("{count}", self.count(cited))))
        return self.section("sources", self.say("Sources"), listing)

    def _cited(self, about: pd.Series) -> str:
        """The line that cites a source, in the page's language but for the title."""
        here = language_of(self.env.app)
        body, year, date = split_citation(about)
        if year:
            said = self.say("{who} ({year}): {title}.").replace("{year}", year)
        elif date:
            said = self.say("{who}, {date}: {title}.").replace("{date}", written_date(date, here))
        else:
            said = self.say("{who}: {title}.")
        title = bibliography.title_in(str(about["title"]), self.words, here)
        said = said.replace("{who}", self.words(body)).replace("{title}", title)
        return said.replace("?.", "?").replace("?。", "? ").replace("？。", "？")

    def _statements(self, rows: pd.DataFrame) -> nodes.section:
        """Cited facts: what the source says, the citation, and how far it is trusted."""
        records = translator(self.env.app, "records", self.get_location())
        grades = {
            "primary": self.say("the body that knows"),
            "secondary": self.say("research or handbook"),
            "press": self.say("press"),
            "high": self.say("high"),
            "medium": self.say("medium"),
            "low": self.say("low"),
        }
        listing = nodes.definition_list(classes=["facts"])
        for _, row in rows.iterrows():
            cited, _messages = self.state.inline_text(f"{{cite:p}}`{row['citation']}`", self.lineno)
            about = self.say("Kind of source: {quality}; confidence: {confidence}.")
            about = about.replace("{quality}", grades[row["quality"]])
            about = about.replace("{confidence}", grades[row["confidence"]])
            listing += nodes.definition_list_item(
                "",
                nodes.term("", row["id"], translatable=False, ids=[f"fact-{row['id'].lower()}"]),
                nodes.definition(
                    "",
                    self.text(records(row["statement"]), self.beside("", ""), *cited),
                    self.text(about, classes=["quiet"]),
                ),
            )
        return self.section("facts", self.say("What the sources say"), listing)

    def _processing(self, about: dict) -> nodes.section:
        apart = between(self.say("{one}; {next}"))
        licences = apart.join(self.words(entry["title"]) for entry in about.get("licenses", []))
        how_to_cite = self.say("How to cite: {table}, in: {book}, {year}.")
        for key, said in {
            "{table}": self.words(about["title"]),
            "{book}": self.say("Understanding the Ruhr's Restructuring"),
            "{year}": "2026",
        }.items():
            how_to_cite = how_to_cite.replace(key, said)
        return self.section(
            "processing", self.say("What we did to it"),
            self.text(self.words(about["processing"])),
            self.text(self.say("Licences: {licences}").replace("{licences}", licences)),
            self.text(how_to_cite),
        )  # fmt: skip


def coverage(name: str, rows: pd.DataFrame) -> go.Figure:
    """Which regions and years a table fills, as a figure: a bar for each run of years."""
    labels = data.regions()["name"]
    cells = rows[["region", "year"]].drop_duplicates().sort_values(["region", "year"])
    spans = cells.groupby("region")["year"].agg(["min", "max", "count"])
    order = spans.sort_values(["min", "count"], ascending=[False, True], kind="stable").index
    run = (cells.groupby("region")["year"].diff() != 1).cumsum()
    runs = cells.groupby(["region", run])["year"].agg(["min", "max"]).reset_index("region")
    first, last = int(cells["year"].min()), int(cells["year"].max())
    colour = charts.COLOURS["ruhr"]
    figure = go.Figure()
    figure.add_bar(
        orientation="h", base=runs["min"], x=runs["max"] - runs["min"] + 1,
        y=runs["region"].map(labels), width=0.55,
        marker={"color": colour, "line": {"color": colour, "width": 1}},  # a single year is seen too
        customdata=[
            str(a) if a == b else f"{a}–{b}" for a, b in zip(runs["min"], runs["max"], strict=True)
        ],
        hovertemplate="%{y}: %{customdata}<extra></extra>", showlegend=False,
    )  # fmt: skip
    figure.update_xaxes(
        range=[first - 1, last + 2],
        showgrid=True,
        tickformat="d",
        tickvals=_round_years(first, last),
    )
    figure.update_yaxes(categoryorder="array", categoryarray=[labels[id] for id in order])
    table = pd.DataFrame(
        {
            "Region": [labels[id] for id in spans.index],
            "First year": spans["min"].to_list(),
            "Last year": spans["max"].to_list(),
            "Years with figures": spans["count"].to_list(),
        }
    )
    return charts.publish(
        figure,
        id=f"fig-coverage-{name.replace('_', '-')}",
        finding="{table}: {count} figures, {first} to {last}",
        measured="Years with at least one figure in the table, by region or body",
        rows=rows,
        description="A bar for each run of years for which the table has a figure, by region or "
        "body. The data table gives first and last year of each.",
        values={
            "table": data.describe(name)["title"],
            "count": numbers.number(len(rows)),
            "first": numbers.year(first),
            "last": numbers.year(last),
        },
        height=max(70 + ROW * len(order), 110),
        table=table,
    )


def _round_years(first: int, last: int) -> list[int]:
    """Three or four round years of a span, few enough for a phone."""
    for step in (100, 50, 25, 20, 10, 5, 4, 2, 1):
        years = list(range(-(-first // step) * step, last + 1, step))
        if len(years) >= 3:
            break
    return years[::2] if len(years) > 4 else years


class DataOverview(DataDirective):
    """All tables: what each holds and when, with a link to its page."""

    def run(self) -> list[nodes.Node]:
        self.prepare()
        listing = nodes.definition_list(classes=["data-overview"])
        for name in observation_tables():
            about, rows = data.describe(name), data.load(name, alternatives=True)
            reference = self._page(name, self.words(about["title"]))
            size = self.say("Figures: {count}; years: {years}")
            size = size.replace("{count}", self.count(len(rows)))
            size = size.replace("{years}", self.years(rows))
            listing += nodes.definition_list_item(
                "",
                nodes.term("", "", reference, translatable=False),
                nodes.definition(
                    "", self.text(self.words(about["description"])),
                    self.text(size, classes=["quiet"]),
                ),
            )  # fmt: skip
        return [chart_node(self.env, decades()), listing]

    def _page(self, name: str, title: str) -> nodes.Node:
        from sphinx.addnodes import pending_xref

        label = nodes.inline("", title)
        return pending_xref(
            "", label, refdomain="std", reftype="doc", reftarget=f"/chapters/data/{name}",
            refexplicit=True, refwarn=True, refdoc=self.env.docname,
        )  # fmt: skip


def observation_tables() -> list[str]:
    """Names of the tables that hold figures by region and year."""
    return [name for name in data.tables() if {"region", "year", "value"} <= set(data.load(name))]


def decades() -> go.Figure:
    """How many figures each table has in each decade, as a figure of growing marks."""
    counted = {}
    for name in observation_tables():
        rows = data.load(name)
        decade = rows["year"].astype(int) // 10 * 10
        counted[data.describe(name)["title"]] = decade.value_counts().sort_index()
    frame = pd.DataFrame(counted).fillna(0).astype(int).sort_index()
    frame = frame[frame.index >= 1900]
    figure = go.Figure()
    for title in frame.columns:
        found = frame[title][frame[title] > 0]
        figure.add_scatter(
            x=found.index, y=[title] * len(found), mode="markers", showlegend=False,
            marker={"symbol": "square", "size": 2 + 12 * (found / frame.max().max()) ** 0.35,
                    "color": charts.COLOURS["ruhr"], "opacity": 1},
            customdata=found, hovertemplate="%{y}, %{x}–: %{customdata:,}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(frame.columns)[::-1],
        range=[-0.6, len(frame.columns) - 0.4],
    )  # fmt: skip
    figure.update_xaxes(tickvals=[1900, 1950, 2000], range=[1893, 2027])
    table = frame.T.rename_axis("Table").reset_index()
    table.columns = ["Table", *(str(year) for year in frame.index)]
    everything = [data.load(name) for name in observation_tables()]
    years = pd.concat([rows["year"] for rows in everything])
    return charts.publish(
        figure,
        id="fig-coverage-all",
        finding="Of {all} figures {late} are from after 1990, {early} from before 1950",
        measured="Figures in each table by decade since 1900; larger marks are more figures",
        rows=everything,
        values={
            "all": numbers.number(len(years)),
            "late": numbers.number((years > 1990).sum()),
            "early": numbers.number((years < 1950).sum()),
        },
        description="A grid of tables and decades; the size of a mark grows with the number of "
        "figures. The data table gives the numbers.",
        height=90 + 30 * len(frame.columns),
        table=table,
    )


def split_citation(about: pd.Series) -> tuple[str, str, str]:
    """What a citation of sources.csv says before its title: body, and year or date if at the end.

    Raises:
        ValueError: the citation does not end with the title, so it cannot be told in translation.
    """
    title = str(about["title"])
    head, found, end = str(about["citation"]).rpartition(f": {title}")
    if not found or end not in {".", ""}:
        raise ValueError(
            f"table 'sources', row {about.name!r}, column 'citation': "
            f"it must end with a colon and the title, {title!r}"
        )
    match = DATED.search(head)
    if match is None:
        return head, "", ""
    return head[: match.start()], match["year"] or "", match["date"] or ""


def written_date(date: str, here: Language) -> str:
    """``4 January 2021`` as the language writes it; a year alone stays."""
    day, month, year = DATE.fullmatch(date).groups()
    if month is None:
        return year
    iso = f"{year}-{list(bibliography.MONTHS).index(month) + 1:02d}"
    return (
        date
        if here == SOURCE
        else numbers.format_dates(f"{iso}-{int(day):02d}" if day else iso, here)
    )


def messages() -> Iterable[tuple[str, str]]:
    """Every message of the ``data`` domain, with where it stands: ``(place, msgid)``."""
    for name in data.tables():
        about = data.describe(name)
        for key in ("title", "description", "processing"):
            if about.get(key):
                yield f"datapackage.json: {name}, {key}", about[key]
        for entry in about.get("licenses", []):
            yield f"datapackage.json: {name}, licence", entry["title"]
    for table, columns in {
        "indicators": ("name", "unit", "definition", "how_measured"),
        "regions": ("name",),
        "flags": ("name", "meaning"),
        "vintages": ("name", "meaning"),
        "sectors": ("name", "meaning"),
        "sources": ("producer", "quality", "licence"),
    }.items():
        frame = data.load(table)
        for column in columns:
            for text in frame[column].dropna().unique():
                yield f"{table}.csv: {column}", str(text)
    for id, row in data.sources().iterrows():
        yield f"sources.csv: citation, {id}", split_citation(row)[0]
        yield from bibliography.told_titles(f"sources.csv: title, {id}", str(row["title"]))
    yield from bibliography.messages()


def records() -> Iterable[tuple[str, str]]:
    """Every message of the ``records`` domain: sentences of lessons, facts and events."""
    for table, columns in {
        "lessons": ("title", "claim", "conditions", "evidence", "transfer_note", "caveats"),
        "facts": ("statement",),
        "events": ("title",),
    }.items():
        for _, row in data.load(table).iterrows():
            name = row["id"] if "id" in row else row["date"]
            for column in columns:
                if pd.notna(row[column]) and str(row[column]).strip():
                    yield f"{table}.csv: {name}, {column}", str(row[column])


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("data-table", DataTable)
    app.add_directive("data-overview", DataOverview)
