"""The tables of data/ by name, checked against their schema, with their sources attached.

A chapter writes ``rows = data.load("coal")``, selects from the frame with pandas, and passes the
selected rows on to a chart or a number, which name their sources from the rows.
"""

import json
from difflib import get_close_matches

import pandas as pd

from . import checks, package, reading
from .aggregates import RUHR_DISTRICTS, ruhr_rate, ruhr_total
from .errors import Finding, RowError, TableError
from .package import directory, resource

__all__ = [
    "RUHR_DISTRICTS",
    "Finding",
    "RowError",
    "TableError",
    "describe",
    "directory",
    "flags",
    "geo",
    "glossary",
    "has_flag",
    "indicators",
    "load",
    "regions",
    "resource",
    "ruhr_rate",
    "ruhr_total",
    "sources",
    "tables",
    "value",
]

_cache = {}


def tables():
    """Names of all tables, dimension tables included, in the order of the data package."""
    return [name for name, each in package.resources().items() if each.fields]


def load(name, alternatives=False):
    """The table `name` as a DataFrame, one row a figure, checked against its schema.

    Observation tables have the columns of data/README.md (region, year, indicator, value, unit,
    flags, source, note, and month, since, vintage or station where the table has them) plus
    ``region_name``. Rows that only record another source's figure for the same thing (flag
    "alternative") come with ``alternatives=True``. ``attrs["table"]`` holds the name.

    Raises TableError, naming table, line, column, rule and what was found.
    """
    frame = _checked(name)
    if "flags" in frame and not alternatives:
        frame = frame[~checks.is_alternative(frame)]
    frame = frame.reset_index(drop=True)
    if "region" in frame:
        names = _checked("regions").set_index("id")["name"]
        frame.insert(frame.columns.get_loc("region") + 1, "region_name", frame["region"].map(names))
    frame.attrs["table"] = name
    return frame


def value(rows, **where):
    """The value of the one row of `rows` whose columns equal `where`, as a float.

    ``value(coal, region="germany", year=1957, indicator="hard_coal_employees")`` is 607000.0.
    Raises RowError if no row or more than one row matches.
    """
    matching = rows
    for column, wanted in where.items():
        if column not in rows:
            raise RowError(f"no column '{column}' in the rows: {', '.join(rows.columns)}")
        cells = matching[column]
        matching = matching[cells.isna() if wanted is None else (cells == wanted).fillna(False)]
        if matching.empty:
            raise RowError(_no_row(rows, where, column, wanted, cells))
    if len(matching) != 1:
        shown = matching.drop(columns=["unit", "note"], errors="ignore").head(5).to_string()
        raise RowError(f"{len(matching)} rows{_of(rows)} match {_spoken(where)}:\n{shown}")
    return float(matching["value"].iloc[0])


def has_flag(rows, flag):
    """Boolean Series: the rows that carry `flag`, an id of flags()."""
    if flag not in flags().index:
        raise TableError([Finding("flags", f"unknown flag; there are {', '.join(flags().index)}")])
    return rows["flags"].str.split(";").map(lambda each: flag in each).astype(bool)


def sources():
    """Dimension table of the sources, indexed by id."""
    return load("sources").set_index("id")


def regions():
    """Dimension table of the regions, indexed by id."""
    return load("regions").set_index("id")


def indicators():
    """Dimension table of the indicators (definition, unit, kind), indexed by id."""
    return load("indicators").set_index("id")


def flags():
    """Dimension table of the flags (the closed list of doubts), indexed by id."""
    return load("flags").set_index("id")


def glossary():
    """The glossary in three languages, indexed by id."""
    return load("glossary").set_index("id")


def geo(name):
    """A GeoJSON FeatureCollection of data/geo as a dict, for example geo("ruhr_districts")."""
    return json.loads(resource(name).path.read_text(encoding="utf-8"))


def describe(name):
    """The metadata of a table in datapackage.json: title, description, licenses, processing."""
    return resource(name).metadata


def _checked(name):
    """The typed and checked frame indexed by CSV line, cached until its file changes."""
    each = resource(name)
    if not each.fields:
        raise TableError([Finding(name, f"is not a table but the file {each.path.name}")])
    stamp = each.path.stat().st_mtime_ns if each.path.is_file() else None
    key = (each.path, id(each), stamp)
    if key not in _cache:
        frame = reading.typed(each, reading.read(each))
        broken = list(checks.findings(each, frame, _dimensions(each, frame)))
        if broken:
            raise TableError(broken)
        _cache[key] = frame
    return _cache[key]


def _dimensions(each, frame):
    """The tables that `frame` refers to, by name."""
    names = {reference.table for reference in each.references}
    if "flags" in frame:
        names.add("flags")
    return {name: frame if name == each.name else _checked(name) for name in names}


def _no_row(rows, where, column, wanted, cells):
    known = [str(each) for each in sorted(cells.dropna().unique())]
    near = [] if pd.api.types.is_numeric_dtype(cells) else get_close_matches(str(wanted), known, 3)
    near = near or known[:20]
    return f"no row{_of(rows)} matches {_spoken(where)}: '{column}' has {', '.join(near)}"


def _of(rows):
    return f" of table '{rows.attrs['table']}'" if "table" in rows.attrs else ""


def _spoken(where):
    return ", ".join(f"{column}={wanted!r}" for column, wanted in where.items())
