"""What several tests share: a headless Chromium, and the built site on a free port."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "site"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: begun last, one of them would keep one worker to the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def browser():
    """A Playwright browser: the system's Chromium, headless; it reaches nothing but this machine."""
    from strukturwandel.bench.browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def site_folder() -> Path:
    """``_build/site``, built now if it is not up to date; one build however many workers ask."""
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
