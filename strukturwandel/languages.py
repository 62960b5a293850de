"""The languages of the book: one table, read by everything that must know one.

A new edition is one more entry in :data:`LANGUAGES` and a folder of catalogues.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Language:
    """One edition of the book.

    ``catalogue`` names the folder below ``translations/`` and is Sphinx's ``language``;
    ``path`` is the folder of the edition in the site; ``tag`` the BCP 47 tag that pages carry;
    ``label`` what the language calls itself; ``babel`` the CLDR locale for numbers and dates;
    ``plotly`` the name of plotly.js's locale.
    """

    catalogue: str
    path: str
    tag: str
    label: str
    babel: str
    plotly: str
    percent: str  # what follows a number in per cent
    ten_thousands: bool = False  # 万 and 亿 in running text, as Chinese editors write
    cjk: bool = False


LANGUAGES = (
    Language("en", "en", "en", "English", "en", "en", "%"),
    Language("de", "de", "de", "Deutsch", "de", "de", "\u202f%"),
    Language(
        "zh_CN", "zh", "zh-Hans", "简体中文", "zh_Hans_CN", "zh-CN", "%",
        ten_thousands=True, cjk=True,
    ),
)  # fmt: skip
SOURCE = LANGUAGES[0]
TRANSLATIONS = LANGUAGES[1:]


@lru_cache
def language(name: str | None) -> Language:
    """The language whose catalogue, path or tag is ``name``; None is the source language.

    Raises ValueError, naming the languages there are.
    """
    if name is None:
        return SOURCE
    for entry in LANGUAGES:
        if name in (entry.catalogue, entry.path, entry.tag):
            return entry
    known = ", ".join(entry.catalogue for entry in LANGUAGES)
    raise ValueError(f"no edition in language {name!r}; there are: {known}")
