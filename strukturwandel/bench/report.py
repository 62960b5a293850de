"""Medians, their table, and what they mean for each budget; no browser here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

OURS, NOTEBOOK, DEFERRED = "ours", "notebook", "deferred"
LEGEND = """
Medians. (a): the whole of plotly.js in the page, as plotly's renderer `notebook` writes it;
(b): our bundle as a deferred script that draws the charts at load, without pictures.
Both are made from the same built page. kB are 1000 bytes on the wire, compressed. The first chart is
visible when its picture or plot is whole, laid out and painted for a reader who goes there at once;
on the phone a tap stands for the hover."""
PROFILES = {
    "slow": "slow: 1.6 Mbit/s, 150 ms, CPU ÷4, 1280×900",
    "phone": "phone: 1.6 Mbit/s, 150 ms, CPU ÷4, 390×844, touch",
    "fast": "fast: no throttling, 1280×900",
}
SLOW, EVERYWHERE = ("slow", "phone"), ("slow", "phone", "fast")

Medians = Mapping[tuple[str, str, str], Mapping[str, float]]  # profile, language, variant


@dataclass(frozen=True)
class Measure:
    """A row of the table: its key in the records, what it is, how it is written."""

    key: str
    title: str
    unit: str = "ms"

    @property
    def digits(self) -> int:
        return {"": 4, "px": 1}.get(self.unit, 0)

    def show(self, value: float | None, digits: int | None = None) -> str:
        """The value in the measure's unit, without the unit's name; a dash where there is none."""
        if value is None:
            return "–"
        return f"{self.scaled(value):.{self.digits if digits is None else digits}f}"

    def scaled(self, value: float) -> float:
        """A recorded value in the unit shown."""
        return value / 1000 if self.unit == "kB" else value


MEASURES = (
    Measure("fcp", "first contentful paint"),
    Measure("lcp", "largest contentful paint"),
    Measure("chart", "first chart visible"),
    Measure("chart_bytes", "received until then", "kB"),
    Measure("load_bytes", "received at load", "kB"),
    Measure("load_requests", "requests at load", "in all"),
    Measure("load_script_bytes", "JavaScript at load", "kB"),
    Measure("label_first", "hover to label, first time"),
    Measure("label_next", "hover to label, second chart"),
    Measure("label_cached", "hover to label, engine in cache"),
    Measure("moved", "label movement at the swap", "px"),
    Measure("cls", "layout shift, staying at the top", ""),
    Measure("chart_cls", "layout shift, going to the chart", ""),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True)
class Budget:
    """A limit for a measure: at most ``limit`` or, against a baseline, that many times less."""

    title: str
    key: str
    limit: float
    profiles: tuple[str, ...]
    against: str | None = None
    below: bool = False  # the limit itself is too much

    def value(self, medians: Medians, profile: str, language: str) -> float | None:
        """What there is for this budget; None where it was not measured."""
        own = medians.get((profile, language, OURS), {}).get(self.key)
        if self.against is None or own is None:
            return own
        other = medians.get((profile, language, self.against), {}).get(self.key)
        return None if other is None else other / own if own else float("inf")

    def met(self, value: float) -> bool:
        """Whether a value keeps the budget."""
        if self.against:
            return value >= self.limit
        return value < self.limit if self.below else value <= self.limit

    def show(self, value: float) -> str:
        """A value as the report writes it, never rounded to the other side of the limit."""
        measure = BY_KEY[self.key]
        unit, scale = ("×", 1.0) if self.against else (f" {measure.unit}", measure.scaled(1))
        digits = 1 if self.against else measure.digits
        scaled = value * scale
        while digits < 6 and self.met(round(scaled, digits) / scale) != self.met(value):
            digits += 1
        return f"{scaled:.{digits}f}{unit}".rstrip()


# Issue 6, item 7.
BUDGETS = (
    Budget("received until the first chart ≤ 150 kB", "chart_bytes", 150_000, SLOW),
    Budget("… and ≥ 14 times less than (a)", "chart_bytes", 14, SLOW, against=NOTEBOOK),
    Budget("first chart visible ≤ 1.8 s", "chart", 1800, SLOW),
    Budget("… and ≥ 10 times sooner than (a)", "chart", 10, SLOW, against=NOTEBOOK),
    Budget("received at load ≤ 230 kB", "load_bytes", 230_000, SLOW),
    Budget("hover to label, engine in cache ≤ 0.5 s", "label_cached", 500, EVERYWHERE),
    Budget("labels move ≤ 4 px at the swap", "moved", 4, SLOW),
    Budget("layout shift at the top < 0.005", "cls", 0.005, EVERYWHERE, below=True),
    Budget("layout shift at the chart < 0.005", "chart_cls", 0.005, EVERYWHERE, below=True),
    Budget("JavaScript at load ≤ 60 kB", "load_script_bytes", 60_000, SLOW),
)


def medians(records: Sequence[Mapping]) -> dict[tuple[str, str, str], dict[str, float]]:
    """The median of each measure, by profile, language and variant."""
    values: dict[tuple[str, str, str], dict[str, list[float]]] = {}
    for record in records:
        place = (record["profile"], record["language"], record["variant"])
        for measure in MEASURES:
            value = record.get(measure.key)
            if value is not None:
                values.setdefault(place, {}).setdefault(measure.key, []).append(value)
    return {p: {key: median(all) for key, all in found.items()} for p, found in values.items()}


def tables(records: Sequence[Mapping], found: Medians) -> str:
    """A table for each profile and language: medians, the range of ours, ratios to ours."""
    places = dict.fromkeys((profile, language) for profile, language, _ in found)
    return "\n".join([LEGEND, *(_table(records, found, *place) for place in places)])


def _table(records: Sequence[Mapping], found: Medians, profile: str, language: str) -> str:
    others = [name for name in (NOTEBOOK, DEFERRED) if (profile, language, name) in found]
    letters = [{NOTEBOOK: "(a)", DEFERRED: "(b)"}[name] for name in others]
    heads = ["ours", "from–to", *letters, *(f"{letter}/ours" for letter in letters)]
    lines = [f"\n{PROFILES[profile]} · {language}", _row("", heads)]
    for measure in MEASURES:
        own = found[profile, language, OURS].get(measure.key)
        theirs = [found[profile, language, name].get(measure.key) for name in others]
        lines.append(_row(f"{measure.title}, {measure.unit}".rstrip(", "), [
            measure.show(own), _range(records, measure, profile, language),
            *map(measure.show, theirs),
            *(f"{other / own:.1f}" if own and other else "–" for other in theirs),
        ]))  # fmt: skip
    return "\n".join(lines)


def _row(title: str, cells: Sequence[str]) -> str:
    own, span, *others = cells
    return f"  {title:<36}{own:>8}{span:>15}" + "".join(f"{cell:>10}" for cell in others)


def _range(records: Sequence[Mapping], measure: Measure, profile: str, language: str) -> str:
    place = (profile, language, OURS)
    values = [
        record[measure.key]
        for record in records
        if (record["profile"], record["language"], record["variant"]) == place
        and record.get(measure.key) is not None
    ]
    return f"{measure.show(min(values))}–{measure.show(max(values))}" if values else "–"


def verdicts(budgets: Sequence[Budget], found: Medians) -> str:
    """One line a budget and profile: met, or the values that are over it, by language."""
    profiles = dict.fromkeys(profile for profile, _, _ in found)
    languages = list(dict.fromkeys(language for _, language, _ in found))
    lines = ["\nBudgets"]
    for budget in budgets:
        for profile in profiles:
            if profile in budget.profiles:
                lines.append(_verdict(budget, found, profile, languages))
    return "\n".join(lines)


def _verdict(budget: Budget, found: Medians, profile: str, languages: Sequence[str]) -> str:
    values = {name: budget.value(found, profile, name) for name in languages}
    told = [f"{name} {'–' if v is None else budget.show(v)}" for name, v in values.items()]
    measured = [value for value in values.values() if value is not None]
    if len(measured) < len(languages):
        verdict = "not measured"
    else:
        verdict = "met" if all(map(budget.met, measured)) else "not met"
    return f"  {budget.title:<42}{profile:<7}{verdict}: {', '.join(told)}"


# Issue 6, item 7: performance, accessibility, best practices, search engines.
LIGHTHOUSE = {"desktop": (100, 100, 100, 100), "phone": (95, 100, 100, 100)}


def lighthouse(found: Sequence[Mapping]) -> str:
    """Lighthouse's scores, each with its verdict and with the audits that took points."""
    lines = ["\nLighthouse: performance, accessibility, best practices, SEO"]
    for entry in found:
        scores = list(entry["scores"].values())
        limits = LIGHTHOUSE[entry["device"]]
        kept = all(score >= limit for score, limit in zip(scores, limits, strict=True))
        told = " ".join(f"{score:>4g}" for score in scores)
        wanted = "/".join(map(str, limits))
        verdict = "met" if kept else "not met"
        lines.append(f"  {entry['device']:<9}{entry['language']:<4}{told}   ≥ {wanted}: {verdict}")
        lines += [f"      {name}: {text}" for name, text in entry["imperfect"].items()]
    return "\n".join(lines)
