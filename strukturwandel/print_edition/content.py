"""A page's article made fit for print: what paper cannot hold goes, ids and links are the book's."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import NavigableString, Tag
from lxml import etree

from strukturwandel import pictures
from strukturwandel.languages import Language
from strukturwandel.print_edition import chinese
from strukturwandel.print_edition.pages import Book, Page, plain, strings_by_block

# Buttons and scripts do nothing on paper. Code is left out too: whoever reads it wants to run it,
# and in print it would double the pages; the imprint says where it is. The data table repeats the
# chart above it; the chart's source line names the whole table.
LEFT_OUT = (
    "script, style, template, noscript, button, form, nav, details.code, details.hide, "
    ".toctree-wrapper, .data-downloads, .d-print-none, .noprint, .citation > .label, "
    ".diagram-description, wbr"
)
PHRASED = "h1, h2, h3, .chart-finding, .diagram-finding"
UNWRAPPED = ".cell_output, .explorer-result, .pst-scrollable-table-container, .table-scroll, .tied"
SCREEN_ATTRIBUTES = ("title", "tabindex", "role", "aria-describedby", "aria-labelledby")
PLACEHOLDER_HOST = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid|localhost|test)$")

# WeasyPrint knows no language inside an SVG: the family itself must say which Chinese forms.
CHART_FONTS = {False: "Noto Sans, Noto Sans CJK SC", True: "Noto Sans CJK SC, Noto Sans"}
SVG = f"{{{pictures.SVG}}}"
BLANKS = (" ", "\t", "\n", "\r")  # those that collapse: no-break blanks stay where they are
CHART_PARTS = ("finding", "measured", "box", "description", "source")


def clean(page: Page, book: Book, problems: list[str]) -> None:
    """Leave what is for print and prefix every id with the page's key."""
    article = page.article
    for element in article.select(PHRASED):
        _tie_phrases(element)
    for element in article.select(LEFT_OUT):
        element.decompose()
    for cards in article.select(".lessons"):
        cards.replace_with(_lesson_table(cards))
    for cell in article.select("div.cell"):
        cell.replace_with(*cell.select(".cell_output"))
    for element in article.select(UNWRAPPED):
        element.unwrap()
    article.smooth()  # what stood on either side of a <wbr> or a tied range is one text
    for element in article.select(".math"):
        problems.append(f"{page.name}.html: print cannot set formulas yet: {plain(element)[:60]}")
    _move_anchors(article)
    _tie_hyphens(article)
    for element in article.select("[id]"):
        element["id"] = f"{page.key}--{element['id']}"
    article["id"] = page.key
    article["class"] = ["chapter", page.name.rpartition("/")[2].replace("_", "-")]
    for image in article.select("img"):
        _settle_image(image, page, book, problems)
    for element in article.find_all(True):
        for key in SCREEN_ATTRIBUTES:
            element.attrs.pop(key, None)


def _tie_phrases(heading: Tag) -> None:
    """What stands between two <wbr> stays together: WeasyPrint knows no ``word-break: keep-all``."""
    if heading.find("wbr", recursive=False) is None:
        return
    phrase = Tag(name="span", attrs={"class": ["phrase"]})
    phrases = [phrase]
    for node in list(heading.children):
        if isinstance(node, Tag) and node.name == "wbr":
            node.extract()
            phrase = Tag(name="span", attrs={"class": ["phrase"]})
            phrases.append(phrase)
        else:
            phrase.append(node.extract())
    heading.extend(phrases)


def _move_anchors(article: Tag) -> None:
    """An empty target before a heading moves into it: alone it could stay on the page before."""
    for anchor in article.select("span[id]:empty"):
        following = anchor.find_next_sibling()
        if following is not None and following.name in ("h1", "h2", "h3", "h4", "figure", "table"):
            (following.find("figcaption") or following).insert(0, anchor.extract())


def move_blanks(article: Tag) -> None:
    """Move a blank at the end of a string to the start of the next one in its block.

    Where a line is full but for such a blank, Pango 1.50 breaks the line after its first word:
    seen in one line of a hundred that end before a citation.
    """
    for strings in strings_by_block(article):
        for place in range(len(strings) - 1):
            text, following = strings[place], strings[place + 1]
            if not text.endswith(BLANKS):
                continue
            if not following.startswith(BLANKS):
                strings[place + 1] = NavigableString(f" {following}")
                following.replace_with(strings[place + 1])
            text.replace_with(text.rstrip("".join(BLANKS)))


def _tie_hyphens(article: Tag) -> None:
    """An address breaks before its hyphens: after one, nobody could tell whether it is part of it."""
    for anchor in article.select("a.external"):
        for text in anchor.find_all(string=re.compile(r"https?://|doi:")):
            pieces = re.split(r"(-[^-\s])", text)
            nodes = [NavigableString(piece) for piece in pieces]
            for number in range(1, len(pieces), 2):
                nodes[number - 1] = NavigableString(f"{pieces[number - 1]}{chinese.BREAK}")
                nodes[number] = Tag(name="span", attrs={"class": "tied"})
                nodes[number].string = pieces[number]
            text.replace_with(*nodes)


def _settle_image(image: Tag, page: Page, book: Book, problems: list[str]) -> None:
    source = image.get("src", "")
    path = (book.folder / page.name).parent / source
    if urlsplit(source).scheme or not path.is_file():
        problems.append(f"{page.name}.html: picture {source} is not there")
        return
    if not image.get("alt"):
        problems.append(f"{page.name}.html: picture {source} has no alternative text")
    image["src"] = path.resolve().as_uri()


