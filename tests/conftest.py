"""What several tests share: a headless Chromium, and the built site on a free port."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from strukturwandel import machine

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "site"


@pytest.fixture(scope="session")
def browser():
    """A Playwright browser: the system's Chromium, headless."""
    from playwright.sync_api import sync_playwright

    path = machine.find_browser()
    assert path, machine.describe(["pictures"])
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start as root, which is what containers run as.
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def site_folder() -> Path:
    """``_build/site``, built now if it is not up to date; one build however many workers ask."""
    lock = ROOT / "_build" / "test.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "strukturwandel", "build"]
        build = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert build.returncode == 0, f"the book does not build:\n{build.stdout}\n{build.stderr}"
    return SITE


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of the built site, without a slash at its end."""
    from strukturwandel.serve import server

    with server(site_folder) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
