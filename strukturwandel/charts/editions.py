"""One executed figure, many editions: its messages, its translation, its layout, its data table.

Everything here is a pure function of plotly JSON (``{"data": [...], "layout": {...}}``) as
:func:`strukturwandel.charts.publish` leaves it, a lookup ``translate(msgid) -> str`` and a
:class:`~strukturwandel.languages.Language`.
"""

from __future__ import annotations

import base64
import copy
import math
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from babel.numbers import get_decimal_symbol, get_group_symbol

from strukturwandel.charts import END_LABEL, INK, NOTE, WIDTH, counting
from strukturwandel.languages import Language
from strukturwandel.numbers import Number, fill, format_dates, format_number
from strukturwandel.phrases import phrases

MANY_ROWS = 12
LABEL_LINE = 17  # px a line of a tick label takes: plotly sets 13 px type 1.3 apart
TICK_ROOM = 62  # px that a tick label of an axis of years needs
NARROW = 360  # px: a phone's column; drawn apart, because a scaled-down wide picture is illegible
TRACE_TEXT = (
    "name", "text", "hovertext", "hovertemplate", "texttemplate", "x", "y", "labels", "customdata",
)  # fmt: skip
AXIS = re.compile(r"[xy]axis\d*\Z")
PLACEHOLDER = re.compile(r"%?\{[^}]*\}|<[^>]*>|&[a-z]+;")
SIGNED = re.compile(r"%\{([xy]):(\+?),?\.(\d)f\}([^{}]*)\Z")  # a number with sign, and its unit
FULL_IN_CHINESE = "—“”‘’…·"  # signs that take a full em among Chinese ones, and half elsewhere
FULL = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")  # Chinese signs, full-width marks
YEAR_HEAD, VALUE_HEAD = "Year", "Value"  # heads of computed data tables, messages themselves

Translate = Callable[[str], str]


@dataclass
class Edition:
    """A chart in one language, ready for a page or a picture."""

    id: str
    finding: str
    measured: str
    description: str
    tables: list[str]
    sources: list[str]
    citations: list[str]  # keys of references.bib, where rows name works instead of sources
    columns: list[str]
    rows: list[list[str]]  # formatted; the first cell of a row heads it
    raw: list[list[object]]  # the same rows as values: what a CSV of the chart holds
    data: list[dict]
    layouts: dict[str, dict]  # "wide", "narrow": layout with width and height
    numeric: list[bool] = field(default_factory=list)  # which columns hold numbers
    print_table: bool = False  # the print edition sets the data table too
    scale: dict[str, float] = field(default_factory=dict)  # of axes in units of the language

    @property
    def origin(self) -> dict[str, list[str]]:
        """Tables, sources and citations, as :func:`strukturwandel.numbers.provenance` gives them."""
        return {"tables": self.tables, "sources": self.sources, "citations": self.citations}


def is_message(text: object) -> bool:
    """Whether a string has words to translate: letters outside placeholders and tags."""
    return isinstance(text, str) and any(c.isalpha() for c in PLACEHOLDER.sub("", text))


def decode(values: object) -> object:
    """A list from plotly's ``{"dtype", "bdata", "shape"}`` arrays; anything else unchanged."""
    if isinstance(values, dict) and "bdata" in values:
        array = np.frombuffer(base64.b64decode(values["bdata"]), dtype=np.dtype(values["dtype"]))
        if "shape" in values:
            array = array.reshape([int(n) for n in str(values["shape"]).split(",")])
        return (
            [None if math.isnan(v) else v for v in array.tolist()]
            if array.ndim == 1
            else array.tolist()
        )
    return values


def messages(figure: dict) -> Iterator[tuple[str, str]]:
    """Every message of a figure, with what it is, in reading order: ``(kind, msgid)``."""
    units = counting.told({**figure, "data": [_decoded(trace) for trace in figure["data"]]})
    for kind, holder, key in _slots(figure):
        yield f"{kind} ({units})" if units and kind == "measured" else kind, holder[key]


