"""A build does not lie: what it shows is what the sources say, and what failed is told."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from strukturwandel.sphinxext import repairs

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "strukturwandel"
CELL = re.compile(r"^```\{code-cell\}.*?^```$", re.DOTALL | re.MULTILINE)
IMPORTED = re.compile(r"^\s*from strukturwandel import (.*)$", re.MULTILINE)


# ---------------------------------------------------------------- what cells read


def test_the_code_that_cells_load_is_what_the_execution_cache_depends_on():
    """No module less, or old figures stand; none more, or chapters run again for nothing."""
    cells = "".join(
        "".join(CELL.findall(page.read_text(encoding="utf-8")))
        for page in ROOT.glob("chapters/**/*.md")
    )
    names = {name.strip() for line in IMPORTED.findall(cells) for name in line.split(",")}
    assert {"charts", "data", "numbers"} <= names
    assert cells.count("strukturwandel") == len(IMPORTED.findall(cells)), "another way to import"
    script = (
        f"import sys\nfrom strukturwandel import {', '.join(sorted(names))}\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('strukturwandel.')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    assert {Path(p).relative_to(PACKAGE).as_posix() for p in loaded} == set(repairs.CELL_CODE)


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tables and of the package, to change something in."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(PACKAGE, tmp_path / "strukturwandel")
    shutil.copyfile(ROOT / "requirements.lock", tmp_path / "requirements.lock")
    monkeypatch.setattr(repairs, "PACKAGE", tmp_path / "strukturwandel")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "runs_again"),
    [
        ("data/coal.csv", True),
        ("data/datapackage.json", True),
        ("data/geo/ruhr_districts.geojson", True),
        ("requirements.lock", True),
        ("strukturwandel/explorers.py", True),
        ("strukturwandel/data/aggregates.py", True),
        ("data/README.md", False),
        ("strukturwandel/pictures.py", False),
        ("strukturwandel/data/report.py", False),
        ("strukturwandel/charts/editions.py", False),
    ],
)
def test_chapters_run_again_when_what_they_read_has_changed(
    inputs: Path, path: str, runs_again: bool
):
    before = repairs.execution_digest(inputs)
    changed = inputs / path
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert (repairs.execution_digest(inputs) != before) == runs_again
