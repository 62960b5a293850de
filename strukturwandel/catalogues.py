"""Catalogues: what Sphinx's gettext does not see is extracted, looked up and compiled here.

Sphinx makes one catalogue a page. Beside them stand our own domains:

``outputs``  what code shows: chart titles, labels, hover texts, table heads
``data``     labels of the tables: regions, indicators, units, flags, descriptions
``records``  sentences that tables hold: lessons, cited facts, events
``site``     our templates, scripts and configuration (book title, prompts, the start page)
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from strukturwandel import pofile
from strukturwandel.languages import SOURCE, TRANSLATIONS, Language
from strukturwandel.pofile import CatalogueError

PACKAGE = Path(__file__).resolve().parent
OWN_DOMAINS = ("outputs", "data", "records", "site")


def folder(root: Path, language: Language) -> Path:
    """Where the catalogues of a language lie, below ``translations/``."""
    return root / language.catalogue / "LC_MESSAGES"


@lru_cache(maxsize=256)
def _load(path: Path, stamp: float) -> dict[str, str]:
    with path.open("rb") as stream:
        return dict(gettext.GNUTranslations(stream)._catalog)


def known(root: Path, language: Language, domain: str) -> dict[str, str]:
    """All translations of a domain by their English; empty where there is no catalogue."""
    path = folder(root, language) / f"{domain}.mo"
    return _load(path, path.stat().st_mtime) if path.exists() else {}


def lookup(root: Path, language: Language, domain: str) -> Callable[[str], str | None]:
    """A function from English message to its translation, None where there is none.

    The source language gives every message back as it is.
    """
    if language == SOURCE:
        return lambda message: message
    entries = known(root, language, domain)
    return lambda message: entries.get(message) or None


# ---------------------------------------------------------------- compile


def read(path: Path) -> Catalog:
    """A .po file, with its line numbers; raises :class:`CatalogueError`."""
    pofile.check(path)
    try:
        with path.open("rb") as stream:
            return read_po(stream, abort_invalid=True)
    except Exception as error:
        raise CatalogueError(path, getattr(error, "lineno", 0) + 1, str(error)) from error


def compile_all(root: Path) -> int:
    """Compile every .po that is newer than its .mo; fuzzy entries stay out. Returns how many."""
    done = 0
    for language in TRANSLATIONS:
        for source in sorted(folder(root, language).rglob("*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            buffer = BytesIO()
            write_mo(buffer, read(source))
            target.write_bytes(buffer.getvalue())
            done += 1
    return done


# ---------------------------------------------------------------- extract


def outputs_template(
    noted: dict[str, list[list[str]]], apart: Collection[str] = frozenset()
) -> Catalog:
    """The template of the ``outputs`` domain from what an English build noted.

    ``noted`` maps a page to pairs of kind and message, as ``outputs.json`` holds them; messages in
    ``apart`` stand in another domain already.
    """
    template = Catalog(project="outputs", charset="utf-8")
    for page, found in sorted(noted.items()):
        for kind, message in found:
            if message not in apart:
                template.add(message, auto_comments=[f"{page}: {kind}"])
    return template


def placed_template(domain: str, found: Iterable[tuple[str, str]]) -> Catalog:
    """The template of the ``data`` or ``records`` domain from pairs of place and message."""
    template = Catalog(project=domain, charset="utf-8")
    for place, message in found:
        template.add(message, auto_comments=[place])
    return template


def site_template(settings: dict[str, str]) -> Catalog:
    """The template of the ``site`` domain: our templates, our code, visible settings.

    ``settings`` maps a name of configuration to its English text.
    """
    template = Catalog(project="site", charset="utf-8")
    methods = [("theme/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
    found = extract_from_dir(
        str(PACKAGE), method_map=methods, keywords={"say": None},
        directory_filter=lambda path: True,
    )  # fmt: skip
    for filename, _line, message, _comments, _context in found:
        template.add(message, auto_comments=[filename])
    for name, text in settings.items():
        template.add(text, auto_comments=[f"_config.yml: {name}"])
    return template


def write_template(template: Catalog, path: Path) -> None:
    """Write a .pot without line numbers, so that moved code changes no catalogue."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, template, width=0, no_location=True, sort_output=False)
