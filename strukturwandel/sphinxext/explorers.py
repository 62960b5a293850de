"""What-if tools in the page: ``{explorer} phases``, ``{explorer} phase-out``, ``{explorer} services``.

A tool is a section with a form, its result in words, and one or two ordinary charts of its first
setting. With JavaScript the form computes anew and fills the charts (theme/static/explorers.js);
without it, and on paper, the first setting stands. All strings reach the script as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from strukturwandel import charts, data, explorers, numbers
from strukturwandel.explorers import Fact
from strukturwandel.languages import Language
from strukturwandel.sphinxext.common import language_of, translator
from strukturwandel.sphinxext.outputs import chart_node, skip, source_line

Say = Callable[[str], str]
HOVER = "%{x}: %{y:,.1~f}<extra>%{fullData.name}</extra>"  # decimals: those of the first setting
WHOLE = HOVER.replace(".1~f", ".0~f")  # people, millions
DOTTED = {"color": charts.COLOURS["accent"], "width": 1.2, "dash": "dot"}  # through single figures


class explorer(nodes.General, nodes.Element):
    """A what-if tool; ``kind`` names it, its children are its charts."""


# ---------------------------------------------------------------- controls


@dataclass(frozen=True)
class Numeric:
    """A number to set, by slider or by keyboard; ``origin`` says whence its first value comes."""

    name: str
    label: str
    value: float
    low: float
    high: float
    step: float
    origin: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several options, each a value and a label; ``radio`` shows them side by side."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str
    radio: bool = False


@dataclass(frozen=True)
class Group:
    """Controls under one heading."""

    title: str
    controls: Sequence[Numeric | Choice]
    id: str = ""


def form(kind: str, groups: Sequence[Group], say: Say) -> str:
    """The form of a tool; its parts are disabled until the script takes over."""
    parts = []
    for group in groups:
        marked = f' data-group="{group.id}" hidden' if group.id else ""  # the script shows it
        parts.append(f"<fieldset disabled{marked}><legend>{escape(group.title)}</legend>")
        parts += [_control(kind, control) for control in group.controls]
        parts.append("</fieldset>")
    reset = escape(say("Back to the first setting"))
    return (
        f'<form class="explorer-form" autocomplete="off">{"".join(parts)}'
        f'<p><button type="button" class="explorer-reset">{reset}</button></p></form>'
    )


def _control(kind: str, control: Numeric | Choice) -> str:
    id = f"explorer-{kind}-{control.name}"
    if isinstance(control, Numeric):
        limits = f'min="{control.low:g}" max="{control.high:g}" step="{control.step:g}"'
        value = f'value="{control.value:.10g}"'
        origin = f'<small id="{id}-origin">{escape(control.origin)}</small>'
        told = f' aria-describedby="{id}-origin"' if control.origin else ""
        return (
            f'<div class="explorer-control"><label for="{id}" id="{id}-label">'
            f"{escape(control.label)}</label>"
            f'<input type="range" aria-labelledby="{id}-label" data-for="{control.name}"'
            f" {limits} {value}/>"
            f'<input type="number" id="{id}" name="{control.name}" {limits} {value}{told}/>'
            f"{origin if control.origin else ''}</div>"
        )
    if control.radio:
        options = "".join(
            f'<label><input type="radio" name="{control.name}" value="{value}"'
            f"{' checked' if value == control.value else ''}/> <span>{escape(label)}</span></label>"
            for value, label in control.options
        )
        return (
            f'<div class="explorer-control" role="radiogroup" aria-labelledby="{id}-label">'
            f'<span class="explorer-label" id="{id}-label">{escape(control.label)}</span>'
            f'<span class="explorer-options">{options}</span></div>'
        )
    options = "".join(
        f'<option value="{value}"{" selected" if value == control.value else ""}>'
        f"{escape(label)}</option>"
        for value, label in control.options
    )
    return (
        f'<div class="explorer-control"><label for="{id}">{escape(control.label)}</label>'
        f'<select id="{id}" name="{control.name}">{options}</select></div>'
    )


# ---------------------------------------------------------------- results in words


def sentences(
    facts: Sequence[Fact],
    words: dict[str, str],
    language: Language,
    label: Callable[[str], str] = str,
) -> list[str]:
    """Facts as sentences of the page's language; the script builds the same from the same words.

    ``label`` translates the names that facts hold, such as regions.
    """
    return [
        numbers.fill(
            words[name],
            {
                key: label(str(value))
                if style == "text"
                else numbers.Number(float(value), digits, style)
                for key, (value, style, digits) in values.items()
            },
            language,
        )
        for name, values in facts
    ]


# ---------------------------------------------------------------- A: phases


class Phases:
    """Regions by calendar year, by years since their peak, or since a start of one's choice."""

    first = "crude_steel"

    def figures(self) -> list[go.Figure]:
        """The chart of the first setting: crude steel, from the peak, peak = 100."""
        subject = explorers.subject(self.first)
        figure, cells = go.Figure(), {}
        for each in sorted(subject.series, key=lambda one: one.points):  # rings on top of lines
            place = explorers.align(each.years, each.values, "peak", 0, "index", explorers.SPAN)
            ring = {"size": 8, "symbol": "circle-open", "line": {"width": 2}}
            figure.add_scatter(
                x=place["x"], y=place["y"], name=each.name,
                mode="markers" if each.points else "lines+markers",
                marker=ring if each.points else {"size": 4},
                line_color=charts.COLOURS[each.colour], marker_color=charts.COLOURS[each.colour],
                hovertemplate=HOVER, cliponaxis=False, showlegend=not each.points,
            )  # fmt: skip
            shown = zip(place["x"], place["y"], strict=True)
            cells[each.name] = {x: y for x, y in shown if y is not None}
        figure.update_xaxes(title_text="Years since the peak")
        figure.update_yaxes(rangemode="tozero")
        charts.label_ends(figure)
        west, china, _ = subject.series
        table = pd.DataFrame(cells).sort_index().rename_axis("Years since the peak").reset_index()
        peaks = [explorers.align(each.years, each.values, "peak", 0, "index", 0)
                 for each in (west, china)]  # fmt: skip
        peak_west, peak_china = (place["origin"] for place in peaks)
        distance = peaks[1]["last"] - peak_china
        for points in (trace for trace in figure.data if trace.showlegend is False):
            charts.note(figure, points.name, x=points.x[0], y=points.y[0], ay=0, xanchor="left",
                        yshift=-14, font={"size": 13, "color": points.line.color})  # fmt: skip
        for each, side, shift in ((china, "left", 14), (west, "left", -12)):
            value = cells[each.name][distance]
            charts.note(figure, "{value}", x=distance, y=value, ay=0, xanchor=side, yshift=shift,
                        values={"value": numbers.number(value)})  # fmt: skip
        return [
            charts.publish(
                figure,
                id="fig-explore-phases",
                finding="After {distance} years China's steel was at {china} of its peak, "
                "West Germany's at {west}",
                measured="Crude steel production, peak year = 100; Germany: West Germany until "
                "1990; Hebei: single years",
                rows=subject.rows,
                description="Two lines and some dots that meet at 100 in year 0. Germany rises "
                "unevenly, peaks in {peak_germany}, falls steeply, recovers to {five} in the fifth "
                "year and falls again. China and Hebei rise steeply before their peak in "
                "{peak_china}; after it both fall slowly.",
                values={
                    "distance": numbers.number(distance),
                    "china": numbers.percent(
                        explorers.later(china.years, china.values, peak_china, distance)
                    ),
                    "west": numbers.percent(
                        explorers.later(west.years, west.values, peak_west, distance)
                    ),
                    "peak_germany": numbers.year(peak_west),
                    "peak_china": numbers.year(peak_china),
                    "five": numbers.number(
                        100 * explorers.later(west.years, west.values, peak_west, 5)
                    ),
                },
                table=table,
            )
        ]

    def groups(self, say: Say, words: Say) -> list[Group]:
        """The form."""
        subject = explorers.subject(self.first)
        found = explorers.subjects()
        starts = [
            Numeric(
                f"start{number}",
                words(each.name),
                explorers.align(each.years, each.values, "peak", 0, "index", 0)["origin"],
                min(each.years),
                max(each.years),
                1,
            )
            for number, each in enumerate(subject.series)
        ]
        return [
            Group(say("What is compared"), [
                Choice("subject", say("Indicator"), [
                    (each.id, words(each.name)) for each in found
                ], subject.id),
                Choice("by", say("Years are counted"), [
                    ("calendar", say("by the calendar")),
                    ("peak", say("from each region's highest figure")),
                    ("start", say("from a start of your choice")),
                ], "peak", radio=True),
                Choice("scale", say("Scale"), [
                    ("index", say("highest figure or start = 100")),
                    ("absolute", say("as measured")),
                ], "index", radio=True),
                Numeric("span", say("Years shown before and after"), explorers.SPAN, 5, 80, 1),
            ]),
            Group(say("Start years"), starts, id="start"),
        ]  # fmt: skip

    def words(self, say: Say) -> dict[str, str]:
        """The sentences of the result, and what the chart says of a reader's setting."""
        return {
            "since_peak": say("{region}: highest in {year}; in {last} at {share} of that."),
            "since_first": say(
                "{region}: highest in {year}, the first year of the table, so the true peak may "
                "lie earlier; in {last} at {share} of that."
            ),
            "since_start": say("{region}: in {last} at {share} of the level of {year}."),
            "compared": say("As many years on, in {year}, {region} had been at {share}."),
            "rising": say(
                "{region}: highest in {year}, the last year of the table; no peak can be seen yet."
            ),
            "empty": say("{region}: no figure after {year}."),
            "finding": say("{indicator}, set by the reader"),
            "calendar": say("{indicator}, {unit}, by calendar year"),
            "peak": say("{indicator}, {unit}, by years since each region's highest figure"),
            "start": say("{indicator}, {unit}, by years since the chosen start"),
            "index_peak": say("highest figure = 100"),
            "index_start": say("start = 100"),
            "head_calendar": say("Year"),
            "head_peak": say("Years since the highest figure"),
            "head_start": say("Years since the start"),
        }

    def facts(self) -> list[Fact]:
        """What the first setting says."""
        subject = explorers.subject(self.first)
        return explorers.told_phases(subject.series, "peak", [0] * len(subject.series))

    def tables(self, words: Say, source: Callable[[Sequence[pd.DataFrame]], str]) -> dict:
        """What the script computes from."""
        return {
            "subjects": {
                each.id: {
                    "name": words(each.name),
                    "unit": words(each.unit),
                    "digits": each.digits,
                    "source": source(each.rows),
                    "series": [
                        explorers.plain(one)
                        | {"name": words(one.name), "colour": charts.COLOURS[one.colour]}
                        for one in each.series
                    ],
                }
                for each in explorers.subjects()
            }
        }


