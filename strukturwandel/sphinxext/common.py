"""What the Sphinx rooms share: the language of a build, its catalogues, its paths."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from html import escape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from strukturwandel import catalogues
from strukturwandel.languages import Language, language
from strukturwandel.phrases import is_tied, phrases

LOGGER = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parent.parent


def language_of(app: Sphinx) -> Language:
    """The edition that this build makes."""
    return language(app.config.language)


def catalogue_root(app: Sphinx) -> Path:
    """The folder of catalogues, the first of Sphinx's locale_dirs."""
    return Path(app.srcdir, app.config.locale_dirs[0])


def translator(app: Sphinx, domain: str, location: object = None) -> Callable[..., str]:
    """Look up messages of a domain; a missing one is a warning, so a strict build fails.

    Messages of ``outputs`` may stand in ``data`` or ``records`` too, where tables give labels and
    titles. The function takes the message and, where known, a node that tells the line.
    """
    lang = language_of(app)
    domains = ("data", "records", domain) if domain == "outputs" else (domain,)
    known = [catalogues.lookup(catalogue_root(app), lang, name) for name in domains]

    def translate(message: str, place: object = None) -> str:
        translated = next((found for each in known if (found := each(message))), None)
        if translated is None:
            told = app.__dict__.setdefault("book_told", set())
            if place is None and (domain, message) in told:  # the frame of every page says it
                return message
            told.add((domain, message))
            LOGGER.warning(
                "no %s translation in %s.po of: %s", lang.catalogue, domain, message,
                type="book", subtype="untranslated", location=place or location,
            )  # fmt: skip
            return message
        return translated

    return translate


def breakable(text: str, here: Language) -> str:
    """Text as HTML that says where a line of Chinese may break; book.css breaks it nowhere else."""
    if not here.cjk:
        return escape(text)
    return "<wbr/>".join(
        f'<span class="tied">{escape(piece)}</span>' if is_tied(piece) else escape(piece)
        for piece in phrases(text)
    )


def between(message: str) -> str:
    """What a message ``{one}, {next}`` sets between the members of a list."""
    return message.replace("{one}", "").replace("{next}", "")


def to_root(docname: str) -> str:
    """From a page to the root of its edition: ``../`` once a folder."""
    return "../" * docname.count("/")


def to_shared(app: Sphinx, docname: str) -> str:
    """From a page to the folder that holds ``assets/`` and ``data/``.

    The editions share one at the site's root; a plain jupyter-book build has its own.
    """
    return to_root(docname) + ("../" if app.config.book_edition else "")


def file_digest(paths: list[Path]) -> str:
    """A hash of files' names and contents; missing ones are left out."""
    present = [path for path in paths if path.is_file()]
    return digest(*(part for p in present for part in (p.name.encode(), p.read_bytes())))


def digest(*parts: bytes) -> str:
    """A short content hash."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()[:16]
