"""Catalogues: broken files are refused with their place, and the whole set is checked."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from strukturwandel import catalogues, lint, pofile
from strukturwandel.catalogues import CatalogueError
from strukturwandel.languages import SOURCE, language

ROOT = Path(__file__).resolve().parents[1]
DE, ZH = language("de"), language("zh")
HEADER = """msgid ""
msgstr ""
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

"""
DOMAINS = ("index", "chapters/coal", *catalogues.OWN_DOMAINS)


def po(path: Path, body: str) -> Path:
    """A catalogue with a header and these entries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + body, encoding="utf-8")
    return path


def entry(msgid: str, msgstr: str, before: str = "") -> str:
    """One entry as a translator's tool writes it."""
    return f'{before}msgid "{msgid}"\nmsgstr "{msgstr}"\n\n'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of two pages with complete catalogues and a glossary of one term."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "glossary.csv").write_text(
        "id,en,de,zh,definition,definition_de,definition_zh,accepted_de,accepted_zh\n"
        "G1,polder,Polder,圩区,Drained land.,Entwässertes Land.,排水的土地。,,\n",
        encoding="utf-8",
    )
    (tmp_path / "_toc.yml").write_text(
        "root: index\nparts:\n- caption: One\n  chapters:\n  - file: chapters/coal.md\n"
    )
    words = {DE: ("Kohle", "Stahl"), ZH: ("煤炭", "钢铁")}
    for to, (coal, steel) in words.items():
        for domain in DOMAINS:
            path = catalogues.folder(tmp_path / "translations", to) / f"{domain}.po"
            po(path, entry("Coal", coal) + entry("Steel", steel))
    return tmp_path


def german(book: Path, domain: str = "chapters/coal") -> Path:
    return catalogues.folder(book / "translations", DE) / f"{domain}.po"


def told(book: Path) -> list[str]:
    return [str(each) for each in lint.catalogue_findings(book)]


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ('msgid "Coal"\nmsgstr "Kohle\n', 8, 'a string stands between two "'),
        ('msgid "Coal"\nmsgstr Kohle"\n', 8, 'a string stands between two "'),
        ('msgid "Coal\nmsgstr "Kohle"\n', 7, 'a string stands between two "'),
        ('msgid "A "coal" mine"\nmsgstr "x"\n', 7, 'a string stands between two "'),
        (entry("Coal", "Kohle") + entry("Coal", "Steinkohle"), 10, "already, in line 7"),
        ('msgid "Coal"\n\nmsgid "Steel"\nmsgstr "Stahl"\n', 7, "the entry has no msgstr"),
        ('msgid "Coal"\n', 7, "the entry has no msgstr"),
        ('msgid "Coal"\nmsgstr "Kohle"\nmsgstr "Erz"\n', 7, "one msgid and one msgstr"),
        ("<<<<<<< HEAD\n" + entry("Coal", "Kohle"), 7, "left over from a merge"),
        ("mgsid " + entry("Coal", "Kohle"), 7, "neither a comment nor"),
    ],
)
def test_a_broken_catalogue_is_refused_with_file_line_and_reason(tmp_path, body, line, said):
    path = po(tmp_path / "coal.po", body)
    with pytest.raises(CatalogueError) as caught:
        catalogues.read(path)
    assert str(caught.value).startswith(f"{path}:{line}: ") and said in str(caught.value)


@pytest.mark.parametrize(
    "body", ['msgid "Coal"\nmsgstr "Kohle\n', entry("Coal", "Kohle") + entry("Coal", "Erz")]
)
def test_the_refusal_names_the_message(tmp_path, body):
    with pytest.raises(CatalogueError, match="msgid “Coal”"):
        catalogues.read(po(tmp_path / "coal.po", body))


def test_a_catalogue_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "coal.po"
    path.write_bytes(HEADER.encode() + 'msgid "Area"\nmsgstr "Fläche"\n'.encode("latin-1"))
    with pytest.raises(CatalogueError, match=r"coal\.po:8: is not UTF-8"):
        catalogues.read(path)


def test_what_translators_tools_write_is_read(tmp_path):
    body = (
        '# a remark with "one quote\n#. page\n#, fuzzy\n#| msgid "Coal "\n'
        + entry("Coal", "Kohle")
        + 'msgid ""\n"A \\"long\\" "\n"line\\n"\nmsgstr ""\n"Eine Zeile\\n"\n\n'
        + 'msgctxt "verb"\nmsgid "Steel"\nmsgstr "stählen"\n\n'
        + entry("Steel", "Stahl")
        + 'msgid "{n} page"\nmsgid_plural "{n} pages"\nmsgstr[0] "a"\nmsgstr[1] "b"\n\n'
        + '#~ msgid "Coal"\n#~ msgstr "Kohle"\n'
    )
    catalogue = catalogues.read(po(tmp_path / "coal.po", body))
    assert catalogue.get('A "long" line\n').string == "Eine Zeile\n"
    assert catalogue.get("Steel").string == "Stahl"
    assert catalogue.get("Steel", "verb").string == "stählen"
    assert list(catalogue.obsolete)


