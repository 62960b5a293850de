"""The data package is valid by the specification, not only by our own checks."""

import frictionless

from strukturwandel import data


def test_frictionless_finds_the_package_valid():
    report = frictionless.validate(str(data.directory() / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
