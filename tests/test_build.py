"""A build does not lie: what it shows is what the sources say, and what failed is told."""

from __future__ import annotations

import fcntl
import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from strukturwandel import assets, build, machine, pictures, site
from strukturwandel.languages import LANGUAGES, SOURCE
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


# ---------------------------------------------------------------- pictures


def test_a_picture_is_drawn_anew_for_what_draws_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    figure = tmp_path / "f.json"
    figure.write_text("{}", encoding="utf-8")
    engine = tmp_path / "plotly.js"
    engine.write_text("// 3.0", encoding="utf-8")
    monkeypatch.setattr(assets, "engine", lambda: engine)
    monkeypatch.setattr(assets, "locale_script", lambda name: name)
    drawn = []

    async def draw(jobs: list) -> None:
        for _, _, place in jobs:
            drawn.append(place)
            place.write_text("<svg/>", encoding="utf-8")

    monkeypatch.setattr(pictures, "_draw", draw)

    def count() -> int:
        drawn.clear()
        # In a thread of its own: another test's Playwright may run its loop in this one.
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(
                pictures.make, [figure], tmp_path / "cache", progress=lambda text: None
            )
            made.result()
        return len(drawn)

    assert [count(), count()] == [2, 0]
    engine.write_text("// 3.1", encoding="utf-8")
    assert [count(), count()] == [2, 0]
    monkeypatch.setattr(assets, "locale_script", lambda name: name + " mended")
    assert [count(), count()] == [2, 0]
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "another")
    assert [count(), count()] == [2, 0]


# ---------------------------------------------------------------- the site, whole or not at all


class Stop(BaseException):
    """A process that ends in the middle."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small book whose editions, pictures and pages are made up; where its site stands."""
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_config.yml").write_text("sphinx: {config: {book_baseurl: x}}", encoding="utf-8")
    for name, value in {"ROOT": "", "BUILD": "_build", "SITE": "_build/site"}.items():
        monkeypatch.setattr(build, name, tmp_path / value)
    monkeypatch.setattr(build, "STATE", tmp_path / "_build" / "site.inputs")
    monkeypatch.setattr(build, "html", lambda **options: {})
    monkeypatch.setattr(machine, "check", lambda parts: [])
    write(tmp_path, "first")

    def assemble(root: Path, editions: dict, drawn: dict, target: Path, *rest, **options) -> None:
        target.mkdir()
        shutil.copyfile(root / "chapters" / "a.md", target / "index.html")

    monkeypatch.setattr(site, "assemble", assemble)
    return tmp_path / "_build" / "site"


def write(root: Path, text: str) -> None:
    (root / "chapters" / "a.md").write_text(text, encoding="utf-8")


def shown(place: Path) -> str:
    return (place / "index.html").read_text(encoding="utf-8")


def fail(**options: object) -> None:
    raise build.BuildError("planted")


def test_a_build_killed_amid_the_swap_brings_the_last_good_site_back(
    place: Path, monkeypatch: pytest.MonkeyPatch
):
    build.build(pdf=False)
    place.rename(place.with_name("site.old"))  # the first of the two renames, and no second
    write(build.ROOT, "second")
    with monkeypatch.context() as patch:
        patch.setattr(build, "html", fail)
        with pytest.raises(build.BuildError):
            build.build(pdf=False)
    assert shown(place) == "first"
    build.build(pdf=False)
    assert shown(place) == "second" and not place.with_name("site.old").exists()


def test_a_build_killed_after_the_swap_is_not_taken_for_the_one_before(
    place: Path, monkeypatch: pytest.MonkeyPatch
):
    build.build(pdf=False)
    write(build.ROOT, "second")
    swap = site.swap

    def swap_and_stop(*places: Path) -> None:
        swap(*places)
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(site, "swap", swap_and_stop)
        with pytest.raises(Stop):
            build.build(pdf=False)
    write(build.ROOT, "first")
    build.build(pdf=False)
    assert shown(place) == "first"


