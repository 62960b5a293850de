"""datapackage.json, read once and turned into plain data classes."""

import json
import os
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from .errors import Finding, TableError


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    enum: tuple = ()


@dataclass(frozen=True)
class Reference:
    """The values of ``column`` are ids (first column) of another ``table``."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class Resource:
    """One file of the package; ``fields`` is empty for files that are not tables."""

    name: str
    path: Path
    title: str
    fields: tuple = ()
    primary_key: tuple = ()
    references: tuple = ()
    metadata: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def columns(self):
        return [field.name for field in self.fields]


def directory():
    """The folder of the data package: STRUKTURWANDEL_DATA, or data/ beside the package."""
    chosen = os.environ.get("STRUKTURWANDEL_DATA")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "data"


def resources():
    """All resources of the package by name, in the order of datapackage.json."""
    path = directory() / "datapackage.json"
    return _resources(path, path.stat().st_mtime_ns)


def resource(name):
    """The resource of that name; TableError names the tables there are, nearest first."""
    known = resources()
    if name not in known:
        tables = [each.name for each in known.values() if each.fields]
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise TableError([Finding(name, f"unknown table: {hint}There are {', '.join(tables)}")])
    return known[name]


@lru_cache(maxsize=4)
def _resources(path, _modified):
    package = json.loads(path.read_text(encoding="utf-8"))
    return {item["name"]: _resource(item, path.parent) for item in package["resources"]}


def _resource(item, folder):
    schema = item.get("schema", {})
    return Resource(
        name=item["name"],
        path=folder / item["path"],
        title=item["title"],
        fields=tuple(_field(each) for each in schema.get("fields", ())),
        primary_key=tuple(schema.get("primaryKey", ())),
        references=tuple(_reference(each, item["name"]) for each in schema.get("foreignKeys", ())),
        metadata=item,
    )


def _field(item):
    rules = item.get("constraints", {})
    return Field(
        name=item["name"],
        type=item["type"],
        required=rules.get("required", False),
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
        pattern=rules.get("pattern"),
        enum=tuple(rules.get("enum", ())),
    )


def _reference(item, own_name):
    target = item["reference"]
    [column], [target_column] = item["fields"], target["fields"]
    return Reference(column, target["resource"] or own_name, target_column)
