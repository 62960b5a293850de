"""What is wrong with a table, in words a curator can act on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One broken rule. ``line`` is the line in the CSV file, the header being line 1."""

    table: str
    rule: str
    found: str = ""
    line: int | None = None
    column: str | None = None

    def __str__(self):
        place = [f"table '{self.table}'"]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column '{self.column}'")
        found = f"; found {self.found}" if self.found else ""
        return f"{', '.join(place)}: {self.rule}{found}"


class TableError(ValueError):
    """A table is unknown or breaks its schema. ``findings`` holds every broken rule."""

    SHOWN = 8

    def __init__(self, findings):
        self.findings = list(findings)
        lines = [str(finding) for finding in self.findings[: self.SHOWN]]
        if len(self.findings) > self.SHOWN:
            lines.append(f"… and {len(self.findings) - self.SHOWN} more")
        super().__init__("\n".join(lines))


class RowError(LookupError):
    """`value` needs exactly one row, and the conditions matched none or several."""