@pytest.mark.parametrize("verb", ["build", "preview", "translations"])
def test_a_build_waits_for_one_that_runs(place: Path, monkeypatch: pytest.MonkeyPatch, verb: str):
    told: list[str] = []
    waits, works = threading.Event(), threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        waits.set()

    def work(*_: object, **options: object) -> dict:
        works.set()
        raise build.BuildError("it has begun")

    monkeypatch.setattr(build, "tell", tell)
    monkeypatch.setattr(build, "html", work)
    monkeypatch.setattr(build, "run_sphinx", work)
    run = {"build": build.build, "preview": lambda: build.preview(SOURCE)}
    place.parent.mkdir()
    with (place.parent / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = threading.Thread(target=until_it_begins, args=[run.get(verb, build.translations)])
        second.start()
        assert waits.wait(10)
        assert told == ["Another build is running; this one waits for its end."]
        assert not works.wait(0.2)
    second.join(10)
    assert works.is_set()


def until_it_begins(work: object) -> None:
    with pytest.raises(build.BuildError, match="it has begun"):
        work()


def test_a_stopped_build_leaves_nothing_running():
    """SIGTERM to the build alone, as from a cancelled job, and not to what it has started."""
    script = (
        "import runpy, subprocess, sys\n"
        "from strukturwandel import build\nfrom strukturwandel.languages import SOURCE\n"
        "class Child(subprocess.Popen):\n"
        "    def wait(self, *given):\n"
        "        print(self.pid, flush=True)\n"  # from now on the build waits for it
        "        return super().wait(*given)\n"
        "build._sphinx_process = lambda *_: Child(['sleep', '60'])\n"
        "def work(**options):\n"
        "    build._editions([SOURCE], True)\n"
        "build.build, sys.argv = work, ['make', 'html']\n"
        "runpy.run_module('strukturwandel', run_name='__main__')\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    child = int(running.stdout.readline())
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 130
    assert running.stderr.read() == "stopped; the last good site is where it was\n"
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


# ---------------------------------------------------------------- what pages link to


@pytest.fixture
def editions(tmp_path: Path) -> dict:
    """Pages with the links of the theme's own templates."""
    templates = Environment(loader=FileSystemLoader(PACKAGE / "theme" / "templates"))
    found = {}
    for entry in LANGUAGES:
        told = {"is_edition": True, "pdf_url": f"../pdf/ruhr-jingjinji-{entry.path}.pdf",
                "notebook_url": "a.ipynb", "say": str, "pagename": "a", "root_doc": "a"}  # fmt: skip
        home = templates.get_template("page.html").blocks["body"]
        context = templates.get_template("page.html").new_context({**told, "body": "<p>a</p>"})
        end = templates.get_template("page-end.html").render(told)
        found[entry] = tmp_path / "editions" / entry.path / "html"
        found[entry].mkdir(parents=True)
        found[entry].joinpath("a.html").write_text("".join(home(context)) + end, encoding="utf-8")
    return found


@pytest.mark.parametrize("pdf", [True, False])
def test_pages_link_to_the_pdf_where_there_is_one(
    editions: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pdf: bool
):
    monkeypatch.setattr(assets, "install_data", lambda source, folder: None)
    monkeypatch.setattr(assets, "install_scripts", lambda folder: folder.mkdir())
    new = tmp_path / "site"
    changed = datetime(2026, 11, 18, tzinfo=UTC)
    site.assemble(ROOT, editions, {}, new, "https://x.org", pdf=pdf, changed=changed)
    pages = {p.relative_to(new).as_posix(): p.read_text("utf-8") for p in new.rglob("*.html")}
    links = {name: len(re.findall(r'href="[^"]*\.pdf"', text)) for name, text in pages.items()}
    home = {f"{entry.path}/a.html": 2 if pdf else 0 for entry in LANGUAGES}
    assert links == {**home, "index.html": 3 if pdf else 0, "404.html": 0}
    for entry in LANGUAGES:
        assert pages[f"{entry.path}/a.html"].count("a.ipynb") == 1
        assert pages[f"{entry.path}/a.html"].count("<li>") == (3 if pdf else 2)


def test_the_sitemap_dates_pages_by_the_books_last_change():
    changed = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert site.sitemap(["a.html"], "https://x.org", changed).count(
        "<lastmod>2026-11-18</lastmod>"
    ) == len(LANGUAGES)
    assert "lastmod" not in site.sitemap(["a.html"], "https://x.org", None)
