"""A chart is published whole, or not at all; every word of it is translated; labels stay apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from drawing import DE, EN, WHOLE, ZH, edition, line, published
from nbformat import from_dict

from strukturwandel import charts, numbers
from strukturwandel.charts import ChartError, editions
from strukturwandel.languages import LANGUAGES


def strings(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string below a JSON node, with its path."""
    if isinstance(node, dict):
        for key, each in node.items():
            yield from strings(each, f"{path}.{key}")
    elif isinstance(node, (list, tuple)):
        for number, each in enumerate(node):
            yield from strings(each, f"{path}[{number}]")
    elif isinstance(node, str):
        yield path, node


def left_in_english(made: editions.Edition) -> list[str]:
    """Places of an edition that still show a planted "Say …" outside of «…»."""
    parts = ("finding", "measured", "description", "columns", "rows", "data", "layouts")
    return [
        path
        for part in parts
        for path, text in strings(getattr(made, part), part)
        if "Say" in re.sub("«[^»]*»", "", text)
    ]


# ---------------------------------------------------------------- publish


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": "jobs"}, "chart id 'jobs': use fig- and lower-case words"),
        ({"id": "fig-Jobs"}, "use fig- and lower-case words"),
        ({"id": "fig-jobs-"}, "use fig- and lower-case words"),
        ({"finding": " "}, "fig-jobs: finding is empty"),
        ({"measured": ""}, "fig-jobs: measured is empty"),
        ({"description": ""}, "fig-jobs: description is empty"),
        ({"finding": "{share} of jobs"}, "fig-jobs: finding: no value for share"),
        ({"description": "To {a} and {b}"}, "fig-jobs: description: no value for a, b"),
    ],
)
def test_a_chart_that_lacks_something_is_refused_by_name(more, said):
    with pytest.raises(ChartError, match=re.escape(said)):
        published(**more)


def test_a_chart_without_trace_is_refused():
    with pytest.raises(ChartError, match="the figure has no trace"):
        charts.publish(go.Figure(), **WHOLE)


def test_a_trace_that_the_bundle_cannot_draw_is_refused_with_those_it_can():
    with pytest.raises(ChartError, match="draws scatter, bar, pie traces, not heatmap"):
        charts.publish(go.Figure(go.Heatmap(z=[[1]])), **WHOLE)


def test_a_chart_of_rows_without_a_table_is_refused():
    with pytest.raises(ValueError, match=r"do not come from data\.load"):
        published(rows=pd.DataFrame({"value": [1]}))


def test_a_note_with_an_unknown_placeholder_is_refused():
    with pytest.raises(ChartError, match="note: no value for jobs"):
        charts.note(line(), "{jobs} left", x=1957, y=600)


def test_a_published_chart_carries_its_tables_and_sources():
    book = published()["layout"]["meta"]["book"]
    assert (book["tables"], book["sources"]) == (["coal"], ["a", "b"])


def test_jupyter_readers_see_the_filled_title():
    figure = published(finding="Only {n} left", values={"n": numbers.number(5)})
    assert figure["layout"]["title"]["text"] == "Only 5 left"


def test_notes_and_labels_on_a_log_axis_stand_at_the_value_that_the_chapter_gives():
    figure = line()
    figure.update_yaxes(type="log")
    charts.label_ends(charts.note(figure, "Peak", x=1957, y=1000))
    places = [each["y"] for each in published(figure)["layout"]["annotations"]]
    assert places == pytest.approx([3.0, 2.690196])


def test_a_line_is_named_at_its_last_point_that_has_a_value():
    figure = charts.label_ends(line(x=[1957, 1960, 1970], y=[3, 2, None]))
    label = figure.layout.annotations[0]
    assert (label.text, label.x, label.y, figure.layout.showlegend) == ("Jobs", 1960, 2, False)


# ---------------------------------------------------------------- messages


