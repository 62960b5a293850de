"""A book of one chapter that a test may break, built as the real one is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A small chapter

```{code-cell} python
:tags: [hide-cell]
import plotly.graph_objects as go
from strukturwandel import charts, data, numbers
coal = data.load("coal")
jobs = coal.query("region == 'germany' and indicator == 'hard_coal_employees'")
numbers.glue("jobs", data.value(jobs, year=1957), rows=jobs)
```

Mines employed {number}`jobs` people {cite:p}`mib_krise`.
It was a crisis {cite:p}`mib_krise`.

```{code-cell} python
fig = go.Figure(go.Scatter(x=jobs.year, y=jobs.value, mode="markers"))
fig.update_yaxes(title_text="People in mining")
charts.publish(fig, id="fig-small", finding="Jobs fell", measured="Employees",
               description="Dots fall.", rows=jobs)
```

```{bibliography}
```
"""
PAGE = {
    "A small chapter": "Ein kleines Kapitel",
    "Mines employed {number}`jobs` people {cite:p}`mib_krise`. It was a crisis {cite:p}`mib_krise`.":
        "Die Zechen beschäftigten {number}`jobs` Menschen {cite:p}`mib_krise`. "
        "Es war eine Krise {cite:p}`mib_krise`.",
}  # fmt: skip
OUTPUTS = {
    "Jobs fell": "Die Arbeitsplätze schwanden",
    "Employees": "Beschäftigte",
    "Dots fall.": "Die Punkte fallen.",
    "People in mining": "Menschen im Bergbau",
    "Year": "Jahr",
    "Value": "Wert",
}


def catalogue(entries: dict[str, str], fuzzy: str | None = None) -> str:
    """A .po file; the entry ``fuzzy`` is marked as such."""
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    parts = [
        ("#, fuzzy\n" if message == fuzzy else "") + f'msgid "{message}"\nmsgstr "{translation}"\n'
        for message, translation in entries.items()
    ]
    return "\n".join([head, *parts])


class Book:
    """A book of one chapter in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "data", folder / "data")
        config = (ROOT / "_config.yml").read_text(encoding="utf-8")
        (folder / "_config.yml").write_text(config, encoding="utf-8")
        (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
        shutil.copyfile(ROOT / "requirements.lock", folder / "requirements.lock")
        self.german = folder / "translations" / "de" / "LC_MESSAGES"
        self.german.mkdir(parents=True)
        for name in ("site.po", "data.po", "sphinx.po", "booktheme.po"):
            source = ROOT / "translations" / "de" / "LC_MESSAGES" / name
            if source.exists():
                shutil.copyfile(source, self.german / name)
        self.chapter(CHAPTER)
        self.catalogues()

    def chapter(self, text: str) -> None:
        (self.folder / "index.md").write_text(text, encoding="utf-8")

    def catalogues(self, page: dict = PAGE, outputs: dict = OUTPUTS, fuzzy: str = "") -> None:
        self.german.joinpath("index.po").write_text(catalogue(page, fuzzy), encoding="utf-8")
        self.german.joinpath("outputs.po").write_text(catalogue(outputs), encoding="utf-8")

    def build(self, language: str, *, strict: bool = True, before: str = "") -> tuple[int, str]:
        """Build one edition, after a line of Python; exit code and all that was said."""
        return self.run(
            "import sys\nfrom strukturwandel import build, catalogues\n"
            f"catalogues.compile_all(build.ROOT / 'translations')\n{before}\n"
            f"sys.exit(build.run_sphinx({language!r}, strict={strict}))"
        )

    def run(self, script: str) -> tuple[int, str]:
        """Run Python on this book; exit code and all that was said."""
        environment = {
            **os.environ,
            "STRUKTURWANDEL_ROOT": str(self.folder),
            "STRUKTURWANDEL_DATA": str(self.folder / "data"),
            # Not the user's start-up files, nor one history for the kernels of all workers.
            "IPYTHONDIR": str(self.folder / "_build" / "ipython"),
            "PYTHONWARNINGS": "ignore",
            "NO_COLOR": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=self.folder, env=environment,
            check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def page(self, language: str) -> str:
        path = self.folder / "_build" / "editions" / language / "html" / "index.html"
        return path.read_text(encoding="utf-8")
