"""A small edition of the book, and its PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_edition import FIGURE, SVG, TEXTS, write_edition

from strukturwandel import catalogues, print_edition
from strukturwandel.languages import language


@pytest.fixture
def edition(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a small edition in a language."""
    return lambda name: write_edition(tmp_path, name)


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[[str], dict[str, dict[str, Path]]]:
    """Writes the picture of the small edition's chart."""

    def write(name: str) -> dict[str, dict[str, Path]]:
        path = tmp_path / f"{FIGURE}-{name}.svg"
        path.write_text(SVG.replace("{label}", TEXTS[name]["label"]), encoding="utf-8")
        return {FIGURE: {"wide": path, "narrow": path}}

    return write


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every string of the print edition counts as translated: these tests are about setting."""
    monkeypatch.setattr(catalogues, "lookup", lambda root, language, domain: lambda text: text)


@pytest.fixture
def make(
    edition: Callable[[str], Path],
    pictures: Callable[[str], dict[str, dict[str, Path]]],
    translated: None,
    tmp_path: Path,
) -> Callable[..., Path]:
    """Makes the PDF of the small edition in a language, or of its changed pages."""

    def run(name: str, html: Path | None = None) -> Path:
        target = tmp_path / f"{name}.pdf"
        print_edition.make(language(name), html or edition(name), pictures(name), target)
        return target

    return run