def full_of_words() -> dict:
    """A figure that says something in every place that chapters use."""
    figure = go.Figure()
    figure.add_bar(
        x=[1, 2], y=["Say Ruhr", "Say Hebei"], orientation="h", name="Say bar",
        text=["Say one", "Say two"], hovertext=["Say three", "Say four"],
        hovertemplate="%{x} Say unit<extra>Say aside</extra>", texttemplate="%{x} Say label",
    )  # fmt: skip
    figure.add_pie(labels=["Say coal", "Say steel"], values=[1, 2], name="Say pie")
    figure.add_scatter(x=[1], y=["Say Ruhr"], name="Say dots", mode="markers")
    figure.update_layout(legend_title_text="Say legend", yaxis_title_text="Say y axis")
    figure.update_xaxes(
        title="Say x axis", tickvals=[1], ticktext=["Say tick"], ticksuffix=" Say after",
        tickprefix="Say before ",
    )  # fmt: skip
    figure.add_annotation(text="Say remark", x=1, y=1)
    figure.add_vline(x=1, annotation_text="Say line")
    charts.note(figure, "Say note {n}", x=1, y=1, values={"n": numbers.number(4)})
    texts = {part: f"Say {part} {{n}}" for part in ("finding", "measured", "description")}
    return published(figure, values={"n": numbers.number(4)}, category="Say category", **texts)


def test_every_visible_string_is_a_message_and_nothing_else_is():
    wanted = {
        text for path, text in strings(full_of_words()) if "Say" in text and ".title." not in path
    }
    wanted |= {"Say legend", "Say x axis", "Say y axis"}
    found = {text for _, text in editions.messages(full_of_words())}
    assert found == {text for text in wanted if text != "Say note 4"}


def test_no_english_is_left_in_an_edition():
    assert left_in_english(edition(full_of_words())) == []


def test_a_given_table_is_translated_by_head_and_cell():
    table = pd.DataFrame({"Say region": ["Say Ruhr"], "Say jobs": [607000]})
    made = edition(published(table=table))
    assert made.columns == ["«Say region»", "«Say jobs»"]
    assert made.rows == [["«Say Ruhr»", "607.000"]]


@pytest.mark.parametrize(
    "place",
    [
        "category of a note", "order of categories", "category of a shape", "words in customdata",
        "legend group", "text of a shape",
    ],
)  # fmt: skip
def test_no_english_is_left_in_rarer_places(place):
    figure = go.Figure(go.Bar(x=[1, 2], y=["Say a", "Say b"], orientation="h", name="Say c"))
    if place == "category of a note":
        charts.note(figure, "Say note", x=1, y="Say b")
    elif place == "order of categories":
        figure.update_yaxes(categoryorder="array", categoryarray=["Say b", "Say a"])
    elif place == "category of a shape":
        figure.add_hline(y="Say b")
    elif place == "words in customdata":
        figure.update_traces(customdata=["Say x", "Say y"], hovertemplate="%{customdata}")
    elif place == "legend group":
        figure.update_traces(legendgroup="1", legendgrouptitle_text="Say group")
    else:
        figure.add_vrect(x0=0, x1=1, label_text="Say label")
    assert left_in_english(edition(published(figure))) == []


@pytest.mark.parametrize(
    "text", ["%{x}: %{y:,.0f}<extra></extra>", "1957", "", "–", "&nbsp;", "{n}"]
)
def test_a_string_without_words_is_no_message(text):
    assert not editions.is_message(text)


@pytest.mark.parametrize("text", ["Mt", "%{y} Mt", "{n} jobs", "<b>Ruhr</b>", "煤炭"])
def test_a_string_with_words_is_a_message(text):
    assert editions.is_message(text)


def test_translating_an_edition_leaves_the_figure_as_it_was():
    figure = full_of_words()
    before = json.dumps(figure)
    edition(figure)
    assert json.dumps(figure) == before


# ---------------------------------------------------------------- numbers in charts


def test_placeholders_are_filled_in_the_language_of_the_edition():
    values = {"jobs": numbers.number(607000), "share": numbers.percent(0.5)}
    figure = line()
    charts.note(figure, "{jobs} here", x=1957, y=600, values=values)
    figure = published(figure, finding="{jobs} or {share}", values=values)
    assert edition(figure, EN).finding == "«607,000 or 50%»"
    assert edition(figure, DE).finding == "«607.000 or 50\u202f%»"
    made = edition(figure, ZH)
    assert made.finding == "«60.7万 or 50%»"
    assert made.layouts["wide"]["annotations"][0]["text"] == "«60.7万 here»"


