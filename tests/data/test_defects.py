"""Whatever a spreadsheet or a tired curator does to a table stops the build, with the place."""

import pytest

from strukturwandel import data

COAL_1957 = "germany,1957,,hard_coal_employees,607000,persons,rounded;territory,globus_2008,"


def message(table="coal"):
    with pytest.raises(data.TableError) as caught:
        data.load(table)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "column", "rule"),
    [
        (",607000,", ',"607.000,0",', "value", "must be a number: decimal point"),
        (",607000,", ',"607,000",', "value", "no thousands separator; found '607,000'"),
        (",607000,", ',"6,07",', "value", "must be a number: decimal point"),
        (",607000,", ",many,", "value", "must be a number"),
        (",607000,", ",,", "value", "must not be empty"),
        (",607000,", ",607000000,", "value", "lies between 0 and 700000; found 6.07e+08"),
        (",607000,", ",-1,", "value", "lies between 0 and 700000; found -1"),
        (",1957,", ",1957.5,", "year", "must be a whole number"),
        (",1957,", ",19570,", "year", "must be at most 2060"),
        (",persons,", ",thousand persons,", "unit", "is 'persons'; found 'thousand persons'"),
        ("germany,", "germania,", "region", "table 'regions' (did you mean 'germany'?)"),
        ("germany,", "Germany,", "region", "must match [a-z]"),
        ("_employees,", "_employes,", "indicator", "(did you mean 'hard_coal_employees'?)"),
        (",globus_2008", ",globus_2009", "source", "must be an id of table 'sources'"),
        (",globus_2008", ",", "source", "must not be empty"),
        ("rounded;", "roundet;", "flags", "(did you mean 'rounded'?); found 'roundet'"),
        (",globus_2008,", ",globus_2008, ", "note", "has stray blanks"),
    ],
)
def test_a_bad_cell_is_named_with_line_column_rule_and_content(package, old, new, column, rule):
    line = package.replace("coal", COAL_1957, COAL_1957.replace(old, new, 1))
    text = message()
    assert f"table 'coal', line {line}, column '{column}'" in text
    assert rule in text


def test_a_word_outside_a_closed_list(package):
    line = package.replace("events", ",exchange,", ",visit,")
    text = message("events")
    assert f"table 'events', line {line}, column 'kind': must be one of closure, culture" in text


def test_an_unknown_flag_asked_for_by_a_chapter():
    with pytest.raises(data.TableError, match="unknown flag; there are alternative, break_before"):
        data.has_flag(data.load("coal"), "brake_before")


def test_swapped_columns(package):
    package.replace("coal", "value,unit", "unit,value")
    assert "line 1: columns must be region, year, since, indicator, value, unit" in message()


def test_swapped_cells(package):
    line = package.replace("coal", ",607000,persons,", ",persons,607000,")
    assert f"line {line}, column 'value': must be a number" in message()


def test_a_missing_column(package):
    package.replace("coal", ",source,", ",")
    assert "line 1, column 'source': column is missing" in message()


def test_an_extra_column(package):
    package.replace("coal", ",note\n", ",note,remark\n")
    assert "line 1, column 'remark': column is not in the schema" in message()


def test_a_row_with_too_few_cells(package):
    line = package.replace("coal", COAL_1957, "germany,1957,,hard_coal_employees,607000")
    assert f"line {line}: must have 9 cells, one for each column; found 5 cells" in message()


def test_a_duplicate_key(package):
    row = "germany,1957,,hard_coal_employees,607000,persons,alternative,globus_2008,"
    first = package.replace("coal", COAL_1957, COAL_1957)
    package.append("coal", row)
    text = message()
    assert f"the key is already in line {first}" in text
    assert "region germany, indicator hard_coal_employees, year 1957" in text


def test_a_second_figure_must_be_marked_as_alternative(package):
    package.append("coal", "germany,1957,,hard_coal_employees,606000,persons,,zdf_2018,")
    assert "a second figure for the same thing needs the flag 'alternative'" in message()


def test_a_marked_second_figure_is_welcome(package):
    package.append("coal", "germany,1957,,hard_coal_employees,606000,persons,alternative,zdf_2018,")
    rows = data.load("coal")
    assert data.value(rows, region="germany", year=1957, indicator="hard_coal_employees") == 607000


def test_a_byte_order_mark(package):
    package.path("coal").write_bytes(b"\xef\xbb\xbf" + package.path("coal").read_bytes())
    assert "table 'coal', line 1: must not start with a byte-order mark" in message()


def test_windows_line_ends(package):
    package.write("coal", package.text("coal").replace("\n", "\r\n"))
    assert "table 'coal', line 1: lines must end with LF, not CRLF" in message()


def test_latin_1(package):
    line = package.replace("mines", "Bergmannsglück", "Bergmannsglück")
    package.path("mines").write_bytes(package.text("mines").encode("latin-1"))
    text = message("mines")
    assert "must be UTF-8; found byte 0xfc, as in Latin-1" in text
    assert f"line {line}" in text


def test_an_empty_file(package):
    package.write("coal", "")
    assert "table 'coal': the file is empty; found 0 rows and no header" in message()


def test_a_header_without_rows(package):
    package.write("coal", package.text("coal").split("\n")[0] + "\n")
    assert "table 'coal': has a header but no rows" in message()


def test_a_missing_file(package):
    package.path("coal").unlink()
    assert "table 'coal': the file coal.csv is missing" in message()


def test_a_line_break_in_a_cell(package):
    line = package.replace("coal", COAL_1957, COAL_1957 + '"two\nlines"')
    assert f"line {line + 1}: a cell must not hold a line break" in message()


def test_an_open_quotation_mark(package):
    package.replace("coal", ",globus_2008,", ',globus_2008,"')
    assert "not CSV" in message()


def test_a_broken_dimension_table_stops_the_tables_that_refer_to_it(package):
    package.replace("regions", "ruhr,Ruhr area,region,", "ruhr,Ruhr area,region,nowhere_")
    assert "table 'regions'" in message()


def test_a_repeated_id(package):
    package.append("flags", "rounded,Rounded again,Twice.")
    assert "table 'flags'" in message("flags")


def test_many_findings_are_told_together(package):
    package.write("coal", package.text("coal").replace(",Mt,", ",kt,"))
    text = message()
    assert text.count("the unit of") == data.TableError.SHOWN
    assert "more" in text.splitlines()[-1]
