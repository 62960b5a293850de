"""What-if tools of the book: the tables they start from, and the formulas they compute with.

Each explorer recomputes in the reader's page. The formulas stand twice, here and in
``theme/static/explorers.js``: this side draws the picture that stands in the page and in the PDF
and gives prose its numbers, that side answers the reader. A test runs both on the same inputs.

Shares and rates of the reader's controls are in per cent, money in euros, as the controls show it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate

import pandas as pd

from strukturwandel import data

# ---------------------------------------------------------------- A: phases


@dataclass(frozen=True)
class Series:
    """Figures of one region: years and values, a None value where the series breaks."""

    name: str  # English label of the region, a message of the ``data`` domain
    colour: str
    years: list[float]
    values: list[float | None]
    points: bool = False  # single figures, not to be joined


@dataclass(frozen=True)
class Subject:
    """One indicator in several regions; the first region is the one to compare with."""

    id: str
    name: str
    unit: str
    digits: int
    series: list[Series]
    rows: list[pd.DataFrame] = field(compare=False)


SUBJECTS = {  # id: table, indicator, decimals, [(label's region, regions of the rows, points)]
    "crude_steel": ("steel", "crude_steel", 1, [
        ("germany", ("west_germany", "germany"), False),
        ("china", ("china",), False), ("hebei", ("hebei",), True)]),
    "coal_production": ("coal", "coal_production", 0, [
        ("germany", ("germany",), False), ("china", ("china",), False)]),
    "coal_use_per_head": ("energy", "coal_use_per_head", 0, [
        ("germany", ("germany",), False), ("china", ("china",), False)]),
    "energy_share_coal": ("energy", "energy_share_coal", 1, [
        ("germany", ("germany",), False), ("china", ("china",), False)]),
    "co2_per_head": ("co2", "co2_per_head", 1, [
        ("germany", ("germany",), False), ("china", ("china",), False)]),
    "so2_emissions": ("emissions", "so2_emissions", 0, [
        ("germany", ("germany",), False), ("china", ("china",), False),
        ("hebei", ("hebei",), False)]),
    "employment_share_secondary": ("work", "employment_share_secondary", 1, [
        ("ruhr", ("ruhr",), True), ("china", ("china",), True), ("hebei", ("hebei",), False)]),
}  # fmt: skip
EARLIEST = 1946  # before, only single regions and wartime figures
SPAN = 15  # years shown before and after year 0


def subjects() -> list[Subject]:
    """All indicators that the first explorer offers, read from the tables."""
    return [subject(id) for id in SUBJECTS]


def subject(id: str) -> Subject:
    """One indicator with the series of its regions."""
    table, indicator, digits, regions = SUBJECTS[id]
    rows = data.load(table)
    rows = rows[(rows["indicator"] == indicator) & (rows["year"] >= EARLIEST)]
    labels = data.regions()["name"]
    found, used = [], []
    for label, members, points in regions:
        mine = rows[rows["region"].isin(members)].sort_values("year")
        mine = mine[~mine["year"].duplicated()]
        used.append(mine)
        found.append(Series(labels[label], label, *_with_breaks(mine), points))
    about = data.indicators().loc[indicator]
    return Subject(id, about["name"], about["unit"], digits, found, used)


def _with_breaks(rows: pd.DataFrame) -> tuple[list[float], list[float | None]]:
    """Years and values, with a gap wherever the basis of the figures changes."""
    years: list[float] = []
    values: list[float | None] = []
    region = None
    for row in rows.itertuples():
        breaks = "break_before" in str(row.flags).split(";") or row.region != region
        if years and breaks:
            years.append(row.year - 0.5)
            values.append(None)
        years.append(int(row.year))
        values.append(round(float(row.value), 4))
        region = row.region
    return years, values


def align(
    years: Sequence[float],
    values: Sequence[float | None],
    by: str,
    start: float,
    scale: str,
    span: float,
) -> dict:
    """A series on the axis that the reader has chosen.

    ``by`` is ``calendar``, ``peak`` (the year of the highest value becomes 0) or ``start`` (the
    first year with a figure from ``start`` on becomes 0); around 0, ``span`` years are kept on
    either side. ``scale`` is ``absolute`` or ``index``: the value of year 0, or of the peak on a
    calendar axis, becomes 100.
    """
    known = [number for number, value in enumerate(values) if value is not None]
    peak = max(known, key=lambda number: (values[number], -number))
    origin = peak
    if by == "start":
        origin = next((number for number in known if years[number] >= start), known[-1])
    shift = 0 if by == "calendar" else years[origin]
    base = values[origin]
    factor = 100 / base if scale == "index" else 1
    shown = [
        (year - shift, None if value is None else value * factor)
        for year, value in zip(years, values, strict=True)
        if by == "calendar" or abs(year - shift) <= span
    ]
    return {
        "x": [x for x, _ in shown],
        "y": [y for _, y in shown],
        "origin": years[origin],
        "base": base,
        "peak": years[peak],
        "last": years[known[-1]],
        "edge": "last" if peak == known[-1] else "first" if peak == known[0] else "",
    }


def later(
    years: Sequence[float], values: Sequence[float | None], origin: float, distance: float
) -> float | None:
    """The share of its value of ``origin`` that a series has ``distance`` years on, or None."""
    known = {year: value for year, value in zip(years, values, strict=True) if value is not None}
    if origin not in known or origin + distance not in known:
        return None
    return known[origin + distance] / known[origin]


# ---------------------------------------------------------------- B: phase-out

YOUNGEST = 20  # years of age: the youngest of four age groups of ten years


@dataclass(frozen=True)
class RunDown:
    """What the reader of the second explorer sets.

    ``young``, ``middle``, ``older`` and ``oldest`` are the weights of the ages 20–29, 30–39, 40–49
    and 50–59. ``moving`` and ``training`` are per cent a year of those still at work. Money is
    euros for one person and year; ``bridge`` the years it is paid after early retirement.
    """

    workers: float
    years: int
    retire: int
    young: float
    middle: float
    older: float
    oldest: float
    moving: float
    training: float
    bridge: int
    cost_work: float
    cost_bridge: float
    cost_training: float


def run_down(given: RunDown) -> dict:
    """The workforce of a closing industry year by year, without a dismissal.

    Within an age group every year of age counts the same people. Each year all grow a year older,
    those at the retirement age leave, then shares of the rest move to other work or into training.
    Nobody is hired. Money is paid for each person-year at work (the mean of two year ends), for
    each person in early retirement over ``bridge`` years, and once for each person trained.

    Returns lists by year: ``work`` at its end, ``retired``, ``moved`` and ``trained`` in all up to
    it, ``cost`` in it; ``left`` are those at work when work ends, ``total`` is all the money.
    """
    ages = _ages(given)
    work, retired, moved, trained = [sum(ages)], [0.0], [0.0], [0.0]
    for _ in range(given.years):
        leaving = sum(n for age, n in enumerate(ages) if YOUNGEST + age + 1 >= given.retire)
        ages = [0.0, *(n if YOUNGEST + age + 1 < given.retire else 0.0
                       for age, n in enumerate(ages[:-1]))]  # fmt: skip
        moving = sum(ages) * given.moving / 100
        training = sum(ages) * given.training / 100
        kept = max(0.0, 1 - (given.moving + given.training) / 100)
        ages = [n * kept for n in ages]
        work.append(sum(ages))
        retired.append(leaving)
        moved.append(moving)
        trained.append(training)
    cost = [0.0]
    for year in range(1, given.years + given.bridge):
        running = year <= given.years
        person_years = (work[year - 1] + work[year]) / 2 if running else 0.0
        bridged = sum(retired[max(1, year - given.bridge + 1) : year + 1])
        training = trained[year] if running else 0.0
        cost.append(
            person_years * given.cost_work
            + bridged * given.cost_bridge
            + training * given.cost_training
        )
    return {
        "work": work,
        "cost": cost,
        "left": work[-1],
        "retired": list(accumulate(retired)),
        "moved": list(accumulate(moved)),
        "trained": list(accumulate(trained)),
        "total": sum(cost),
    }


def _ages(given: RunDown) -> list[float]:
    weights = [given.young, given.middle, given.older, given.oldest]
    total = sum(weights)
    if total <= 0:  # nobody has said anything about age: all ages alike
        weights, total = [1.0] * 4, 4.0
    return [given.workers * weight / total / 10 for weight in weights for _ in range(10)]


def german_run_down() -> dict:
    """The counted path of German hard coal from 2007, with the money planned for it."""
    coal, money = data.load("coal"), data.load("money")
    jobs = coal[
        (coal["region"] == "germany")
        & (coal["indicator"] == "hard_coal_employees")
        & (coal["year"] >= 2007)
    ].sort_values("year")
    ceilings = money[
        (money["indicator"] == "federal_coal_aid_ceiling") & (money["year"] >= 2009)
    ].sort_values("year")
    aid = money[(money["indicator"] == "coal_subsidies") & (money["year"] == 2008)]
    costing = money[
        (money["indicator"] == "phase_out_financing")
        & (money["region"] == "germany")
        & (money["since"] == 2008)
    ]
    return {"jobs": jobs, "ceilings": ceilings, "aid": aid, "costing": costing}


def phase_out_defaults() -> RunDown:
    """What the second explorer starts with; only ``workers`` and ``cost_work`` are from tables.

    ``years`` and ``retire`` are from cited texts; ages, other routes, and the money for retirement
    and training are assumptions of the reader.
    """
    real = german_run_down()
    workers = data.value(real["jobs"], year=2007)
    aid = data.value(real["aid"]) * 1e6 / data.value(real["jobs"], year=2008)
    return RunDown(
        workers=workers, years=11, retire=50, young=1, middle=1, older=1, oldest=0, moving=0,
        training=0, bridge=5, cost_work=round(aid, -3), cost_bridge=20_000, cost_training=20_000,
    )  # fmt: skip


# ---------------------------------------------------------------- C: services


@dataclass(frozen=True)
class Place:
    """A region at the start of a decline: jobs in industry and services, and the years counted."""

    id: str
    region: str  # English label, a message of the ``data`` domain
    start: int
    years: list[int]
    industry: list[float]
    services: list[float]
    rates: str  # the pair of rates that the explorer sets with this place


SERVICE_BRANCHES = (
    "employed_trade_transport",
    "employed_finance_business",
    "employed_public_other",
)
INDUSTRY_BRANCHES = ("employed_industry", "employed_construction")
RATES = {  # id: place, first and last year
    "ruhr_2000_2017": ("ruhr_2000", 2000, 2017),
    "hebei_1996_1999": ("hebei_1996", 1996, 1999),
}


def ruhr_sectors() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Jobs in industry (with construction) and services by year, and their rows: fifteen districts."""
    rows = data.load("work_districts")
    rows = rows[rows["indicator"].isin((*SERVICE_BRANCHES, *INDUSTRY_BRANCHES))]
    wide = data.ruhr_total(rows).pivot(index="year", columns="indicator", values="value")
    return _two(wide, list(INDUSTRY_BRANCHES), list(SERVICE_BRANCHES)), rows


