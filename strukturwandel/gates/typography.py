"""Typography of German and Chinese: what a reader of that language would take for a slip.

Each rule is a pattern on the visible text and the words that tell a translator what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from strukturwandel.gates.entry import Entry
from strukturwandel.gates.markup import NUMBER, OPAQUE, dissect

Rules = tuple[tuple[re.Pattern, str], ...]

# ---------------------------------------------------------------- German

UNITS = r"%|‰|°C|€|km[²³]?|[cmµ]?m[²³]?|[mkµ]?g|ha|k?t|Mt|Mtce|[kMGT]?Wh|[kMGT]W|Mio\.|Mrd\.|Bio\.|Tsd\."
ABBREVIATIONS = (
    r"z\. ?B|z\. ?T|d\. ?h|u\. ?a|u\. ?[äÄ]|o\. ?[äÄ]|u\. ?U|v\. ?a|s\. ?[ou]|m\. ?E|[nv]\. ?Chr"
)
GERMAN: Rules = (
    (re.compile(r'"'), 'straight quotation mark: „…“'),
    (re.compile("\u201d"), "” is English: „…“"),
    (re.compile(r"(?:^|[\s(\[–])“(?=\w)"), "“ opens like English: „…“"),
    (re.compile(r"[«»]"), "guillemets: „…“"),
    (re.compile(r"(?<!\w)'[^'\n]+'(?!\w)"), "straight single quotation marks: ‚…‘"),
    (re.compile(r"\s--?\s"), "hyphen between blanks: en dash –"),
    (re.compile("—"), "em dash: en dash – between blanks"),
    (re.compile(r"(?<![\w-])\d+-\d+(?![\w-])"), "hyphen in a range: en dash 1957–1974"),
    (re.compile(rf"[\d{NUMBER}] (?:{UNITS})(?!\w)"), "breaking blank before a unit: no-break blank"),
    (re.compile(r"\d%"), "no blank before %: narrow no-break blank"),
    (re.compile(r"§ ?\d"), "§ needs a no-break blank"),
    (
        re.compile(r"\b(?:Nr|S|Abs|Art|Kap|Abb|Tab|Bd|Anm)\. ?\d"),
        "abbreviation before a number needs a no-break blank",
    ),
    (re.compile(rf"\b(?:{ABBREVIATIONS})\."), "abbreviation needs a no-break blank inside (z. B.)"),
    (re.compile(r"[a-zäöüß][,;](?=[A-Za-zÄÖÜäöü])"), "no blank after a comma"),
    (re.compile(r"\S[ \u00a0\u202f]{2,}\S"), "double blank"),
    (re.compile(r"[^\s–][ \u00a0\u202f][,;:!?.](?=\s|$)"), "blank before punctuation"),
    (re.compile(r"\.{3}"), "three dots: …"),
)  # fmt: skip

FORMAL = re.compile(rf"(?<=[^.!?:…\s{OPAQUE}])\s(Sie|Ihnen|Ihr(?:e[nmrs]?)?)\b")
FORMAL_START = re.compile(r"(?:^|[.!?:…]\s+)(?:Sie (?:sind|\w+e[lr]?n)|Ihnen|Ihr(?:e[nmrs]?)?)\b")
FAMILIAR = re.compile(r"\b(?:du|dich|dir|dein(?:e[nmrs]?)?|euch|euer|eure[nmrs]?)\b")
YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)


def address(entry: Entry) -> Iterator[str]:
    """The German edition addresses nobody: no Sie, no du; imperatives become infinitives.

    At the start of a sentence Sie may be *they*; there it counts only if the English says *you*.
    """
    if entry.language.catalogue != "de":
        return
    text = dissect(entry.msgstr).visible
    found = FORMAL.search(text) or FAMILIAR.search(text)
    if not found and YOU.search(dissect(entry.msgid).visible):
        found = FORMAL_START.search(text)
    if found:
        yield f"addresses the reader: {_context(text, found)}"


def german(text: str) -> Iterator[str]:
    """What is not German typography in a visible text."""
    yield from _broken(GERMAN, text)
    if text.count("„") != text.count("“") and "\u201d" not in text and '"' not in text:
        yield "„ and “ are not in pairs"


# ---------------------------------------------------------------- Chinese

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f"
FULL = "，。、；：？！（）《》"
CHINESE: Rules = (
    (
        re.compile(rf"[{HAN}{OPAQUE}”’》）%][,;:?!]|[,;:?!] ?[{HAN}“‘《（]"),
        "ASCII punctuation beside Chinese: ，；：？！",
    ),
    (
        re.compile(rf"[{HAN}{OPAQUE}”’》）%]\.(?![\w.])|(?<![A-Za-z.])\.[{HAN}]|\d\.\s*$"),
        "ASCII full stop beside Chinese: 。",
    ),
    (
        re.compile(rf"[{HAN}] ?[(\[]|[)\]] ?[{HAN}]|[(\[] ?[{HAN}]|[{HAN}] ?[)\]]"),
        "half-width brackets beside Chinese: （）",
    ),
    (re.compile(r"\""), "straight quotation mark: “…”"),
    (re.compile(r"(?<![A-Za-z])'|'(?![A-Za-z])"), "straight single quotation mark: ‘…’"),
    (re.compile(r"[「」『』„«»]"), "quotation marks of another region: “…” and ‘…’"),
    (re.compile(r"^[^“]*”"), "” without “ before it"),
    (re.compile(rf"[{HAN}]\s+[{HAN}]"), "blank between Chinese characters"),
    (re.compile(rf"\s[{FULL}]|[{FULL}]\s"), "blank beside full-width punctuation"),
    (re.compile(r"[０-９Ａ-Ｚａ-ｚ％]"), "full-width digit, letter or per cent sign"),
    (re.compile(r"\d[ \u00a0\u202f]+%"), "blank before %"),
    (re.compile(r"\.{3}|。{2,}|(?<!…)…(?!…)"), "ellipsis: ……"),
    (re.compile(r"\s--?\s|--"), "hyphen as a dash: ——"),
    (re.compile(r"[ \u00a0\u202f]{2,}"), "double blank"),
)


def chinese(text: str) -> Iterator[str]:
    """What is not mainland Chinese typography in a visible text."""
    text = text.strip()
    if re.search(f"[{HAN}]", text):
        yield from _broken(CHINESE, text)
    if text.count("“") != text.count("”"):
        yield "“ and ” are not in pairs"
    rare = sorted({sign for sign in re.findall(f"[{HAN}]", text) if not _simplified(sign)})
    if rare:
        yield f"traditional or rare characters: {''.join(rare)}"


def _simplified(sign: str) -> bool:
    """Whether a character is of GB 2312, which holds the simplified ones in common use."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