def _slots(figure: dict) -> Iterator[tuple[str, dict | list, object]]:
    """Every place that holds a message: ``holder[key]`` is the English string."""
    book = figure["layout"].get("meta", {}).get("book", {})
    for key in ("finding", "measured", "description"):
        if is_message(book.get(key)):
            yield key, book, key
    for shown in book.get("values", {}).values():
        yield from _strings("value", shown, "text")
    for trace in figure["data"]:
        for key in TRACE_TEXT:
            yield from _strings(f"{trace.get('type', 'scatter')} {key}", trace, key)
        group = trace.get("legendgrouptitle", {})
        yield from _strings("legend group", group, "text")
    yield from _layout_slots(figure["layout"])
    for remark in book.get("notes", {}).values():
        yield from _strings("note", remark, "text")
    if book.get("table"):
        yield from _strings("table head", book["table"], "columns")
        for row in book["table"]["rows"]:
            for number in range(len(row)):
                yield from _strings("table cell", row, number)
    elif _category_head(figure):
        yield from _strings("table head", book, "category")


def _layout_slots(layout: dict) -> Iterator[tuple[str, dict | list, object]]:
    for remark in layout.get("annotations", []):
        if not str(remark.get("name", "")).startswith(NOTE + "-"):  # those are kept in the meta
            yield from _strings("annotation", remark, "text")
        for key in ("x", "y"):  # a category
            yield from _strings("annotation place", remark, key)
    for shape in layout.get("shapes", []):
        for key in ("x0", "x1", "y0", "y1"):
            yield from _strings("shape place", shape, key)
        yield from _strings("shape label", shape.get("label", {}), "text")
    for name, axis in layout.items():
        if AXIS.match(name):
            yield from _strings("axis title", axis.get("title", {}), "text")
            for key in ("ticktext", "ticksuffix", "tickprefix", "categoryarray"):
                yield from _strings("axis ticks", axis, key)
    yield from _strings("legend title", layout.get("legend", {}).get("title", {}), "text")


def _strings(kind: str, holder: dict | list, key: object) -> Iterator[tuple[str, object, object]]:
    value = holder.get(key) if isinstance(holder, dict) else holder[key]
    if is_message(value):
        yield kind, holder, key
    elif isinstance(value, list):
        for number in range(len(value)):
            yield from _strings(kind, value, number)


def edition(figure: dict, translate: Translate, language: Language) -> Edition:
    """The figure in one language: translated, formatted, laid out wide and narrow."""
    figure = _plain(figure)
    for trace in figure["data"]:
        for key in ("x", "y", "text", "values", "labels", "customdata"):
            if key in trace:
                trace[key] = decode(trace[key])
    for _, holder, key in list(_slots(figure)):
        holder[key] = translate(holder[key])
    layout = figure["layout"]
    book = layout["meta"]["book"]
    _localise_percent(figure, language)
    _fill_notes(layout, book, language)
    scale = counting.recount(figure, language)
    _write_negatives(figure, language)
    _write_dates(figure, language)
    table = data_table(figure, translate)
    values = {
        name: shown["text"] if "text" in shown else Number(**shown)
        for name, shown in book["values"].items()
    }
    return Edition(
        id=book["id"],
        **{
            key: fill(book[key], values, language) for key in ("finding", "measured", "description")
        },
        tables=book["tables"],
        sources=book["sources"],
        citations=book["citations"],
        columns=table.columns,
        rows=table.formatted(language),
        raw=table.rows,
        numeric=table.numeric,
        print_table=book.get("print_table", False),
        scale=scale,
        data=figure["data"],
        layouts={
            "wide": lay_out(figure, WIDTH, language),
            "narrow": lay_out(figure, NARROW, language),
        },
    )


def _plain(node: object) -> Any:
    """A copy in plain dicts and lists: a notebook's own kind of dict copies what is put into it."""
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(value) for value in node] if isinstance(node, (list, tuple)) else node


def _fill_notes(layout: dict, book: dict, language: Language) -> None:
    notes = book.get("notes", {})
    for remark in layout.get("annotations", []):
        if remark.get("name") in notes:
            kept = notes[remark["name"]]
            values = {key: Number(**shown) for key, shown in kept["values"].items()}
            remark["text"] = fill(kept["text"], values, language)