# ---------------------------------------------------------------- B: phase-out


class PhaseOut:
    """A workforce until its mine or mill closes: ages, routes, years and money."""

    def real(self) -> tuple[list[list[float]], list[list[float]]]:
        """The counted German workers and the ceilings of federal aid, by years since 2007."""
        found = explorers.german_run_down()
        return (
            [[int(row.year) - 2007, float(row.value)] for row in found["jobs"].itertuples()],
            [[int(row.year) - 2007, float(row.value)] for row in found["ceilings"].itertuples()],
        )

    def figures(self) -> list[go.Figure]:
        """People and money of the first setting, beside the German path."""
        given = explorers.phase_out_defaults()
        result = explorers.run_down(given)
        found = explorers.german_run_down()
        counted, ceilings = self.real()
        return [
            self._people(given, result, counted, found["jobs"]),
            self._money(result, ceilings, found),
        ]

    def _people(
        self, given: explorers.RunDown, result: dict, counted: list, rows: pd.DataFrame
    ) -> go.Figure:
        figure = go.Figure()
        years = list(range(given.years + 1))
        gone = result["retired"]
        for name, values, colour in (
            ("At work", result["work"], "coal"),
            ("Retired early", gone, "services"),
        ):
            figure.add_scatter(
                x=years, y=values, name=name, mode="lines", hovertemplate=WHOLE,
                line_color=charts.COLOURS[colour], marker_color=charts.COLOURS[colour],
            )  # fmt: skip
        figure.add_scatter(
            x=[x for x, _ in counted], y=[y for _, y in counted], name="Germany, counted",
            mode="lines+markers", line=DOTTED, marker_color=charts.COLOURS["accent"],
            cliponaxis=False, hovertemplate=WHOLE,
        )  # fmt: skip
        figure.update_xaxes(title_text="Years since the decision")
        figure.update_yaxes(rangemode="tozero")
        charts.label_ends(figure)
        for year, side, shift in ((0, "left", 12), (given.years, "right", -14)):
            value = result["work"][year]
            charts.note(figure, "{value}", x=year, y=value, ay=0, xanchor=side, xshift=6,
                        yshift=shift, values={"value": numbers.number(value)})  # fmt: skip
        real = dict(counted)
        table = pd.DataFrame(
            {
                "Years since the decision": years,
                "At work": result["work"],
                "Retired early": gone,
                "Germany, counted": [real.get(year) for year in years],
            }
        )
        return charts.publish(
            figure,
            id="fig-explore-phase-out-people",
            finding="With ages spread evenly, retirement at {age} alone leaves {left} of {workers} "
            "workers",
            measured="People by years since the decision of 2007; dots: German hard coal as "
            "counted, scaled to the chosen number of workers",
            rows=rows,
            description="The line of people at work falls evenly from {workers} to {left} in year "
            "{years}; the line of those retired early rises to {retired}. The four counted "
            "German dots fall faster, to {counted} in year {last}.",
            values={
                "age": numbers.number(given.retire),
                "left": numbers.number(result["left"]),
                "workers": numbers.number(given.workers),
                "years": numbers.number(given.years),
                "retired": numbers.number(result["retired"][-1]),
                "counted": numbers.number(counted[-1][1]),
                "last": numbers.number(counted[-1][0]),
            },
            table=table,
            counted={"y": 1},
        )

    def _money(self, result: dict, ceilings: list, found: dict) -> go.Figure:
        figure = go.Figure()
        years = list(range(1, len(result["cost"])))
        cost = [value / 1e6 for value in result["cost"][1:]]
        figure.add_scatter(
            x=years, y=cost, name="Computed", mode="lines", hovertemplate=WHOLE,
            line_color=charts.COLOURS["coal"], marker_color=charts.COLOURS["coal"],
        )  # fmt: skip
        figure.add_scatter(
            x=[x for x, _ in ceilings], y=[y for _, y in ceilings], name="Federal ceilings",
            mode="lines+markers", line=DOTTED, marker_color=charts.COLOURS["accent"],
            cliponaxis=False, hovertemplate=WHOLE,
        )  # fmt: skip
        figure.update_xaxes(title_text="Years since the decision")
        figure.update_yaxes(rangemode="tozero")
        charts.label_ends(figure)
        last = len(result["work"]) - 2  # of the years in which there is work
        charts.note(figure, "Work ends", x=years[last], y=cost[last], ax=12, ay=-16,
                    xanchor="left")  # fmt: skip
        real = dict(ceilings)
        table = pd.DataFrame(
            {
                "Years since the decision": years,
                "Computed": cost,
                "Federal ceilings": [real.get(year) for year in years],
            }
        )
        total = sum(value for _, value in ceilings) / 1000
        return charts.publish(
            figure,
            id="fig-explore-phase-out-money",
            finding="The phase-out costs {total} billion euros as computed; federal ceilings add "
            "up to {ceilings} billion",
            measured="Public money a year, million euros, by years since the decision of 2007; "
            "dots: ceilings of federal aid, without the states' share, scaled to the chosen "
            "number of workers",
            rows=[found["ceilings"], found["aid"], found["jobs"]],
            description="The computed line falls from {first} million euros in the first "
            "year to {closing} in the last year of work, then almost to zero. The dots of the "
            "federal ceilings fall from {high} in year {begin} to {low} in year {end}.",
            values={
                "total": numbers.number(result["total"] / 1e9, 1),
                "ceilings": numbers.number(total, 1),
                "first": numbers.number(cost[0]),
                "closing": numbers.number(cost[last]),
                "high": numbers.number(ceilings[0][1]),
                "begin": numbers.number(ceilings[0][0]),
                "low": numbers.number(ceilings[-1][1]),
                "end": numbers.number(ceilings[-1][0]),
            },
            height=360,
            table=table,
            counted={"y": 1e6},
        )

    def groups(self, say: Say, words: Say) -> list[Group]:
        """The form; every control says whether its first value is data, a text or an assumption."""
        given = explorers.phase_out_defaults()
        table = say("First value: from the tables")
        text = say("First value: from a cited text")
        free = say("Assumption of the reader, not data")
        return [
            Group(say("Workers and time"), [
                Numeric("workers", say("Workers at the start"), given.workers,
                        500, 500_000, 500, table),
                Numeric("years", say("Years until work ends"), given.years, 1, 30, 1, text),
                Numeric("retire", say("Age of early retirement"), given.retire, 45, 60, 1, text),
            ]),
            Group(say("Ages at the start, in any proportion"), [
                Numeric("young", say("Parts aged 20 to 29"), given.young, 0, 10, 1, free),
                Numeric("middle", say("Parts aged 30 to 39"), given.middle, 0, 10, 1, free),
                Numeric("older", say("Parts aged 40 to 49"), given.older, 0, 10, 1, free),
                Numeric("oldest", say("Parts aged 50 to 59"), given.oldest, 0, 10, 1, free),
            ]),
            Group(say("Other routes, percent a year of those at work"), [
                Numeric("moving", say("To other work"), given.moving, 0, 40, 1, free),
                Numeric("training", say("Into training"), given.training, 0, 40, 1, free),
            ]),
            Group(say("Public money, euros for one person and year"), [
                Numeric("cost_work", say("For a worker still at work"), given.cost_work,
                        0, 200_000, 1000, table),
                Numeric("cost_bridge", say("For a person in early retirement"), given.cost_bridge,
                        0, 100_000, 1000, free),
                Numeric("bridge", say("Years of that pay"), given.bridge, 1, 15, 1, free),
                Numeric("cost_training", say("For a person in training, once"),
                        given.cost_training, 0, 100_000, 1000, free),
            ]),
        ]  # fmt: skip

    def words(self, say: Say) -> dict[str, str]:
        """The sentences of the result, and the names of what the charts show."""
        return {
            "left": say(
                "When work ends in year {years}, {left} of {workers} people are still there "
                "({share}); they have no route yet."
            ),
            "routes": say(
                "Early retirement: {retired}; other work: {moved}; training: {trained}; "
                "dismissals: 0."
            ),
            "money": say(
                "Public money in all: {total} billion euros, or {each} euros for each worker of "
                "the start."
            ),
            "german": say(
                "In year {years} this path is at {share} of the start; the German count was at "
                "{real}."
            ),
            "people": say("At the end {left} of {workers} have no route yet"),
            "cost": say("This setting costs {total} billion euros in all"),
            "work": say("At work"),
            "retired": say("Retired early"),
            "moved": say("Moved to other work"),
            "trained": say("Went into training"),
            "counted": say("Germany, counted"),
            "setting": say("Computed"),
            "ceilings": say("Federal ceilings"),
            "head": say("Years since the decision"),
        }

    def facts(self) -> list[Fact]:
        """What the first setting says."""
        return explorers.told_phase_out(explorers.phase_out_defaults(), self.real()[0])

    def tables(self, words: Say, source: Callable[[Sequence[pd.DataFrame]], str]) -> dict:
        """What the script computes from."""
        counted, ceilings = self.real()
        names = {"work": "coal", "retired": "services", "moved": "ruhr", "trained": "industry",
                 "counted": "accent", "setting": "coal", "ceilings": "accent"}  # fmt: skip
        colours = {name: charts.COLOURS[colour] for name, colour in names.items()}
        return {"counted": counted, "ceilings": ceilings, "colours": colours}


