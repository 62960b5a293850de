"""A chapter gets its rows by name, with their names and sources, from wherever it runs."""

import pandas as pd
import pytest

from strukturwandel import data


def test_a_table_comes_with_the_names_of_its_regions_and_its_own_name():
    coal = data.load("coal")
    assert list(coal.columns) == [
        "region", "region_name", "year", "since", "indicator", "value", "unit", "flags", "source",
        "note",
    ]  # fmt: skip
    assert coal.attrs["table"] == "coal"
    assert set(coal[coal["region"] == "ruhr"]["region_name"]) == {"Ruhr area"}
    assert coal["value"].dtype == "float64"
    assert coal["year"].dtype == "int64"


def test_selected_rows_still_tell_their_table():
    coal = data.load("coal")
    assert coal.query("region == 'germany'").attrs["table"] == "coal"
    assert coal.loc[coal["year"] > 2000].attrs["table"] == "coal"


def test_every_row_names_a_source_that_has_a_licence_and_a_citation():
    sources = data.sources()
    for name in data.tables():
        rows = data.load(name)
        if "source" in rows and "value" in rows:
            assert set(rows["source"]) <= set(sources.index), name
    assert (sources[["licence", "citation", "quality"]] != "").all(axis=None)


def test_rows_that_repeat_a_figure_from_another_source_come_only_on_request():
    everything = data.load("coal", alternatives=True)
    assert len(everything) > len(data.load("coal"))
    assert data.has_flag(everything, "alternative").any()
    assert not data.has_flag(data.load("coal"), "alternative").any()


def test_loaded_rows_can_be_changed_without_harm():
    rows = data.load("coal")
    rows["value"] = 0
    assert data.load("coal")["value"].sum() > 0


def test_loading_does_not_depend_on_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(data.load("flags")) > 5


def test_an_edited_table_is_read_again_and_needs_no_new_hash(package):
    rows = data.load("coal")
    where = {"region": "germany", "year": 1957, "indicator": "hard_coal_employees"}
    assert data.value(rows, **where) == 607000
    package.replace("coal", "hard_coal_employees,607000", "hard_coal_employees,606000")
    assert data.value(data.load("coal"), **where) == 606000


def test_value_is_the_figure_of_the_one_matching_row():
    coal = data.load("coal")
    jobs = coal.query("region == 'germany' and indicator == 'hard_coal_employees'")
    assert data.value(jobs, year=1957) == 607000.0
    assert isinstance(data.value(jobs, year=1957), float)


def test_value_finds_rows_without_a_month():
    rows = data.load("unemployment")
    where = {"region": "west_germany", "indicator": "unemployment_rate", "year": 1980}
    assert data.value(rows, **where, month=None) == 3.8
    assert data.value(rows, **where, month=9) == 3.5


def test_value_without_a_match_says_what_there_is():
    jobs = data.load("coal").query("region == 'germany' and indicator == 'hard_coal_employees'")
    with pytest.raises(data.RowError, match=r"table 'coal' matches year=1958: 'year' has .*1957"):
        data.value(jobs, year=1958)
    with pytest.raises(data.RowError, match="'indicator' has hard_coal_output"):
        data.value(data.load("coal"), indicator="hard_coal_outputs")
    with pytest.raises(data.RowError, match="no column 'regoin'"):
        data.value(jobs, regoin="germany")


def test_value_with_several_matches_shows_them():
    with pytest.raises(data.RowError, match="(?s)rows of table 'coal' match year=1957:.*607000"):
        data.value(data.load("coal").query("region == 'germany'"), year=1957)


def test_an_unknown_table_names_the_tables_there_are_and_the_nearest():
    message = "table 'cole': unknown table: did you mean 'coal'\\? There are coal, steel"
    with pytest.raises(data.TableError, match=message):
        data.load("cole")


def test_a_file_that_is_no_table_is_not_loaded_as_one():
    with pytest.raises(data.TableError, match="is not a table but the file references.bib"):
        data.load("references")


def test_dimension_tables_are_indexed_by_id():
    assert data.regions().loc["ruhr", "name"] == "Ruhr area"
    assert data.indicators().loc["crude_steel", "unit"] == "Mt"
    assert data.flags().index.is_unique
    assert data.glossary().loc["G06", "zh"] == "鲁尔区"


def test_geometries_are_feature_collections_with_codes_of_the_regions_table():
    codes = {each["properties"]["code"] for each in data.geo("ruhr_districts")["features"]}
    districts = data.regions().loc[list(data.RUHR_DISTRICTS), "ags"]
    assert codes == set(districts)


def test_every_table_has_a_licence_and_tells_how_it_was_made():
    for name in data.tables():
        metadata = data.describe(name)
        assert metadata["licenses"], name
        assert metadata["processing"], name
        assert metadata["description"], name


def test_an_empty_cell_stays_empty_text_and_missing_years_are_na():
    coal = data.load("coal")
    assert coal["note"].map(type).eq(str).all()
    assert pd.isna(coal["since"]).any()
