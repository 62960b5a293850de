"""The whole package checked at once, and told on one page."""

import hashlib
import json
import re
import time
from dataclasses import dataclass

from . import package, rules
from .errors import Finding, TableError

DIMENSIONS = {
    "region": "regions",
    "parent": "regions",
    "indicator": "indicators",
    "source": "sources",
    "vintage": "vintages",
    "station": "stations",
    "sector": "sectors",
}
BIBLIOGRAPHY = {"events": "citation", "sources": "bib_key", "glossary": "source_keys"}


@dataclass(frozen=True)
class Line:
    """One table in the report; `milliseconds` is the time of the first load with its checks."""

    table: str
    rows: int
    regions: int
    indicators: int
    years: str
    doubts: int
    milliseconds: float


def check(load, value):
    """(lines, findings) of the whole package; `load` gives a typed frame by table name."""
    lines, findings, frames = [], [], {}
    for each in package.resources().values():
        findings += _file(each)
        if not each.fields:
            continue
        start = time.perf_counter()
        try:
            frame = load(each.name)
        except TableError as error:
            findings += error.findings
            continue
        lines.append(_line(each.name, frame, (time.perf_counter() - start) * 1000))
        frames[each.name] = frame
        findings += rules.findings(each, frame, value)
    findings += _strangers()
    findings += _unused(frames)
    findings += _citations(frames)
    findings += _geometries()
    return lines, findings


def page(lines, findings, seconds):
    """The report as text."""
    out = [f"{'table':22}{'rows':>7}{'regions':>9}{'indicators':>12}  {'years':12}{'flagged':>8}"]
    out[0] += f"{'ms':>6}"
    for line in lines:
        out.append(
            f"{line.table:22}{line.rows:7,}{line.regions:9}{line.indicators:12}  {line.years:12}"
            f"{line.doubts:8,}{line.milliseconds:6.0f}"
        )
    rows = sum(line.rows for line in lines)
    out.append("")
    out.append(f"{len(lines)} tables, {rows:,} rows, {seconds:.2f} s{_memory()}")
    if findings:
        out.append(f"{len(findings)} findings:")
        out += [f"- {finding}" for finding in findings]
    else:
        out.append("No findings: schema, ids, units, ranges, sums, gaps, totals and hashes hold.")
    return "\n".join(out)


def _memory():
    try:
        import resource  # not on Windows
    except ImportError:
        return ""
    return f", {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"


def update():
    """Write the present size and hash of every file into datapackage.json, nothing else.

    Returns the names of the resources that had changed.
    """
    path = package.directory() / "datapackage.json"
    text, changed = path.read_text(encoding="utf-8"), []
    for each in package.resources().values():
        if list(_file(each)):
            text = _with_hash(text, each)
            changed.append(each.name)
    path.write_text(text, encoding="utf-8")
    return changed


def _with_hash(text, each):
    start = text.index(f'"path": {json.dumps(each.metadata["path"])}')
    size, digest = _fingerprint(each.path)
    pattern = re.compile(r'"bytes": \d+,(\s*)"hash": "[^"]*"')
    found = pattern.search(text, start)
    new = f'"bytes": {size},{found[1]}"hash": "{digest}"'
    return text[: found.start()] + new + text[found.end() :]


def _fingerprint(path):
    content = path.read_bytes()
    return len(content), "sha256:" + hashlib.sha256(content).hexdigest()


def _file(each):
    if not each.path.is_file():
        yield Finding(each.name, f"the file {each.path.name} is missing")
        return
    size, digest = _fingerprint(each.path)
    if (each.metadata["bytes"], each.metadata["hash"]) != (size, digest):
        rule = "size or hash differs from datapackage.json: run python -m strukturwandel.data "
        yield Finding(each.name, rule + "--update", f"{size} bytes, {digest[:15]}…")


def _line(name, frame, milliseconds):
    years = f"{frame['year'].min()}–{frame['year'].max()}" if "value" in frame else ""
    return Line(
        table=name,
        rows=len(frame),
        regions=frame["region"].nunique() if "region" in frame else 0,
        indicators=frame["indicator"].nunique() if "indicator" in frame else 0,
        years=years,
        doubts=int((frame["flags"] != "").sum()) if "flags" in frame else 0,
        milliseconds=milliseconds,
    )


def _strangers():
    """Tables that lie in the folder but are not in datapackage.json."""
    known = {each.path for each in package.resources().values()}
    folder = package.directory()
    for path in sorted([*folder.glob("*.csv"), *folder.glob("geo/*.geojson")]):
        if path not in known:
            yield Finding(path.stem, f"{path.name} is not a resource of datapackage.json")


def _unused(frames):
    """Ids of dimension tables that no row refers to: left over when a figure was retired."""
    used = {table: set() for table in DIMENSIONS.values()}
    flags = set()
    for frame in frames.values():
        for column, table in DIMENSIONS.items():
            if column in frame:
                used[table] |= set(frame[column])
        if "flags" in frame:
            flags |= {flag for cell in frame["flags"] for flag in cell.split(";")}
    for table, ids in (used | {"flags": flags}).items():
        if table in frames:
            cells = frames[table]["id"]
            for line, cell in cells[~cells.isin(ids)].items():
                yield Finding(table, "no row refers to this id", repr(cell), line, "id")


def _citations(frames):
    path = package.resource("references").path
    if not path.is_file():
        return
    keys = set(re.findall(r"^@\w+\{([^,]+),", path.read_text(encoding="utf-8"), re.MULTILINE))
    for table, column in BIBLIOGRAPHY.items():
        for line, cell in frames[table][column].items() if table in frames else ():
            for key in filter(None, cell.split(";")):
                if key not in keys:
                    rule = "must be keys of references.bib"
                    yield Finding(table, rule, repr(key), line, column)
    if "events" in frames:
        events = frames["events"]
        for line in events.index[(events["citation"] == "") & (events["source"] == "")]:
            yield Finding("events", "needs a citation or a source", line=line)


def _geometries():
    for each in package.resources().values():
        if each.path.suffix == ".geojson" and each.path.is_file():
            content = json.loads(each.path.read_text(encoding="utf-8"))
            if content.get("type") != "FeatureCollection" or not content.get("features"):
                yield Finding(each.name, "must be a GeoJSON FeatureCollection with features")
            if not each.metadata.get("attribution"):
                yield Finding(each.name, "needs an attribution in datapackage.json")