# ---------------------------------------------------------------- every language

BY_LANGUAGE = {"de": german, "zh_CN": chinese}
ENDS = {
    **dict.fromkeys(".。", "a full stop"), **dict.fromkeys("?？", "a question mark"),
    **dict.fromkeys("!！", "an exclamation mark"), **dict.fromkeys(":：", "a colon"),
    **dict.fromkeys(";；", "a semicolon"), **dict.fromkeys(",，", "a comma"), "…": "an ellipsis",
}  # fmt: skip
CLOSING = f"\"'”’“‘»«)）]】』」*_ \t\n\u00a0\u202f{OPAQUE}"


def typography(entry: Entry) -> Iterator[str]:
    """The rules of the translation's language."""
    check = BY_LANGUAGE.get(entry.language.catalogue)
    if check:
        yield from check(dissect(entry.msgstr).visible)


def whitespace(entry: Entry) -> Iterator[str]:
    """Blanks at either end are part of a message: a suffix " Mt", a text that is joined on."""
    for side, edge in (("start", _start), ("end", _end)):
        wanted, found = edge(entry.msgid), edge(entry.msgstr)
        if wanted != found:
            yield f"{found!r} at its {side}, {wanted!r} in English"


def _start(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _end(text: str) -> str:
    return text[len(text.rstrip()) :]


def ending(entry: Entry) -> Iterator[str]:
    """A title without a full stop stays one; a sentence keeps its own."""
    wanted, found = _ends_with(entry.msgid), _ends_with(entry.msgstr)
    if wanted != found:
        yield f"ends with {found or 'no punctuation'}, in English with {wanted or 'none'}"


def _ends_with(text: str) -> str:
    return ENDS.get(dissect(text).visible.rstrip(CLOSING)[-1:], "")


def _broken(rules: Rules, text: str) -> Iterator[str]:
    for pattern, what in rules:
        found = pattern.search(text)
        if found:
            yield f"{what}: {_context(text, found)}"


def _context(text: str, match: re.Match, around: int = 12) -> str:
    """A few characters on either side, so that the place is found."""
    piece = text[max(0, match.start() - around) : match.end() + around]
    return "»" + piece.replace(OPAQUE, "▯").replace(NUMBER, "#").strip() + "«"
