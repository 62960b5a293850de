"""How tests read a PDF: its text by Poppler, its outline, links and tags by pypdf."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pypdf


def text_of(pdf: Path, *options: str) -> str:
    """The PDF's text as a reader copies it."""
    command = ["pdftotext", "-enc", "UTF-8", *options, str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def squeezed(text: str) -> str:
    """A text without blanks, line ends and the hyphens at them."""
    return "".join(re.sub(r"[-‐]\n", "", text).split())


def outline(reader: pypdf.PdfReader) -> list[tuple[int, str]]:
    """Depth and title of each entry of the outline."""

    def walk(entries: list, depth: int) -> list[tuple[int, str]]:
        found = []
        for item in entries:
            found += walk(item, depth + 1) if isinstance(item, list) else [(depth, item.title)]
        return found

    return walk(reader.outline, 0)


def elements(reader: pypdf.PdfReader) -> list[dict]:
    """All elements of the tag tree."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, dict):
            found.append(node)
            kids = node.get("/K", [])
            kids = kids if isinstance(kids, list) else [kids]
            waiting += [kid for kid in kids if not isinstance(kid, int)]
    return found


def figures(reader: pypdf.PdfReader) -> list[str]:
    """The alternative text of each picture."""
    return [node.get("/Alt", "") for node in elements(reader) if node.get("/S") == "/Figure"]


def internal_links(reader: pypdf.PdfReader) -> list[str]:
    """Where the links inside the document lead."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [note["/Dest"] for note in notes if "/Dest" in note]


def fonts(pdf: Path) -> list[str]:
    """A line on each font, as pdffonts tells it."""
    told = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, text=True)
    return told.stdout.splitlines()[2:]


def lowest_lines(told: str) -> list[float]:
    """How far down each page its last line stands, the page number aside: 0 top, 1 bottom.

    ``told`` is what ``pdftotext -bbox`` says.
    """
    pages = re.findall(r'<page width="[\d.]+" height="([\d.]+)">(.*?)</page>', told, re.DOTALL)
    found = []
    for height, words in pages:
        ends = [float(end) for end in re.findall(r'yMax="([\d.]+)"', words)]
        text = [end for end in ends if end < float(height) * 0.905]
        found.append(max(text, default=0) / float(height))
    return found
