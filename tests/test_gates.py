"""Each gate for translations finds the defect it is for, and lets good translations pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from strukturwandel.gates import EXCUSABLE, Entry, Finding, Glossary, inspect
from strukturwandel.gates.digits import required, values
from strukturwandel.gates.exceptions import Exemption, excuse, read_exceptions
from strukturwandel.gates.markup import dissect
from strukturwandel.gates.terms import Term, read_glossary
from strukturwandel.languages import language

DE, ZH = language("de"), language("zh")
GLOSSARY = Glossary(
    [
        Term(2, "structural change", {"de": ("Strukturwandel",), "zh_CN": ("结构转型",)}),
        Term(3, "lock-in", {"de": ("Lock-in", "Verriegelung"), "zh_CN": ("锁定效应",)}),
        Term(4, "functional lock-in", {"de": ("funktionales Lock-in",), "zh_CN": ("功能锁定",)}),
        Term(5, "overcapacity", {"de": ("Überkapazität",), "zh_CN": ("产能过剩",)}),
        Term(
            6, "cutting overcapacity", {"de": ("Abbau von Überkapazitäten",), "zh_CN": ("去产能",)}
        ),
        Term(7, "works council", {"de": ("Betriebsrat",), "zh_CN": ("企业职工委员会",)}),
        Term(8, "hard coal mining", {"de": ("Steinkohlenbergbau",), "zh_CN": ("硬煤开采",)}),
    ]
)


def found(msgid: str, msgstr: str, to=DE, **more) -> list[str]:
    """What the gates say about a translation, as ``rule: what``."""
    entry = Entry("x.po", 7, to, msgid, msgstr, **more)
    return [f"{each.rule}: {each.what}" for each in inspect([entry], GLOSSARY)]


def rules(msgid: str, msgstr: str, to=DE, **more) -> set[str]:
    """The names of the broken rules."""
    return {each.split(":")[0] for each in found(msgid, msgstr, to, **more)}


# ---------------------------------------------------------------- complete


def test_a_message_without_translation_is_found():
    assert found("Coal", "") == ["untranslated: has no translation"]


def test_a_fuzzy_translation_is_found_because_readers_would_see_english():
    assert rules("Coal", "Kohle", fuzzy=True) == {"fuzzy"}


def test_an_obsolete_entry_is_found():
    assert rules("Coal", "Kohle", obsolete=True) == {"obsolete"}


@pytest.mark.parametrize(
    ("msgid", "msgstr", "to"),
    [
        ("The end of the mines", "The end of the mines", DE),
        ("Output and jobs fell", "Förderung and jobs sanken", DE),
        ("Coal crisis", "coal crisis", ZH),
        ("Mines closed without any plan", "煤矿closed without any plan", ZH),
    ],
)
def test_english_left_standing_is_found(msgid, msgstr, to):
    assert rules(msgid, msgstr, to) == {"copied"}


@pytest.mark.parametrize(
    ("msgid", "msgstr", "to"),
    [
        ("Essen", "Essen", DE),
        ("Export", "Export", DE),
        ("CNY", "CNY", ZH),
        ("His book is “Life and the mine”", "Sein Buch heißt „Life and the mine“", DE),
        ("the Institute", "研究所（Institute for the study of work）", ZH),
        ("Bank of China", "Bank of China (BOC)", DE),
    ],
)
def test_names_titles_and_originals_in_brackets_may_stay_english(msgid, msgstr, to):
    assert found(msgid, msgstr, to) == []


# ---------------------------------------------------------------- markup


@pytest.mark.parametrize(
    ("msgid", "msgstr", "said"),
    [
        ("a {cite:p}`rk`", "ein", "lost {cite:p}`rk`"),
        ("a {cite:p}`rk`", "ein {cite:p}`rq`", "lost {cite:p}`rk`"),
        ("a {cite:p}`rk`", "ein {cite:t}`rk`", "added {cite:t}`rk`"),
        ("a {cite:p}`rk,mib`", "ein {cite:p}`rk`", "lost {cite:p}`mib,rk`"),
        ("a {term}`polder`", "ein {term}`Polder <brownfield>`", "lost {term}`polder`"),
        ("a {term}`miners <polder>`", "ein {term}`Bergleute`", "lost {term}`polder`"),
        ("{doc}`x </a/b>`", "{doc}`x </a/c>`", "lost {doc}`/a/b`"),
        ("{ref}`x <here>`", "{ref}`x <there>`", "lost {ref}`here`"),
        ("{numref}`fig-a`", "{numref}`fig-b`", "lost {numref}`fig-a`"),
        ("a {number}`jobs` b", "ein {number}`job` b", "lost {number}`jobs`"),
        ("a {number}`jobs` b", "ein `jobs` b", "lost {number}`jobs`"),
        ("[a](https://a.org/x_(y))", "[a](https://a.org/x)", "lost ](https://a.org/x_(y))"),
        ("see <https://a.org>", "siehe <https://b.org>", "lost <https://a.org>"),
        ("see https://a.org/x", "siehe", "lost https://a.org/x"),
        ("[a](#here)", "[a](#there)", "lost ](#here)"),
        ("is $x^2$", "ist $x^3$", "lost $x^2$"),
        ("is {math}`x^2`", "ist x²", "lost {math}`x^2`"),
        ("a[^1]", "ein", "lost [^1]"),
        ("run `make`", "führe aus", "lost `make`"),
        ("a {{ x }}", "ein", "lost {{ x }}"),
        ("{share} of jobs", "{anteil} der Stellen", "lost {share}"),
        ("%{x}: %{y:,.1f} t<extra></extra>", "%{x}: %{y:.1f} t<extra></extra>", "lost %{y:,.1f}"),
        ("%{x} jobs<extra></extra>", "%{x} Stellen", "lost </extra>"),
        ("Coal<br>jobs", "Kohle Stellen", "lost <br>"),
        ("Found %s pages", "Seiten gefunden", "lost %s"),
        ("%(name)s built", "gebaut", "lost %(name)s"),
        ("a {cite:p}`rk`", "ein {cite:p} `rk`", "added `rk`"),
    ],
)
def test_lost_or_changed_markup_is_found(msgid, msgstr, said):
    assert f"markup: {said}" in found(msgid, msgstr)


def test_markup_may_change_its_order_and_its_words():
    english = "{number}`a` of {term}`miners <polder>` in [Bonn](https://a.org) {cite:p}`rk,mib`"
    german = "In [Bonn am Rhein](https://a.org) {term}`der Bergleute <Polder>` {number}`a` "
    assert found(english, german + "{cite:p}`mib, rk`") == []


def test_a_number_may_be_scaled_but_not_exchanged():
    english = "It made {number}`steel` million tonnes."
    assert "markup" not in rules(english, "产量为{number}`steel*1e6`吨。", ZH)
    assert "markup" in rules(english, "产量为{number}`coal*1e6`吨。", ZH)
    chart = "Output was {steel} million tonnes."
    assert {"markup", "emphasis"}.isdisjoint(rules(chart, "产量为{steel*1e6}吨。", ZH))
    assert "markup" in rules(chart, "产量为{coal*1e6}吨。", ZH)


def test_a_number_role_in_code_is_no_mark_of_its_own():
    assert dissect("`{number}` and ``a `b` c``").marks.total() == 2


def test_a_backtick_without_partner_is_found():
    assert "backtick" in rules("run `make` now", "`make` jetzt ausführen`")


@pytest.mark.parametrize(
    "msgstr",
    [
        "**重要。**然后走",
        "**“引用”**后走",
        "**《书名》**一书",
        "先看**（注）**再走",
        "**要点。**然后**再**看",
    ],
)
def test_chinese_bold_that_commonmark_does_not_close_is_found(msgstr):
    assert "emphasis" in rules("**Important.** Then go", msgstr, ZH)


def test_chinese_bold_around_words_passes():
    assert found("**Important** then go", "**重要**，然后走", ZH) == []


def test_lost_bold_is_found():
    assert rules("**Test** the decline", "Den Rückgang prüfen") == {"emphasis"}


def test_lost_italics_are_found_in_german_and_allowed_in_chinese():
    assert rules("a *new* start", "ein neuer Start") == {"emphasis"}
    assert rules("a *new* start", "新的开始", ZH) == set()


@pytest.mark.parametrize("msgstr", ["18. Juli 1961 in Bochum", "- im Juli 1961", "# Juli 1961"])
def test_a_paragraph_that_markdown_takes_for_a_list_or_heading_is_found(msgstr):
    assert "block" in rules("On 18 July 1961 in Bochum", msgstr)


def test_an_escaped_date_and_a_chart_label_may_begin_a_line():
    assert found("On 18 July 1961", r"18\. Juli 1961") == []
    assert found("18 July 1961", "18. Juli 1961", prose=False) == []


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("msgid", "msgstr", "to", "said"),
    [
        ("in 1957", "1975", DE, "1957 is missing"),
        ("in 1957", "1975", DE, "the year 1975 is not in the English"),
        ("in 1957", "在那一年", ZH, "1957 is missing"),
        ("16,000 miners", "1600 Bergleute", DE, "16,000 is missing"),
        ("16,000 miners", "16,000 Bergleute", DE, "16,000 is missing"),
        ("16,000 miners", "16万矿工", ZH, "16,000 is missing"),
        ("60.7 percent", "60.7 Prozent", DE, "60.7 is missing"),
        ("60.7 percent", "67.0%", ZH, "60.7 is missing"),
        ("1.5 million", "1,5 Milliarden", DE, "1.5 million is missing"),
        ("1.5 million", "15万", ZH, "1.5 million is missing"),
        ("2 billion yuan", "2 Billionen Yuan", DE, "2 billion is missing"),
        ("100-billion-yuan fund", "100亿元基金", ZH, "100-billion is missing"),
        ("150 jobs", "150万个岗位", ZH, "150 is missing"),
        ("the 1960s", "die 1970er", DE, "1960 is missing"),
        ("0.001 TWh", "0,01 TWh", DE, "0.001 is missing"),
    ],
)
def test_a_changed_or_lost_number_is_found(msgid, msgstr, to, said):
    assert f"number: {said}" in found(msgid, msgstr, to)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "to"),
    [
        ("16,000 miners", "16.000 Bergleute", DE),
        ("16,000 miners", "16\u202f000 Bergleute", DE),
        ("16,000 miners", "1.6万名矿工", ZH),
        ("16,000 miners", "16,000名矿工", ZH),
        ("16,000 miners", "一万六千名矿工", ZH),
        ("60.7 percent", "60,7 Prozent", DE),
        ("60.7 percent", "60.7%", ZH),
        ("1.5 million", "1,5 Mio.", DE),
        ("1.5 million", "150万", ZH),
        ("1.5 million", "1,500,000", ZH),
        ("1.5 to 2 million", "1,5 bis 2 Millionen", DE),
        ("1.5 to 2 million", "150万至200万", ZH),
        ("1.5 to 2 million", "1.5—2百万", ZH),
        ("100-billion-yuan fund", "100-Milliarden-Yuan-Fonds", DE),
        ("100-billion-yuan fund", "1000亿元基金", ZH),
        ("100-billion-yuan fund", "千亿元基金", ZH),
        ("150 million people", "1亿5000万人", ZH),
        ("10,000 t to Mt", "万吨换算为百万吨", ZH),
        ("120 km", "120千米", ZH),
        ("120 Mt", "120 Millionen Tonnen", DE),
        ("120 million tonnes", "120\u00a0Mt", DE),
        ("the mid-1980s", "Mitte der 80er Jahre", DE),
        ("the mid-1980s", "20世纪80年代中期", ZH),
        ("in 1957/58", "1957年至1958年", ZH),
        ("1957 = 100", "1957 = 100", DE),
        ("on 27 November 1968", "am 27.11.1968", DE),
        ("fine dust (PM2.5)", "细颗粒物", ZH),
        ("100 years", "hundert Jahre", DE),
        ("11 districts in 7 years", "elf Bezirke in sieben Jahren", DE),
        ("two million jobs", "200万个岗位", ZH),
    ],
)
def test_a_number_may_be_written_as_the_language_writes_it(msgid, msgstr, to):
    assert not [each for each in found(msgid, msgstr, to) if each.startswith("number")]


def test_citation_keys_urls_and_number_names_hold_no_numbers():
    markup = "{cite:p}`wi584en` {number}`jobs_1957` [x](https://a.org/2015) `v1.2` $2^{100}$"
    assert required(dissect(markup).visible) == []


def test_chinese_numerals_are_read():
    text = "十万、一千二百、两亿、三千零五万"
    assert {100_000, 1200, 200_000_000, 30_050_000} <= values(text, ZH)


# ---------------------------------------------------------------- typography

NB, NNB = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("msgstr", "said"),
    [
        ('das "Revier" hier', "straight quotation mark"),
        ("das “Revier” hier", "” is English"),
        ("das “Revier“ hier", "opens like English"),
        ("das „Revier hier", "not in pairs"),
        ("das «Revier» hier", "guillemets"),
        ("das 'Revier' hier", "straight single"),
        ("Kohle - und Stahl", "hyphen between blanks"),
        ("Kohle — und Stahl", "em dash"),
        ("die Jahre 20-30 hier", "hyphen in a range"),
        ("etwa 5 % davon", "breaking blank before a unit"),
        ("etwa {share} % davon", "breaking blank before a unit"),
        ("etwa 5% davon", "no blank before %"),
        ("nach 30 km Weg", "breaking blank before a unit"),
        ("fast 3 Mio. Tonnen", "breaking blank before a unit"),
        ("rund {number}`a` Mt Stahl", "breaking blank before a unit"),
        ("nach § 3 darf", "§ needs"),
        ("siehe Nr. 5 dort", "abbreviation before a number"),
        ("also z. B. hier", "abbreviation needs"),
        ("also z.B. hier", "abbreviation needs"),
        ("also d. h. hier", "abbreviation needs"),
        ("Kohle  und Stahl", "double blank"),
        ("Kohle , Stahl", "blank before punctuation"),
        ("Kohle,Stahl", "no blank after a comma"),
        ("und so weiter...", "three dots"),
    ],
)
def test_german_typography_is_checked(msgstr, said):
    assert any(said in each for each in found("x", msgstr) if each.startswith("typography"))


@pytest.mark.parametrize(
    "msgstr",
    [
        f"Rund 5{NNB}% und 30{NB}km, z.{NNB}B. nach §{NB}3, „gut“ – sagt Xiong’an’s Amt",
        f"{{number}}`a` Millionen Tonnen, 3{NB}Mio.{NB}Tonnen, 1957–1974, 2 bis 3 Jahre",
        "Wer „das ‚Revier‘ kennt“, weiß das; 2,5-fach, 5-Prozent-Hürde, A-40, Ruhr-Uni",
        "%{y:.0f}%, Kohle<br>Stahl, `a - b`, [x](https://a.org/1-2)",
        "Was heißt das? Es heißt: weiter …",
    ],
)
def test_good_german_typography_passes(msgstr):
    assert not [each for each in found("x", msgstr) if each.startswith("typography")]


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Compare the lines.", "Vergleichen Sie die Linien."),
        ("Ask your host.", "Den Gastgeber fragen, der Ihnen antwortet."),
        ("Which edition you used.", "Welche Ausgabe Ihre Zahl hat."),
        ("You can see it.", "Sie können es sehen."),
        ("Look at your table.", "Schau in deine Tabelle."),
    ],
)
def test_german_that_addresses_the_reader_is_found(msgid, msgstr):
    assert rules(msgid, msgstr) == {"address"}


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("They left. They came back.", "Sie gingen. Sie kamen zurück."),
        ("Before you pay: it needs a view.", "Vor dem Zahlen: Sie braucht den Überblick."),
        ("Their targets were set.", "Ihre Ziele waren gesetzt."),
        ("She said so.", "So sagte sie, und ihr Vater auch."),
    ],
)
def test_german_they_and_their_pass(msgid, msgstr):
    assert rules(msgid, msgstr) == set()


@pytest.mark.parametrize(
    ("msgstr", "said"),
    [
        ("煤炭,钢铁", "ASCII punctuation"),
        ("煤炭, 钢铁", "ASCII punctuation"),
        ("GDP: 人均", "ASCII punctuation"),
        ("占80%, 其余", "ASCII punctuation"),
        ("煤炭?", "ASCII punctuation"),
        ("%{x}: %{y} 吨", "ASCII punctuation"),
        ("煤炭{cite:p}`a`, 钢铁", "ASCII punctuation"),
        ("煤炭.", "ASCII full stop"),
        ("煤炭{cite:p}`a`.", "ASCII full stop"),
        ("在1957.", "ASCII full stop"),
        ("鲁尔区(Ruhr)", "half-width brackets"),
        ("鲁尔区 (Ruhr)", "half-width brackets"),
        ("Ruhr (鲁尔区)", "half-width brackets"),
        ('"鲁尔"', "straight quotation mark"),
        ("'鲁尔'", "straight single"),
        ("「鲁尔」", "another region"),
        ("„鲁尔“", "another region"),
        ("”鲁尔“", "without “"),
        ("“鲁尔", "not in pairs"),
        ("鲁尔 区", "blank between Chinese"),
        ("鲁尔 {term}`圩区 <x>`", "blank between Chinese"),
        ("鲁尔 ，煤炭", "full-width punctuation"),
        ("１９５７年", "full-width digit"),
        ("占87 %的煤", "blank before %"),
        ("煤炭...", "ellipsis"),
        ("煤炭…", "ellipsis"),
        ("煤炭 - 钢铁", "hyphen as a dash"),
        ("魯爾區", "traditional or rare characters: 區爾魯"),
    ],
)
def test_chinese_typography_is_checked(msgstr, said):
    told = [each for each in found("x", msgstr, ZH) if each.startswith("typography")]
    assert any(said in each for each in told), told


@pytest.mark.parametrize(
    "msgstr",
    [
        "鲁尔区（Ruhrgebiet）的煤炭，占80%；“好”吗？《书》说：对……",
        "罗伯特·P. 泰勒（Robert P. Taylor）在1957—1974年——那时——写道。",
        "%{x}：%{y:,.1f}百万吨，{share}，[SteelOrbis](https://a.org/a,b)。",
        "1957 = 100，PM2.5，Xi'an，北莱茵-威斯特法伦州",
        "3.5倍，16,000人",
    ],
)
def test_good_chinese_typography_passes(msgstr):
    assert not [each for each in found("x", msgstr, ZH) if each.startswith("typography")]


@pytest.mark.parametrize(
    ("msgid", "msgstr", "rule"),
    [
        (" Mt", "Mt", "whitespace"),
        ("Coal:\n", "Kohle:", "whitespace"),
        ("Coal", "Kohle ", "whitespace"),
        ("Coal crisis", "Kohlenkrise.", "ending"),
        ("It ended.", "Es endete", "ending"),
        ("Who paid?", "Wer zahlte.", "ending"),
        ("It ended {cite:p}`a`.", "Es endete {cite:p}`a`", "ending"),
    ],
)
def test_edges_of_a_message_are_kept(msgid, msgstr, rule):
    assert rules(msgid, msgstr) == {rule}


def test_full_width_endings_count_as_the_same():
    assert found("It ended {cite:p}`a`.", "已结束{cite:p}`a`。", ZH) == []
    assert found('He said "no."', "他说：“不。”", ZH) == []


# ---------------------------------------------------------------- terms


@pytest.mark.parametrize(
    ("msgid", "msgstr", "to"),
    [
        ("Structural change took long", "Die Umwälzung dauerte lange", DE),
        ("Works councils agreed", "Die Gewerkschaften stimmten zu", DE),
        ("Structural changes", "结构变化", ZH),
        ("Hard-coal mining ended", "Der Bergbau endete", DE),
        ("{term}`structural change`", "{term}`Umbruch <structural change>`", DE),
    ],
)
def test_a_term_without_an_accepted_form_is_found(msgid, msgstr, to):
    assert rules(msgid, msgstr, to) == {"term"}


@pytest.mark.parametrize(
    ("msgid", "msgstr", "to"),
    [
        ("Of structural change", "Des Strukturwandels", DE),
        ("A policy for structural change", "Eine Strukturwandelpolitik", DE),
        ("Works councils agreed", "Die Betriebsräte stimmten zu", DE),
        (
            "{term}`Works councils <works council>`",
            "{term}`Räte <works council>` der Betriebsrats",
            DE,
        ),
        ("A lock-in", "Eine Verriegelung", DE),
        ("A lock-in", "Ein Technologie-Lock-in", DE),
        ("With functional lock-in", "Mit funktionalem Lock-in", DE),
        ("Cutting overcapacity", "Der Abbau der Überkapazitäten", DE),
        ("Structural change", "结构转型", ZH),
        ("{term}`miners <hard coal mining>`", "{term}`Bergleute <hard coal mining>`", DE),
        ("His talk “Structural change today”", "Sein Vortrag „Structural change today“", DE),
        ("Infrastructural changeover", "Umstellung", DE),
    ],
)
def test_inflected_compound_and_hidden_terms_pass(msgid, msgstr, to):
    assert rules(msgid, msgstr, to) == set()


def test_a_longer_term_hides_the_shorter_one_inside_it():
    assert found("Functional lock-in", "功能锁定", ZH) == []
    told = found("Cutting overcapacity", "化解", ZH)
    assert told == ["term: “cutting overcapacity” is 去产能 in the glossary"]


def test_the_glossary_is_read_with_its_accepted_forms(tmp_path):
    path = tmp_path / "glossary.csv"
    path.write_text(
        "id,en,de,zh,definition,accepted_de,accepted_zh\n"
        'G1,fine particulate matter (PM2.5),"Feinstaub (PM2,5)",细颗粒物,x,Staub|Partikel,\n',
        encoding="utf-8",
    )
    glossary, rows = read_glossary(path)
    [term] = glossary.found_in("Fine particulate matter fell")
    assert term.accepted == {"de": ("Feinstaub", "Staub", "Partikel"), "zh_CN": ("细颗粒物",)}
    assert rows[0]["line"] == 2


def test_an_empty_glossary_asks_for_nothing():
    entry = Entry("x.po", 1, DE, "Structural change", "Umbruch")
    assert list(inspect([entry], Glossary([]))) == []


# ---------------------------------------------------------------- exceptions

TERM = Finding("x.po", 7, "de", "term", "…", "Structural change took long")
GONE = Finding("x.po", 8, "de", "untranslated", "…", "Structural change took long")


def exempt(*exceptions: Exemption, findings=(TERM,)) -> list[str]:
    kept = excuse(findings, exceptions, "exceptions.csv", {"de", "zh_CN"}, EXCUSABLE)
    return [str(each) for each in kept]


def test_an_exception_with_a_reason_excuses_its_finding():
    assert exempt(Exemption(2, "de", "term", "Structural change", "a pun")) == []


@pytest.mark.parametrize(
    ("exemption", "said"),
    [
        (Exemption(2, "zh_CN", "term", "Structural change", "a pun"), "excuses nothing"),
        (Exemption(2, "de", "number", "Structural change", "a pun"), "excuses nothing"),
        (Exemption(2, "de", "term", "Something else", "a pun"), "excuses nothing"),
        (Exemption(2, "de", "term", "Structural change", ""), "has no reason"),
        (Exemption(2, "de", "term", "Str", "a pun"), "shorter than"),
        (Exemption(2, "fr", "term", "Structural change", "a pun"), "no edition"),
        (Exemption(2, "de", "grammar", "Structural change", "a pun"), "no exceptions to rule"),
    ],
)
def test_an_exception_that_does_not_hold_is_a_finding(exemption, said):
    assert any(said in each and "exceptions.csv:2:" in each for each in exempt(exemption))


def test_completeness_admits_no_exception():
    told = exempt(Exemption(2, "de", "untranslated", "Structural change", "later"), findings=[GONE])
    assert len(told) == 2 and "untranslated" in told[0]


def test_exceptions_are_read_with_their_lines(tmp_path: Path):
    path = tmp_path / "exceptions.csv"
    assert read_exceptions(path) == []
    path.write_text('language,rule,msgid_start,reason\nde,term,"A, B",why\n', encoding="utf-8")
    assert read_exceptions(path) == [Exemption(2, "de", "term", "A, B", "why")]


def test_exceptions_with_other_columns_are_refused(tmp_path: Path):
    path = tmp_path / "exceptions.csv"
    path.write_text("language,rule,why\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"exceptions.csv:1: the columns must be language, rule"):
        read_exceptions(path)


def test_a_finding_is_one_line_with_place_language_rule_and_message():
    line = str(Finding("de/a.po", 12, "de", "term", "what", "Word\nafter " + "word " * 40))
    assert line.startswith("de/a.po:12: de: term: what – Word after word")
    assert line.endswith("…") and "\n" not in line