# ---------------------------------------------------------------- compiling, looking up


def test_compiled_catalogues_leave_fuzzy_and_empty_entries_out(tmp_path):
    path = catalogues.folder(tmp_path, DE) / "coal.po"
    po(path, entry("Coal", "Kohle") + entry("Steel", "Stahl", "#, fuzzy\n") + entry("Ore", ""))
    assert catalogues.compile_all(tmp_path) == 1
    with path.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)._catalog
    assert {key: text for key, text in compiled.items() if key} == {"Coal": "Kohle"}


def test_only_changed_catalogues_are_compiled_again(tmp_path):
    path = po(catalogues.folder(tmp_path, DE) / "coal.po", entry("Coal", "Kohle"))
    assert (catalogues.compile_all(tmp_path), catalogues.compile_all(tmp_path)) == (1, 0)
    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))
    assert catalogues.compile_all(tmp_path) == 1


def test_a_broken_catalogue_stops_the_compilation(tmp_path):
    po(catalogues.folder(tmp_path, ZH) / "coal.po", 'msgid "Coal"\nmsgstr "煤\n')
    with pytest.raises(CatalogueError, match=r"zh_CN.LC_MESSAGES.coal\.po:8"):
        catalogues.compile_all(tmp_path)


def test_a_missing_translation_is_none_and_english_is_itself(tmp_path):
    po(catalogues.folder(tmp_path, DE) / "site.po", entry("Home", "Start"))
    catalogues.compile_all(tmp_path)
    look = catalogues.lookup(tmp_path, DE, "site")
    assert (look("Home"), look("Search")) == ("Start", None)
    assert catalogues.lookup(tmp_path, ZH, "site")("Home") is None
    assert catalogues.lookup(tmp_path, SOURCE, "site")("Home") == "Home"


# ---------------------------------------------------------------- extracting


def test_messages_of_outputs_are_extracted_once_with_the_places_that_show_them(tmp_path):
    noted = {"b": [["fig-b, finding", "Jobs fell"]], "a": [["fig-a, note", "Jobs fell"]]}
    template = catalogues.outputs_template(noted)
    assert template.get("Jobs fell").auto_comments == ["a: fig-a, note", "b: fig-b, finding"]


def test_a_message_of_the_tables_is_not_asked_for_twice():
    noted = {"a": [["fig-a, name", "Steel"], ["fig-a, name", "Shafts"]]}
    template = catalogues.outputs_template(noted, apart={"Steel"})
    assert [message.id for message in template if message.id] == ["Shafts"]


def test_site_strings_come_from_templates_code_and_configuration():
    template = catalogues.site_template({"html_title": "A book"})
    comments = {message.id: message.auto_comments for message in template if message.id}
    assert comments["A book"] == ["_config.yml: html_title"]
    assert any("theme/templates/" in place for places in comments.values() for place in places)
    assert any(place.endswith(".py") for places in comments.values() for place in places)


def test_templates_have_no_line_numbers_so_moved_code_changes_nothing(tmp_path):
    path = tmp_path / "deep" / "site.pot"
    catalogues.write_template(catalogues.site_template({}), path)
    assert "\n#: " not in path.read_text(encoding="utf-8")


# ---------------------------------------------------------------- the whole set


def test_a_complete_book_has_no_finding(book):
    assert told(book) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (entry("Coal", ""), "coal.po:7: de: untranslated: has no translation – Coal"),
        (entry("Coal", "Kohle", "#, fuzzy\n"), "coal.po:8: de: fuzzy"),
        (entry("Coal", "Kohle") + '#~ msgid "Ore"\n#~ msgstr "Erz"\n', "coal.po:10: de: obsolete"),
        (entry("In 1957", "Damals"), "coal.po:7: de: number: 1957 is missing – In 1957"),
        (entry("A polder", "Ein Teich"), "coal.po:7: de: term: “polder” is Polder"),
        ('msgid "Coal"\nmsgstr "Kohle\n', "coal.po:8: de: syntax: a string stands"),
        (entry("Coal", "Kohle") * 2, "coal.po:10: de: syntax: the same English"),
        (
            'msgid "{n} mine"\nmsgid_plural "{n} mines"\nmsgstr[0] "{n} Zeche"\nmsgstr[1] "Zechen"\n',
            "coal.po:7: de: markup: lost {n} – {n} mines",
        ),
    ],
)
def test_a_planted_defect_is_told_with_file_line_language_and_message(book, body, said):
    po(german(book), body)
    [finding] = told(book)
    assert said in finding and finding.startswith("translations/de/LC_MESSAGES/chapters/")