def _lesson_table(cards: Tag) -> Tag:
    """Cards of lessons as one table: what the lesson is, and on what it rests."""
    table, body = Tag(name="table", attrs={"class": "lesson-table"}), Tag(name="tbody")
    for card in cards.select(".lesson"):
        row = Tag(name="tr", attrs={"id": card["id"]})
        number = Tag(name="th", attrs={"scope": "row"})
        number.append(card.select_one(".lesson-id").get_text(strip=True))
        card.select_one(".lesson-id").decompose()
        said = Tag(name="td")
        said.extend(card.select(".lesson-title, .lesson-claim, .lesson-tags"))
        row.extend([number, said])
        grounds = card.select_one(".lesson-grounds")
        if grounds is not None:
            cell = Tag(name="td")
            cell.append(grounds.extract())
            row.append(cell)
        body.append(row)
    table.append(body)
    return table


# ---------------------------------------------------------------- charts


def draw(
    page: Page, drawn: Mapping[str, Mapping[str, Path]], book: Book, problems: list[str]
) -> dict[str, str]:
    """Prepare a page's charts: finding and measure, the place of the picture, the source.

    ``drawn`` maps a figure's name to its pictures. Returns SVG by the text that stands in its
    place: a parser of HTML must not touch it.
    """
    found = {}
    for chart in page.article.select("figure.chart"):
        parts = {name: chart.select_one(f".chart-{name}") for name in CHART_PARTS}
        if None in parts.values():
            lacking = ", ".join(name for name, part in parts.items() if part is None)
            problems.append(f"{page.name}.html: chart {chart.get('id')} has no {lacking}")
            continue
        name = parts["box"]["data-figure"]
        path = drawn.get(name, {}).get("wide")
        if path is None or not path.is_file():
            problems.append(f"{page.name}.html: chart {chart.get('id')} has no picture ({name})")
            continue
        place = f"[[{page.key} {chart['id']}]]"
        svg = path.read_text(encoding="utf-8").replace(path.stem, f"{page.key}-{chart['id']}")
        found[place] = picture(svg, plain(parts["description"]), book.language)
        head, box = Tag(name="figcaption"), Tag(name="div", attrs={"class": "chart-picture"})
        head.extend([parts["finding"].extract(), parts["measured"].extract()])
        box.string = place
        source = parts["source"].extract()
        table = chart.select_one(".chart-data table")
        chart.clear()
        chart.extend([head, box, source])
        if "with-table" in chart["class"]:
            chart.insert_after(table)
    return found


def picture(svg: str, description: str, language: Language) -> str:
    """A picture as WeasyPrint sets it: light colours, named fonts, the description as its text."""
    root = etree.fromstring(pictures.for_print(svg))
    for key in ("aria-hidden", "focusable", "class"):
        root.attrib.pop(key, None)
    root.set("font-family", CHART_FONTS[language.cjk])
    title = etree.Element(f"{SVG}title")  # WeasyPrint takes it for the alternative text
    title.text = description
    root.insert(0, title)
    return etree.tostring(root, encoding="unicode")


def outline(svg: str) -> str:
    """A picture's frame without what it shows: enough to lay out a page, and quick."""
    return re.match(r"<svg[^>]*>", svg)[0] + "<title>…</title></svg>"


# ---------------------------------------------------------------- links


def link(book: Book, problems: list[str]) -> None:
    """Let each link lead somewhere: inside the book, to the site, to the world, or nowhere.

    A link into a page of the book that has no such target is a problem. A link to another file of
    the site (the table behind a number) needs the site's address; while that is a placeholder, its
    text stands alone.
    """
    targets = {page.key for page in book.pages}
    targets.update(element["id"] for page in book.pages for element in page.article.select("[id]"))
    names = {page.name: page for page in book.pages}
    for page in book.pages:
        for anchor in page.article.select("a[href]"):
            if urlsplit(anchor["href"]).scheme:
                continue
            place, fragment = _resolve(page, anchor["href"], book.language)
            inside = place.removeprefix(f"{book.language.path}/")
            other = names.get(inside.removesuffix(".html")) if inside != place else None
            if other is not None:
                target = other.key + (f"--{fragment}" if fragment else "")
                anchor["href"] = f"#{target}"
                if target not in targets:
                    where = f"{inside}#{fragment}"
                    problems.append(
                        f"{page.name}.html: link to {where} leads nowhere: {plain(anchor)[:60]}"
                    )
                if anchor.select_one(".doc, .std-ref"):
                    anchor["class"] = "see"  # followed by its page number
                continue
            if inside != place and not (book.folder / inside).exists():
                problems.append(f"{page.name}.html: link to {inside}, which was not built")
            if has_address(book):
                anchor["href"] = f"{book.address}/{place}" + (f"#{fragment}" if fragment else "")
            else:
                anchor.unwrap()
    _drop_idle_ids(book)


def _drop_idle_ids(book: Book) -> None:
    """Ids that no link leads to go: a citation repeated in a translated paragraph has its id twice."""
    articles = [page.article for page in book.pages]
    wanted = {link["href"][1:] for article in articles for link in article.select('a[href^="#"]')}
    for article in articles:
        for element in article.select("[id]"):
            if element["id"] not in wanted:
                del element["id"]


def _resolve(page: Page, href: str, language: Language) -> tuple[str, str]:
    """The file of the site that a page links to, from the site's root, and the place in it."""
    here = f"{language.path}/{page.name}.html"
    path, _, fragment = href.partition("#")
    joined = posixpath.join(posixpath.dirname(here), path) if path else here
    return posixpath.normpath(joined), fragment


def has_address(book: Book) -> bool:
    """Whether the site's address is a real one, not the placeholder of ``_config.yml``."""
    host = urlsplit(book.address).hostname or ""
    return bool(host) and not PLACEHOLDER_HOST.search(host)
