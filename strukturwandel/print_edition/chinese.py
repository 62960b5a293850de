"""Chinese text for print: blanks, breaks and punctuation as Chinese editors set them.

What a reader copies or searches stays the same text: blanks aside, no character goes or comes but
breaks of no width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import NavigableString, Tag

from strukturwandel.print_edition.pages import strings_by_block

OPENING = "“‘（《〈「『【〔［｛"
CLOSING = "”’）》〉」』】〕］｝，。、；：？！"
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HAN = re.compile(f"[{_HAN}]")
WIDE = re.compile(rf"[{_HAN}\u3001-\u303f\uff01-\uff60“”‘’…—·]")
LATIN = re.compile(r"[\[\]0-9A-Za-z\u00c0-\u024f%‰€$°]")
BREAK = "\u200b"


def is_wide(character: str) -> bool:
    """Whether a character fills a square of its own."""
    return bool(WIDE.match(character))


def tidy(article: Tag) -> None:
    """Set the text of a Chinese article."""
    for strings in strings_by_block(article):
        if any(HAN.search(text) for text in strings):
            _tidy_strings(strings)


def upright(article: Tag) -> None:
    """Mark emphasis in Chinese script, in any edition: no Chinese type is slanted."""
    for emphasis in article.find_all(("em", "i", "cite")):
        if HAN.search(emphasis.get_text()):
            emphasis["class"] = [*emphasis.get("class", []), "han"]


@dataclass
class _Glyph:
    """A character of a block, the string it comes from, and how it is to be set."""

    character: str
    string: int
    style: str = ""
    may_break: bool = False  # before it


def _tidy_strings(strings: list[NavigableString]) -> None:
    glyphs = [
        _Glyph(character, number)
        for number, string in enumerate(strings)
        for character in re.sub(r"[ \t\n\r]+", " ", string)
    ]
    glyphs = _without_blanks(glyphs)
    characters = ["", *(glyph.character for glyph in glyphs), ""]
    for place, glyph in enumerate(glyphs):
        before, after = characters[place], characters[place + 2]
        glyph.style = _style(before, glyph.character, after)
        glyph.may_break = _may_break(before, glyph.character)
    for number, string in enumerate(strings):
        _replace(string, [glyph for glyph in glyphs if glyph.string == number])


def _without_blanks(glyphs: list[_Glyph]) -> list[_Glyph]:
    """Blanks go where a Chinese character stands beside them, but not around a citation."""
    kept: list[_Glyph] = []
    for place, glyph in enumerate(glyphs):
        if glyph.character == " " and kept:
            rest = (other.character for other in glyphs[place + 1 :] if other.character != " ")
            if not _is_blank_kept(kept[-1].character, next(rest, "")):
                continue
        kept.append(glyph)
    return kept


def _is_blank_kept(before: str, after: str) -> bool:
    if before == " ":
        return False
    if not after or "·" in (before, after):
        return True
    marks = OPENING + CLOSING
    if before in marks or after in marks:
        return False
    if before in ".,;:]" or after == "[":
        return True
    return not (is_wide(before) or is_wide(after))


def _style(before: str, character: str, after: str) -> str:
    """How a character is set that its neighbours change.

    ``halved``: of two marks that stand together, one gives up the empty half of its square.
    ``after-latin``, ``before-latin``: a hair of air between Chinese and Latin script.
    ``latin``: an apostrophe or quotation mark among Latin letters, which Chinese type would set
    in a square of its own (Xiong’an).
    """
    if character in "“”‘’" and not is_wide(before or " ") and not is_wide(after or " "):
        return "latin"
    if character in CLOSING and after and after in OPENING + CLOSING:
        return "halved"
    if character in OPENING and before and before in OPENING:
        return "halved"
    if not HAN.match(character):
        return ""
    beside = {"after-latin": LATIN.match(before), "before-latin": LATIN.match(after)}
    return " ".join(name for name, found in beside.items() if found)


def _may_break(before: str, character: str) -> bool:
    """Whether a line may end before a character where Unicode's rules forbid it: “ and ” serve
    every language, so they never know which side of them is open."""
    if not before:
        return False
    if character in "“‘":
        return before in CLOSING or bool(HAN.match(before))
    return before in "”’" and bool(HAN.match(character))


def _replace(string: NavigableString, glyphs: list[_Glyph]) -> None:
    """Put the glyphs of a string in its place, those with a style in an element."""
    nodes: list[NavigableString | Tag] = []
    text = ""
    for place, glyph in enumerate(glyphs):
        text += BREAK if glyph.may_break else ""
        if not glyph.style:
            text += glyph.character
            continue
        nodes += [NavigableString(text)] if text else []
        text = ""
        styled = Tag(name="span", attrs={"class": glyph.style})
        styled.string = glyph.character
        before = glyphs[place - 1] if place else None
        if before and before.style == "halved" and glyph.character in CLOSING:
            nodes[-1].append(styled)  # of two closing marks the second begins no line
            continue
        following = glyphs[place + 1] if place + 1 < len(glyphs) else None
        if glyph.style == "halved" and following and following.character in CLOSING:
            pair = Tag(name="span", attrs={"class": "phrase"})
            pair.append(styled)
            nodes.append(pair)
            if not following.style:
                pair.append(NavigableString(following.character))
                following.character = ""
            continue
        nodes.append(styled)
    string.replace_with(*nodes, NavigableString(text))