@pytest.mark.parametrize(("to", "suffix"), [(EN, "%"), (DE, "\u202f%"), (ZH, "%")])
@pytest.mark.parametrize("written", ["%{y:.0f}%", "%{y:.0f} %", "%{y:.0f}\u00a0%"])
def test_per_cent_signs_get_the_spacing_of_the_language(to, suffix, written):
    figure = line(hovertemplate=f"{written}<extra></extra>", texttemplate=written)
    figure.update_yaxes(ticksuffix="%")
    made = edition(published(figure), to)
    assert made.data[0]["hovertemplate"] == f"%{{y:.0f}}{suffix}<extra></extra>"
    assert made.data[0]["texttemplate"] == f"%{{y:.0f}}{suffix}"
    assert made.layouts["wide"]["yaxis"]["ticksuffix"] == suffix


def test_a_format_after_a_number_is_not_taken_for_a_per_cent_sign():
    made = edition(published(line(hovertemplate="%{x}%{y:.0f}<extra></extra>")), DE)
    assert made.data[0]["hovertemplate"] == "%{x}%{y:.0f}<extra></extra>"


@pytest.mark.parametrize(("to", "separators"), [(EN, ".,"), (DE, ",."), (ZH, ".")])
def test_axes_use_the_separators_of_the_language(to, separators):
    assert edition(published(), to).layouts["wide"]["separators"] == separators


# ---------------------------------------------------------------- data table


def test_the_data_table_has_a_row_a_year_and_a_column_a_line():
    figure = line(x=[1957, 1960], y=[607.5, 490])
    figure.add_scatter(x=[1960, 1970], y=[12, None], name="Mines")
    made = edition(published(figure), DE)
    assert made.columns == ["«Year»", "«Jobs»", "«Mines»"]
    assert made.rows == [["1957", "607,5", "–"], ["1960", "490,0", "12"]]
    assert made.numeric == [False, True, True]


def test_a_line_broken_into_two_traces_is_one_column():
    figure = line(x=[1957], y=[1])
    figure.add_scatter(x=[1960], y=[2], name="Jobs", showlegend=False)
    made = edition(published(figure), EN)
    assert (made.columns, made.rows) == (["«Year»", "«Jobs»"], [["1957", "1"], ["1960", "2"]])


def test_a_trace_without_name_is_headed_value():
    made = edition(published(line(name=None)), EN)
    assert made.columns == ["«Year»", "«Value»"]


def test_traces_without_hover_stay_out_of_the_table():
    figure = line()
    figure.add_scatter(x=[1957], y=[9], name="Band", hoverinfo="skip")
    assert edition(published(figure), EN).columns == ["«Year»", "«Jobs»"]


@pytest.mark.parametrize("orientation", ["h", "v"])
def test_bars_are_listed_by_category_whichever_way_they_lie(orientation):
    names, sizes = ["Ruhr", "Hebei"], [1500, 2]
    x, y = (sizes, names) if orientation == "h" else (names, sizes)
    bar = go.Bar(x=x, y=y, orientation=orientation, name="Jobs")
    made = edition(published(go.Figure(bar), category="Region"), DE)
    assert made.columns == ["«Region»", "«Jobs»"]
    assert made.rows == [["«Ruhr»", "1.500"], ["«Hebei»", "2"]]


def test_a_pie_is_listed_by_its_parts():
    pie = go.Pie(labels=["Coal", "Oil"], values=[0.256, 0.5], name="Share")
    made = edition(published(go.Figure(pie), category="Fuel"), DE)
    assert made.rows == [["«Coal»", "0,26"], ["«Oil»", "0,50"]]


def test_a_given_table_keeps_years_ungrouped_and_gaps_as_dashes():
    table = pd.DataFrame({"Year": [1957, 1960], "Jobs": [607000, None], "Share": [0.5, 0.25]})
    made = edition(published(table=table), DE)
    assert made.rows == [["1957", "607.000", "0,50"], ["1960", "–", "0,25"]]
    assert made.numeric == [False, True, True]


