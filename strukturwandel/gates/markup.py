"""Markup must survive translation: roles and their targets, links, math, placeholders, bold.

Sphinx itself notices a lost citation or term, but not one that was changed, and nothing else
(measured, design findings on translation: changed citation key, URL, formula, substitution and
Chinese ``**`` all passed a strict build).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from strukturwandel.gates.entry import Entry

# In visible text these stand for what has no words of its own.
OPAQUE = "\ue000"  # a citation, code, a formula, a tag
SCALED = re.compile(r"\*1e\d+\}")  # {steel*1e6} in a chart string
NUMBER = "\ue001"  # a number that is put in when the page is made

TEXT_ROLES = {"abbr", "sub", "sup", "guilabel", "strong", "emphasis"}  # their content is translated
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
STARS = re.compile(r"(?<!\\)\*+")

QUOTED = re.compile(r'"[^"]+"|„[^“]+“|“[^”]+”|《[^》]+》')

_MARKDOWN = MarkdownIt("commonmark").use(myst_role_plugin).use(dollarmath_plugin)

BLOCKS = {
    "ordered_list_open": "a numbered list (write 18\\. for 18.)",
    "bullet_list_open": "a list",
    "heading_open": "a heading",
    "blockquote_open": "a block quotation",
    "code_block": "code",
    "fence": "code",
    "hr": "a rule",
    "html_block": "HTML",
}


@dataclass(frozen=True)
class Dissected:
    """A message taken apart: how often it has which mark, and the text a reader sees."""

    marks: Counter[str]
    visible: str


Mark = tuple[str | None, str]  # the mark to compare (None: nothing), what a reader sees of it


def _role(match: re.Match) -> Mark:
    name, body = match["role"], " ".join(match["body"].split())
    if name == "number":  # a translation may scale it: {number}`name*1e6`
        return f"{{number}}`{body.partition('*')[0]}`", NUMBER
    if name.startswith("cite"):
        keys = ",".join(sorted(key.strip() for key in body.split(",")))
        return f"{{{name}}}`{keys}`", OPAQUE
    if name in TEXT_ROLES:
        return f"{{{name}}}", body
    text, target = _title_and_target(body)
    if name == "term":  # Sphinx finds terms whatever their case
        return f"{{term}}`{target.casefold()}`", text or target
    return f"{{{name}}}`{target}`", text or OPAQUE


def _title_and_target(body: str) -> tuple[str, str]:
    explicit = re.fullmatch(r"(.*\S)\s*<([^<>]+)>", body)
    return (explicit[1], explicit[2].strip()) if explicit else ("", body)


def _exact(match: re.Match) -> Mark:
    return match[0], OPAQUE


def _link(match: re.Match) -> Mark:
    return f"]({match['target']})", match["text"] or OPAQUE


def _placeholder(match: re.Match) -> Mark:
    return re.sub(r"\*1e\d+", "", match[0]), NUMBER  # a translation may scale it: {name*1e6}


# In this order: what stands inside code or a role is no placeholder, what stands in math no link.
PASSES: tuple[tuple[re.Pattern, Callable[[re.Match], Mark]], ...] = (
    (
        re.compile(
            r"\{(?P<role>[A-Za-z][\w:.+-]*)\}(?P<tick>`+)(?P<body>.+?)(?P=tick)(?!`)", re.DOTALL
        ),
        _role,
    ),
    (re.compile(r"(?<![`\\])(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)", re.DOTALL), _exact),
    (re.compile(r"\{\{.*?\}\}"), _exact),  # substitution
    (re.compile(r"(?<!\\)(?P<math>\$\$?)(?![{$])[^$]+?(?<!\\)(?P=math)"), _exact),
    (re.compile(r"%\{[^}]*\}"), _exact),  # plotly, with its format
    (re.compile(r"<(?:https?://|mailto:)[^<>\s]+>"), _exact),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), _exact),
    (re.compile(r"\[\^[^\]\s]+\]"), _exact),  # footnote
    (
        re.compile(
            r'!?\[(?P<text>[^\[\]]*)\]\((?P<target>(?:[^()\s]|\([^()\s]*\))*)(?:\s+"[^"]*")?\)'
        ),
        _link,
    ),
    (re.compile(r"\[(?P<text>[^\[\]]+)\]\[(?P<target>[^\[\]]+)\]"), _link),
    (re.compile(r"https?://[^\s<>\"'`()\[\]）」』》”，。；、]+(?<![.,;:!?])"), _exact),
    (re.compile(r"(?<![%{])\{\w*(?:\*1e\d+)?\}(?!`)", re.ASCII), _placeholder),
    (re.compile(r"%(?:\(\w+\))?[sd](?![^\W\d_])"), _placeholder),  # the themes' own
)


@lru_cache(maxsize=8192)
def dissect(text: str) -> Dissected:
    """Take a message apart into its marks and its visible text."""
    marks: Counter[str] = Counter()
    for pattern, handle in PASSES:

        def replace(match: re.Match, handle: Callable[[re.Match], Mark] = handle) -> str:
            mark, visible = handle(match)
            marks[mark] += 1
            return visible

        text = pattern.sub(replace, text)
    return Dissected(marks, ESCAPED.sub(r"\1", STARS.sub("", text)))


def unquoted(text: str) -> str:
    """Visible text without quotations, which are titles or somebody's own words."""
    return QUOTED.sub(OPAQUE, text)


