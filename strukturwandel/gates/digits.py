"""A number or year of the English must be in the translation, in whatever way it is written.

16,000 is 16.000 in German and 1.6万, 16,000 or 一万六千 in Chinese; 1.5 million is 1,5 Millionen and
150万. Years, numbers of at least 100 and numbers with decimals are compared; smaller ones are often
words in one of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from strukturwandel.gates.entry import Entry
from strukturwandel.gates.markup import NUMBER, OPAQUE, dissect
from strukturwandel.languages import SOURCE, Language

MILLION_UNITS = ("Mt", "Mtce")  # 60 Mt may become 60 million tonnes and the other way round


@dataclass(frozen=True)
class Grammar:
    """How a language writes numbers: ``number`` has the groups ``digits`` and ``scale``."""

    number: re.Pattern
    group: str  # characters between groups of three
    point: str
    scales: dict[str, int]


def _grammar(
    group: str, point: str, scales: dict[str, int], after: str = r"(?![^\W\d_])"
) -> Grammar:
    grouped = rf"\d{{1,3}}(?:[{group}]\d{{3}})+(?!\d)"
    digits = rf"(?:{grouped}|\d+)(?:[{point}]\d+)?"
    words = "|".join(sorted(map(re.escape, scales), key=len, reverse=True))
    scale = rf"(?:[\s\u00a0\u202f-]?(?P<scale>{words}){after})?"
    return Grammar(re.compile(rf"(?<!\d)(?P<digits>{digits}){scale}"), group, point, scales)


UNITS = dict.fromkeys(MILLION_UNITS, 10**6)
ENGLISH = _grammar(
    ",", ".", {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, **UNITS}
)
GERMAN = _grammar(
    ".\u00a0\u202f", ",",
    {
        "Tausend": 10**3, "tausend": 10**3, "Tsd.": 10**3,
        "Million": 10**6, "Millionen": 10**6, "Mio.": 10**6,
        "Milliarde": 10**9, "Milliarden": 10**9, "Mrd.": 10**9,
        "Billion": 10**12, "Billionen": 10**12, "Bio.": 10**12, **UNITS,
    },
)  # fmt: skip
HAN_SCALES = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
COMBINED = ("百万", "千万", "十万", "十亿", "百亿", "千亿", "万亿")
CHINESE = _grammar(
    ",", ".",
    {
        **HAN_SCALES,
        **{both: HAN_SCALES[both[0]] * HAN_SCALES[both[1]] for both in COMBINED},
        **UNITS,
    },
    after="(?![米克瓦卡])",  # 千米 is a kilometre, 千瓦 a kilowatt
)  # fmt: skip
GRAMMARS = {"de": GERMAN, "zh_CN": CHINESE}

BETWEEN = {
    "to", "and", "or", "-", "–", "—", "~", "～", "bis", "und", "oder", "至", "到", "和", "或",
}  # fmt: skip
GERMAN_WORDS = {"hundert": 100, "tausend": 1000, "hunderttausend": 100_000, "Million": 10**6}
HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
HAN_NUMBER = re.compile(rf"(?<![\d{''.join(HAN_SCALES)}])[{''.join([*HAN_DIGITS, *HAN_SCALES])}]+")
READABLE = str.maketrans(f"０１２３４５６７８９．，{OPAQUE}{NUMBER}", "0123456789.,  ")
YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|2[01])\d\d(?![.,]?\d)")


@dataclass(frozen=True)
class Wanted:
    """A number that a translation must have: any of these values, or any of these spellings."""

    shown: str
    values: frozenset[Decimal]
    spellings: tuple[str, ...] = ()


def numbers_kept(entry: Entry) -> Iterator[str]:
    """Every year and every telling number of the English is in the translation."""
    text = _readable(entry.msgstr)
    found = values(text, entry.language)
    for wanted in required(_readable(entry.msgid)):
        if wanted.values & found or any(each in text for each in wanted.spellings):
            continue
        yield f"{wanted.shown} is missing"
    yield from _new_years(entry, text)


def _new_years(entry: Entry, text: str) -> Iterator[str]:
    """A year that the English does not have: a wrong digit, or something added."""
    english = _readable(entry.msgid)
    known = values(english, SOURCE) | _short_years(english)
    found = (match[0] for match in YEAR.finditer(text) if not _scaled(text, match.end()))
    for year in dict.fromkeys(found):
        if Decimal(year) not in known:
            yield f"the year {year} is not in the English"


def _scaled(text: str, end: int) -> bool:
    return text[end : end + 1] in HAN_SCALES


def _short_years(text: str) -> set[Decimal]:
    """1957/58 and 2010–17 also name 1958 and 2017; the 1950s and 60s also 1960."""
    pairs = re.findall(r"(?<!\d)(\d\d)\d\d[/–-](\d\d)(?!\d)", text)
    decades = re.findall(r"(?<!\d)(\d\d)\d0s\b.{1,12}?\b(\d0)s\b", text)
    return {Decimal(century + short) for century, short in pairs + decades}


def _readable(text: str) -> str:
    """Visible text without stand-ins; full-width digits as plain ones (typography tells of them)."""
    return dissect(text).visible.translate(READABLE)


def required(text: str) -> list[Wanted]:
    """The numbers of an English text that every translation must have."""
    found = []
    for match, after in pairwise([*ENGLISH.number.finditer(text), None]):
        value = _value(match, ENGLISH)
        if _glued(text, match.start()) or not _telling(match, value):
            continue
        accepted = {value, *_ranged(text, match, after, ENGLISH)}
        if match["scale"] in MILLION_UNITS:
            accepted.add(_plain(match, ENGLISH))
        found.append(Wanted(match[0], frozenset(accepted), _decade(text, match)))
    return found


def _glued(text: str, start: int) -> bool:
    """PM2.5, CO2, A40 are names, not numbers."""
    return start > 0 and text[start - 1].isalpha()


def _telling(match: re.Match, value: Decimal) -> bool:
    return value >= 100 or "." in match["digits"]


def _decade(text: str, match: re.Match) -> tuple[str, ...]:
    """The 1960s may be 60er Jahre, and 20世纪60年代."""
    if text[match.end() : match.end() + 1] != "s" or len(match["digits"]) != 4:
        return ()
    short = match["digits"][2:]
    return (f"{short}er", f"{short}年代")


def values(text: str, language: Language) -> set[Decimal]:
    """Every number of a text, as the language writes numbers."""
    grammar = GRAMMARS.get(language.catalogue, ENGLISH)
    found = set()
    for match, after in pairwise([*grammar.number.finditer(text), None]):
        value = _value(match, grammar)
        found |= {value, *_ranged(text, match, after, grammar)}
        if match["scale"] in MILLION_UNITS:
            found.add(_plain(match, grammar))
        if after and match["scale"] and after["scale"] and match.end() == after.start():
            found.add(value + _value(after, grammar))  # 1亿5000万
    if language.cjk:
        found |= {_han(match[0]) for match in HAN_NUMBER.finditer(text)}
    if language.catalogue == "de":
        words = set(re.findall(r"\w+", text))
        found |= {Decimal(value) for word, value in GERMAN_WORDS.items() if word in words}
    return found


def _plain(match: re.Match, grammar: Grammar) -> Decimal:
    digits = re.sub(rf"[{grammar.group}]", "", match["digits"])
    return Decimal(digits.replace(grammar.point, "."))


def _value(match: re.Match, grammar: Grammar) -> Decimal:
    return _plain(match, grammar) * grammar.scales.get(match["scale"] or "", 1)


def _ranged(text: str, match: re.Match, after: re.Match | None, grammar: Grammar) -> set[Decimal]:
    """In "1.5 to 2 million" the first number is meant in millions, too."""
    if not after or not after["scale"] or match["scale"]:
        return set()
    if text[match.end() : after.start()].strip() not in BETWEEN:
        return set()
    return {_plain(match, grammar) * grammar.scales[after["scale"]]}


def _han(text: str) -> Decimal:
    """The value of a number in Chinese characters: 十万, 一千二百, 两亿."""
    total = section = digit = 0
    for sign in text:
        if sign in HAN_DIGITS:
            digit = HAN_DIGITS[sign]
        elif HAN_SCALES[sign] < 10**4:
            section += (digit or 1) * HAN_SCALES[sign]
            digit = 0
        else:
            total = (total + section + digit or 1) * HAN_SCALES[sign]
            section = digit = 0
    return Decimal(total + section + digit)
