"""Scripts that the pages share, taken from the registry at set-up and never kept in git."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd

from strukturwandel.languages import TRANSLATIONS

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "_build" / "npm" / "node_modules"
ENGINE = "plotly-basic.min.js"


class MissingAssets(RuntimeError):
    """The registry's packages are not there."""


def module(path: str) -> Path:
    """A file of an installed npm package; raises :class:`MissingAssets` naming the remedy."""
    found = MODULES / path
    if not found.exists():
        raise MissingAssets(f"{path.split('/')[0]} is not installed: run `make setup` (npm ci)")
    return found


def engine() -> Path:
    """The smallest plotly.js bundle that draws scatter, bar and pie."""
    return module(f"plotly.js-basic-dist-min/{ENGINE}")


def locale_script(name: str) -> str:
    """plotly's locale as a script that registers itself: the package holds CommonJS."""
    source = module(f"plotly.js-locales/{name.lower()}.js").read_text(encoding="utf-8")
    body = re.search(r"module\.exports\s*=\s*(\{.*\})\s*;?", source, re.DOTALL)
    if body is None:
        raise MissingAssets(f"plotly.js-locales/{name.lower()}.js has changed its form")
    return f"Plotly.register({body[1]});\n"


def locale_names() -> list[str]:
    """plotly's names of the locales that the editions need."""
    return [entry.plotly for entry in TRANSLATIONS]


def install_data(source: Path, folder: Path) -> None:
    """The data package for readers: its files as they are, and each table as a spreadsheet too."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    for table in sorted(folder.glob("*.csv")):
        frame = pd.read_csv(table, dtype_backend="numpy_nullable")
        frame.to_excel(table.with_suffix(".xlsx"), index=False, sheet_name=table.stem[:31])


def install_scripts(folder: Path) -> None:
    """Lay engine and locales into the folder that charts.js loads from."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(engine(), folder / ENGINE)
    for name in locale_names():
        target = folder / f"plotly-locale-{name.lower()}.js"
        target.write_text(locale_script(name), encoding="utf-8")