def _localise_percent(figure: dict, language: Language) -> None:
    """Give bare per cent signs the language's spacing: 50% in English, 50 % in German."""
    sign = language.percent
    for trace in figure["data"]:
        for key in ("hovertemplate", "texttemplate"):
            if isinstance(trace.get(key), str):
                trace[key] = re.sub(r"\}[ \u00a0\u202f]?%(?!\{)", "}" + sign, trace[key])
    for name, axis in figure["layout"].items():
        if AXIS.match(name) and axis.get("ticksuffix") == "%":
            axis["ticksuffix"] = sign


def _write_dates(figure: dict, language: Language) -> None:
    """Dates and ranges of years, which are no messages, as the language writes them."""

    def written(value: object) -> object:
        if isinstance(value, list):
            return [written(each) for each in value]
        return format_dates(value, language) if isinstance(value, str) else value

    for trace in figure["data"]:
        for key in ("x", "y", "text", "labels", "customdata"):
            if key in trace:
                trace[key] = written(trace[key])
    for name, axis in figure["layout"].items():
        if AXIS.match(name):
            for key in ("tickvals", "ticktext", "categoryarray"):
                if key in axis:
                    axis[key] = written(axis[key])
    for remark in figure["layout"].get("annotations", []):
        for key in ("x", "y", "text"):
            if key in remark:
                remark[key] = written(remark[key])
    if language.cjk:
        _write_bare_signs(figure)


def _write_bare_signs(figure: dict) -> None:
    """Years and multiples in labels without words, which are no messages: 2011年：2.9倍."""
    for holder in [*figure["layout"].get("annotations", []), *figure["data"]]:
        for key in ("text", "texttemplate"):
            if isinstance(holder.get(key), str):
                text = re.sub(r"\b(\d{4}): ", r"\1年：", holder[key])
                text = re.sub(r"× (\d[\d.]*)(?!\S)", r"\1倍", text)
                holder[key] = re.sub(r"(?<=[\d}])\s?×(?!\S)", "倍", text)
    for name, axis in figure["layout"].items():
        if AXIS.match(name) and str(axis.get("ticksuffix", "")).strip() == "×":
            axis["ticksuffix"] = "倍"


def _write_negatives(figure: dict, language: Language) -> None:
    """Numbers on marks with a true minus sign: plotly's own templates write a hyphen."""
    for trace in figure["data"]:
        match = SIGNED.match(str(trace.get("texttemplate", "")))
        values = (trace.get(match[1]) or []) if match else []
        if min(_numbers(values), default=0) < 0:
            plus, digits, after = match[2], int(match[3]), match[4]
            trace["text"] = [
                (plus if value > 0 else "")
                + format_number(Number(value, digits), language, table=True)
                + after
                if value is not None else ""
                for value in values
            ]  # fmt: skip
            del trace["texttemplate"]


# ---------------------------------------------------------------- layout


def lay_out(figure: dict, width: int, language: Language) -> dict:
    """The layout of one rendition, ``width`` px wide: no title, labels wrapped and apart.

    The page sets finding and measure as text; the picture holds the drawing alone.
    """
    layout = copy.deepcopy(figure["layout"])
    book = layout.pop("meta")["book"]
    layout.pop("title", None)
    narrow = width < WIDTH
    height = int(book["height"])
    layout.update(
        width=width,
        height=height,
        autosize=False,
        separators=_separators(language),
    )
    margin = {**layout["template"]["layout"]["margin"], **layout.get("margin", {}), "t": 16}
    layout["margin"] = margin
    if layout.get("legend", {}).get("orientation") != "v" and _has_legend(figure):
        margin["t"] = 44
    if any(
        t.get("textposition") == "outside" and t.get("orientation") == "h" for t in figure["data"]
    ):
        # The number at the end of the longest bar; an axis with a range has some room already,
        # and gets what it lacks from _room_for_bar_texts.
        own_room = "range" in layout.get("xaxis", {})
        margin["r"] = max(margin["r"], 28 if own_room else 48)
    for remark in layout.get("annotations", []):
        if remark.get("name") == END_LABEL:
            remark["text"] = wrap(remark["text"], 14 if narrow else 24)
        elif str(remark.get("name", "")).startswith(NOTE):
            remark["text"] = wrap(remark["text"], 15 if narrow else 30)
            if narrow:
                remark["ax"] = remark.get("ax", 0) * 0.5
    _wrap_categories(figure, layout, 16 if narrow else 30)
    _room_for_bar_texts(figure, layout, language)
    _settle_axes(figure, layout, narrow)
    _place_end_labels(figure, layout)
    return layout


