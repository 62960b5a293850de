"""What the tests of charts share: a published chart, and its edition in a language."""

from __future__ import annotations

import json

import pandas as pd
import plotly.graph_objects as go

from strukturwandel import charts
from strukturwandel.charts import editions
from strukturwandel.languages import language

EN, DE, ZH = (language(name) for name in ("en", "de", "zh"))
ROWS = pd.DataFrame({"year": [1957, 1960], "value": [607000.0, 490000.0], "source": ["a", "b"]})
ROWS.attrs["table"] = "coal"
WHOLE = {
    "id": "fig-jobs",
    "finding": "Jobs fell",
    "measured": "Employees, thousands",
    "description": "A line falls.",
    "rows": ROWS,
}


def line(**more) -> go.Figure:
    """A figure with one named line of two years."""
    trace = {"x": [1957, 1960], "y": [607.5, 490], "name": "Jobs", "mode": "lines", **more}
    return go.Figure(go.Scatter(trace))


def published(figure: go.Figure | None = None, **more) -> dict:
    """The JSON that the renderer gets from a cell."""
    figure = charts.publish(figure or line(), **{**WHOLE, **more})
    content = json.loads(figure.to_json())
    return {"data": content["data"], "layout": content["layout"]}


def edition(figure: dict, to=DE) -> editions.Edition:
    """An edition in which every translated message stands in «…»."""
    return editions.edition(figure, "«{}»".format, to)
