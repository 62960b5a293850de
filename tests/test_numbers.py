"""Numbers leave a chapter as values and are written as each language writes them."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from strukturwandel import numbers
from strukturwandel.languages import LANGUAGES, language
from strukturwandel.numbers import MIME, Number, fill, format_number, placeholders

EN, DE, ZH = (language(name) for name in ("en", "de", "zh"))


def in_all(shown: Number, *, table: bool = False) -> list[str]:
    """A number in English, German and Chinese."""
    return [format_number(shown, each, table=table) for each in LANGUAGES]


def table_rows(name: str = "coal", sources: tuple[str, ...] = ("a",), column: bool = True):
    """Rows as data.load gives them."""
    frame = pd.DataFrame({"value": [1.0] * len(sources)})
    if column:
        frame["source"] = sources
    frame.attrs["table"] = name
    return frame


# ---------------------------------------------------------------- formatting


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (numbers.number(607000), ["607,000", "607.000", "60.7万"]),
        (numbers.number(170000), ["170,000", "170.000", "17万"]),
        (numbers.number(123456), ["123,456", "123.456", "12.3456万"]),
        (numbers.number(9999), ["9,999", "9.999", "9999"]),
        (numbers.number(150_000_000), ["150,000,000", "150.000.000", "1.5亿"]),
        (numbers.number(1.4e9), ["1,400,000,000", "1.400.000.000", "14亿"]),
        (numbers.number(53.2, 1), ["53.2", "53,2", "53.2"]),
        (numbers.number(53, 1), ["53.0", "53,0", "53.0"]),
        (numbers.number(0), ["0", "0", "0"]),
        (numbers.percent(0.87), ["87%", "87\u202f%", "87%"]),
        (numbers.percent(0.0456, 1), ["4.6%", "4,6\u202f%", "4.6%"]),
        (numbers.year(1957), ["1957", "1957", "1957"]),
    ],
)
def test_a_number_is_written_as_in_each_language(shown, expected):
    assert in_all(shown) == expected


def test_tables_have_plain_grouped_digits_in_chinese_too_so_columns_compare():
    assert in_all(numbers.number(607000), table=True) == ["607,000", "607.000", "607,000"]


def test_ten_thousands_are_used_only_where_no_digit_is_lost():
    given = [(12_300, 0), (349_364, 0), (9_999, 0), (12_345.67, 2)]
    shown = [format_number(numbers.number(n, digits), ZH) for n, digits in given]
    assert shown == ["1.23万", "34.9364万", "9999", "12,345.67"]


def test_negative_numbers_have_a_minus_sign_and_zero_has_none():
    assert in_all(numbers.number(-45000)) == ["−45,000", "−45.000", "−4.5万"]
    assert format_number(numbers.number(-0.2)) == "0"
    assert format_number(numbers.percent(-0.5), DE) == "−50\u202f%"


def test_floats_of_binary_fractions_do_not_leak_digits_into_chinese():
    assert format_number(numbers.number(0.1 * 3 * 1e6), ZH) == "30万"


def test_a_number_is_rounded_before_it_is_scaled():
    assert format_number(numbers.number(606_999.7), ZH) == "60.7万"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="must be finite"):
        numbers.number(value)


def test_an_unknown_style_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="'money' is none of decimal, percent, year"):
        Number(1.0, style="money")


# ---------------------------------------------------------------- placeholders


def test_placeholders_are_names_in_brackets_but_not_plotly_formats():
    assert placeholders("{share} of %{y:,.0f} in {last_year} {{ x }} {A}") == {"share", "last_year"}


def test_a_message_is_filled_in_the_order_of_its_language():
    values = {"share": numbers.percent(0.87), "jobs": numbers.number(607000)}
    assert fill("{share} of {jobs}", values) == "87% of 607,000"
    assert fill("{jobs}中的{share}", values, ZH) == "60.7万中的87%"
    assert fill("{share} von {jobs}, {share}", values, DE) == "87\u202f% von 607.000, 87\u202f%"


def test_filling_leaves_plotly_formats_alone():
    assert fill("%{y:.1f} of {n}", {"n": numbers.number(5)}) == "%{y:.1f} of 5"


def test_a_translation_may_scale_a_placeholder():
    values = {"steel": numbers.number(249.8, 1)}
    assert fill("{steel*1e6}吨", values, ZH) == "2.498亿吨"
    assert placeholders("{steel*1e6}吨") == {"steel"}


def test_a_placeholder_without_value_is_an_error():
    with pytest.raises(KeyError, match="jobs"):
        fill("{jobs} lost", {})


# ---------------------------------------------------------------- provenance


def test_rows_name_their_tables_and_sources_in_order_of_appearance():
    found = numbers.provenance([table_rows("steel", ("b", "a")), table_rows("coal", ("a;c", "b"))])
    assert found["tables"] == ["steel", "coal"]
    assert found["sources"] == ["b", "a", "c"]


def test_rows_of_a_table_without_sources_name_the_table():
    found = numbers.provenance(table_rows(column=False))
    assert found == {"tables": ["coal"], "sources": [], "citations": [], "facts": []}


def test_rows_that_name_works_instead_of_sources_name_their_keys():
    rows = pd.DataFrame({"source": ["a", "", None], "citation": ["", "mib_krise", "dpa2018"]})
    rows.attrs["table"] = "events"
    found = numbers.provenance(rows)
    assert found["sources"] == ["a"]
    assert found["citations"] == ["mib_krise", "dpa2018"]


def test_rows_of_no_table_are_refused_with_advice():
    with pytest.raises(ValueError, match=r"do not come from data\.load"):
        numbers.provenance(pd.DataFrame({"value": [1]}))


def test_a_selection_that_left_nothing_is_refused_with_its_table():
    with pytest.raises(ValueError, match="no rows of table 'coal' are left"):
        numbers.provenance(table_rows().iloc[:0])


# ---------------------------------------------------------------- glue


@pytest.fixture
def glued(monkeypatch) -> dict[str, dict]:
    """What cells glue, by name: the MIME bundle of each."""
    import myst_nb

    kept: dict[str, dict] = {}

    def keep(name, shown, display):
        assert display is False
        kept[name] = shown._repr_mimebundle_()

    monkeypatch.setattr(myst_nb, "glue", keep)
    return kept


def test_a_glued_number_leaves_the_kernel_unformatted_with_its_origin(glued):
    numbers.glue("lost_share", 0.87, table_rows(), style="percent")
    assert glued["lost_share"][MIME] == {
        "value": 0.87, "digits": 0, "style": "percent", "tables": ["coal"], "sources": ["a"],
        "citations": [], "facts": [],
    }  # fmt: skip


def test_a_glued_number_tells_jupyter_readers_value_and_table(glued):
    numbers.glue("jobs", 607000, table_rows())
    assert glued["jobs"]["text/plain"] == "jobs = 607,000  (coal)"


@pytest.mark.parametrize("name", ["Jobs", "1957_jobs", "jobs-1957", "jobs 1957", ""])
def test_a_name_that_prose_cannot_use_is_refused(glued, name):
    with pytest.raises(ValueError, match="is no name for a number"):
        numbers.glue(name, 1, table_rows())


def test_a_missing_value_is_not_glued(glued):
    with pytest.raises(ValueError, match="must be finite"):
        numbers.glue("jobs", math.nan, table_rows())
    assert glued == {}


@pytest.fixture
def facts(monkeypatch) -> None:
    """A table of three cited facts."""
    from strukturwandel import data

    rows = pd.DataFrame(
        {
            "id": ["F001", "F002", "F003"],
            "value": [16000.0, 12.4, 79.0],
            "unit": ["miners", "percent", "percent of GDP"],
            "citation": ["mib_krise", "rvr2021gruen", "bth2016tertiary"],
        }
    )
    rows.attrs["table"] = "facts"
    monkeypatch.setattr(data, "load", {"facts": rows}.__getitem__)


def test_a_cited_fact_has_the_decimals_of_its_table_and_per_cent_where_it_counts_so(facts):
    shown = [in_all(numbers.fact(id))[0] for id in ("F001", "F002", "F003")]
    assert shown == ["16,000", "12.4%", "79%"]


def test_a_glued_fact_names_its_row_and_its_work(facts, glued):
    numbers.glue_facts(idle_miners="F001")
    payload = glued["idle_miners"][MIME]
    assert payload["value"] == 16000
    assert (payload["facts"], payload["citations"]) == (["F001"], ["mib_krise"])


def test_an_unknown_fact_is_refused_by_its_id(facts, glued):
    with pytest.raises(ValueError, match="no cited fact 'F999'"):
        numbers.glue_facts(jobs="F999")
    assert glued == {}


def test_a_translation_may_count_in_a_smaller_unit_without_losing_a_digit():
    steel = numbers.scaled(numbers.number(249.8, 1), 1e6)
    assert in_all(steel) == ["249,800,000", "249.800.000", "2.498亿"]
    assert format_number(numbers.scaled(numbers.number(22.2, 1), 1e9), ZH) == "222亿"


def test_a_scaled_number_is_no_more_precise_than_the_english_one():
    assert in_all(numbers.scaled(numbers.number(249.7695, 1), 1e6))[2] == "2.498亿"