def _separators(language: Language) -> str:
    """For plotly: the decimal sign, then that of groups; Chinese axes have none."""
    group = "" if language.ten_thousands else get_group_symbol(language.babel)
    return get_decimal_symbol(language.babel) + group


def _has_legend(figure: dict) -> bool:
    if figure["layout"].get("showlegend") is False:
        return False
    named = [t for t in figure["data"] if t.get("name") and t.get("showlegend", True)]
    return len(named) > 1 or any(t.get("showlegend") for t in named)


def _settle_axes(figure: dict, layout: dict, narrow: bool) -> None:
    """Few ticks on an axis of numbers, all names on one of names; a base line under bars.

    A chapter's own ticks and steps are kept.
    """
    for letter in "xy":
        axis = layout.setdefault(f"{letter}axis", {})
        axis.setdefault("ticklabeloverflow", "allow")  # else a px decides whether a name is shown
        values = [v for trace in figure["data"] for v in trace.get(letter) or []]
        if axis.get("type") == "category" or any(isinstance(v, str) for v in values):
            axis.setdefault("dtick", 1)  # plotly would leave out every other name on a phone
            axis.setdefault("ticklabelstandoff", 6 if letter == "y" else 0)
        elif not {"dtick", "tickvals", "nticks"} & set(axis):
            room = layout["width"] - layout["margin"]["l"] - layout["margin"]["r"]
            most = 5 if narrow else 9 if letter == "x" else 7
            axis["nticks"] = min(most, max(2, int(room / TICK_ROOM))) if letter == "x" else most
        if letter == "x":
            axis.setdefault("tickangle", 0)  # plotly would set crowded labels on end
        bars = [t for t in figure["data"] if t.get("type") == "bar"]
        lie = any(t.get("orientation") == "h" for t in bars)
        if bars and lie == (letter == "x") and min(_numbers(values), default=0) < 0:
            axis.setdefault("zeroline", True)
            axis.setdefault("zerolinecolor", INK)
            axis.setdefault("zerolinewidth", 1)


def _numbers(values: list) -> list[float]:
    return [v for v in values if isinstance(v, (int, float)) and math.isfinite(v)]


def text_width(text: str, size: float = 13) -> float:
    """Rough width of the longest line of a label in px."""
    widest = 0.0
    chinese = FULL.search(text) is not None
    for line in re.split(r"<br>", text):
        wide = sum(
            unicodedata.east_asian_width(c) in "WF" or (chinese and c in FULL_IN_CHINESE)
            for c in line
        )
        widest = max(widest, wide * size + (len(line) - wide) * size * 0.56)
    return widest


def wrap(text: str, columns: int) -> str:
    """Break a label into lines of about ``columns`` Latin letters; half as many Chinese signs."""
    if "<br>" in text:
        return text
    if any(unicodedata.east_asian_width(c) in "WF" for c in text):
        return "<br>".join(_wrap_cjk(text, columns))
    return "<br>".join(textwrap.wrap(text, columns, break_long_words=False)) or text


def unbroken(text: str) -> str:
    """A label without its line breaks: German joins what a hyphen parted, Chinese has no blank."""
    text = re.sub(r"-<br>(?=[^\W\d_])", lambda m: "" if text[m.end()].islower() else "-", text)
    text = re.sub(rf"(?<={FULL.pattern})<br>|<br>(?={FULL.pattern})", "", text)
    return text.replace("<br>", " ")


