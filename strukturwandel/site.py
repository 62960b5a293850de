"""Assemble the editions into one deployable folder, whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from strukturwandel import assets, catalogues
from strukturwandel import pictures as picture_room
from strukturwandel.charts import FONT, takeaway
from strukturwandel.languages import LANGUAGES, Language

TEMPLATES = Path(__file__).resolve().parent / "theme" / "site"
PLACE = re.compile(r'data-figure="([0-9a-f]+)"><div class="chart-picture"></div>')
PICTURE_LINKS = re.compile(r' · <a class="chart-svg".*?</button>')
PDF_LINKS = re.compile(r'\s*(?:<li>)?<a class="book-pdf"[^>]*>[^<]*</a>(?:</li>)?')
LEFT_OUT = shutil.ignore_patterns(".buildinfo*", "*.glue.json", ".doctrees", "reports")
NOT_PAGES = ("search.html", "genindex.html")

Pictures = dict[str, dict[str, Path]]


def figure_names(html: Path) -> list[str]:
    """The figures that the pages of an edition show."""
    pages = sorted(html.rglob("*.html"))
    return [name for page in pages for name in PLACE.findall(page.read_text(encoding="utf-8"))]


def with_pictures(page: str, pictures: Pictures) -> str:
    """The page with both renditions of each picture in their places."""

    def fill(match: re.Match[str]) -> str:
        drawn = pictures.get(match[1])
        if drawn is None:
            return match[0]  # no browser to draw with: the script draws the chart itself
        both = "".join(drawn[kind].read_text(encoding="utf-8") for kind in ("wide", "narrow"))
        return f'data-figure="{match[1]}"><div class="chart-picture">{both}</div>'

    filled = PLACE.sub(fill, page)
    return filled if pictures else PICTURE_LINKS.sub("", filled)


def assemble(
    root: Path,
    editions: dict[Language, Path],
    pictures: Pictures,
    target: Path,
    base: str,
    *,
    pdf: bool,
    changed: datetime | None,
) -> None:
    """Lay editions, data, scripts and the pages of the root into ``target``, a new folder.

    ``editions`` maps each language to its built HTML, ``base`` is the address of the site. Without
    ``pdf`` no page links to a PDF. ``changed`` is when the book was last changed, if that is known.
    """
    for language, html in editions.items():
        here = target / language.path
        shutil.copytree(html, here, ignore=LEFT_OUT)
        for page in here.rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            made = with_pictures(text, pictures) if PLACE.search(text) else text
            made = made if pdf else PDF_LINKS.sub("", made)
            if made != text:
                page.write_text(made, encoding="utf-8")
        _take_away(html, pictures, here / "charts", language)
    assets.install_data(root / "data", target / "data")
    assets.install_scripts(target / "assets")
    shutil.copyfile(TEMPLATES / "site.css", target / "assets" / "site.css")
    (target / "pdf").mkdir()
    _root_pages(root, target, base, pdf, changed)


def _take_away(html: Path, drawn: Pictures, folder: Path, language: Language) -> None:
    """The picture of each chart with its words, as a file of its own."""
    for name in figure_names(html):
        if name not in drawn:
            continue
        words = json.loads((html.parent / "figures" / f"{name}.caption").read_text("utf-8"))
        svg = picture_room.for_print(drawn[name]["wide"].read_text(encoding="utf-8"))
        target = folder / f"{words.pop('id')}.svg"
        fonts = "Noto Sans CJK SC, Noto Sans, sans-serif" if language.cjk else FONT
        target.write_text(
            takeaway.standalone(svg, takeaway.Caption(**words), fonts), encoding="utf-8"
        )


def _root_pages(root: Path, target: Path, base: str, pdf: bool, changed: datetime | None) -> None:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    entries = [(language, _say(root, language)) for language in LANGUAGES]
    for name in ("index.html", "404.html"):
        template = environment.get_template(name)
        text = template.render(entries=entries, base=base.rstrip("/"), pdf=pdf)
        (target / name).write_text(text, encoding="utf-8")
    (target / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {base.rstrip('/')}/sitemap.xml\n", encoding="utf-8"
    )
    pages = _pages(target / LANGUAGES[0].path)
    (target / "sitemap.xml").write_text(sitemap(pages, base, changed), encoding="utf-8")


def _say(root: Path, language: Language) -> Callable[[str], str]:
    known = catalogues.lookup(root / "translations", language, "site")
    return lambda message: known(message) or message


def _pages(edition: Path) -> list[str]:
    found = (page.relative_to(edition).as_posix() for page in edition.rglob("*.html"))
    return sorted(page for page in found if page not in NOT_PAGES and not page.startswith("_"))


def sitemap(pages: list[str], base: str, changed: datetime | None) -> str:
    """A sitemap of every page in every language, each with its alternates.

    ``changed`` is when the book was last changed; the day of the build would tell search engines
    that every page is new.
    """
    base = base.rstrip("/")
    day = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    entries = []
    for page in pages:
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{entry.tag}"'
            f' href="{escape(f"{base}/{entry.path}/{page}")}"/>'
            for entry in LANGUAGES
        )
        entries += [
            f"<url><loc>{escape(f'{base}/{entry.path}/{page}')}</loc>{day}{alternates}</url>"
            for entry in LANGUAGES
        ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    )


def swap(new: Path, place: Path) -> None:
    """Put the new site in place of the old one; a failure before this leaves the old one."""
    restore(place)
    old = _old(place)
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def restore(place: Path) -> None:
    """Bring the old site back if a process was killed in the middle of :func:`swap`."""
    if _old(place).exists() and not place.exists():
        _old(place).rename(place)


def _old(place: Path) -> Path:
    return place.with_name(place.name + ".old")
