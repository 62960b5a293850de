"""From the print document to the PDF, by WeasyPrint; what it complains about is an error here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLE = Path(__file__).resolve().parent.parent / "theme" / "print" / "print.css"
VARIANT = "pdf/ua-1"


class Setter:
    """Sets documents in the style of the print edition; fonts are found once."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.fetcher = URLFetcher(allowed_protocols={"file", "data"})
        self.style = CSS(filename=STYLE, font_config=self.fonts, url_fetcher=self.fetcher)

    def set(self, markup: str) -> Document:
        """Lay out a document."""
        source = HTML(string=markup, base_url=STYLE.as_uri(), url_fetcher=self.fetcher)
        return source.render(font_config=self.fonts, stylesheets=[self.style], pdf_variant=VARIANT)


@contextmanager
def complaints() -> Iterator[list[str]]:
    """What WeasyPrint warns of while the block runs."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger, listener = logging.getLogger("weasyprint"), Listener(logging.WARNING)
    others, propagate = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [listener], False
    try:
        yield said
    finally:
        logger.handlers[:], logger.propagate = others, propagate