def _wrap_cjk(text: str, columns: int) -> list[str]:
    """Lines of about equal width, broken between words; after a stop or colon if there is a choice."""
    units = phrases(text)
    lines = max(1, math.ceil(_columns(text) / columns))
    target = _columns(text) / lines
    result, line = [], ""
    for unit in units:
        with_unit = _columns(line) + _columns(unit)
        stop = 0.3 * target if line.endswith(("，", "：", "；", "、")) else 0
        full = with_unit > columns or _columns(line) + _columns(unit) / 2 > target - stop
        if line.strip() and full and (len(result) < lines - 1 or with_unit > columns):
            result.append(line)
            line = ""
        line += unit
    return [part.strip() for part in [*result, line] if part.strip()]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrap_categories(figure: dict, layout: dict, columns: int) -> None:
    """Give a category axis on the left wrapped tick labels, by ticktext, data untouched.

    On a phone the rows grow where wrapped names would run into each other, and of many names only
    what precedes a colon is shown; wide, names of crowded rows stay on one line.
    """
    narrow = layout["width"] < WIDTH
    names = list(dict.fromkeys(
        value
        for trace in figure["data"]
        for value in (trace.get("y") or [])
        if isinstance(value, str) and is_message(value)
    ))  # fmt: skip
    axis = layout.setdefault("yaxis", {})
    if len(names) > MANY_ROWS:
        # On a phone half the width for names beats a chart of two screens.
        columns = max(columns, 24)
    if any(_columns(name) > columns for name in names) and "ticktext" not in axis:
        shown = _heads(names) if narrow and len(names) > MANY_ROWS else names
        wrapped = {name: wrap(each, columns) for name, each in zip(names, shown, strict=True)}
        order = [name for name in axis.get("categoryarray", []) if name in wrapped] or names
        lines = [wrapped[name].count("<br>") + 1 for name in order]
        # Neighbours share the room between them: a long name beside a short one needs less.
        tallest = max((above + below) / 2 for above, below in pairwise([*lines, lines[-1]]))
        needed = (LABEL_LINE * tallest + 4) * len(names) + 60
        if narrow and tallest > 1:
            layout["height"] = max(layout["height"], math.ceil(needed))
        if tallest == 1 or layout["height"] >= needed:
            ordered = list(dict.fromkeys(
                value for trace in figure["data"] for value in trace.get("y") or []
            ))  # fmt: skip
            axis["tickvals"] = ordered
            axis["ticktext"] = [wrapped.get(name, name) for name in ordered]
    shown = [str(text) for text in axis.get("ticktext", names)]
    if shown and axis.get("visible", True) and axis.get("side", "left") == "left":
        # plotly would measure the names, in other fonts here than in the reader's browser: the
        # live chart must not start elsewhere than the picture.
        axis["automargin"] = False
        layout["margin"]["l"] = max(layout["margin"]["l"], max(map(text_width, shown)) + 12)


def _heads(names: list[str]) -> list[str]:
    """Names without what follows a colon, unless two would be alike."""
    heads = [re.split(r"\s*[:：]", name)[0] for name in names]
    return [
        head if heads.count(head) == 1 else name for name, head in zip(names, heads, strict=True)
    ]


def _room_for_bar_texts(figure: dict, layout: dict, language: Language) -> None:
    """Make room where numbers outside of lying bars would be cut, or would reach the names.

    At the right the margin grows; at the left, where the names stand at the axis, its range. Only
    where the axis has a range: without one plotly makes the room inside.
    """
    axis, margin = layout.get("xaxis", {}), layout["margin"]
    low, high = axis.get("range") or (0, 0)
    ends = _outside_texts(figure, language) if low < high else []
    for _ in range(3):  # each side moves the bars of the other
        inner = layout["width"] - margin["l"] - margin["r"]
        for end, text in ends:
            part, room = (end - low) / (high - low), text_width(text) + 5
            if end < 0 and part * inner < room < inner:
                low = (end - high * room / inner) / (1 - room / inner)
            elif end >= 0 and part > 0.5:
                lacking = room - layout["width"] + margin["l"] + part * inner
                margin["r"] += max(0, round(lacking / part))
                inner = layout["width"] - margin["l"] - margin["r"]
    if ends:
        axis["range"] = [low, high]


