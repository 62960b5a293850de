"""The house style: a plotly figure with a finding, a measure, a source and a text alternative.

A chapter builds an ordinary plotly figure and ends its cell with :func:`publish`. What plotly has
no place for (finding, description, tables, sources) travels in ``layout.meta["book"]``, so that the
figure stays plain plotly JSON in Jupyter and the renderer of the book finds all it needs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from strukturwandel.numbers import Number, fill, placeholders, provenance

WIDTH = 720  # px: the text column, and the wide rendition of every picture
TRACES = ("scatter", "bar", "pie")  # what plotly's basic bundle draws
# First the font of the machine that draws the pictures: where the reader has it too, nothing moves
# when a picture comes to life. The order is the same whatever the language of the page.
FONT = (
    "'Noto Sans', system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', "
    "'Noto Sans CJK SC', sans-serif"
)
AXIS = re.compile(r"[xy][2-9]?\Z")
COUNTED = (1, 1e3, 1e6, 1e9, 1e12)  # what a unit of an axis may stand for: ones, thousands …
ID = re.compile(r"fig-[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class Colour:
    """One meaning, two shades: at least 4.5:1 on the light and on the dark page."""

    light: str
    dark: str


PALETTE = {
    "ruhr": Colour("#1b5e9e", "#6cb0f2"),
    "germany": Colour("#4a5668", "#aebacb"),
    "china": Colour("#b3261e", "#f28b82"),
    "hebei": Colour("#a14400", "#f0a066"),
    "beijing": Colour("#7a3e9d", "#c99cf0"),
    "tianjin": Colour("#00706a", "#56c7bd"),
    "coal": Colour("#3a3a3a", "#d0d0d0"),
    "lignite": Colour("#7a5230", "#d1a67e"),
    "oil": Colour("#8a5a00", "#dcae4c"),
    "gas": Colour("#00697d", "#5cc4dd"),
    "steel": Colour("#2f5f8f", "#86b6e6"),
    "services": Colour("#00706a", "#56c7bd"),
    "industry": Colour("#a14400", "#f0a066"),
    "farming": Colour("#55700a", "#b3cf62"),
    "muted": Colour("#6a6a6a", "#a3a3a3"),
    "accent": Colour("#b3261e", "#f28b82"),
}
COLOURS = {name: colour.light for name, colour in PALETTE.items()}
INK = "#1f2328"  # text of the light theme; the pages replace it by their own
GRID = "#d9dce1"
PAGE = "#ffffff"  # the ground, and text on a bar

END_LABEL = "end-label"  # annotations that the layout may move apart
NOTE = "note"

_AXIS = {
    "showline": False,
    "zeroline": False,
    "gridcolor": GRID,
    "automargin": True,
    "ticks": "",
    "fixedrange": True,  # a finger that scrolls the page must not zoom a chart
    "title": {"standoff": 8, "font": {"size": 13}},  # plotly's own is larger than any other text
}
pio.templates["strukturwandel"] = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [PALETTE[n].light for n in ("ruhr", "china", "germany", "hebei", "tianjin")],
        "margin": {"l": 4, "r": 16, "t": 16, "b": 8},
        "xaxis": {**_AXIS, "showgrid": False, "ticks": "outside", "tickcolor": GRID},
        "yaxis": {**_AXIS, "tickformat": ",~f"},
        "legend": {
            "orientation": "h",
            "xref": "container",  # flush with the text above it, not with the axis
            "yref": "container",
            "x": 0,
            "y": 1,
            "yanchor": "top",
            "title": {"text": ""},
        },
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "hovermode": "closest",
        "dragmode": False,
        "bargap": 0.3,
    },
    data={
        "scatter": [{"line": {"width": 2.5}, "marker": {"size": 8}}],
        "bar": [
            {
                "marker": {"line": {"width": 0}},
                "insidetextfont": {"color": PAGE},  # plotly's own choice knows no dark page
                "outsidetextfont": {"color": INK},
            }
        ],
    },
)
pio.templates.default = "strukturwandel"


class ChartError(ValueError):
    """A figure that the book cannot show; the message says what to change."""


def publish(
    fig: go.Figure,
    *,
    id: str,
    finding: str,
    measured: str,
    rows: pd.DataFrame | Iterable[pd.DataFrame],
    description: str,
    values: Mapping[str, Number | str] | None = None,
    height: int = 420,
    table: pd.DataFrame | None = None,
    category: str = "Category",
    print_table: bool = False,
    counted: Mapping[str, float] | None = None,
) -> go.Figure:
    """Make a figure one of the book's charts; the last line of its cell.

    ``finding`` is the title and says what the chart shows; ``measured`` what is measured, in which
    unit, where and when; ``description`` tells its shape to those who do not see it. All three may
    hold ``{placeholders}`` for the numbers, or words to translate, in ``values``. ``rows`` are the table rows it is drawn
    from. ``height`` is in px at 720 px width. ``table`` replaces the data table that is otherwise
    read from the traces, whose first column is then headed Year, or ``category`` where x or y hold
    names; ``print_table`` sets it in the print edition too. ``counted`` says what one unit of an
    axis stands for (``{"y": 1e9}``: billions), so that an edition whose language counts otherwise
    can draw the axis in its own units. Raises :class:`ChartError` where something is missing or
    cannot be drawn.
    """
    values = dict(values or {})
    _check(fig, id, {"finding": finding, "measured": measured, "description": description}, values)
    _logarithmic_annotations(fig)
    meta = dict(fig.layout.meta or {})
    meta["book"] = {
        **meta.get("book", {}),
        "id": id,
        "finding": finding,
        "measured": measured,
        "description": description,
        "values": {
            name: {"text": shown} if isinstance(shown, str) else asdict(shown)
            for name, shown in values.items()
        },
        "height": height,
        "category": category,
        "table": None if table is None else _plain_table(table),
        "print_table": print_table,
        "counted": _check_counted(id, counted or {}),
        **provenance(rows),
    }
    fig.update_layout(
        meta=meta,
        height=height,
        title={"text": fill(finding, values), "subtitle": {"text": fill(measured, values)}},
        margin={"t": 80},  # for readers in Jupyter; the pages set title and subtitle themselves
    )
    return fig


def note(
    fig: go.Figure,
    text: str,
    x: float | str,
    y: float,
    *,
    values: Mapping[str, Number] | None = None,
    ax: float = 0,
    ay: float = -28,
    **annotation: object,
) -> go.Figure:
    """Write a quiet remark at a point of the chart, with a thin pointer.

    ``ax`` and ``ay`` are the offset of the text from the point in px; 0 and 0 draws no pointer.
    ``text`` may hold ``{placeholders}`` for ``values``. Anything else goes to plotly's annotation.
    """
    values = dict(values or {})
    _known_placeholders("note", text, values)
    meta = dict(fig.layout.meta or {})
    book = dict(meta.get("book", {}))
    notes = dict(book.get("notes", {}))
    name = f"{NOTE}-{len(notes) + 1}"
    notes[name] = {"text": text, "values": {key: asdict(shown) for key, shown in values.items()}}
    book["notes"] = notes
    meta["book"] = book
    fig.update_layout(meta=meta)
    pointer = bool(ax or ay)
    fig.add_annotation(
        **{
            "name": name,
            "text": fill(text, values),
            "x": x,
            "y": y,
            "showarrow": pointer,
            "ax": ax,
            "ay": ay,
            "arrowwidth": 1,
            "arrowhead": 0,
            "arrowcolor": PALETTE["muted"].light,
            "standoff": 4,
            "align": "left",
            "font": {"size": 12, "color": PALETTE["muted"].light},
            **annotation,
        }
    )
    return fig


def label_ends(fig: go.Figure, *, side: str = "right") -> go.Figure:
    """Name each line at its last point (``side="left"``: at its first) instead of in a legend.

    Lines are named in their own colour; labels that would touch are moved apart when drawn.
    """
    step = -1 if side == "right" else 0
    stacked: dict[str, float] = {}
    for trace in fig.data:
        if trace.type != "scatter" or not trace.name or trace.showlegend is False:
            continue
        points = [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if pd.notna(y)]
        if not points:
            continue
        x, y = points[step]
        if trace.stackgroup:  # the middle of its band, above the bands below it
            base = stacked.get(trace.stackgroup, 0)
            stacked[trace.stackgroup] = base + y
            y = base + y / 2
        fig.add_annotation(
            name=END_LABEL,
            text=trace.name,
            x=x.item() if hasattr(x, "item") else x,
            y=float(y),
            xanchor="left" if side == "right" else "right",
            xshift=8 if side == "right" else -8,
            showarrow=False,
            align="left",
            font={"color": trace.line.color or trace.marker.color or INK, "size": 13},
        )
    return fig.update_layout(showlegend=False)


def _check(fig: go.Figure, id: str, texts: dict[str, str], values: dict[str, Number]) -> None:
    if not ID.match(id):
        raise ChartError(f"chart id {id!r}: use fig- and lower-case words joined by hyphens")
    for part, text in texts.items():
        if not text.strip():
            raise ChartError(f"{id}: {part} is empty")
        _known_placeholders(f"{id}: {part}", text, values)
    if not fig.data:
        raise ChartError(f"{id}: the figure has no trace")
    for trace in fig.data:
        if trace.type not in TRACES:
            drawn = ", ".join(TRACES)
            raise ChartError(f"{id}: the book draws {drawn} traces, not {trace.type}")


def _check_counted(id: str, counted: Mapping[str, float]) -> dict[str, float]:
    for axis, unit in counted.items():
        if not AXIS.match(axis) or unit not in COUNTED:
            wanted = ", ".join(f"{each:g}" for each in COUNTED)
            raise ChartError(
                f"{id}: counted has {axis!r}: {unit!r}; an axis (x, y, y2) and one of {wanted}"
            )
    return {axis: float(unit) for axis, unit in counted.items()}


def _logarithmic_annotations(fig: go.Figure) -> None:
    """Plotly places annotations on a log axis by the exponent; chapters give the value."""
    if fig.layout.yaxis.type == "log":
        for remark in fig.layout.annotations:
            if remark.name and remark.name.startswith((END_LABEL, NOTE)):
                remark.y = math.log10(remark.y)


def _known_placeholders(where: str, text: str, values: dict[str, Number]) -> None:
    unknown = placeholders(text) - set(values)
    if unknown:
        raise ChartError(f"{where}: no value for {', '.join(sorted(unknown))} in {text!r}")


def _plain_table(frame: pd.DataFrame) -> dict[str, list]:
    """Column heads and rows of a frame as JSON: numbers stay numbers, missing is None."""
    rows = frame.astype(object).where(frame.notna(), None).values.tolist()
    return {"columns": [str(column) for column in frame.columns], "rows": rows}
