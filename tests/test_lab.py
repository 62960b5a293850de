"""`make lab`: chapters open as notebooks and run, nothing leaves the machine, no file changes."""

from __future__ import annotations

import contextlib
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
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

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


def run_all_cells(page) -> None:
    """Run → Run All Cells, again where a busy JupyterLab shut its menu or was not ready to run."""
    begun = page.locator(".jp-CodeCell .jp-InputPrompt").filter(has_text=re.compile(r"\[[\d*]+\]"))
    for _ in range(6):
        with contextlib.suppress(PlaywrightTimeoutError):
            page.get_by_role("menuitem", name="Run", exact=True).click(timeout=10_000)
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click(timeout=10_000)
            begun.first.wait_for(timeout=20_000)
            return
        page.keyboard.press("Escape")
    raise AssertionError("no cell has begun to run")


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
    idle = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'  # a busy machine starts slowly
    page.locator(idle).first.wait_for(state="attached", timeout=120_000)
    run_all_cells(page)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=180_000)
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    page.wait_for_function(
        "prompt => /\\[\\d+\\]/.test(prompt.textContent)", arg=last.element_handle(), timeout=90_000
    )
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
    drawn = page.locator(".js-plotly-plot").count()
    page.close()

    assert errors == []
    assert drawn == CHAPTER.read_text().count("charts.publish(")
    assert elsewhere == []
    assert CHAPTER.read_bytes() == before
    assert not list(CHAPTER.parent.glob(".ipynb_checkpoints"))
    assert not (tmp_path / "home" / ".jupyter" / "lab").exists()