def test_a_page_without_catalogue_is_found_in_each_language(book):
    (book / "_toc.yml").write_text("root: index\nchapters:\n- file: chapters/coal\n- file: air\n")
    assert [line.split(":")[0] for line in told(book)] == [
        "translations/de/LC_MESSAGES/air.po", "translations/zh_CN/LC_MESSAGES/air.po",
    ]  # fmt: skip


@pytest.mark.parametrize("domain", catalogues.OWN_DOMAINS)
def test_a_domain_of_our_own_without_catalogue_is_found(book, domain):
    german(book, domain).unlink()
    assert [f"{domain}.po:1: de: missing" in line for line in told(book)] == [True]


def test_a_catalogue_whose_page_is_gone_is_found(book):
    po(german(book, "chapters/old_name"), entry("Coal", "Kohle"))
    [finding] = told(book)
    assert "chapters/old_name.po:1: de: orphan" in finding


def test_catalogues_of_a_language_that_is_not_in_the_table_are_found(book):
    po(book / "translations" / "fr" / "LC_MESSAGES" / "index.po", entry("Coal", "Charbon"))
    [finding] = told(book)
    assert finding.startswith("translations/fr:1: fr: orphan")


def test_better_words_for_the_theme_are_no_orphans(book):
    po(german(book, "booktheme"), entry("By", "Von"))
    assert told(book) == []


def test_an_undefined_or_badly_set_glossary_term_is_found(book):
    path = book / "data" / "glossary.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Entwässertes Land.", "").replace("土地。", "土地."), "utf-8")
    assert [line.split(" – ")[0] for line in told(book)] == [
        "data/glossary.csv:2: de: untranslated: has no translation",
        "data/glossary.csv:2: zh_CN: typography: ASCII full stop beside Chinese: 。: »排水的土地.«",
    ]


def test_a_flag_of_pythons_formats_is_found_and_taken_out(book):
    path = book / "translations/de/LC_MESSAGES/outputs.po"
    planted = entry("{a} and {b}", "{a*1e6} und {b}", "#, fuzzy, python-brace-format\n")
    path.write_text(path.read_text("utf-8") + planted, encoding="utf-8")
    assert "flag" in [found.rule for found in lint.catalogue_findings(book)]
    assert pofile.drop_format_flags(path) and not pofile.drop_format_flags(path)
    assert "#, fuzzy\nmsgid" in path.read_text("utf-8")
    assert "flag" not in [found.rule for found in lint.catalogue_findings(book)]


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext's tools are not installed")
def test_gettexts_own_check_takes_every_catalogue():
    for path in sorted((ROOT / "translations").rglob("*.po")):
        command = ["msgfmt", "--check", "--output-file", os.devnull, str(path)]
        check = subprocess.run(command, check=False, capture_output=True, text=True)
        assert check.returncode == 0, check.stderr


def test_exceptions_excuse_and_unused_ones_are_found(book):
    po(german(book), entry("A polder of 1957", "Ein Teich von 1957"))
    listed = book / "translations" / "exceptions.csv"
    head = "language,rule,msgid_start,reason\n"
    listed.write_text(head + "de,term,A polder of,a pun\n", encoding="utf-8")
    assert told(book) == []
    po(german(book), entry("A polder of 1957", "Ein Polder von 1957"))
    [finding] = told(book)
    assert finding.startswith("translations/exceptions.csv:2: de: exception: it excuses nothing")


def test_lint_prints_findings_and_coverage_and_fails(book, capsys, monkeypatch):
    monkeypatch.setattr(lint, "table_report", lambda: (True, "No findings"))
    assert lint.main(book) == 0
    po(german(book), entry("Coal", "") + entry("Steel", "Stahl"))
    assert lint.main(book) == 1
    out = capsys.readouterr().out
    every = 2 * len(DOMAINS)
    assert f"de: {every} of {every} messages translated\n" in out
    assert f"de: {every - 1} of {every} messages translated (" in out


def test_a_broken_table_fails_lint(book, capsys, monkeypatch):
    monkeypatch.setattr(lint, "table_report", lambda: (False, "table 'coal', line 3"))
    assert lint.main(book) == 1
    assert "table 'coal', line 3" in capsys.readouterr().out


def test_every_released_edition_of_this_book_passes_every_gate():
    findings = lint.catalogue_findings(ROOT)
    if findings:
        shown = "\n".join(map(str, findings[:20]))
        message = f"{len(findings)} findings, all in make lint; the first are:\n{shown}"
        pytest.fail(message, pytrace=False)