def test_the_data_table_is_in_plain_digits_in_chinese():
    made = edition(published(line(y=[607000, 490000])), ZH)
    assert made.rows == [["1957", "607,000"], ["1960", "490,000"]]


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("places", "heights"),
    [
        ([10, 12, 14], [17, 17, 17]),
        ([0, 0, 0, 0], [17, 34, 17, 17]),
        ([0, 100, 101, 300], [17, 17, 17, 17]),
        ([5], [17]),
        ([0, 30, 31, 32, 33, 34, 90], [17] * 7),
    ],
)
def test_labels_that_would_touch_are_moved_apart_in_order(places, heights):
    moved = editions._spread(places, heights)
    assert moved == sorted(moved)
    for low, high, below, above in zip(moved, moved[1:], heights, heights[1:], strict=False):
        assert high - low >= (below + above) / 2 - 1e-9


def test_labels_that_have_room_stay_where_they_are():
    assert editions._spread([0, 100, 200], [17, 17, 34]) == [0, 100, 200]


def test_a_group_of_labels_stays_centred_on_its_points():
    moved = editions._spread([10, 10, 10], [10, 10, 10])
    assert sum(moved) / 3 == pytest.approx(10)


def test_end_labels_get_room_in_the_margin_and_stay_apart_when_drawn():
    figure = line(x=[1957, 1960], y=[600, 500], name="Jobs of the whole of Germany")
    figure.add_scatter(x=[1957, 1960], y=[598, 501], name="Jobs of the Ruhr")
    made = edition(published(charts.label_ends(figure)), DE)
    for layout in made.layouts.values():
        low, high = sorted(layout["annotations"], key=lambda label: label["y"])
        inner = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"] - 24
        span = layout["yaxis"]["range"]
        gap = (high["y"] - low["y"]) * inner / (span[1] - span[0])
        gap += high["yshift"] - low["yshift"]
        lines = [each["text"].count("<br>") + 1 for each in (low, high)]
        assert gap >= 17 * sum(lines) / 2 - 0.5
        widest = max(editions.text_width(each["text"]) for each in (low, high))
        assert layout["margin"]["r"] >= widest


def test_latin_labels_break_between_words_and_keep_long_words():
    assert (
        editions.wrap("Employees in hard-coal mining", 14) == "Employees in<br>hard-coal<br>mining"
    )
    assert editions.wrap("Überkapazitätsabbauprogramm", 14) == "Überkapazitätsabbauprogramm"
    assert editions.wrap("short", 14) == "short"


def test_a_label_that_the_author_broke_is_left_alone():
    assert (
        editions.wrap("a very long label<br>in two lines", 8) == "a very long label<br>in two lines"
    )


@pytest.mark.parametrize(
    ("label", "whole"),
    [
        ("West-<br>deutschland", "Westdeutschland"),
        ("Beijing-<br>Tianjin", "Beijing-Tianjin"),
        ("Expected<br>in 2016", "Expected in 2016"),
        ("西<br>德", "西德"),
        ("1979年<br>预期", "1979年预期"),
        ("煤炭消费量，<br>自1956年起", "煤炭消费量，自1956年起"),
        ("plain", "plain"),
    ],
)
def test_tables_join_the_lines_of_a_label_as_its_language_does(label, whole):
    assert editions.unbroken(label) == whole
    assert edition(published(line(name=label)), EN).columns[1] == f"«{whole}»"


def test_dashes_and_quotes_take_a_full_em_among_chinese_signs():
    assert editions.text_width("1990—1999年") > editions.text_width("1990-1999年")
    assert editions.text_width("1990—1999") == editions.text_width("1990-1999")


@pytest.mark.parametrize(
    "text", ["中国煤炭与钢铁行业的从业人员，1957年至2018年", "河北省，首次公布的607,000个岗位"]
)
def test_chinese_labels_break_without_cutting_numbers_or_starting_with_punctuation(text):
    lines = editions.wrap(text, 14).split("<br>")
    assert len(lines) > 1 and "".join(lines) == text
    assert not any(part[0] in "，。、；：）》”" for part in lines)
    for number in re.findall(r"\d[\d,]*", text):
        assert any(number in part for part in lines)