def parity(entry: Entry) -> Iterator[str]:
    """Every mark of the English, as often, with the same target; none besides."""
    wanted, found = dissect(entry.msgid).marks, dissect(entry.msgstr).marks
    for mark in sorted((wanted - found).elements()):
        yield f"lost {mark}"
    for mark in sorted((found - wanted).elements()):
        yield f"added {mark}"


def backticks(entry: Entry) -> Iterator[str]:
    """A backtick without its partner shows raw markup, or swallows half a sentence."""
    if dissect(entry.msgstr).visible.count("`") > dissect(entry.msgid).visible.count("`"):
        yield "a backtick without its partner"


def emphasis(entry: Entry) -> Iterator[str]:
    """As many bold and italic passages as in English, closed as CommonMark closes them.

    CommonMark does not close ``**`` between Chinese punctuation and a Chinese character. Italics
    may go in Chinese, which has none.
    """
    wanted, found = _emphasised(entry.msgid), _emphasised(entry.msgstr)
    if found.literal > wanted.literal:
        yield "a * that closes nothing: put punctuation outside of **…**"
    elif found.strong != wanted.strong:
        yield f"{found.strong} bold passages, {wanted.strong} in English"
    elif found.em != wanted.em and not entry.language.cjk:
        yield f"{found.em} italic passages, {wanted.em} in English"


@dataclass(frozen=True)
class _Emphasised:
    strong: int
    em: int
    literal: int  # marks left in the text


@lru_cache(maxsize=8192)
def _emphasised(text: str) -> _Emphasised:
    text = SCALED.sub("}", text)
    tokens = _MARKDOWN.parseInline(text)[0].children or []
    kinds = Counter(token.type for token in tokens)
    left = "".join(token.content for token in tokens if token.type == "text")
    marks = re.findall(r"\*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)", left)
    return _Emphasised(kinds["strong_open"], kinds["em_open"], len(marks))


def block(entry: Entry) -> Iterator[str]:
    """A translation must stay the one paragraph that its English is.

    Sphinx parses it as a document of its own and silently keeps the English where that gives
    something else: "18. Juli 1961 …" is the item of a numbered list.
    """
    if entry.prose and _blocks(entry.msgid) == ["paragraph_open"]:
        kinds = _blocks(entry.msgstr)
        if kinds != ["paragraph_open"]:
            other = next((BLOCKS[kind] for kind in kinds if kind in BLOCKS), "several paragraphs")
            yield f"Markdown reads this as {other}, so the page would stay English"


def _blocks(text: str) -> list[str]:
    tokens = _MARKDOWN.parse(text)
    return [t.type for t in tokens if t.level == 0 and t.nesting >= 0 and t.type != "inline"]
