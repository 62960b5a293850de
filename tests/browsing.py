"""What the browser tests share: the pages of the built site, and ways to open them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from strukturwandel import lint
from strukturwandel.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "_build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
PATIENCE = 120_000  # ms until a wait is given up
EDITIONS = [language.path for language in LANGUAGES]


def names(site_folder: Path, edition: str = "en") -> list[str]:
    """Every page of an edition, as a path below the edition's folder."""
    folder = site_folder / edition
    found = (page.relative_to(folder).as_posix() for page in folder.rglob("*.html"))
    return sorted(name for name in found if not name.startswith("_"))


def kinds() -> list[str]:
    """One page of each kind, and every chapter with charts, below the folder of an edition."""
    tables = [name for name in contents() if name.startswith("chapters/data/")]
    others = [name for name in contents() if name not in tables]
    return ["index.html", "search.html", *(f"{name}.html" for name in [*others, *tables[:2]])]


def contents() -> list[str]:
    """The pages that _toc.yml names, without the home page."""
    return lint.book_pages(ROOT / "_toc.yml")[1:]


def chapters() -> dict[str, int]:
    """Pages with code cells, and how many of their cells publish a chart."""
    found = {}
    for name in contents():
        path = ROOT / f"{name}.md"
        cells = re.findall(
            r"^```\{code-cell\}.*?^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        if cells:
            found[name] = sum("charts.publish(" in cell for cell in cells)
    return found


def soup(site_folder: Path, edition: str, name: str) -> BeautifulSoup:
    """A page of the built site, as it lies there."""
    return BeautifulSoup((site_folder / edition / name).read_text(encoding="utf-8"), "lxml")


@contextmanager
def opened(browser, address: str = "about:blank", **options) -> Iterator:
    """A page in a context of its own; errors that scripts of the context tell fail the test.

    The context closes however the test ends: its pages would slow down the tests that follow.
    """
    errors: list[str] = []
    with browser.new_context(**options) as context:
        # A wait that succeeds costs nothing by that; half a minute is not much on a busy machine.
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda told: errors.append(f"{told.page.url}: {told.error}"))
        try:
            page = context.new_page()
            page.goto(address)
            yield page
        except Exception as error:
            for told in errors:  # mostly the cause
                error.add_note(told)
            raise
    assert not errors, errors


class Outsiders:
    """Counts what a context asks of other machines than this one, and refuses it."""

    def __init__(self, context) -> None:
        self.asked: list[str] = []
        context.route("**/*", self._settle)

    def _settle(self, route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("data", "blob") or address.hostname in ("127.0.0.1", "localhost"):
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()
