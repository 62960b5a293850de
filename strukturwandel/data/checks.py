"""Rules that a row keeps only together with others: keys, ids of other tables, units, ranges."""

from difflib import get_close_matches

import pandas as pd

from .errors import Finding

ALTERNATIVE = "alternative"


def findings(resource, frame, dimensions):
    """Every broken rule of a typed table.

    `dimensions` maps the name of a referenced table to its typed frame, id in the first column.
    """
    yield from _duplicates(resource, frame)
    yield from _unknown_ids(resource, frame, dimensions)
    if "flags" in frame and "flags" in dimensions:
        yield from _unknown_flags(resource, frame, dimensions["flags"])
    if {"indicator", "value", "unit"} <= set(frame):
        rules = frame[["indicator"]].join(
            dimensions["indicators"].set_index("id")[["unit", "minimum", "maximum"]], on="indicator"
        )
        yield from _units(resource, frame, rules)
        yield from _ranges(resource, frame, rules)
        yield from _second_figures(resource, frame)


def is_alternative(frame):
    """Boolean Series: rows that give another source's figure for what another row gives."""
    return frame["flags"].str.split(";").map(lambda flags: ALTERNATIVE in flags).astype(bool)


def _duplicates(resource, frame):
    key = list(resource.primary_key)
    if not key:
        return
    repeated = frame.loc[frame.duplicated(key, keep=False), key].astype(str)
    first = {}
    for line, *cells in repeated.itertuples():
        if tuple(cells) in first:
            rule = f"the key is already in line {first[tuple(cells)]}"
            yield Finding(resource.name, rule, _spoken(frame, line, key), line, " + ".join(key))
        first.setdefault(tuple(cells), line)


def _unknown_ids(resource, frame, dimensions):
    for reference in resource.references:
        known = dimensions[reference.table][reference.target]
        cells = frame[reference.column]
        unknown = cells[(cells != "") & ~cells.isin(known)]
        for line, cell in unknown.items():
            rule = f"must be an id of table '{reference.table}'" + _nearest(cell, known)
            yield Finding(resource.name, rule, repr(cell), line, reference.column)


def _unknown_flags(resource, frame, flags):
    known = set(flags["id"])
    for line, cell in frame["flags"][frame["flags"] != ""].items():
        for flag in cell.split(";"):
            if flag not in known:
                rule = "must be ids of table 'flags', joined by ;" + _nearest(flag, known)
                yield Finding(resource.name, rule, repr(flag), line, "flags")


def _nearest(cell, known):
    near = get_close_matches(cell, list(known), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _units(resource, frame, rules):
    wrong = frame["unit"][rules["unit"].notna() & (frame["unit"] != rules["unit"])]
    for line, unit in wrong.items():
        indicator = frame.at[line, "indicator"]
        rule = f"the unit of '{indicator}' is {rules.at[line, 'unit']!r}"
        yield Finding(resource.name, rule, repr(unit), line, "unit")


def _ranges(resource, frame, rules):
    value = frame["value"]
    outside = (value < rules["minimum"]) | (value > rules["maximum"])
    for line in frame.index[outside]:
        row = rules.loc[line]
        rule = f"'{row['indicator']}' lies between {row['minimum']:g} and {row['maximum']:g}"
        yield Finding(resource.name, rule, f"{value[line]:g}", line, "value")


def _second_figures(resource, frame):
    key = [name for name in resource.primary_key if name != "source"]
    main = frame[~is_alternative(frame)]
    for line in main.index[main.duplicated(key)]:
        rule = f"a second figure for the same thing needs the flag '{ALTERNATIVE}'"
        yield Finding(resource.name, rule, _spoken(main, line, key), line, "flags")


def _spoken(frame, line, key):
    row = frame.loc[line, key]
    return ", ".join(f"{name} {row[name]}" for name in key if not pd.isna(row[name]))
