"""Strict reading of .po files: what Babel takes without a word is refused, with its place.

Babel drops the last letter of a string whose quotation mark is missing, and the second of two
translations of the same English; both then show in the book, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

STRING = r'"((?:[^"\\]|\\.)*)"'
PART = re.compile(rf"(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?{STRING}")


class CatalogueError(ValueError):
    """A .po file that cannot be read: where, what, and the English it is about if that is known."""

    def __init__(self, path: Path, line: int, what: str, msgid: str = "") -> None:
        self.path, self.line, self.what, self.msgid = path, line, what, msgid
        super().__init__(f"{path}:{line}: {what}" + (f" – msgid “{msgid}”" if msgid else ""))


FORMAT_FLAG = re.compile(r"^#,(.*\bpython-(?:brace-)?format\b.*)\n", re.MULTILINE)


def drop_format_flags(path: Path) -> bool:
    """Take out the flags by which Babel calls our placeholders Python's; tells if there were any.

    gettext's ``msgfmt -c`` would refuse ``{steel*1e6}``, by which a translation scales a number.
    """

    def kept(match: re.Match[str]) -> str:
        flags = [flag.strip() for flag in match[1].split(",")]
        flags = [flag for flag in flags if not flag.startswith("python-")]
        return f"#, {', '.join(flags)}\n" if flags else ""

    before = path.read_text(encoding="utf-8")
    after = FORMAT_FLAG.sub(kept, before)
    if after == before:
        return False
    path.write_text(after, encoding="utf-8", newline="\n")
    return True


@dataclass
class _Part:
    """A keyword with its string, over one line or several."""

    line: int
    keyword: str
    text: str
    obsolete: bool


def check(path: Path) -> None:
    """Raise :class:`CatalogueError` for the first thing that is wrong with a .po file."""
    seen: dict[tuple, int] = {}
    for entry in _entries(path):
        texts = {part.keyword: part.text for part in entry}
        msgid = texts.get("msgid", "")
        if not any(keyword.startswith("msgstr") for keyword in texts):
            raise CatalogueError(path, entry[0].line, "the entry has no msgstr", msgid)
        if "msgid" not in texts or len(texts) < len(entry):
            what = "one entry has one msgid and one msgstr"
            raise CatalogueError(path, entry[0].line, what, msgid)
        key = (entry[0].obsolete, texts.get("msgctxt"), msgid)
        first = seen.setdefault(key, entry[0].line)
        if first != entry[0].line:
            what = f"the same English has an entry already, in line {first}"
            raise CatalogueError(path, entry[0].line, what, msgid)


def _entries(path: Path) -> Iterator[list[_Part]]:
    """The parts of each entry; a new entry begins with a msgctxt, or with a msgid without one."""
    entry: list[_Part] = []
    for part in _parts(path):
        begins = part.keyword == "msgctxt"
        begins |= part.keyword == "msgid" and [p.keyword for p in entry] != ["msgctxt"]
        if begins and entry:
            yield entry
            entry = []
        entry.append(part)
    if entry:
        yield entry


def _parts(path: Path) -> Iterator[_Part]:
    part = None
    for number, line in enumerate(_lines(path), 1):
        obsolete = line.startswith("#~")
        line = line.removeprefix("#~").strip()
        if not line or line[0] in "#|":
            continue
        match = PART.fullmatch(line)
        if not match or not (match[1] or part):
            msgid = part.text if part and part.keyword == "msgid" else ""
            raise CatalogueError(path, number, _problem(line), msgid)
        if match[1]:
            if part:
                yield part
            part = _Part(number, match[1], match[2], obsolete)
        else:
            part.text += match[2]
    if part:
        yield part


def _lines(path: Path) -> list[str]:
    content = path.read_bytes()
    try:
        return [line.strip() for line in content.decode("utf-8").split("\n")]
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CatalogueError(path, line, "is not UTF-8") from error


def _problem(line: str) -> str:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "left over from a merge"
    if line.startswith(("msg", '"')):
        return f'a string stands between two ", with \\" for " inside: {line}'
    return f"neither a comment nor a part of an entry: {line}"