# ---------------------------------------------------------------- C: services


class Services:
    """How long services need until they have gained as many jobs as industry has lost."""

    def figures(self) -> list[go.Figure]:
        """The Ruhr from 2000 at its average rates, beside the counted jobs."""
        place = explorers.places()[0]
        rates = explorers.all_rates()[place.rates]
        result = explorers.absorb(place.industry[0], place.services[0], *rates, 0, 100)
        shown = explorers.horizon(place, result["years"]) + 1
        figure = go.Figure()
        years = [place.start + year for year in range(shown)]
        lost = [(place.industry[0] - jobs) / 1000 for jobs in place.industry]
        gained = [(jobs - place.services[0]) / 1000 for jobs in place.services]
        cells = {"Year": years}
        for name, values, counted, colour in (
            ("Lost in industry", result["lost"], lost, "industry"),
            ("Gained in services", result["gained"], gained, "services"),
        ):
            computed = [jobs / 1000 for jobs in values[:shown]]
            colour = charts.COLOURS[colour]
            figure.add_scatter(x=years, y=computed, name=name, mode="lines", line_color=colour,
                               marker_color=colour, hovertemplate=HOVER)  # fmt: skip
            figure.add_scatter(
                x=place.years, y=counted, name=f"{name}, counted", mode="markers",
                marker_color=colour, line_color=colour, hovertemplate=HOVER, showlegend=False,
                cliponaxis=False,
            )  # fmt: skip
            cells[name] = computed
            known = dict(zip(place.years, counted, strict=True))
            cells[f"{name}, counted"] = [known.get(year) for year in years]
        figure.update_yaxes(rangemode="tozero")
        charts.label_ends(figure)
        year = explorers.caught_up(place)
        charts.note(figure, "{year}: services ahead", x=year, y=gained[year - place.start],
                    values={"year": numbers.year(year)}, ax=-50, ay=-56)  # fmt: skip
        return [
            charts.publish(
                figure,
                id="fig-explore-services",
                finding="At average rates services keep up from the first year; counted, they "
                "caught up in {year}",
                measured="Jobs lost in industry and gained in services since {start}, thousands, "
                "Ruhr area; lines: at the chosen rates, dots: counted",
                rows=explorers.ruhr_sectors()[1],
                description="Two lines rise from zero, the one of services above the one of "
                "industry. The counted dots of industry lie above those of services until "
                "{before}; from {year} on services are ahead, with {gained} thousand jobs gained "
                "against {lost} thousand lost in {last}.",
                values={
                    "year": numbers.year(year),
                    "before": numbers.year(year - 1),
                    "start": numbers.year(place.start),
                    "last": numbers.year(place.years[-1]),
                    "gained": numbers.number(gained[-1]),
                    "lost": numbers.number(lost[-1]),
                },
                table=pd.DataFrame(cells),
                counted={"y": 1e3},
            )
        ]

    def groups(self, say: Say, words: Say) -> list[Group]:
        """The form."""
        first = explorers.places()[0]
        decline, growth = explorers.all_rates()[first.rates]
        from_places = say("{region}, from {year}")
        from_rates = say("{region}, average of {first} to {last}")
        own = say("own rates")
        places = {place.id: place for place in explorers.places()}
        return [
            Group(say("Where and at what pace"), [
                Choice("place", say("Start"), [
                    (place.id, from_places.replace("{region}", words(place.region))
                     .replace("{year}", str(place.start)))
                    for place in places.values()
                ], first.id),
                Choice("rates", say("Rates"), [
                    *((id, from_rates.replace("{region}", words(places[place].region))
                       .replace("{first}", str(begin)).replace("{last}", str(end)))
                      for id, (place, begin, end) in explorers.RATES.items()),
                    ("own", own),
                ], first.rates),
                Numeric("decline", say("Industry shrinks, percent a year"), decline, 0, 10, 0.01,
                        say("First value: from the tables")),
                Numeric("growth", say("Services grow, percent a year"), growth, 0, 10, 0.01,
                        say("First value: from the tables")),
            ]),
            Group(say("Doubts"), [
                Numeric("lag", say("Years before services begin to grow"), 0, 0, 20, 1,
                        say("Assumption of the reader, not data")),
                Numeric("counted", say("New service jobs that count, percent"), 100, 10, 100, 5,
                        say("Assumption of the reader, not data")),
            ]),
        ]  # fmt: skip

    def words(self, say: Say) -> dict[str, str]:
        """The sentences of the result, and the names of what the chart shows."""
        return {
            "caught_up": say(
                "At these rates services have gained as many jobs as industry has lost by {year}, "
                "year {years} of the path."
            ),
            "never": say("At these rates services do not catch up within {years} years."),
            "needed": say(
                "To keep up from the first year, without delay, services would have to grow by "
                "{growth} a year."
            ),
            "counted": say("The counted jobs caught up for good in {year}."),
            "still_behind": say("By {year} the counted jobs had not caught up."),
            "not_counted": say("The tables count no jobs by sector after {year}."),
            "measured": say(
                "Jobs lost in industry and gained in services since {year}, thousands, {region}; "
                "lines: at the chosen rates, dots: counted"
            ),
            "lost": say("Lost in industry"),
            "gained": say("Gained in services"),
            "lost_counted": say("Lost in industry, counted"),
            "gained_counted": say("Gained in services, counted"),
            "head": say("Year"),
        }

    def facts(self) -> list[Fact]:
        """What the first setting says."""
        place = explorers.places()[0]
        return explorers.told_services(place, *explorers.all_rates()[place.rates], 0, 100)

    def tables(self, words: Say, source: Callable[[Sequence[pd.DataFrame]], str]) -> dict:
        """What the script computes from."""
        rows = {"ruhr": explorers.ruhr_sectors()[1], "hebei": explorers.hebei_sectors()[1]}
        return {
            "places": {
                place.id: explorers.plain(place)
                | {
                    "region": words(place.region),
                    "source": source([rows[place.id.partition("_")[0]]]),
                }
                for place in explorers.places()
            },
            "rates": explorers.all_rates(),
            "colours": {
                "lost": charts.COLOURS["industry"],
                "gained": charts.COLOURS["services"],
            },
        }


