"""Declared rules: shares add up, gaps are declared, known totals stay known."""

import pytest


def test_the_bundled_package_breaks_no_rule(findings):
    assert findings() == ""


def test_shares_that_do_not_add_up(package, findings):
    package.replace("energy", ",energy_share_coal,56.", ",energy_share_coal,46.")
    assert "energy_share_coal + energy_share_oil" in findings()
    assert "must be 100 ± 0.3" in findings()


def test_parts_that_do_not_make_the_whole(package, findings):
    old = "bochum,2000,employed_manufacturing,"
    package.replace("work_districts", old, old + "1")
    text = findings()
    assert "must be employed_industry ± 0 (region bochum" in text


def test_a_new_gap_in_an_annual_series(package, findings):
    text = package.text("steel")
    row = next(line for line in text.split("\n") if line.startswith("china,2010,crude_steel,"))
    package.write("steel", text.replace(row + "\n", ""))
    expected = "year gaps of china/crude_steel must be declared as none; found [2010]"
    assert expected in findings()


def test_a_series_that_must_not_rise(package, findings):
    package.replace(
        "coal", "germany,2010,,hard_coal_employees,24000", "germany,2010,,hard_coal_employees,34000"
    )
    assert "hard_coal_employees of germany must not rise; found 34000 in 2010" in findings()


def test_a_known_total_that_changed(package, findings):
    package.replace(
        "steel", "west_germany,1974,crude_steel,53.232", "west_germany,1974,crude_steel,63.232"
    )
    text = findings()
    assert "region west_germany, indicator crude_steel, year 1974 is known to be 53.232" in text
    assert "found 63.232" in text


def test_a_known_total_that_vanished(package, findings):
    package.replace("steel", "west_germany,1974,crude_steel,", "west_germany,1899,crude_steel,")
    assert "a known total needs one row" in findings()


def test_an_unknown_rule(package, findings):
    package.edit(lambda each: each["resources"][0]["checks"].append({"rule": "smell"}))
    assert "unknown check; there are sum, parts, annual, falling, value" in findings()


@pytest.mark.parametrize("pollutant", ["so2_emissions", "nox_emissions", "pm10_emissions"])
def test_sectors_make_the_national_total_of_emissions(pollutant):
    from strukturwandel import data

    sectors = data.load("emissions_by_sector").query("indicator == @pollutant")
    total = data.load("emissions").query("indicator == @pollutant and source == 'ceip_2024'")
    sums = sectors.groupby("year")["value"].sum()
    assert (sums - total.set_index("year")["value"]).abs().max() < 0.01
