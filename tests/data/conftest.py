"""A copy of the data package that a test may break."""

import json
import shutil
from pathlib import Path

import pytest

from strukturwandel import data

DATA = Path(__file__).parents[2] / "data"


class Package:
    """A data package in a temporary folder, and ways to break it."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, table):
        return self.folder / f"{table}.csv"

    def text(self, table):
        return self.path(table).read_text(encoding="utf-8")

    def write(self, table, text):
        self.path(table).write_text(text, encoding="utf-8", newline="")

    def replace(self, table, old, new):
        """Replace the first `old` of the file; return the line it stands in."""
        text = self.text(table)
        assert old in text, f"{old!r} is not in {table}.csv"
        self.write(table, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def append(self, table, row):
        self.write(table, self.text(table) + row + "\n")

    def edit(self, change):
        """Change datapackage.json through the function `change` of its dict."""
        path = self.folder / "datapackage.json"
        package = json.loads(path.read_text(encoding="utf-8"))
        change(package)
        path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The bundled package, copied; data.load and the report read the copy."""
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.setenv("STRUKTURWANDEL_DATA", str(tmp_path / "data"))
    return Package(tmp_path / "data")


@pytest.fixture
def findings():
    """Function: the findings of the whole package as one text."""
    from strukturwandel.data import _checked, report

    return lambda: "\n".join(str(each) for each in report.check(_checked, data.value)[1])