def _outside_texts(figure: dict, language: Language) -> list[tuple[float, str]]:
    """Where lying bars end and the number written there."""
    found = []
    for trace in figure["data"]:
        if trace.get("type") != "bar" or trace.get("orientation") != "h":
            continue
        values = trace.get("x") or []
        match = SIGNED.match(str(trace.get("texttemplate", "")))
        if match:
            plus, digits, after = match[2], int(match[3]), match[4]
            texts = [
                plus + format_number(Number(v or 0, digits), language, table=True) + after
                for v in values
            ]
        else:
            texts = trace.get("text")
        if not isinstance(texts, list) or len(texts) != len(values):
            continue
        places = trace.get("textposition")
        places = places if isinstance(places, list) else [places] * len(values)
        base = trace.get("base") or 0
        base = base if isinstance(base, list) else [base] * len(values)
        found += [
            (start + value, str(text))
            for start, value, text, place in zip(base, values, texts, places, strict=True)
            if place == "outside" and isinstance(value, (int, float)) and math.isfinite(value)
        ]
    return found


def _place_end_labels(figure: dict, layout: dict) -> None:
    """Make room for the labels at line ends and push apart those that would touch."""
    labels = [a for a in layout.get("annotations", []) if a.get("name") == END_LABEL]
    if not labels:
        return
    room = max(text_width(label["text"]) for label in labels) + 16
    side = "r" if labels[0].get("xanchor") == "left" else "l"
    layout["margin"][side] = max(layout["margin"].get(side, 0), room)
    _end_at_data(figure, layout.setdefault("xaxis", {}))
    axis = layout.setdefault("yaxis", {})
    span = _y_range(figure, axis)
    if span is None:
        return
    axis["range"] = list(span)
    inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"] - 24
    scale = inner / (span[1] - span[0])

    def pixel(label: dict) -> float:
        return (label["y"] - span[0]) * scale  # on a log axis both are exponents

    labels.sort(key=pixel)
    heights = [17.0 * (label["text"].count("<br>") + 1) for label in labels]
    places = _spread([pixel(label) for label in labels], heights)
    for label, place in zip(labels, places, strict=True):
        label["yshift"] = round(place - pixel(label), 1)


def _end_at_data(figure: dict, axis: dict) -> None:
    """Let the axis end where the lines end: plotly would make room for their labels inside too."""
    years = _numbers([v for trace in figure["data"] for v in trace.get("x") or []])
    if "range" in axis or not years:
        return
    dots = any("markers" in trace.get("mode", "markers") for trace in figure["data"])
    pad = (max(years) - min(years)) * (0.015 if dots else 0)
    axis["range"] = [min(years) - pad, max(years) + pad]


def _spread(places: list[float], heights: list[float]) -> list[float]:
    """Move sorted centres so that neighbours do not overlap, each as little as possible."""
    groups: list[list] = []  # [centre, total height, members]
    for number, (place, height) in enumerate(zip(places, heights, strict=True)):
        groups.append([place, height, [number]])
        while len(groups) > 1:
            low, high = groups[-2], groups[-1]
            if high[0] - high[1] / 2 >= low[0] + low[1] / 2:
                break
            both = low[1] + high[1]
            members = low[2] + high[2]
            centre = sum(places[i] for i in members) / len(members)
            groups[-2:] = [[centre, both, members]]
    result = [0.0] * len(places)
    for centre, total, members in groups:
        bottom = centre - total / 2
        for number in members:
            result[number] = bottom + heights[number] / 2
            bottom += heights[number]
    return result


def _y_range(figure: dict, axis: dict) -> tuple[float, float] | None:
    """The axis range, set or as plotly would choose it; None where heights are stacked."""
    if axis.get("range"):
        return tuple(axis["range"])
    if any(t.get("stackgroup") or t.get("type") == "bar" for t in figure["data"]):
        return None
    values = [
        v for t in figure["data"] for v in t.get("y") or []
        if isinstance(v, (int, float)) and math.isfinite(v)
    ]  # fmt: skip
    if not values:
        return None
    if axis.get("type") == "log":
        values = [math.log10(v) for v in values if v > 0]
    low, high = min(values), max(values)
    if axis.get("rangemode") == "tozero":
        low = min(low, 0.0)
        return (low, high * 1.06)
    pad = (high - low or 1) * 0.06
    return (low - pad, high + pad)