KINDS = {"phases": Phases(), "phase-out": PhaseOut(), "services": Services()}


# ---------------------------------------------------------------- in the page


class Explorer(SphinxDirective):
    """``{explorer} phases``: one of the tools, by name."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            raise self.error(f"no explorer {kind!r}; there are: {', '.join(KINDS)}")
        for path in data.directory().glob("*.csv"):
            self.env.note_dependency(str(path))
        self.env.metadata[self.env.docname]["has_explorer"] = True
        drawn = [chart_node(self.env, figure) for figure in KINDS[kind].figures()]
        return [explorer("", *drawn, kind=kind)]


def visit_explorer(self: HTML5Translator, node: explorer) -> None:
    """Open the section: what it is without a script, the form, the result in words."""
    app, docname = self.builder.app, self.builder.current_docname
    kind, say = node["kind"], translator(app, "site", docname)
    tool, words = KINDS[kind], translator(app, "data", docname)
    told = sentences(tool.facts(), tool.words(say), language_of(app), words)
    name = escape(say("What if?"))
    still = say(
        "This is the first setting. In a browser with JavaScript every value can be changed, and "
        "the chart is computed anew."
    )
    self.body.append(
        f'<section class="explorer" id="explorer-{kind}" data-explorer="{kind}"'
        f' aria-labelledby="explorer-{kind}-name">'
        f'<p class="explorer-name noprint" id="explorer-{kind}-name">{name}</p>'
        f'<p class="explorer-static">{escape(still)}</p>'
        + form(kind, tool.groups(say, words), say)
        + '<div class="explorer-result" aria-live="polite" aria-atomic="true"><ul>'
        + "".join(f"<li>{escape(each)}</li>" for each in told)
        + "</ul></div>\n"
    )


def depart_explorer(self: HTML5Translator, node: explorer) -> None:
    """What the script needs: tables, words, how the language writes numbers; then the end."""
    app, docname = self.builder.app, self.builder.current_docname
    say, words = translator(app, "site", docname), translator(app, "data", docname)
    tool = KINDS[node["kind"]]

    def source(rows: Sequence[pd.DataFrame]) -> str:
        return source_line(app, numbers.provenance(rows), docname, say)

    payload = {
        "words": tool.words(say),
        "percent": language_of(app).percent,
        "myriads": language_of(app).ten_thousands,
        "publishers": say("Source: {publishers}"),  # to find them in the line under a chart
        **tool.tables(words, source),
    }
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("</", "<\\/")
    self.body.append(
        f'<script type="application/json" class="explorer-json">{safe}</script></section>\n'
    )


def add_files(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document
) -> None:
    """Script and style of the tools, on pages that have one."""
    if app.env.metadata.get(pagename, {}).get("has_explorer"):
        app.add_css_file("explorers.css", priority=902)
        app.add_js_file("explorers.js", priority=902)


def setup(app: Sphinx) -> None:
    """Register the directive, its node and its files."""
    others = dict.fromkeys(("text", "latex", "man", "texinfo"), (skip, None))
    app.add_node(explorer, html=(visit_explorer, depart_explorer), **others)
    app.add_directive("explorer", Explorer)
    app.connect("html-page-context", add_files, priority=450)
