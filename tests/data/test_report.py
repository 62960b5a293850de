"""`python -m strukturwandel.data` tells the state of the package on one page."""

import json
import subprocess
import sys

from strukturwandel import data
from strukturwandel.data import report


def run(*arguments):
    command = [sys.executable, "-m", "strukturwandel.data", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_bundled_package_is_in_order_and_the_report_fits_one_page():
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings" in done.stdout
    assert len(done.stdout.splitlines()) < 50
    for table in data.tables():
        assert table in done.stdout


def test_a_changed_file_is_told_with_the_command_that_accepts_it(package):
    package.replace("coal", ",globus_2008,\n", ",globus_2008,a new note\n")
    done = run()
    assert done.returncode == 1
    assert "table 'coal': size or hash differs" in done.stdout
    assert "python -m strukturwandel.data --update" in done.stdout


def test_update_renews_size_and_hash_and_nothing_else(package):
    path = package.folder / "datapackage.json"
    before = path.read_text(encoding="utf-8").splitlines()
    package.replace("coal", ",globus_2008,\n", ",globus_2008,a new note\n")
    done = run("--update")
    assert done.returncode == 0, done.stdout
    assert "updated: coal" in done.stdout
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 2
    assert '"bytes"' in changed[0] and '"hash"' in changed[1]
    json.loads(path.read_text(encoding="utf-8"))


def test_a_table_outside_the_package_is_noticed(package, findings):
    package.write("stray", "a,b\n1,2\n")
    assert "table 'stray': stray.csv is not a resource of datapackage.json" in findings()


def test_ids_left_over_by_a_retired_figure_are_noticed(package, findings):
    package.append(
        "sources", "ghost,Nobody,Nothing,Nobody: Nothing.,2020,,2026-11-22,None,quotation,weak,,"
    )
    assert "table 'sources', line" in findings()
    assert "no row refers to this id; found 'ghost'" in findings()


def test_a_citation_that_is_not_in_the_bibliography_is_noticed(package, findings):
    package.replace("events", ",wi584en,", ",wi584xx,")
    assert "column 'citation': must be keys of references.bib; found 'wi584xx'" in findings()


def test_an_event_needs_a_citation_or_a_source(package, findings):
    line = package.replace("events", ",taylor2015,", ",,")
    assert f"table 'events', line {line}: needs a citation or a source" in findings()


def test_a_map_without_attribution_is_noticed(package, findings):
    def forget(content):
        for each in content["resources"]:
            each.pop("attribution", None)

    package.edit(forget)
    assert "table 'ruhr_districts': needs an attribution" in findings()


def test_a_map_without_shapes_is_noticed(package, findings):
    path = package.folder / "geo" / "ruhr_outline.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert "table 'ruhr_outline': must be a GeoJSON FeatureCollection with features" in findings()


def test_a_missing_map_is_noticed(package, findings):
    (package.folder / "geo" / "ruhr_outline.geojson").unlink()
    assert "table 'ruhr_outline': the file ruhr_outline.geojson is missing" in findings()


def test_a_broken_table_is_one_of_the_findings_and_the_rest_is_still_checked(package, findings):
    package.replace("coal", ",607000,", ",many,")
    package.replace("events", ",wi584en,", ",wi584xx,")
    text = findings()
    assert "table 'coal', line" in text
    assert "wi584xx" in text


def test_the_page_names_each_finding():
    finding = data.Finding("coal", "a rule", "a thing", 3, "value")
    text = report.page([], [finding], 1.0)
    assert "table 'coal', line 3, column 'value': a rule; found a thing" in text
