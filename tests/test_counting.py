"""Axes counted in thousands, millions or billions are drawn in 万 and 亿 for Chinese, and only there."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
from drawing import DE, EN, ZH, edition, line, published

from strukturwandel import charts
from strukturwandel.charts import ChartError, editions


def counted(figure: go.Figure, axis: str = "y", unit: float = 1e3, **more) -> dict:
    return published(figure, counted={axis: unit}, **more)


@pytest.mark.parametrize(
    ("unit", "values", "shown"),
    [
        (1e3, [607.5, 490], [60.75, 49]),  # thousands → 万
        (1e6, [250, 53], [2.5, 0.53]),  # millions above 10⁸ → 亿
        (1e6, [38.6, 14], [3860, 1400]),  # millions below 10⁸ → 万
        (1e9, [7.5, 6.7], [75, 67]),  # billions → 亿
        (1, [33_000, 4_000], [3.3, 0.4]),  # ones → 万
        (1, [800, 20], [800, 20]),  # nothing to gain
    ],
)
def test_the_unit_follows_the_largest_value(unit, values, shown):
    figure = counted(line(y=values), unit=unit)
    assert edition(figure, ZH).data[0]["y"] == pytest.approx(shown)
    for other in (EN, DE):
        assert edition(figure, other).data[0]["y"] == values


def test_scripts_that_draw_other_values_are_told_the_factor():
    figure = counted(line(y=[607.5, 490]))
    assert edition(figure, ZH).scale == {"y": pytest.approx(0.1)}
    assert edition(figure, DE).scale == {}


def test_translators_are_told_the_unit_beside_the_measure():
    kinds = dict(reversed(pair) for pair in editions.messages(counted(line())))
    assert kinds["Employees, thousands"] == "measured (Chinese: axis y in 万)"
    kinds = dict(reversed(pair) for pair in editions.messages(published()))
    assert kinds["Employees, thousands"] == "measured"


def test_a_chart_that_says_nothing_of_its_unit_is_left_alone():
    assert edition(published(), ZH).data[0]["y"] == [607.5, 490]


def test_numbers_written_on_marks_follow_and_other_numbers_do_not():
    figure = line(y=[1300, -85], text=["1,300", "−85"])
    figure.add_scatter(x=[1957, 1960], y=[10, 20], text=["1957", "1960"], name="Years")
    made = edition(counted(figure), ZH)
    assert made.data[0]["text"] == ["130.0", "−8.5"]
    assert made.data[1]["text"] == ["1957", "1960"]


def test_numbers_written_on_marks_end_with_no_idle_noughts():
    made = edition(counted(line(y=[1300, 20000], text=["1,300", "20,000"]), unit=1), ZH)
    assert made.data[0]["text"] == ["0.13", "2.0"]


def test_decimals_of_templates_follow():
    figure = line(hovertemplate="%{x:.0f} Say %{y:.1f}<extra></extra>", texttemplate="%{y:.1f}")
    made = edition(counted(figure, unit=1e9), ZH)  # 607.5 billions = 6075 亿
    assert made.data[0]["texttemplate"] == "%{y:.0f}"
    assert (
        "%{x:.0f}" in made.data[0]["hovertemplate"] and "%{y:.0f}" in made.data[0]["hovertemplate"]
    )
    made = edition(counted(figure, unit=1e3), ZH)
    assert made.data[0]["texttemplate"] == "%{y:.2f}"
    short = line(hovertemplate="%{x}: %{y:,.1~f}<extra></extra>")  # without idle noughts
    made = edition(counted(short, unit=1e3), ZH)
    assert made.data[0]["hovertemplate"].startswith("%{x}: %{y:,.2~f}")


def test_ranges_ticks_notes_shapes_and_table_follow():
    figure = charts.note(line(y=[600, 400]), "Say", 1957, 600)
    figure.update_yaxes(range=[0, 800], tickvals=[0, 400, 800], dtick=400)
    figure.add_hline(y=500)
    made = edition(counted(figure), ZH)
    layout = made.layouts["wide"]
    assert layout["yaxis"]["range"] == [0, 80]
    assert layout["yaxis"]["tickvals"] == [0, 40, 80]
    assert layout["yaxis"]["dtick"] == 40
    assert [remark["y"] for remark in layout["annotations"]] == [60]
    assert (layout["shapes"][0]["y0"], layout["shapes"][0]["y1"]) == (50, 50)
    assert [row[1] for row in made.raw] == [60, 40]


def test_a_log_axis_is_moved_by_the_exponent():
    figure = charts.note(line(y=[10, 1000]), "Say", 1957, 10)
    figure.update_yaxes(type="log", range=[0, 3])
    layout = edition(counted(figure, unit=1e6), ZH).layouts["wide"]  # 1000 millions: 亿
    assert layout["yaxis"]["range"] == pytest.approx([-2, 1])
    assert layout["annotations"][0]["y"] == pytest.approx(-1)


def test_lying_bars_and_a_second_axis_are_counted_apart():
    bars = go.Figure(go.Bar(y=["Say a"], x=[500], orientation="h", base=[100]))
    made = edition(counted(bars, "x", category="Region"), ZH)
    assert made.data[0]["x"] == [50] and made.data[0]["base"] == [10]
    two = line(y=[500, 400])
    two.add_scatter(x=[1957, 1960], y=[50, 40], yaxis="y2", name="Index")
    made = edition(counted(two), ZH)
    assert [trace["y"] for trace in made.data] == [[50, 40], [50, 40]]


@pytest.mark.parametrize("wrong", [{"z": 1e3}, {"y": 12}])
def test_an_axis_or_unit_that_does_not_exist_is_refused(wrong):
    with pytest.raises(ChartError, match="fig-jobs: counted has"):
        published(counted=wrong)


def test_years_and_multiples_without_words_are_written_in_chinese():
    figure = charts.note(line(), "2011: 2.9 ×", 1957, 600)
    figure = charts.note(figure, "× 4.7", 1960, 490)
    figure.update_yaxes(ticksuffix=" ×")
    layout = edition(published(figure), ZH).layouts["wide"]
    assert [remark["text"] for remark in layout["annotations"]] == ["2011年：2.9倍", "4.7倍"]
    assert layout["yaxis"]["ticksuffix"] == "倍"
    assert edition(published(figure), DE).layouts["wide"]["yaxis"]["ticksuffix"] == " ×"


def test_negative_numbers_on_marks_have_a_true_minus_in_every_language():
    bars = go.Bar(y=["Say a", "Say b"], x=[-27.4, 12], orientation="h", texttemplate="%{x:+.0f}%")
    for to, shown in ((EN, ["−27%", "+12%"]), (DE, ["−27\u202f%", "+12\u202f%"])):
        assert edition(published(go.Figure(bars), category="Region"), to).data[0]["text"] == shown
