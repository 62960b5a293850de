"""`make lab`: chapters open as notebooks and run, nothing leaves the machine, no file changes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import jupytext
import pytest
import yaml
from jupytext.config import load_jupytext_configuration_file

from strukturwandel import lab

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "chapters").rglob("*.md"))
NOTEBOOKS = [page for page in PAGES if "\nkernelspec:" in page.read_text(encoding="utf-8")]
CHAPTER = ROOT / "chapters" / "ruhr" / "coal_crisis.md"


def test_markdown_opens_as_a_notebook_without_news_or_autosave(tmp_path):
    lab.write_settings(tmp_path)
    read = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "labconfig").iterdir()}
    manager = read["default_setting_overrides"]["@jupyterlab/docmanager-extension:plugin"]
    assert manager["defaultViewers"]["markdown"] == "Jupytext Notebook"
    assert manager["autosave"] is False
    assert read["page_config"]["disabledExtensions"]


def test_everything_that_jupyter_writes_stays_in_the_build_folder():
    changed = {name: path for name, path in lab.environment().items() if name not in os.environ}
    folders = {name for name, path in changed.items() if path.startswith(str(lab.LAB))}
    assert {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR"} <= folders


def test_port_and_no_browser_reach_jupyterlab():
    assert "--ServerApp.port=9000" in lab.command(9000)
    assert "--no-browser" in lab.command(browser=False)
    assert "--no-browser" not in lab.command()


@pytest.mark.parametrize("chapter", NOTEBOOKS, ids=lambda path: path.stem)
def test_saving_a_chapter_keeps_its_header_and_its_cells(chapter):
    settings = load_jupytext_configuration_file(str(ROOT / "pyproject.toml"))
    notebook = jupytext.read(chapter, config=settings)
    notebook.metadata["language_info"] = {"name": "python"}  # what a kernel adds
    saved = jupytext.writes(notebook, fmt="md:myst", config=settings)
    assert header(saved).get("myst") == header(chapter.read_text(encoding="utf-8")).get("myst")
    assert "jupytext_version" not in saved
    again = jupytext.reads(saved, fmt="md:myst")
    assert [cell.source for cell in again.cells] == [cell.source for cell in notebook.cells]


def header(text: str) -> dict:
    return yaml.safe_load(text.split("---\n")[1])


@pytest.fixture
def running_lab(tmp_path):
    """The address, with token, of a JupyterLab started as `make lab` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "strukturwandel.lab", "--no-browser", "--port", str(port)]
    command.append("--LabApp.expose_app_in_browser=True")  # for `run_all_cells`
    log = tmp_path / "log"
    with log.open("w") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, stderr=written, env={**os.environ, "HOME": str(tmp_path / "home")}
        )
    try:
        yield wait_for_address(process, log)
    finally:
        process.terminate()
        process.wait(30)


def wait_for_address(process: subprocess.Popen, log: Path) -> str:
    for _ in range(300):
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\w+", log.read_text()):
            return found[0]
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)  # an end before the address is a failure
    raise AssertionError(f"JupyterLab gave no address in a minute:\n{log.read_text()}")


def wait_for_kernel(page, address: str) -> None:
    """Until the server says that the one kernel is idle; what the page shows is ahead of it."""
    sessions = address.replace("/lab/tree/chapters?", "/api/sessions?")
    states = []
    for _ in range(360):
        states = [each["kernel"]["execution_state"] for each in page.request.get(sessions).json()]
        if states == ["idle"]:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"no idle kernel in three minutes, but {states}")


def run_all_cells(page) -> list[int]:
    """What Run → Run All Cells does, to its end; the execution count of every code cell.

    By the command and not by the menu, whose entry is dead as long as the launcher's tab, which
    a busy machine may open after the chapter, lies above it.
    """
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells').then(() => null)")
    return page.evaluate(
        "jupyterapp.shell.currentWidget.content.widgets"
        ".filter(cell => cell.model.type === 'code').map(cell => cell.model.executionCount)"
    )


@pytest.mark.browser
@pytest.mark.slow
def test_a_double_clicked_chapter_runs_with_its_charts_offline_and_unchanged(
    browser, running_lab, tmp_path
):
    before = CHAPTER.read_bytes()
    elsewhere = []
    page = browser.new_page(viewport={"width": 1400, "height": 1000})

    def only_loopback(route):
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    page.route(re.compile("^https?://"), only_loopback)
    page.goto(running_lab)
    for name in CHAPTER.relative_to(ROOT / "chapters").parts:
        page.locator(".jp-DirListing-item", has_text=name).dblclick(timeout=90_000)
    page.locator(".jp-Notebook").wait_for(timeout=90_000)
    wait_for_kernel(page, running_lab)
    counts = run_all_cells(page)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=180_000)
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
    drawn = page.locator(".js-plotly-plot").count()
    page.close()

    assert errors == []
    assert counts == list(range(1, len(counts) + 1))
    assert drawn == CHAPTER.read_text().count("charts.publish(")
    assert elsewhere == []
    assert CHAPTER.read_bytes() == before
    assert not list(CHAPTER.parent.glob(".ipynb_checkpoints"))
    assert not (tmp_path / "home" / ".jupyter" / "lab").exists()
