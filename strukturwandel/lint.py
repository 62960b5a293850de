"""``make lint``: tables keep their schemas, figures have their evidence, translations pass the gates.

One line a finding: ``path:line: language: rule: what – English message``. What the rules mean is in
:mod:`strukturwandel.gates`; exceptions with their reasons are in translations/exceptions.csv.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from strukturwandel import catalogues, pofile
from strukturwandel.gates import EXCUSABLE, Entry, Finding, evidence, inspect
from strukturwandel.gates.complete import OPTIONAL, REQUIRED, coverage, missing, orphans
from strukturwandel.gates.exceptions import excuse, read_exceptions
from strukturwandel.gates.terms import read_glossary
from strukturwandel.languages import TRANSLATIONS, Language
from strukturwandel.sphinxext import bibliography

ROOT = Path(__file__).resolve().parent.parent


# Places of messages that are names: datapages.messages() and bibliography.messages().
NAMES = re.compile(
    r"sources\.csv: (producer|citation|title)"
    r"|references\.bib: (body|.*, (title|note|" + "|".join(bibliography.TRANSLATED) + r")\Z)"
)


def main(root: Path = ROOT) -> int:
    """Print every finding and how complete each edition is; 1 if there is a finding."""
    tables_hold, report = table_report()
    print(report)
    found = catalogue_findings(root)
    unproven = evidence.findings(root)
    for each in [*unproven, *found]:
        print(each)
    for language in TRANSLATIONS:
        print(f"{language.catalogue}: {coverage(_readable_entries(root, language))}")
    print(
        f"translations: {len(found)} findings" if found else "Every translation passes every gate."
    )
    print(f"chapters: {len(unproven)} findings" if unproven else "Every figure has its evidence.")
    return 0 if tables_hold and not found and not unproven else 1


def table_report() -> tuple[bool, str]:
    """Whether the tables of data/ keep their rules, and what to say: all, or that all is well.

    The report is a command of its own with its own arguments, so it runs as one.
    """
    command = [sys.executable, "-m", "strukturwandel.data"]
    run = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    told = (run.stdout + run.stderr).strip()
    return run.returncode == 0, told if run.returncode else told.splitlines()[-1]


def catalogue_findings(root: Path) -> list[Finding]:
    """Everything that is wrong with the catalogues below a book's root, less the exceptions."""
    pages = set(book_pages(root / "_toc.yml"))
    glossary, rows = read_glossary(root / "data" / "glossary.csv")
    found = list(_unknown_folders(root))
    for language in TRANSLATIONS:
        found += _catalogue_set(root, language, pages)
        found += inspect(_glossary_entries(rows, language), glossary)
        for path in _files(root, language):
            found += _format_flags(root, path, language)
            try:
                found += inspect(entries(root, path, language), glossary)
            except catalogues.CatalogueError as error:
                found.append(_unreadable(root, error, language))
    listed = root / "translations" / "exceptions.csv"
    languages = {language.catalogue for language in TRANSLATIONS}
    return excuse(found, read_exceptions(listed), _shown(root, listed), languages, EXCUSABLE)


def book_pages(toc: Path) -> list[str]:
    """The pages of the book in the order of _toc.yml, the home page first."""
    return list(_named(yaml.safe_load(toc.read_text(encoding="utf-8"))))


def _named(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _named(each)
    elif isinstance(node, dict):
        for key, each in node.items():
            if key in ("root", "file"):
                yield str(each).removesuffix(".md")
            else:
                yield from _named(each)


def entries(root: Path, path: Path, language: Language) -> list[Entry]:
    """The messages of a .po file, the header left out; a plural gives one entry a form."""
    catalogue = catalogues.read(path)
    prose = _domain(root, path, language) not in (*REQUIRED, *OPTIONAL)
    found = []
    current = [(message, False) for message in catalogue]
    gone = [(message, True) for message in catalogue.obsolete.values()]
    for message, obsolete in current + gone:
        place = (_shown(root, path), message.lineno or 1, language)
        for msgid, msgstr in _forms(message.id, message.string):
            name = bool(message.auto_comments) and all(
                NAMES.match(comment) for comment in message.auto_comments
            )
            found.append(Entry(*place, msgid, msgstr, message.fuzzy, obsolete, prose, name))
    return found


def _forms(msgid: object, msgstr: object) -> list[tuple[str, str]]:
    if not msgid:
        return []
    if isinstance(msgid, str):
        return [(msgid, msgstr or "")]
    strings = list(msgstr) or [""]
    ids = msgid if len(strings) == len(msgid) else [msgid[-1]] * len(strings)
    return list(zip(ids, strings, strict=True))


def _catalogue_set(root: Path, language: Language, pages: set[str]) -> Iterator[Finding]:
    """Catalogues that should be there, and those that should not."""
    folder = catalogues.folder(root / "translations", language)
    domains = {_domain(root, path, language) for path in _files(root, language)}
    for name in missing(domains, sorted(pages)):
        path = _shown(root, folder / f"{name}.po")
        yield Finding(path, 1, language.catalogue, "missing", "no catalogue: make translations")
    for name in orphans(sorted(domains), pages):
        path = _shown(root, folder / f"{name}.po")
        yield Finding(
            path, 1, language.catalogue, "orphan", "its page is not in _toc.yml: delete it"
        )


def _unknown_folders(root: Path) -> Iterator[Finding]:
    """Catalogues of a language that the table of languages does not have."""
    known = {language.catalogue for language in TRANSLATIONS}
    for folder in sorted((root / "translations").glob("*/LC_MESSAGES")):
        name = folder.parent.name
        if name not in known:
            path = _shown(root, folder.parent)
            yield Finding(
                path, 1, name, "orphan", "no such language in strukturwandel/languages.py"
            )


def _glossary_entries(rows: list[dict], language: Language) -> Iterator[Entry]:
    """The glossary is translated in its table, so its cells pass the same gates."""
    for row in rows:
        for column in ("", "definition"):
            english = row.get(column or "en", "")
            column = "_".join(filter(None, (column, language.path)))
            yield Entry(
                "data/glossary.csv",
                row["line"],
                language,
                english,
                row.get(column, ""),
                prose=False,
            )


def _readable_entries(root: Path, language: Language) -> Iterator[Entry]:
    """All messages of a language; what cannot be read has been told as a finding."""
    for path in _files(root, language):
        try:
            yield from entries(root, path, language)
        except catalogues.CatalogueError:
            continue


def _format_flags(root: Path, path: Path, language: Language) -> Iterator[Finding]:
    """Flags by which a tool takes our placeholders for Python's; msgfmt -c then refuses the file."""
    for match in pofile.FORMAT_FLAG.finditer(path.read_text(encoding="utf-8", errors="replace")):
        line = match.string.count("\n", 0, match.start()) + 1
        what = "a flag of Python's formats, which ours are not: make translations takes it out"
        yield Finding(_shown(root, path), line, language.catalogue, "flag", what)
        return


def _unreadable(root: Path, error: catalogues.CatalogueError, language: Language) -> Finding:
    path = _shown(root, error.path)
    return Finding(path, error.line, language.catalogue, "syntax", error.what, error.msgid)


def _files(root: Path, language: Language) -> list[Path]:
    return sorted(catalogues.folder(root / "translations", language).rglob("*.po"))


def _domain(root: Path, path: Path, language: Language) -> str:
    folder = catalogues.folder(root / "translations", language)
    return path.relative_to(folder).with_suffix("").as_posix()


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
