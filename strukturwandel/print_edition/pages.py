"""What the HTML edition holds for print: its pages in the order of the contents, and its titles."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

from strukturwandel.languages import Language

HOME = "index"
BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "td", "th", "caption", "figcaption",
          "div", "section")  # fmt: skip
MOST_TOLD = 20
COLON = re.compile(r": |：")
# The page of a table stays with its files: on paper these pages would be twice as long as the
# chapters. The list of all tables, chapters/data/index, is printed. How far the translations are
# changes with every one of them.
ONLINE_ONLY = re.compile(r"chapters/data/(?!index$)|chapters/appendices/translation_status$")


class PrintError(RuntimeError):
    """The print edition cannot be made; the message has a line for each problem, with its page."""

    def __init__(self, language: Language, problems: list[str]) -> None:
        said = list(dict.fromkeys(problems))
        if len(said) > MOST_TOLD:
            said[MOST_TOLD:] = [f"and {len(said) - MOST_TOLD} more"]
        head = f"the PDF in {language.catalogue} cannot be made: "
        super().__init__(head + (said[0] if len(said) == 1 else "\n  ".join(["", *said])))


@dataclass
class Page:
    """A built page: its name without ``.html``, the caption of its part, its article."""

    name: str
    part: str
    article: Tag

    @property
    def key(self) -> str:
        """The page's id in the print document; the ids inside it start with it."""
        return self.name.replace("/", "-")

    @property
    def title(self) -> str:
        """The page's heading as plain text."""
        return plain(self.article.find("h1"))


@dataclass
class Book:
    """An edition as the print edition needs it.

    ``folder`` is the edition's built HTML, ``address`` where the whole site will stand.
    """

    language: Language
    folder: Path
    title: str
    subtitle: str
    description: str
    address: str
    pages: list[Page]

    @property
    def parts(self) -> dict[str, list[Page]]:
        """Pages by the caption of their part, in order; "" holds what stands before all parts."""
        found: dict[str, list[Page]] = {}
        for page in self.pages:
            found.setdefault(page.part, []).append(page)
        return found


def strings_by_block(article: Tag) -> list[list[NavigableString]]:
    """The strings of each paragraph, heading, cell …, those of inline elements in it included."""
    found: list[list[NavigableString]] = []

    def walk(element: Tag, strings: list[NavigableString]) -> None:
        for child in element.children:
            if not isinstance(child, Tag):
                strings += [child] if type(child) is NavigableString else []  # no comments
            elif child.name in BLOCKS:
                found.append(inner := [])
                walk(child, inner)
            elif child.name != "pre":
                walk(child, strings)

    walk(article, [])
    return found


def plain(element: Tag) -> str:
    """The text of an element, on one line, without breaks of no width."""
    return " ".join(element.get_text().replace("\u200b", "").split())


def read(folder: Path, language: Language) -> Book:
    """The edition built in ``folder``; raises :class:`PrintError` for what is not there."""
    home = _soup(folder / f"{HOME}.html", language)
    navigation = home.select_one("nav.bd-docs-nav")
    if navigation is None:
        raise PrintError(language, ["index.html has no contents (nav.bd-docs-nav)"])
    problems: list[str] = []
    pages = []
    for name, part in _contents(navigation).items():
        path = folder / f"{name}.html"
        if not path.exists():
            problems.append(f"{name}.html is in the contents, but was not built")
            continue
        article = _soup(path, language).select_one("article.bd-article")
        if article is None or article.find("h1") is None:
            problems.append(f'{name}.html has no <article class="bd-article"> with a heading')
            continue
        for link in article.select("a.headerlink"):  # a "#" that would be part of the titles
            link.decompose()
        pages.append(Page(name, part, article))
    if not pages:
        problems.append("index.html lists no pages in its contents")
    if problems:
        raise PrintError(language, problems)
    title, _, subtitle = COLON.sub("\n", pages[0].title, count=1).partition("\n")
    address = _meta(home, "property", "og:url")
    return Book(
        language, folder, title.strip(), subtitle.strip(), _meta(home, "name", "description"),
        address.removesuffix(f"/{language.path}/{HOME}.html"), pages,
    )  # fmt: skip


def _soup(path: Path, language: Language) -> BeautifulSoup:
    try:
        return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    except FileNotFoundError:
        raise PrintError(language, [f"{path} was not built"]) from None


def _contents(navigation: Tag) -> dict[str, str]:
    """The pages that a list of contents names, in order, with the caption of their part."""
    found: dict[str, str] = {}
    part = ""
    for element in navigation.select("p.caption, a.reference.internal"):
        if element.name == "p":
            part = plain(element)
            continue
        path = element["href"].partition("#")[0] or f"{HOME}.html"
        name = posixpath.normpath(path).removesuffix(".html")
        if not ONLINE_ONLY.match(name):
            found.setdefault(name, part)
    return found


def _meta(soup: BeautifulSoup, key: str, value: str) -> str:
    found = soup.find("meta", attrs={key: value})
    return found["content"] if found else ""