def hebei_sectors() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Jobs in industry (with construction) and services by year, and their rows: all Hebei."""
    rows = data.load("work")
    sectors = ["employed_secondary", "employed_tertiary"]
    rows = rows[(rows["region"] == "hebei") & rows["indicator"].isin(sectors)]
    wide = rows.pivot(index="year", columns="indicator", values="value")
    return _two(wide, sectors[:1], sectors[1:]), rows


def _two(wide: pd.DataFrame, industry: list[str], services: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"industry": wide[industry].sum(axis=1), "services": wide[services].sum(axis=1)}
    )


def places() -> list[Place]:
    """The situations that the third explorer starts from."""
    ruhr, hebei = ruhr_sectors()[0], hebei_sectors()[0]
    labels = data.regions()["name"]
    return [
        _place("ruhr_2000", labels["ruhr"], 2000, ruhr, "ruhr_2000_2017"),
        _place("hebei_1996", labels["hebei"], 1996, hebei, "hebei_1996_1999"),
        _place("hebei_2010", labels["hebei"], 2010, hebei, "ruhr_2000_2017"),
    ]


def _place(id: str, region: str, start: int, jobs: pd.DataFrame, rates: str) -> Place:
    jobs = jobs[jobs.index >= start]
    return Place(
        id, region, start, [int(year) for year in jobs.index],
        jobs["industry"].astype(float).to_list(), jobs["services"].astype(float).to_list(), rates,
    )  # fmt: skip


def yearly_rates(place: Place, first: int, last: int) -> tuple[float, float]:
    """Decline of industry and growth of services, per cent a year, between two counted years."""
    a, b = place.years.index(first), place.years.index(last)
    span = last - first
    decline = 1 - (place.industry[b] / place.industry[a]) ** (1 / span)
    growth = (place.services[b] / place.services[a]) ** (1 / span) - 1
    return round(100 * decline, 2), round(100 * growth, 2)


def all_rates() -> dict[str, tuple[float, float]]:
    """The pairs of rates that the third explorer offers, by id."""
    known = {place.id: place for place in places()}
    return {id: yearly_rates(known[name], *span) for id, (name, *span) in RATES.items()}


LONGEST = 100  # years that are looked ahead


def absorb(
    industry: float, services: float, decline: float, growth: float, lag: int, counted: float
) -> dict:
    """Jobs lost in industry and gained in services after each year, and when the gain catches up.

    ``decline`` and ``growth`` are per cent a year; services stand still for the first ``lag``
    years; ``counted`` per cent of their new jobs count. ``years`` is the first year with as many
    jobs gained as lost, None if there is none in a hundred years; ``needed`` is the growth at
    which services without a lag keep pace from the first year.
    """
    lost, gained = [], []
    for year in range(LONGEST + 1):
        lost.append(industry * (1 - (1 - decline / 100) ** year))
        growing = max(0, year - lag)
        gained.append(services * ((1 + growth / 100) ** growing - 1) * counted / 100)
    caught_up = [year for year in range(1, LONGEST + 1) if gained[year] >= lost[year]]
    return {
        "lost": lost,
        "gained": gained,
        "years": caught_up[0] if caught_up else None,
        "needed": decline * industry / (services * counted / 100) if counted > 0 else None,
    }


def horizon(place: Place, years: int | None) -> int:
    """How many years the third chart shows: all counted ones, and some after services catch up."""
    counted = place.years[-1] - place.start
    return min(LONGEST, max(20, counted + 3, (years or LONGEST) + 5))


def caught_up(place: Place) -> int | None:
    """The first counted year from which on services had gained what industry had lost, or None."""
    behind = [
        year
        for year, industry, services in zip(
            place.years, place.industry, place.services, strict=True
        )
        if services - place.services[0] < place.industry[0] - industry
    ]
    after = [year for year in place.years[1:] if year > max(behind, default=place.start)]
    return after[0] if after else None


def plain(record: object) -> dict:
    """A data class as plain JSON, without table rows."""
    return {key: value for key, value in asdict(record).items() if key != "rows"}


# ---------------------------------------------------------------- what each result says
#
# A fact is the name of a sentence and the values for its placeholders; the sentences themselves are
# messages of the ``site`` domain, in sphinxext/explorers.py. A value is (what, style, decimals).

Fact = tuple[str, dict[str, tuple[object, str, int]]]


def told_phases(series: Sequence[Series], by: str, starts: Sequence[float]) -> list[Fact]:
    """One fact a region; each further region is compared with the first."""
    found: list[Fact] = []
    aligned = [
        align(each.years, each.values, by, start, "index", SPAN)
        for each, start in zip(series, starts, strict=True)
    ]
    first, reference = series[0], aligned[0]
    for number, (each, place) in enumerate(zip(series, aligned, strict=True)):
        distance = place["last"] - place["origin"]
        values: dict = {
            "region": (each.name, "text", 0),
            "year": (place["origin"], "year", 0),
            "last": (place["last"], "year", 0),
        }
        if distance == 0:
            found.append(("rising" if by != "start" else "empty", values))
            continue
        share = later(each.years, each.values, place["origin"], distance)
        values["share"] = (share, "percent", 0)
        kind = "since_start" if by == "start" else "since_peak"
        if by != "start" and place["edge"] == "first":
            kind = "since_first"
        found.append((kind, values))
        if number:
            other = later(first.years, first.values, reference["origin"], distance)
            if other is not None:
                compared = {
                    "region": (first.name, "text", 0),
                    "year": (reference["origin"] + distance, "year", 0),
                    "share": (other, "percent", 0),
                }
                found.append(("compared", compared))
    return found


def told_phase_out(given: RunDown, real: Sequence[Sequence[float]]) -> list[Fact]:
    """Who is left, by which routes the others went, what it costs, and the German count.

    ``real`` holds pairs of years since the decision and people counted; the first is year 0.
    """
    result = run_down(given)
    found: list[Fact] = [
        ("left", {
            "years": (given.years, "decimal", 0),
            "left": (result["left"], "decimal", 0),
            "workers": (given.workers, "decimal", 0),
            "share": (result["left"] / given.workers, "percent", 0),
        }),
        ("routes", {
            "retired": (result["retired"][-1], "decimal", 0),
            "moved": (result["moved"][-1], "decimal", 0),
            "trained": (result["trained"][-1], "decimal", 0),
        }),
        ("money", {
            "total": (result["total"] / 1e9, "decimal", 1),
            "each": (1000 * math.floor(result["total"] / given.workers / 1000 + 0.5), "decimal", 0),
        }),
    ]  # fmt: skip
    reached = [(year, jobs) for year, jobs in real if 0 < year <= given.years]
    if reached:
        year, jobs = reached[-1]
        found.append(("german", {
            "years": (year, "decimal", 0),
            "share": (result["work"][year] / given.workers, "percent", 0),
            "real": (jobs / real[0][1], "percent", 0),
        }))  # fmt: skip
    return found


def told_services(
    place: Place, decline: float, growth: float, lag: int, counted: float
) -> list[Fact]:
    """When services catch up at the chosen rates, what keeps pace, and what was counted."""
    result = absorb(place.industry[0], place.services[0], decline, growth, lag, counted)
    found: list[Fact] = []
    if result["years"] is None:
        found.append(("never", {"years": (LONGEST, "decimal", 0)}))
    else:
        found.append(("caught_up", {
            "year": (place.start + result["years"], "year", 0),
            "years": (result["years"], "decimal", 0),
        }))  # fmt: skip
    if result["needed"] is not None:
        found.append(("needed", {"growth": (result["needed"] / 100, "percent", 2)}))
    year = caught_up(place)
    if len(place.years) == 1:
        found.append(("not_counted", {"year": (place.start, "year", 0)}))
    elif year is None:
        found.append(("still_behind", {"year": (place.years[-1], "year", 0)}))
    else:
        found.append(("counted", {"year": (year, "year", 0)}))
    return found
