"""The Ruhr computed from its fifteen districts agrees with the figures published for the Ruhr."""

import pytest

from strukturwandel import data
from strukturwandel.data import ruhr_rate, ruhr_total


def rows(table, indicator, **where):
    frame = data.load(table)
    frame = frame[frame["indicator"] == indicator]
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


@pytest.mark.parametrize(
    ("year", "published"),
    [
        (1990, 5396200),
        (2000, 5359200),
        (2011, 5055769),
        (2012, 5047258),
        (2017, 5113487),
        (2018, 5111530),
        (2019, 5112050),
    ],
)
def test_population(year, published):
    population = ruhr_total(rows("population", "population"))
    computed = data.value(population, year=year)
    assert computed == pytest.approx(published, rel=0.0005)
    printed = rows("population", "population", region="ruhr", year=year)
    assert data.value(printed) == published


@pytest.mark.parametrize(
    ("indicator", "published"), [("employed_total", 2393000), ("employed_primary", 8800)]
)
def test_employed_persons_2016(indicator, published):
    total = ruhr_total(rows("work_districts", indicator))
    assert data.value(total, year=2016) == pytest.approx(published, rel=0.012)


def test_manufacturing_lost_almost_a_quarter_of_its_jobs():
    jobs = ruhr_total(rows("work_districts", "employed_manufacturing"))
    assert (data.value(jobs, year=2000), data.value(jobs, year=2017)) == (377360, 292210)


def test_unemployment_without_kreis_wesel_is_near_the_published_rate():
    rates = rows("unemployment", "unemployment_rate_all")
    population = rows("population", "population")
    computed = ruhr_rate(rates, population, without=("kreis_wesel",))
    assert set(computed["region"]) == {"ruhr_without_wesel"}
    for year, published in ((2012, 11.1), (2013, 11.3)):
        assert data.value(computed, year=year) == pytest.approx(published, abs=0.2)


def test_gdp_per_head_of_the_ruhr():
    gdp = rows("gdp", "gdp_per_head_eur")
    population = rows("population", "population")
    ruhr = ruhr_rate(gdp, population)
    assert data.value(ruhr, year=2000) / 1000 == pytest.approx(21.4, abs=0.1)
    assert data.value(ruhr, year=2021) / 1000 == pytest.approx(35.2, abs=0.1)


def test_share_of_industry_in_employment():
    shares = rows("work_districts", "employment_share_secondary")
    ruhr = ruhr_rate(shares, rows("work_districts", "employed_total"))
    assert data.value(ruhr, year=2000) == pytest.approx(26.5, abs=0.15)
    assert data.value(ruhr, year=2021) == pytest.approx(19.1, abs=0.15)


def test_stations_that_are_background_every_year_give_the_known_mean():
    stations = data.load("stations").query("type == 'background' and note == ''")["id"]
    no2 = rows("air_stations", "no2")
    table = no2[no2["station"].isin(stations)].pivot(
        index="station", columns="year", values="value"
    )
    assert table.dropna()[2001].mean() == pytest.approx(28.3, abs=0.05)


def test_a_year_in_which_a_district_is_missing_is_left_out():
    population = rows("population", "population")
    partly = population[~((population["region"] == "bochum") & (population["year"] == 2017))]
    assert 2017 not in set(ruhr_total(partly)["year"])


def test_computed_rows_say_so_and_keep_the_doubts_and_the_table():
    population = ruhr_total(rows("population", "population"))
    assert data.has_flag(population, "computed").all()
    assert population.attrs["table"] == "population"
    assert (population["note"] == "computed from 15 districts").all()
    assert (population["region_name"] == "Ruhr area").all()


def test_only_districts_of_the_ruhr_can_be_left_out():
    with pytest.raises(ValueError, match="not a district of the Ruhr: beijing"):
        ruhr_total(rows("population", "population"), without=("beijing",))