@pytest.mark.parametrize("to", LANGUAGES, ids=lambda to: to.catalogue)
def test_each_rendition_has_its_width_and_no_title(to):
    made = edition(published(), to)
    widths = {name: layout["width"] for name, layout in made.layouts.items()}
    assert widths == {"wide": charts.WIDTH, "narrow": editions.NARROW}
    assert all("title" not in layout and "meta" not in layout for layout in made.layouts.values())


def test_a_figure_that_comes_out_of_a_notebook_is_laid_out_alike():
    """nbformat's dicts copy what is put into them: room that is made afterwards would be lost."""
    bars = [
        go.Bar(x=[1, 2], y=["Say a", "Say b"], orientation="h", textposition="outside", name=name)
        for name in ("Ruhr", "Rest")
    ]
    figure = published(go.Figure(bars), category="Region")
    made = edition(from_dict(figure), EN)
    assert made.layouts == edition(figure, EN).layouts
    margin = made.layouts["narrow"]["margin"]
    assert (margin["t"], margin["r"]) == (44, 48)


def test_long_categories_are_wrapped_on_the_axis_but_not_in_the_data():
    name = "The western part of the old industrial region on the Ruhr"
    bar = go.Bar(x=[1, 2], y=[name, "Hebei"], orientation="h", name="Jobs")
    made = edition(published(go.Figure(bar)), EN)
    assert made.data[0]["y"][0] == f"«{name}»"
    assert "<br>" in made.layouts["narrow"]["yaxis"]["ticktext"][0]
    assert made.layouts["narrow"]["yaxis"]["tickvals"] == made.data[0]["y"]


def test_rows_are_high_enough_for_the_lines_of_their_names():
    names = ["The government region of Arnsberg", "Hebei", "Tianjin", "The Ruhr and all around it"]
    bar = go.Bar(x=[1, 2, 3, 4], y=names, orientation="h", name="Jobs")
    layout = edition(published(go.Figure(bar), height=100), EN).layouts["narrow"]
    lines = [text.count("<br>") + 1 for text in layout["yaxis"]["ticktext"]]
    assert layout["height"] >= len(names) * 17 * max(a + b for a, b in pairwise(lines)) / 2


def test_on_a_phone_many_names_are_cut_at_the_colon_unless_two_are_alike():
    names = [f"Table {n}: all its contents" for n in range(20)] + ["Air: here", "Air: there"]
    bar = go.Bar(x=list(range(22)), y=names, orientation="h", name="Figures")
    layouts = edition(published(go.Figure(bar)), EN).layouts
    shown = layouts["narrow"]["yaxis"]["ticktext"]
    assert shown[0] == "«Table 0" and "here" in shown[20]
    assert "ticktext" not in layouts["wide"]["yaxis"]


@pytest.mark.parametrize("to", LANGUAGES, ids=lambda to: to.catalogue)
def test_numbers_outside_of_bars_have_room_where_the_axis_has_a_range(to):
    bar = go.Bar(
        x=[46, -27], y=["Say services", "Say mining"], orientation="h", name="Jobs",
        texttemplate="%{x:+.0f}%", textposition="outside",
    )  # fmt: skip
    figure = go.Figure(bar).update_xaxes(range=[-30, 46])
    for layout in edition(published(figure), to).layouts.values():
        low, high = layout["xaxis"]["range"]
        left, right = layout["margin"]["l"], layout["margin"]["r"]
        scale = (layout["width"] - left - right) / (high - low)
        text = editions.text_width("+46" + to.percent)
        assert left + (46 - low) * scale + text <= layout["width"]
        assert (-27 - low) * scale >= text


def test_numpy_arrays_come_back_as_lists_with_gaps_as_none():
    figure = published(line(x=pd.Series([1957, 1960]), y=pd.Series([1.5, float("nan")])))
    assert isinstance(figure["data"][0]["y"], dict)  # plotly sends base64
    made = edition(figure, EN)
    assert (made.data[0]["x"], made.data[0]["y"]) == ([1957, 1960], [1.5, None])
