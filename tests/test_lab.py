"""`make lab`: chapters open as notebooks and run, nothing leaves the machine, no file changes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest
import yaml
from browsing import Outsiders
from jupytext.config import load_jupytext_configuration_file
from playwright.sync_api import expect

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


@pytest.mark.parametrize(
    "name", ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR", "IPYTHONDIR"]
)
def test_everything_that_jupyter_writes_stays_in_the_build_folder(monkeypatch, name):
    monkeypatch.setenv(name, "/elsewhere")
    assert lab.environment()[name].startswith(str(lab.LAB))


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
    command.append("--LabApp.expose_app_in_browser=True")  # for `NOTEBOOK`
    log = tmp_path / "log"
    with log.open("w") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, stderr=written, env={**os.environ, "HOME": str(tmp_path / "home")}
        )
    try:
        yield wait_for_address(process, log)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_address(process: subprocess.Popen, log: Path) -> str:
    for _ in range(900):
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\w+", log.read_text()):
            return found[0]
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)  # an end before the address is a failure
    raise AssertionError(f"JupyterLab gave no address in three minutes:\n{log.read_text()}")


# The chapter's tab, whichever lies above it: a busy machine may open the launcher's after it.
NOTEBOOK = (
    "[...jupyterapp.shell.widgets('main')]"
    f".find(each => each.context?.path?.endsWith('{CHAPTER.name}'))"
)


def run_all_cells(page) -> list[int]:
    """What Run → Run All Cells does, to its end; the execution count of every code cell.

    By the command and not by the menu, whose entry is dead as long as the launcher's tab lies
    above the chapter's. Without a kernel of which the page knows, and without a current notebook,
    the command does nothing, silently.
    """
    page.wait_for_function(f"{NOTEBOOK}?.sessionContext?.session?.kernel?.status === 'idle'")
    page.wait_for_function(
        f"(jupyterapp.shell.activateById({NOTEBOOK}.id),"
        f" jupyterapp.shell.currentWidget === {NOTEBOOK})"
    )
    # Not awaited in `evaluate`, which waits for ever: a dialog would hold the tests.
    page.evaluate(
        "jupyterapp.commands.execute('notebook:run-all-cells')"
        ".finally(() => { window.ranAll = true }); null"
    )
    page.wait_for_function("window.ranAll")
    return page.evaluate(
        f"{NOTEBOOK}.content.widgets"
        ".filter(cell => cell.model.type === 'code').map(cell => cell.model.executionCount)"
    )


@pytest.mark.browser
@pytest.mark.slow
def test_a_double_clicked_chapter_runs_with_its_charts_offline_and_unchanged(
    browser, running_lab, tmp_path
):
    before = CHAPTER.read_bytes()
    published = CHAPTER.read_text(encoding="utf-8").count("charts.publish(")
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        context.set_default_timeout(180_000)
        outsiders = Outsiders(context)
        page = context.new_page()
        # Without the tabs of the last run, or of a reader's `make lab`.
        page.goto(f"{running_lab}&reset")
        for name in CHAPTER.relative_to(ROOT / "chapters").parts:
            page.locator(".jp-DirListing-item", has_text=name).dblclick()
        page.locator(".jp-Notebook").wait_for()
        counts = run_all_cells(page)
        errors = page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
        assert errors == []
        # The cells have run; their charts are drawn one after the other.
        drawn = page.locator(".js-plotly-plot:has(.main-svg)")
        expect(drawn).to_have_count(published, timeout=180_000)

    assert counts == list(range(1, len(counts) + 1))
    assert outsiders.asked == []
    assert CHAPTER.read_bytes() == before
    assert not list(CHAPTER.parent.glob(".ipynb_checkpoints"))
    assert not (tmp_path / "home" / ".jupyter" / "lab").exists()
