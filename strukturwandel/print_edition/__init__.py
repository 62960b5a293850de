"""Built pages → one print document → PDF.

The pages of an edition, in the order of its contents, become one document with cover, contents and
page numbers. It is set by WeasyPrint: tagged, with the charts as vector pictures, hyphenated
German and justified Chinese. What cannot be set rightly stops the build with the page's name.
"""

from __future__ import annotations

import importlib
import os
import subprocess
from collections.abc import Callable, Mapping
from contextlib import nullcontext, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import ModuleType

import yaml
from babel.dates import format_date
from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from strukturwandel import catalogues, machine
from strukturwandel.languages import Language
from strukturwandel.print_edition import chinese, content, pages
from strukturwandel.print_edition.pages import HOME, Book, Page, PrintError, plain

__all__ = ["PrintError", "make"]

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Environment(
    loader=FileSystemLoader(ROOT / "strukturwandel" / "theme" / "print"),
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
LINE = 20  # of a chapter's title, in its type size
RUNNING = 64  # characters of a chapter's title in the running head
DATE_LOCALES = {"en": "en_GB"}  # the book's English is British: 27 November 1968

Say = Callable[[str], str]


def make(
    language: Language, html: Path, pictures: Mapping[str, Mapping[str, Path]], target: Path
) -> None:
    """Write the PDF of an edition to ``target``.

    ``html`` is the folder of its built pages, ``pictures`` maps the name of each figure to its
    pictures. Raises :class:`PrintError` with a line for each thing that is wrong.
    """
    setting, placing = _rooms("setting", "placing")
    problems: list[str] = []
    say = _sayer(language, problems)
    book = pages.read(html, language)
    drawn = _prepare(book, pictures, say, problems)
    frame = _Frame(book, drawn, say)
    if problems:
        raise PrintError(language, problems)
    justified = nullcontext()
    if language.cjk:
        from strukturwandel.print_edition import justify

        justified = justify.justified()
    setter = setting.Setter()
    with justified, setting.complaints() as said:
        for page in book.pages:
            if page.article.select_one("figure.chart"):
                placing.place_charts(page.article, lambda article: setter.set(frame.trial(article)))
        said.clear()  # a chapter alone lacks the targets of its links
        document = setter.set(frame.whole())
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        document.write_pdf(part, pdf_variant=setting.VARIANT)
    if said:
        part.unlink()
        raise PrintError(language, [f"WeasyPrint: {line}" for line in said])
    part.replace(target)


def _rooms(*names: str) -> list[ModuleType]:
    """The rooms that need WeasyPrint, which needs Pango."""
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint's own page of advice
            return [importlib.import_module(f"{__name__}.{name}") for name in names]
    except OSError as error:
        reason = str(error).splitlines()[0]
        missing = machine.describe(["pdf"]) if machine.check(["pdf"]) else reason
        raise RuntimeError(f"this machine cannot set PDFs. {missing}") from None


def _sayer(language: Language, problems: list[str]) -> Say:
    """Looks up strings of the print edition; one that is not translated is a problem."""
    known = catalogues.lookup(ROOT / "translations", language, "site")

    def say(message: str) -> str:
        found = known(message)
        if found is None:
            problems.append(f"no {language.catalogue} translation in site.po of: {message}")
        return found or message

    return say


# ---------------------------------------------------------------- pages


def _prepare(
    book: Book, pictures: Mapping[str, Mapping[str, Path]], say: Say, problems: list[str]
) -> dict[str, str]:
    """Make every article fit for print; the SVGs by the text that stands in their place."""
    drawn: dict[str, str] = {}
    for page in book.pages:
        drawn |= content.draw(page, pictures, book, problems)
        content.clean(page, book, problems)
    content.link(book, problems)
    words = say("p. {page}").replace(" ", "\N{NO-BREAK SPACE}")
    begun: set[str] = set()
    for page in book.pages:
        chinese.upright(page.article)
        if book.language.cjk:
            chinese.tidy(page.article)
        content.move_blanks(page.article)
        for anchor in page.article.select("a.see"):
            _add_page(anchor, words, book.language)
        _head(page, book, say, first=page.part not in begun)
        begun.add(page.part)
    return drawn


def _add_page(anchor: Tag, words: str, language: Language) -> None:
    """Let a reference name its page: in brackets, or after a comma where it stands in brackets."""
    before, after = words.split("{page}")
    block = anchor.find_parent(("p", "li", "dd", "td", "figcaption"))
    lead = "".join(text for text in anchor.find_all_previous(string=True, limit=200)[::-1]
                   if block in text.parents)  # fmt: skip
    is_inside = max(lead.rfind("("), lead.rfind("（")) > max(lead.rfind(")"), lead.rfind("）"))
    comma, opening, closing = ("，", "（", "）") if language.cjk else (", ", " (", ")")
    anchor["data-before"] = (comma if is_inside else opening) + before
    anchor["data-after"] = after + ("" if is_inside else closing)


def _head(page: Page, book: Book, say: Say, first: bool) -> None:
    """The part above the chapter's heading; the home page's own heading stands on the cover."""
    heading = page.article.find("h1")
    if page.name == HOME:
        heading.string = say("About this book")
    heading["data-book"] = book.title
    heading["data-title"], heading["data-running"] = page.title, running_title(page.title)
    _part_at_colon(heading)
    if not page.part:
        page.article["class"] = [*page.article["class"], "unparted"]
    else:
        line = BeautifulSoup("", "html.parser").new_tag("p")
        line["class"] = ["part-line", "first"] if first else "part-line"
        line.string = page.part
        heading.insert_before(line)


def _part_at_colon(heading: Tag) -> None:
    """Let a title of two lines break at its colon, rather than before its last word."""
    parts = pages.COLON.split(plain(heading), maxsplit=1)
    if max(sum(1 if chinese.is_wide(letter) else 0.56 for letter in part) for part in parts) > LINE:
        return  # a half would not fit on a line
    for text in heading.find_all(string=pages.COLON):
        if text.parent is heading:
            colon = pages.COLON.search(text)
            halves = [text[: colon.end()].rstrip(), text[colon.end() :]]
            before, after = list(text.previous_siblings)[::-1], list(text.next_siblings)
            units = [Tag(name="span", attrs={"class": "unit"}) for _ in halves]
            units[0].extend([*before, halves[0]])
            units[1].extend([halves[1], *after])
            heading.clear()
            heading.extend([units[0], " " if colon[0].endswith(" ") else "", units[1]])
            return


def running_title(title: str) -> str:
    """A title that leaves room for the book's beside it: up to its colon, or cut at a word."""
    if len(title) <= RUNNING:
        return title
    short = pages.COLON.split(title)[0]
    if len(short) <= RUNNING:
        return short
    return f"{short[:RUNNING].rpartition(' ')[0] or short[:RUNNING]} …"


# ---------------------------------------------------------------- document


class _Frame:
    """The document around the articles."""

    def __init__(self, book: Book, drawn: dict[str, str], say: Say) -> None:
        self._book, self._drawn = book, drawn
        self._outlines = {place: content.outline(svg) for place, svg in drawn.items()}
        moment = last_change()
        day = DATE_LOCALES.get(book.language.path, book.language.babel)
        self._facts = {
            "book": book,
            "language": book.language,
            "author": _author(book.language),
            "stamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else "",
            "date": format_date(moment.date(), "long", locale=day) if moment else "",
            "contents": say("Contents"),
            "licence": say("Text and charts: CC BY 4.0. Code: MIT. Data: as each table states."),
            "imprint": imprint(book, say),
        }

    def whole(self) -> str:
        """The whole book."""
        front = TEMPLATES.get_template("front.html").render(self._facts)
        return self._document(
            front + "".join(str(page.article) for page in self._book.pages), self._drawn
        )

    def trial(self, article: Tag) -> str:
        """One chapter, with targets for its links to others."""
        elsewhere = {link["href"][1:] for link in article.select('a[href^="#"]')}
        targets = "".join(f'<a id="{name}"></a>' for name in sorted(elsewhere))
        return self._document(f"{article}<p>{targets}</p>", self._outlines)

    def _document(self, body: str, pictures: Mapping[str, str]) -> str:
        for place, svg in pictures.items():
            body = body.replace(place, svg)
        return TEMPLATES.get_template("book.html").render(self._facts, body=Markup(body))


def imprint(book: Book, say: Say) -> list[str]:
    """What a reader of the PDF should know: what is not in it, and where it is."""
    lines = [
        say("This PDF holds the text and the charts of the book."),
        say(
            "The code behind each chart and number, the notebooks to run it, and the tables with "
            "their definitions, doubts and sources are in the online edition."
        ),
        say("The line under a chart names its sources and the table it is drawn from."),
        say(
            "Page numbers differ between editions and change with the text: cite chapter and date."
        ),
    ]
    if content.has_address(book):
        address = f"{book.address}/{book.language.path}/"
        lines.append(say("Online edition: {address}").replace("{address}", address))
    return lines


def _author(language: Language) -> str:
    author = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["author"]
    return catalogues.lookup(ROOT / "translations", language, "site")(author) or author


def last_change() -> datetime | None:
    """When the book was last changed: SOURCE_DATE_EPOCH, or the last commit; None without both."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    if not stamp:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        try:
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        stamp = answer.stdout.strip()
    return datetime.fromtimestamp(int(stamp), UTC)
