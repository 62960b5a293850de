"""Bibliography, glossary and metadata are fit to print in three languages."""

import re
import warnings

import pytest
from pybtex.database import parse_file
from pybtex.plugin import find_plugin

from strukturwandel import data

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def bibliography():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return parse_file(str(data.resource("references").path))


def test_every_entry_can_be_formatted(bibliography):
    style = find_plugin("pybtex.style.formatting", "unsrt")()
    backend = find_plugin("pybtex.backends", "plaintext")()
    for key, entry in bibliography.entries.items():
        [formatted] = style.format_entries([entry], bibliography)
        assert formatted.text.render(backend), key


def test_every_entry_tells_its_quality(bibliography):
    qualities = {entry.fields["keywords"] for entry in bibliography.entries.values()}
    assert qualities == {"scholarly", "official", "supporting", "press"}


NOTE = re.compile(
    r"Year inferred|Read as abstract|Authors in the order of a library catalogue|Authors?: .+"
)


def test_only_notes_for_readers_are_printed(bibliography):
    for key, entry in bibliography.entries.items():
        for note in filter(None, entry.fields.get("note", "").split(". ")):
            assert NOTE.fullmatch(note), key


def test_every_entry_has_a_short_label_and_a_plain_year(bibliography):
    for key, entry in bibliography.entries.items():
        persons = entry.persons.get("author") or entry.persons.get("editor")
        assert persons, key
        for person in persons:
            label = " ".join([*person.prelast_names, *person.last_names])
            assert len(label) < 50 and not CHINESE.search(label), key
        assert re.fullmatch(r"\d{4}", entry.fields.get("year", "2000")), key


def test_german_titles_keep_their_capitals(bibliography):
    for key, entry in bibliography.entries.items():
        if entry.fields.get("language") == "german":
            assert entry.fields["title"].startswith("{"), key


def test_chinese_titles_have_an_english_translation(bibliography):
    for key, entry in bibliography.entries.items():
        if CHINESE.search(entry.fields["title"]) and entry.fields["language"] == "chinese":
            assert re.search(r"[(\[][^)\]]*[a-z]{3}", entry.fields["title"]), key


MIRRORS = (
    "docslib|readkong|fdocument|vdocument|scribd|9dok|slideserve|studylib|wiki\\.li|wiki\\.x\\.io|"
    "teknopedia|dewiki\\.de|yuzhongnet|345wk|hj-steelpipe|lincolndailynews|02boy|visiochats|"
    "axkj123|bao228|bm463|goootech|aigou888|dahejw|0514f|corpapers|yumpu|expydoc|huggingface|"
    "dbnyb|cqmining|soolun|dongshiju|syxj|szjzcy|kcomber|steel-technology|ccyxbj|m448|businessdocbox"
)


def test_no_mirror_is_linked(bibliography):
    urls = [entry.fields.get("url", "") for entry in bibliography.entries.values()]
    urls += list(data.sources()["url"])
    assert [url for url in urls if re.search(MIRRORS, url)] == []


def test_source_lines_read_well():
    producers = data.sources()["producer"]
    assert producers[producers.str.len() > 60].empty
    assert not producers.str.endswith(".").any()


def test_glossary_terms_are_unique_in_english_and_filled_in_all_languages():
    glossary = data.glossary()
    assert glossary["en"].str.lower().is_unique
    filled = glossary[["de", "zh", "definition", "definition_de", "definition_zh"]] != ""
    assert filled.all(axis=None)


def test_chinese_definitions_use_chinese_punctuation():
    for text in data.glossary()["definition_zh"]:
        assert text.endswith("。"), text
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", text), text


def test_german_and_english_definitions_are_sentences():
    glossary = data.glossary()
    for column in ("definition", "definition_de"):
        assert glossary[column].str.endswith(".").all()


def test_definitions_of_indicators_are_sentences_and_units_are_one_list():
    indicators = data.indicators()
    assert indicators["definition"].str.endswith(".").all()
    assert indicators["name"].is_unique
    assert len(set(indicators["unit"])) < 50


def test_region_names_are_unique():
    assert data.regions()["name"].is_unique