# ---------------------------------------------------------------- data table


@dataclass
class DataTable:
    """What a chart shows, as values: heads, rows, and how each column is written.

    ``digits`` holds the decimals of each column, None where it holds years.
    """

    columns: list[str]
    rows: list[list[object]]
    numeric: list[bool]
    digits: list[int | None]

    def formatted(self, language: Language) -> list[list[str]]:
        """The rows as text in the format of a language."""
        return [
            [
                str(int(v)) if n is None and v is not None else _cell(v, n or 0, language)
                for v, n in zip(row, self.digits, strict=True)
            ]
            for row in self.rows
        ]


def data_table(figure: dict, translate: Translate) -> DataTable:
    """The data table of a chart: its own, or one read from the traces.

    ``figure`` is translated already; ``translate`` is asked for the two heads that no author wrote.
    """
    book = figure["layout"]["meta"]["book"]
    if book.get("table"):
        return _given_table(book["table"])
    traces = [t for t in figure["data"] if t.get("hoverinfo") != "skip"]
    columns: list[str] = []
    cells: dict[object, dict[str, object]] = {}
    for trace in traces:
        keys, values = _keys_and_values(trace)
        head = unbroken(trace.get("name") or translate(VALUE_HEAD))
        if head not in columns:
            columns.append(head)
        for key, value in zip(keys, values, strict=True):
            if value is not None:
                cells.setdefault(key, {})[head] = value
    keys = sorted(cells) if all(isinstance(k, (int, float)) for k in cells) else list(cells)
    digits = [_digits([row.get(head) for row in cells.values()]) for head in columns]
    return DataTable(
        columns=[book["category"] if _category_head(figure) else translate(YEAR_HEAD), *columns],
        rows=[[key, *(cells[key].get(head) for head in columns)] for key in keys],
        numeric=[False, *([True] * len(columns))],
        digits=[None if all(_is_year(key) for key in cells) else 1, *digits],
    )


def _given_table(table: dict) -> DataTable:
    by_column = list(zip(*table["rows"], strict=True))
    years = [all(_is_year(v) for v in column if v is not None) for column in by_column]
    numeric = [
        any(isinstance(v, (int, float)) for v in column) and not year
        for column, year in zip(by_column, years, strict=True)
    ]
    digits = [
        None if year else _digits(column) for column, year in zip(by_column, years, strict=True)
    ]
    return DataTable(table["columns"], table["rows"], numeric, digits)


def _keys_and_values(trace: dict) -> tuple[list, list]:
    if trace.get("type") == "pie":
        return trace["labels"], trace["values"]
    x, y = trace.get("x") or [], trace.get("y") or []
    words_left = any(isinstance(v, str) for v in y) and not any(isinstance(v, str) for v in x)
    return (y, x) if trace.get("orientation") == "h" or words_left else (x, y)


def _category_head(figure: dict) -> bool:
    keys = [k for t in figure["data"] for k in decode(_keys_and_values(_decoded(t))[0])]
    return not all(_is_year(key) for key in keys)


def _decoded(trace: dict) -> dict:
    return {**trace, **{key: decode(trace[key]) for key in ("x", "y") if key in trace}}


def _is_year(value: object) -> bool:
    return isinstance(value, (int, float)) and value == int(value) and 1500 <= value <= 2200


def _digits(values: object) -> int:
    """Decimals that tell the values apart without false precision: three figures, two decimals."""
    numbers = [abs(v) for v in values if isinstance(v, (int, float)) and math.isfinite(v)]
    if not numbers or all(v == int(v) for v in numbers):
        return 0
    largest = max(numbers)
    return 0 if largest >= 1000 else 1 if largest >= 10 else 2


def _cell(value: object, digits: int, language: Language) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, (int, float)):
        return format_number(Number(float(value), digits), language, table=True)
    return format_dates(unbroken(str(value)), language)
