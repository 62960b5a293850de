"""Where a line of Chinese may break: between words, and never inside a number with its unit.

Browsers and plotly break Chinese anywhere, so that a title on a phone is cut inside 京津冀 or between
a year and its 年. jieba knows words; the book's own terms and regions are added to its dictionary.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache

import jieba

from strukturwandel import data

# A number, a range or a Latin word with the unit that follows it.
TIED = re.compile(
    r"[A-Za-z0-9.][\w.,%−—–+×/=-]*(?<![\u3000-\u9fff])"
    r"(?:[万亿千百十]*(?:年代|年度|年|月|日|个百分点|平方公里|公里|欧元|美元|马克|吨|个|家|人|倍|岁|座|名|条|次|%)?)?",
    re.ASCII,
)
RANGE = re.compile(r"(\d[\d.]*[年月日%]?—\d[\d.]*[年月日%万亿]?)")  # browsers break beside a dash
CLOSING = "，。；：、！？）》」』”’…—·%="  # no line begins with one
OPENING = "（《「『“‘="  # no line ends with one
CLITICS = (
    "的", "了", "着", "得", "们", "等", "中", "上", "内", "后", "前", "起", "以来", "以后", "人数",
)  # fmt: skip
# Short words that lead to the next one, and plain numbers, which belong to the noun before them.
LEADING = (
    "按", "又", "为", "已", "自", "从", "由", "至", "到", "约", "近", "超", "达", "仅", "比", "每",
)  # fmt: skip
COUNT = re.compile(r"\d[\d.,]*[万亿千百十]*(?:%|个百分点|[个家人倍座条次吨])?\Z")
FITS = 14  # columns of the narrowest lines, labels of charts on a phone: no longer pieces are made
CJK = re.compile(r"[\u3400-\u9fff]")


@lru_cache
def _tokenizer() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in _own_words():
        tokenizer.add_word(word)
    return tokenizer


def _own_words() -> set[str]:
    terms = data.load("glossary")["zh"].dropna()
    return {word for word in map(str, terms) if 2 <= len(word) <= 5 and CJK.search(word)} | {
        "京津冀", "鲁尔区", "鲁尔", "河北省", "北莱茵", "威斯特法伦州", "埃姆舍", "利珀", "去产能", "威斯特法伦",
        "杜塞尔多夫", "阿恩斯贝格", "盖尔森基兴", "博特罗普", "雷克林豪森", "奥伯豪森", "米尔海姆",
    }  # fmt: skip


@lru_cache(maxsize=20_000)
def phrases(text: str) -> tuple[str, ...]:
    """The pieces of a text between which a line may break; joined they are the text."""
    pieces: list[str] = []
    place = 0
    for match in TIED.finditer(text):
        pieces += _words(text[place : match.start()])
        pieces.append(match[0])
        place = match.end()
    pieces += _words(text[place:])
    return tuple(_tied(pieces))


def is_tied(piece: str) -> bool:
    """Whether browsers would break a piece all the same: they do so beside a dash."""
    return "—" in piece.strip("—")


def _words(text: str) -> list[str]:
    if not CJK.search(text):
        return re.findall(r"\s*\S+|\s+", text)
    return _tokenizer().lcut(text)


def _tied(pieces: list[str]) -> list[str]:
    """Put closing signs, clitics and numbers to what is before them, opening signs to what follows."""
    tied: list[str] = []
    for piece in pieces:
        if not piece:
            continue
        before = tied[-1] if tied else ""
        closes = piece[0] in CLOSING or piece in CLITICS or piece.isspace()
        if before and (closes or before[-1] in OPENING or _belong(before, piece)):
            tied[-1] += piece
        else:
            tied.append(piece)
    return tied


def _belong(before: str, piece: str) -> bool:
    """Whether a reader takes two pieces as one, as in 河北50% or 又再次, and a short line has room."""
    if not CJK.match(before[-1]):
        return False
    fits = sum(2 if CJK.match(sign) else 1 for sign in before + piece) <= FITS
    return fits and (before.lstrip(OPENING) in LEADING or bool(COUNT.match(piece)))
