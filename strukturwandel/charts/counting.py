"""Axes in the units of a language: Chinese counts in 万 (10⁴) and 亿 (10⁸), not in thousands.

A chart says by ``publish(counted={"y": 1e9})`` what one unit of an axis stands for. Where the
language counts in ten thousands, the figure is redrawn in its unit: values, marks written on them,
ranges, ticks, notes and the table. The words that name the unit are the translator's.
"""

from __future__ import annotations

import math
import re

from strukturwandel.languages import Language
from strukturwandel.numbers import Number, format_number

MYRIAD, HUNDRED_MILLION = 1e4, 1e8
BARE = re.compile(r"[+−-]?\d[\d,]*(?:\.(\d+))?\Z")
DECIMALS = re.compile(r"(%\{([xy])(?::[^}.]*)?)\.(\d)(~?)f\}")


def unit(figure: dict, axis: str) -> float:
    """What one unit of a counted axis stands for where a language counts in ten thousands."""
    stands_for = figure["layout"]["meta"]["book"]["counted"][axis]
    largest = max((abs(v) for v in _values(figure, axis)), default=0) * stands_for
    if largest >= HUNDRED_MILLION:
        return HUNDRED_MILLION
    return MYRIAD if largest >= MYRIAD else stands_for


def told(figure: dict) -> str:
    """For translators: in which units a language that counts in ten thousands sees the axes."""
    signs = {MYRIAD: "万", HUNDRED_MILLION: "亿"}
    counted = figure["layout"]["meta"]["book"].get("counted", {})
    found = {axis: signs.get(unit(figure, axis)) for axis in counted}
    return ", ".join(f"Chinese: axis {axis} in {sign}" for axis, sign in found.items() if sign)


def _values(figure: dict, axis: str) -> list[float]:
    found = []
    for trace in figure["data"]:
        if trace.get(f"{axis[0]}axis", axis[0]) == axis:
            found += [v for v in trace.get(axis[0]) or [] if _is_number(v)]
    return found


def recount(figure: dict, language: Language) -> dict[str, float]:
    """Redraw the counted axes of a translated figure, in place, in the language's units.

    Returns the factor of each axis that has changed, for scripts that draw other values on it.
    """
    book = figure["layout"]["meta"]["book"]
    factors: dict[str, float] = {}
    if not language.ten_thousands:
        return factors
    for axis, stands_for in book.get("counted", {}).items():
        factor = stands_for / unit(figure, axis)
        if factor != 1:
            _table(book.get("table"), factor, _values(figure, axis))
            _traces(figure["data"], axis, factor, language)
            _layout(figure["layout"], axis, factor, language)
            factors[axis] = factor
    return factors


def _traces(traces: list[dict], axis: str, factor: float, language: Language) -> None:
    letter = axis[0]
    for trace in traces:
        if trace.get(f"{letter}axis", letter) != axis:
            continue
        values = trace.get(letter) or []
        text = trace.get("text")
        if isinstance(text, list) and len(text) == len(values):
            trace["text"] = [
                _said(said, value, factor, language)
                for said, value in zip(text, values, strict=True)
            ]
        trace[letter] = [v * factor if _is_number(v) else v for v in values]
        if isinstance(trace.get("base"), list):
            trace["base"] = [v * factor if _is_number(v) else v for v in trace["base"]]
        elif _is_number(trace.get("base")):
            trace["base"] *= factor
        for key in ("texttemplate", "hovertemplate"):
            if isinstance(trace.get(key), str):
                trace[key] = DECIMALS.sub(
                    lambda m: (
                        f"{m[1]}.{_decimals(int(m[3]), factor)}{m[4]}f}}"
                        if m[2] == letter
                        else m[0]
                    ),
                    trace[key],
                )


def _layout(layout: dict, axis: str, factor: float, language: Language) -> None:
    letter = axis[0]
    own = layout.get(f"{letter}axis{axis[1:]}", {})
    logarithmic = own.get("type") == "log"

    def moved(value: object) -> object:
        if not _is_number(value):
            return value
        return value + math.log10(factor) if logarithmic else value * factor

    if own.get("range"):
        own["range"] = [moved(v) for v in own["range"]]
    for key in ("dtick", "tick0"):
        if _is_number(own.get(key)) and not logarithmic:
            own[key] *= factor
    if isinstance(own.get("tickvals"), list):
        if isinstance(own.get("ticktext"), list):
            own["ticktext"] = [
                _said(said, value, factor, language)
                for said, value in zip(own["ticktext"], own["tickvals"], strict=True)
            ]
        own["tickvals"] = [v * factor if _is_number(v) else v for v in own["tickvals"]]
    for remark in layout.get("annotations", []):
        if remark.get(f"{letter}ref", letter) == axis and _is_number(remark.get(letter)):
            place = 10 ** remark[letter] if logarithmic else remark[letter]
            remark["text"] = _said(remark.get("text"), place, factor, language)
            remark[letter] = moved(remark[letter])
    for shape in layout.get("shapes", []):
        if shape.get(f"{letter}ref", letter) == axis:
            for key in (f"{letter}0", f"{letter}1"):
                if key in shape:  # shapes on a log axis are placed by value
                    shape[key] = shape[key] * factor if _is_number(shape[key]) else shape[key]


def _table(table: dict | None, factor: float, values: list[float]) -> None:
    """The columns of a chart's own table that hold nothing but values of the axis."""
    if not table:
        return
    known = {_rounded(v) for v in values}
    for number in range(len(table["columns"])):
        column = [row[number] for row in table["rows"] if row[number] is not None]
        if column and all(_is_number(v) and _rounded(v) in known for v in column):
            for row in table["rows"]:
                if row[number] is not None:
                    row[number] *= factor


def _said(said: object, value: object, factor: float, language: Language) -> object:
    """A number written on a mark, if it is the mark's value; anything else as it is."""
    match = BARE.match(said) if isinstance(said, str) else None
    number = said if _is_number(said) else None
    digits = 0
    if match:
        digits = len(match[1] or "")
        number = float(said.replace(",", "").replace("−", "-"))
    if number is None or not _is_number(value) or abs(number - value) > 0.51 * 10**-digits:
        return said
    if not match:
        return number * factor
    scaled = Number(abs(number) * factor, _shortest(abs(number) * factor, digits, factor))
    sign = said[0] if said[0] in "+−" else "−" if said[0] == "-" else ""
    return sign + format_number(scaled, language, table=True)


def _decimals(digits: int, factor: float) -> int:
    return max(0, digits - round(math.log10(factor)))


def _shortest(value: float, digits: int, factor: float) -> int:
    """Decimals of a number that was exact: no noughts at its end, beyond the first decimal."""
    most = _decimals(digits, factor)
    return next((n for n in range(min(1, most), most) if abs(round(value, n) - value) < 1e-9), most)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _rounded(value: float) -> float:
    return float(f"{value:.9g}")
