"""Rules declared for a table in datapackage.json under "checks", beyond its schema.

Each check is an object with a "rule":

sum       the "indicators" (shares) add up to "total" within "tolerance"
parts     the "indicators" add up to the indicator "whole" within "tolerance"
annual    series of the "indicators" (rows for whole single years) have every year between their
          first and last, but for the "gaps" declared by series: "region/indicator", and
          "region/indicator/vintage" where the table has vintages
falling   the series of "indicator" in "region" never rises from one figure to the next
value     the one row "where" has "value" within "tolerance": a total known from elsewhere
"""

from . import checks
from .errors import Finding, RowError

ROUNDING = 1e-9  # of binary fractions


def findings(resource, frame, value):
    """Every broken declared rule of a typed table; `value` is the function data.value."""
    frame = frame[~checks.is_alternative(frame)] if "flags" in frame else frame
    for check in resource.metadata.get("checks", ()):
        rule = RULES.get(check["rule"])
        if rule is None:
            yield Finding(resource.name, f"unknown check; there are {', '.join(RULES)}")
        elif check["rule"] == "value":
            yield from rule(resource, frame, check, value)
        else:
            yield from rule(resource, frame, check)


def series_name(region, indicator, vintage=None):
    """Name of a series as in the "gaps" of the rule annual."""
    return "/".join(part for part in (region, indicator, vintage) if part)


def _side_by_side(frame, indicators):
    """The `indicators` as columns, one row for each other key that has all of them, and "line".

    Shares from different sources are not added up; rows with the flag "definition" are left
    out, because there the rest to the whole has a name (taxes less subsidies).
    """
    rows = frame[frame["indicator"].isin(indicators) & ~frame["flags"].str.contains("definition")]
    names = ("region", "station", "sector", "vintage", "year", "since", "month", "source")
    keys = [name for name in names if name in frame]
    rows = rows.assign(line=rows.index, **{name: rows[name].astype(str) for name in keys})
    wide = rows.pivot(index=keys, columns="indicator", values="value").reindex(columns=indicators)
    return wide.assign(line=rows.groupby(keys)["line"].min()).dropna()


def _sum(resource, frame, check):
    wide = _side_by_side(frame, check["indicators"])
    total = wide[check["indicators"]].sum(axis=1)
    for key, found in total[(total - check["total"]).abs() > check["tolerance"]].items():
        rule = f"{' + '.join(check['indicators'])} must be {check['total']} ± "
        rule += f"{check['tolerance']} ({_where(wide, key)})"
        yield Finding(resource.name, rule, f"{found:g}", int(wide.at[key, "line"]), "value")


def _parts(resource, frame, check):
    wide = _side_by_side(frame, [*check["indicators"], check["whole"]])
    parts, whole = wide[check["indicators"]].sum(axis=1), wide[check["whole"]]
    for key in wide.index[(parts - whole).abs() > check["tolerance"] + ROUNDING]:
        rule = f"{' + '.join(check['indicators'])} must be {check['whole']} ± "
        rule += f"{check['tolerance']} ({_where(wide, key)})"
        found = f"{parts[key]:g} against {whole[key]:g}"
        yield Finding(resource.name, rule, found, int(wide.at[key, "line"]), "value")


def _annual(resource, frame, check):
    gaps = check.get("gaps", {})
    rows = frame[frame["indicator"].isin(check["indicators"])]
    for column in {"month", "since"} & set(frame):
        rows = rows[rows[column].isna()]
    keys = [name for name in ("region", "indicator", "vintage") if name in frame]
    for key, group in rows.groupby(keys):
        name = series_name(*key)
        years = set(group["year"])
        missing = set(range(min(years), max(years) + 1)) - years
        declared = set(gaps.get(name, ()))
        if missing != declared:
            rule = f"year gaps of {name} must be declared as {sorted(declared) or 'none'}"
            yield Finding(resource.name, rule, str(sorted(missing)), group.index[0], "year")


def _falling(resource, frame, check):
    rows = frame[(frame["region"] == check["region"]) & (frame["indicator"] == check["indicator"])]
    rows = rows[rows["year"] >= check.get("from", 0)].sort_values("year")
    for line in rows.index[rows["value"].diff() > 0]:
        rule = f"{check['indicator']} of {check['region']} must not rise"
        found = f"{rows.at[line, 'value']:g} in {rows.at[line, 'year']}"
        yield Finding(resource.name, rule, found, line, "value")


def _value(resource, frame, check, value):
    try:
        found = value(frame, **check["where"])
    except RowError as error:
        yield Finding(resource.name, "a known total needs one row", str(error).splitlines()[0])
        return
    if abs(found - check["value"]) > check.get("tolerance", 0) + ROUNDING:
        where = ", ".join(f"{name} {cell}" for name, cell in check["where"].items())
        rule = f"{where} is known to be {check['value']:.10g} ± "
        rule += f"{check.get('tolerance', 0):g}"
        yield Finding(resource.name, rule, f"{found:.10g}", column="value")


def _where(wide, key):
    return ", ".join(f"{name} {cell}" for name, cell in zip(wide.index.names, key, strict=True))


RULES = {"sum": _sum, "parts": _parts, "annual": _annual, "falling": _falling, "value": _value}
