"""From the bytes of a CSV file to a typed frame, refusing whatever a spreadsheet leaves behind.

The csv module reads the rows, not pandas: it gives true line numbers, and no cell is guessed at.
"""

import csv
import io
import operator
import re

import pandas as pd

from .errors import Finding, TableError

PATTERNS = {
    "integer": (r"-?\d+", "must be a whole number without thousands separator"),
    "number": (r"-?\d+(\.\d+)?", "must be a number: decimal point, no thousands separator"),
}


def read(resource):
    """The table of `resource` as text: a frame of str indexed by the line in the file.

    Raises TableError for a file that is missing, empty, not UTF-8, has a byte-order mark or
    Windows line ends, or whose header or rows do not have the columns of the schema.
    """
    text = _text(resource)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise TableError(
            [Finding(resource.name, f"not CSV: {error}", line=reader.line_num)]
        ) from None
    _refuse(_header_findings(resource, rows[0][1]))
    _refuse(_row_findings(resource, rows[1:]))
    lines = [line for line, _ in rows[1:]]
    return pd.DataFrame([row for _, row in rows[1:]], columns=resource.columns, index=lines)


def typed(resource, text):
    """The frame of str `text` with the types of the schema; TableError lists every bad cell.

    Integers become int64 (Int64 where the column may be empty), numbers float64.
    """
    _refuse(finding for field in resource.fields for finding in _cells(resource, field, text))
    frame = text.copy()
    for field in resource.fields:
        if field.type == "integer":
            frame[field.name] = _integers(text[field.name], field.required)
        elif field.type == "number":
            frame[field.name] = pd.to_numeric(text[field.name].where(text[field.name] != ""))
    return frame


def _refuse(findings):
    findings = list(findings)
    if findings:
        raise TableError(findings)


def _text(resource):
    name, path = resource.name, resource.path
    if not path.is_file():
        _refuse([Finding(name, f"the file {path.name} is missing")])
    content = path.read_bytes()
    if not content.strip():
        _refuse([Finding(name, "the file is empty", found="0 rows and no header")])
    if content.startswith(b"\xef\xbb\xbf"):
        _refuse([Finding(name, "must not start with a byte-order mark (BOM)", "EF BB BF", line=1)])
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        _refuse([Finding(name, "lines must end with LF, not CRLF", "a carriage return", line)])
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = f"byte {content[error.start]:#04x}, as in Latin-1"
        raise TableError([Finding(name, "must be UTF-8", found, line)]) from None


def _header_findings(resource, header):
    if header == resource.columns:
        return
    missing = [name for name in resource.columns if name not in header]
    extra = [name for name in header if name not in resource.columns]
    for name in missing:
        yield Finding(resource.name, "column is missing", ", ".join(header), 1, name)
    for name in extra:
        yield Finding(resource.name, "column is not in the schema", repr(name), 1, name)
    if not missing and not extra:
        order = ", ".join(resource.columns)
        yield Finding(resource.name, f"columns must be {order}", ", ".join(header), 1)


def _row_findings(resource, rows):
    width = len(resource.columns)
    previous = 1
    for line, row in rows:
        if len(row) != width:
            rule = f"must have {width} cells, one for each column"
            yield Finding(resource.name, rule, f"{len(row)} cells", line)
        if line != previous + 1:
            yield Finding(resource.name, "a cell must not hold a line break", line=line)
        previous = line
    if not rows:
        yield Finding(resource.name, "has a header but no rows")


def _cells(resource, field, text):
    """Findings of one column. Rules look at each distinct cell once: columns repeat themselves."""
    cells = text[field.name]
    distinct = cells.unique().tolist()
    for rule, broken in _rules(field):
        bad = [cell for cell in distinct if broken(cell)]
        if bad:
            for line, cell in cells[cells.isin(bad)].items():
                found = repr(cell) if cell else "nothing"
                yield Finding(resource.name, rule, found, line, field.name)


def _rules(field):
    """Pairs of a rule in words and the function that tells whether a cell breaks it."""
    if field.required:
        yield "must not be empty", lambda cell: cell == ""
    yield "has stray blanks", lambda cell: cell != cell.strip()
    if field.type in PATTERNS:
        pattern, rule = PATTERNS[field.type]
        number = re.compile(pattern).fullmatch
        yield rule, lambda cell: cell and not number(cell)
        if field.minimum is not None:
            yield f"must be at least {field.minimum}", _beyond(number, operator.lt, field.minimum)
        if field.maximum is not None:
            yield f"must be at most {field.maximum}", _beyond(number, operator.gt, field.maximum)
    if field.pattern:
        matches = re.compile(field.pattern).fullmatch
        yield f"must match {field.pattern}", lambda cell: cell and not matches(cell)
    if field.enum:
        allowed = {"", *field.enum}
        yield f"must be one of {', '.join(field.enum)}", lambda cell: cell not in allowed


def _beyond(number, compare, limit):
    return lambda cell: number(cell) and compare(float(cell), limit)


def _integers(cells, required):
    if required:
        return cells.astype("int64")
    return pd.to_numeric(cells.where(cells != "")).astype("Int64")
