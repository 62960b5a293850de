"""A new language is one entry and its catalogues: proved with a made-up one.

Its catalogues accent every English letter, so any plain word that a page still shows is hard-coded.
The whole book is built strictly in it, from the run of the chapters that the other editions use.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import sphinx
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString

ROOT = Path(__file__).resolve().parent.parent
GERMAN = ROOT / "translations" / "de" / "LC_MESSAGES"
LETTERS = str.maketrans(
    "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ",
    "áƀćďéƒǧħíĵķĺɱńóƥŕšťúṽŵẋýžÁɃĆĎÉƑǦĦÍĴĶĹṀŃÓƤŔŠŤÚṼŴẊÝŽ",
)
KEPT = re.compile(  # markup that a translator keeps
    r"\{[\w:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+|%?\{[^}]*\}|&\w+;|%\([a-z_]+\)[sd]"
    r"|%[sd]|\[\^\w+\]"
)
SCRIPT = """
import sys
from pathlib import Path
import jupyter_book.sphinx
from strukturwandel import languages
made_up = languages.Language("fr", "fr", "fr", "Français", "fr", "fr", " %")
languages.LANGUAGES = (*languages.LANGUAGES, made_up)
languages.TRANSLATIONS = (*languages.TRANSLATIONS, made_up)
from strukturwandel import build, catalogues
folder = Path(sys.argv[1])
build.edition_folder = lambda entry: folder / entry.path
catalogues.compile_all(folder / "translations")
whole = jupyter_book.sphinx.build_sphinx
def elsewhere(*args, confoverrides, **options):
    confoverrides["locale_dirs"] = [str(folder / "translations")]
    return whole(*args, confoverrides=confoverrides, **options)
jupyter_book.sphinx.build_sphinx = elsewhere
sys.exit(build.run_sphinx("fr"))
"""

# What stays as it is in every edition: code, cited works, terms and names of other languages,
# publishers of data, licences and units as their sources write them.
AS_IT_IS = (
    "script, style, pre, code, .citation, a[href*='bibliography'], dl.glossary, .languages, "
    ".chart-source, ul.sources, .chart-cite, .number, .logo, [translate=no], .chart-bibtex, "
    ".explorer-json"
)
MONTHS = {  # of the made-up edition's locale: dates are written, not translated
    name.strip(".")
    for width in ("wide", "abbreviated")
    for name in get_month_names(width, locale="fr").values()
}
NAMES = "CSV|SVG|PNG|XLSX|PDF|BibTeX|JupyterLab|Binder|Frictionless|Deutsch|Français"
ALIKE = re.compile(rf"\b(?:{NAMES}|{'|'.join(sorted(MONTHS))})\b")
WORD = re.compile(r"[A-Za-z]{3,}")


def accented(message: str) -> str:
    """The message with every letter accented, its markup kept; a term's text is text too."""
    message = re.sub(r"\{term\}`([^`<]+)`", r"{term}`\1 <\1>`", message)
    parts, end = [], 0
    for match in KEPT.finditer(message):
        shown = re.match(r"(\{(?:term|doc|ref)\}`)([^`<]*[^`<\s])(\s*<[^`]*>`)", match[0])
        kept = shown[1] + shown[2].translate(LETTERS) + shown[3] if shown else match[0]
        parts += [message[end : match.start()].translate(LETTERS), kept]
        end = match.end()
    return "".join([*parts, message[end:].translate(LETTERS)])


def write_catalogue(source: Path, target: Path) -> None:
    made = Catalog(locale="fr", charset="utf-8")
    with source.open("rb") as stream:
        for entry in read_po(stream):
            if entry.id and isinstance(entry.id, str):
                made.add(entry.id, accented(entry.id))
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        write_po(stream, made, width=0)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, site_folder: Path) -> Path:
    """The folder of the made-up edition's HTML; the site comes first, it executes the chapters."""
    folder = tmp_path_factory.mktemp("pseudo")
    place = folder / "translations" / "fr" / "LC_MESSAGES"
    for path in GERMAN.rglob("*.po"):
        write_catalogue(path, place / path.relative_to(GERMAN))
    own = Path(sphinx.__file__).parent / "locale" / "sphinx.pot"
    write_catalogue(own, place / "sphinx.po")
    for language in ("de", "zh_CN"):  # the status page counts them
        (folder / "translations" / language).symlink_to(ROOT / "translations" / language)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=1200,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return folder / "fr" / "html"


def hard_coded(page: str) -> list[str]:
    """Plain English that a page of the made-up edition shows or reads out."""
    soup = BeautifulSoup(page, "lxml")
    for element in soup.select(AS_IT_IS):
        element.decompose()
    found = [
        text.strip()
        for text in soup.body.find_all(string=True)
        if type(text) is NavigableString and not isinstance(text, (Comment, Doctype))
    ]
    for key in ("aria-label", "alt", "placeholder"):
        found += [element[key] for element in soup.body.select(f"[{key}]")]
    return [text for text in found if WORD.search(ALIKE.sub("", text))]


def test_the_search_for_hard_coded_text_finds_it():
    page = "<body><p>Ťéxť</p><p>Planted words</p><b aria-label='Close it'>ẋ</b><code>keep</code></body>"
    assert hard_coded(page) == ["Planted words", "Close it"]


def test_accents_leave_markup_alone():
    message = "Of {number}`jobs` in {term}`mining` {cite:p}`mib` see [this](https://a.org) {share}"
    made = accented(message)
    for kept in ("{number}`jobs`", "{cite:p}`mib`", "](https://a.org)", "{share}", " <mining>`"):
        assert kept in made
    assert not WORD.search(KEPT.sub("", made))


@pytest.mark.slow
def test_a_book_in_a_new_language_shows_no_word_of_english(edition: Path):
    found = {
        path.relative_to(edition).as_posix(): texts
        for path in sorted(edition.rglob("*.html"))
        if "_static" not in path.parts and (texts := hard_coded(path.read_text(encoding="utf-8")))
    }
    assert found == {}
