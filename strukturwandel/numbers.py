"""Numbers that prose and chart titles show: computed in a chapter, formatted when rendered.

A chapter glues a value under a name; ``{number}`name``` in its text shows it. The value leaves
the kernel unformatted, so that one execution serves every language: 607,000 in English, 607.000
in German, 60.7万 in Chinese.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from strukturwandel.languages import SOURCE, Language

MIME = "application/vnd.strukturwandel.number+json"
STYLES = ("decimal", "percent", "year")
FACTS = "facts"  # the table of figures that only a text gives
ORIGINS = {"source": "sources", "citation": "citations", "citations": "citations"}  # by column
ISO_DATE = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?![\d-])")
CJK_RANGE = re.compile(r"(?<=[\d年月日])(?: – |–)(?=\d)")
PLACEHOLDER = re.compile(r"(?<!%)\{([a-z][a-z0-9_]*)(?:\*(1e\d+))?\}")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Number:
    """A value and how many decimals of it are worth showing.

    ``style`` is ``decimal`` (grouped thousands), ``percent`` (0.5 is shown as 50 %) or ``year``
    (no grouping).
    """

    value: float
    digits: int = 0
    style: str = "decimal"

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise ValueError(f"number style {self.style!r} is none of {', '.join(STYLES)}")
        if not math.isfinite(self.value):
            raise ValueError(f"a number to show must be finite, not {self.value!r}")


def number(value: float, digits: int = 0) -> Number:
    """A plain number with ``digits`` decimals."""
    return Number(float(value), digits)


def percent(value: float, digits: int = 0) -> Number:
    """A share: 0.5 is shown as 50 %."""
    return Number(float(value), digits, "percent")


def year(value: float) -> Number:
    """A year: digits without grouping."""
    return Number(int(value), 0, "year")


def format_number(shown: Number, language: Language = SOURCE, *, table: bool = False) -> str:
    """The number as an editor of that language writes it.

    In running text Chinese uses 万 (10⁴) and 亿 (10⁸) where no digit is lost;
    in tables (``table=True``) every language keeps plain grouped digits, so that columns compare.
    """
    value = round(shown.value * (100 if shown.style == "percent" else 1), shown.digits)
    value += 0.0  # -0.0 becomes 0.0
    if shown.style == "year":
        return str(int(value))
    suffix = ""
    if shown.style == "percent":
        suffix = language.percent
    elif language.ten_thousands and not table:
        value, digits, suffix = _ten_thousands(value, shown.digits)
        return _decimal(value, digits, language) + suffix
    return _decimal(value, shown.digits, language) + suffix


def format_dates(text: str, language: Language = SOURCE) -> str:
    """ISO dates in a text as the language writes them: 21 Dec 2018, 21. Dez. 2018, 2018年12月21日.

    Chinese joins the ends of a range by a dash of its own.
    """

    def written(match: re.Match[str]) -> str:
        year, month, day = (int(part or 1) for part in match.groups())
        skeleton = "yMMMd" if match[3] else "yMMM"
        locale = "en_GB" if language.babel == "en" else language.babel
        return format_skeleton(skeleton, datetime.date(year, month, day), locale=locale)

    text = ISO_DATE.sub(written, text)
    return CJK_RANGE.sub("—", text) if language.cjk else text


def scaled(shown: Number, factor: float) -> Number:
    """The same quantity in a unit ``factor`` times smaller: 249.8 million tonnes in tonnes.

    Translations ask for it, ``{number}`name*1e6```, where their language counts otherwise: Chinese
    writes 2.498亿吨 for 249.8 million tonnes.
    """
    lost = max(0, shown.digits - round(math.log10(factor)))
    # As precise as it is shown, and then 249.8 * 1e6 is not quite 249 800 000.
    value = round(round(shown.value, shown.digits) * factor, lost)
    return Number(value, lost, shown.style)


def _decimal(value: float, digits: int, language: Language) -> str:
    # Chinese editors group no number of four digits, and none before 万 or 亿.
    grouped = not language.ten_thousands or abs(value) >= 1e4
    pattern = ("#,##0" if grouped else "0") + ("." + "0" * digits if digits else "")
    text = format_decimal(value, format=pattern, locale=language.babel)
    return text.replace("-", "\N{MINUS SIGN}")


def _ten_thousands(value: float, digits: int) -> tuple[float, int, str]:
    """Scale to 亿 if the result is exact with three decimals, else to 万 if with four.

    Four decimals are all that a whole number can need, so that one sentence never mixes 12.7万 with
    349,364.
    """
    for scale, sign, most in ((1e8, "亿", 3), (1e4, "万", 4)):
        if abs(value) >= scale:
            for few in range(most + 1):
                if math.isclose(round(value / scale, few) * scale, value, rel_tol=1e-12):
                    return value / scale, few, sign
    return value, digits, ""


def placeholders(message: str) -> set[str]:
    """The names in curly brackets of a message: ``{share} of jobs`` has ``share``."""
    return {match[1] for match in PLACEHOLDER.finditer(message)}


def fill(message: str, values: dict[str, Number | str], language: Language = SOURCE) -> str:
    """Put the formatted numbers, and words as they are, into the placeholders of a message.

    A translation may scale a number, ``{steel*1e6}吨`` for ``{steel} million tonnes``.
    """

    def formatted(match: re.Match[str]) -> str:
        shown = values[match[1]]
        if isinstance(shown, str):
            return shown
        return format_number(scaled(shown, float(match[2])) if match[2] else shown, language)

    return PLACEHOLDER.sub(formatted, message)


def provenance(rows: pd.DataFrame | Iterable[pd.DataFrame]) -> dict[str, list[str]]:
    """What selected rows come from, each in order of appearance.

    ``tables`` and ``sources`` are ids; ``citations`` are keys of references.bib, where rows name
    works instead of sources; ``facts`` the ids of cited facts. ``rows`` are frames of
    :func:`strukturwandel.data.load` or selections of them.
    """
    frames = [rows] if isinstance(rows, pd.DataFrame) else list(rows)
    found: dict[str, dict[str, None]] = {
        kind: {} for kind in ("tables", "sources", "citations", "facts")
    }
    for frame in frames:
        if "table" not in frame.attrs:
            raise ValueError(
                "these rows do not come from data.load(): pass the selected rows of a table, "
                "before they are pivoted or joined"
            )
        if frame.empty:
            raise ValueError(f"no rows of table {frame.attrs['table']!r} are left: check the query")
        found["tables"][frame.attrs["table"]] = None
        for column, kind in ORIGINS.items():
            if column in frame:
                cells = frame[column].dropna().unique()
                parts = (part for cell in cells for part in str(cell).split(";"))
                found[kind].update((part, None) for part in parts if part)
        if frame.attrs["table"] == FACTS:
            found["facts"].update((str(id), None) for id in frame["id"])
    return {kind: list(names) for kind, names in found.items()}


@dataclass(frozen=True)
class _Glued:
    """What the kernel displays for a glued number: its payload, and a line for Jupyter readers."""

    name: str
    shown: Number
    origin: dict[str, list[str]]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        text = f"{self.name} = {format_number(self.shown)}  ({', '.join(self.origin['tables'])})"
        return {MIME: {**asdict(self.shown), **self.origin}, "text/plain": text}


def glue(
    name: str,
    value: float,
    rows: pd.DataFrame | Iterable[pd.DataFrame],
    *,
    digits: int = 0,
    style: str = "decimal",
) -> None:
    """Let the text of this chapter show ``value`` as ``{number}`name```.

    ``rows`` are the table rows the value comes from; they give the link to table and source.
    Raises ValueError for a bad name, a value that is not finite, or rows of no table.
    """
    from myst_nb import glue as myst_glue  # Jupyter readers pay for it only here

    if not NAME.match(name):
        raise ValueError(f"{name!r} is no name for a number: use lower_case_with_digits")
    shown = Number(float(value), digits, style)
    myst_glue(name, _Glued(name, shown, provenance(rows)), display=False)


def fact(id: str) -> Number:
    """The cited fact ``id`` of data/facts.csv as a number to show, for the ``values`` of a chart.

    It has the decimals of the table; a unit that begins with "percent" makes it a percentage.
    Raises ValueError for an id that the table lacks.
    """
    row = _fact_row(id)
    value, unit = float(row["value"].iloc[0]), str(row["unit"].iloc[0])
    digits = len(format(value, ".10g").partition(".")[2])
    return percent(value / 100, digits) if unit.startswith("percent") else number(value, digits)


def glue_facts(**facts: str) -> None:
    """Let the text show cited facts: ``glue_facts(idle_miners="F025")`` for ``{number}`idle_miners```.

    Each value is the id of a row of data/facts.csv, shown as :func:`fact` makes it.
    """
    for name, id in facts.items():
        shown = fact(id)
        glue(name, shown.value, rows=_fact_row(id), digits=shown.digits, style=shown.style)


def _fact_row(id: str) -> pd.DataFrame:
    from strukturwandel import data

    table = data.load(FACTS)
    row = table[table["id"] == id]
    if row.empty:
        raise ValueError(f"no cited fact {id!r} in data/facts.csv")
    row.attrs["table"] = FACTS
    return row
